//! What is left of a change of which a part is done, or can no longer be.

use std::collections::BTreeMap;

use crate::base::{AreaId, Date, TeamId};
use crate::org::Organisation;
use crate::proposal::change::{Change, Destination};
use crate::proposal::{effect, lookup};

use super::done::{Done, amended, done};

/// What becomes of a change that cannot be made as it stands.
pub(super) enum Part {
    /// Nothing is left of it.
    Gone(Done),
    /// This is left, and why not all of it.
    Rest(Box<Change>, Done),
}

/// What is left of a change that cannot be made; none where nothing is done of
/// it, so that a person decides.
pub(super) fn part(org: &Organisation, change: &Change, on: Date) -> Option<Part> {
    if let Some(done) = done(org, change, on) {
        return Some(Part::Gone(done));
    }
    match change {
        Change::Grant(it) => {
            let team = org.teams.get(&it.team)?;
            let (had, new): (Vec<_>, Vec<_>) = it
                .powers
                .iter()
                .cloned()
                .partition(|power| team.may_on(&it.area, power, on));
            let said = format!(
                "{} holds {} over {} already",
                team.name,
                lookup::listed(had.iter().map(|it| it.as_str())),
                org.area_name(&it.area)
            );
            let mut rest = it.clone();
            rest.powers = new.into_iter().collect();
            let ids = [it.team.as_str(), it.area.as_str()];
            left(
                !had.is_empty(),
                rest.powers.is_empty(),
                rest.into(),
                said,
                ids,
            )
        }
        Change::Revoke(it) => {
            let team = org.teams.get(&it.team)?;
            let (has, lacks): (Vec<_>, Vec<_>) = it
                .powers
                .iter()
                .cloned()
                .partition(|power| team.may_on(&it.area, power, on));
            let said = format!(
                "{} does not hold {} over {} any more",
                team.name,
                lookup::listed(lacks.iter().map(|it| it.as_str())),
                org.area_name(&it.area)
            );
            // What it never held was not taken from it.
            let held_once = lacks.iter().all(|power| {
                let mut grants = team.authority.iter();
                grants.any(|grant| grant.area == it.area && grant.powers.contains(power))
            });
            let mut rest = it.clone();
            rest.powers = has.into_iter().collect();
            let ids = [it.team.as_str(), it.area.as_str()];
            let done = !lacks.is_empty() && held_once;
            left(done, rest.powers.is_empty(), rest.into(), said, ids)
        }
        Change::Dissolve(it) => {
            let (transfer, done) = destinations(org, &it.team, &it.transfer, on)?;
            let mut rest = it.clone();
            rest.transfer = transfer;
            Some(Part::Rest(Box::new(rest.into()), done))
        }
        Change::Split(it) => {
            let (transfer, done) = destinations(org, &it.team, &it.transfer, on)?;
            let mut rest = it.clone();
            rest.transfer = transfer;
            Some(Part::Rest(Box::new(rest.into()), done))
        }
        Change::Amend(it) => match amended(org, it, on)? {
            (None, done) => Some(Part::Gone(done)),
            (Some(rest), done) => Some(Part::Rest(Box::new(rest.into()), done)),
        },
        _ => None,
    }
}

fn left(any: bool, nothing: bool, rest: Change, said: String, ids: [&str; 2]) -> Option<Part> {
    let done = Done::of(said, ids.iter());
    match (any, nothing) {
        (false, _) => None,
        (true, true) => Some(Part::Gone(done)),
        (true, false) => Some(Part::Rest(Box::new(rest), done)),
    }
}

/// The destinations without those of areas that the team no longer controls,
/// where there are such.
fn destinations(
    org: &Organisation,
    team: &TeamId,
    transfer: &BTreeMap<AreaId, Destination>,
    on: Date,
) -> Option<(BTreeMap<AreaId, Destination>, Done)> {
    let held = effect::controlled(org, team, on);
    let whole = org.teams.get(team)?;
    // An area that the team never controlled is a slip, and not history.
    let lost = |area: &AreaId| {
        let mut grants = whole.authority.iter();
        !held.contains(area)
            && grants.any(|it| it.area == *area && it.powers.iter().any(|it| it.is_control()))
    };
    let (gone, kept): (BTreeMap<_, _>, BTreeMap<_, _>) = transfer
        .clone()
        .into_iter()
        .partition(|(area, _)| lost(area));
    if gone.is_empty() {
        return None;
    }
    let each = gone.keys().map(|area| {
        let name = org.area_name(area);
        let now = effect::controllers(org, area, on);
        match now.is_empty() {
            true => format!("{name} is nobody's any more"),
            false => {
                let now = now.into_iter().map(|id| org.team_name(id));
                format!("{name} is with {}", lookup::listed(now))
            }
        }
    });
    let said = format!(
        "{} does not control it any more: {}",
        whole.name,
        lookup::listed(each)
    );
    let said = match gone.len() {
        1 => said,
        _ => said.replacen(" control it ", " control them ", 1),
    };
    Some((kept, Done::of(said, gone.keys())))
}
