//! STAR: score, then automatic run-off. The two highest sums meet, and whoever
//! more ballots score higher than the other wins. Bloc STAR does it again for
//! each further seat, without those who are elected.
//!
//! Source: the Equal Vote Coalition's description of STAR and Bloc STAR, as
//! used in PEP 8107. Definitions where tools differ: an option that a ballot
//! does not score gets 0 from it; a tied run-off goes to the higher sum; any
//! other tie is for the declared chain. Below the seats the sums decide.

use std::cmp::Ordering;

use super::Pairwise;
use super::branches::{Breaker, Open};
use super::order::by_key;
use super::rounds::{Event, Round, Staged};
use crate::base::exact;

/// The winners of as many rounds as asked for, then the rest by sum.
pub(super) fn count(
    totals: &[i128],
    matrix: &Pairwise,
    rounds: usize,
    breaker: &mut Breaker<'_>,
) -> Result<Staged, Open> {
    let mut left: Vec<usize> = (0..totals.len()).collect();
    let mut staged = Staged {
        order: Vec::new(),
        rounds: Vec::new(),
    };
    while staged.order.len() < rounds && !left.is_empty() {
        let first = best(totals, &left, breaker)?;
        let others: Vec<usize> = left.iter().copied().filter(|o| *o != first).collect();
        let (winner, round) = if others.is_empty() {
            (first, last_one(first))
        } else {
            let second = best(totals, &others, breaker)?;
            run_off(totals, matrix, first, second, breaker)?
        };
        left.retain(|option| *option != winner);
        staged.order.push(vec![winner]);
        staged.rounds.push(round);
    }
    staged.order.extend(by_key(&left, |option| totals[option]));
    Ok(staged)
}

/// The highest sum.
fn best(totals: &[i128], among: &[usize], breaker: &mut Breaker<'_>) -> Result<usize, Open> {
    let groups = by_key(among, |option| totals[option]);
    breaker.first(groups.first().map_or(among, Vec::as_slice))
}

fn run_off(
    totals: &[i128],
    matrix: &Pairwise,
    a: usize,
    b: usize,
    breaker: &mut Breaker<'_>,
) -> Result<(usize, Round<usize>), Open> {
    let (for_a, for_b) = (matrix.support(a, b), matrix.support(b, a));
    let winner = match for_a.cmp(&for_b).then(totals[a].cmp(&totals[b])) {
        Ordering::Greater => a,
        Ordering::Less => b,
        Ordering::Equal => breaker.first(&[a.min(b), a.max(b)])?,
    };
    let loser = if winner == a { b } else { a };
    let round = Round {
        tallies: vec![(a, exact(for_a)), (b, exact(for_b))],
        quota: None,
        not_transferable: exact(0),
        events: vec![Event::RunOff(winner, loser)],
    };
    Ok((winner, round))
}

fn last_one(option: usize) -> Round<usize> {
    Round {
        tallies: Vec::new(),
        quota: None,
        not_transferable: exact(0),
        events: vec![Event::Elected(vec![option])],
    }
}
