//! Bringing a commit onto a branch: the checks, and the moment itself.

use std::cell::RefCell;
use std::path::Path;

use super::super::{Change, CommitId, Entry, Repo, StoreError};
use super::batch::{Batch, Wanted};
use super::index::{IndexEdit, Looked};
use super::journal::{Journal, Note};
use super::step;
use super::trees::check_path;

/// A branch that is about to be moved.
pub(super) struct Landing {
    branch: String,
    expected: Option<CommitId>,
    /// Held where the branch is checked out, so that files move with it.
    journal: Option<RefCell<Journal>>,
    /// The index as it was checked.
    looked: RefCell<Option<Looked>>,
}

impl Repo {
    /// Checks that a branch is where it is expected and may be moved from here.
    pub(super) fn prepare_landing(
        &self,
        branch: &str,
        expected: Option<CommitId>,
    ) -> Result<Landing, StoreError> {
        if !git2::Reference::is_valid_name(&format!("refs/heads/{branch}")) {
            return Err(StoreError::NoBranch(branch.to_owned()));
        }
        let here = !self.is_bare() && self.head()?.branch.as_deref() == Some(branch);
        let journal = if here {
            if let Some(what) = under_way(self.git.state()) {
                return Err(StoreError::InProgress(what.to_owned()));
            }
            Some(Journal::take(self)?.into())
        } else {
            if self.checked_out_elsewhere(branch) {
                return Err(StoreError::CheckedOutElsewhere(branch.to_owned()));
            }
            None
        };
        let found = self.branch_tip(branch)?;
        if found != expected {
            return Err(StoreError::RefMoved {
                branch: branch.to_owned(),
                found,
            });
        }
        Ok(Landing {
            branch: branch.to_owned(),
            expected,
            journal,
            looked: RefCell::default(),
        })
    }

    /// Whether another working tree of this repository is on the branch.
    fn checked_out_elsewhere(&self, branch: &str) -> bool {
        let common = self.common_dir();
        let mut dirs = Vec::new();
        let bare = self
            .git
            .config()
            .and_then(|config| config.get_bool("core.bare"));
        if !bare.unwrap_or(false) {
            dirs.push(common.to_owned());
        }
        let linked = std::fs::read_dir(common.join("worktrees"));
        dirs.extend(
            linked
                .into_iter()
                .flatten()
                .flatten()
                .map(|entry| entry.path()),
        );
        let wanted = format!("ref: refs/heads/{branch}");
        dirs.iter()
            .filter(|dir| !same(dir, self.git_dir()))
            .filter_map(|dir| std::fs::read_to_string(dir.join("HEAD")).ok())
            .any(|head| head.trim_end() == wanted)
    }
}

fn same(a: &Path, b: &Path) -> bool {
    match (a.canonicalize(), b.canonicalize()) {
        (Ok(a), Ok(b)) => a == b,
        _ => false,
    }
}

impl Landing {
    /// Refuses where somebody's work would be lost.
    pub(super) fn check(&self, repo: &Repo, steps: &[Change]) -> Result<(), StoreError> {
        if self.journal.is_none() {
            return Ok(());
        }
        for step in steps {
            check_path(&step.path)?;
            if let Some(entry) = step.old.or(step.new).filter(|entry| entry.file().is_none()) {
                let what = entry
                    .flaw()
                    .map_or_else(String::new, |flaw| format!("{flaw:?}"));
                let why = format!("it is not a plain file ({what}); `git pull` brings it");
                return Err(StoreError::BadPath(step.path.clone(), why));
            }
        }
        let looked = Looked::at(&repo.index_path(), repo.git.object_format())?;
        refuse_dirty(repo, &looked.index, steps)?;
        *self.looked.borrow_mut() = Some(looked);
        Ok(())
    }

