//! What keeps a poll from opening, besides what the poll itself says: who may
//! propose, sponsors, notice, the time to mend, blackouts, waiting periods and
//! a caretaker's limits.
//!
//! Opening and verifying both come here with the organisation and the
//! proposals of the commit before the opening, so an opening that would have
//! been refused is void when it is forged. `status` comes here too, with what
//! the records say.

mod caretaker;
mod clock;
mod others;
mod propose;
mod signed;
mod standing;
mod wait;

pub(super) use clock::not_blacked_out;
pub(super) use others::{Others, Recomputed, Recorded, Stoods};
pub use propose::Sponsorship;
pub(super) use propose::may_propose;
use propose::sponsorship;
pub use standing::Before;
pub(super) use standing::before;
pub(super) use wait::lifted_by;

use super::WorkspaceError;
use super::load::ProposalFolder;
use super::roll::{FoundingKeys, RollsOf};
use super::whole::Workspace;
use crate::base::Instant;
use crate::org::Organisation;
use crate::proposal::Proposal;
use crate::rule::{Rule, Stage};

/// Something that keeps a poll from opening.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hindrance {
    /// What, in words, with what is allowed.
    pub why: String,
    /// When it ends by itself, where that is known.
    pub until: Option<Instant>,
}

impl Hindrance {
    fn new(why: String) -> Self {
        Self { why, until: None }
    }

    fn until(why: String, until: Instant) -> Self {
        let until = Some(until);
        Self { why, until }
    }
}

/// An opening that is wanted, or that was made.
pub(super) struct Wanted<'a> {
    /// The workspace at the commit before it.
    pub workspace: &'a Workspace,
    /// The organisation there.
    pub org: &'a Organisation,
    /// The proposal's folder there.
    pub folder: &'a ProposalFolder,
    /// What it says.
    pub proposal: &'a Proposal,
    /// The rule that the first poll pinned.
    pub rule: &'a Rule,
    /// The stage that is due.
    pub stage: &'a Stage,
    /// Whether no stage of this text has ended yet.
    pub first: bool,
    /// When the last stage was closed, where one was.
    pub closed: Option<Instant>,
    /// When it is opened.
    pub at: Instant,
    /// Since when keys are recorded; nothing where only the newest files are
    /// looked at.
    pub founding: Option<&'a FoundingKeys>,
}

/// Everything that keeps a poll from opening; nothing where it may.
///
/// # Errors
///
/// Where a roll is not known, or something cannot be read or checked here.
pub(super) fn hindrances(
    wanted: &Wanted,
    others: &dyn Others,
) -> Result<Vec<Hindrance>, WorkspaceError> {
    let Wanted { org, at, .. } = wanted;
    let day = at.day(&org.about.time_zone.zone());
    let standing = org.on(day);
    let rolls = RollsOf::new(&standing, wanted.proposal);
    let mut found = Vec::new();
    found.extend(may_propose(wanted.rule, wanted.proposal, &rolls)?.map(Hindrance::new));
    found.extend(propose::sponsored(wanted, &rolls)?);
    found.extend(clock::noticed(wanted, &rolls)?);
    found.extend(clock::delayed(wanted));
    found.extend(clock::blacked_out(wanted));
    found.extend(wait::waits(wanted, &rolls, others)?);
    found.extend(caretaker::blocked(wanted, others)?);
    Ok(found)
}

/// What keeps a poll from opening, in one sentence.
pub(super) fn in_words(hindrances: &[Hindrance]) -> String {
    let each: Vec<&str> = hindrances.iter().map(|it| it.why.as_str()).collect();
    each.join("; ")
}
