//! Writing: one commit, the branch moved, and the files brought along.
//!
//! An interrupted command leaves the repository as it was or as it should be.
//! The order is:
//!
//! 1. a lock that keeps other polity processes out; what an interrupted one
//!    left behind is put right (see journal.rs);
//! 2. checks: the branch is where it was expected, and none of the files has
//!    changes that are not committed. Nothing is written before these pass;
//! 3. objects, which nobody sees yet; the signature, which may wait for a
//!    person;
//! 4. the journal, git's own index lock, the checks again, and the new files
//!    under temporary names beside their places;
//! 5. the branch, by comparing and swapping: from here on the change is made;
//! 6. the files by renaming, and the index.
//!
//! If 6 fails, files and branch go back. If the process is killed in 4, only
//! temporary files are left; if it is killed in 6, the next command that writes
//! finishes ([`Repo::put_right`](super::Repo::put_right)).

mod batch;
mod dirty;
mod draft;
mod index;
mod journal;
mod land;
mod plan;
mod restore;
mod step;
#[cfg(test)]
mod tests;
mod trees;

pub(in crate::store) use step::step;
pub(in crate::store) use trees::check_path;

pub use draft::write_worktree;
pub use plan::{CommitPlan, Signer};
