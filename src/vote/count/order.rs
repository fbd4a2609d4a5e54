//! From scores, victories or paths to an order with ties.

use super::{Pairwise, Strength};

/// Groups of places by falling key; equal keys share a group.
pub(super) fn by_key<K: Ord>(places: &[usize], key: impl Fn(usize) -> K) -> Vec<Vec<usize>> {
    let mut sorted: Vec<(K, usize)> = places.iter().map(|p| (key(*p), *p)).collect();
    sorted.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(&b.1)));
    let groups = sorted.chunk_by(|a, b| a.0 == b.0);
    groups
        .map(|group| group.iter().map(|(_, place)| *place).collect())
        .collect()
}

/// Groups by a relation without cycles: first those that nobody stands above,
/// then those that nobody who is left stands above, and so on. So the first
/// group is exactly the unbeaten options, however many each of them beats.
pub(super) fn layers(options: usize, above: impl Fn(usize, usize) -> bool) -> Vec<Vec<usize>> {
    let mut left: Vec<usize> = (0..options).collect();
    let mut groups = Vec::new();
    while !left.is_empty() {
        let free = |b: &usize| !left.iter().any(|a| above(*a, *b));
        let (mut group, mut rest): (Vec<_>, Vec<_>) = left.iter().copied().partition(free);
        if group.is_empty() {
            // A cycle: nothing stands out.
            group = std::mem::take(&mut rest);
        }
        groups.push(group);
        left = rest;
    }
    groups
}

/// The pairwise victories, each with its strength as a number: greater is
/// stronger, 0 is no victory.
#[derive(Debug, Clone)]
pub(super) struct Links {
    options: usize,
    keys: Vec<u128>,
}

impl Links {
    /// The victories of a matrix.
    pub(super) fn new(matrix: &Pairwise, strength: Strength) -> Self {
        let options = matrix.options();
        let pairs = (0..options).flat_map(|a| (0..options).map(move |b| (a, b)));
        let keys = pairs.map(|(a, b)| {
            let (support, against) = (matrix.support(a, b), matrix.support(b, a));
            if support <= against {
                return 0;
            }
            match strength {
                Strength::WinningVotes => u128::from(support),
                Strength::Margins => u128::from(support - against),
                Strength::Debian => (u128::from(support) << 64) | u128::from(u64::MAX - against),
            }
        });
        Self {
            options,
            keys: keys.collect(),
        }
    }

    /// How many options.
    pub(super) fn options(&self) -> usize {
        self.options
    }

    /// The strength of the victory of `a` over `b`.
    pub(super) fn get(&self, a: usize, b: usize) -> u128 {
        self.keys[a * self.options + b]
    }

    /// Sets the strength of a link.
    pub(super) fn set(&mut self, a: usize, b: usize, key: u128) {
        self.keys[a * self.options + b] = key;
    }
}

/// Which options reach which over any number of links (Warshall's closure).
#[derive(Debug, Clone)]
pub(super) struct Reach {
    options: usize,
    cells: Vec<bool>,
}

impl Reach {
    /// The closure of a relation.
    pub(super) fn new(options: usize, linked: impl Fn(usize, usize) -> bool) -> Self {
        let pairs = (0..options).flat_map(|a| (0..options).map(move |b| (a, b)));
        let cells = pairs.map(|(a, b)| linked(a, b)).collect();
        let mut reach = Self { options, cells };
        for via in 0..options {
            let row = reach.cells[via * options..][..options].to_vec();
            for a in 0..options {
                if reach.cells[a * options + via] {
                    let cells = reach.cells[a * options..].iter_mut();
                    cells.zip(&row).for_each(|(cell, on)| *cell |= on);
                }
            }
        }
        reach
    }

    /// Whether `a` reaches `b` over one link or more.
    pub(super) fn get(&self, a: usize, b: usize) -> bool {
        self.cells[a * self.options + b]
    }

    /// Adds a link, and all that is reached by it.
    pub(super) fn link(&mut self, a: usize, b: usize) {
        if self.get(a, b) {
            return;
        }
        let n = self.options;
        let mut gained = self.cells[b * n..][..n].to_vec();
        gained[b] = true;
        for from in 0..n {
            if from == a || self.get(from, a) {
                let cells = self.cells[from * n..].iter_mut();
                cells.zip(&gained).for_each(|(cell, on)| *cell |= on);
            }
        }
    }

    /// The Schwartz set: every option that reaches each one that reaches it.
    pub(super) fn schwartz(&self) -> Vec<usize> {
        let all = || 0..self.options;
        all()
            .filter(|a| all().all(|b| !self.get(b, *a) || self.get(*a, b)))
            .collect()
    }
}
