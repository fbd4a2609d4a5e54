//! What is looked at when all changes of a proposal are made: whether anything
//! that goes on existing names something that does not.

use std::collections::{BTreeMap, BTreeSet};

use crate::base::{AreaId, Date, NodePath, TeamId};
use crate::org::{Constraint, Holder, Organisation, Remedy};

use super::change::Change;
use super::refusal::Refusal;
use super::{effect, lookup};

/// What was done, and by which change of the list.
#[derive(Debug, Default)]
pub(super) struct Done {
    /// Teams that ended.
    pub ended: BTreeMap<TeamId, usize>,
    /// Areas that closed.
    pub closed: BTreeMap<AreaId, usize>,
    /// Whatever was made or altered, by the last change that did so.
    pub touched: BTreeMap<String, usize>,
}

type Found = Vec<(usize, Refusal)>;

/// Everything that the organisation after the changes still names in vain.
pub(super) fn check(after: &Organisation, changes: &[Change], done: &Done, on: Date) -> Found {
    let place = |index: usize, key: &str| {
        let word = changes.get(index).map_or("", Change::word);
        NodePath::root().key(word).key(key)
    };
    let mut found = Found::new();
    for (team, index) in &done.ended {
        let key = match changes.get(*index) {
            Some(Change::Merge(_)) => "teams",
            _ => "team",
        };
        for refusal in still_named(after, team, on, &place(*index, key)) {
            found.push((*index, refusal));
        }
    }
    for (area, index) in &done.closed {
        let key = match changes.get(*index) {
            Some(Change::CloseArea(_)) => "area",
            _ => "transfer",
        };
        for refusal in parts_of_closed(after, area, on, &place(*index, key)) {
            found.push((*index, refusal));
        }
    }
    named_by_what_is_new(after, done, on, &place, &mut found);
    let above = |id: &TeamId| after.teams.get(id).and_then(|team| team.part_of.clone());
    let name = |id: &TeamId| after.team_name(id).to_owned();
    circles(after.teams.keys(), above, name, done, &place, &mut found);
    let above = |id: &AreaId| after.areas.get(id).and_then(|area| area.part_of.clone());
    let name = |id: &AreaId| after.area_name(id).to_owned();
    circles(after.areas.keys(), above, name, done, &place, &mut found);
    found
}

/// Everything in force that names a team which ended.
fn still_named(org: &Organisation, gone: &TeamId, on: Date, path: &NodePath) -> Vec<Refusal> {
    let name = org.team_name(gone);
    let refuse = |who: &str, id: &str, what: &str, hint: String| {
        Refusal::new(
            path.clone(),
            format!("{who} {what} {name}, which ends here"),
        )
        .hint(hint)
        .because(id)
        .because(gone.as_str())
    };
    let living = || org.teams.iter().filter(|(_, team)| team.alive_on(on));
    let mut found = Vec::new();
    for (id, team) in living().filter(|(_, team)| team.part_of.as_ref() == Some(gone)) {
        let hint = format!("amend `part_of` of `{id}`, or dissolve it too");
        found.push(refuse(&team.name, id.as_str(), "is part of", hint));
    }
    for (id, team) in living() {
        let takes_in = team.memberships().iter().any(|it| {
            let named = matches!(&it.holder, Holder::EveryoneIn { team, .. } if team == gone);
            named && effect::rest(it.period, on).is_some()
        });
        if takes_in {
            let hint = format!("write `end_term: {{team: {id}, everyone_in: {gone}}}`");
            found.push(refuse(
                &team.name,
                id.as_str(),
                "takes in everyone in",
                hint,
            ));
        }
    }
    for (id, rule) in &org.rules {
        let in_force = rule.repealed.is_none_or(|gone| on < gone.first_day());
        if in_force && rule.teams().contains(gone) {
            let hint = format!("amend or repeal `{id}` in the same proposal");
            found.push(refuse(
                &format!("the rule `{id}`"),
                id.as_str(),
                "names",
                hint,
            ));
        }
    }
    for (id, constraint) in &org.constraints {
        if constraint.in_force_on(on) && named_by(constraint).contains(gone) {
            let hint = format!("amend or repeal `{id}` in the same proposal");
            let who = format!("the constraint `{id}`");
            found.push(refuse(&who, id.as_str(), "names", hint));
        }
    }
    let housekeeping = &org.about.housekeeping;
    if housekeeping
        .iter()
        .any(|line| line.by.teams().contains(gone))
    {
        let hint = "amend `housekeeping` of `organisation` in the same proposal".to_owned();
        found.push(refuse("housekeeping", "organisation", "names", hint));
    }
    found
}

