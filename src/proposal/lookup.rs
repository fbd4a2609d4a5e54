//! Finding what a change names, or saying in the organisation's words why it
//! is not there to be changed.

use std::collections::BTreeSet;

use crate::base::{AreaId, ConstraintId, Date, NodePath, PersonId, Power, RuleId, TeamId};
use crate::finding::nearest;
use crate::org::{Area, Constraint, Kind, Organisation, Person, Team};
use crate::rule::Rule;

use super::refusal::Refusal;

/// Nothing of that kind and id is recorded.
fn missing<'a>(
    org: &Organisation,
    kind: &str,
    id: &str,
    known: impl Iterator<Item = &'a str>,
    path: NodePath,
) -> Refusal {
    let refusal = Refusal::new(path, format!("no {kind} `{id}`")).because(id);
    if let Some(other) = org.find(id) {
        let article = article(other.kind());
        return refusal.hint(format!("`{id}` is {article} {}", other.kind()));
    }
    let renamed = org
        .teams
        .iter()
        .find(|(_, team)| team.former_ids.iter().any(|former| former.as_str() == id));
    match (renamed, nearest(id, known)) {
        (Some((now, _)), _) => refusal.hint(format!("it is called `{now}` now")),
        (None, Some(near)) => refusal.hint(format!("did you mean `{near}`?")),
        (None, None) => refusal,
    }
}

fn article(noun: &str) -> &'static str {
    if noun.starts_with(['a', 'e', 'i', 'o', 'u']) {
        "an"
    } else {
        "a"
    }
}

/// A team, past or present.
pub(super) fn team<'a>(
    org: &'a Organisation,
    id: &TeamId,
    path: NodePath,
) -> Result<&'a Team, Refusal> {
    let known = org.teams.keys().map(TeamId::as_str);
    org.teams
        .get(id)
        .ok_or_else(|| missing(org, "team", id.as_str(), known, path))
}

/// A team that exists on a day.
pub(super) fn living_team<'a>(
    org: &'a Organisation,
    id: &TeamId,
    on: Date,
    path: NodePath,
) -> Result<&'a Team, Refusal> {
    let team = team(org, id, path.clone())?;
    if team.alive_on(on) {
        return Ok(team);
    }
    let name = &team.name;
    Err(match team.dissolved {
        Some(gone) if gone.first_day() <= on => {
            let refusal = Refusal::new(path, format!("{name} is dissolved since {gone}"));
            match team.succeeded_by.first() {
                Some(next) => {
                    refusal.hint(format!("{} came after it: `{next}`", org.team_name(next)))
                }
                None => refusal,
            }
        }
        _ => {
            let begins = team
                .formed
                .map_or_else(String::new, |day| format!(" before {day}"));
            Refusal::new(path, format!("{name} does not exist{begins}"))
        }
    }
    .because(id.as_str()))
}

/// A team that exists on a day and that a proposal may change.
pub(super) fn own_team<'a>(
    org: &'a Organisation,
    id: &TeamId,
    on: Date,
    path: NodePath,
) -> Result<&'a Team, Refusal> {
    let team = living_team(org, id, on, path.clone())?;
    refuse_external(team, path)?;
    Ok(team)
}

/// Bodies outside the organisation change by their own decisions.
pub(super) fn refuse_external(team: &Team, path: NodePath) -> Result<(), Refusal> {
    if team.kind != Kind::External {
        return Ok(());
    }
    let why = format!(
        "{} is outside the organisation; no proposal here changes it",
        team.name
    );
    let hint = "what is recorded of it, such as its roll, is kept by housekeeping";
    Err(Refusal::new(path, why).hint(hint))
}

/// An area, past or present.
pub(super) fn area<'a>(
    org: &'a Organisation,
    id: &AreaId,
    path: NodePath,
) -> Result<&'a Area, Refusal> {
    let known = org.areas.keys().map(AreaId::as_str);
    org.areas
        .get(id)
        .ok_or_else(|| missing(org, "area", id.as_str(), known, path))
}

/// An area that exists on a day.
pub(super) fn living_area<'a>(
    org: &'a Organisation,
    id: &AreaId,
    on: Date,
    path: NodePath,
) -> Result<&'a Area, Refusal> {
    let area = area(org, id, path.clone())?;
    if area.alive_on(on) {
        return Ok(area);
    }
    let why = match area.closed {
        Some(gone) if gone.first_day() <= on => format!("{} is closed since {gone}", area.name),
        _ => format!("{} is not yet open on {on}", area.name),
    };
    Err(Refusal::new(path, why).because(id.as_str()))
}

