//! What this clone remembers and shares with nobody: the anchor, the heads
//! that it has verified. It is kept in the `polity` folder of the git folder
//! that all working trees share, and losing it loses nothing but time and
//! first-use trust.

use std::io::{BufWriter, ErrorKind, Write};
use std::path::PathBuf;

use tempfile::NamedTempFile;

use super::{Repo, StoreError};

impl Repo {
    /// Writes a page of the notebook, whole or not at all. A name has lower-case
    /// letters, digits and hyphens. Where nothing may be written, nothing is
    /// remembered: reading a clone that is somebody else's is no error.
    pub fn remember(&self, name: &str, bytes: &[u8]) -> Result<(), StoreError> {
        let path = self.page(name)?;
        let dir = path.parent().unwrap_or(&path);
        let write = || -> std::io::Result<()> {
            std::fs::create_dir_all(dir)?;
            let mut temp = tempfile::NamedTempFile::new_in(dir)?;
            temp.write_all(bytes)?;
            temp.as_file().sync_all()?;
            temp.persist(&path)?;
            Ok(())
        };
        match write() {
            Err(error) if !may_write(&error) => Ok(()),
            written => written.map_err(|error| StoreError::io("write", &path, error)),
        }
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
        let dir = path.parent().unwrap_or(&path);
        let begin = || -> std::io::Result<NamedTempFile> {
            std::fs::create_dir_all(dir)?;
            NamedTempFile::new_in(dir)
        };
        let temp = begin().map_err(|error| StoreError::io("write", &path, error))?;
        let temp = BufWriter::with_capacity(1 << 16, temp);
        Ok(Page { temp, path })
    }

    fn page(&self, name: &str) -> Result<PathBuf, StoreError> {
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