/// Every team that a constraint names.
fn named_by(constraint: &Constraint) -> BTreeSet<TeamId> {
    let vacated = constraint.remedy.iter().map(|Remedy::Vacate(team)| team);
    let required = constraint.require.teams().into_iter();
    required.chain(vacated).cloned().collect()
}

/// Areas that are still shown under one that closed.
fn parts_of_closed(org: &Organisation, gone: &AreaId, on: Date, path: &NodePath) -> Vec<Refusal> {
    let areas = org.areas.iter().filter(|(_, area)| area.alive_on(on));
    let parts = areas.filter(|(_, area)| area.part_of.as_ref() == Some(gone));
    let refuse = |(id, area): (&AreaId, &crate::org::Area)| {
        let name = org.area_name(gone);
        let why = format!("{} is part of {name}, which is closed here", area.name);
        Refusal::new(path.clone(), why)
            .hint(format!("amend `part_of` of `{id}`, or close it too"))
            .because(id.as_str())
            .because(gone.as_str())
    };
    parts.map(refuse).collect()
}

/// Rules and constraints that the proposal adopts or amends must name teams
/// that exist. Those that the proposal itself ends are told above.
fn named_by_what_is_new(
    org: &Organisation,
    done: &Done,
    on: Date,
    place: &impl Fn(usize, &str) -> NodePath,
    found: &mut Found,
) {
    let mut look = |kind: &str, id: &str, teams: BTreeSet<TeamId>| {
        let Some(index) = done.touched.get(id) else {
            return;
        };
        for team in teams.iter().filter(|team| !done.ended.contains_key(*team)) {
            let path = place(*index, kind);
            if let Err(mut refusal) = lookup::living_team(org, team, on, path) {
                refusal.why = format!(
                    "the {kind} `{id}` names a team that is not there: {}",
                    refusal.why
                );
                found.push((*index, refusal));
            }
        }
    };
    for (id, rule) in &org.rules {
        if rule.repealed.is_none_or(|gone| on < gone.first_day()) {
            look("rule", id.as_str(), rule.teams());
        }
    }
    for (id, constraint) in &org.constraints {
        if constraint.in_force_on(on) {
            look("constraint", id.as_str(), named_by(constraint));
        }
    }
}

/// Circles of `part_of` that a change of the proposal closes, each told once,
/// at the last change that touched one of its members.
fn circles<'a, T: Clone + Ord + ToString + 'a>(
    all: impl Iterator<Item = &'a T>,
    above: impl Fn(&T) -> Option<T>,
    name: impl Fn(&T) -> String,
    done: &Done,
    place: &impl Fn(usize, &str) -> NodePath,
    found: &mut Found,
) {
    let mut seen: BTreeSet<T> = BTreeSet::new();
    for start in all {
        let mut way: Vec<T> = Vec::new();
        let mut next = Some(start.clone());
        while let Some(id) = next {
            if let Some(at) = way.iter().position(|it| *it == id) {
                report(&way[at..], &name, done, place, found);
                break;
            }
            if !seen.insert(id.clone()) {
                break;
            }
            next = above(&id);
            way.push(id);
        }
    }
}

fn report<T: ToString>(
    circle: &[T],
    name: &impl Fn(&T) -> String,
    done: &Done,
    place: &impl Fn(usize, &str) -> NodePath,
    found: &mut Found,
) {
    let touched = circle
        .iter()
        .filter_map(|id| done.touched.get(&id.to_string()));
    let (Some(index), Some((first, others))) = (touched.max(), circle.split_first()) else {
        return;
    };
    let names: Vec<String> = others.iter().map(name).collect();
    let first = name(first);
    let why = match names.as_slice() {
        [] => format!("{first} is part of itself"),
        names => format!(
            "{first} is part of {}, and that of {first} again",
            names.join(", that of ")
        ),
    };
    let mut refusal = Refusal::new(place(*index, "set").key("part_of"), why);
    for id in circle {
        refusal = refusal.because(&id.to_string());
    }
    found.push((*index, refusal));
}
