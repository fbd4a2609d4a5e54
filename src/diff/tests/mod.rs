//! Build, mutate, diff.

mod every;
mod proposals;

use std::collections::BTreeSet;

use super::fixture::{self, AFTER, BEFORE, constraint, grant, id, lines, team, term};
use super::*;
use crate::base::{Period, PersonId};
use crate::org::{
    Area, Asset, Basis, Event, Holder, Kind, Membership, Organisation, Person, Requirement, Roll,
    Team, Waiver,
};

fn diff(before: &Organisation, after: &Organisation) -> OrgDiff {
    OrgDiff::between(&before.on(BEFORE), &after.on(AFTER), &Hints::none())
}

fn reachable(_: &crate::rule::Rule, _: &Standing<'_>) -> Reach {
    Reach::InReach
}

fn names(people: &BTreeSet<&PersonId>) -> Vec<String> {
    people.iter().map(ToString::to_string).collect()
}

#[test]
fn core_is_dissolved_and_its_areas_are_followed() {
    let (before, after) = (fixture::before(), fixture::after());
    let found = diff(&before, &after);
    let formed: Vec<&str> = found.bodies.formed.iter().map(TeamId::as_str).collect();
    // The honorary title of all former members is no renamed core team.
    assert_eq!(formed, ["core-developer", "mergers", "triage"]);
    let ends: Vec<_> = found
        .bodies
        .dissolved
        .iter()
        .map(|end| (end.team.as_str(), end.terms_ended))
        .collect();
    assert_eq!(ends, [("committers", 1), ("core", 6)]);
    let fates: Vec<_> = found.bodies.dissolved[1]
        .areas
        .iter()
        .map(|fate| (fate.area.as_str(), fate.to[0].as_str()))
        .collect();
    assert_eq!(
        fates,
        [
            ("github", "technical-board"),
            ("issue-tracker", "technical-board"),
            ("website", "ops")
        ]
    );
    assert_eq!(found.terms[&id("mergers")].come.len(), 2);
    assert_eq!(found.terms[&id("committers")].go.len(), 6);
    let stat = found.stat();
    assert_eq!((stat.formed, stat.dissolved, stat.areas_moved), (3, 2, 3));
}

#[test]
fn what_follows_is_derived_person_by_person() {
    let (before, after) = (fixture::before(), fixture::after());
    let (was, is) = (before.on(BEFORE), after.on(AFTER));
    let found = Consequences::of(&diff(&before, &after), &was, &is, &reachable);
    let merge = found
        .powers
        .iter()
        .find(|change| change.power.power.as_str() == "merge")
        .unwrap();
    assert_eq!(
        names(&merge.gained()),
        ["carlton-gibson", "mariusz-felisiak"]
    );
    assert_eq!(merge.lost().len(), 6);
    assert_eq!(found.concentration.before.powers, 8);
    assert_eq!(found.concentration.after.powers, 4);
    let gone: Vec<_> = found.without_office.iter().map(PersonId::as_str).collect();
    // The honorary title that everyone of core keeps is no office.
    assert_eq!(
        gone,
        ["claude-paroz", "jacob-kaplan-moss", "simon-charette"]
    );
    let turns: Vec<_> = found
        .constraints
        .iter()
        .map(|turn| (turn.constraint.as_str(), turn.turn, turn.after.as_ref()))
        .map(|(id, turn, after)| (id, turn, after.map(|verdict| verdict.word())))
        .collect();
    assert_eq!(
        turns,
        [
            ("merger-not-on-board", Turn::Adopted, Some("holds")),
            ("three-mergers", Turn::Adopted, Some("broken")),
        ]
    );
    assert_eq!(found.short.len(), 1);
    assert_eq!((found.short[0].serving, found.short[0].seats), (3, 5));
}

#[test]
fn a_team_left_without_heirs_orphans_its_areas() {
    let before = fixture::before();
    let mut after = fixture::before();
    fixture::dissolve(&mut after, "core");
    let (was, is) = (before.on(BEFORE), after.on(AFTER));
    let found = Consequences::of(&diff(&before, &after), &was, &is, &reachable);
    assert_eq!(found.orphaned.len(), 3);
    assert_eq!(found.constraints[0].turn, Turn::Broken);
    let back = Consequences::of(&diff(&after, &before), &is, &was, &reachable);
    assert_eq!(back.newly_controlled.len(), 3);
    assert_eq!(back.constraints[0].turn, Turn::Kept);
}

