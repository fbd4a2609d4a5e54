//! Bringing the shared line up to date with others: fetch, put what was made
//! here on top, push, and try again where somebody else was faster.
//!
//! The push comes before the branch here moves, and goes by the commit's id. So
//! a process that is killed at any moment leaves the branch here as it was, and
//! the next `sync` finds what had arrived and what had not.

mod effort;
mod error;
mod own;
mod replay;
mod upstream;

use std::time::Duration;

use effort::Effort;
use replay::Prepared;

pub use error::SyncError;
pub use own::Left;
pub(super) use own::{Record, record};
pub use replay::Put;
pub use upstream::Upstream;

use super::{Session, WorkspaceError};
use crate::store::{CommitId, Pushed, StoreError};

/// How to bring the line up to date.
#[derive(Debug, Clone)]
pub struct SyncOptions {
    /// With which remote, where it is not the one that the branch follows.
    pub remote: Option<String>,
    /// How long to try again while others are faster; also the longest that
    /// one run of git may take.
    pub limit: Duration,
}

impl Default for SyncOptions {
    fn default() -> Self {
        Self {
            remote: None,
            limit: Duration::from_secs(120),
        }
    }
}

/// The line, up to date.
#[derive(Debug, Clone)]
pub struct Synced {
    /// With what.
    pub upstream: Upstream,
    /// Its newest commit there.
    pub tip: CommitId,
    /// How many commits of others came.
    pub brought: usize,
    /// What was made here and is there now.
    pub put: Vec<Put>,
    /// What was made here and stays here.
    pub left: Vec<Left>,
    /// How often a push was tried.
    pub attempts: u32,
    /// Why the branch here was not brought along, where it was not.
    pub behind: Option<String>,
}

/// Something that was done here and was to be shared.
pub struct Shared<T> {
    /// What was done.
    pub made: T,
    /// How sharing it went. It stays done here where it failed.
    pub sync: Result<Synced, WorkspaceError>,
}

