//! The organisation before, in the ids of after: once renamed bodies bear one
//! id, everything else compares plainly, and a reference that was only mended
//! is no change.

use std::borrow::Cow;
use std::collections::BTreeMap;

use crate::base::TeamId;
use crate::org::{Holder, Organisation, Remedy, Roll, Team};

/// A copy with every reference to a renamed team mended; where none was renamed,
/// the organisation itself.
pub(super) fn carry<'o>(
    org: &'o Organisation,
    after: &Organisation,
    renames: &BTreeMap<TeamId, TeamId>,
) -> Cow<'o, Organisation> {
    if renames.is_empty() {
        return Cow::Borrowed(org);
    }
    let mut org = org.clone();
    let mend = |id: &mut TeamId| {
        if let Some(to) = renames.get(id) {
            *id = to.clone();
        }
    };
    let teams = std::mem::take(&mut org.teams);
    for (mut id, mut team) in teams {
        // That the record keeps the old id is a part of the rename.
        let kept = renames.get(&id).and_then(|to| after.teams.get(to));
        if kept.is_some_and(|kept| kept.former_ids.contains(&id)) && !team.former_ids.contains(&id)
        {
            team.former_ids.push(id.clone());
        }
        mend(&mut id);
        references(&mut team).into_iter().for_each(&mend);
        org.teams.insert(id, team);
    }
    for constraint in org.constraints.values_mut() {
        constraint.require.teams_mut().into_iter().for_each(&mend);
        match &mut constraint.remedy {
            Some(Remedy::Vacate(team)) => mend(team),
            None => {}
        }
    }
    for (from, to) in renames {
        for rule in org.rules.values_mut() {
            rule.rename_team(from, to);
        }
        for permission in &mut org.about.housekeeping {
            permission.by.rename_team(from, to);
        }
    }
    Cow::Owned(org)
}

/// The ids of other teams in a team; its former ids stay what they were.
fn references(team: &mut Team) -> Vec<&mut TeamId> {
    let mut found: Vec<&mut TeamId> = Vec::new();
    found.extend(&mut team.part_of);
    found.extend(&mut team.succeeded_by);
    if let Roll::Known(memberships) = &mut team.members {
        for membership in memberships {
            found.extend(&mut membership.funded_by);
            if let Holder::EveryoneIn { team, except: _ } = &mut membership.holder {
                found.push(team);
            }
        }
    }
    found
}
