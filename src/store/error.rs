//! What can go wrong at the git edge, said so that a person knows what to do.

use std::io;
use std::path::{Path, PathBuf};

use super::{CommitId, TreeProblem};

/// Why the store could not do what it was asked.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StoreError {
    /// No repository here or above.
    #[error("{} is not in a git repository; `polity init` makes one", .0.display())]
    NotARepository(PathBuf),
    /// Refs are kept in a form that libgit2 does not read.
    #[error(
        "this repository keeps its refs as reftable, which polity does not read yet; \
         `git refs migrate --ref-format=files` changes it"
    )]
    Reftable,
    /// Another extension that libgit2 does not know.
    #[error("this repository uses something that polity does not know: {0}")]
    Unsupported(String),
    /// The folder belongs to another user, and git's safety rule applies.
    #[error(
        "{} belongs to another user; if you trust it: \
         `git config --global --add safe.directory {}`",
        .0.display(), .0.display()
    )]
    OwnedBySomebodyElse(PathBuf),
    /// A working tree is needed.
    #[error("{} is a bare repository, without files; work in a clone of it", .0.display())]
    Bare(PathBuf),
    /// An object that history names is not here.
    #[error("the object {id} is not in this clone; {}", how_to_fetch(*.shallow))]
    MissingObject {
        /// Its name.
        id: String,
        /// Whether the clone is a shallow one.
        shallow: bool,
    },
    /// An object that is not what its name says, or not of git's form.
    #[error("the object {id} is damaged ({why}); `git fsck` tells more")]
    BadObject {
        /// Its name.
        id: String,
        /// What is wrong with it.
        why: String,
    },
    /// A file that is larger than any that is read.
    #[error(
        "the file with the id {id} has {bytes} bytes, and at most {} are read; \
         `git log --find-object={id}` says where it came from",
        super::object::LARGEST_FILE
    )]
    HugeFile {
        /// Its name.
        id: String,
        /// Its size.
        bytes: u64,
    },
    /// A name that stands for no commit.
    #[error("`{0}` names no commit here; `git log --all --oneline` lists them")]
    UnknownRevision(String),
    /// A branch without a commit.
    #[error("the branch `{0}` has no commit yet; make the first one")]
    UnbornBranch(String),
    /// No branch is checked out.
    #[error("no branch is checked out (the head is detached); `git switch BRANCH` goes to one")]
    DetachedHead,
    /// No such branch.
    #[error("there is no branch `{0}` here; `git branch --all` lists them")]
    NoBranch(String),
    /// A commit is not on the first-parent line where it was looked for.
    #[error("{commit} is not on the first-parent line of {tip}")]
    NotOnLine {
        /// The commit that was looked for.
        commit: CommitId,
        /// Where the line was followed from.
        tip: CommitId,
    },
    /// A tree that git would not have written.
    #[error("{0}")]
    BadTree(TreeProblem),
    /// The branch is not where it was when the change was prepared.
    #[error(
        "the branch `{branch}` has moved to {} meanwhile; nothing was written, try again",
        shown(*.found)
    )]
    RefMoved {
        /// The branch.
        branch: String,
        /// Where it is now.
        found: Option<CommitId>,
    },
    /// Files to be written have changes that are not committed.
    #[error(
        "these files have changes that are not committed, and nothing was written: {}; \
         commit them or put them back (`git restore FILE`) first",
        .0.join(", ")
    )]
    DirtyPaths(Vec<String>),
    /// A patch that is not applied.
    #[error("the patch is not taken: {0}")]
    Patch(String),
    /// A patch that does not fit the files as they are.
    #[error("the patch does not fit {}", .0.join(", "))]
    PatchUnfit(Vec<String>),
    /// Somebody holds git's lock.
    #[error(
        "git is busy here ({} exists); wait for the other program, \
         or remove the file if there is none",
        .0.display()
    )]
    Locked(PathBuf),
    /// Another polity is writing.
    #[error("another polity is writing to this repository; try again when it is done")]
    Busy,
    /// A merge or the like is under way.
    #[error("a {0} is under way here; finish it or abort it first (`git status`)")]
    InProgress(String),
    /// The branch is checked out in another working tree.
    #[error("the branch `{0}` is checked out in another working tree; work there")]
    CheckedOutElsewhere(String),
    /// The index is of a kind that libgit2 does not write.
    #[error(
        "git's index here cannot be read ({0}); if it is split or sparse: \
         `git update-index --no-split-index` and `git sparse-checkout disable`"
    )]
    BadIndex(String),
    /// A path that a workspace does not have.
    #[error("`{0}` cannot be written: {1}")]
    BadPath(String, String),
    /// Nothing to commit.
    #[error("nothing would change, so there is nothing to commit")]
    NothingToCommit,
    /// Git does not know who commits.
    #[error("git does not know your {0}; `git config --global {1} VALUE` tells it")]
    NoIdentity(&'static str, &'static str),
    /// A name or address that a commit cannot carry.
    #[error("`{0}` cannot stand in a commit; names and addresses are one line without < and >")]
    BadStamp(String),
    /// The commit could not be signed.
    #[error("the commit could not be signed, and nothing was written: {0}")]
    Signing(String),
    /// The ref moved, but the files could not be brought along, nor the ref
    /// back.
    #[error(
        "the commit {commit} is made, but the files could not be brought up to it ({why}); \
         `git status` shows the difference and `git restore --staged --worktree .` mends it"
    )]
    Unfinished {
        /// The commit that was made.
        commit: CommitId,
        /// What stopped it.
        why: String,
    },
    /// The operating system refused.
    #[error("cannot {doing} {}: {source}{}", .path.display(), todo(&.source.to_string()))]
    Io {
        /// What was tried, as a verb.
        doing: &'static str,
        /// With what.
        path: PathBuf,
        /// What it said.
        source: io::Error,
    },
    /// The `git` program is missing.
    #[error("the program `git` was not found; install it, or put it on the PATH")]
    NoGitProgram,
    /// The `git` program failed.
    #[error("`git {command}` failed: {said}")]
    GitProgram {
        /// Its first words.
        command: String,
        /// The last of what it printed to its standard error.
        said: String,
    },
    /// The `git` program did not end in time.
    #[error("`git {command}` did not end within {seconds} seconds, and was stopped")]
    GitTimeout {
        /// Its first word.
        command: String,
        /// The time it had.
        seconds: u64,
    },
    /// A branch elsewhere no longer continues what was fetched of it before.
    #[error(
        "the branch `{branch}` of {remote} no longer continues {}, which this clone has seen there; \
         nothing was changed", shown(*.seen)
    )]
    Rewritten {
        /// The remote.
        remote: String,
        /// The branch there.
        branch: String,
        /// Where it was when it was last fetched.
        seen: Option<CommitId>,
    },
    /// No random numbers.
    #[error("the system gives no random numbers: {0}")]
    NoEntropy(String),
    /// Anything else that libgit2 says.
    #[error("git could not {doing}: {said}{}", todo(.said))]
    Git {
        /// What was tried, as a verb.
        doing: &'static str,
        /// What libgit2 said.
        said: String,
    },
}

