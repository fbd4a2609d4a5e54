//! Copeland's method: one point for each option that it beats, half a point
//! for each that it ties with.
//!
//! Source: A. H. Copeland, "A reasonable social welfare function", 1951.
//! Definition where tools differ: a tied pair is half a point (Copeland 1/2);
//! the points decide the whole order.

use super::Pairwise;
use super::order::by_key;

/// Twice the points of each option, so that they are whole.
pub(super) fn points(matrix: &Pairwise) -> Vec<u64> {
    let n = matrix.options();
    let against = |a: usize| (0..n).filter(move |b| *b != a);
    (0..n)
        .map(|a| {
            against(a)
                .map(|b| match matrix.support(a, b).cmp(&matrix.support(b, a)) {
                    std::cmp::Ordering::Greater => 2,
                    std::cmp::Ordering::Equal => 1,
                    std::cmp::Ordering::Less => 0,
                })
                .sum()
        })
        .collect()
}

/// The order, best first, ties together.
pub(super) fn order(matrix: &Pairwise) -> Vec<Vec<usize>> {
    let points = points(matrix);
    let all: Vec<usize> = (0..matrix.options()).collect();
    by_key(&all, |place| points[place])
}