#[test]
fn an_unknown_roll_is_said_to_be_unknown() {
    let before = fixture::before();
    let mut after = fixture::before();
    team(&mut after, "dsf-board").members = Roll::Known(vec![term("tim-graham")]);
    let (was, is) = (before.on(BEFORE), after.on(AFTER));
    let found = Consequences::of(&diff(&before, &after), &was, &is, &reachable);
    assert_eq!(found.powers.len(), 1);
    let unknown: Vec<_> = found.powers[0].unknown_before.iter().collect();
    assert_eq!(unknown[0].as_str(), "dsf-board");
    assert!(found.powers[0].unknown_after.is_empty());
}

/// Moves a team to another id, with what the record says of it.
fn rename(org: &mut Organisation, from: &str, to: &str, recorded: bool) {
    let mut moved = org.teams.remove(&id(from)).unwrap();
    if recorded {
        moved.former_ids.push(id(from));
    }
    moved.name = to.to_uppercase();
    org.teams.insert(id(to), moved);
}

#[test]
fn a_rename_is_said_recorded_or_inferred() {
    let before = fixture::before();
    for recorded in [true, false] {
        let mut after = fixture::before();
        rename(&mut after, "technical-board", "steering-council", recorded);
        let found = diff(&before, &after);
        assert_eq!(found.bodies.renamed.len(), 1);
        assert_eq!(found.bodies.renamed[0].inferred, !recorded);
        assert_eq!(found.bodies.renamed[0].name.before, "Technical Board");
        assert!(found.bodies.formed.is_empty() && found.bodies.dissolved.is_empty());
        assert!(found.terms.is_empty() && found.areas.is_empty());
        // A proposal that does not call it a rename is taken at its word.
        let hints = Hints::of_proposal(Vec::new(), Vec::new(), Vec::new());
        let plain = OrgDiff::between(&before.on(BEFORE), &after.on(AFTER), &hints);
        assert_eq!(
            (plain.bodies.formed.len(), plain.bodies.dissolved.len()),
            (1, 1)
        );
    }
}

#[test]
fn references_mended_by_a_rename_are_no_changes() {
    let before = fixture::before();
    let mut after = fixture::before();
    rename(&mut after, "core", "nucleus", true);
    team(&mut after, "technical-board").part_of = Some(id("nucleus"));
    let line = &mut lines(team(&mut after, "committers"))[0];
    line.holder = Holder::EveryoneIn {
        team: id("nucleus"),
        except: BTreeSet::new(),
    };
    let mut before = before;
    before.rules.insert(id("core-vote"), fixture::core_vote());
    let mut rule = fixture::core_vote();
    rule.stages[0].electorate = crate::rule::Electorate::parse("nucleus").unwrap();
    after.rules.insert(id("core-vote"), rule);
    let found = diff(&before, &after);
    assert!(found.laws.is_empty(), "{:?}", found.laws);
    assert_eq!(found.bodies.renamed.len(), 1);
    assert!(
        found.bodies.amended.is_empty(),
        "{:?}",
        found.bodies.amended
    );
    assert!(found.terms.is_empty(), "{:?}", found.terms);
}

#[test]
fn mergers_and_splits_are_inferred_from_what_is_common() {
    let mut apart = fixture::before();
    for (name, people) in [
        ("docs", ["tim-graham", "carl-meyer"]),
        ("tests", ["james-bennett", "claude-paroz"]),
    ] {
        let mut team = Team::named(name, Kind::Team);
        team.members = Roll::Known(people.map(term).to_vec());
        apart.teams.insert(id(name), team);
    }
    let mut one = fixture::before();
    let mut both = Team::named("Quality", Kind::Team);
    let all = ["tim-graham", "carl-meyer", "james-bennett", "claude-paroz"];
    both.members = Roll::Known(all.map(term).to_vec());
    one.teams.insert(id("quality"), both);

    let merged = diff(&apart, &one).bodies;
    assert_eq!(merged.merged.len(), 1);
    assert!(merged.merged[0].inferred && merged.merged[0].formed);
    assert_eq!(merged.merged[0].ends.len(), 2);
    assert!(merged.formed.is_empty() && merged.dissolved.is_empty());
    let split = diff(&one, &apart).bodies;
    assert_eq!(split.split.len(), 1);
    assert!(split.split[0].inferred && split.split[0].end.is_some());
    assert_eq!(split.split[0].formed.len(), 2);
}

