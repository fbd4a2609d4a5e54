//! A decision that is taken back leaves those in office and in power who were
//! before, as far as nothing came in between.

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::*;
use crate::base::{AreaId, PersonId};
use crate::org::Holder;
use crate::proposal::properties::{changes, example};
use crate::proposal::{Dissolve, EndTerm, Grant, Leaver, Transfer};

fn id<T: std::str::FromStr<Err: std::fmt::Debug>>(text: &str) -> T {
    text.parse().unwrap()
}

fn undone(decision: Vec<Change>, later: Vec<Change>) -> (Vec<String>, Vec<String>, Organisation) {
    let (before, day) = example();
    let mut after = before.clone();
    for change in decision {
        change.apply(&mut after, day).unwrap();
    }
    let on = day.tomorrow().unwrap();
    let mut now = after.clone();
    for change in later {
        change.apply(&mut now, on).unwrap();
    }
    let past = Past {
        before: &before,
        after: &after,
        renames: &BTreeMap::new(),
        effective: day,
    };
    let on = on.tomorrow().unwrap();
    let back = reverse(past, &now, on, &BTreeMap::new());
    let mut so_far = now;
    let mut lines = Vec::new();
    for change in &back.found.changes {
        lines.push(change.summary(&so_far));
        change.apply(&mut so_far, on).unwrap();
    }
    let why = back.prevented.into_iter().map(|it| it.why).collect();
    (lines, why, so_far)
}

fn transfer(area: &str, to: &str) -> Change {
    let (area, to) = (id(area), id(to));
    Transfer { area, to }.into()
}

#[test]
fn an_area_goes_back_and_a_term_begins_again() {
    let end = EndTerm {
        who: Leaver::Person(id("ben")),
        team: id("core"),
        reason: None,
    };
    let (lines, why, _) = undone(vec![transfer("website", "ops"), end.into()], Vec::new());
    assert_eq!(
        lines,
        [
            "transfer Website to Core team",
            "appoint Ben Birk to Core team"
        ]
    );
    assert_eq!(why, Vec::<String>::new());
}

#[test]
fn what_came_later_stays() {
    let (lines, why, _) = undone(
        vec![transfer("website", "ops")],
        vec![transfer("website", "board")],
    );
    assert_eq!(lines, Vec::<String>::new());
    assert_eq!(
        why,
        ["Website has passed to Board since; Core team does not get it back"]
    );
}

/// Who holds what, and nothing of the past.
fn powers(org: &Organisation, on: Date) -> BTreeMap<(AreaId, String), Vec<PersonId>> {
    let held = org.on(on).all_powers().into_iter();
    held.map(|(held, people)| {
        let key = (held.area, held.power.to_string());
        (key, people.into_iter().collect())
    })
    .filter(|(_, people): &(_, Vec<_>)| !people.is_empty())
    .collect()
}

#[test]
fn a_body_that_was_dissolved_comes_again_under_another_id() {
    let (before, day) = example();
    let held: Vec<AreaId> = before
        .areas
        .keys()
        .filter(|area| before.on(day).controllers(area).contains(&&id("core")))
        .cloned()
        .collect();
    let dissolve = Dissolve {
        team: id("core"),
        transfer: held
            .into_iter()
            .map(|area| (area, crate::proposal::Destination::Team(id("ops"))))
            .collect(),
        succeeded_by: Vec::new(),
    };
    let mut after = before.clone();
    if Change::from(dissolve.clone())
        .apply(&mut after, day)
        .is_err()
    {
        panic!("core cannot be dissolved in the example");
    }
    let (lines, why, now) = undone(vec![dissolve.into()], Vec::new());
    assert!(
        lines.iter().any(|line| line.starts_with("form Core team")),
        "{lines:?}"
    );
    assert_eq!(why, Vec::<String>::new());
    assert_eq!(
        powers(&before, day),
        powers(&now, day.tomorrow().unwrap().tomorrow().unwrap())
    );
}

