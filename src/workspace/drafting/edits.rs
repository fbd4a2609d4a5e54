//! Edits of the working tree.

use std::collections::BTreeMap;

use super::Understood;
use crate::store::{CommitId, StoreError};
use crate::workspace::layout::GOVERNANCE;
use crate::workspace::session::Session;
use crate::workspace::{SharedLine, WorkspaceError};

impl Session<'_> {
    /// What was edited in `governance/` in the working tree, committed or not
    /// known to git yet, as changes of what the shared line has.
    ///
    /// # Errors
    ///
    /// Where nothing was edited, the edited files cannot be read, or the branch
    /// that is checked out has another `governance/` than the shared line.
    pub fn understand_edits(&self) -> Result<Understood, WorkspaceError> {
        let line = self.line()?;
        self.is_on(&line)?;
        let edited = self.edited_files()?;
        if edited.is_empty() {
            return Err(WorkspaceError::NoEdits(
                "governance/ is as the shared line has it".to_owned(),
            ));
        }
        self.understand(line.tip, line.tip, edited)
    }

    /// Puts the edited files back to what the line has, once a proposal says
    /// what they said.
    ///
    /// # Errors
    ///
    /// Where one was changed again meanwhile; nothing is put back then.
    pub fn put_back(
        &self,
        edited: &BTreeMap<String, Option<Vec<u8>>>,
    ) -> Result<(), WorkspaceError> {
        let head = self.repo().head_commit()?;
        Ok(self.repo().restore_files(head, edited)?)
    }

    /// Whether the edited files could be put back.
    ///
    /// # Errors
    ///
    /// Where something else is staged than stands in a file.
    pub fn may_put_back(
        &self,
        edited: &BTreeMap<String, Option<Vec<u8>>>,
    ) -> Result<(), WorkspaceError> {
        let head = self.repo().head_commit()?;
        Ok(self.repo().may_restore(head, edited)?)
    }

    /// The edited files of `governance/` as they stand on disk.
    fn edited_files(&self) -> Result<BTreeMap<String, Option<Vec<u8>>>, WorkspaceError> {
        let repo = self.repo();
        let root = repo.workdir()?;
        let mut edited = BTreeMap::new();
        for path in repo.dirty_paths(&[GOVERNANCE])? {
            let full = root.join(&path);
            let bytes = match std::fs::symlink_metadata(&full) {
                Ok(found) if found.is_file() => {
                    let read = std::fs::read(&full);
                    Some(read.map_err(|error| StoreError::io("read", &full, error))?)
                }
                Ok(_) => {
                    return Err(WorkspaceError::Other(format!(
                        "{path} is a link or a folder in place of a file"
                    )));
                }
                Err(_) => None,
            };
            edited.insert(path, bytes);
        }
        Ok(edited)
    }

    fn is_on(&self, line: &SharedLine) -> Result<(), WorkspaceError> {
        let head = self.repo().head_commit()?;
        let folder = |commit: CommitId| self.repo().tree_entry(commit, GOVERNANCE);
        if folder(head)? == folder(line.tip)? {
            return Ok(());
        }
        Err(WorkspaceError::OtherLine(line.branch.clone()))
    }
}
