//! Two states of the organisation, read to be compared: the second from what
//! differs, so that what both share is read and parsed once.

use std::path::Path;

use super::WorkspaceError;
use super::layout::GOVERNANCE;
use super::load::{Governance, load_governance, load_governance_beside};
use crate::store::{CommitId, FileEntry, Files, Repo, Selection, files_in};

/// The organisation as one tree has it, without proposals.
#[derive(Debug, Clone)]
pub struct Side {
    /// The files of `governance/`.
    pub files: Files,
    /// What they say.
    pub governance: Governance,
    commit: Option<CommitId>,
}

impl Side {
    /// A commit.
    ///
    /// # Errors
    ///
    /// Where its objects cannot be read.
    pub fn of_commit(repo: &Repo, commit: CommitId) -> Result<Self, WorkspaceError> {
        let files = repo.files_at(commit, &Selection::all(&[GOVERNANCE]))?;
        Ok(Self {
            governance: load_governance(&files),
            files,
            commit: Some(commit),
        })
    }

    /// Another commit beside this side.
    ///
    /// # Errors
    ///
    /// Where its objects cannot be read.
    pub fn beside_commit(&self, repo: &Repo, commit: CommitId) -> Result<Self, WorkspaceError> {
        let files = match self.stepped(repo, commit)? {
            Some(files) => files,
            None => repo.files_at(commit, &Selection::all(&[GOVERNANCE]))?,
        };
        Ok(self.beside(files, Some(commit)))
    }

    /// A folder, such as a working tree, beside this side.
    ///
    /// # Errors
    ///
    /// Where it cannot be read.
    pub fn beside_folder(&self, root: &Path) -> Result<Self, WorkspaceError> {
        let files = files_in(root, &Selection::all(&[GOVERNANCE]))?;
        Ok(self.beside(files, None))
    }

    fn beside(&self, files: Files, commit: Option<CommitId>) -> Self {
        Self {
            governance: load_governance_beside(&files, &self.files, &self.governance),
            files,
            commit,
        }
    }

    /// The files of a commit, from those of this one and what differs; none
    /// where either tree has anything that only a full reading can judge.
    fn stepped(&self, repo: &Repo, commit: CommitId) -> Result<Option<Files>, WorkspaceError> {
        let is_plain = self.files.unread.is_empty() && self.files.problems.is_empty();
        let Some(own) = self.commit.filter(|_| is_plain) else {
            return Ok(None);
        };
        let (old, new) = (repo.commit_tree(own)?, repo.commit_tree(commit)?);
        let changed = repo.changed_between(Some(old), new, GOVERNANCE)?;
        if !changed.problems.is_empty() {
            return Ok(None);
        }
        let mut files = self.files.clone();
        let texts = repo.remembering(changed.paths.len());
        for change in changed.paths {
            match (change.new, change.new_blob()) {
                (None, _) => _ = files.files.remove(&change.path),
                (Some(_), Some(blob)) => {
                    let Some(bytes) = repo.short_file(blob, LONGEST)? else {
                        return Ok(None);
                    };
                    let blob = Some(blob);
                    files.files.insert(change.path, FileEntry { bytes, blob });
                }
                _ => return Ok(None),
            }
        }
        texts.keep();
        Ok(Some(files))
    }
}

/// Larger files are for the full reading to refuse.
const LONGEST: u64 = crate::format::LONGEST as u64;
