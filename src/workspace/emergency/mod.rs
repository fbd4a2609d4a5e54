//! Acts before the decision: `acts_first` of a rule lets somebody act at once,
//! and the act holds provisionally until a stage ratifies it.
//!
//! The act is a signed statement in the proposal's `statements/`, in one commit
//! with the change of `governance/` that it makes. It holds where one who may
//! act first signed it, and the commit made exactly the proposal's changes.

mod act;
mod judge;
mod recorded;

use std::collections::BTreeSet;

use super::WorkspaceError;
use super::layout::GOVERNANCE;
use super::session::Session;
use super::signatures::Signatures;
use crate::base::{Date, Digest, Instant, PersonId, ProposalName, StageId};
use crate::format::wire::record::SignedStatement;
use crate::org::Organisation;
use crate::proposal::{Body, Change, Proposal};
use crate::sign::Namespace;
use crate::store::{CommitId, Files};
use crate::vote::{Enactment, KeyPrint, SignatureVerdict};

/// An act that holds.
#[derive(Debug, Clone)]
pub struct Act {
    /// Who acted.
    pub by: PersonId,
    /// The first day of what was changed.
    pub effective: Date,
    /// Until when it is to be ratified.
    pub until: Instant,
    /// The commit.
    pub commit: CommitId,
    /// What it has come to.
    pub stands: ActStands,
    ratify: StageId,
    content: Digest,
    parent: CommitId,
    at: usize,
    before: Digest,
    after: Digest,
}

/// What an act has come to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ActStands {
    /// It holds until then.
    Provisional,
    /// It was ratified in time.
    Ratified,
    /// It must be undone.
    MustBeUndone {
        /// Why.
        why: String,
    },
    /// It was undone.
    Undone {
        /// By this commit.
        by: CommitId,
    },
}

/// What a proposal's acts were found to be.
#[derive(Debug, Clone, Default)]
pub struct Acts {
    /// The first that holds.
    pub act: Option<Act>,
    /// Those that do not: the commit and why.
    pub void: Vec<(CommitId, String)>,
}

/// An act as the files alone say, quick and provisional.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ActRecorded {
    /// On which proposal.
    pub proposal: ProposalName,
    /// Who acted.
    pub by: PersonId,
    /// The first day of what was changed.
    pub effective: Date,
    /// Until when it is to be ratified.
    pub until: Instant,
    /// Why it must be undone, where it must.
    pub lapsed: Option<String>,
}

/// What an act states: its day, and the organisation before and after.
struct Stated {
    effective: Date,
    before: Digest,
    after: Digest,
}

impl Stated {
    fn text(&self) -> String {
        format!(
            "effective: {}\nbefore: {}\nafter: {}\n",
            self.effective, self.before, self.after
        )
    }

    /// Reads the one form of it.
    fn read(text: &str) -> Option<Self> {
        let mut lines = text.lines();
        let mut word = |name: &str| lines.next()?.strip_prefix(name)?.strip_prefix(": ");
        let stated = Self {
            effective: word("effective")?.parse().ok()?,
            before: word("before")?.parse().ok()?,
            after: word("after")?.parse().ok()?,
        };
        (stated.text() == text).then_some(stated)
    }
}

impl Act {
    /// Whether the organisation is as it left it.
    pub fn is_in_force(&self) -> bool {
        !matches!(self.stands, ActStands::Undone { .. })
    }

    /// Whether an enactment records just this act, which was ratified.
    pub(super) fn is_recorded_by(&self, enactment: &Enactment) -> bool {
        self.stands == ActStands::Ratified
            && (enactment.before, enactment.after) == (self.before, self.after)
            && enactment.effective == self.effective
    }
}

impl Session<'_> {
    /// The files of `governance/` that an act changed.
    pub(super) fn touched_by(&self, act: &Act) -> Result<BTreeSet<String>, WorkspaceError> {
        let was = self.governance_files(act.parent)?;
        let made = self.governance_files(act.commit)?;
        Ok(touched(&was, &made))
    }
}

/// The changes of a proposal that leaves no choice.
fn own_changes(proposal: &Proposal) -> Result<&[Change], WorkspaceError> {
    match &proposal.body {
        Body::Changes(changes) => Ok(changes),
        _ => Err(WorkspaceError::Other(
            "only a proposal that says its changes can be enacted before a vote".to_owned(),
        )),
    }
}

/// The files of `governance/` in which two commits differ.
fn touched(was: &Files, made: &Files) -> BTreeSet<String> {
    let paths = was.files.keys().chain(made.files.keys());
    let inside = paths.filter(|path| path.starts_with(GOVERNANCE));
    inside
        .filter(|path| was.bytes(path) != made.bytes(path))
        .cloned()
        .collect()
}

/// Whether whoever a statement is by signed it, with one of some keys.
fn signed_by(
    org: &Organisation,
    signed: &SignedStatement,
    keys: &[KeyPrint],
) -> Result<Result<(), String>, WorkspaceError> {
    let by = &signed.statement.by;
    let signatures = Signatures::of(org);
    match signatures.check_for(Namespace::Statement, &signed.prefix, &signed.armour, keys) {
        SignatureVerdict::Good => Ok(Ok(())),
        SignatureVerdict::Unknown(why) => Err(WorkspaceError::Incomplete(why)),
        _ => Ok(Err(format!("{by} did not sign it"))),
    }
}
