//! Minimax (Simpson and Kramer): the option whose worst defeat is mildest.
//!
//! Source: P. Simpson 1969, G. Kramer 1977. Definition where tools differ: only
//! defeats count, each as strong as the declared strength says, and an option
//! without a defeat is best; the worst defeat decides the whole order.

use std::cmp::Reverse;

use super::order::{Links, by_key};
use super::{Pairwise, Strength};

/// The order, best first, ties together.
pub(super) fn order(matrix: &Pairwise, strength: Strength) -> Vec<Vec<usize>> {
    let links = Links::new(matrix, strength);
    let n = matrix.options();
    let all: Vec<usize> = (0..n).collect();
    let worst = |place| (0..n).map(|other| links.get(other, place)).max();
    by_key(&all, |place| Reverse(worst(place)))
}
