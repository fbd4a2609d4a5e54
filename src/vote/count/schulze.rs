//! Schulze's method: an option stands above another if its strongest path to
//! it is stronger than the strongest path back.
//!
//! Source: Markus Schulze, "The Schulze Method of Voting" (arXiv:1804.02973),
//! section 2. Definitions where tools differ: only victories are links (equal
//! pairs and defeats are not), each as strong as the declared strength says;
//! a path is as strong as its weakest link; the order below the winners lists
//! those whom nobody left stands above, again and again. Winners by equal
//! paths are tied.

use super::order::{Links, layers};
use super::{Pairwise, Strength};

/// The order, best first, ties together.
pub(super) fn order(matrix: &Pairwise, strength: Strength) -> Vec<Vec<usize>> {
    let paths = strongest_paths(Links::new(matrix, strength));
    layers(matrix.options(), |a, b| paths.get(a, b) > paths.get(b, a))
}

/// The strongest path between each pair (Floyd and Warshall, widest paths).
fn strongest_paths(mut links: Links) -> Links {
    let n = links.options();
    for via in 0..n {
        for a in (0..n).filter(|a| *a != via) {
            let first = links.get(a, via);
            for b in 0..n {
                let through = first.min(links.get(via, b));
                if b != a && through > links.get(a, b) {
                    links.set(a, b, through);
                }
            }
        }
    }
    links
}
