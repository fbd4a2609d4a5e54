//! What somebody offers: a branch, or the head of a pull request.

use std::collections::BTreeMap;

use super::Understood;
use crate::store::{CommitId, StoreError};
use crate::workspace::WorkspaceError;
use crate::workspace::layout::GOVERNANCE;
use crate::workspace::session::Session;

impl Session<'_> {
    /// What a branch or another revision changed in `governance/` since it left
    /// the shared line, as changes of what the line has now. `pull/12` and
    /// `pr/12` mean the head of that pull request, where it was fetched.
    ///
    /// # Errors
    ///
    /// Where there is no such revision, it has no history in common with the
    /// line or several, it changes nothing, or its files cannot be read.
    pub fn understand_branch(&self, rev: &str) -> Result<Understood, WorkspaceError> {
        let line = self.line()?;
        let head = self.revision(rev)?;
        let bases = self.repo().merge_bases(line.tip, head)?;
        let [base] = bases.as_slice() else {
            let why = match bases.is_empty() {
                true => "has no history in common with the shared line",
                false => "left the shared line in several places; merge the line into it first",
            };
            return Err(WorkspaceError::Other(format!("`{rev}` {why}")));
        };
        let changes = self.repo().changed_paths(Some(*base), head, GOVERNANCE)?;
        if let Some(problem) = changes.problems.into_iter().find(|it| it.misleads()) {
            return Err(StoreError::BadTree(problem).into());
        }
        let mut edited = BTreeMap::new();
        for change in changes.paths {
            let bytes = match change.new {
                None => None,
                Some(entry) => match entry.file() {
                    Some(blob) => Some(self.repo().blob(blob)?),
                    None => {
                        return Err(WorkspaceError::Other(format!(
                            "{} is no plain file in `{rev}`",
                            change.path
                        )));
                    }
                },
            };
            edited.insert(change.path, bytes);
        }
        if edited.is_empty() {
            return Err(WorkspaceError::NoEdits(format!(
                "`{rev}` changes nothing in governance/ since it left the shared line"
            )));
        }
        self.understand(*base, line.tip, edited)
    }

    fn revision(&self, rev: &str) -> Result<CommitId, WorkspaceError> {
        let number = ["pull/", "pr/", "pull-request/", "merge-request/", "#", "!"]
            .iter()
            .find_map(|word| rev.strip_prefix(word))
            .filter(|rest| rest.chars().all(|c| c.is_ascii_digit()) && !rest.is_empty());
        let found = self.repo().resolve(rev);
        let (Some(n), Err(_)) = (number, &found) else {
            return Ok(found?);
        };
        // Where forges and people's settings put them.
        let places = [
            format!("refs/pull/{n}/head"),
            format!("refs/remotes/origin/pull/{n}/head"),
            format!("refs/remotes/origin/pull/{n}"),
            format!("refs/remotes/origin/pr/{n}"),
            format!("refs/merge-requests/{n}/head"),
            format!("refs/remotes/origin/merge-requests/{n}"),
        ];
        for place in places {
            if let Some(tip) = self.repo().ref_tip(&place)? {
                return Ok(tip);
            }
        }
        Err(WorkspaceError::Other(format!(
            "the pull request {n} was not fetched; `git fetch origin pull/{n}/head:pr/{n}` does it \
             (on some forges `merge-requests/{n}/head:pr/{n}`)"
        )))
    }
}
