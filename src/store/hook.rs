//! The hook that git runs on a server before it takes a push.

use std::io::{ErrorKind, Write};
use std::path::PathBuf;

use super::{Repo, StoreError};

/// What the hook of a bare repository is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Hook {
    /// There is none.
    None,
    /// This text.
    Text(String),
}

impl Repo {
    /// Where git looks for the hook that runs before a push is taken.
    ///
    /// # Errors
    ///
    /// Where the settings cannot be read.
    pub fn pre_receive(&self) -> Result<PathBuf, StoreError> {
        let folder = match self.config_get("core.hooksPath")? {
            Some(path) => self.git_dir().join(path),
            None => self.common_dir().join("hooks"),
        };
        Ok(folder.join("pre-receive"))
    }

    /// The hook that stands there.
    ///
    /// # Errors
    ///
    /// Where it cannot be read.
    pub fn pre_receive_hook(&self) -> Result<Hook, StoreError> {
        let path = self.pre_receive()?;
        match std::fs::read(&path) {
            Ok(bytes) => Ok(Hook::Text(String::from_utf8_lossy(&bytes).into_owned())),
            Err(error) if error.kind() == ErrorKind::NotFound => {
                // A link that leads nowhere is somebody's too.
                match std::fs::symlink_metadata(&path) {
                    Ok(_) => Ok(Hook::Text(String::new())),
                    Err(_) => Ok(Hook::None),
                }
            }
            Err(error) => Err(StoreError::io("read", &path, error)),
        }
    }

    /// Writes the hook, whole or not at all, as a program that may be run.
    ///
    /// # Errors
    ///
    /// Where it cannot be written.
    pub fn write_pre_receive(&self, text: &str) -> Result<PathBuf, StoreError> {
        let path = self.pre_receive()?;
        let dir = path.parent().unwrap_or(&path);
        let write = || -> std::io::Result<()> {
            std::fs::create_dir_all(dir)?;
            let mut temp = tempfile::NamedTempFile::new_in(dir)?;
            temp.write_all(text.as_bytes())?;
            temp.as_file().sync_all()?;
            #[cfg(unix)]
            {
                use std::os::unix::fs::PermissionsExt;
                let mode = std::fs::Permissions::from_mode(0o755);
                temp.as_file().set_permissions(mode)?;
            }
            temp.persist(&path)?;
            Ok(())
        };
        write().map_err(|error| StoreError::io("write", &path, error))?;
        Ok(path)
    }

    /// Takes the hook away.
    ///
    /// # Errors
    ///
    /// Where it cannot be removed.
    pub fn remove_pre_receive(&self) -> Result<(), StoreError> {
        let path = self.pre_receive()?;
        std::fs::remove_file(&path).map_err(|error| StoreError::io("remove", &path, error))
    }
}
