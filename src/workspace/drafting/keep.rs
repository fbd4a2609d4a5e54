//! A copy of edited files, kept beside git's own before anything is put back.

use std::collections::BTreeMap;
use std::path::PathBuf;

use crate::store::write_worktree;
use crate::workspace::WorkspaceError;
use crate::workspace::session::Session;

/// Where the edited files are kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptEdits {
    /// The folder, which has them under their paths.
    pub folder: PathBuf,
}

impl Session<'_> {
    /// Keeps a copy of edited files in the git folder, on the disk for good.
    /// What was removed is listed in `removed`.
    ///
    /// # Errors
    ///
    /// Where it cannot be written.
    pub fn keep(
        &self,
        edited: &BTreeMap<String, Option<Vec<u8>>>,
    ) -> Result<KeptEdits, WorkspaceError> {
        let all = self.repo().git_dir().join("polity").join("edits");
        let stamp: String = self
            .now()
            .to_string()
            .chars()
            .filter(char::is_ascii_alphanumeric)
            .collect();
        let names = std::iter::once(stamp.clone());
        let names = names.chain((2..1_000).map(|n| format!("{stamp}-{n}")));
        let free = names.map(|name| all.join(name)).find(|it| !it.exists());
        let folder = free
            .ok_or_else(|| WorkspaceError::Other(format!("{} is full of copies", all.display())))?;
        let mut files = edited.clone();
        files.retain(|_, bytes| bytes.is_some());
        let removed: Vec<&str> = edited
            .iter()
            .filter(|(_, bytes)| bytes.is_none())
            .map(|(path, _)| path.as_str())
            .collect();
        if !removed.is_empty() {
            let text = removed.join("\n") + "\n";
            files.insert("removed".to_owned(), Some(text.into_bytes()));
        }
        write_worktree(&folder, &files)?;
        Ok(KeptEdits { folder })
    }
}
