//! Changes at random of what is written down: rules, constraints, people, and
//! the fields of everything; and of every kind often enough.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;

use crate::org::{Asset, Kind, Level, Person, Requirement};
use crate::rule::{Class, Who};

use super::fixture::*;
use super::properties::{AREAS, PEOPLE, TEAMS, any_of};
use super::*;

const RULES: [&str; 3] = ["core-vote", "rule-a", "rule-b"];
const CONSTRAINTS: [&str; 3] = ["apart", "law-a", "law-b"];

fn words() -> impl Strategy<Value = String> {
    any_of(["One", "Two", "Three"]).prop_map(str::to_owned)
}

fn perhaps() -> impl Strategy<Value = Option<String>> {
    prop::option::of(words())
}

fn requirement() -> impl Strategy<Value = Requirement> {
    let team = || any_of(TEAMS);
    prop_oneof![
        (team(), team()).prop_map(|(one, other)| Requirement::Disjoint {
            teams: vec![id(one), id(other)]
        }),
        (1u32..9).prop_map(|at_most| Requirement::PowersCap { at_most }),
        Just(Requirement::EveryAreaControlled),
    ]
}

/// Rules and constraints adopted, repealed and waived; people recorded.
fn laws() -> impl Strategy<Value = Change> {
    let constraint = || any_of(CONSTRAINTS);
    prop_oneof![
        (any_of(RULES), any_of(TEAMS), words()).prop_map(|(rule, team, title)| {
            let mut content = Box::new(rule_of(team));
            content.title = title;
            let file = format!("files/{rule}.yaml");
            AdoptRule {
                rule: id(rule),
                file,
                content,
            }
            .into()
        }),
        any_of(RULES).prop_map(|rule| RepealRule { rule: id(rule) }.into()),
        (constraint(), requirement(), words()).prop_map(|(law, require, title)| {
            let mut content = Box::new(constraint_of(&[]));
            (content.title, content.require) = (title, require);
            content.remedy = None;
            let file = format!("files/{law}.yaml");
            AdoptConstraint {
                constraint: id(law),
                file,
                content,
            }
            .into()
        }),
        constraint().prop_map(|law| RepealConstraint {
            constraint: id(law)
        }
        .into()),
        (constraint(), words(), any::<bool>()).prop_map(|(law, reason, ends)| {
            let until = ends.then(|| "2021-06".parse().unwrap());
            Waive {
                constraint: id(law),
                reason,
                until,
            }
            .into()
        }),
        (any_of(["gus", "hal", "ada"]), words()).prop_map(|(person, name)| {
            Register {
                person: id(person),
                fields: Person::named(name),
            }
            .into()
        }),
        Just(
            Ratify {
                commit: "0".repeat(40)
            }
            .into()
        ),
    ]
}

/// Fields of everything that has fields.
fn fields() -> impl Strategy<Value = Change> {
    let team = prop_oneof![
        words().prop_map(TeamField::Name),
        perhaps().prop_map(TeamField::Purpose),
        any_of(["team", "committee", "role"]).prop_map(|it| TeamField::Kind(match it {
            "team" => Kind::Team,
            "committee" => Kind::Committee,
            _ => Kind::Role,
        })),
        prop::option::of(3u32..7).prop_map(TeamField::Seats),
        prop::option::of(any_of(["2004", "2005-07"]))
            .prop_map(|it| { TeamField::Formed(it.map(|it| it.parse().unwrap())) }),
    ];
    let area = prop_oneof![
        words().prop_map(AreaField::Name),
        perhaps().prop_map(AreaField::Purpose),
        prop::option::of(any_of(AREAS)).prop_map(|it| AreaField::PartOf(it.map(id))),
        prop::option::of(Just("2001"))
            .prop_map(|it| { AreaField::Opened(it.map(|it| it.parse().unwrap())) }),
        prop::collection::vec(any_of(["https://a.org", "https://b.org"]), 0..3).prop_map(|all| {
            let asset = |at: &str| Asset {
                kind: "url".to_owned(),
                at: at.to_owned(),
                note: None,
            };
            let all: BTreeSet<&str> = all.into_iter().collect();
            AreaField::Assets(all.into_iter().map(asset).collect())
        }),
    ];
    let person = prop_oneof![
        words().prop_map(PersonField::Name),
        prop::collection::vec(words(), 0..3).prop_map(PersonField::AlsoKnownAs),
        any_of(["x", "y"]).prop_map(|name| {
            PersonField::Accounts(BTreeMap::from([("forge".to_owned(), name.to_owned())]))
        }),
        any_of(["a@b.org", "c@d.org"]).prop_map(|at| PersonField::Emails(vec![at.to_owned()])),
    ];
    let rule = prop_oneof![
        words().prop_map(RuleField::Title),
        any::<bool>().prop_map(|all| {
            let more = all.then_some(Class::People);
            RuleField::Decides(more.into_iter().chain([Class::Structure]).collect())
        }),
        prop::option::of(Just(Who::Anyone)).prop_map(RuleField::MayOpen),
        prop::option::of(Just("as-it-is")).prop_map(|it| RuleField::StatusQuo(it.map(id))),
        any_of(TEAMS).prop_map(|team| RuleField::Stages(rule_of(team).stages)),
    ];
    let constraint = prop_oneof![
        words().prop_map(ConstraintField::Title),
        Just(ConstraintField::Level(Level::Should)),
        requirement().prop_map(ConstraintField::Require),
        Just(ConstraintField::Remedy(None)),
    ];
    let about = prop_oneof![
        words().prop_map(AboutField::Name),
        perhaps().prop_map(AboutField::Homepage),
        Just(AboutField::KeyDelay(crate::base::Span::days(9))),
        Just(AboutField::Housekeeping(Vec::new())),
        any::<bool>().prop_map(|all| {
            let words: &[&str] = if all {
                &["merge", "upload", "veto"]
            } else {
                &["merge", "upload"]
            };
            let power = |it: &&str| (id(it), format!("To {it}."));
            AboutField::Powers(words.iter().map(power).collect())
        }),
    ];
    prop_oneof![
        3 => (any_of(TEAMS), team).prop_map(|(it, field)| Amend::Team(id(it), vec![field]).into()),
        2 => (any_of(AREAS), area).prop_map(|(it, field)| Amend::Area(id(it), vec![field]).into()),
        2 => (any_of(PEOPLE), person)
            .prop_map(|(it, field)| Amend::Person(id(it), vec![field]).into()),
        2 => (any_of(RULES), rule).prop_map(|(it, field)| Amend::Rule(id(it), vec![field]).into()),
        2 => (any_of(CONSTRAINTS), constraint)
            .prop_map(|(it, field)| Amend::Constraint(id(it), vec![field]).into()),
        1 => about.prop_map(|field| Amend::Organisation(vec![field]).into()),
    ]
}