#[test]
fn two_days_of_one_organisation_differ_by_what_passed() {
    let mut org = fixture::before();
    let period = Period::new(Some(id("2015")), crate::base::Until::At(id("2017")));
    let mut passed = term("tim-graham");
    passed.period = period.unwrap();
    lines(team(&mut org, "fellows")).push(passed.clone());
    let early = jiff::civil::date(2014, 1, 1);
    let found = OrgDiff::between(&org.on(early), &org.on(AFTER), &Hints::none());
    let fellows = &found.terms[&id("fellows")];
    assert_eq!(fellows.terms, [TermChange::Passed(passed.clone())]);
    let within = jiff::civil::date(2016, 1, 1);
    let found = OrgDiff::between(&org.on(early), &org.on(within), &Hints::none());
    let fellows = &found.terms[&id("fellows")];
    assert_eq!(fellows.terms, [TermChange::Begun(passed.clone())]);
    let found = OrgDiff::between(&org.on(within), &org.on(AFTER), &Hints::none());
    let fellows = &found.terms[&id("fellows")];
    assert_eq!(fellows.terms, [TermChange::Ended(passed)]);
}

#[test]
fn a_term_whose_words_change_is_changed_and_not_new() {
    let before = fixture::before();
    let mut after = fixture::before();
    let line = &mut lines(team(&mut after, "fellows"))[0];
    line.role = Some("chair".to_owned());
    line.basis = Some(Basis::Contract);
    let found = diff(&before, &after);
    let [TermChange::Changed { fields, .. }] = found.terms[&id("fellows")].terms.as_slice() else {
        panic!("{found:?}");
    };
    let labels: Vec<_> = fields.iter().map(Field::label).collect();
    assert_eq!(labels, ["basis", "role"]);
}

#[test]
fn a_rule_is_compared_stage_by_stage() {
    let mut before = fixture::before();
    before.rules.insert(id("core-vote"), fixture::core_vote());
    let mut after = before.clone();
    let rule = after.rules.get_mut(&id("core-vote")).unwrap();
    rule.stages[0].lazy = true;
    rule.stages[0].period = None;
    let found = diff(&before, &after);
    let [change] = found.laws.rules_amended.as_slice() else {
        panic!("{found:?}");
    };
    let set = |before: Option<&str>, after: Option<&str>| Shift::Set {
        before: before.map(str::to_owned),
        after: after.map(str::to_owned),
    };
    assert_eq!(
        change.fields[0].shifts(),
        [
            set(Some("core.period 7 days"), None),
            set(Some("core.lazy no"), Some("core.lazy yes")),
        ]
    );
}

#[test]
fn rules_without_a_body_and_out_of_reach_are_found() {
    let mut before = fixture::before();
    before.rules.insert(id("core-vote"), fixture::core_vote());
    let mut after = fixture::after();
    after.rules.insert(id("core-vote"), fixture::core_vote());
    let (was, is) = (before.on(BEFORE), after.on(AFTER));
    let alive = |rule: &crate::rule::Rule, standing: &Standing<'_>| {
        let voters = rule.teams().into_iter();
        let mut serving = voters.map(|team| standing.serving(&team));
        match serving.next().flatten() {
            Some(0) => Reach::OutOfReach("nobody may vote".to_owned()),
            Some(_) => Reach::InReach,
            None => Reach::Unknown("who may vote is not known".to_owned()),
        }
    };
    let found = Consequences::of(&diff(&before, &after), &was, &is, &alive);
    let gone = &found.rules_without_body[&id("core-vote")];
    assert_eq!(*gone, BTreeSet::from([id("core")]));
    assert_eq!(
        found.rules_out_of_reach[&id("core-vote")],
        "nobody may vote"
    );
    let back = Consequences::of(&diff(&after, &before), &is, &was, &alive);
    assert!(back.rules_back_in_reach.contains(&id("core-vote")));
    let rule = after.rules.get_mut(&id("core-vote")).unwrap();
    rule.repealed = Some(AFTER.into());
    let found = diff(&before, &after);
    assert_eq!(found.laws.rules_repealed, [id("core-vote")]);
    assert!(found.laws.rules_amended.is_empty());
}
