//! Bodies renamed, formed, dissolved and amended.

use std::collections::{BTreeMap, BTreeSet};

use super::Draft;
use super::powers::begin_here;
use crate::base::{AreaId, TeamId, Until};
use crate::diff::Hints;
use crate::diff::lineage::Lineage;
use crate::org::{Holder, Roll, Team};
use crate::proposal::{Amend, Destination, Dissolve, Form, Rename, TeamField};

impl Draft<'_> {
    /// A file under another name is a body under another id, where the record
    /// says so or, with `guess`, both have enough in common.
    pub(super) fn rename_bodies(&mut self, guess: bool) {
        let (was, is) = (self.now.on(self.on), self.goal.on(self.on));
        let lineage = Lineage::find(&was, &is, &Hints::none());
        let moved: Vec<(TeamId, (TeamId, bool))> = lineage
            .renames
            .into_iter()
            .filter(|(from, (_, guessed))| {
                !self.goal.teams.contains_key(from) && (guess || !guessed)
            })
            .collect();
        for (from, (to, guessed)) in moved {
            let name = self.goal.teams.get(&to).map(|team| team.name.clone());
            let old = self.now.teams.get(&from).map(|team| team.name.clone());
            let made = self.push(Rename {
                team: from,
                to,
                name: name.filter(|name| Some(name) != old.as_ref()),
            });
            if made && guessed {
                self.guessed.insert(self.changes.len().saturating_sub(1));
            }
        }
    }

    /// New bodies, those that others need first.
    pub(super) fn form_bodies(&mut self) {
        let goal = self.goal;
        let mut waiting: BTreeMap<&TeamId, &Team> = goal
            .teams
            .iter()
            .filter(|(id, team)| !self.now.teams.contains_key(*id) && team.alive_on(self.on))
            .collect();
        while !waiting.is_empty() {
            let ready = |team: &Team| needs(team).iter().all(|id| !waiting.contains_key(id));
            let next = waiting.iter().find(|(_, team)| ready(team));
            // In a circle one begins; what it names too early shows up later.
            let next = next.or_else(|| waiting.iter().next());
            let Some((id, team)) = next.map(|(id, team)| (*id, *team)) else {
                break;
            };
            waiting.remove(id);
            self.form(id, team);
        }
        for (id, team) in &goal.teams {
            if !self.now.teams.contains_key(id) && !team.alive_on(self.on) {
                let what = format!(
                    "{} is not there on {}; a body of the past cannot be formed",
                    team.name, self.on
                );
                self.unsayable(crate::base::EntityId::Team(id.clone()), what);
            }
        }
    }

    fn form(&mut self, id: &TeamId, team: &Team) {
        let fields = begun(self, team);
        let whole = Form {
            team: id.clone(),
            fields,
        };
        if self.push(whole.clone()) {
            return;
        }
        // Without what may stand in its way; the rest shows up as a difference.
        let mut bare = whole;
        bare.fields.part_of = None;
        bare.fields.authority = Vec::new();
        if !self.push(bare.clone()) {
            bare.fields.members = Roll::Known(Vec::new());
            self.push(bare);
        }
    }

    /// Bodies that end, each with where its areas go.
    pub(super) fn dissolve_bodies(&mut self) {
        let ending: Vec<TeamId> = self
            .now
            .teams
            .iter()
            .filter(|(id, team)| team.alive_on(self.on) && !self.alive(self.goal, id))
            .map(|(id, _)| id.clone())
            .collect();
        for id in ending {
            let transfer = self.destinations(&id);
            let next = self.goal.teams.get(&id).map(|team| &team.succeeded_by);
            let next = next.into_iter().flatten();
            let succeeded_by = next
                .filter(|next| **next != id && self.alive(&self.now, next))
                .cloned()
                .collect();
            self.push(Dissolve {
                team: id,
                transfer,
                succeeded_by,
            });
        }
    }

    /// Where each area goes that a body controls when it ends. One that nobody
    /// is to have is taken from it before.
    pub(super) fn destinations(&mut self, id: &TeamId) -> BTreeMap<AreaId, Destination> {
        let control = crate::base::Power::control();
        let Some(team) = self.now.teams.get(id) else {
            return BTreeMap::new();
        };
        let held: BTreeSet<AreaId> = team
            .authority
            .iter()
            .map(|grant| &grant.area)
            .filter(|area| team.may_on(area, &control, self.on))
            .filter(|area| {
                let area = self.now.areas.get(*area);
                area.is_none_or(|area| area.alive_on(self.on))
            })
            .cloned()
            .collect();
        let mut transfer = BTreeMap::new();
        for area in held {
            let open = self.goal.areas.get(&area);
            let open = open.is_some_and(|area| area.alive_on(self.on));
            let others = self.controllers(&self.now, &area);
            let keeps = others
                .into_iter()
                .find(|other| other != id && self.alive(self.goal, other));
            let takes = self.controllers(self.goal, &area).into_iter().next();
            match takes.or(keeps) {
                Some(to) => _ = transfer.insert(area, Destination::Team(to)),
                None if !open => _ = transfer.insert(area, Destination::Retired),
                None => {
                    let powers = BTreeSet::from([control.clone()]);
                    let team = id.clone();
                    self.push(crate::proposal::Revoke { team, area, powers });
                }
            }
        }
        transfer
    }

    /// Seats after terms have ended and before others begin.
    pub(super) fn amend_seats(&mut self) {
        for (id, now, goal) in self.lasting() {
            if now.seats != goal.seats {
                self.push(Amend::Team(id, vec![TeamField::Seats(goal.seats)]));
            }
        }
    }

    /// What else is said of bodies.
    pub(super) fn amend_bodies(&mut self) {
        let goal = self.goal;
        for (id, goal) in &goal.teams {
            let Some(now) = self.now.teams.get(id) else {
                continue;
            };
            for field in fields(now, goal, self.on) {
                // One by one: what is refused keeps nothing else off.
                self.push_field(id, field);
            }
        }
    }

    /// Adds a field to the amendment of a team that is the last change, or
    /// begins one.
    fn push_field(&mut self, id: &TeamId, field: TeamField) {
        if !self.push(Amend::Team(id.clone(), vec![field])) {
            return;
        }
        let [.., before, last] = self.changes.as_mut_slice() else {
            return;
        };
        use crate::proposal::Change::Amend as Amended;
        if let (Amended(Amend::Team(one, fields)), Amended(Amend::Team(other, more))) =
            (before, last)
            && one == other
            && fields
                .iter()
                .all(|it| more.iter().all(|new| new.key() != it.key()))
        {
            fields.append(more);
            self.changes.pop();
        }
    }
}

