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

/// That what changes do is found again, as far as two states show it.
fn found_again(changes: &[Change]) -> Result<(), TestCaseError> {
    let (before, day) = example();
    let mut wanted = before.clone();
    for change in changes {
        let _ = change.apply(&mut wanted, day);
    }
    let found = infer(&before, &wanted, day);
    if !beyond(&found) {
        let mut made = sorted(found.result.clone());
        // A merger that was guessed says what a body became, also where
        // nobody wrote it down.
        for (id, team) in &mut made.teams {
            let wanted = wanted.teams.get(id);
            if wanted.is_some_and(|it| it.succeeded_by.is_empty()) {
                team.succeeded_by.clear();
            }
            // What begins has its day set, where nobody wrote one.
            if wanted.is_some_and(|it| it.formed.is_none()) {
                team.formed = None;
            }
        }
        for (id, area) in &mut made.areas {
            if wanted.areas.get(id).is_some_and(|it| it.opened.is_none()) {
                area.opened = None;
            }
        }
        prop_assert_eq!(made, sorted(wanted), "{:#?}", found.changes);
    }
    // What was found can be made, one after the other.
    let mut again = before.clone();
    for change in &found.changes {
        prop_assert!(change.apply(&mut again, day).is_ok());
    }
    prop_assert_eq!(again, found.result);
    Ok(())
}

proptest! {
    #![proptest_config(crate::proposal::drawn::cases(400))]

    #[test]
    fn the_changes_found_make_what_was_wanted(changes in changes()) {
        found_again(&changes)?;
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

#[test]
fn a_body_whose_people_and_powers_go_to_a_new_one_with_anothers_is_a_merger() {
    let (before, day) = example();
    let merge = crate::proposal::Merge {
        teams: vec![id("core"), id("ops")],
        into: crate::proposal::MergeInto::New {
            team: id("stewards"),
            fields: Box::new(Team::named("Stewards", crate::org::Kind::Team)),
        },
    };
    let mut after = before.clone();
    crate::proposal::Change::from(merge)
        .apply(&mut after, day)
        .unwrap();
    // As somebody would write it who does not know of `succeeded_by`.
    for team in ["core", "ops"] {
        after.teams.get_mut(&id(team)).unwrap().succeeded_by = Vec::new();
    }
    let found = infer(&before, &after, day);
    let said: Vec<&str> = found.changes.iter().map(Change::word).collect();
    assert_eq!(said.first(), Some(&"merge"), "{found:#?}");
    assert!(found.guessed.contains(&0));
}

#[test]
fn a_body_whose_people_go_to_two_new_ones_is_a_split() {
    let (changes, _) = edited(|org| {
        let (_, day) = example();
        let core = org.teams.get_mut(&id("core")).unwrap();
        let part = |name: &str, people: &[&str], areas: &[&str]| {
            let mut team = Team::named(name, core.kind);
            team.members = Roll::Known(
                people
                    .iter()
                    .map(|who| Membership {
                        basis: (*who == "ada").then_some(crate::org::Basis::Founder),
                        ..Membership::of(Holder::Person(id(who)), Default::default())
                    })
                    .collect(),
            );
            team.authority = areas
                .iter()
                .map(|area| Grant::control(id(area), Default::default()))
                .collect();
            team
        };
        let web = part("Web", &["ada", "ben"], &["website"]);
        let triage = part("Triage", &["cleo"], &["tracker"]);
        core.dissolved = Some(day.into());
        for term in match &mut core.members {
            Roll::Known(members) => members.iter_mut(),
            Roll::Unknown => unreachable!(),
        } {
            if term.period.until() == crate::base::Until::Open {
                let until = crate::base::Until::At(day.yesterday().unwrap().into());
                term.period = crate::base::Period::new(term.period.from(), until).unwrap();
            }
        }
        core.authority.clear();
        org.teams.insert(id("web"), web);
        org.teams.insert(id("triage"), triage);
    });
    assert_eq!(
        changes.first().map(String::as_str),
        Some("split Core team into Triage and Web")
    );
}

#[test]
fn a_merger_into_a_body_with_somebody_of_both_is_found_again() {
    use crate::proposal::{Appoint, Appointee, Merge, MergeInto};
    let appoint = Appoint {
        from: Some(id("2018")),
        ..Appoint::new(Appointee::Person(id("ada")), id("alumni"))
    };
    let merge = Merge {
        teams: vec![id("board"), id("core")],
        into: MergeInto::Existing(id("alumni")),
    };
    found_again(&[appoint.into(), merge.into()]).unwrap();
}
