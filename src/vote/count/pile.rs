//! The ballots themselves, equal ones together: what transferable votes need.

use std::collections::BTreeMap;

use super::{Unranked, VoteError};

/// Marks an option as equal to the one before it. Options are at most 1,000.
const EQUAL: u16 = 1 << 15;

/// Rankings with their weights. A ranking is one flat list, best first, so
/// that a million distinct ballots fit easily.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Pile {
    options: usize,
    unranked: Unranked,
    ballots: BTreeMap<Box<[u16]>, u64>,
    total: u64,
    invalid: u64,
    // The ballot at hand.
    sorted: Vec<(u32, u16)>,
    flat: Vec<u16>,
}

impl Pile {
    pub(super) fn new(options: usize, unranked: Unranked) -> Self {
        Self {
            options,
            unranked,
            ballots: BTreeMap::new(),
            total: 0,
            invalid: 0,
            sorted: Vec::new(),
            flat: Vec::new(),
        }
    }

    /// Adds a ballot as one rank for each option; 0 is not ranked.
    pub(super) fn add_ranks(&mut self, ranks: &[u32], weight: u64) -> Result<(), VoteError> {
        if ranks.len() != self.options {
            return Err(VoteError::Ranks {
                found: ranks.len(),
                options: self.options,
            });
        }
        if self.unranked == Unranked::Invalid && ranks.contains(&0) {
            self.invalid = self.invalid.checked_add(weight).ok_or(VoteError::TooMuch)?;
            return Ok(());
        }
        self.total = self.total.checked_add(weight).ok_or(VoteError::TooMuch)?;
        self.sorted.clear();
        let ranked = (0..).zip(ranks).filter(|(_, rank)| **rank > 0);
        self.sorted
            .extend(ranked.map(|(option, rank)| (*rank, option)));
        self.sorted.sort_unstable();
        self.flat.clear();
        let mut last = 0;
        for (rank, option) in &self.sorted {
            let mark = if *rank == last { EQUAL } else { 0 };
            self.flat.push(option | mark);
            last = *rank;
        }
        // Looking first saves the copy where the ranking is known.
        match self.ballots.get_mut(self.flat.as_slice()) {
            Some(sum) => *sum += weight,
            None => {
                self.ballots.insert(self.flat.as_slice().into(), weight);
            }
        }
        Ok(())
    }

    pub(super) fn options(&self) -> usize {
        self.options
    }

    pub(super) fn total(&self) -> u64 {
        self.total
    }

    pub(super) fn invalid(&self) -> u64 {
        self.invalid
    }

    /// Every ranking with the sum of its weights, equal beginnings together.
    pub(super) fn iter(&self) -> impl Iterator<Item = (Ranking<'_>, u64)> {
        self.ballots
            .iter()
            .map(|(flat, weight)| (Ranking(flat), *weight))
    }

    /// The same ballots with some of the options only: what they would be had
    /// the others never stood.
    pub(super) fn restrict(&self, keep: &[usize]) -> Self {
        let mut less = Self::new(keep.len(), self.unranked);
        less.invalid = self.invalid;
        less.total = self.total;
        let mut places = vec![None; self.options];
        for (place, option) in (0..).zip(keep) {
            places[*option] = Some(place);
        }
        for (ranking, weight) in self.iter() {
            let mut flat: Vec<u16> = Vec::new();
            for level in ranking.levels() {
                let kept = level.options().filter_map(|option| places[option]);
                let marked = kept
                    .enumerate()
                    .map(|(n, place): (usize, u16)| if n == 0 { place } else { place | EQUAL });
                flat.extend(marked);
            }
            *less.ballots.entry(flat.into()).or_default() += weight;
        }
        less
    }
}

/// Options that a ballot ranks equally; one, for the most part.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Level<'a>(&'a [u16]);

impl<'a> Level<'a> {
    /// The options.
    pub(super) fn options(self) -> impl Iterator<Item = usize> + 'a {
        self.0.iter().map(|option| usize::from(option & !EQUAL))
    }

    /// The option, where there is one only.
    pub(super) fn only(self) -> Option<usize> {
        match self.0 {
            [only] => Some(usize::from(*only)),
            _ => None,
        }
    }
}

/// One ranking, or the rest of one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Ranking<'a>(&'a [u16]);

impl<'a> Ranking<'a> {
    /// The levels, best first.
    pub(super) fn levels(self) -> impl Iterator<Item = Level<'a>> {
        self.0.chunk_by(|_, next| next & EQUAL != 0).map(Level)
    }

    /// The best level that has an option of some kind: those options, and the
    /// ranking from that level on.
    pub(super) fn best(self, of_kind: impl Fn(usize) -> bool) -> Option<(Vec<usize>, Self)> {
        let mut rest = self.0;
        for level in self.levels() {
            let found: Vec<usize> = level.options().filter(|o| of_kind(*o)).collect();
            if !found.is_empty() {
                return Some((found, Self(rest)));
            }
            rest = rest.get(level.0.len()..).unwrap_or_default();
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn levels(ranking: Ranking<'_>) -> Vec<Vec<usize>> {
        ranking.levels().map(|l| l.options().collect()).collect()
    }

    #[test]
    fn equal_rankings_are_one_whatever_their_numbers() {
        let mut pile = Pile::new(4, Unranked::Last);
        pile.add_ranks(&[9, 3, 3, 0], 2).unwrap();
        pile.add_ranks(&[2, 1, 1, 0], 3).unwrap();
        let all: Vec<_> = pile.iter().map(|(r, w)| (levels(r), w)).collect();
        assert_eq!(all, [(vec![vec![1, 2], vec![0]], 5)]);
        let less = pile.restrict(&[0, 2]);
        let all: Vec<_> = less.iter().map(|(r, w)| (levels(r), w)).collect();
        assert_eq!(all, [(vec![vec![1], vec![0]], 5)]);
    }

    #[test]
    fn the_best_level_is_found_and_the_rest_kept() {
        let mut pile = Pile::new(3, Unranked::Last);
        pile.add_ranks(&[1, 2, 2], 1).unwrap();
        let (ranking, _) = pile.iter().next().unwrap();
        let (found, rest) = ranking.best(|option| option != 0).unwrap();
        assert_eq!(found, [1, 2]);
        assert_eq!(levels(rest), [[1, 2]]);
        assert!(ranking.best(|_| false).is_none());
    }
}
