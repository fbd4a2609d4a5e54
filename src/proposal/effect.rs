//! The effects that several changes share: ending terms, moving powers,
//! counting seats. What ends on a day lasted until the day before; what begins
//! on it begins that day.

use std::collections::BTreeSet;

use crate::base::{AreaId, Date, NodePath, Period, PersonId, Power, TeamId, Until};
use crate::org::{Grant, Membership, Organisation, Roll, Team};

use super::lookup;
use super::refusal::Refusal;

/// A period that ends with a day; none where nothing of it remains, because it
/// began on that day or was to begin later.
pub(super) fn ended(period: Period, on: Date) -> Option<Period> {
    if period.from().is_some_and(|from| from.first_day() >= on) {
        return None;
    }
    period.ended_on(on)
}

/// Whether anything of a period is left from a day on.
pub(super) fn lasts_past(period: Period, on: Date) -> bool {
    match period.until() {
        Until::Open => true,
        Until::Unknown => false,
        Until::At(until) => until.last_day() >= on,
    }
}

/// Whether there is a day on which both are taken to hold. Stricter than
/// [`Period::overlaps`], which asks for a day that is sure.
pub(super) fn meet(a: Period, b: Period) -> bool {
    let begins = |period: Period| period.from().map_or(Date::MIN, |from| from.first_day());
    let latest = begins(a).max(begins(b));
    lasts_past(a, latest) && lasts_past(b, latest)
}

/// What is left of a period from a day on; none where it is over.
pub(super) fn rest(period: Period, on: Date) -> Option<Period> {
    if !lasts_past(period, on) {
        return None;
    }
    let from = match period.from() {
        Some(from) if from.first_day() > on => from,
        _ => on.into(),
    };
    Period::new(Some(from), period.until()).ok()
}

/// Ends the terms and standing lines of a team that `which` picks.
pub(super) fn end_terms(team: &mut Team, on: Date, which: impl Fn(&Membership) -> bool) {
    let Roll::Known(members) = &mut team.members else {
        return;
    };
    members.retain_mut(|membership| {
        if !which(membership) {
            return true;
        }
        match ended(membership.period, on) {
            Some(period) => {
                membership.period = period;
                true
            }
            None => false,
        }
    });
}

/// Ends the powers of a team that `which` picks. A grant of which only some
/// powers end is kept for the others, and the part that ended becomes one of
/// its own before it.
pub(super) fn end_powers(team: &mut Team, on: Date, which: impl Fn(&AreaId, &Power) -> bool) {
    let mut after = Vec::with_capacity(team.authority.len());
    for grant in std::mem::take(&mut team.authority) {
        let (ends, stays): (BTreeSet<Power>, BTreeSet<Power>) = if lasts_past(grant.period, on) {
            let powers = grant.powers.into_iter();
            powers.partition(|power| which(&grant.area, power))
        } else {
            (BTreeSet::new(), grant.powers)
        };
        if !ends.is_empty()
            && let Some(period) = ended(grant.period, on)
        {
            after.push(Grant {
                area: grant.area.clone(),
                powers: ends,
                period,
            });
        }
        if !stays.is_empty() {
            after.push(Grant {
                powers: stays,
                ..grant
            });
        }
    }
    team.authority = after;
}

/// Every team that controls an area on a day.
pub(super) fn controllers<'a>(org: &'a Organisation, area: &AreaId, on: Date) -> Vec<&'a TeamId> {
    let control = Power::control();
    let controls = |team: &Team| team.may_on(area, &control, on);
    let teams = org.teams.iter().filter(|(_, team)| controls(team));
    teams.map(|(id, _)| id).collect()
}

/// The areas that a team controls on a day.
pub(super) fn controlled(org: &Organisation, id: &TeamId, on: Date) -> BTreeSet<AreaId> {
    let Some(team) = org.teams.get(id) else {
        return BTreeSet::new();
    };
    let grants = team.authority.iter();
    let areas = grants.map(|grant| &grant.area).filter(|area| {
        team.may_on(area, &Power::control(), on)
            && org.areas.get(*area).is_none_or(|it| it.alive_on(on))
    });
    areas.cloned().collect()
}

