//! Bringing a draft up to an organisation that has moved on: what can be
//! mended is mended, and what a person must decide is listed.
//!
//! Changes are looked at in order, each against what the ones before it make
//! of the organisation of today. One that applies is never touched. One that
//! does not is given the ids that teams have now; what of it is done already
//! falls away; what remains is left as it stands, with why it is refused.

mod done;
mod names;
mod part;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};

use super::apply::{Refused, apply_all};
use super::change::{Amend, Change, TeamField};
use super::election::Election;
use crate::base::{Date, TeamId};
use crate::org::Organisation;

use part::{Part, part};

/// A list of changes, brought up to date.
#[derive(Debug, Clone, PartialEq)]
pub struct Rebased {
    /// The changes as they are now, each with its place in the old list.
    pub changes: Vec<(usize, Change)>,
    /// What was mended, in the order of the old list.
    pub mended: Vec<Mended>,
    /// What still stands in the way, which a person must decide; the numbers
    /// are those of the new list. Where there is none, the changes apply.
    pub left: Vec<Refused>,
}

/// One thing that was mended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mended {
    /// The place of the change in the old list.
    pub index: usize,
    /// What was done to it.
    pub how: How,
    /// Why, in the organisation's words: `Ops team controls Website already`.
    pub why: String,
    /// The ids whose history tells by which decision.
    pub ids: BTreeSet<String>,
}

/// What was done to a change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum How {
    /// It names a team by its id of today.
    Renamed,
    /// A part of it was left out.
    Shortened,
    /// It was left out.
    Dropped,
}

impl Rebased {
    /// Whether the changes are what they were.
    pub fn is_unchanged(&self) -> bool {
        self.mended.is_empty()
    }

    /// The changes alone.
    pub fn list(&self) -> Vec<Change> {
        self.changes.iter().map(|(_, it)| it.clone()).collect()
    }
}

/// Brings changes that are to have effect on a day up to an organisation.
/// Those that apply as they are stay as they are.
pub fn rebase(org: &Organisation, changes: &[Change], on: Date) -> Rebased {
    let unchanged = || changes.iter().cloned().enumerate().collect();
    if apply_all(org, changes, on).is_ok() {
        return Rebased {
            changes: unchanged(),
            mended: Vec::new(),
            left: Vec::new(),
        };
    }
    let renames = names::renames(org, changes);
    let mut state = org.clone();
    let mut kept = Vec::new();
    let mut mended = Vec::new();
    for (index, change) in changes.iter().enumerate() {
        // Also in one that can be made: whether a new rule names teams that are
        // there is looked at in the end.
        let (mut now, followed) = names::follow(change, &renames);
        for (from, to) in followed {
            let name = org.team_name(&to);
            mended.push(Mended {
                index,
                how: How::Renamed,
                why: format!("{name} is called `{to}` now, and was `{from}`"),
                ids: BTreeSet::from([from.to_string(), to.to_string()]),
            });
        }
        now = renamed_already(&state, now);
        match mend(org, &mut state, &mut now, on) {
            (None, None) => kept.push((index, now)),
            (Some(short), None) => {
                mended.push(of(index, How::Shortened, short));
                kept.push((index, now));
            }
            (_, Some(gone)) => {
                // That it named a team by another id matters no more.
                mended.retain(|it| it.index != index);
                mended.push(of(index, How::Dropped, gone));
            }
        }
    }
    let list: Vec<Change> = kept.iter().map(|(_, it)| it.clone()).collect();
    Rebased {
        left: apply_all(org, &list, on).err().unwrap_or_default(),
        changes: kept,
        mended,
    }
}

fn of(index: usize, how: How, done: done::Done) -> Mended {
    Mended {
        index,
        how,
        why: done.said,
        ids: done.ids,
    }
}

/// Mends a change that cannot be made as it was drafted, and makes it where it
/// then can be: why it is shorter, and why nothing is left of it.
fn mend(
    org: &Organisation,
    state: &mut Organisation,
    change: &mut Change,
    on: Date,
) -> (Option<done::Done>, Option<done::Done>) {
    if change.apply(state, on).is_ok() {
        return (None, None);
    }
    // What an earlier change of the draft itself did is a slip of the draft,
    // which is not history: both of today and here it must be done.
    let (Some(_), Some(found)) = (part(org, change, on), part(state, change, on)) else {
        return (None, None);
    };
    match found {
        Part::Gone(done) => (None, Some(done)),
        Part::Rest(rest, done) => {
            *change = *rest;
            // What else is wrong with it is said with all that is left.
            let _ = change.apply(state, on);
            (Some(done), None)
        }
    }
}

/// A team that has its new id already may still lack the new name.
fn renamed_already(org: &Organisation, change: Change) -> Change {
    match &change {
        Change::Rename(it) if it.team == it.to => match (&it.name, org.teams.get(&it.to)) {
            (Some(name), Some(team)) if *name != team.name => {
                let field = TeamField::Name(name.clone());
                Amend::Team(it.to.clone(), vec![field]).into()
            }
            _ => change,
        },
        _ => change,
    }
}

/// An election to a team that bears another id now; none where it needs no
/// mending. Gives the id that it had too.
pub fn rebase_election(org: &Organisation, election: &Election) -> Option<(Election, TeamId)> {
    if org.teams.contains_key(&election.team) {
        return None;
    }
    let now: BTreeMap<TeamId, TeamId> = names::renames(org, &[]);
    let to = now.get(&election.team)?.clone();
    let mut mended = election.clone();
    let from = std::mem::replace(&mut mended.team, to);
    Some((mended, from))
}
