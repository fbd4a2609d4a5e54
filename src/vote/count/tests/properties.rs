//! What holds for every election, tried on small random ones.

use std::collections::BTreeSet;

use proptest::prelude::*;

use super::*;

const NAMES: &str = "a b c d e";
const CONDORCET: [Method; 5] = [
    Method::Copeland,
    Method::Schulze,
    Method::RankedPairs,
    Method::Minimax,
    Method::Debian,
];

/// Ballots of five ranks (0 is not ranked) with a weight.
fn ballots() -> impl Strategy<Value = Vec<(Vec<u32>, u64)>> {
    let ballot = (prop::collection::vec(0u32..=5, 5), 1u64..4);
    prop::collection::vec(ballot, 0..12)
}

fn taken(method: Method, unranked: Unranked, ballots: &[(Vec<u32>, u64)]) -> Tally {
    let mut tally = Tally::new(options(NAMES), method.kind(), unranked);
    for (ranks, weight) in ballots {
        tally.add(Vote::Ranks(ranks), *weight).unwrap();
    }
    tally
}

/// `debian` needs a default; with no quorum it drops what does not beat it.
fn declared(method: Method, seats: usize) -> Spec<'static> {
    Spec {
        default: (method == Method::Debian).then(|| "e".parse().unwrap()),
        ..Spec::new(method, seats)
    }
}

fn matrix_of(unranked: Unranked, ballots: &[(Vec<u32>, u64)]) -> Pairwise {
    let mut matrix = Pairwise::new(5, unranked);
    for (ranks, weight) in ballots {
        matrix.add_ranks(ranks, *weight).unwrap();
    }
    matrix
}

/// The strength of the strongest path, over every simple path.
fn naive_path(matrix: &Pairwise, strength: Strength, from: usize, to: usize) -> (u64, i128) {
    fn walk(
        link: &dyn Fn(usize, usize) -> Option<(u64, i128)>,
        at: usize,
        to: usize,
        seen: &mut Vec<usize>,
    ) -> Option<(u64, i128)> {
        if at == to {
            return Some((u64::MAX, i128::MAX));
        }
        let mut best = None;
        for next in 0..5 {
            if let Some(here) = link(at, next).filter(|_| !seen.contains(&next)) {
                seen.push(next);
                best = best.max(walk(link, next, to, seen).map(|rest| rest.min(here)));
                seen.pop();
            }
        }
        best
    }
    let link = |a: usize, b: usize| {
        let (for_a, for_b) = (matrix.support(a, b), matrix.support(b, a));
        (for_a > for_b).then(|| match strength {
            Strength::WinningVotes => (for_a, 0),
            Strength::Margins => (for_a - for_b, 0),
            Strength::Debian => (for_a, -i128::from(for_b)),
        })
    };
    walk(&link, from, to, &mut vec![from]).unwrap_or((0, 0))
}

/// The Schwartz set: the union of the smallest sets that nobody outside beats.
fn naive_schwartz(matrix: &Pairwise) -> BTreeSet<usize> {
    let outside = |set: u32| (0..5).filter(move |o| set & (1 << o) == 0);
    let inside = |set: u32| (0..5).filter(move |o| set & (1 << o) != 0);
    let free = |set: &u32| !outside(*set).any(|a| inside(*set).any(|b| matrix.beats(a, b)));
    let sets: Vec<u32> = (1..32).filter(free).collect();
    let smallest = sets.iter().filter(|set| {
        !sets
            .iter()
            .any(|less| less != *set && less & **set == *less)
    });
    smallest.flat_map(|set| inside(*set)).collect()
}

