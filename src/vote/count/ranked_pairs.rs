//! Ranked pairs: the strongest victories are locked first, and one that would
//! contradict what is locked is passed over.
//!
//! Source: T. N. Tideman, "Independence of clones as a criterion for voting
//! rules", 1987. Definition where tools differ: victories of equal strength are
//! taken together, and each of them that lies on a cycle with the others and
//! with what is locked is passed over, so that the result depends on no order
//! of the options; options that nothing locked separates are tied.

use super::order::{Links, Reach, layers};
use super::{Pairwise, Strength};

/// The order, best first, ties together.
pub(super) fn order(matrix: &Pairwise, strength: Strength) -> Vec<Vec<usize>> {
    let links = Links::new(matrix, strength);
    let n = matrix.options();
    let pairs = (0..n).flat_map(|a| (0..n).map(move |b| (a, b)));
    let mut victories: Vec<(u128, usize, usize)> = pairs
        .map(|(a, b)| (links.get(a, b), a, b))
        .filter(|(key, ..)| *key > 0)
        .collect();
    victories.sort_by(|x, y| y.cmp(x));

    let mut above = Reach::new(n, |_, _| false);
    for equal in victories.chunk_by(|x, y| x.0 == y.0) {
        // What is locked already by others, or contradicted by them, changes
        // nothing.
        let open: Vec<(usize, usize)> = equal
            .iter()
            .map(|(_, a, b)| (*a, *b))
            .filter(|(a, b)| !above.get(*b, *a) && !above.get(*a, *b))
            .collect();
        let mut trial = above.clone();
        for (a, b) in &open {
            trial.link(*a, *b);
        }
        for (a, b) in open {
            if !trial.get(b, a) {
                above.link(a, b);
            }
        }
    }
    layers(n, |a, b| above.get(a, b))
}