/// A team in two parts: each member and each area goes to the one, to the
/// other, or to neither.
pub(super) fn splits() -> impl Strategy<Value = Change> {
    let whole = any_of(["core", "ops", "committers", "board", "new-a"]);
    let parts = prop::sample::subsequence(vec!["new-a", "new-b", "new-c"], 2).prop_shuffle();
    let goes = || prop::collection::vec(0usize..3, 4);
    (whole, parts, goes(), goes(), any_of(TEAMS)).prop_map(|(whole, ids, who, what, heir)| {
        let org = organisation();
        let team = org.teams.get(&id(whole)).cloned().unwrap_or_else(new);
        let open = team
            .memberships()
            .iter()
            .filter(|it| it.period.holds_on(DAY));
        let mut parts: Vec<Part> = ids.into_iter().map(part).collect();
        let (mut leaving, mut transfer) = (Vec::new(), BTreeMap::new());
        for (member, to) in open.zip(who) {
            match parts.get_mut(to) {
                Some(part) => part.members.push(member.holder.clone()),
                None => leaving.push(member.holder.clone()),
            }
        }
        for (grant, to) in team.authority.iter().zip(what) {
            let area = grant.area.clone();
            match parts.get_mut(to) {
                Some(part) => _ = part.authority.insert(area, grant.powers.clone()),
                None => _ = transfer.insert(area, Destination::Team(id(heir))),
            }
        }
        let (team, into) = (id(whole), parts);
        Split {
            team,
            into,
            leaving,
            transfer,
        }
        .into()
    })
}

fn new() -> crate::org::Team {
    crate::org::Team::named("New", Kind::Team)
}

fn part(team: &str) -> Part {
    Part {
        team: id(team),
        name: team.to_owned(),
        kind: None,
        purpose: None,
        members: Vec::new(),
        authority: BTreeMap::new(),
    }
}

/// A change of what is written down.
pub(super) fn written() -> impl Strategy<Value = Change> {
    prop_oneof![laws(), fields()]
}

/// As many cases as are written here, or as `PROPTEST_CASES` asks for.
pub(crate) fn cases(usual: u32) -> ProptestConfig {
    // What proptest takes where nothing is asked for.
    const UNASKED: u32 = 256;
    match ProptestConfig::default() {
        config if config.cases == UNASKED => ProptestConfig::with_cases(usual),
        asked => asked,
    }
}

/// What the properties of changes rest on: every kind is drawn, and can be made
/// often enough to tell something.
#[test]
fn every_kind_of_change_is_tried() {
    use proptest::strategy::ValueTree as _;
    use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
    let rng = TestRng::deterministic_rng(RngAlgorithm::ChaCha);
    let mut runner = TestRunner::new_with_rng(Config::default(), rng);
    let mut made: BTreeMap<&str, usize> = BTreeMap::new();
    for _ in 0..400 {
        let mut org = organisation();
        for change in properties::changes()
            .new_tree(&mut runner)
            .unwrap()
            .current()
        {
            if change.apply(&mut org, DAY).is_ok() {
                *made.entry(change.word()).or_default() += 1;
            }
        }
    }
    for word in Change::WORDS {
        let n = made.get(word).copied().unwrap_or_default();
        assert!(n >= 4, "{word} was made {n} times: {made:?}");
    }
}
