//! What takes a decision back: the changes that undo what an enactment did, as
//! far as later decisions allow.
//!
//! It is no return to the past. What the enactment changed and nobody has
//! changed since goes back to what it was, on the day of the new decision; what
//! has been changed since stays, and is said. What ended stays ended: a body
//! that was dissolved comes again as a new one under another id, with the
//! members and the powers that ended with it.

mod laws;
mod onward;
mod teams;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};

use super::carry::carry;
use super::infer::{Inferred, LeftKind, infer_recorded};
use super::merge::{Clash, Merge3};
use crate::base::{Date, EntityId, TeamId};
use crate::org::Organisation;
use crate::proposal::{Change, Rename};

/// An enactment, as history has it.
#[derive(Debug, Clone, Copy)]
pub struct Past<'p> {
    /// The organisation before.
    pub before: &'p Organisation,
    /// The organisation after.
    pub after: &'p Organisation,
    /// The bodies that it renamed, from the old id to the new.
    pub renames: &'p BTreeMap<TeamId, TeamId>,
    /// Its first day.
    pub effective: Date,
}

/// What undoes an enactment.
#[derive(Debug, Clone)]
pub struct Reversal {
    /// The changes, and what they make of today's organisation.
    pub found: Inferred,
    /// What is not undone.
    pub prevented: Vec<Prevented>,
    /// What ended and comes again under another id, by the id that it had.
    pub again: BTreeMap<String, String>,
}

/// Something that is not undone.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Prevented {
    /// Of what; none for the organisation as a whole.
    pub entity: Option<EntityId>,
    /// Why, in plain words.
    pub why: String,
    /// Whether something that came later is in its way; else no change can do
    /// it.
    pub later: bool,
}

/// Finds what undoes an enactment in today's organisation, with effect on a
/// day. `names` gives ids for what ended and comes again; for the others one is
/// found, such as `core-2`.
pub fn reverse(
    past: Past<'_>,
    now: &Organisation,
    on: Date,
    names: &BTreeMap<String, String>,
) -> Reversal {
    let old = carry(past.before, past.after, past.renames);
    let mut work = Work {
        old: &old,
        after: past.after,
        now,
        eve: past.effective.yesterday().unwrap_or(past.effective),
        effective: past.effective,
        on,
        goal: now.clone(),
        names,
        again: BTreeMap::new(),
        prevented: Vec::new(),
    };
    work.name_again();
    work.areas();
    work.people();
    work.about();
    work.teams();
    work.laws();
    work.controllers();
    work.rename_back(past.renames);
    let Work {
        goal,
        again,
        mut prevented,
        ..
    } = work;
    // Which body is which is known: nothing is to be guessed.
    let found = infer_recorded(now, &goal, on);
    for left in &found.left {
        if left.kind == LeftKind::Unsayable {
            prevented.push(Prevented {
                entity: left.entity.clone(),
                why: left.what.clone(),
                later: false,
            });
        }
    }
    prevented.sort();
    prevented.dedup();
    Reversal {
        found,
        prevented,
        again,
    }
}

/// The work in hand.
struct Work<'w> {
    /// Before the enactment, under the ids of after.
    old: &'w Organisation,
    after: &'w Organisation,
    now: &'w Organisation,
    /// The last day before it.
    eve: Date,
    effective: Date,
    on: Date,
    /// Today's organisation without what it did.
    goal: Organisation,
    names: &'w BTreeMap<String, String>,
    again: BTreeMap<String, String>,
    prevented: Vec<Prevented>,
}

