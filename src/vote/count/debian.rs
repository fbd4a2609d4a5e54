//! The Debian procedure: options that too few prefer to the default are
//! dropped, and of the rest the Schwartz set decides, dropping the weakest
//! defeats within it until none is left (cloneproof Schwartz sequential
//! dropping).
//!
//! Source: Debian Constitution v1.9, appendix A.5. Definitions: a defeat (A, X)
//! is weaker than (B, Y) if fewer prefer A to X than B to Y, or as many and
//! more prefer X to A; unranked options are below all ranked ones; an option
//! passes its majority ratio N if V(A, D) >= N x V(D, A) and V(A, D) > V(D, A).
//! The constitution names one winner and leaves a tie to the casting vote; the
//! order below the winner is found here by the same steps among the rest.

use std::collections::{BTreeMap, BTreeSet};

use super::order::{Links, Reach};
use super::{Pairwise, Strength};
use crate::base::{Exact, exact};

/// Why an option was dropped before the comparison.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DropReason {
    /// Fewer than the quorum prefer it to the default.
    Quorum {
        /// The weight of those who prefer it to the default.
        support: u64,
    },
    /// It does not defeat the default by the ratio that it needs.
    Majority {
        /// The weight of those who prefer it to the default.
        support: u64,
        /// The weight of those who prefer the default to it.
        against: u64,
    },
}

/// What is asked of an option against the default.
pub(super) struct Hurdle<'a> {
    /// The default option.
    pub(super) default: usize,
    /// Whether so many in favour are enough; `None` asks for no quorum.
    pub(super) min_support: Option<&'a dyn Fn(&u64) -> bool>,
    /// The ratio for options that need more than 1:1.
    pub(super) ratios: BTreeMap<usize, Exact>,
}

/// The options that are dropped, with the reason.
pub(super) fn dropped(matrix: &Pairwise, hurdle: &Hurdle<'_>) -> BTreeMap<usize, DropReason> {
    let others = (0..matrix.options()).filter(|option| *option != hurdle.default);
    let judge = |option: usize| {
        let support = matrix.support(option, hurdle.default);
        let against = matrix.support(hurdle.default, option);
        if hurdle.min_support.is_some_and(|enough| !enough(&support)) {
            return Some(DropReason::Quorum { support });
        }
        let enough = match hurdle.ratios.get(&option) {
            Some(ratio) => exact(support) >= ratio * exact(against),
            None => true,
        };
        let passes = enough && support > against;
        (!passes).then_some(DropReason::Majority { support, against })
    };
    others
        .filter_map(|option| judge(option).map(|why| (option, why)))
        .collect()
}

/// The order of those that are not dropped, best first, ties together.
pub(super) fn order(matrix: &Pairwise, dropped: &BTreeMap<usize, DropReason>) -> Vec<Vec<usize>> {
    let mut left: Vec<usize> = (0..matrix.options())
        .filter(|option| !dropped.contains_key(option))
        .collect();
    let mut groups = Vec::new();
    while !left.is_empty() {
        let small = matrix.restrict(&left);
        let best: BTreeSet<usize> = winners(&small)
            .into_iter()
            .filter_map(|place| left.get(place).copied())
            .collect();
        left.retain(|option| !best.contains(option));
        groups.push(best.into_iter().collect());
    }
    groups
}

/// The Schwartz set after dropping the weakest defeats within it.
fn winners(matrix: &Pairwise) -> Vec<usize> {
    let mut links = Links::new(matrix, Strength::Debian);
    loop {
        let reach = Reach::new(links.options(), |a, b| links.get(a, b) > 0);
        let set = reach.schwartz();
        let pairs = || set.iter().flat_map(|a| set.iter().map(move |b| (*a, *b)));
        let keys = pairs().map(|(a, b)| links.get(a, b));
        let Some(weakest) = keys.filter(|key| *key > 0).min() else {
            return set;
        };
        let weak: Vec<_> = pairs()
            .filter(|(a, b)| links.get(*a, *b) == weakest)
            .collect();
        for (a, b) in weak {
            links.set(a, b, 0);
        }
    }
}
