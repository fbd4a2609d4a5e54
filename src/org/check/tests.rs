//! The checks as a whole; what each of them says stands in `tests/samples`.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::date;
use proptest::prelude::*;

use super::*;
use crate::base::{PartialDate, Period, Until};
use crate::org::{
    About, Area, Constraint, Event, Grant, Holder, Kind, Level, Membership, Person, PersonKey,
    Requirement, Roll, Team,
};
use crate::rule::{BallotKind, Class, Condition, Electorate, Stage, Trigger};

const DAY: Date = date(2020, 6, 1);

#[test]
fn every_check_has_its_own_name() {
    let names: BTreeSet<&str> = CHECKS.iter().map(|check| check.name).collect();
    assert_eq!(names.len(), CHECKS.len());
}

#[test]
fn what_could_not_be_read_is_not_called_missing() {
    let mut org = Organisation::empty(About::named("Quill"));
    let mut team = Team::named("Core", Kind::Team);
    team.part_of = Some("board".parse().unwrap());
    org.teams.insert("core".parse().unwrap(), team);
    let codes = |unreadable: &[&str]| -> BTreeSet<Code> {
        let unreadable = unreadable.iter().map(|id| (*id).to_owned()).collect();
        let found = check(&org, DAY, &unreadable);
        found.into_iter().map(|finding| finding.code).collect()
    };
    assert!(codes(&[]).contains(&Code::UnknownTeam));
    assert!(codes(&["board"]).is_empty());
}

#[test]
fn a_circle_is_reported_once_however_many_lead_into_it() {
    let mut org = Organisation::empty(About::named("Quill"));
    for (id, parent) in [
        ("a", "b"),
        ("b", "c"),
        ("c", "a"),
        ("d", "a"),
        ("e", "d"),
        ("f", "f"),
    ] {
        let mut team = Team::named(id, Kind::Team);
        team.part_of = Some(parent.parse().unwrap());
        org.teams.insert(id.parse().unwrap(), team);
    }
    let found = check(&org, DAY, &BTreeSet::new());
    let circles: Vec<&str> = found
        .iter()
        .filter(|finding| finding.code == Code::Cycle)
        .map(|finding| finding.message.as_str())
        .collect();
    assert_eq!(
        circles,
        [
            "`a` is part of `b`, which is part of `c`, which is part of `a` again",
            "`f` is part of itself"
        ]
    );
}

/// One of few ids, so that references meet what is there.
fn id() -> impl Strategy<Value = String> {
    prop::sample::select(vec!["a", "b", "c", "d", "e"]).prop_map(str::to_owned)
}

fn day() -> impl Strategy<Value = PartialDate> {
    prop::sample::select(vec![
        "0001",
        "2014",
        "2015-02",
        "2018-03-31",
        "2020-06-01",
        "9999-12-31",
    ])
    .prop_map(|text| text.parse().unwrap())
}

fn period() -> impl Strategy<Value = Period> {
    let until = prop_oneof![
        Just(Until::Open),
        Just(Until::Unknown),
        day().prop_map(Until::At)
    ];
    (prop::option::of(day()), until)
        .prop_map(|(from, until)| Period::new(from, until).unwrap_or_default())
}

fn membership() -> impl Strategy<Value = Membership> {
    let person = id().prop_map(|id| Holder::Person(id.parse().unwrap()));
    let office = (id(), id()).prop_map(|(team, except)| Holder::EveryoneIn {
        team: team.parse().unwrap(),
        except: BTreeSet::from([except.parse().unwrap()]),
    });
    (prop_oneof![person, office], period()).prop_map(|(holder, it)| Membership::of(holder, it))
}

fn team() -> impl Strategy<Value = Team> {
    let kinds = prop::sample::select(Kind::ALL.to_vec());
    let dates = (prop::option::of(day()), prop::option::of(day()));
    let links = (
        prop::option::of(id()),
        prop::option::of(id()),
        prop::option::of(id()),
    );
    let grants = prop::collection::vec((id(), period()), 0..3);
    let members = prop::option::of(prop::collection::vec(membership(), 0..4));
    let seats = prop::option::of(0_u32..4);
    (kinds, dates, links, grants, members, seats).prop_map(
        |(kind, (formed, dissolved), (parent, next, former), grants, members, seats)| {
            let mut team = Team::named("Team", kind);
            (team.formed, team.dissolved, team.seats) = (formed, dissolved, seats);
            team.part_of = parent.map(|id| id.parse().unwrap());
            team.succeeded_by = next.into_iter().map(|id| id.parse().unwrap()).collect();
            team.former_ids = former.into_iter().map(|id| id.parse().unwrap()).collect();
            team.authority = grants
                .into_iter()
                .map(|(area, it)| Grant::control(area.parse().unwrap(), it))
                .collect();
            team.members = members.map_or(Roll::Unknown, Roll::Known);
            team
        },
    )
}