impl Session<'_> {
    /// Brings the shared line up to date with the remote, in both directions.
    /// The branch that is checked out does not matter; files with changes that
    /// are not committed are not touched.
    ///
    /// # Errors
    ///
    /// Where the remote cannot be told, reached or persuaded. Nothing that was
    /// committed here is lost by that.
    pub fn sync(&self, options: &SyncOptions) -> Result<Synced, WorkspaceError> {
        let upstream = self.upstream(options.remote.as_deref())?;
        self.sync_from(&upstream, options, None)
    }

    fn sync_from(
        &self,
        upstream: &Upstream,
        options: &SyncOptions,
        fetched: Option<CommitId>,
    ) -> Result<Synced, WorkspaceError> {
        let mut effort = Effort::new(options.limit);
        let mut fetched = fetched;
        loop {
            let theirs = match fetched.take() {
                Some(theirs) => theirs,
                None => self.fetch_line(upstream, options, &mut effort)?,
            };
            let local = self.repo().branch_tip(&upstream.line)?;
            let prepared = self.prepare(local, theirs)?;
            let prepared = prepared.ok_or_else(|| SyncError::Unrelated {
                remote: upstream.remote.clone(),
                branch: upstream.branch.clone(),
            })?;
            if prepared.tip != theirs
                && !self.push_line(upstream, options, &mut effort, prepared.tip)?
            {
                continue;
            }
            match self.bring_along(&upstream.line, local, &prepared) {
                // Somebody committed here meanwhile: that is to be sent, too.
                Err(StoreError::RefMoved { .. }) => effort.behind()?,
                behind => {
                    self.note_sight(&upstream.line, prepared.tip);
                    return Ok(Synced {
                        upstream: upstream.clone(),
                        tip: prepared.tip,
                        brought: prepared.brought,
                        put: prepared.put,
                        left: prepared.left,
                        attempts: effort.attempts,
                        behind: behind.err().map(|error| error.to_string()),
                    });
                }
            }
        }
    }

    /// Does something that can stand anywhere on the line, such as casting a
    /// ballot, and shares it. Where the remote cannot be reached it is done all
    /// the same, and is here to be shared later.
    ///
    /// # Errors
    ///
    /// Where the remote cannot be told, or it cannot be done; nothing is done
    /// then.
    pub fn share<T, E: From<WorkspaceError>>(
        &self,
        options: &SyncOptions,
        make: impl FnOnce(&Self) -> Result<T, E>,
    ) -> Result<Shared<T>, E> {
        let upstream = self.upstream(options.remote.as_deref())?;
        // First the newest: it may be that the poll was opened there.
        let before = match self.sync_from(&upstream, options, None) {
            Ok(synced) => Ok(synced),
            Err(error) if error.is_on_the_way() => Err(error),
            Err(error) => return Err(error.into()),
        };
        let made = make(self)?;
        let sync = match before {
            Ok(synced) => self.sync_from(&upstream, options, Some(synced.tip)),
            Err(error) => Err(error),
        };
        Ok(Shared { made, sync })
    }

    /// Does something that holds only on the newest commit, such as opening or
    /// closing a vote, and shares it. Where somebody else is faster it is taken
    /// back and done again on what they shared.
    ///
    /// # Errors
    ///
    /// Where the remote cannot be told or reached, where something else that
    /// was made here is in the way, or where it cannot be done; nothing is done
    /// then.
    pub fn share_on_newest<T>(
        &self,
        options: &SyncOptions,
        mut make: impl FnMut(&Self) -> Result<T, WorkspaceError>,
        commit: impl Fn(&T) -> Option<CommitId>,
    ) -> Result<Shared<T>, WorkspaceError> {
        let upstream = self.upstream(options.remote.as_deref())?;
        let mut effort = Effort::new(options.limit);
        loop {
            let mut synced = self.sync_from(&upstream, options, None)?;
            if !synced.left.is_empty() {
                return Err(SyncError::Left(synced.left).into());
            }
            let made = make(self)?;
            let Some(made_commit) = commit(&made) else {
                return Ok(Shared {
                    made,
                    sync: Ok(synced),
                });
            };
            let sync = match self.push_line(&upstream, options, &mut effort, made_commit) {
                Ok(true) => {
                    synced.put.push(Put {
                        was: made_commit,
                        now: made_commit,
                        subject: self.repo().commit(made_commit)?.subject().to_owned(),
                    });
                    synced.tip = made_commit;
                    synced.attempts = effort.attempts;
                    Ok(synced)
                }
                Ok(false) => {
                    // The answer may have been lost on the way back.
                    let theirs = self.fetch_line(&upstream, options, &mut effort)?;
                    if self.repo().is_ancestor(made_commit, theirs)? {
                        let sync = self.sync_from(&upstream, options, Some(theirs));
                        return Ok(Shared { made, sync });
                    }
                    // It counts only where it was made; there is nothing in it
                    // that is not made again.
                    let (line, tip) = (&upstream.line, synced.tip);
                    match self.repo().move_branch(line, Some(made_commit), tip) {
                        Ok(()) => continue,
                        Err(error) => Err(error.into()),
                    }
                }
                Err(error) => Err(error),
            };
            return Ok(Shared { made, sync });
        }
    }

    /// Fetches the line and gives its newest commit there.
    fn fetch_line(
        &self,
        upstream: &Upstream,
        options: &SyncOptions,
        effort: &mut Effort,
    ) -> Result<CommitId, WorkspaceError> {
        let Upstream { remote, branch, .. } = upstream;
        effort.begins();
        loop {
            match self.repo().fetch(remote, branch, Some(options.limit)) {
                Ok(Some(theirs)) => return Ok(theirs),
                Ok(None) => {
                    let Upstream {
                        line,
                        remote,
                        branch,
                    } = upstream.clone();
                    return Err(SyncError::NothingThere {
                        line,
                        remote,
                        branch,
                    }
                    .into());
                }
                Err(error) => effort.broke_off(error)?,
            }
        }
    }

    /// Pushes; `false` where somebody else was faster, after a pause.
    fn push_line(
        &self,
        upstream: &Upstream,
        options: &SyncOptions,
        effort: &mut Effort,
        tip: CommitId,
    ) -> Result<bool, WorkspaceError> {
        let Upstream { remote, branch, .. } = upstream;
        effort.attempts = effort.attempts.saturating_add(1);
        match self.repo().push(remote, tip, branch, Some(options.limit)) {
            Ok(Pushed::Done) => Ok(true),
            Ok(Pushed::Behind) => effort.behind().map(|()| false),
            Ok(Pushed::Refused(said)) => {
                let remote = remote.clone();
                Err(SyncError::Refused { remote, said }.into())
            }
            // It may have arrived all the same; what is fetched next tells.
            Err(error) => effort.broke_off(error).map(|()| false),
        }
    }

    /// Moves the branch here to what is shared, and the files where it is
    /// checked out. Commits that could not be shared keep it where it is.
    fn bring_along(
        &self,
        line: &str,
        local: Option<CommitId>,
        prepared: &Prepared,
    ) -> Result<(), StoreError> {
        if !prepared.left.is_empty() || local == Some(prepared.tip) {
            return Ok(());
        }
        self.repo().move_branch(line, local, prepared.tip)
    }
}
