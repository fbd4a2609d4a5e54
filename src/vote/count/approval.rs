//! Approval: each ballot names any number of options, each gets one vote, and
//! the most votes win.
//!
//! Source: S. J. Brams and P. C. Fishburn, "Approval Voting", 1978. With
//! several seats the same totals fill them all (block approval, as in PEP
//! 8100); a ballot's limit on the number of names is for its verification.

use super::order::by_key;

/// The order by total, ties together.
pub(super) fn order(totals: &[i128]) -> Vec<Vec<usize>> {
    let all: Vec<usize> = (0..totals.len()).collect();
    by_key(&all, |place| totals[place])
}
