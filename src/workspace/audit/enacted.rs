//! Cover by a decision: the commit did exactly what an acceptance that anybody
//! can compute says, and nothing else.

use std::collections::BTreeSet;

use super::super::layout::{Holds, PROPOSALS, holds};
use super::super::session::{Session, SharedLine};
use crate::base::{EntityId, ProposalName};
use crate::org::Organisation;
use crate::store::{Change, CommitId};
use crate::workspace::WorkspaceError;

impl Session<'_> {
    /// The proposals whose enactment a commit records.
    pub(super) fn enacted_in(
        &self,
        parent: CommitId,
        commit: CommitId,
    ) -> Result<BTreeSet<ProposalName>, WorkspaceError> {
        let changes = self.repo().changed_paths(Some(parent), commit, PROPOSALS)?;
        let named = changes.paths.iter().filter(|it| it.new.is_some());
        let name = |it: &Change| {
            let rest = it.path.strip_prefix("proposals/")?;
            rest.strip_suffix("/enactment.yaml")?.parse().ok()
        };
        Ok(named.filter_map(name).collect())
    }

    /// Whether a commit did exactly what a proposal decided; else why not.
    pub(super) fn enactment_covers(
        &self,
        name: &ProposalName,
        commit: CommitId,
        files: &[Change],
    ) -> Result<Result<(), String>, WorkspaceError> {
        let line = SharedLine {
            branch: String::new(),
            tip: commit,
        };
        // As it stood then: what came later changes nothing of it, so the
        // answer is the same for ever.
        let found = self
            .examine_on(line, name, &|_| {})
            .and_then(|examined| self.verify_enactment(&examined));
        let found = match found {
            Ok(found) => found,
            Err(error @ (WorkspaceError::Store(_) | WorkspaceError::Incomplete(_))) => {
                return Err(error);
            }
            Err(error) => return Ok(Err(error.to_string())),
        };
        match found {
            None => return Ok(Err("it is not recorded as enacted".to_owned())),
            Some(report) if report.commit != commit => {
                let by = report.commit.short();
                return Ok(Err(format!("it was enacted before, by {by}")));
            }
            Some(report) => {
                if let Some(why) = report.wrong {
                    return Ok(Err(why));
                }
            }
        }
        let parent = self.repo().link(commit)?.parents.first().copied();
        let before = match parent {
            Some(parent) => self.at_organisation(parent)?,
            None => return Ok(Err("nothing was before it".to_owned())),
        };
        let after = self.at_organisation(commit)?;
        // The meaning is right; but a file that means the same and reads
        // differently, or one that is not read at all, was not decided.
        Ok(match idle(files, &before, &after) {
            Some(why) => Err(why),
            None => Ok(()),
        })
    }
}

/// What is said of a file that changed beside what was decided, if one did.
pub(super) fn idle(
    files: &[Change],
    before: &Organisation,
    after: &Organisation,
) -> Option<String> {
    let idle = files
        .iter()
        .find(|it| !changes_meaning(&it.path, before, after))?;
    let path = &idle.path;
    Some(format!(
        "{path} changed too, and the decision does not change it"
    ))
}

/// Whether the part of the organisation that a file holds differs.
pub(super) fn changes_meaning(path: &str, before: &Organisation, after: &Organisation) -> bool {
    match holds(path) {
        Holds::Organisation => before.about != after.about,
        Holds::Entity(entity) => match entity {
            EntityId::Person(id) => before.people.get(&id) != after.people.get(&id),
            EntityId::Team(id) => before.teams.get(&id) != after.teams.get(&id),
            EntityId::Area(id) => before.areas.get(&id) != after.areas.get(&id),
            EntityId::Rule(id) => before.rules.get(&id) != after.rules.get(&id),
            EntityId::Constraint(id) => before.constraints.get(&id) != after.constraints.get(&id),
            EntityId::Event(id) => before.events.get(&id) != after.events.get(&id),
        },
        _ => false,
    }
}
