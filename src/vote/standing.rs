//! Which of a voter's ballots counts.

use std::collections::{BTreeMap, BTreeSet};

use super::rejection::{Reason, Rejection};
use super::verify::VerifiedBallot;
use crate::base::{Digest, PersonId};
use crate::rule::Change;

/// The one ballot that counts for an elector.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CountedBallot(VerifiedBallot);

impl CountedBallot {
    /// It.
    pub fn verified(&self) -> &VerifiedBallot {
        &self.0
    }
}

/// For each elector the ballot that counts, and those that a rule without
/// changes of vote leaves out.
///
/// Of one elector's ballots those stand that no other valid ballot of theirs
/// replaces; of several that stand (cast at two places at once) the one with
/// the greatest (`cast_at`, digest) counts. So the result depends on the set of
/// ballots alone, never on the order in which they arrived.
pub fn counted(
    mut ballots: Vec<VerifiedBallot>,
    change: Change,
) -> (BTreeMap<PersonId, CountedBallot>, Vec<Rejection>) {
    ballots.sort_by(|a, b| (a.voter(), a.digest()).cmp(&(b.voter(), b.digest())));
    // Equal digests are one ballot, whichever copy arrived.
    ballots.dedup_by(|a, b| a.voter() == b.voter() && a.digest() == b.digest());
    let mut rejected = Vec::new();
    let of_each = ballots.chunk_by(|a, b| a.voter() == b.voter());
    let counted = of_each.filter_map(|own| {
        let one = match change {
            Change::UntilClose => latest(own),
            Change::Never => first(own, &mut rejected),
        };
        one.map(|ballot| (ballot.voter().clone(), CountedBallot(ballot.clone())))
    });
    let counted = counted.collect();
    (counted, rejected)
}

fn latest(own: &[VerifiedBallot]) -> Option<&VerifiedBallot> {
    let replaced: BTreeSet<Digest> = own
        .iter()
        .filter_map(|ballot| ballot.ballot().replaces)
        .collect();
    own.iter()
        .filter(|ballot| !replaced.contains(&ballot.digest()))
        .max_by_key(|ballot| (ballot.ballot().cast_at, ballot.digest()))
}

/// Where votes are not changed, the ballot that replaces none counts; where
/// there are several such with different votes, nobody can say which came
/// first, and none does.
fn first<'a>(
    own: &'a [VerifiedBallot],
    rejected: &mut Vec<Rejection>,
) -> Option<&'a VerifiedBallot> {
    let known: BTreeSet<Digest> = own.iter().map(VerifiedBallot::digest).collect();
    let later = |ballot: &&VerifiedBallot| {
        let before = ballot.ballot().replaces;
        before.is_some_and(|before| known.contains(&before))
    };
    let (later, roots): (Vec<_>, Vec<_>) = own.iter().partition(later);
    let mut reject = |ballot: &VerifiedBallot, reason, why: &str| {
        rejected.push(Rejection {
            voter: Some(ballot.voter().clone()),
            ballot: ballot.digest(),
            reason,
            why: why.to_owned(),
        });
    };
    for ballot in later {
        let why = "this poll takes the first vote, and this is a later one";
        reject(ballot, Reason::ChangeNotAllowed, why);
    }
    let differ = roots
        .windows(2)
        .any(|pair| pair[0].ballot().vote != pair[1].ballot().vote);
    if differ {
        for ballot in &roots {
            let why = "this poll takes the first vote, and there are several that differ";
            reject(ballot, Reason::Concurrent, why);
        }
        return None;
    }
    roots
        .into_iter()
        .min_by_key(|ballot| (ballot.ballot().cast_at, ballot.digest()))
}
