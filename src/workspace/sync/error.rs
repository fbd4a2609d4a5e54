//! Why the shared line could not be brought up to date.

use super::super::WorkspaceError;
use crate::store::StoreError;

/// Why the shared line could not be brought up to date. What was committed here
/// stays committed here.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SyncError {
    /// No other repository is known.
    #[error("this repository knows no other one: it has no remote")]
    NoRemote {
        /// The shared branch.
        branch: String,
    },
    /// Several are known, and none is the one.
    #[error(
        "there are several remotes ({}), and the branch `{branch}` follows none of them",
        .names.join(", ")
    )]
    SeveralRemotes {
        /// They.
        names: Vec<String>,
        /// The shared branch.
        branch: String,
    },
    /// No remote of that name.
    #[error("there is no remote `{given}`")]
    UnknownRemote {
        /// What was asked for.
        given: String,
        /// Those that there are.
        names: Vec<String>,
    },
    /// The remote has no such branch yet.
    #[error("{remote} has no branch `{branch}`")]
    NothingThere {
        /// The shared branch here.
        line: String,
        /// The remote.
        remote: String,
        /// The branch there.
        branch: String,
    },
    /// The two lines have no commit in common.
    #[error("`{branch}` here and at {remote} have no history in common")]
    Unrelated {
        /// The remote.
        remote: String,
        /// The branch there.
        branch: String,
    },
    /// The other side refuses the push.
    #[error("{remote} refuses it: {said}")]
    Refused {
        /// The remote.
        remote: String,
        /// What it said, with control characters escaped.
        said: String,
    },
    /// Others were faster every time.
    #[error(
        "others were there first, each of {attempts} times in {seconds} seconds; the time is over"
    )]
    GaveUp {
        /// How often it was tried.
        attempts: u32,
        /// For how long.
        seconds: u64,
    },
    /// Commits that only their maker can settle are in the way.
    #[error("{} here cannot be put on the line", super::super::error::count(.0.len(), "commit"))]
    Left(Vec<super::Left>),
}

impl WorkspaceError {
    /// Whether the way to the other repository failed, and nothing is wrong
    /// with what was to be sent.
    pub(crate) fn is_on_the_way(&self) -> bool {
        matches!(
            self,
            Self::Store(StoreError::GitProgram { .. } | StoreError::GitTimeout { .. })
                | Self::Sync(SyncError::GaveUp { .. } | SyncError::Refused { .. })
        )
    }
}
