//! What was done by changes is found again from the two states alone.

use std::collections::BTreeSet;

use proptest::prelude::*;

use super::*;
use crate::org::{Grant, Holder, Membership, Roll};
use crate::proposal::properties::{changes, example};

/// The same organisation with what has no order in one order.
fn sorted(mut org: Organisation) -> Organisation {
    for team in org.teams.values_mut() {
        let mut single = Vec::new();
        for grant in &team.authority {
            for power in &grant.powers {
                single.push(Grant {
                    powers: BTreeSet::from([power.clone()]),
                    ..grant.clone()
                });
            }
        }
        single.sort();
        single.dedup();
        team.authority = single;
        if let Roll::Known(members) = &mut team.members {
            members.sort();
        }
        team.former_ids.sort();
    }
    org
}

/// What a change can make that two states alone do not show: a standing line
/// that a merger carries into a body that exists, a term that began and ended,
/// and one that is both ended and begun again.
fn beyond(found: &Inferred) -> bool {
    found
        .left
        .iter()
        .any(|left| left.kind == LeftKind::Unsayable)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn the_changes_found_make_what_was_wanted(changes in changes()) {
        let (before, day) = example();
        let mut wanted = before.clone();
        for change in &changes {
            let _ = change.apply(&mut wanted, day);
        }
        let found = infer(&before, &wanted, day);
        if !beyond(&found) {
            prop_assert_eq!(sorted(found.result.clone()), sorted(wanted), "{:#?}", found.changes);
        }
        // What was found can be made, one after the other.
        let mut again = before.clone();
        for change in &found.changes {
            prop_assert!(change.apply(&mut again, day).is_ok());
        }
        prop_assert_eq!(again, found.result);
    }

    #[test]
    fn between_a_state_and_itself_there_is_nothing(changes in changes()) {
        let (mut org, day) = example();
        for change in &changes {
            let _ = change.apply(&mut org, day);
        }
        let found = infer(&org, &org, day);
        prop_assert_eq!(found.changes, Vec::new());
        prop_assert_eq!(found.left, Vec::new());
    }
}

/// How often two states do not say all; a bound on what the property above
/// leaves out.
#[test]
fn what_is_beyond_two_states_is_rare() {
    use proptest::strategy::ValueTree as _;
    use proptest::test_runner::{Config, TestRunner};
    let mut runner = TestRunner::new_with_rng(
        Config::default(),
        proptest::test_runner::TestRng::deterministic_rng(
            proptest::test_runner::RngAlgorithm::ChaCha,
        ),
    );
    let (before, day) = example();
    let mut missed = 0;
    for _ in 0..300 {
        let list = changes().new_tree(&mut runner).unwrap().current();
        let mut wanted = before.clone();
        for change in &list {
            let _ = change.apply(&mut wanted, day);
        }
        missed += usize::from(beyond(&infer(&before, &wanted, day)));
    }
    assert!(missed <= 30, "{missed} of 300");
}

fn id<T: std::str::FromStr<Err: std::fmt::Debug>>(text: &str) -> T {
    text.parse().unwrap()
}

fn edited(edit: impl FnOnce(&mut Organisation)) -> (Vec<String>, Vec<String>) {
    let (before, day) = example();
    let mut after = before.clone();
    edit(&mut after);
    let found = infer(&before, &after, day);
    let mut so_far = before;
    let mut lines = Vec::new();
    for change in &found.changes {
        lines.push(change.summary(&so_far));
        change.apply(&mut so_far, day).unwrap();
    }
    let left = found.left.into_iter();
    let left = left.map(|left| format!("{:?}: {}", left.kind, left.what));
    (lines, left.collect())
}

#[test]
fn a_line_taken_out_ends_the_term() {
    let (changes, left) = edited(|org| {
        let core = org.teams.get_mut(&id("core")).unwrap();
        let Roll::Known(members) = &mut core.members else {
            unreachable!()
        };
        members.retain(|it| it.holder != Holder::Person(id("ben")));
        members.push(Membership::of(
            Holder::Person(id("eve")),
            Default::default(),
        ));
    });
    assert_eq!(
        changes,
        [
            "end the term of Ben Birk in Core team",
            "appoint Eve Ehm to Core team",
        ]
    );
    assert_eq!(
        left,
        ["Dated: the term of Ben Birk ends, and stays on record"]
    );
}

#[test]
fn a_file_under_another_name_is_a_rename() {
    let (changes, left) = edited(|org| {
        let ops = org.teams.remove(&id("ops")).unwrap();
        org.teams.insert(id("operations"), ops);
        let apart = org.constraints.get_mut(&id("apart")).unwrap();
        for team in apart.require.teams_mut() {
            if team.as_str() == "ops" {
                *team = id("operations");
            }
        }
        apart.remedy = Some(crate::org::Remedy::Vacate(id("operations")));
    });
    assert_eq!(changes, ["rename Ops team from `ops` to `operations`"]);
    assert_eq!(
        left,
        ["Dated: its former id is kept, so that nobody else gets it"]
    );
}

#[test]
fn an_area_given_to_another_team_is_a_transfer() {
    let (changes, left) = edited(|org| {
        let core = org.teams.get_mut(&id("core")).unwrap();
        let website = core.authority.remove(0);
        let ops = org.teams.get_mut(&id("ops")).unwrap();
        ops.authority
            .push(Grant::control(website.area, Default::default()));
    });
    assert_eq!(changes, ["transfer Website to Ops team"]);
    assert_eq!(
        left,
        ["Dated: control over `website` ends, and stays on record"]
    );
}

#[test]
fn the_past_is_not_rewritten_in_silence() {
    let (changes, left) = edited(|org| {
        let core = org.teams.get_mut(&id("core")).unwrap();
        let Roll::Known(members) = &mut core.members else {
            unreachable!()
        };
        members.retain(|it| it.holder != Holder::Person(id("dan")));
        org.people.remove(&id("dan"));
    });
    assert_eq!(changes, Vec::<String>::new());
    assert_eq!(
        left,
        [
            "Unsayable: its file is gone; no change takes a person off the record",
            "Unsayable: the line of Dan Dorn (2010 to 2018) is gone; what is on record is not taken off it",
        ]
    );
}