/// A team other than `but` whose control of an area would meet a period.
pub(super) fn rival<'a>(
    org: &'a Organisation,
    area: &AreaId,
    period: Period,
    but: Option<&TeamId>,
    on: Date,
) -> Option<&'a TeamId> {
    if org.areas.get(area).is_some_and(|area| area.shared) {
        return None;
    }
    let controls = |team: &Team| {
        let gone = team.dissolved.is_some_and(|gone| gone.first_day() <= on);
        !gone
            && team.authority.iter().any(|grant| {
                grant.area == *area
                    && grant.powers.iter().any(Power::is_control)
                    && meet(grant.period, period)
            })
    };
    let mut teams = org.teams.iter();
    teams
        .find(|(id, team)| Some(*id) != but && controls(team))
        .map(|(id, _)| id)
}

/// The control of an area passes to a team, from whoever had it.
pub(super) fn hand_over(org: &mut Organisation, area: &AreaId, to: &TeamId, on: Date) {
    for (id, team) in &mut org.teams {
        if id != to {
            end_powers(team, on, |of, power| of == area && power.is_control());
        }
    }
    join_control(org, area, to, on);
}

/// A team gets the control of an area, beside those who have it, if any.
pub(super) fn join_control(org: &mut Organisation, area: &AreaId, to: &TeamId, on: Date) {
    if let Some(team) = org.teams.get_mut(to)
        && !team.may_on(area, &Power::control(), on)
    {
        // A control that it was to have later begins now instead.
        end_powers(team, on, |of, power| of == area && power.is_control());
        let grant = Grant::control(area.clone(), Period::since(on));
        team.authority.push(grant);
    }
}

/// An area ends, and with it every power over it.
pub(super) fn close(org: &mut Organisation, area: &AreaId, on: Date) {
    for team in org.teams.values_mut() {
        end_powers(team, on, |of, _| of == area);
    }
    if let Some(area) = org.areas.get_mut(area) {
        area.closed = Some(on.into());
    }
}

/// A team ends, and with it its terms and its powers.
pub(super) fn dissolve(org: &mut Organisation, id: &TeamId, next: Vec<TeamId>, on: Date) {
    if let Some(team) = org.teams.get_mut(id) {
        end_terms(team, on, |_| true);
        end_powers(team, on, |_, _| true);
        team.dissolved = Some(on.into());
        team.succeeded_by = next;
    }
}

/// Whether a person has a term of their own in a team at any time of a period.
pub(super) fn term_meeting<'a>(
    team: &'a Team,
    person: &PersonId,
    period: Period,
) -> Option<&'a Membership> {
    team.memberships()
        .iter()
        .find(|it| it.holder.person() == Some(person) && meet(it.period, period))
}

/// Adds a membership to a team whose roll is known.
pub(super) fn add_member(org: &mut Organisation, id: &TeamId, membership: Membership) {
    if let Some(team) = org.teams.get_mut(id)
        && let Roll::Known(members) = &mut team.members
    {
        members.push(membership);
    }
}

/// Refuses more people than a team has seats, where a change adds to them.
pub(super) fn seats_suffice(
    before: &Organisation,
    after: &Organisation,
    id: &TeamId,
    day: Date,
    path: NodePath,
) -> Result<(), Refusal> {
    let Some(seats) = after.teams.get(id).and_then(|team| team.seats) else {
        return Ok(());
    };
    let number = |org: &Organisation| org.on(day).serving(id).unwrap_or_default();
    let (had, has) = (number(before), number(after));
    if has <= had || u32::try_from(has).is_ok_and(|has| has <= seats) {
        return Ok(());
    }
    let seats = lookup::count(seats as usize, "seat", "seats");
    let serve = if had == 1 { "serves" } else { "serve" };
    let why = format!(
        "{} has {seats}; {had} {serve}, and this would make {has}",
        after.team_name(id)
    );
    let hint = "end a term before this change, or amend the number of seats";
    Err(Refusal::new(path, why).hint(hint).because(id.as_str()))
}
