//! Cover by a later decision: an accepted proposal that says `ratify: COMMIT`.

use std::collections::{BTreeMap, BTreeSet};

use super::super::session::{Session, SharedLine};
use crate::base::ProposalName;
use crate::proposal::{Change, State};
use crate::store::CommitId;
use crate::vote::Progress;
use crate::workspace::WorkspaceError;
use crate::workspace::load::ProposalFolder;

impl Session<'_> {
    /// What accepted proposals ratify, as a commit of the line has them. Asked
    /// only where something is uncovered; the commit must be known.
    pub(super) fn ratified_at(
        &self,
        commit: CommitId,
    ) -> Result<BTreeMap<CommitId, ProposalName>, WorkspaceError> {
        if let Some(known) = self.with_known(|known| known.ratified.get(&commit).cloned()) {
            return Ok(known);
        }
        let mut ratified = BTreeMap::new();
        let workspace = self.at(commit)?;
        for (name, folder) in &workspace.proposals.proposals {
            let named = ratifies(folder);
            if named.is_empty() || folder.polls.is_empty() {
                continue;
            }
            let line = SharedLine {
                branch: String::new(),
                tip: commit,
            };
            let examined = match self.examine_on(line, name, &|_| {}) {
                Ok(examined) => examined,
                Err(error @ (WorkspaceError::Store(_) | WorkspaceError::Incomplete(_))) => {
                    return Err(error);
                }
                Err(_) => continue,
            };
            let mandated = match &examined.progress {
                Progress::Accepted(mandate) => mandate.content() == folder.content,
                _ => false,
            };
            let standing = matches!(examined.state(), State::Accepted | State::Enacted);
            if mandated && standing {
                for commit in named {
                    ratified.entry(commit).or_insert_with(|| name.clone());
                }
            }
        }
        self.with_known(|known| known.ratified.insert(commit, ratified.clone()));
        Ok(ratified)
    }
}

/// The commits that a proposal would ratify whichever way it is accepted.
fn ratifies(folder: &ProposalFolder) -> BTreeSet<CommitId> {
    let Some(proposal) = &folder.proposal else {
        return BTreeSet::new();
    };
    let named = |changes: &[Change]| -> BTreeSet<CommitId> {
        let each = changes.iter().filter_map(|change| match change {
            Change::Ratify(ratify) => ratify.commit.parse().ok(),
            _ => None,
        });
        each.collect()
    };
    let mut ways = proposal.alternatives().into_iter().map(named);
    let first = ways.next().unwrap_or_default();
    ways.fold(first, |all, way| all.intersection(&way).copied().collect())
}