/// A body's fields as they are said of one that begins.
pub(super) fn begun(draft: &Draft<'_>, team: &Team) -> Team {
    let mut fields = team.clone();
    fields.formed = None;
    fields.succeeded_by = Vec::new();
    fields.former_ids = Vec::new();
    fields.authority = Vec::new();
    for grant in &team.authority {
        let mut powers = grant.powers.clone();
        // The control that somebody else still has passes by a transfer.
        let shared = draft.now.areas.get(&grant.area).is_some_and(|it| it.shared);
        if !shared && !draft.controllers(&draft.now, &grant.area).is_empty() {
            powers.retain(|power| !power.is_control());
        }
        if let Some(period) = begin_here(grant.period, draft.on)
            && !powers.is_empty()
        {
            fields.authority.push(crate::org::Grant {
                area: grant.area.clone(),
                powers,
                period,
            });
        }
    }
    if let Roll::Known(members) = &mut fields.members {
        members.retain(|member| member.period.until() != Until::Unknown);
        for member in members {
            if member.period.from() == Some(draft.on.into())
                && let Ok(period) = crate::base::Period::new(None, member.period.until())
            {
                member.period = period;
            }
        }
    }
    fields
}

/// The bodies that a new one names.
fn needs(team: &Team) -> BTreeSet<&TeamId> {
    let mut needed: BTreeSet<&TeamId> = team.part_of.iter().collect();
    for member in team.memberships() {
        needed.extend(&member.funded_by);
        if let Holder::EveryoneIn { team, except: _ } = &member.holder {
            needed.insert(team);
        }
    }
    needed
}

/// The fields that differ and can be amended.
fn fields(now: &Team, goal: &Team, on: crate::base::Date) -> Vec<TeamField> {
    let mut fields = Vec::new();
    if now.name != goal.name {
        fields.push(TeamField::Name(goal.name.clone()));
    }
    if now.kind != goal.kind {
        fields.push(TeamField::Kind(goal.kind));
    }
    if now.purpose != goal.purpose {
        fields.push(TeamField::Purpose(goal.purpose.clone()));
    }
    if now.part_of != goal.part_of {
        fields.push(TeamField::PartOf(goal.part_of.clone()));
    }
    let begun = goal.formed.is_none() && now.formed == Some(on.into());
    if now.formed != goal.formed && !begun {
        fields.push(TeamField::Formed(goal.formed));
    }
    // What a body became is recorded by the change that ended it.
    let told = goal.succeeded_by.is_empty() && now.dissolved == Some(on.into());
    if now.succeeded_by != goal.succeeded_by && !told {
        fields.push(TeamField::SucceededBy(goal.succeeded_by.clone()));
    }
    fields
}
