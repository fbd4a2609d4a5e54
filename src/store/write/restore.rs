//! Edited files put back to what a commit has, once what they said is recorded
//! elsewhere.

use std::collections::BTreeMap;

use super::super::{Change, CommitId, Entry, Repo, StoreError};
use super::index::{self, IndexEdit};
use super::journal::{Journal, Note};
use super::land::{stage, under_way};
use super::step;
use super::trees::check_path;

impl Repo {
    /// Whether files of the working tree could be put back to what a commit
    /// has, as [`Repo::restore_files`] would do it.
    ///
    /// # Errors
    ///
    /// [`StoreError::DirtyPaths`] with those that are no longer as `edited`
    /// says, or of which something else is staged.
    pub fn may_restore(
        &self,
        tip: CommitId,
        edited: &BTreeMap<String, Option<Vec<u8>>>,
    ) -> Result<(), StoreError> {
        if let Some(what) = under_way(self.git.state()) {
            return Err(StoreError::InProgress(what.to_owned()));
        }
        let steps = self.back(tip, edited)?;
        let index = index::read(&self.index_path(), self.git.object_format())?;
        self.refuse_others(&index, &steps)
    }

    /// Puts files of the working tree and the index back to what a commit has,
    /// all or none. `edited` says what each is now (`None`: it was removed): a
    /// file that is something else by then is somebody's work, and stops it.
    ///
    /// A process that is killed on the way leaves every file whole, and the
    /// next command that writes finishes. Whoever calls keeps the edited bytes
    /// before.
    ///
    /// # Errors
    ///
    /// As [`Repo::may_restore`]; and where the system does not let it.
    pub fn restore_files(
        &self,
        tip: CommitId,
        edited: &BTreeMap<String, Option<Vec<u8>>>,
    ) -> Result<(), StoreError> {
        let root = self.workdir()?.to_owned();
        let mut journal = Journal::take(self)?;
        self.may_restore(tip, edited)?;
        let steps = self.back(tip, edited)?;
        let mut restore = BTreeMap::new();
        for (path, bytes) in edited {
            let blob = bytes.as_deref().map(|it| self.blob_id(it)).transpose()?;
            restore.insert(path.clone(), blob.map(|id| id.hex()));
        }
        let note = Note {
            branch: self.head()?.branch.unwrap_or_default(),
            from: None,
            to: tip.hex(),
            restore,
        };
        journal.write(&note)?;
        let (place, format) = (self.index_path(), self.git.object_format());
        let edit = IndexEdit::begin(&place, &note.mark(), format, None)?;
        self.refuse_others(edit.index(), &steps)?;
        let mut batch = stage(self, &root, &steps, &note)?;
        step();
        batch.publish()?;
        match edit.finish(&root, &steps) {
            Ok(()) => {
                batch.keep();
                Ok(())
            }
            Err(error) => {
                batch.undo();
                Err(error)
            }
        }
    }

    fn refuse_others(&self, index: &git2::Index, steps: &[Change]) -> Result<(), StoreError> {
        let paths = self.in_the_way(index, steps)?;
        match paths.is_empty() {
            true => Ok(()),
            false => Err(StoreError::DirtyPaths(paths)),
        }
    }

    /// From what the files are to what they were.
    fn back(
        &self,
        tip: CommitId,
        edited: &BTreeMap<String, Option<Vec<u8>>>,
    ) -> Result<Vec<Change>, StoreError> {
        let mut steps = Vec::new();
        for (path, bytes) in edited {
            check_path(path)?;
            let old = bytes.as_deref().map(|it| self.blob_id(it)).transpose()?;
            let new = self.tree_entry(tip, path)?;
            if new.is_some_and(|entry| entry.file().is_none()) {
                let why = "the commit has no plain file there".to_owned();
                return Err(StoreError::BadPath(path.clone(), why));
            }
            steps.push(Change {
                path: path.clone(),
                old: old.map(Entry::File),
                new,
            });
        }
        Ok(steps)
    }

    /// The same steps, from what was written down of them.
    pub(super) fn back_again(
        &self,
        tip: CommitId,
        restore: &BTreeMap<String, Option<String>>,
    ) -> Result<Vec<Change>, StoreError> {
        let mut steps = Vec::new();
        for (path, blob) in restore {
            check_path(path)?;
            let old = blob.as_ref().and_then(|id| id.parse().ok());
            steps.push(Change {
                path: path.clone(),
                old: old.map(Entry::File),
                new: self.tree_entry(tip, path)?,
            });
        }
        Ok(steps)
    }
}
