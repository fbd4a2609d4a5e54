//! Django before and after DEP 10, small: enough of it to dissolve core.

use std::collections::BTreeSet;
use std::str::FromStr;

use crate::base::{Date, Period, Power, Span, TeamId};
use crate::org::{
    About, Area, Basis, Constraint, Grant, Holder, Kind, Level, Membership, Organisation, Person,
    Requirement, Roll, Team, WorkTime,
};
use crate::rule::{BallotKind, Condition, Electorate, PollPeriod, Rule, Stage};
use jiff::civil::date;

/// The last day of the old governance.
pub const BEFORE: Date = date(2020, 3, 11);
/// The first day of the new one.
pub const AFTER: Date = date(2020, 3, 12);

/// Parses what a test wrote.
pub fn id<T: FromStr>(text: &str) -> T
where
    T::Err: std::fmt::Debug,
{
    text.parse().unwrap()
}

/// A term of a person, of which the start is not known.
pub fn term(person: &str) -> Membership {
    Membership::of(Holder::Person(id(person)), Period::default())
}

/// The team of an id.
pub fn team<'o>(org: &'o mut Organisation, team: &str) -> &'o mut Team {
    org.teams.get_mut(&id::<TeamId>(team)).unwrap()
}

/// The lines of a team.
pub fn lines(team: &mut Team) -> &mut Vec<Membership> {
    match &mut team.members {
        Roll::Known(lines) => lines,
        Roll::Unknown => panic!("the roll is not known"),
    }
}

/// A grant of powers, of which the start is not known.
pub fn grant(area: &str, powers: &[&str]) -> Grant {
    Grant {
        area: id(area),
        powers: powers.iter().map(|power| id::<Power>(power)).collect(),
        period: Period::default(),
    }
}

fn add(org: &mut Organisation, name: (&str, &str, Kind), people: &[&str], grants: &[Grant]) {
    let mut team = Team::named(name.1, name.2);
    team.members = Roll::Known(people.iter().map(|person| term(person)).collect());
    team.authority = grants.to_vec();
    org.teams.insert(id(name.0), team);
}

const CORE: [(&str, &str); 6] = [
    ("andrew-godwin", "Andrew Godwin"),
    ("carl-meyer", "Carl Meyer"),
    ("claude-paroz", "Claude Paroz"),
    ("james-bennett", "James Bennett"),
    ("simon-charette", "Simon Charette"),
    ("tim-graham", "Tim Graham"),
];

/// Before.
pub fn before() -> Organisation {
    let mut org = Organisation::empty(About::named("Django"));
    for (person, name) in CORE.into_iter().chain([
        ("carlton-gibson", "Carlton Gibson"),
        ("jacob-kaplan-moss", "Jacob Kaplan-Moss"),
        ("mariusz-felisiak", "Mariusz Felisiak"),
    ]) {
        org.people.insert(id(person), Person::named(name));
    }
    for (area, name) in [
        ("github", "GitHub"),
        ("issue-tracker", "Issue tracker"),
        ("legal-and-funds", "Legal and funds"),
        ("releases", "Releases"),
        ("technical-direction", "Technical direction"),
        ("website", "Website"),
    ] {
        org.areas.insert(id(area), Area::named(name));
    }
    let core = CORE.map(|(person, _)| person);
    let control = |area: &str| grant(area, &["control"]);
    add(
        &mut org,
        ("core", "Core team", Kind::Team),
        &core,
        &[
            control("github"),
            control("issue-tracker"),
            control("website"),
        ],
    );
    add(
        &mut org,
        ("committers", "Committers", Kind::Role),
        &[],
        &[grant("github", &["merge"])],
    );
    lines(team(&mut org, "committers")).push(Membership::of(
        Holder::EveryoneIn {
            team: id("core"),
            except: BTreeSet::new(),
        },
        Period::default(),
    ));
    add(
        &mut org,
        ("technical-board", "Technical Board", Kind::Board),
        &["andrew-godwin", "carl-meyer", "james-bennett"],
        &[grant("technical-direction", &["control", "veto"])],
    );
    team(&mut org, "technical-board").part_of = Some(id("core"));
    add(
        &mut org,
        ("releasers", "Releasers", Kind::Role),
        &["james-bennett", "jacob-kaplan-moss", "tim-graham"],
        &[grant("releases", &["control", "upload"])],
    );
    add(
        &mut org,
        ("ops", "Ops team", Kind::Team),
        &["tim-graham"],
        &[],
    );
    add(
        &mut org,
        ("fellows", "Django Fellows", Kind::Fellowship),
        &["carlton-gibson", "mariusz-felisiak"],
        &[],
    );
    lines(team(&mut org, "fellows"))[0].time = Some(WorkTime::Part);
    add(
        &mut org,
        ("dsf-board", "DSF Board", Kind::External),
        &[],
        &[control("legal-and-funds")],
    );
    team(&mut org, "dsf-board").members = Roll::Unknown;
    org.constraints.insert(
        id("every-area"),
        constraint(
            "Every area has a controller",
            Requirement::EveryAreaControlled,
        ),
    );
    org
}