/// A person.
pub(super) fn person<'a>(
    org: &'a Organisation,
    id: &PersonId,
    path: NodePath,
) -> Result<&'a Person, Refusal> {
    let known = org.people.keys().map(PersonId::as_str);
    org.people.get(id).ok_or_else(|| {
        let refusal = missing(org, "person", id.as_str(), known, path);
        if refusal.hint.is_some() {
            return refusal;
        }
        refusal.hint(format!("register `{id}` first, in the same proposal"))
    })
}

/// A rule that is in force on a day.
pub(super) fn rule_in_force<'a>(
    org: &'a Organisation,
    id: &RuleId,
    on: Date,
    path: NodePath,
) -> Result<&'a Rule, Refusal> {
    let known = org.rules.keys().map(RuleId::as_str);
    let rule = org
        .rules
        .get(id)
        .ok_or_else(|| missing(org, "rule", id.as_str(), known, path.clone()))?;
    match rule.repealed {
        Some(gone) if gone.first_day() <= on => {
            let why = format!("the rule `{id}` is repealed since {gone}");
            Err(Refusal::new(path, why).because(id.as_str()))
        }
        _ => Ok(rule),
    }
}

/// A constraint that is in force on a day.
pub(super) fn constraint_in_force<'a>(
    org: &'a Organisation,
    id: &ConstraintId,
    on: Date,
    path: NodePath,
) -> Result<&'a Constraint, Refusal> {
    let known = org.constraints.keys().map(ConstraintId::as_str);
    let constraint = org
        .constraints
        .get(id)
        .ok_or_else(|| missing(org, "constraint", id.as_str(), known, path.clone()))?;
    match constraint.repealed {
        Some(gone) if gone.first_day() <= on => {
            let why = format!("the constraint `{id}` is repealed since {gone}");
            Err(Refusal::new(path, why).because(id.as_str()))
        }
        _ => Ok(constraint),
    }
}

/// Refuses an id that something has or had: ids are never used again.
pub(super) fn free_id(org: &Organisation, id: &str, path: NodePath) -> Result<(), Refusal> {
    if !org.taken_ids().contains(id) {
        return Ok(());
    }
    let holder = match org.find(id) {
        Some(entity) => {
            let label = org.label(&entity);
            let named = if label == id {
                String::new()
            } else {
                format!(" {label}")
            };
            format!("the {}{named}", entity.kind())
        }
        None => "a team that was renamed".to_owned(),
    };
    Err(
        Refusal::new(path, format!("the id `{id}` belongs to {holder}"))
            .hint("choose another; an id is never used again")
            .because(id),
    )
}

/// Refuses powers that organisation.yaml does not list.
pub(super) fn listed_powers(
    org: &Organisation,
    powers: &BTreeSet<Power>,
    path: &NodePath,
) -> Vec<Refusal> {
    let known = || org.about.powers.keys().map(Power::as_str);
    let refuse = |power: &Power| {
        let why = format!("`{power}` is no power of this organisation");
        let refusal = Refusal::new(path.clone(), why);
        match nearest(power.as_str(), known().chain(["control"])) {
            Some(near) => refusal.hint(format!("did you mean `{near}`?")),
            None => refusal.hint("organisation.yaml lists the powers; amend it to add one"),
        }
    };
    powers
        .iter()
        .filter(|power| !power.is_control() && !org.about.powers.contains_key(*power))
        .map(refuse)
        .collect()
}

/// A list in a sentence: `a`, `a and b`, `a, b and c`.
pub(super) fn listed(items: impl IntoIterator<Item = impl Into<String>>) -> String {
    let mut items: Vec<String> = items.into_iter().map(Into::into).collect();
    match (items.pop(), items.is_empty()) {
        (None, _) => String::new(),
        (Some(one), true) => one,
        (Some(last), false) => format!("{} and {last}", items.join(", ")),
    }
}

/// A number with its noun, in the plural where it is not one.
pub(super) fn count(number: usize, one: &str, many: &str) -> String {
    if number == 1 {
        format!("1 {one}")
    } else {
        format!("{number} {many}")
    }
}
