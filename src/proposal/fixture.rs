//! A small organisation for the tests of changes, and short ways to try one.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Debug;
use std::str::FromStr;

use crate::base::{Date, Period, Power, Until};
use crate::org::{
    About, Area, Basis, Constraint, Grant, Holder, Housekeeping, Kind, Level, Membership,
    Organisation, Person, Remedy, Requirement, Roll, Team,
};
use crate::rule::{BallotKind, Class, Rule, Stage};

use super::{Change, Refusal};

/// The day on which changes take effect in tests.
pub(super) const DAY: Date = jiff::civil::date(2020, 3, 12);
/// The day before.
pub(super) const EVE: Date = jiff::civil::date(2020, 3, 11);

/// An id of any kind.
pub(super) fn id<T: FromStr<Err: Debug>>(text: &str) -> T {
    text.parse().unwrap()
}

fn period(from: &str, until: &str) -> Period {
    let until = match until {
        "" => Until::Open,
        day => Until::At(day.parse().unwrap()),
    };
    Period::new(Some(from.parse().unwrap()), until).unwrap()
}

/// A member of whom only the id is said.
pub(super) fn person_line(person: &str) -> Membership {
    Membership::of(Holder::Person(id(person)), Period::default())
}

fn term(person: &str, from: &str, until: &str) -> Membership {
    Membership::of(Holder::Person(id(person)), period(from, until))
}

fn everyone_in(team: &str, from: &str) -> Membership {
    let (team, except) = (id(team), BTreeSet::new());
    Membership::of(Holder::EveryoneIn { team, except }, period(from, ""))
}

fn powers(area: &str, powers: &[&str], from: &str) -> Grant {
    Grant {
        area: id(area),
        powers: powers.iter().map(|power| id::<Power>(power)).collect(),
        period: period(from, ""),
    }
}

/// A rule with one stage in which a team votes.
pub(super) fn rule_of(team: &str) -> Rule {
    let ballot: BallotKind = "for-against".parse().unwrap();
    let mut stage = Stage::new(id("vote"), team.parse().unwrap(), ballot);
    let accept = "for > against and ballots >= 1/2 of seats(board)";
    stage
        .outcomes
        .push((id("accept"), Some(accept.parse().unwrap())));
    let mut rule = Rule::new("A vote", vec![stage]);
    rule.decides.insert(Class::Structure);
    rule
}

/// A constraint that keeps teams apart.
pub(super) fn constraint_of(teams: &[&str]) -> Constraint {
    Constraint {
        title: "Apart".to_owned(),
        source: None,
        level: Level::Must,
        require: Requirement::Disjoint {
            teams: teams.iter().map(|team| id(team)).collect(),
        },
        remedy: Some(Remedy::Vacate(id("ops"))),
        waivers: Vec::new(),
        repealed: None,
    }
}

/// The organisation.
pub(super) fn organisation() -> Organisation {
    let mut about = About::named("Example");
    about.homepage = Some("https://example.org".to_owned());
    for power in ["merge", "upload"] {
        about.powers.insert(id(power), "What it means.".to_owned());
    }
    about.housekeeping.push(Housekeeping {
        by: "core".parse().unwrap(),
        may: Vec::new(),
    });
    let mut org = Organisation::empty(about);
    for name in [
        "Ada Abel",
        "Ben Birk",
        "Cleo Cole",
        "Dan Dorn",
        "Eve Ehm",
        "Fay Field",
    ] {
        let stem = name.split(' ').next().unwrap().to_lowercase();
        let mut person = Person::named(name);
        if stem == "ada" {
            person.accounts = BTreeMap::from([("github".to_owned(), "ada".to_owned())]);
        }
        org.people.insert(id(&stem), person);
    }
    for (stem, name) in [
        ("website", "Website"),
        ("tracker", "Tracker"),
        ("chat", "Chat"),
        ("docs", "Documentation"),
    ] {
        let mut area = Area::named(name);
        area.shared = stem == "docs";
        org.areas.insert(id(stem), area);
    }
    let mut team = |stem: &str, name: &str, kind, members: Vec<Membership>, authority| {
        let mut team = Team::named(name, kind);
        team.members = Roll::Known(members);
        team.authority = authority;
        org.teams.insert(id(stem), team);
    };
    let mut founder = term("ada", "2010", "");
    founder.basis = Some(Basis::Founder);
    team(
        "core",
        "Core team",
        Kind::Team,
        vec![
            founder,
            term("ben", "2012", ""),
            term("cleo", "2015", ""),
            term("dan", "2010", "2018"),
        ],
        vec![
            powers("website", &["control"], "2010"),
            powers("tracker", &["control", "merge"], "2010"),
        ],
    );
    team(
        "ops",
        "Ops team",
        Kind::Team,
        vec![term("cleo", "2016", ""), term("eve", "2017-05-01", "")],
        vec![
            powers("chat", &["control"], "2012"),
            powers("docs", &["control"], "2012"),
        ],
    );
    let mut fay = term("fay", "2019-04", "");
    fay.funded_by = Some(id("foundation"));
    team(
        "fellows",
        "Fellows",
        Kind::Fellowship,
        vec![term("eve", "2014", "2016"), fay],
        vec![powers("docs", &["control"], "2014")],
    );
    team(
        "committers",
        "Committers",
        Kind::Role,
        vec![everyone_in("core", "2010"), everyone_in("fellows", "2014")],
        vec![powers("tracker", &["merge"], "2010")],
    );
    team(
        "board",
        "Board",
        Kind::Board,
        vec![term("ada", "2019", ""), term("ben", "2019", "")],
        Vec::new(),
    );
    team("alumni", "Alumni", Kind::Honorary, Vec::new(), Vec::new());
    team(
        "founders",
        "Founders",
        Kind::Role,
        vec![term("ada", "2005", "2014-01-12")],
        Vec::new(),
    );
    team(
        "foundation",
        "Foundation",
        Kind::External,
        Vec::new(),
        Vec::new(),
    );
    let mut edit = |stem: &str, how: fn(&mut Team)| how(org.teams.get_mut(&id(stem)).unwrap());
    edit("ops", |team| team.part_of = Some(id("core")));
    edit("committers", |team| team.part_of = Some(id("core")));
    edit("board", |team| team.seats = Some(3));
    edit("founders", |team| {
        team.dissolved = Some("2014-01-13".parse().unwrap())
    });
    edit("foundation", |team| team.members = Roll::Unknown);
    org.rules.insert(id("core-vote"), rule_of("core"));
    org.constraints
        .insert(id("apart"), constraint_of(&["ops", "board"]));
    org
}

/// Refusals in a line each: place and reason.
pub(super) fn said(refusals: Vec<Refusal>) -> Vec<String> {
    let line = |it: Refusal| format!("{}: {}", it.path, it.why);
    refusals.into_iter().map(line).collect()
}

/// The organisation after a change.
pub(super) fn applied(change: impl Into<Change>) -> Organisation {
    let mut org = organisation();
    change.into().apply(&mut org, DAY).map_err(said).unwrap();
    org
}

/// Why a change cannot be made; it must leave everything as it was.
pub(super) fn refused(change: impl Into<Change>) -> Vec<String> {
    let mut org = organisation();
    let refusals = change.into().apply(&mut org, DAY).unwrap_err();
    assert_eq!(org, organisation());
    said(refusals)
}