/// Core joins ops.
fn merger() -> Change {
    crate::proposal::Merge {
        teams: vec![id("core")],
        into: crate::proposal::MergeInto::Existing(id("ops")),
    }
    .into()
}

fn end(person: &str, team: &str) -> Change {
    let who = Leaver::Person(id(person));
    let (team, reason) = (id(team), None);
    EndTerm { who, team, reason }.into()
}

fn in_core_again(now: &Organisation) -> Vec<&str> {
    let core = now.teams[&id("core-2")].memberships().iter();
    let people = core.map(|it| match &it.holder {
        Holder::Person(person) => person.as_str(),
        Holder::EveryoneIn { .. } => "an office",
    });
    people.collect()
}

#[test]
fn who_left_after_a_merger_does_not_come_again_with_it() {
    let (_, why, now) = undone(vec![merger()], Vec::new());
    assert_eq!(in_core_again(&now), ["ada", "ben", "cleo"]);
    assert_eq!(why, Vec::<String>::new());

    let (_, why, now) = undone(vec![merger()], vec![end("ben", "ops"), end("cleo", "ops")]);
    assert_eq!(in_core_again(&now), ["ada"]);
    assert_eq!(
        why,
        [
            "the term of Ben Birk in Ops team has ended since (2020-03-12); it does \
             not come again in Core team",
            "the term of Cleo Cole in Ops team has ended since (2016 to 2020-03-12); it does not \
             come again in Core team",
        ]
    );
}

#[test]
fn a_term_that_is_another_one_since_a_merger_is_named() {
    use crate::proposal::{Appoint, Appointee, Rename};
    let again = Appoint {
        role: Some("chair".to_owned()),
        ..Appoint::new(Appointee::Person(id("ben")), id("crew"))
    };
    let rename = Rename {
        team: id("ops"),
        to: id("crew"),
        name: None,
    };
    let later = vec![rename.into(), end("ben", "crew"), again.into()];
    let (_, why, now) = undone(vec![merger()], later);
    assert_eq!(in_core_again(&now), ["ada", "ben", "cleo"]);
    let said = "the term of Ben Birk in Ops team is another one since; in Core team it comes again \
                as it was";
    assert!(why.iter().any(|it| it == said), "{why:?}");
}

#[test]
fn a_power_that_was_granted_is_revoked() {
    let grant = Grant {
        team: id("ops"),
        area: id("website"),
        powers: std::collections::BTreeSet::from([id("merge")]),
    };
    let (lines, why, _) = undone(vec![grant.into()], Vec::new());
    assert_eq!(lines, ["revoke merge over Website from Ops team"]);
    assert_eq!(why, Vec::<String>::new());
}

proptest! {
    #![proptest_config(crate::proposal::drawn::cases(200))]

    /// Whatever was decided, what takes it back can be made, and where nothing
    /// is said to be in the way, everybody holds what they held.
    #[test]
    fn what_takes_a_decision_back_can_be_made(decision in changes()) {
        let (before, day) = example();
        let mut after = before.clone();
        for change in &decision {
            let _ = change.apply(&mut after, day);
        }
        // A body may be renamed more than once.
        let mut renames = BTreeMap::new();
        for (to, team) in &after.teams {
            for from in &team.former_ids {
                if before.teams.contains_key(from) && !before.teams.contains_key(to) {
                    renames.insert(from.clone(), to.clone());
                }
            }
        }
        let on = day.tomorrow().unwrap();
        let past = Past { before: &before, after: &after, renames: &renames, effective: day };
        let back = reverse(past, &after, on, &BTreeMap::new());
        let mut now = after.clone();
        for change in &back.found.changes {
            prop_assert!(change.apply(&mut now, on).is_ok());
        }
        if back.prevented.is_empty() && back.again.is_empty() {
            prop_assert_eq!(powers(&before, day), powers(&now, on), "{:#?}", back.found.changes);
        }
    }
}
