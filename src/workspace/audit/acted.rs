//! Cover by a rule that lets somebody act before the decision: the commit is
//! such an act, or undoes one, and did nothing else; and cover of an event by
//! the official who attests it.

use std::collections::BTreeSet;

use super::super::layout::{PROPOSALS, entity_path};
use super::super::session::{Session, SharedLine};
use super::Cover;
use super::enacted::changes_meaning;
use super::housekeeping::Edited;
use crate::base::{EntityId, EventId, ProposalName};
use crate::format::wire::record::SignedStatement;
use crate::org::Organisation;
use crate::store::{Change, CommitId};
use crate::workspace::emergency::ActStands;
use crate::workspace::finding::finds;
use crate::workspace::{Acts, WorkspaceError};

impl Session<'_> {
    /// The proposals on which a commit acts first, or undoes an act.
    pub(super) fn acted_in(
        &self,
        parent: CommitId,
        commit: CommitId,
    ) -> Result<BTreeSet<ProposalName>, WorkspaceError> {
        let changes = self.repo().changed_paths(Some(parent), commit, PROPOSALS)?;
        let name = |it: &Change| {
            let rest = it.path.strip_prefix("proposals/")?;
            let (name, file) = rest.split_once("/statements/")?;
            let act = file.starts_with("emergency-") || file.starts_with("undo-");
            name.parse().ok().filter(|_| act && it.new.is_some())
        };
        Ok(changes.paths.iter().filter_map(name).collect())
    }

    /// Whether a commit is an act before the decision of a proposal, or undoes
    /// one; else why not.
    pub(super) fn act_covers(
        &self,
        name: &ProposalName,
        commit: CommitId,
        files: &[Change],
    ) -> Result<Result<(), String>, WorkspaceError> {
        let line = SharedLine {
            branch: String::new(),
            tip: commit,
        };
        let found = self
            .examine_on(line, name, &|_| {})
            .and_then(|examined| self.acts(&examined));
        let Acts { act, void } = match found {
            Ok(found) => found,
            Err(error @ (WorkspaceError::Store(_) | WorkspaceError::Incomplete(_))) => {
                return Err(error);
            }
            Err(error) => return Ok(Err(error.to_string())),
        };
        if let Some((_, why)) = void.into_iter().find(|(by, _)| *by == commit) {
            return Ok(Err(why));
        }
        let parent = self.repo().commit(commit)?.parents.first().copied();
        let (Some(act), Some(parent)) = (act, parent) else {
            return Ok(Err("it is no act before the decision".to_owned()));
        };
        let idle = if act.commit == commit {
            let (before, after) = (self.at_organisation(parent)?, self.at_organisation(commit)?);
            let mut all = files.iter();
            all.find(|it| !changes_meaning(&it.path, &before, &after))
        } else if act.stands == (ActStands::Undone { by: commit }) {
            let made = self.act_paths(&act)?;
            files.iter().find(|it| !made.contains(&it.path))
        } else {
            return Ok(Err("it is neither an act nor undoes one".to_owned()));
        };
        Ok(match idle {
            Some(it) => Err(format!("{} changed too, and the act does not", it.path)),
            None => Ok(()),
        })
    }

    /// Whether a finding covers the event that came with it; it changes
    /// nothing else.
    pub(super) fn finding_covers(
        &self,
        commit: CommitId,
        signed: &SignedStatement,
        edited: &[Edited],
        (before, after): (&Organisation, &Organisation),
    ) -> Result<Result<Cover, String>, WorkspaceError> {
        let refuse = |why: &str| Ok(Err(why.to_owned()));
        let text = signed.statement.text.as_deref();
        let Some(id) = text.and_then(|text| text.parse::<EventId>().ok()) else {
            return refuse("it names no event");
        };
        let path = entity_path(&EntityId::Event(id));
        let new = |it: &Edited| it.0 == path && it.1.is_none() && it.2.is_some();
        if !edited.iter().all(new) {
            return refuse("it covers the event that it is about, and no more");
        }
        // Keepers and keys as they were before it.
        let mut then = before.clone();
        then.events.clone_from(&after.events);
        let event = self.repo().file_at(commit, &path)?;
        if finds(&then, signed, event.as_deref())?.is_none() {
            return refuse("nobody who may keep events signed it as it stands");
        }
        Ok(Ok(Cover::Housekeeping {
            rule: format!("events by {}", signed.statement.by),
            by: signed.statement.by.clone(),
        }))
    }
}