    /// Moves the branch, and the files with it where it is checked out.
    pub(super) fn land(
        &self,
        repo: &Repo,
        to: CommitId,
        steps: &[Change],
        log: &str,
    ) -> Result<(), StoreError> {
        let Some(journal) = &self.journal else {
            return self.move_ref(repo, self.expected, to, log);
        };
        let root = repo.workdir()?;
        let note = Note {
            branch: self.branch.clone(),
            from: self.expected.map(|id| id.hex()),
            to: to.hex(),
            restore: std::collections::BTreeMap::new(),
        };
        journal.borrow_mut().write(&note)?;
        let (place, format) = (repo.index_path(), repo.git.object_format());
        let edit = IndexEdit::begin(&place, &note.mark(), format, self.looked.take())?;
        refuse_dirty(repo, edit.index(), steps)?;
        let mut batch = stage(repo, root, steps, &note)?;
        self.move_ref(repo, self.expected, to, log)?;
        step();
        let done = batch.publish().and_then(|()| edit.finish(root, steps));
        match done {
            Ok(()) => {
                batch.keep();
                Ok(())
            }
            Err(error) => {
                batch.undo();
                match self.move_back(repo, to) {
                    Ok(()) => Err(error),
                    Err(_) => Err(StoreError::Unfinished {
                        commit: to,
                        why: error.to_string(),
                    }),
                }
            }
        }
    }

    /// Compares and swaps. Git's ref lock is taken by libgit2 for the moment.
    fn move_ref(
        &self,
        repo: &Repo,
        from: Option<CommitId>,
        to: CommitId,
        log: &str,
    ) -> Result<(), StoreError> {
        let name = format!("refs/heads/{}", self.branch);
        let failed = |error: git2::Error| match error.code() {
            git2::ErrorCode::Modified | git2::ErrorCode::NotFound | git2::ErrorCode::Exists => {
                StoreError::RefMoved {
                    branch: self.branch.clone(),
                    found: repo.branch_tip(&self.branch).ok().flatten(),
                }
            }
            git2::ErrorCode::Locked => {
                StoreError::Locked(repo.common_dir().join(format!("{name}.lock")))
            }
            _ => StoreError::git("move the branch", &error),
        };
        // The id of zeros stands for a branch that must not be there.
        let from = from.map_or_else(|| Ok(git2::Oid::ZERO_SHA1), CommitId::oid);
        let to = to.oid().map_err(failed)?;
        step();
        repo.git
            .reference_matching(&name, to, true, from.map_err(failed)?, log)
            .map(|_| ())
            .map_err(failed)
    }

    fn move_back(&self, repo: &Repo, to: CommitId) -> Result<(), StoreError> {
        if let Some(from) = self.expected {
            return self.move_ref(repo, Some(to), from, "polity: undo");
        }
        let name = format!("refs/heads/{}", self.branch);
        repo.git
            .find_reference(&name)
            .and_then(|mut found| found.delete())
            .map_err(|error| StoreError::git("move the branch back", &error))
    }
}

/// Writes the files of some steps beside their places.
pub(super) fn stage(
    repo: &Repo,
    root: &Path,
    steps: &[Change],
    note: &Note,
) -> Result<Batch, StoreError> {
    let mut files = Vec::new();
    for step in steps {
        files.push(Wanted {
            path: &step.path,
            bytes: step.new_blob().map(|blob| repo.blob(blob)).transpose()?,
            executable: matches!(step.new, Some(Entry::Executable(_))),
        });
    }
    Batch::stage(root, files, &note.prefix(), false)
}

fn refuse_dirty(repo: &Repo, index: &git2::Index, steps: &[Change]) -> Result<(), StoreError> {
    let paths = repo.in_the_way(index, steps)?;
    if paths.is_empty() {
        Ok(())
    } else {
        Err(StoreError::DirtyPaths(paths))
    }
}

pub(super) fn under_way(state: git2::RepositoryState) -> Option<&'static str> {
    use git2::RepositoryState as State;
    match state {
        State::Merge => Some("merge"),
        State::Revert | State::RevertSequence => Some("revert"),
        State::CherryPick | State::CherryPickSequence => Some("cherry-pick"),
        State::Rebase | State::RebaseInteractive | State::RebaseMerge => Some("rebase"),
        State::ApplyMailbox | State::ApplyMailboxOrRebase => Some("`git am`"),
        State::Clean | State::Bisect => None,
    }
}
