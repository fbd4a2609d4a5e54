//! Proposals: what somebody wants to change, and what the organisation would
//! then be.
//!
//! A [`Proposal`] holds [`Change`]s, each of one kind with its data, its
//! checks and its effect in one file of `change/`. [`apply_all`] turns an
//! organisation into the one after a list of changes, or says everything that
//! stands in the way, in the organisation's own words.

mod apply;
mod change;
mod deferred;
#[cfg(test)]
pub(crate) mod drawn;
mod effect;
mod election;
mod ever;
#[cfg(test)]
mod fixture;
mod lookup;
#[cfg(test)]
pub(crate) mod properties;
#[expect(
    clippy::module_inception,
    reason = "the folder is about proposals, the file is the proposal"
)]
mod proposal;
mod rebase;
mod refusal;
mod rename;
mod state;
mod together;

pub use apply::{Refused, apply_all};
pub use change::{
    AboutField, AdoptConstraint, AdoptRule, Amend, Appoint, Appointee, AreaField, Change,
    CloseArea, ConstraintField, Destination, Dissolve, EndTerm, Form, Grant, Leaver, Merge,
    MergeInto, OpenArea, Part, PersonField, Ratify, Register, Rename, RepealConstraint, RepealRule,
    Revoke, RuleField, Split, TeamField, Transfer, Waive,
};
pub use election::{Election, Sitting};
pub use proposal::{Body, Proposal, ProposalOption};
pub use rebase::{How, Mended, Rebased, rebase, rebase_election};
pub use refusal::Refusal;
pub use state::State;
pub use together::{Claim, MOST_TOGETHER, Rivals, Together, claims, together};
