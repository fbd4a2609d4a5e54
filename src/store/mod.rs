//! Trees, history, commits and refs: the only module that names git2.
//!
//! A [`Repo`] gives owned data and takes owned data; no type of git2 leaves
//! this folder. Objects are read raw and parsed here: git2 would hide what
//! must be seen (the order and the modes of a tree, the parents that a shallow
//! clone cuts off), and a generic diff is ten times slower than walking two
//! trees side by side.
//!
//! Reading: [`Repo::files_at`], [`Repo::tree_entry`], [`Repo::blob`],
//! [`Repo::changed_paths`], [`Repo::commits_reachable`]; and [`files_in`] for a
//! plain folder, with or without git. Writing: [`Repo::commit_files`] and
//! [`write_worktree`]. Both write everything or nothing.

mod ancestry;
mod changes;
mod clock;
mod commit;
mod config;
mod cores;
mod error;
mod fine;
mod folder;
mod history;
mod hook;
mod id;
mod kept;
mod link;
mod lookup;
mod merge;
mod notebook;
mod object;
mod order;
mod patch;
mod program;
mod random;
mod remote;
mod repo;
mod selection;
mod settings;
mod sights;
mod snapshot;
#[cfg(test)]
pub(crate) mod testing;
mod texts;
mod top;
mod tree;
mod trees;
mod write;

pub use ancestry::Ancestry;
pub use changes::{Change, Changes};
pub use clock::{Clock, FixedClock, SystemClock};
pub use commit::{Commit, Stamp};
pub use config::Identity;
pub use error::StoreError;
pub use folder::files_in;
pub use hook::Hook;
pub use id::{BlobId, CommitId, GitIdError, TreeId};
pub use link::{Link, Parents};
pub use merge::{MarkForm, MergeStyle, MergedText, merge_text, merge_union};
pub use notebook::Page;
pub use program::foreign;
pub use random::{Entropy, FixedEntropy, SystemEntropy};
pub use remote::Pushed;
pub use repo::{Head, Repo};
pub use selection::{Limits, Selection, Want};
pub use settings::ConfigScope;
pub use sights::Sight;
pub use snapshot::{FileEntry, Files, Unread};
pub use tree::{Entry, TreeFlaw, TreeProblem};
pub use write::{CommitPlan, Signer, write_worktree};
