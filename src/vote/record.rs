//! What closing, extending and enacting leave behind: records that anyone can
//! compute again, byte for byte.

use std::collections::BTreeMap;

use super::poll::CommitHex;
use super::rejection::Rejection;
use super::standing::CountedBallot;
use super::tally::Tally;
use crate::base::{Date, Digest, Exact, Instant, PersonId, ProposalName};
use crate::rule::StageOutcome;
use crate::rule::decide::StageDecision;

/// The most rejected ballots that a result lists; beyond it, their number and
/// a digest.
pub const MOST_LISTED: usize = 1_000;

/// The result of a poll.
#[derive(Debug, Clone, PartialEq)]
pub struct StageResult {
    /// The poll.
    pub poll: Digest,
    /// The commit whose history was counted.
    pub counted_at: CommitHex,
    /// When it was closed, as the one who closed it says.
    pub closed_at: Instant,
    /// The ballots that count.
    pub counted: Vec<(PersonId, Digest)>,
    /// The ballots that do not, at most [`MOST_LISTED`], in order.
    pub rejected: Vec<Rejection>,
    /// How many do not, listed or not.
    pub rejected_in_all: u64,
    /// The digest of all their digests in order.
    pub rejected_digest: Digest,
    /// The sums.
    pub sums: BTreeMap<String, Exact>,
    /// Every condition that was asked, with its numbers.
    pub conditions: Vec<String>,
    /// How the stage ended.
    pub outcome: StageOutcome,
}

/// An extension of a poll.
#[derive(Debug, Clone, PartialEq)]
pub struct ExtensionRecord {
    /// The poll.
    pub poll: Digest,
    /// Which one, from 1.
    pub number: u32,
    /// The commit whose history was counted.
    pub counted_at: CommitHex,
    /// When it was decided, as the one who closed says.
    pub decided_at: Instant,
    /// The ballots that counted.
    pub counted: Vec<(PersonId, Digest)>,
    /// The sums.
    pub sums: BTreeMap<String, Exact>,
    /// Every condition that was asked, with its numbers.
    pub conditions: Vec<String>,
    /// The new close.
    pub closes: Instant,
}

/// What was applied, when, and to what.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Enactment {
    /// The proposal.
    pub proposal: ProposalName,
    /// The digest of what was voted on.
    pub content: Digest,
    /// The digest of the last stage's result.
    pub result: Digest,
    /// The first day of what was changed.
    pub effective: Date,
    /// The digest of the organisation before.
    pub before: Digest,
    /// The digest of the organisation after.
    pub after: Digest,
}

/// The sums of a tally as records list them: the votes as typed, then what is
/// counted of the electorate.
pub fn sums(tally: &Tally) -> BTreeMap<String, Exact> {
    let mut sums = tally.votes.clone();
    let quantities = &tally.quantities;
    sums.insert("ballots".to_owned(), quantities.ballots.clone());
    sums.insert("electorate".to_owned(), quantities.electorate.clone());
    sums.insert("silent".to_owned(), quantities.silent.clone());
    sums
}

/// The ballots that count, as records list them.
pub fn listed(counted: &BTreeMap<PersonId, CountedBallot>) -> Vec<(PersonId, Digest)> {
    counted
        .iter()
        .map(|(voter, ballot)| (voter.clone(), ballot.verified().digest()))
        .collect()
}

/// Every condition that decided, with its numbers.
pub fn conditions(decision: &StageDecision) -> Vec<String> {
    decision.lines()
}
