//! Several files on disk, changed together: written beside their places first,
//! then renamed, and put back if one of them cannot be.

use std::fs::{self, File, Permissions};
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

use super::super::StoreError;
use super::step;

/// One file of a batch.
pub(super) struct Wanted<'a> {
    /// Its path from the root, already checked.
    pub(super) path: &'a str,
    /// Its new bytes; `None` removes it.
    pub(super) bytes: Option<Vec<u8>>,
    /// Whether it may be run.
    pub(super) executable: bool,
}

/// Files that are written and not yet in their places.
pub(super) struct Batch {
    root: PathBuf,
    staged: Vec<Staged>,
    /// Folders that were made for them.
    made: Vec<PathBuf>,
    durable: bool,
    finished: bool,
}

struct Staged {
    target: PathBuf,
    temp: Option<NamedTempFile>,
    /// What was there, with its mode, once the new file is in its place.
    before: Option<Option<(Vec<u8>, Permissions)>>,
}

impl Batch {
    /// Writes the new files under temporary names that begin with `prefix`.
    /// `durable` waits until they are on the disk.
    pub(super) fn stage(
        root: &Path,
        files: Vec<Wanted<'_>>,
        prefix: &str,
        durable: bool,
    ) -> Result<Self, StoreError> {
        let mut batch = Self {
            root: root.to_owned(),
            staged: Vec::new(),
            made: Vec::new(),
            durable,
            finished: false,
        };
        for file in files {
            step();
            no_links(root, file.path)?;
            let target = root.join(file.path);
            let temp = match file.bytes {
                None => None,
                Some(bytes) => {
                    let dir = target.parent().unwrap_or(root).to_owned();
                    batch.make_folders(&dir)?;
                    let temp = write_temp(&dir, prefix, &bytes, file.executable, durable);
                    Some(temp.map_err(|error| StoreError::io("write", &target, error))?)
                }
            };
            batch.staged.push(Staged {
                target,
                temp,
                before: None,
            });
        }
        Ok(batch)
    }

    /// Puts every file in its place. If one cannot be, those before it go back
    /// to what they were.
    pub(super) fn publish(&mut self) -> Result<(), StoreError> {
        for n in 0..self.staged.len() {
            let Some(staged) = self.staged.get_mut(n) else {
                break;
            };
            step();
            if let Err(error) = publish_one(staged) {
                let failed = StoreError::io("write", &staged.target.clone(), error);
                self.undo();
                return Err(failed);
            }
        }
        step();
        for staged in &self.staged {
            if !staged.target.exists() {
                remove_empty(&self.root, &staged.target);
            }
        }
        if self.durable {
            self.sync_folders();
        }
        Ok(())
    }

    /// The batch stays as it is.
    pub(super) fn keep(mut self) {
        self.finished = true;
    }

    /// Puts back what was there. As far as the system lets it: this runs when
    /// something has failed already.
    pub(super) fn undo(&mut self) {
        for staged in self.staged.iter_mut().rev() {
            match staged.before.take() {
                None => {}
                Some(None) => {
                    let _ = fs::remove_file(&staged.target);
                }
                Some(Some((bytes, mode))) => {
                    if let Some(dir) = staged.target.parent() {
                        let _ = fs::create_dir_all(dir);
                    }
                    let _ = fs::write(&staged.target, bytes);
                    let _ = fs::set_permissions(&staged.target, mode);
                }
            }
            staged.temp = None;
        }
        for dir in self.made.drain(..).rev() {
            let _ = fs::remove_dir(dir);
        }
    }

    fn make_folders(&mut self, dir: &Path) -> Result<(), StoreError> {
        let missing: Vec<_> = dir.ancestors().take_while(|dir| !dir.exists()).collect();
        for dir in missing.into_iter().rev() {
            match fs::create_dir(dir) {
                Ok(()) => self.made.push(dir.to_owned()),
                Err(error) if error.kind() == ErrorKind::AlreadyExists => {}
                Err(error) => return Err(StoreError::io("make the folder", dir, error)),
            }
        }
        Ok(())
    }

    fn sync_folders(&self) {
        let dirs: std::collections::BTreeSet<_> = self
            .staged
            .iter()
            .filter_map(|staged| staged.target.parent())
            .collect();
        for dir in dirs {
            // Not every system lets a folder be opened; the files themselves
            // are on the disk.
            let _ = File::open(dir).and_then(|dir| dir.sync_all());
        }
    }
}

impl Drop for Batch {
    fn drop(&mut self) {
        if !self.finished {
            self.undo();
        }
    }
}

fn publish_one(staged: &mut Staged) -> std::io::Result<()> {
    let before = match fs::read(&staged.target) {
        Ok(bytes) => Some((bytes, fs::metadata(&staged.target)?.permissions())),
        Err(error) if error.kind() == ErrorKind::NotFound => None,
        Err(error) => return Err(error),
    };
    match staged.temp.take() {
        Some(temp) => {
            temp.persist(&staged.target).map_err(|error| error.error)?;
        }
        None if before.is_some() => fs::remove_file(&staged.target)?,
        None => {}
    }
    staged.before = Some(before);
    Ok(())
}

fn write_temp(
    dir: &Path,
    prefix: &str,
    bytes: &[u8],
    executable: bool,
    durable: bool,
) -> std::io::Result<NamedTempFile> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(prefix);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        // The user's umask takes away from it, as it does for git's files.
        let mode = if executable { 0o777 } else { 0o666 };
        builder.permissions(Permissions::from_mode(mode));
    }
    #[cfg(not(unix))]
    let _ = executable;
    let mut temp = builder.tempfile_in(dir)?;
    temp.write_all(bytes)?;
    if durable {
        temp.as_file().sync_all()?;
    }
    Ok(temp)
}

/// Refuses a path that leads through a link, or to something that is no file.
fn no_links(root: &Path, path: &str) -> Result<(), StoreError> {
    let refuse = |why: &str| Err(StoreError::BadPath(path.to_owned(), why.to_owned()));
    let mut at = root.to_owned();
    let mut names = path.split('/').peekable();
    while let Some(name) = names.next() {
        at.push(name);
        match fs::symlink_metadata(&at) {
            Ok(found) if names.peek().is_some() && !found.is_dir() => {
                return refuse("a part of it on disk is a link or a file, not a folder");
            }
            Ok(found) if names.peek().is_none() && !found.is_file() => {
                return refuse("something else than a file is there on disk");
            }
            Ok(_) => {}
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(()),
            Err(error) => return Err(StoreError::io("look at", &at, error)),
        }
    }
    Ok(())
}

/// Removes the folders that a removed file leaves empty: git has no empty
/// folders either.
fn remove_empty(root: &Path, target: &Path) {
    for dir in target.ancestors().skip(1).take_while(|dir| *dir != root) {
        if fs::remove_dir(dir).is_err() {
            break;
        }
    }
}