/// A constraint that should hold.
pub fn constraint(title: &str, require: Requirement) -> Constraint {
    Constraint {
        title: title.to_owned(),
        source: None,
        level: Level::Should,
        require,
        remedy: None,
        waivers: Vec::new(),
        repealed: None,
    }
}

/// The rule under which core decided, in part.
pub fn core_vote() -> Rule {
    let electorate = Electorate::parse("core").unwrap();
    let mut stage = Stage::new(id("core"), electorate, BallotKind::ForAgainst);
    stage.period = Some(PollPeriod::Fixed(Span::days(7)));
    let accept = Condition::parse("for >= 4/5 of ballots").unwrap();
    stage.outcomes = vec![(id("accept"), Some(accept)), (id("reject"), None)];
    Rule::new("Votes of the core team", vec![stage])
}

/// Ends a team, with its terms and its authority.
pub fn dissolve(org: &mut Organisation, id: &str) {
    let gone = team(org, id);
    gone.dissolved = Some(AFTER.into());
    for line in lines(gone) {
        line.period = line.period.ended_on(AFTER).unwrap();
    }
    for grant in &mut team(org, id).authority {
        grant.period = grant.period.ended_on(AFTER).unwrap();
    }
}

/// After.
pub fn after() -> Organisation {
    let mut org = before();
    let since = Period::since(AFTER);
    dissolve(&mut org, "core");
    dissolve(&mut org, "committers");
    let board = team(&mut org, "technical-board");
    board.part_of = None;
    board.seats = Some(5);
    for area in ["github", "issue-tracker"] {
        board.authority.push(Grant::control(id(area), since));
    }
    let site = Grant::control(id("website"), since);
    team(&mut org, "ops").authority.push(site);
    let fellows = Membership {
        basis: Some(Basis::Automatic),
        ..Membership::of(
            Holder::EveryoneIn {
                team: id("fellows"),
                except: BTreeSet::new(),
            },
            since,
        )
    };
    let formed = |org: &mut Organisation, name, people: &[&str], grants: &[Grant]| {
        add(org, name, people, grants);
        team(org, name.0).formed = Some(AFTER.into());
    };
    formed(
        &mut org,
        ("mergers", "Mergers", Kind::Role),
        &[],
        &[grant("github", &["merge"])],
    );
    lines(team(&mut org, "mergers")).push(fellows.clone());
    let releasers = lines(team(&mut org, "releasers"));
    for line in releasers.iter_mut() {
        line.period = line.period.ended_on(AFTER).unwrap();
    }
    releasers.push(fellows);
    let core = CORE.map(|(person, _)| person);
    formed(
        &mut org,
        ("core-developer", "Core Developer", Kind::Honorary),
        &core,
        &[],
    );
    formed(
        &mut org,
        ("triage", "Triage & Review", Kind::Team),
        &[],
        &[],
    );
    let teams = vec![id("mergers"), id("technical-board")];
    let mut disjoint = constraint(
        "Nobody is Merger and Technical Board member at once",
        Requirement::Disjoint { teams },
    );
    disjoint.level = Level::Must;
    org.constraints.insert(id("merger-not-on-board"), disjoint);
    let three = Requirement::Size {
        teams: vec![id("mergers")],
        at_least: Some(3),
        at_most: None,
    };
    let three = constraint("At least three Mergers", three);
    org.constraints.insert(id("three-mergers"), three);
    org
}
