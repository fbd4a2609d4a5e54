//! From two states to the changes that lead from one to the other: what
//! somebody who edited the files by hand meant to propose.
//!
//! The changes are found step by step, each tried at once on a working copy,
//! so that a later step sees what the earlier ones made. In the end the copy is
//! held against what was wanted, and whatever still differs is said: nothing
//! that no change can express is lost in silence.

mod areas;
mod bodies;
mod continuing;
mod left;
mod matters;
mod powers;
mod terms;

pub(super) use terms::holder_name;

#[cfg(test)]
mod tests;

use std::collections::BTreeSet;

use crate::base::{Date, EntityId, Power, TeamId};
use crate::org::{Organisation, Team};
use crate::proposal::{Change, Refused, apply_all};

/// The changes that lead from one organisation to another.
#[derive(Debug, Clone, PartialEq)]
pub struct Inferred {
    /// The changes, in an order in which they apply.
    pub changes: Vec<Change>,
    /// Those of them, by their place from 0, that say that a body goes on in
    /// another though nobody wrote it down: both have enough in common.
    pub guessed: BTreeSet<usize>,
    /// The organisation that they make.
    pub result: Organisation,
    /// Where that differs from what was wanted.
    pub left: Vec<Left>,
    /// What still stands in the way of all of them together, such as a rule
    /// that names a team which would end.
    pub refused: Vec<Refused>,
}

impl Inferred {
    /// Whether the changes make exactly what was wanted, but for dates that the
    /// enactment sets.
    pub fn is_whole(&self) -> bool {
        self.refused.is_empty() && self.unsaid() == 0
    }

    /// In how many points no change says what was wanted.
    fn unsaid(&self) -> usize {
        let left = self.left.iter();
        left.filter(|left| left.kind == LeftKind::Unsayable).count()
    }

    /// Whether it says no less than another with fewer changes.
    fn is_shorter_than(&self, other: &Self) -> bool {
        self.unsaid() <= other.unsaid()
            && self.refused.len() <= other.refused.len()
            && self.changes.len() < other.changes.len()
    }
}

/// One point in which the changes do not make what was wanted.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Left {
    /// Of what; none for the organisation as a whole.
    pub entity: Option<EntityId>,
    /// How it differs.
    pub kind: LeftKind,
    /// In plain words, such as `the line of Ada Abel is gone; the term ends
    /// instead, and stays on record`.
    pub what: String,
}

/// How far a point is from what was wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum LeftKind {
    /// Only in days: what begins and ends by a decision does so on the day of
    /// enactment, and what ended stays on record.
    Dated,
    /// Only in how its file is written: comments, order, layout.
    Text,
    /// No change can say it.
    Unsayable,
}

/// Finds the changes that lead from `before` to `after`, with effect on a day.
///
/// Renames are recognised by the record (`former_ids`), else by what bodies
/// have in common, as in [`OrgDiff::between`](super::OrgDiff::between).
/// Mergers and splits likewise, where they say all that bodies formed and
/// dissolved and people appointed would say, in fewer changes.
pub fn infer(before: &Organisation, after: &Organisation, on: Date) -> Inferred {
    let mut best = attempt(before, after, on, Some(&[]));
    let mut taken = Vec::new();
    for continued in continuing::find(before, after, on) {
        taken.push(continued);
        let found = attempt(before, after, on, Some(&taken));
        if found.is_shorter_than(&best) {
            best = found;
        } else {
            taken.pop();
        }
    }
    best
}

/// Finds the changes as [`infer`] does, and takes bodies for one only where the
/// record says so: for states of which it is known which body is which.
pub(in crate::diff) fn infer_recorded(
    before: &Organisation,
    after: &Organisation,
    on: Date,
) -> Inferred {
    attempt(before, after, on, None)
}

/// Finds the changes where these mergers and splits are taken as such; without
/// any guess where there are none.
fn attempt(
    before: &Organisation,
    after: &Organisation,
    on: Date,
    guesses: Option<&[continuing::Continued]>,
) -> Inferred {
    let mut draft = Draft {
        now: before.clone(),
        goal: after,
        on,
        changes: Vec::new(),
        guessed: BTreeSet::new(),
        left: Vec::new(),
    };
    draft.rename_bodies(guesses.is_some());
    draft.register_people();
    draft.list_powers();
    draft.open_areas();
    draft.share_areas();
    draft.end_terms();
    draft.amend_seats();
    draft.revoke_powers();
    draft.continue_bodies(guesses.unwrap_or_default());
    draft.form_bodies();
    draft.hand_over_areas();
    draft.grant_powers();
    draft.dissolve_bodies();
    draft.close_areas();
    draft.appoint();
    draft.amend_bodies();
    draft.amend_areas();
    draft.amend_people();
    draft.amend_rules();
    draft.amend_constraints();
    draft.amend_about();
    draft.finish(before)
}

/// The work in hand.
struct Draft<'g> {
    /// The organisation with the changes found so far.
    now: Organisation,
    /// What is wanted.
    goal: &'g Organisation,
    on: Date,
    changes: Vec<Change>,
    guessed: BTreeSet<usize>,
    left: Vec<Left>,
}

impl<'g> Draft<'g> {
    /// Makes a change on the working copy, and keeps it where it can be made;
    /// where not, what it was for shows up as a difference in the end.
    fn push(&mut self, change: impl Into<Change>) -> bool {
        let change = change.into();
        let made = change.apply(&mut self.now, self.on).is_ok();
        if made {
            self.changes.push(change);
        }
        made
    }

    /// Says what no change can say.
    fn unsayable(&mut self, entity: impl Into<Option<EntityId>>, what: impl Into<String>) {
        self.left.push(Left {
            entity: entity.into(),
            kind: LeftKind::Unsayable,
            what: what.into(),
        });
    }

    fn alive(&self, org: &Organisation, id: &TeamId) -> bool {
        org.teams.get(id).is_some_and(|team| team.alive_on(self.on))
    }

    /// The bodies that live before and go on to live.
    fn lasting(&self) -> Vec<(TeamId, Team, &'g Team)> {
        let goal = self.goal;
        let now = self.now.teams.iter();
        now.filter(|(_, team)| team.alive_on(self.on))
            .filter_map(|(id, team)| {
                let goal = goal.teams.get(id)?;
                goal.alive_on(self.on)
                    .then(|| (id.clone(), team.clone(), goal))
            })
            .collect()
    }

    /// Every team that controls an area on the day.
    fn controllers(&self, org: &Organisation, area: &crate::base::AreaId) -> Vec<TeamId> {
        let control = Power::control();
        let teams = org.teams.iter();
        teams
            .filter(|(_, team)| team.may_on(area, &control, self.on))
            .map(|(id, _)| id.clone())
            .collect()
    }

    /// Holds the result against what was wanted, and tries all together.
    fn finish(mut self, before: &Organisation) -> Inferred {
        left::compare(&mut self);
        let refused = match apply_all(before, &self.changes, self.on) {
            Ok(_) => Vec::new(),
            Err(refused) => refused,
        };
        self.left.sort();
        self.left.dedup();
        Inferred {
            changes: self.changes,
            guessed: self.guessed,
            result: self.now,
            left: self.left,
            refused,
        }
    }
}
