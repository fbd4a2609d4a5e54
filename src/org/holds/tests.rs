
use super::*;
use crate::base::{PartialDate, Period, parse_exact};
use crate::org::{
    About, Affiliation, Area, Grant, Holder, Kind, Level, Organisation, Person, Roll, Team,
};
use jiff::civil::date;

const DAY: Date = date(2020, 3, 11);

fn team(org: &mut Organisation, id: &str, people: &[&str]) {
    let mut team = Team::named(id.to_uppercase(), Kind::Team);
    let member =
        |person: &&str| Membership::of(Holder::Person(person.parse().unwrap()), Period::default());
    team.members = Roll::Known(people.iter().map(member).collect());
    org.teams.insert(id.parse().unwrap(), team);
    for person in people {
        let entry = org.people.entry(person.parse().unwrap());
        entry.or_insert_with(|| Person::named(person.to_uppercase()));
    }
}

fn org() -> Organisation {
    let mut org = Organisation::empty(About::named("Test"));
    team(&mut org, "board", &["ann", "bob", "cid"]);
    team(&mut org, "mergers", &["bob", "dee"]);
    org
}

fn judge(org: &Organisation, require: Requirement) -> Verdict {
    evaluate(&constraint(require), &org.on(DAY))
}

fn constraint(require: Requirement) -> Constraint {
    Constraint {
        title: "It".to_owned(),
        source: None,
        level: Level::Must,
        require,
        remedy: None,
        waivers: Vec::new(),
        repealed: None,
    }
}

fn ids(words: &[&str]) -> Vec<TeamId> {
    words.iter().map(|word| word.parse().unwrap()).collect()
}

fn texts(verdict: &Verdict) -> Vec<&str> {
    let breaches = verdict.breaches().iter();
    breaches.map(|breach| breach.text.as_str()).collect()
}

#[test]
fn each_requirement_says_who_breaks_it() {
    let mut org = org();
    let mut web = Area::named("Website");
    web.shared = true;
    org.areas.insert("website".parse().unwrap(), web);
    let size = |at_least, at_most| Requirement::Size {
        teams: ids(&["mergers"]),
        at_least,
        at_most,
    };
    let both = ids(&["board", "mergers"]);
    for (require, expected) in [
        (
            Requirement::Disjoint { teams: both },
            "BOB serves in BOARD and MERGERS",
        ),
        (size(Some(3), None), "MERGERS has 2 of at least 3"),
        (size(None, Some(1)), "MERGERS has 2, and may have 1"),
        (Requirement::EveryAreaControlled, "no team controls Website"),
        (
            Requirement::Subset {
                team: "mergers".parse().unwrap(),
                of: "board".parse().unwrap(),
            },
            "DEE serves in MERGERS and not in BOARD",
        ),
    ] {
        assert_eq!(texts(&judge(&org, require)), [expected]);
    }
    assert_eq!(judge(&org, size(Some(2), Some(2))), Verdict::Holds);
    let grant = Grant::control("website".parse().unwrap(), Period::default());
    org.teams
        .get_mut(&ids(&["board"])[0])
        .unwrap()
        .authority
        .push(grant);
    assert_eq!(
        judge(&org, Requirement::EveryAreaControlled),
        Verdict::Holds
    );
    let verdict = judge(&org, Requirement::PowersCap { at_most: 0 });
    assert_eq!(verdict.breaches().len(), 3);
    assert_eq!(texts(&verdict)[0], "ANN holds 1 power; at most 0");
}

#[test]
fn a_cap_is_a_number_from_one_and_a_share_below() {
    let mut org = org();
    for id in ["ann", "bob"] {
        let person = org.people.get_mut(&id.parse().unwrap()).unwrap();
        person.affiliations.push(Affiliation {
            organisation: "Acme".to_owned(),
            period: Period::default(),
        });
    }
    let cap = |text| Requirement::AffiliationCap {
        teams: ids(&["board"]),
        at_most: parse_exact(text).unwrap(),
    };
    assert_eq!(judge(&org, cap("2")), Verdict::Holds);
    assert_eq!(judge(&org, cap("2/3")), Verdict::Holds);
    let one = judge(&org, cap("1"));
    assert_eq!(texts(&one), ["2 in BOARD are of Acme; at most 1 may"]);
    let half = judge(&org, cap("1/2"));
    assert_eq!(
        texts(&half),
        ["2 of 3 in BOARD are of Acme; at most 0.5 may"]
    );
}

#[test]
fn terms_count_in_a_row_only_without_a_gap() {
    let mut org = org();
    let mut term = |from: &str, until: Option<&str>| {
        let until = until.map_or(Until::Open, |day| Until::At(day.parse().unwrap()));
        let from: PartialDate = from.parse().unwrap();
        let period = Period::new(Some(from), until).unwrap();
        let holder = Holder::Person("dee".parse().unwrap());
        let team = org.teams.get_mut(&"mergers".parse().unwrap()).unwrap();
        let mut members = team.memberships().to_vec();
        members.push(Membership::of(holder, period));
        team.members = Roll::Known(members);
    };
    term("2014", Some("2015"));
    term("2017", Some("2017"));
    term("2018", Some("2018"));
    term("2019-01-01", None);
    let team = org.teams.get_mut(&"mergers".parse().unwrap()).unwrap();
    let mut members = team.memberships().to_vec();
    members.retain(|term| term.period.from().is_some());
    team.members = Roll::Known(members);
    let limit = |at_most| Requirement::TermLimit {
        teams: ids(&["mergers"]),
        at_most,
    };
    assert_eq!(judge(&org, limit(3)), Verdict::Holds);
    assert_eq!(
        texts(&judge(&org, limit(2))),
        ["DEE serves 3 terms in a row in MERGERS; at most 2"]
    );
}

#[test]
fn what_is_not_known_neither_holds_nor_breaks() {
    let mut org = org();
    let id = &ids(&["board"])[0];
    org.teams.get_mut(id).unwrap().members = Roll::Unknown;
    let size = |teams: &[&str]| Requirement::Size {
        teams: ids(teams),
        at_least: Some(3),
        at_most: None,
    };
    let unknown = judge(&org, size(&["board"]));
    assert_eq!(
        unknown,
        Verdict::Unknown("who serves in BOARD is not known".to_owned())
    );
    assert!(judge(&org, size(&["board", "mergers"])).is_broken());
}

#[test]
fn a_waiver_excuses_until_its_last_day() {
    let org = org();
    let mut rule = constraint(Requirement::Size {
        teams: ids(&["mergers"]),
        at_least: Some(3),
        at_most: None,
    });
    rule.waivers.push(Waiver {
        reason: "founding".to_owned(),
        until: Some("2020-03".parse().unwrap()),
    });
    assert_eq!(evaluate(&rule, &org.on(DAY)).word(), "waived");
    assert!(evaluate(&rule, &org.on(date(2020, 4, 1))).is_broken());
}