fn places(ids: &[OptionId]) -> BTreeSet<usize> {
    let options = options(NAMES);
    ids.iter().map(|id| options.place(id).unwrap()).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn the_order_of_ballots_is_nothing(ballots in ballots(), seats in 1usize..4) {
        let mut turned = ballots.clone();
        turned.reverse();
        turned.sort_by_key(|(ranks, _)| ranks[2]);
        for method in Method::ALL.iter().copied() {
            if !matches!(method.kind(), Kind::Pairwise | Kind::Transfers) {
                continue;
            }
            let seats = if method.one_seat() { 1 } else { seats };
            let spec = declared(method, seats);
            for unranked in Unranked::ALL.iter().copied() {
                let count = taken(method, unranked, &ballots).count(&spec, &[]);
                let again = taken(method, unranked, &turned).count(&spec, &[]);
                prop_assert_eq!(count, again, "{} {}", method, unranked);
            }
        }
    }

    #[test]
    fn schulze_agrees_with_every_simple_path_and_the_schwartz_set(ballots in ballots()) {
        let matrix = matrix_of(Unranked::Last, &ballots);
        let tally = Tally::from_matrix(options(NAMES), matrix.clone()).unwrap();
        let schwartz = naive_schwartz(&matrix);
        for strength in Strength::ALL.iter().copied() {
            let count = tally.count(&spec(Method::Schulze, strength), &[]).unwrap();
            let winners = places(&count.order[0]);
            let path = |a, b| naive_path(&matrix, strength, a, b);
            let naive = (0..5)
                .filter(|a| (0..5).all(|b| *a == b || path(*a, b) >= path(b, *a)))
                .collect::<BTreeSet<_>>();
            prop_assert_eq!(&winners, &naive);
            prop_assert!(winners.is_subset(&schwartz));
        }
    }

    #[test]
    fn a_condorcet_winner_wins_by_every_condorcet_method(ballots in ballots()) {
        let matrix = matrix_of(Unranked::Last, &ballots);
        let Some(winner) = matrix.condorcet_winner() else { return Ok(()) };
        let tally = Tally::from_matrix(options(NAMES), matrix).unwrap();
        for method in CONDORCET {
            let count = tally.count(&declared(method, 1), &[]).unwrap();
            prop_assert_eq!(places(&count.order[0]), BTreeSet::from([winner]), "{}", method);
        }
    }

    #[test]
    fn seats_are_never_exceeded_and_never_lost(ballots in ballots(), seats in 1usize..6) {
        for method in [Method::StvScottish, Method::StvMeek, Method::Schulze] {
            let count = taken(method, Unranked::Last, &ballots)
                .count(&Spec::new(method, seats), &[])
                .unwrap();
            let open: usize = count.ties.iter().map(|tie| tie.seats).sum();
            prop_assert_eq!(count.elected.len() + open, seats, "{}", method);
            let elected = places(&count.elected);
            prop_assert_eq!(elected.len(), count.elected.len());
            for tie in &count.ties {
                prop_assert!(tie.seats > 0 && tie.among.len() > tie.seats);
                prop_assert!(places(&tie.among).is_disjoint(&elected));
            }
            // Every option has its place in the order, once.
            let all: Vec<OptionId> = count.order.concat();
            prop_assert_eq!((all.len(), places(&all).len()), (5, 5));
        }
    }

    #[test]
    fn no_vote_is_made_or_lost(ballots in ballots(), seats in 1usize..4) {
        for method in [Method::Irv, Method::StvScottish, Method::StvMeek] {
            let seats = if method == Method::Irv { 1 } else { seats };
            let tally = taken(method, Unranked::Last, &ballots);
            let count = tally.count(&Spec::new(method, seats), &[]).unwrap();
            for round in &count.rounds {
                let sum: crate::base::Exact = round.tallies.iter().map(|(_, v)| v.clone()).sum();
                let all = sum + &round.not_transferable;
                prop_assert_eq!(all, crate::base::exact(tally.weight()), "{}", method);
            }
        }
    }

    #[test]
    fn a_lot_leaves_no_tie(ballots in ballots(), seats in 1usize..4) {
        let seed = crate::base::Digest::of(b"seed");
        for method in [Method::StvScottish, Method::StvMeek, Method::RankedPairs] {
            let count = taken(method, Unranked::Last, &ballots)
                .count(&Spec::new(method, seats), &[TieBreak::Lot { seed }])
                .unwrap();
            prop_assert!(count.is_decided());
            prop_assert_eq!(count.elected.len(), seats);
        }
    }
}
