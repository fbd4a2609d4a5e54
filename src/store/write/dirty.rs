//! Changes that are not committed.

use std::path::Path;

use super::super::{BlobId, Change, Entry, Repo, StoreError};

/// What a path holds on disk or in the index.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Held {
    Nothing,
    File(BlobId),
    /// A folder, a link, a conflict: nothing that can be replaced unasked.
    Other,
}

impl Held {
    /// Whether it is what was there or what will be: no work of anybody's is
    /// lost by writing over it.
    fn is_either(self, step: &Change) -> bool {
        let of = |entry: Option<Entry>| match entry {
            None => Held::Nothing,
            Some(entry) => entry.file().map_or(Held::Other, Held::File),
        };
        self != Held::Other && (self == of(step.old) || self == of(step.new))
    }
}

impl Repo {
    /// The paths under some files or folders that have changes which are not
    /// committed: staged, in the working tree, or not known to git. In the
    /// order of paths; ignored files are left out.
    pub fn dirty_paths(&self, under: &[&str]) -> Result<Vec<String>, StoreError> {
        self.workdir()?;
        let mut options = git2::StatusOptions::new();
        options
            .include_untracked(true)
            .recurse_untracked_dirs(true)
            .include_ignored(false)
            .exclude_submodules(true)
            .disable_pathspec_match(true);
        for path in under {
            options.pathspec(path);
        }
        let found = self
            .git
            .statuses(Some(&mut options))
            .map_err(|error| StoreError::git("compare the files with the commit", &error))?;
        let mut paths: Vec<String> = found
            .iter()
            .filter(|entry| entry.status() != git2::Status::CURRENT)
            .map(|entry| String::from_utf8_lossy(entry.path_bytes()).into_owned())
            .collect();
        paths.sort();
        Ok(paths)
    }

    /// Those of the paths to be changed where somebody's work would be lost.
    pub(super) fn in_the_way(
        &self,
        index: &git2::Index,
        steps: &[Change],
    ) -> Result<Vec<String>, StoreError> {
        let root = self.workdir()?;
        let mut paths = Vec::new();
        for step in steps {
            let clean = in_index(index, &step.path).is_either(step)
                && on_disk(self, root, step)?.is_either(step);
            if !clean {
                paths.push(step.path.clone());
            }
        }
        Ok(paths)
    }
}

/// Whether the index can be changed for this step without loss.
pub(super) fn index_is_clean(index: &git2::Index, step: &Change) -> bool {
    in_index(index, &step.path).is_either(step)
}

/// Whether the file can be changed for this step without loss.
pub(super) fn disk_is_clean(repo: &Repo, root: &Path, step: &Change) -> Result<bool, StoreError> {
    Ok(on_disk(repo, root, step)?.is_either(step))
}

fn in_index(index: &git2::Index, path: &str) -> Held {
    let path = Path::new(path);
    if (1..=3).any(|stage| index.get_path(path, stage).is_some()) {
        return Held::Other;
    }
    match index.get_path(path, 0) {
        None => Held::Nothing,
        Some(entry) => Held::File(BlobId::from_oid(entry.id)),
    }
}

fn on_disk(repo: &Repo, root: &Path, step: &Change) -> Result<Held, StoreError> {
    let path = root.join(&step.path);
    match std::fs::symlink_metadata(&path) {
        Ok(found) if found.is_file() => {}
        Ok(_) => return Ok(Held::Other),
        Err(error)
            if matches!(
                error.kind(),
                std::io::ErrorKind::NotFound | std::io::ErrorKind::NotADirectory
            ) =>
        {
            return Ok(Held::Nothing);
        }
        Err(error) => return Err(StoreError::io("look at", &path, error)),
    }
    let bytes = std::fs::read(&path).map_err(|error| StoreError::io("read", &path, error))?;
    let held = Held::File(repo.blob_id(&bytes)?);
    if held.is_either(step) || !bytes.contains(&b'\r') {
        return Ok(held);
    }
    // Where git was told to end lines with CR LF on disk, that is no change.
    let text = String::from_utf8_lossy(&bytes).replace("\r\n", "\n");
    repo.blob_id(text.as_bytes()).map(Held::File)
}
