//! The history of the organisation in its own words: what each commit of the
//! shared line changed in `governance/`, and by which decision.
//!
//! Read from the newest commit back, with the organisation of the newest in
//! hand: of each commit before it only the files that differ are parsed, and
//! only they are compared. So the work grows with what changed, and not with
//! the organisation or with what else is in the repository.

mod between;
mod decision;
mod terms;
mod walk;

use std::collections::BTreeSet;
use std::ops::ControlFlow;
use std::sync::Arc;

pub use between::CameBetween;
pub use decision::Decision;
pub use terms::{DatedTerm, dated_terms};

use super::WorkspaceError;
use super::layout::{GOVERNANCE, PROPOSALS};
use super::session::Session;
use crate::base::{Date, Instant};
use crate::diff::Said;
use crate::org::Organisation;
use crate::store::{CommitId, Repo};

use walk::Walk;

/// What one commit changed in the organisation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recorded {
    /// The commit.
    pub commit: CommitId,
    /// When it was made, as it says itself.
    pub at: Option<Instant>,
    /// The day of that, where the organisation lives.
    pub day: Date,
    /// What it came by.
    pub decision: Decision,
    /// What changed, a sentence a fact; none where the text of files changed
    /// and not what they mean.
    pub said: Vec<Said>,
    /// Files that could not be read before or after, so that what they said is
    /// not told.
    pub unread: Vec<String>,
}

impl Recorded {
    /// Whether it is about one of these ids.
    pub fn is_about(&self, ids: &BTreeSet<String>) -> bool {
        self.said.iter().any(|said| !said.ids.is_disjoint(ids))
    }
}

/// Whether to go on after a commit.
pub type Onward = ControlFlow<()>;

/// Reads the history that a commit ends, newest first, down to `until` (left
/// out) or to the root, and gives each commit that changed `governance/` to
/// `each`, until that breaks off. `org` is what is in the newest commit.
/// `on_progress` hears how many commits were read, and of how many.
///
/// # Errors
///
/// Where the objects cannot be read, or `until` is not on the line. A file that
/// cannot be understood is no error: it is named.
pub fn history(
    repo: &Repo,
    tip: CommitId,
    until: Option<CommitId>,
    org: Organisation,
    on_progress: &dyn Fn(usize, usize),
    each: &mut dyn FnMut(&Organisation, Recorded) -> Onward,
) -> Result<(), WorkspaceError> {
    let line = repo.first_parent_line(tip, until)?;
    let zone = org.about.time_zone.zone();
    let mut walk = Walk::new(repo, org);
    for (at, commit) in line.iter().enumerate() {
        if at % 64 == 0 {
            on_progress(at, line.len());
        }
        // What comes next on the line is read already.
        let parent = match (line.get(at + 1), commit.parents.first()) {
            (Some(next), _) => Some(next.tree),
            (None, Some(id)) => Some(repo.commit_tree(*id)?),
            (None, None) => None,
        };
        if parent == Some(commit.tree) {
            continue;
        }
        let new = repo.entry_under(commit.tree, GOVERNANCE)?;
        let old = match parent {
            Some(tree) => repo.entry_under(tree, GOVERNANCE)?,
            None => None,
        };
        if old == new {
            continue;
        }
        let changed = repo.changed_between(parent, commit.tree, GOVERNANCE)?;
        let beside = repo.changed_between(parent, commit.tree, PROPOSALS)?;
        let instant = Instant::from_unix(commit.unix);
        let day = instant.map_or(Date::MIN, |at| at.day(&zone));
        let decision = decision::of(
            repo,
            &repo.commit(commit.id)?,
            &changed.paths,
            &beside.paths,
        )?;
        // What an enactment begins may begin on a later day than its commit.
        let seen = match &decision {
            Decision::Proposal { effective, .. } => day.max(*effective),
            _ => day,
        };
        let step = walk.step(&changed.paths, seen)?;
        let recorded = Recorded {
            commit: commit.id,
            at: instant,
            day,
            decision,
            said: step.said,
            unread: step.unread,
        };
        if each(walk.org(), recorded).is_break() {
            return Ok(());
        }
    }
    on_progress(line.len(), line.len());
    Ok(())
}

impl Session<'_> {
    /// The organisation as a commit has it.
    ///
    /// # Errors
    ///
    /// Where it cannot be read.
    pub fn org_at(&self, commit: CommitId) -> Result<Arc<Organisation>, WorkspaceError> {
        self.at_organisation(commit)
    }

    /// The history of the shared line; see [`history`].
    ///
    /// # Errors
    ///
    /// Where it cannot be read.
    pub fn history(
        &self,
        on_progress: &dyn Fn(usize, usize),
        each: &mut dyn FnMut(&Organisation, Recorded) -> Onward,
    ) -> Result<(), WorkspaceError> {
        let tip = self.line()?.tip;
        let org = self.at_organisation(tip)?;
        let org = Organisation::clone(&org);
        history(self.repo(), tip, None, org, on_progress, each)
    }
}