impl Work<'_> {
    /// Something that came later is in the way.
    fn later(&mut self, entity: impl Into<Option<EntityId>>, why: impl Into<String>) {
        self.prevented.push(Prevented {
            entity: entity.into(),
            why: why.into(),
            later: true,
        });
    }

    fn clashes(&mut self, entity: Option<EntityId>, clashes: Vec<Clash>) {
        for clash in clashes {
            let why = format!("its {} has been changed again since", clash.what);
            self.later(entity.clone(), why);
        }
    }

    /// Ids for what ended by it and is still gone.
    fn name_again(&mut self) {
        let mut taken: BTreeSet<String> = self.now.taken_ids();
        taken.extend(self.names.values().cloned());
        let ended_teams = self.old.teams.iter().filter(|(id, team)| {
            let gone = |org: &Organisation, day| {
                let team = org.teams.get(*id);
                team.is_some_and(|team| !team.alive_on(day))
            };
            team.alive_on(self.eve) && gone(self.after, self.effective) && gone(self.now, self.on)
        });
        let ended_areas = self.old.areas.iter().filter(|(id, area)| {
            let gone = |org: &Organisation, day| {
                let area = org.areas.get(*id);
                area.is_some_and(|area| !area.alive_on(day))
            };
            area.alive_on(self.eve) && gone(self.after, self.effective) && gone(self.now, self.on)
        });
        let repealed = |repealed: bool, after: Option<bool>, now: Option<bool>| {
            !repealed && after == Some(true) && now == Some(true)
        };
        let rules = self.old.rules.iter().filter(|(id, rule)| {
            let gone = |org: &Organisation| org.rules.get(*id).map(|it| it.repealed.is_some());
            repealed(rule.repealed.is_some(), gone(self.after), gone(self.now))
        });
        let constraints = self.old.constraints.iter().filter(|(id, it)| {
            let gone =
                |org: &Organisation| org.constraints.get(*id).map(|it| it.repealed.is_some());
            repealed(it.repealed.is_some(), gone(self.after), gone(self.now))
        });
        let ids = ended_teams.map(|(id, _)| id.to_string());
        let ids = ids.chain(ended_areas.map(|(id, _)| id.to_string()));
        let ids = ids.chain(rules.map(|(id, _)| id.to_string()));
        let ids: Vec<String> = ids
            .chain(constraints.map(|(id, _)| id.to_string()))
            .collect();
        for id in ids {
            let free = || (2..10_000).map(|n| format!("{id}-{n}"));
            let given = self.names.get(&id).cloned();
            let chosen = given.or_else(|| free().find(|it| !taken.contains(it)));
            if let Some(chosen) = chosen {
                taken.insert(chosen.clone());
                self.again.insert(id, chosen);
            }
        }
    }

    /// The id under which something is there in what is wanted: its own, or
    /// the one under which it comes again.
    fn id_now<T: std::str::FromStr + Clone + std::fmt::Display>(&self, id: &T) -> T {
        let again = self.again.get(&id.to_string());
        again
            .and_then(|it| it.parse().ok())
            .unwrap_or_else(|| id.clone())
    }

    fn people(&mut self) {
        for (id, after) in &self.after.people {
            let entity = Some(EntityId::Person(id.clone()));
            match (self.old.people.get(id), self.now.people.get(id)) {
                (Some(old), Some(now)) if old != after => {
                    let found = Merge3::merge3(after, now, old);
                    self.goal.people.insert(id.clone(), found.merged);
                    self.clashes(entity, found.clashes);
                }
                (None, Some(now)) => self.prevented.push(Prevented {
                    entity,
                    why: format!("{} stays on record, as every person does", now.name),
                    later: false,
                }),
                _ => {}
            }
        }
    }

    fn about(&mut self) {
        if self.old.about != self.after.about {
            let found = Merge3::merge3(&self.after.about, &self.now.about, &self.old.about);
            self.goal.about = found.merged;
            self.clashes(None, found.clashes);
        }
    }

    fn areas(&mut self) {
        for (id, after) in &self.after.areas {
            let entity = EntityId::Area(id.clone());
            let now = self.now.areas.get(id);
            match (self.old.areas.get(id), now) {
                (Some(old), _) if old == after => {}
                (Some(old), _) if self.again.contains_key(id.as_str()) => {
                    let mut area = old.clone();
                    (area.opened, area.closed) = (None, None);
                    let again = self.id_now(id);
                    self.goal.areas.insert(again, area);
                }
                (Some(old), Some(now)) => {
                    let found = Merge3::merge3(after, now, old);
                    self.goal.areas.insert(id.clone(), found.merged);
                    self.clashes(Some(entity), found.clashes);
                }
                (None, Some(now)) if now == after => _ = self.goal.areas.remove(id),
                (None, Some(now)) if now.alive_on(self.on) => {
                    let why = format!("{} has been changed since; it stays", now.name);
                    self.later(entity, why);
                }
                _ => {}
            }
        }
    }

    /// Bodies that it renamed get the ids back that they had.
    fn rename_back(&mut self, renames: &BTreeMap<TeamId, TeamId>) {
        for (from, to) in renames {
            let rename = Rename {
                team: to.clone(),
                to: from.clone(),
                name: None,
            };
            let alive = self.goal.teams.get(to);
            if !alive.is_some_and(|team| team.alive_on(self.on)) {
                continue;
            }
            if Change::from(rename).apply(&mut self.goal, self.on).is_err() {
                let why = format!("it cannot get the id `{from}` back");
                self.later(EntityId::Team(to.clone()), why);
            }
        }
    }
}
