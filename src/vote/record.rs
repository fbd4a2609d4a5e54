//! What closing, extending and enacting leave behind: records that anyone can
//! compute again, byte for byte.

use std::collections::BTreeMap;

use super::commit::CommitHex;
use super::count::{Count, Event};
use super::rejection::Rejection;
use super::standing::CountedBallot;
use super::tally::Tally;
use crate::base::{Date, Digest, Exact, Instant, OptionId, PersonId, ProposalName, show_exact};
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
    /// The count of several options, where there were several.
    pub count: Option<CountRecord>,
    /// How the stage ended.
    pub outcome: StageOutcome,
    /// Who attests the figures, where the vote was held elsewhere: such a
    /// result can be checked, and not computed again.
    pub attested: Option<Attested>,
}

/// Who stands for the figures of a vote held elsewhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attested {
    /// How the vote was held and counted, as they say.
    pub method: String,
    /// They, with the digests of their statements.
    pub by: Vec<(PersonId, Digest)>,
}

/// A count of several options, so that a person can follow it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CountRecord {
    /// How it was counted, definitions included.
    pub method: Vec<String>,
    /// The options, best first, equals together.
    pub order: Vec<Vec<OptionId>>,
    /// Those elected, or the option chosen.
    pub elected: Vec<OptionId>,
    /// The sums, the pairwise matrix or the rounds, a line each.
    pub lines: Vec<String>,
}

/// The record of a count.
pub fn count_record(count: &Count) -> CountRecord {
    let mut method = vec![count.method.to_string()];
    method.extend(count.notes.iter().cloned());
    CountRecord {
        method,
        order: count.order.clone(),
        elected: count.elected.clone(),
        lines: lines(count),
    }
}

/// The sums, the matrix and the rounds of a count, and what broke its ties.
fn lines(count: &Count) -> Vec<String> {
    let names = |options: &[OptionId]| {
        let names: Vec<&str> = options.iter().map(OptionId::as_str).collect();
        names.join(", ")
    };
    let mut lines = Vec::new();
    for (option, total) in &count.totals {
        lines.push(format!("{option}: {total}"));
    }
    if let Some(matrix) = &count.matrix {
        lines.push(format!(
            "preferred by so many over: {}",
            names(&matrix.options)
        ));
        for (option, row) in matrix.options.iter().zip(&matrix.support) {
            let row: Vec<String> = row.iter().map(ToString::to_string).collect();
            lines.push(format!("{option}: {}", row.join(" ")));
        }
    }
    for (at, round) in count.rounds.iter().enumerate() {
        let tallies: Vec<String> = round
            .tallies
            .iter()
            .map(|(option, tally)| format!("{option} {}", show_exact(tally)))
            .collect();
        let quota = round.quota.as_ref().map_or(String::new(), |quota| {
            format!("; quota {}", show_exact(quota))
        });
        lines.push(format!("round {}: {}{quota}", at + 1, tallies.join(", ")));
        for event in &round.events {
            lines.push(match event {
                Event::Elected(options) => format!("  elected: {}", names(options)),
                Event::Excluded(options) => format!("  excluded: {}", names(options)),
                Event::Surplus(option) => format!("  surplus of {option} transferred"),
                Event::RunOff(won, lost) => format!("  run-off: {won} before {lost}"),
            });
        }
    }
    for (option, _) in &count.dropped {
        lines.push(format!("dropped: {option}"));
    }
    for option in &count.over_cap {
        lines.push(format!("over the cap: {option}"));
    }
    for broken in &count.broken {
        lines.push(format!(
            "tie among {} broken by {}",
            names(&broken.among),
            broken.by
        ));
    }
    lines
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
