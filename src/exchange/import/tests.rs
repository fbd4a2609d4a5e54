//! Hostile and broken files: they are refused or noted, and nothing hangs.

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::{ImportError, Imported, MOST_FILES, Origin, Sources};
use crate::finding::Severity;

fn one(path: &str, text: &str) -> Sources {
    BTreeMap::from([(path.to_owned(), text.as_bytes().to_vec())])
}

/// The errors that `check` would report.
fn errors(made: &Imported) -> Vec<String> {
    let day = jiff::civil::date(2020, 6, 1);
    let found = crate::org::check(&made.org, day, &Default::default());
    let errors = found
        .into_iter()
        .filter(|it| it.severity == Severity::Error);
    errors.map(|it| it.message).collect()
}

#[test]
fn files_of_another_format_are_refused() {
    for (origin, path) in [
        (Origin::Sigs, "sigs.yaml"),
        (Origin::Openstack, "projects.yaml"),
        (Origin::Peribolos, "org.yaml"),
    ] {
        let wrong = origin.import(&one(path, "jobs: {a: {b: 1}}\n"));
        assert!(
            matches!(wrong, Err(ImportError::NotOfFormat { .. })),
            "{wrong:?}"
        );
        let broken = origin.import(&one(path, "a: [\n"));
        assert!(
            matches!(broken, Err(ImportError::Unreadable { .. })),
            "{broken:?}"
        );
        let bomb = "a: &a [x, x]\nb: *a\n";
        let bomb = origin.import(&one(path, bomb));
        assert!(
            matches!(bomb, Err(ImportError::Unreadable { .. })),
            "{bomb:?}"
        );
        assert!(matches!(
            origin.import(&Sources::new()),
            Err(ImportError::Missing(_))
        ));
    }
    let empty = Origin::RustTeam.import(&one("people/a.toml", "name = 'A'\n"));
    assert_eq!(empty, Err(ImportError::Missing("teams/*.toml")));
    let broken = Origin::RustTeam.import(&one("teams/a.toml", "name = 'A'\npeople = 1 2\n"));
    assert!(
        broken
            .unwrap_err()
            .to_string()
            .starts_with("teams/a.toml:2: ")
    );
}

#[test]
fn too_many_files_are_refused() {
    let files = (0..=MOST_FILES).map(|n| (format!("teams/{n}.toml"), Vec::new()));
    let refused = Origin::RustTeam.import(&files.collect());
    assert!(matches!(refused, Err(ImportError::TooMuch(_))));
}

#[test]
fn circles_of_teams_are_cut() {
    let team = |name: &str, other: &str| {
        let text = format!(
            "name = '{name}'\nsubteam-of = '{other}'\n[people]\nleads = []\nmembers = []\n\
             included-teams = ['{other}', '{name}']\n"
        );
        (format!("teams/{name}.toml"), text.into_bytes())
    };
    let made = Origin::RustTeam.import(&[team("a", "b"), team("b", "a")].into());
    let made = made.unwrap();
    assert_eq!(errors(&made), Vec::<String>::new());
    assert!(made.notes.all.len() >= 4, "{:?}", made.notes);
}

/// Every team takes in everybody: that would be a hundred million lines.
#[test]
fn a_line_that_stands_for_many_is_bounded() {
    let logins: Vec<String> = (0..2_000).map(|n| format!("'p{n}'")).collect();
    let team = |n: usize| {
        let leads = if n == 0 {
            logins.join(", ")
        } else {
            String::new()
        };
        let text = format!(
            "name = 't{n}'\n[people]\nleads = [{leads}]\nmembers = []\n\
             include-team-leads = true\ninclude-all-team-members = true\n"
        );
        (format!("teams/t{n}.toml"), text.into_bytes())
    };
    let made = Origin::RustTeam
        .import(&(0..200).map(team).collect())
        .unwrap();
    let terms = made.org.teams.values().map(|team| team.memberships().len());
    assert!(terms.sum::<usize>() <= 103_000);
    let said = made
        .notes
        .all
        .iter()
        .filter(|it| it.what.contains("more than"));
    assert_eq!(said.count(), 1);
}

#[test]
fn equal_names_get_ids_of_their_own() {
    let text = "orgs:\n  a:\n    members: [a, team, owners-of-a]\n    teams: {A: {}, a b: {}, \
                'a-b': {teams: {'A B': {}}}}\n    repos: {a: {}, 'a-b': {}}\n";
    let made = Origin::Peribolos.import(&one("org.yaml", text)).unwrap();
    assert_eq!(errors(&made), Vec::<String>::new());
    let teams: Vec<_> = made.org.teams.keys().map(ToString::to_string).collect();
    assert_eq!(
        teams,
        [
            "a",
            "a-b",
            "a-b-team",
            "a-b-team-2",
            "a-members",
            "a-owners"
        ]
    );
    let said = made
        .notes
        .all
        .iter()
        .filter(|it| it.what.contains("the id of"));
    assert_eq!(said.count(), 6, "{:?}", made.notes);
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(96) })]
    /// Fields of the right names with values of any kind.
    #[test]
    fn odd_values_are_noted_and_never_an_error(
        text in prop::collection::vec((
            prop::sample::select(vec!["name", "dir", "leadership", "contact", "subprojects", "ptl",
                "deliverables", "liaisons", "mission", "repos", "teams", "members", "admins"]),
            prop::sample::select(vec!["~", "1", "[]", "{}", "[[a], {b: c}]", "{a: [b], c: {d: e}}",
                "{name: 2, email: [x], github: {}}", "[{name: x, owners: 1}, y, {github: z}]"]),
        ), 0..8)
    ) {
        let mut fields: BTreeMap<&str, &str> = text.into_iter().collect();
        fields.insert("mission", "x");
        let inner: Vec<String> = fields.iter().map(|(key, it)| format!("{key}: {it}")).collect();
        let inner = inner.join(", ");
        for (origin, path, file) in [
            (Origin::Sigs, "sigs.yaml", format!("sigs: [{{{inner}}}, x, [y]]\n")),
            (Origin::Openstack, "projects.yaml", format!("a: {{{inner}}}\nb: 1\n")),
            (Origin::Peribolos, "org.yaml", format!("orgs: {{o: {{{inner}}}, p: 1}}\n")),
        ] {
            let made = origin.import(&one(path, &file)).unwrap();
            prop_assert_eq!(errors(&made), Vec::<String>::new());
        }
        let toml: Vec<String> = fields
            .iter()
            .map(|(key, it)| format!("{key} = {}\n", it.replace(": ", " = ").replace('~', "0")))
            .collect();
        let _ = Origin::RustTeam.import(&one("teams/a.toml", &toml.concat()));
    }
}
