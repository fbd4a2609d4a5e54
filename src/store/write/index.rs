//! Git's index, changed under git's own lock. Everything that can fail is done
//! before the branch moves, as far as it can be: the index is read and the lock
//! is held; what remains is to write it and to rename it.

use std::fs;
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};

use super::super::{Change, Entry, StoreError};
use super::step;

/// How many entries a large index has.
const LARGE: usize = 50_000;

pub(super) struct IndexEdit {
    place: PathBuf,
    lock: PathBuf,
    looked: Looked,
}

/// The index as it was read without git's lock, for the checks before a commit
/// is made; only one who holds the journal reads it so. Where nobody has put
/// another in its place since, it is what is then changed: reading the index of
/// a large repository twice takes longer than all the rest.
pub(super) struct Looked {
    temp: PathBuf,
    /// What the file was that was read; `None` where that cannot be told, or
    /// there was none.
    was: Option<Identity>,
    pub(super) index: git2::Index,
}

/// What tells whether a file is still the same: git never writes into an
/// index, but puts another in its place.
#[derive(PartialEq, Eq)]
struct Identity([i64; 7]);

impl Identity {
    #[cfg(unix)]
    fn of(place: &Path) -> Option<Self> {
        use std::os::unix::fs::MetadataExt;
        let it = fs::symlink_metadata(place).ok()?;
        let (dev, ino) = (it.dev().cast_signed(), it.ino().cast_signed());
        let times = [it.mtime(), it.mtime_nsec(), it.ctime(), it.ctime_nsec()];
        let [a, b, c, d] = times;
        it.is_file()
            .then(|| Self([dev, ino, it.size().cast_signed(), a, b, c, d]))
    }

    #[cfg(not(unix))]
    fn of(_: &Path) -> Option<Self> {
        None
    }
}

impl Looked {
    /// Gives the index a second name and reads it by that, so that what is
    /// written later is written beside the index and not over it.
    pub(super) fn at(place: &Path, format: git2::ObjectFormat) -> Result<Self, StoreError> {
        let temp = temp_of(place);
        let _ = fs::remove_file(&temp);
        let linked = fs::hard_link(place, &temp).is_ok();
        let was = match Identity::of(&temp).filter(|_| linked) {
            // The very file that is read, whatever becomes of the place.
            Some(was) => Some(was),
            // There is none yet, it is no plain file, or links are not known.
            None => copied(place, &temp)?,
        };
        match read(&temp, format) {
            Ok(index) => Ok(Self { temp, was, index }),
            Err(error) => {
                let _ = fs::remove_file(&temp);
                Err(error)
            }
        }
    }

    fn is_still(&self, place: &Path) -> bool {
        self.was.is_some() && Identity::of(place) == self.was
    }
}

impl Drop for Looked {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.temp);
    }
}

/// Copies an index; gives what it was before: whatever comes after is then
/// found to differ.
fn copied(place: &Path, temp: &Path) -> Result<Option<Identity>, StoreError> {
    // What a link made is not to be written through.
    let _ = fs::remove_file(temp);
    let was = Identity::of(place);
    match fs::copy(place, temp) {
        Ok(_) => Ok(was),
        // No index yet: nothing was ever added.
        Err(error) if error.kind() == ErrorKind::NotFound => {
            let _ = fs::remove_file(temp);
            Ok(None)
        }
        Err(error) => Err(StoreError::io("copy", place, error)),
    }
}

/// The index as it is, without the lock.
pub(super) fn read(place: &Path, format: git2::ObjectFormat) -> Result<git2::Index, StoreError> {
    git2::Index::open_ext(place, format)
        .map_err(|error| StoreError::BadIndex(error.message().to_owned()))
}

/// Where the lock of an index is.
pub(super) fn lock_of(place: &Path) -> PathBuf {
    place.with_file_name("index.lock")
}

/// Where a new index is written before it is renamed.
pub(super) fn temp_of(place: &Path) -> PathBuf {
    place.with_file_name("index.polity")
}

impl IndexEdit {
    /// Takes the lock, writing a mark into it by which it is known as ours.
    /// `looked` is what was read before, where it was.
    pub(super) fn begin(
        place: &Path,
        mark: &str,
        format: git2::ObjectFormat,
        looked: Option<Looked>,
    ) -> Result<Self, StoreError> {
        let lock = lock_of(place);
        step();
        lock_with(&lock, &place.with_file_name("index.polity.mark"), mark)?;
        step();
        let held = Held {
            lock: &lock,
            keep: false,
        };
        // What a process that was killed while it wrote the copy left. The
        // index is locked, so nobody else is writing it.
        let _ = fs::remove_file(place.with_file_name("index.polity.lock"));
        let looked = match looked.filter(|it| it.is_still(place)) {
            Some(looked) => looked,
            None => Looked::at(place, format)?,
        };
        step();
        held.keep();
        Ok(Self {
            place: place.to_owned(),
            lock,
            looked,
        })
    }

