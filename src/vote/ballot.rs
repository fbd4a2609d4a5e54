//! A ballot, as its voter means it.

use std::collections::{BTreeMap, BTreeSet};

use crate::base::{Digest, Exact, Instant, OptionId, PersonId};

use super::commit::CommitHex;

/// A ballot. That it says so does not make it its voter's: see
/// [`super::VerifiedBallot`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ballot {
    /// The poll, by digest.
    pub poll: Digest,
    /// Who says to have cast it.
    pub voter: PersonId,
    /// When they say to have cast it.
    pub cast_at: Instant,
    /// What they vote.
    pub vote: Vote,
    /// Why.
    pub reason: Option<String>,
    /// Their ballot before in this poll.
    pub replaces: Option<Digest>,
    /// The tip of the shared line that they had fetched.
    pub seen: Option<CommitHex>,
}

/// What is voted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Vote {
    /// Taken out of the count.
    Recused,
    /// For.
    For,
    /// Against.
    Against,
    /// Neither, but present.
    Abstain,
    /// From -1 to +1; boxed, as it is much larger than the words that most
    /// ballots are.
    Score(Box<Exact>),
    /// Consent.
    Consent,
    /// No consent, and no objection.
    StandAside,
    /// An objection.
    Object,
    /// One option.
    Choose(OptionId),
    /// Options approved of; none is a ballot too.
    Approve(BTreeSet<OptionId>),
    /// A grade for each option named.
    Rate(BTreeMap<OptionId, Exact>),
    /// Options by rank, best first, equals together.
    Rank(Vec<BTreeSet<OptionId>>),
}
