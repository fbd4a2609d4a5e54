//! Mending every reference to a team whose id changes.

use crate::base::TeamId;
use crate::org::{
    About, Constraint, Holder, Housekeeping, Membership, Organisation, Remedy, Roll, Team,
};

/// Moves a team to another id, and everything that names it with it. The id
/// that it had stays reserved.
pub(super) fn team(org: &mut Organisation, from: &TeamId, to: &TeamId) {
    let Organisation {
        about,
        people: _,
        teams,
        areas: _,
        rules,
        constraints,
        events: _,
        attested: _,
    } = org;
    if let Some(mut moved) = teams.remove(from) {
        moved.former_ids.retain(|id| id != to);
        moved.former_ids.push(from.clone());
        teams.insert(to.clone(), moved);
    }
    for team in teams.values_mut() {
        in_team(team, from, to);
    }
    for constraint in constraints.values_mut() {
        in_constraint(constraint, from, to);
    }
    for rule in rules.values_mut() {
        rule.rename_team(from, to);
    }
    let About { housekeeping, .. } = about;
    for Housekeeping { by, may: _ } in housekeeping {
        by.rename_team(from, to);
    }
}

fn swap(id: &mut TeamId, from: &TeamId, to: &TeamId) {
    if id == from {
        id.clone_from(to);
    }
}

fn in_team(team: &mut Team, from: &TeamId, to: &TeamId) {
    // Every field by name, so that a new one that names teams is not forgotten.
    let Team {
        name: _,
        kind: _,
        purpose: _,
        part_of,
        seats: _,
        formed: _,
        dissolved: _,
        succeeded_by,
        former_ids: _,
        authority: _,
        members,
    } = team;
    for id in part_of.iter_mut().chain(succeeded_by) {
        swap(id, from, to);
    }
    if let Roll::Known(members) = members {
        for Membership {
            holder, funded_by, ..
        } in members
        {
            if let Holder::EveryoneIn { team, except: _ } = holder {
                swap(team, from, to);
            }
            for id in funded_by.iter_mut() {
                swap(id, from, to);
            }
        }
    }
}

fn in_constraint(constraint: &mut Constraint, from: &TeamId, to: &TeamId) {
    for id in constraint.require.teams_mut() {
        swap(id, from, to);
    }
    if let Some(Remedy::Vacate(id)) = &mut constraint.remedy {
        swap(id, from, to);
    }
}
