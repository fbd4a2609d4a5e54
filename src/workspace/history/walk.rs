//! One step back in history: the files that a commit changed, as they were and
//! as they are, compared as two small organisations.

use std::collections::BTreeSet;

use crate::base::{Date, EntityId, TeamId};
use crate::diff::{Hints, Names, OrgDiff, Said};
use crate::org::{About, Organisation};
use crate::store::{Change, Repo};
use crate::workspace::WorkspaceError;
use crate::workspace::layout::{Holds, entity_path, holds};
use crate::workspace::load::put;

/// The organisation, taken back commit by commit.
pub(super) struct Walk<'r> {
    repo: &'r Repo,
    org: Organisation,
    /// Files that cannot be read in the commit that is reached.
    broken: BTreeSet<String>,
}

/// What one commit changed.
pub(super) struct Step {
    pub said: Vec<Said>,
    pub unread: Vec<String>,
}

impl<'r> Walk<'r> {
    pub(super) fn new(repo: &'r Repo, org: Organisation) -> Self {
        Self {
            repo,
            org,
            broken: BTreeSet::new(),
        }
    }

    /// The organisation before the last step.
    pub(super) fn org(&self) -> &Organisation {
        &self.org
    }

    /// Takes a commit back that changed these files, and says what it did.
    pub(super) fn step(&mut self, changed: &[Change], day: Date) -> Result<Step, WorkspaceError> {
        let mut unread = Vec::new();
        let mut old = Organisation::empty(self.org.about.clone());
        let mut new = Organisation::empty(self.org.about.clone());
        let mut entities = Vec::new();
        for change in changed {
            let holds = holds(&change.path);
            let read = match change.old_blob() {
                Some(blob) => {
                    let bytes = self.repo.blob(blob)?;
                    put(&mut old, &holds, &bytes).map(|()| true)
                }
                None => Ok(false),
            };
            if self.broken.remove(&change.path) {
                // What came after it cannot be compared with anything.
                unread.push(change.path.clone());
                if let (Holds::Entity(entity), Ok(_)) = (&holds, &read) {
                    take_out(&mut self.org, entity);
                    copy(&old, &mut self.org, entity);
                    take_out(&mut old, entity);
                    continue;
                }
            }
            match (&holds, read) {
                (Holds::Entity(entity), Ok(_)) => entities.push(entity.clone()),
                (Holds::Organisation, Ok(false)) => old.about = About::named(""),
                (Holds::Organisation, Ok(true)) => {}
                (Holds::Entity(_) | Holds::Organisation, Err(_)) => {
                    unread.push(change.path.clone());
                    self.broken.insert(change.path.clone());
                }
                _ => {}
            }
        }
        for entity in &entities {
            copy(&self.org, &mut new, entity);
            // What was there and cannot be read now is not gone.
            let path = entity_path(entity);
            let is_there = changed.iter().any(|it| it.path == path && it.new.is_some());
            if is_there && new.find(entity.as_str()).is_none() {
                unread.push(path);
                copy(&old.clone(), &mut new, entity);
            }
        }
        self.areas_beside(&mut old, &mut new);
        unread.dedup();
        let name = |entity: &EntityId| {
            called(&new, entity)
                .or_else(|| called(&self.org, entity))
                .or_else(|| called(&old, entity))
        };
        let diff = OrgDiff::between(&old.on(day), &new.on(day), &Hints::none());
        let said = diff.said(&Names(&name));
        for entity in &entities {
            take_out(&mut self.org, entity);
            copy(&old, &mut self.org, entity);
        }
        self.org.about = old.about;
        Ok(Step { said, unread })
    }

    /// The areas that teams on either side hold powers over, so that it is seen
    /// where those went.
    fn areas_beside(&self, old: &mut Organisation, new: &mut Organisation) {
        let teams = old.teams.values().chain(new.teams.values());
        let grants = teams.flat_map(|team| &team.authority);
        let areas: Vec<_> = grants.map(|grant| grant.area.clone()).collect();
        for id in areas {
            // One that changed itself is there already, on the side it is on.
            if !old.areas.contains_key(&id)
                && !new.areas.contains_key(&id)
                && let Some(area) = self.org.areas.get(&id)
            {
                old.areas.insert(id.clone(), area.clone());
                new.areas.insert(id, area.clone());
            }
        }
    }
}

fn copy(from: &Organisation, to: &mut Organisation, entity: &EntityId) {
    macro_rules! copy {
        ($map:ident $id:ident) => {
            if let Some(it) = from.$map.get($id) {
                to.$map.insert($id.clone(), it.clone());
            }
        };
    }
    match entity {
        EntityId::Person(id) => copy!(people id),
        EntityId::Team(id) => copy!(teams id),
        EntityId::Area(id) => copy!(areas id),
        EntityId::Rule(id) => copy!(rules id),
        EntityId::Constraint(id) => copy!(constraints id),
        EntityId::Event(id) => copy!(events id),
    }
}

fn take_out(org: &mut Organisation, entity: &EntityId) {
    match entity {
        EntityId::Person(id) => _ = org.people.remove(id),
        EntityId::Team(id) => _ = org.teams.remove(id),
        EntityId::Area(id) => _ = org.areas.remove(id),
        EntityId::Rule(id) => _ = org.rules.remove(id),
        EntityId::Constraint(id) => _ = org.constraints.remove(id),
        EntityId::Event(id) => _ = org.events.remove(id),
    }
}

/// The name of a person, a team or an area, where it is known.
fn called(org: &Organisation, entity: &EntityId) -> Option<String> {
    match entity {
        EntityId::Person(id) => org.people.get(id).map(|it| it.name.clone()),
        EntityId::Team(id) => org.teams.get(id).map(|it| it.name.clone()),
        EntityId::Area(id) => org.areas.get(id).map(|it| it.name.clone()),
        _ => None,
    }
}

/// The ids that a team bears and bore, by any of them; none where no team has
/// or had it.
pub(super) fn names_of(org: &Organisation, id: &str) -> Option<Vec<TeamId>> {
    let is = |now: &TeamId, former: &[TeamId]| {
        now.as_str() == id || former.iter().any(|it| it.as_str() == id)
    };
    let mut teams = org.teams.iter();
    let (now, team) = teams.find(|(now, team)| is(now, &team.former_ids))?;
    Some([now].into_iter().chain(&team.former_ids).cloned().collect())
}
