use super::*;
use proptest::prelude::*;

struct Some3;

fn people(names: &[&str]) -> BTreeSet<PersonId> {
    names.iter().map(|name| name.parse().unwrap()).collect()
}

impl Rolls for Some3 {
    fn roll(&self, team: &TeamId) -> Option<BTreeSet<PersonId>> {
        match team.as_str() {
            "core" => Some(people(&["ann", "ben", "cat"])),
            "board" => Some(people(&["cat", "dan"])),
            "empty" => Some(BTreeSet::new()),
            _ => None,
        }
    }
    fn subject(&self) -> BTreeSet<PersonId> {
        people(&["dan"])
    }
    fn authors(&self) -> BTreeSet<PersonId> {
        people(&["ann"])
    }
    fn attested(&self, kind: &EventKind) -> Option<BTreeSet<PersonId>> {
        (kind.as_str() == "meeting").then(|| people(&["ben", "dan"]))
    }
}

#[test]
fn members_are_those_of_the_expression() {
    for (text, expected) in [
        ("core", &["ann", "ben", "cat"][..]),
        ("core or board", &["ann", "ben", "cat", "dan"]),
        ("core and board", &["cat"]),
        ("board and not subject", &["cat"]),
        ("core and not authors or subject", &["ben", "cat", "dan"]),
        ("core and not (authors or board)", &["ben"]),
        ("a member of core", &["ann", "ben", "cat"]),
        ("members of core and not a member of board", &["ann", "ben"]),
        ("empty", &[]),
        ("core and attested(meeting)", &["ben"]),
        ("attested( meeting ) and not core", &["dan"]),
    ] {
        let electorate = Electorate::parse(text).unwrap();
        assert_eq!(
            electorate.members(&Some3).unwrap(),
            people(expected),
            "{text}"
        );
    }
    let gone = Electorate::parse("core or gone").unwrap();
    assert_eq!(
        gone.members(&Some3),
        Err(UnknownRoll::Team("gone".parse().unwrap()))
    );
}

#[test]
fn one_team_less_people_is_still_that_team() {
    let single = |text: &str| {
        let electorate = Electorate::parse(text).unwrap();
        electorate.single_team().map(ToString::to_string)
    };
    assert_eq!(single("core").as_deref(), Some("core"));
    assert_eq!(single("core and not subject").as_deref(), Some("core"));
    assert_eq!(single("core or board"), None);
    assert_eq!(single("core and not board"), None);
    assert_eq!(single("subject"), None);
}

#[test]
fn errors_point_at_the_word() {
    for (text, word) in [
        ("", ""),
        ("core or", ""),
        ("core board", "board"),
        ("not core", "not"),
        ("anyone", "anyone"),
        ("Core", "Core"),
        ("core and (board", "("),
        ("core)", ")"),
        ("or core", "or"),
    ] {
        let error = Electorate::parse(text).unwrap_err();
        assert_eq!(&text[error.range], word, "{text}");
    }
    assert!(Electorate::parse(&"(".repeat(900)).is_err());
    let team = Electorate::parse("core and not subject").unwrap();
    assert_eq!(team.mentions()[0].1, 0..4);
}

proptest! {
    #[test]
    fn random_text_never_panics(text in "[a-z() ]{0,40}|\\PC{0,30}") {
        match Electorate::parse(&text) {
            Ok(it) => prop_assert_eq!(Electorate::parse(&it.to_string()).unwrap(), it),
            Err(error) => prop_assert!(text.get(error.range).is_some()),
        }
    }
}
