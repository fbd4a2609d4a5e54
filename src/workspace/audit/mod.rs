//! Coverage: which decision made each change of the organisation so, and which
//! changes no decision covers.
//!
//! Every commit of the shared line since the founding that changes
//! `governance/` is judged by what it did, never by what it says of itself: it
//! is covered by an acceptance that anybody can compute, by housekeeping that
//! somebody signed who may, by a person's own present key, by a later decision
//! that ratifies it, or by nothing.

mod acted;
mod attested;
mod blame;
mod enacted;
mod founding;
mod heads;
mod housekeeping;
mod judge;
mod keep;
mod keys;
mod line;
mod memory;
mod merge;
mod push;
mod ratified;
mod sides;
mod taint;
mod words;

use super::WorkspaceError;
use super::session::{Session, SharedLine};
use crate::base::{Instant, PersonId, ProposalName};
use crate::store::{Change, CommitId, StoreError};

pub use blame::{Blamed, BlamedLine};
pub use founding::Anchor;
pub use heads::{Rewritten, SeenBallot};
pub use housekeeping::{Edited, housekeeping_digest};
pub use keep::Kept;
pub use keys::rotation_digest;
pub(super) use line::Memo;

/// What covers a change of the organisation.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Cover {
    /// It is exactly what an accepted proposal decided.
    Enactment {
        /// Which.
        proposal: ProposalName,
    },
    /// It needed no proposal, and somebody who may make it signed it.
    Housekeeping {
        /// What organisation.yaml allows, and to whom: `people by ops`.
        rule: String,
        /// Who signed.
        by: PersonId,
    },
    /// A person changed their own keys, signed with one of them.
    KeyRotation {
        /// Whose.
        person: PersonId,
    },
    /// An accepted proposal says that it stands.
    Ratified {
        /// Which.
        by: ProposalName,
    },
    /// Somebody whom the rule lets act first applied a proposal before it was
    /// decided.
    Act {
        /// Which.
        proposal: ProposalName,
        /// Who.
        by: PersonId,
    },
    /// Such an act, which was not ratified, was taken back.
    Undoing {
        /// On which proposal.
        proposal: ProposalName,
    },
    /// A merge that took from its sides what each had, or what polity makes of
    /// both by meaning, all of it covered.
    Merge,
    /// The founding itself.
    Founding,
    /// Nothing.
    Uncovered {
        /// Why what might have covered it does not.
        why: Vec<String>,
    },
}

impl Cover {
    /// Whether anything covers it.
    pub fn is_covered(&self) -> bool {
        !matches!(self, Self::Uncovered { .. })
    }
}

/// A commit of the shared line that changed the organisation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditedChange {
    /// It.
    pub commit: CommitId,
    /// The date that it bears; it proves nothing.
    pub at: Option<Instant>,
    /// The files of `governance/` that it changed, against its first parent.
    pub files: Vec<Change>,
    /// What it did, in the organisation's words.
    pub what: Vec<String>,
    /// What covers it.
    pub cover: Cover,
}

/// What an audit found.
#[derive(Debug, Clone)]
pub struct Audit {
    /// The founding.
    pub anchor: Anchor,
    /// The commit up to which it looked.
    pub head: CommitId,
    /// How many commits of the line it covers, the founding not among them.
    pub commits: usize,
    /// Every change of the organisation, oldest first.
    pub changes: Vec<AuditedChange>,
    /// What else is worth knowing.
    pub notes: Vec<String>,
}

impl Audit {
    /// The changes that nothing covers.
    pub fn uncovered(&self) -> impl Iterator<Item = &AuditedChange> {
        self.changes.iter().filter(|it| !it.cover.is_covered())
    }
}

impl Session<'_> {
    /// Says of every commit that changed the organisation what covers it.
    ///
    /// `range` takes two commits: what the first has is left out, and the
    /// second stands in place of the line's tip (it need not be on the branch
    /// yet). `anchor` is the founding as somebody was told it. `on_progress`
    /// is called with how many commits are done, and of how many.
    ///
    /// # Errors
    ///
    /// Where the workspace is a draft, the founding is another than was told or
    /// remembered or does not hold, a tree is one that readers see differently,
    /// or an object cannot be read. What is not covered is in the result.
    pub fn audit(
        &self,
        line: &SharedLine,
        range: Option<(CommitId, CommitId)>,
        anchor: Option<CommitId>,
        on_progress: &dyn Fn(usize, usize),
    ) -> Result<Audit, WorkspaceError> {
        let line = SharedLine {
            branch: line.branch.clone(),
            tip: range.map_or(line.tip, |(_, new)| new),
        };
        let anchor = self
            .trusted_anchor(&line, anchor)?
            .ok_or(WorkspaceError::Draft)?;
        let place = self.audited_to(line.tip, anchor.commit, on_progress)?;
        let from = match range {
            None => None,
            Some((old, _)) if self.repo().is_ancestor(old, anchor.commit)? => None,
            Some((old, new)) => Some(self.place_on_line(old)?.ok_or(StoreError::NotOnLine {
                commit: old,
                tip: new,
            })?),
        };
        let judged = self.changes_to(place)?;
        let judged = judged
            .into_iter()
            .filter(|(at, _)| from.is_none_or(|from| *at > from));
        let mut changes: Vec<AuditedChange> = judged.map(|(_, change)| change).collect();
        if changes.iter().any(|it| !it.cover.is_covered()) {
            let ratified = self.ratified_at(line.tip)?;
            for change in &mut changes {
                if let (false, Some(by)) = (change.cover.is_covered(), ratified.get(&change.commit))
                {
                    change.cover = Cover::Ratified { by: by.clone() };
                }
            }
        }
        self.remember_audit()?;
        let notes = self.removed_proposals(place)?;
        Ok(Audit {
            anchor,
            head: line.tip,
            commits: place.saturating_sub(from.unwrap_or(0)),
            changes,
            notes,
        })
    }
}
