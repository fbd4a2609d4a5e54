//! Cover by an act before the decision, where a rule lets somebody act first,
//! and by the undoing of an act that was not ratified.

use std::collections::BTreeSet;

use super::super::emergency::ActStands;
use super::super::layout::PROPOSALS;
use super::super::session::{Session, SharedLine};
use super::Cover;
use super::enacted::idle;
use crate::base::ProposalName;
use crate::store::{Change, CommitId};
use crate::workspace::WorkspaceError;

impl Session<'_> {
    /// The proposals on which a commit acts first, or takes an act back.
    pub(super) fn acted_in(
        &self,
        parent: CommitId,
        commit: CommitId,
    ) -> Result<BTreeSet<ProposalName>, WorkspaceError> {
        let changes = self.repo().changed_paths(Some(parent), commit, PROPOSALS)?;
        let named = changes.paths.iter().filter(|it| it.new.is_some());
        let name = |it: &Change| {
            let rest = it.path.strip_prefix("proposals/")?;
            let (name, file) = rest.split_once("/statements/")?;
            let acts = file.starts_with("emergency-") || file.starts_with("undo-");
            acts.then_some(name)?.parse().ok()
        };
        Ok(named.filter_map(name).collect())
    }

    /// What a commit did that acts on a proposal, or takes an act back; else
    /// why it covers nothing.
    pub(super) fn act_covers(
        &self,
        name: &ProposalName,
        (parent, commit): (CommitId, CommitId),
        files: &[Change],
    ) -> Result<Result<Cover, String>, WorkspaceError> {
        let line = SharedLine {
            branch: String::new(),
            tip: commit,
        };
        let found = self
            .examine_on(line, name, &|_| {})
            .and_then(|examined| self.acts(&examined));
        let acts = match found {
            Ok(acts) => acts,
            Err(error @ (WorkspaceError::Store(_) | WorkspaceError::Incomplete(_))) => {
                return Err(error);
            }
            Err(error) => return Ok(Err(error.to_string())),
        };
        if let Some((_, why)) = acts.void.iter().find(|(by, _)| *by == commit) {
            return Ok(Err(format!("the act does not hold: {why}")));
        }
        let Some(act) = acts.act else {
            return Ok(Err("nobody acted on it before".to_owned()));
        };
        let proposal = name.clone();
        if act.commit == commit {
            let by = act.by.clone();
            let (was, made) = (self.at_organisation(parent)?, self.at_organisation(commit)?);
            let idle = idle(files, &was, &made);
            return Ok(match idle {
                Some(why) => Err(why),
                None => Ok(Cover::Act { proposal, by }),
            });
        }
        if act.stands != (ActStands::Undone { by: commit }) {
            return Ok(Err("it takes back no act that was due to be".to_owned()));
        }
        let touched = self.touched_by(&act)?;
        let more = files.iter().find(|it| !touched.contains(&it.path));
        Ok(match more {
            Some(it) => Err(format!(
                "{} changed too, and the act did not change it",
                it.path
            )),
            None => Ok(Cover::Undoing { proposal }),
        })
    }
}
