//! What this clone remembers and shares with nobody: the anchor, the heads
//! that it has verified. It is kept in the `polity` folder of the git folder
//! that all working trees share, and losing it loses nothing but time and
//! first-use trust.

use std::io::{BufWriter, ErrorKind, Read, Write};
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

use super::{Repo, StoreError};

impl Repo {
    /// Writes a page of the notebook, whole or not at all. A name has lower-case
    /// letters, digits and hyphens. Where nothing may be written, nothing is
    /// remembered: reading a clone that is somebody else's is no error.
    pub fn remember(&self, name: &str, bytes: &[u8]) -> Result<(), StoreError> {
        let path = self.page(name)?;
        match write(&path, bytes, true) {
            Err(error) if !may_write(&error) => Ok(()),
            written => written.map_err(|error| StoreError::io("write", &path, error)),
        }
    }

    /// Writes a page that saves time and nothing else, and that is checked
    /// whenever it is read: where it cannot be written, it is left, and it
    /// need not be on the disk at once.
    pub(super) fn jot(&self, name: &str, bytes: &[u8]) {
        if let Ok(path) = self.page(name) {
            let _ = write(&path, bytes, false);
        }
    }

    /// Reads such a page; `None` where it cannot be read or has more bytes.
    pub(super) fn recall_short(&self, name: &str, most: u64) -> Option<Vec<u8>> {
        let file = std::fs::File::open(self.page(name).ok()?).ok()?;
        let size = file.metadata().ok()?.len();
        let mut bytes = Vec::with_capacity(usize::try_from(size.min(most)).ok()?);
        file.take(most + 1).read_to_end(&mut bytes).ok()?;
        (bytes.len() as u64 <= most).then_some(bytes)
    }

    /// Reads a page; `None` if it was never written.
    pub fn recall(&self, name: &str) -> Result<Option<Vec<u8>>, StoreError> {
        let path = self.page(name)?;
        match std::fs::read(&path) {
            Ok(bytes) => Ok(Some(bytes)),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
            Err(error) => Err(StoreError::io("read", &path, error)),
        }
    }

    /// Begins a page that is written piece by piece, for what is too much to
    /// be held at once.
    ///
    /// # Errors
    ///
    /// Where nothing may be written, or the name is none.
    pub fn begin_page(&self, name: &str) -> Result<Page, StoreError> {
        let path = self.page(name)?;
        let temp = beside(&path).map_err(|error| StoreError::io("write", &path, error))?;
        let temp = BufWriter::with_capacity(1 << 16, temp);
        Ok(Page { temp, path })
    }

    pub(super) fn page(&self, name: &str) -> Result<PathBuf, StoreError> {
        let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
        if name.is_empty() || !name.bytes().all(plain) {
            let why = "a page has a name of lower-case letters, digits and hyphens";
            return Err(StoreError::BadPath(name.to_owned(), why.to_owned()));
        }
        // Apart from the lock of the writing module, which stands beside them.
        Ok(self.common_dir().join("polity").join("notebook").join(name))
    }
}

/// A page that is being written. Until it is kept there is the old one.
pub struct Page {
    temp: BufWriter<NamedTempFile>,
    path: PathBuf,
}

impl Page {
    /// Adds bytes at its end.
    ///
    /// # Errors
    ///
    /// Where they cannot be written.
    pub fn add(&mut self, bytes: &[u8]) -> Result<(), StoreError> {
        let written = self.temp.write_all(bytes);
        written.map_err(|error| StoreError::io("write", &self.path, error))
    }

    /// Puts it in its place, whole.
    ///
    /// # Errors
    ///
    /// Where it cannot be written.
    pub fn keep(self) -> Result<(), StoreError> {
        let Self { temp, path } = self;
        let keep = || -> std::io::Result<()> {
            let temp = temp
                .into_inner()
                .map_err(std::io::IntoInnerError::into_error)?;
            temp.as_file().sync_all()?;
            temp.persist(&path)?;
            Ok(())
        };
        keep().map_err(|error| StoreError::io("write", &path, error))
    }
}

/// Writes a file whole or not at all.
fn write(path: &Path, bytes: &[u8], at_once: bool) -> std::io::Result<()> {
    let mut temp = beside(path)?;
    temp.write_all(bytes)?;
    if at_once {
        temp.as_file().sync_all()?;
    }
    temp.persist(path)?;
    Ok(())
}

/// A file beside a page, to take its place.
fn beside(path: &Path) -> std::io::Result<NamedTempFile> {
    let dir = path.parent().unwrap_or(path);
    std::fs::create_dir_all(dir)?;
    NamedTempFile::new_in(dir)
}

fn may_write(error: &std::io::Error) -> bool {
    let kinds = [ErrorKind::PermissionDenied, ErrorKind::ReadOnlyFilesystem];
    !kinds.contains(&error.kind())
}

#[cfg(test)]
mod tests {
    use crate::store::testing::Scratch;

    #[test]
    fn pages_are_kept_and_replaced() {
        let scratch = Scratch::new();
        let repo = &scratch.repo;
        assert_eq!(repo.recall("anchor").unwrap(), None);
        repo.remember("anchor", b"one").unwrap();
        repo.remember("anchor", b"two").unwrap();
        assert_eq!(repo.recall("anchor").unwrap().as_deref(), Some(&b"two"[..]));
        assert_eq!(scratch.git(&["status", "--porcelain"]), "");
        let mut page = repo.begin_page("anchor").unwrap();
        page.add(b"th").unwrap();
        drop(page);
        assert_eq!(repo.recall("anchor").unwrap().as_deref(), Some(&b"two"[..]));
        let mut page = repo.begin_page("anchor").unwrap();
        page.add(b"th").unwrap();
        page.add(b"ree").unwrap();
        page.keep().unwrap();
        assert_eq!(
            repo.recall("anchor").unwrap().as_deref(),
            Some(&b"three"[..])
        );
        for bad in ["", "../x", "a/b", "A"] {
            assert!(repo.remember(bad, b"").is_err(), "{bad}");
            assert!(repo.begin_page(bad).is_err(), "{bad}");
        }
    }
}