    /// The index as it is under the lock.
    pub(super) fn index(&self) -> &git2::Index {
        &self.looked.index
    }

    /// Makes the steps in the index, with the files as they now are on disk,
    /// and puts it in its place.
    pub(super) fn finish(mut self, root: &Path, steps: &[Change]) -> Result<(), StoreError> {
        let failed = |error: git2::Error| StoreError::git("write the index", &error);
        // Removals first: a file may make way for a folder.
        for step in steps.iter().filter(|step| step.new.is_none()) {
            match self.looked.index.remove(Path::new(&step.path), 0) {
                Err(error) if error.code() != git2::ErrorCode::NotFound => {
                    return Err(failed(error));
                }
                _ => {}
            }
        }
        for step in steps {
            let (mode, id) = match step.new {
                Some(Entry::File(id)) => (0o100_644, id),
                Some(Entry::Executable(id)) => (0o100_755, id),
                _ => continue,
            };
            let mut entry = git2::IndexEntry {
                ctime: git2::IndexTime::new(0, 0),
                mtime: git2::IndexTime::new(0, 0),
                dev: 0,
                ino: 0,
                mode,
                uid: 0,
                gid: 0,
                file_size: 0,
                id: id.oid().map_err(failed)?,
                flags: 0,
                flags_extended: 0,
                path: step.path.clone().into_bytes(),
            };
            stat(&root.join(&step.path), &mut entry);
            self.looked.index.add(&entry).map_err(failed)?;
        }
        step();
        self.looked.index.write().map_err(failed)?;
        step();
        fs::rename(&self.looked.temp, &self.place)
            .map_err(|error| StoreError::io("write", &self.place, error))?;
        step();
        if self.looked.index.len() > LARGE
            && let Ok(empty) = git2::Index::new()
        {
            // Whoever commits is nearly done, and giving back so many entries
            // one by one takes as long as a commit in a small repository.
            std::mem::forget(std::mem::replace(&mut self.looked.index, empty));
        }
        Ok(())
        // The lock goes when this is dropped.
    }
}

impl Drop for IndexEdit {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.looked.temp);
        let _ = fs::remove_file(&self.lock);
    }
}

/// Takes git's lock, with a mark in it from the first moment: a lock that is
/// found later tells by it whose it was, at whatever moment that one was
/// killed.
fn lock_with(lock: &Path, marked: &Path, mark: &str) -> Result<(), StoreError> {
    let failed = |error| StoreError::io("lock", lock, error);
    fs::write(marked, mark).map_err(failed)?;
    step();
    let linked = fs::hard_link(marked, lock);
    step();
    let _ = fs::remove_file(marked);
    match linked {
        Ok(()) => return Ok(()),
        Err(error) if error.kind() == ErrorKind::AlreadyExists => {
            return Err(StoreError::Locked(lock.to_owned()));
        }
        // A file system without links; the lock is marked a moment later.
        Err(_) => {}
    }
    let mut file = match fs::File::create_new(lock) {
        Ok(file) => file,
        Err(error) if error.kind() == ErrorKind::AlreadyExists => {
            return Err(StoreError::Locked(lock.to_owned()));
        }
        Err(error) => return Err(failed(error)),
    };
    file.write_all(mark.as_bytes()).map_err(|error| {
        let _ = fs::remove_file(lock);
        failed(error)
    })
}

/// Takes the lock away again unless it is kept.
struct Held<'a> {
    lock: &'a Path,
    keep: bool,
}

impl Held<'_> {
    fn keep(mut self) {
        self.keep = true;
    }
}

impl Drop for Held<'_> {
    fn drop(&mut self) {
        if !self.keep {
            let _ = fs::remove_file(self.lock);
        }
    }
}

/// What git remembers of a file so that it need not read it again. Git keeps
/// the low 32 bits of each. Where it cannot be had, zeros make git look at the
/// file itself.
#[cfg(unix)]
fn stat(path: &Path, entry: &mut git2::IndexEntry) {
    use std::os::unix::fs::MetadataExt;
    let Ok(found) = fs::symlink_metadata(path) else {
        return;
    };
    let time = |seconds: i64, nanos: i64| git2::IndexTime::new(seconds as i32, nanos as u32);
    entry.ctime = time(found.ctime(), found.ctime_nsec());
    entry.mtime = time(found.mtime(), found.mtime_nsec());
    entry.dev = found.dev() as u32;
    entry.ino = found.ino() as u32;
    entry.uid = found.uid();
    entry.gid = found.gid();
    entry.file_size = found.size() as u32;
}

#[cfg(not(unix))]
fn stat(_: &Path, _: &mut git2::IndexEntry) {}

/// Whether the index can be changed for a step without loss.
pub(super) fn clean(edit: &IndexEdit, step: &Change) -> bool {
    super::dirty::index_is_clean(edit.index(), step)
}