impl StoreError {
    pub(super) fn git(doing: &'static str, error: &git2::Error) -> Self {
        Self::Git {
            doing,
            said: error.message().to_owned(),
        }
    }

    pub(crate) fn io(doing: &'static str, path: &Path, source: io::Error) -> Self {
        Self::Io {
            doing,
            path: path.to_owned(),
            source,
        }
    }

    /// Why a repository could not be opened.
    pub(super) fn opening(dir: &Path, error: &git2::Error) -> Self {
        let said = error.message();
        match error.code() {
            git2::ErrorCode::NotFound => Self::NotARepository(dir.to_owned()),
            // Which folder git asks to trust stands in libgit2's words; it is
            // not the one that the command ran in.
            git2::ErrorCode::Owner => {
                let named = said.split('\'').nth(1).map(Path::new);
                let root = named.map(|it| match it.ends_with(".git") {
                    true => it.parent().unwrap_or(it),
                    false => it,
                });
                Self::OwnedBySomebodyElse(root.unwrap_or(dir).to_owned())
            }
            _ if said.contains("refstorage") => Self::Reftable,
            _ if said.contains("unsupported") => Self::Unsupported(said.to_owned()),
            _ => Self::git("open the repository", error),
        }
    }
}

/// What helps where the disk or its permissions are in the way.
fn todo(said: &str) -> &'static str {
    let said = said.to_lowercase();
    let any = |words: &[&str]| words.iter().any(|word| said.contains(word));
    if any(&["no space left", "file too large", "quota"]) {
        "; nothing was changed: make room there and type it again"
    } else if any(&["permission denied", "read-only file system"]) {
        "; nothing was changed: let your user write there and type it again"
    } else {
        ""
    }
}

fn how_to_fetch(shallow: bool) -> &'static str {
    if shallow {
        "it is a shallow one: `git fetch --unshallow` brings the rest"
    } else {
        "if it is a partial one, `git fetch --refetch --no-filter` brings the rest; \
         else the repository is damaged, and `git fsck` tells more"
    }
}

fn shown(commit: Option<CommitId>) -> String {
    commit.map_or_else(|| "nothing".to_owned(), |id| id.short())
}
