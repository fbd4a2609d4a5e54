//! Instant run-off: the option with the fewest votes is excluded and its
//! ballots go to their next choice, until one is left. One seat.
//!
//! Source: the alternative vote after W. R. Ware, 1871. Definitions where tools
//! differ: a ballot that ranks several equally is shared among those of them
//! that are left, exactly; the lowest are excluded together where all of them
//! have less than the next one, which changes nothing but the number of
//! stages; the count goes on after a majority is reached, so the order is that
//! of exclusion, the last first. A tie for exclusion is for the declared chain.

use std::collections::BTreeMap;

use super::branches::{Breaker, Open};
use super::order::by_key;
use super::pile::Pile;
use super::rounds::{Event, Round, Staged};
use crate::base::{Exact, exact};

/// The order of exclusion, the last first.
pub(super) fn count(pile: &Pile, breaker: &mut Breaker<'_>) -> Result<Staged, Open> {
    let mut left: Vec<usize> = (0..pile.options()).collect();
    let mut out: Vec<Vec<usize>> = Vec::new();
    let mut rounds = Vec::new();
    loop {
        let votes = tally(pile, &left);
        let sum: Exact = votes.values().cloned().sum();
        let mut round = Round {
            tallies: votes.clone().into_iter().collect(),
            quota: None,
            not_transferable: exact(pile.total()) - sum,
            events: Vec::new(),
        };
        if left.len() <= 1 {
            round.events.push(Event::Elected(left.clone()));
            rounds.push(round);
            break;
        }
        let lowest = lowest(&left, &votes, breaker)?;
        round.events.push(Event::Excluded(lowest.clone()));
        rounds.push(round);
        left.retain(|option| !lowest.contains(option));
        out.push(lowest);
    }
    out.push(left);
    out.reverse();
    Ok(Staged { order: out, rounds })
}

/// Those to be excluded: the lowest, or all the lowest where together they
/// have less than the next.
fn lowest(
    left: &[usize],
    votes: &BTreeMap<usize, Exact>,
    breaker: &mut Breaker<'_>,
) -> Result<Vec<usize>, Open> {
    let groups = by_key(left, |option| std::cmp::Reverse(votes.get(&option)));
    let tied = groups.first().map_or(left, Vec::as_slice);
    let next = groups.get(1).and_then(|group| group.first());
    let sum = |all: &[usize]| -> Exact { all.iter().filter_map(|o| votes.get(o)).sum() };
    if next.is_some_and(|next| sum(tied) < sum(&[*next])) {
        return Ok(tied.to_vec());
    }
    Ok(vec![breaker.last(tied)?])
}

/// The votes of those who are left.
fn tally(pile: &Pile, left: &[usize]) -> BTreeMap<usize, Exact> {
    let mut standing = vec![false; pile.options()];
    left.iter().for_each(|option| standing[*option] = true);
    // Whole sums by the number that a ballot is shared among: one fraction for
    // each such number is added up, not one for each ballot.
    let mut shared: BTreeMap<(usize, usize), u64> = BTreeMap::new();
    for (ranking, weight) in pile.iter() {
        if let Some((best, _)) = ranking.best(|option| standing[option]) {
            for option in &best {
                *shared.entry((*option, best.len())).or_default() += weight;
            }
        }
    }
    let mut votes: BTreeMap<usize, Exact> = left.iter().map(|o| (*o, exact(0))).collect();
    for ((option, among), weight) in shared {
        *votes.entry(option).or_insert_with(|| exact(0)) += exact(weight) / exact(among);
    }
    votes
}
