//! Plurality: each ballot names one option, and the most votes win.
//!
//! Source: common practice (relative majority). Nothing in it differs between
//! tools; equal totals are tied.

use super::order::by_key;

/// The order by total, ties together.
pub(super) fn order(totals: &[i128]) -> Vec<Vec<usize>> {
    let all: Vec<usize> = (0..totals.len()).collect();
    by_key(&all, |place| totals[place])
}