fn rule() -> impl Strategy<Value = Rule> {
    let conditions = prop::sample::select(vec![
        "for > against",
        "for >= 4",
        "serving(a) < 3",
        "for > 1/2 of seats",
        "score in {-1, 0}",
        "for / against > 2",
        "pivotal",
        "consents > sqrt(electorate)",
    ]);
    let ballots = prop::sample::select(vec![
        BallotKind::ForAgainst,
        BallotKind::PlusMinus { veto: true },
        BallotKind::Consent,
        BallotKind::Plurality,
    ]);
    let who = prop::sample::select(vec![
        "a",
        "b or c",
        "d and not subject",
        "subject",
        "(a or e) and b",
    ]);
    (conditions, ballots, who, id(), prop::option::of(day())).prop_map(
        |(condition, ballot, who, seats, repealed)| {
            let electorate = Electorate::parse(who).unwrap();
            let condition = Condition::parse(condition).unwrap();
            let mut stage = Stage::new("vote".parse().unwrap(), electorate, ballot);
            stage.period = Some(crate::rule::PollPeriod::Fixed(crate::base::Span::days(7)));
            stage.outcomes = vec![
                ("accept".parse().unwrap(), Some(condition.clone())),
                ("reject".parse().unwrap(), None),
            ];
            let mut rule = Rule::new("Rule", vec![stage]);
            rule.decides =
                BTreeSet::from([Class::Constitution, Class::SeatsOf(seats.parse().unwrap())]);
            rule.triggers = vec![
                Trigger::When(condition),
                Trigger::On {
                    event: "release".parse().unwrap(),
                    after: Some(crate::base::Span::days(7)),
                    unless: None,
                },
            ];
            rule.repealed = repealed;
            rule
        },
    )
}

prop_compose! {
    fn organisation()(
        teams in prop::collection::btree_map(id(), team(), 0..5),
        areas in prop::collection::btree_map(id(), prop::option::of(id()), 0..4),
        people in prop::collection::btree_map(id(), "[ -~]{0,6}", 0..5),
        rules in prop::collection::btree_map(id(), rule(), 0..3),
        events in prop::collection::btree_map(id(), day(), 0..3),
        apart in prop::collection::vec(id(), 2..4),
    ) -> Organisation {
        fn keyed<K: std::str::FromStr + Ord, V>(map: BTreeMap<String, V>) -> BTreeMap<K, V>
        where K::Err: std::fmt::Debug {
            map.into_iter().map(|(id, it)| (id.parse().unwrap(), it)).collect()
        }
        let mut org = Organisation::empty(About::named("Quill"));
        org.teams = keyed(teams).into();
        org.rules = keyed(rules).into();
        for (id, parent) in keyed::<AreaId, _>(areas) {
            let mut area = Area::named("Area");
            area.part_of = parent.map(|id| id.parse().unwrap());
            org.areas.insert(id, area);
        }
        for (id, text) in keyed::<PersonId, _>(people) {
            let mut person = Person::named(text.clone());
            person.accounts.insert("github".to_owned(), text.clone());
            person.keys.push(PersonKey { key: text, period: Period::default() });
            org.people.insert(id, person);
        }
        for (id, on) in keyed::<EventId, _>(events) {
            let event = Event {
                kind: "release".parse().unwrap(),
                on,
                series: None,
                source: None,
                people: BTreeSet::from(["a".parse().unwrap()]),
            };
            org.events.insert(id, event);
        }
        let teams = apart.iter().map(|id| id.parse().unwrap()).collect();
        let constraint = Constraint {
            title: "Nobody is both".to_owned(),
            source: None,
            level: Level::Must,
            require: Requirement::Disjoint { teams },
            remedy: None,
            waivers: Vec::new(),
            repealed: None,
        };
        org.constraints.insert("apart".parse().unwrap(), constraint);
        org
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn any_organisation_is_checked_without_a_panic(org in organisation()) {
        for day in [Date::MIN, DAY, Date::MAX] {
            let found = check(&org, day, &BTreeSet::new());
            prop_assert!(found.is_sorted_by_key(order));
            prop_assert!(found.iter().all(|finding| !finding.message.is_empty()));
        }
    }

    #[test]
    fn nothing_unreadable_is_called_missing(org in organisation()) {
        let unknown = [Code::UnknownTeam, Code::UnknownPerson, Code::UnknownArea];
        let ids = ["a", "b", "c", "d", "e"].map(str::to_owned);
        let found = check(&org, DAY, &BTreeSet::from(ids));
        prop_assert!(!found.iter().any(|finding| unknown.contains(&finding.code)));
    }
}

/// The plain definition of what the sweeps over sorted periods work out.
fn clashes(org: &Organisation) -> (bool, bool) {
    let mut controlled = false;
    let mut overlapping = false;
    for (id, team) in &org.teams {
        let lines = team.memberships();
        for (n, one) in lines.iter().enumerate() {
            overlapping |= lines.iter().skip(n + 1).any(|other| {
                one.holder == other.holder
                    && one.holder.person().is_some()
                    && one.period.overlaps(other.period)
            });
        }
        for (other, rival) in org.teams.iter().filter(|(other, _)| *other != id) {
            for (one, two) in team
                .authority
                .iter()
                .flat_map(|one| rival.authority.iter().map(move |two| (one, two)))
            {
                let shared = one.area == two.area && org.areas.contains_key(&one.area);
                let life = |team: &Team, grant: &Grant| authority::in_life(team, grant.period);
                let meet = life(team, one)
                    .zip(life(rival, two))
                    .is_some_and(|(one, two)| one.overlaps(two));
                controlled |= shared && meet && other != id;
            }
        }
    }
    (controlled, overlapping)
}

proptest! {
    #[test]
    fn one_pass_finds_every_clash(org in organisation()) {
        let found = check(&org, DAY, &BTreeSet::new());
        let has = |code| found.iter().any(|finding| finding.code == code);
        let sweeps = (has(Code::TwoControllers), has(Code::OverlappingTerms));
        prop_assert_eq!(sweeps, clashes(&org));
    }
}
