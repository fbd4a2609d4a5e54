//! Rating (score voting): each ballot scores the options, and the highest sum
//! wins.
//!
//! Source: W. D. Smith, "Range voting", 2000. Definition where tools differ:
//! the sum decides, not the mean, and an option that a ballot does not score
//! gets 0 from it.

use super::order::by_key;

/// The order by sum, ties together.
pub(super) fn order(totals: &[i128]) -> Vec<Vec<usize>> {
    let all: Vec<usize> = (0..totals.len()).collect();
    by_key(&all, |place| totals[place])
}
