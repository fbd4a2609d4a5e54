//! Where the shared line is shared: which remote, and which branch there.

use super::SyncError;
use crate::workspace::{Session, WorkspaceError};

/// Where the shared line is shared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Upstream {
    /// The shared branch here.
    pub line: String,
    /// The remote.
    pub remote: String,
    /// The branch there.
    pub branch: String,
}

impl Session<'_> {
    /// Where the shared line is shared: at the remote that is named; else where
    /// git's settings say that the branch comes from (`branch.NAME.remote`);
    /// else at the only remote.
    ///
    /// # Errors
    ///
    /// Where that says no remote, or several.
    pub fn upstream(&self, remote: Option<&str>) -> Result<Upstream, WorkspaceError> {
        let line = self.branch()?;
        let setting = |what: &str| self.repo().config_get(&format!("branch.{line}.{what}"));
        let names = self.repo().remotes()?;
        let followed = setting("remote")?.filter(|name| names.contains(name));
        let remote = match (remote, &followed, names.as_slice()) {
            (Some(given), _, _) if names.iter().any(|name| name == given) => given.to_owned(),
            (Some(given), _, _) => {
                let given = given.to_owned();
                return Err(SyncError::UnknownRemote { given, names }.into());
            }
            (None, Some(followed), _) => followed.clone(),
            (None, None, [only]) => only.clone(),
            (None, None, []) => return Err(SyncError::NoRemote { branch: line }.into()),
            (None, None, _) => {
                let branch = line;
                return Err(SyncError::SeveralRemotes { names, branch }.into());
            }
        };
        let there = match followed {
            Some(followed) if followed == remote => setting("merge")?,
            _ => None,
        };
        let there = there
            .as_deref()
            .and_then(|it| it.strip_prefix("refs/heads/"));
        Ok(Upstream {
            branch: there.unwrap_or(&line).to_owned(),
            line,
            remote,
        })
    }
}
