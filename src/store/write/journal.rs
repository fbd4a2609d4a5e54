//! What is being written, so that the next command can put right what an
//! interrupted one left.
//!
//! `polity/writing` in the git folder is locked by the system for as long as a
//! process writes, and the lock goes with the process, however it ends. Its
//! content names the branch and the commits; it is empty when nothing is
//! unfinished.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{Read, Seek, SeekFrom, Write};
use std::path::Path;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::super::{CommitId, Repo, StoreError};
use super::index::{IndexEdit, lock_of, temp_of};
use super::{dirty, index, step};

/// How often the lock is asked for, and how long it is waited in between.
const TRIES: u32 = 100;
const PAUSE: Duration = Duration::from_millis(50);

/// The lock, and what is written down under it.
pub(super) struct Journal {
    file: File,
}

/// What is being done.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Note {
    pub(super) branch: String,
    pub(super) from: Option<String>,
    pub(super) to: String,
    /// Files that are put back to what `to` has, with the blob that each was.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub(super) restore: BTreeMap<String, Option<String>>,
}

impl Note {
    /// The mark in the index lock by which it is known as this note's.
    pub(super) fn mark(&self) -> String {
        format!("polity {}\n", self.to)
    }

    /// How the names of the temporary files begin.
    pub(super) fn prefix(&self) -> String {
        let short: String = self.to.chars().take(16).collect();
        format!(".polity-{short}-")
    }
}

impl Journal {
    /// Waits for the lock, and puts right what was left unfinished.
    pub(super) fn take(repo: &Repo) -> Result<Self, StoreError> {
        let dir = repo.git_dir().join("polity");
        let path = dir.join("writing");
        let failed = |error| StoreError::io("open", &path, error);
        step();
        fs::create_dir_all(&dir).map_err(failed)?;
        let mut file = File::options()
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .open(&path)
            .map_err(failed)?;
        let mut tries = 0;
        while let Err(error) = file.try_lock() {
            match error {
                fs::TryLockError::WouldBlock if tries < TRIES => std::thread::sleep(PAUSE),
                fs::TryLockError::WouldBlock => return Err(StoreError::Busy),
                fs::TryLockError::Error(error) => return Err(failed(error)),
            }
            tries += 1;
        }
        let mut text = String::new();
        file.read_to_string(&mut text).map_err(failed)?;
        // A copy of the index that somebody only looked at.
        let _ = fs::remove_file(temp_of(&repo.index_path()));
        // A note that was cut short was written before anything else was.
        if let Ok(note) = serde_json::from_str::<Note>(&text) {
            recover(repo, &note)?;
        }
        // Only now: a note that could not be acted on stays for the next.
        let mut journal = Self { file };
        journal.clear().map_err(failed)?;
        Ok(journal)
    }

    /// Writes down what is about to be done.
    pub(super) fn write(&mut self, note: &Note) -> Result<(), StoreError> {
        let write = |journal: &mut Self| -> std::io::Result<()> {
            let text = serde_json::to_string(note)?;
            journal.clear()?;
            step();
            journal.file.write_all(text.as_bytes())?;
            step();
            Ok(())
        };
        write(self).map_err(|error| StoreError::io("write", Path::new("polity/writing"), error))
    }

    fn clear(&mut self) -> std::io::Result<()> {
        self.file.set_len(0)?;
        self.file.seek(SeekFrom::Start(0)).map(|_| ())
    }
}

impl Drop for Journal {
    fn drop(&mut self) {
        // Whoever drops it has finished or has put everything back.
        step();
        let _ = self.clear();
    }
}

impl Repo {
    /// Finishes or clears away what an interrupted command left. Every command
    /// that writes does so first; one that only reads may ask for it, so that
    /// it shows the files as they should be. Quick where there is nothing to do.
    pub fn put_right(&self) -> Result<(), StoreError> {
        let left = fs::metadata(self.git_dir().join("polity/writing"));
        match left {
            Ok(found) if found.len() > 0 && !self.is_bare() => Journal::take(self).map(drop),
            _ => Ok(()),
        }
    }
}

/// Puts right what a killed process left: its lock and its temporary files go;
/// and where its commit is the branch's, files and index are brought up to it,
/// save those that somebody has changed since.
fn recover(repo: &Repo, note: &Note) -> Result<(), StoreError> {
    let (root, place) = (repo.workdir()?.to_owned(), repo.index_path());
    let lock = lock_of(&place);
    if fs::read_to_string(&lock).is_ok_and(|text| text == note.mark()) {
        let _ = fs::remove_file(&lock);
        let _ = fs::remove_file(temp_of(&place));
    }
    let branch = format!("refs/heads/{}.lock", note.branch);
    unlock_branch(&repo.common_dir().join(branch), &note.to);
    let Ok(to) = note.to.parse::<CommitId>() else {
        return Ok(());
    };
    let from = note.from.as_deref().and_then(|id| id.parse().ok());
    // A commit that never reached the disk is on no branch.
    let tree = |id: CommitId| repo.commit_tree(id).ok();
    let Some(new) = tree(to) else {
        return Ok(());
    };
    let steps = match note.restore.is_empty() {
        true => repo.changed_trees(from.and_then(tree), Some(new))?.paths,
        false => repo.back_again(to, &note.restore)?,
    };
    for step in &steps {
        if let Some(dir) = root.join(&step.path).parent() {
            remove_temps(dir, &note.prefix());
        }
    }
    let head = repo.head()?;
    if head.branch.as_deref() != Some(note.branch.as_str()) || head.commit != Some(to) {
        return Ok(());
    }
    let mut on_disk = Vec::new();
    for step in &steps {
        if dirty::disk_is_clean(repo, &root, step)? {
            on_disk.push(step.clone());
        }
    }
    let edit = IndexEdit::begin(&place, &note.mark(), repo.git.object_format(), None)?;
    let mut batch = super::land::stage(repo, &root, &on_disk, note)?;
    batch.publish()?;
    let in_index: Vec<_> = steps
        .into_iter()
        .filter(|step| index::clean(&edit, step))
        .collect();
    edit.finish(&root, &in_index)?;
    batch.keep();
    Ok(())
}

/// Takes away the lock of a branch that a killed process left. It holds the
/// commit that the branch was to move to; or nothing, where the process was
/// killed between the making and the writing. Another program's is empty for
/// that moment alone, so one that stays empty for a second is nobody's.
fn unlock_branch(lock: &Path, to: &str) {
    for wait in 0..20 {
        match fs::read_to_string(lock) {
            Ok(text) if text.trim_end() == to => break,
            Ok(text) if text.is_empty() && wait < 19 => std::thread::sleep(PAUSE),
            Ok(text) if text.is_empty() => break,
            _ => return,
        }
    }
    let _ = fs::remove_file(lock);
}

fn remove_temps(dir: &Path, prefix: &str) {
    let Ok(entries) = fs::read_dir(dir) else {
        return;
    };
    for entry in entries.flatten() {
        if entry.file_name().to_string_lossy().starts_with(prefix) {
            let _ = fs::remove_file(entry.path());
        }
    }
}
