//! Merges that a person would make, and those that only people can.

use proptest::prelude::*;

use super::*;
use crate::org::{Grant, Holder, Membership, Organisation};
use crate::proposal::properties::{changes, example};

fn id<T: std::str::FromStr<Err: std::fmt::Debug>>(text: &str) -> T {
    text.parse().unwrap()
}

fn core() -> Team {
    example().0.teams[&id("core")].clone()
}

fn joined(team: &Team, person: &str, from: &str) -> Team {
    let mut team = team.clone();
    let period = crate::base::Period::new(Some(id(from)), crate::base::Until::Open).unwrap();
    if let Roll::Known(members) = &mut team.members {
        members.push(Membership::of(Holder::Person(id(person)), period));
    }
    team
}

#[test]
fn each_side_adds_a_member() {
    let base = core();
    let (ours, theirs) = (joined(&base, "eve", "2020"), joined(&base, "fay", "2021"));
    let merge = Team::merge3(&base, &ours, &theirs);
    assert_eq!(merge.clashes, []);
    assert_eq!(merge.merged, joined(&ours, "fay", "2021"));
}

#[test]
fn both_add_one_person_from_other_days() {
    let base = core();
    let (ours, theirs) = (joined(&base, "eve", "2020"), joined(&base, "eve", "2021"));
    let clash = Clash {
        what: "members: eve".to_owned(),
        ours: Some("since 2020".to_owned()),
        theirs: Some("since 2021".to_owned()),
    };
    assert_eq!(Team::merge3(&base, &ours, &theirs).clashes, [clash]);
}

#[test]
fn different_areas_move() {
    let base = core();
    let without = |area: &str| {
        let mut team = base.clone();
        team.authority.retain(|grant| grant.area != id(area));
        team
    };
    let merge = Team::merge3(&base, &without("website"), &without("tracker"));
    assert_eq!(merge.clashes, []);
    assert_eq!(merge.merged.authority, Vec::<Grant>::new());
}

#[test]
fn one_line_split_by_both() {
    // `tracker: [control, merge]`: one side takes the control, the other merge.
    let base = core();
    let without = |power: &str| {
        let mut team = base.clone();
        for grant in &mut team.authority {
            if grant.area == id("tracker") {
                grant.powers.remove(&id(power));
            }
        }
        team
    };
    let merge = Team::merge3(&base, &without("control"), &without("merge"));
    assert_eq!(merge.clashes, []);
    assert!(
        merge
            .merged
            .authority
            .iter()
            .all(|grant| grant.area != id("tracker"))
    );
}

#[test]
fn one_seat_number_against_another() {
    let base = core();
    let with = |seats| Team {
        seats: Some(seats),
        ..base.clone()
    };
    let merge = Team::merge3(&base, &with(5), &with(7));
    assert_eq!(merge.merged, with(5));
    let clash = Clash {
        what: "seats".to_owned(),
        ours: Some("5".to_owned()),
        theirs: Some("7".to_owned()),
    };
    assert_eq!(merge.clashes, [clash]);
}

#[test]
fn stages_are_merged_one_by_one() {
    let base = example().0.rules[&id("core-vote")].clone();
    let mut ours = base.clone();
    ours.stages[0].lazy = true;
    let mut theirs = base.clone();
    theirs.stages[0].period = Some(PollPeriod::Fixed(Span::days(7)));
    theirs.title = "Another title".to_owned();
    let merge = Rule::merge3(&base, &ours, &theirs);
    assert_eq!(merge.clashes, []);
    assert!(merge.merged.stages[0].lazy);
    assert_eq!(merge.merged.stages[0].period, theirs.stages[0].period);
    assert_eq!(merge.merged.title, "Another title");
    ours.stages[0].period = Some(PollPeriod::Fixed(Span::days(14)));
    let merge = Rule::merge3(&base, &ours, &theirs);
    assert_eq!(merge.clashes[0].what, "stage vote: period");
}

use crate::base::Span;
use crate::rule::{PollPeriod, Rule};

fn made(list: &[crate::proposal::Change]) -> (Organisation, Organisation) {
    let (before, day) = example();
    let mut after = before.clone();
    for change in list {
        let _ = change.apply(&mut after, day);
    }
    (before, after)
}

proptest! {
    #![proptest_config(crate::proposal::drawn::cases(200))]

    #[test]
    fn a_side_that_changed_nothing_gives_way(list in changes()) {
        let (before, after) = made(&list);
        for (id, team) in &before.teams {
            let Some(new) = after.teams.get(id) else { continue };
            let from_them = Team::merge3(team, team, new);
            prop_assert_eq!(&from_them.merged, new);
            prop_assert_eq!(from_them.clashes, Vec::new());
            let from_us = Team::merge3(team, new, team);
            prop_assert_eq!(&from_us.merged, new);
        }
    }

    #[test]
    fn both_sides_find_the_same_clashes(one in changes(), other in changes()) {
        let ((before, ours), (_, theirs)) = (made(&one), made(&other));
        for (id, team) in &before.teams {
            let (Some(our), Some(their)) = (ours.teams.get(id), theirs.teams.get(id)) else {
                continue;
            };
            let here = Team::merge3(team, our, their);
            let there = Team::merge3(team, their, our);
            let what = |merge: &Merged3<Team>| {
                let mut what: Vec<String> =
                    merge.clashes.iter().map(|clash| clash.what.clone()).collect();
                what.sort();
                what
            };
            prop_assert_eq!(what(&here), what(&there));
        }
    }
}
