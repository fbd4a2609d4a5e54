//! Who is preferred to whom, by how many: the matrix that Condorcet methods
//! read. It is filled ballot by ballot in constant memory.

use super::Unranked;

/// A ballot that the matrix or the pile does not take.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum VoteError {
    /// It names an option by a place that is not on the list.
    #[error("it names option {place}, but there are {options}")]
    UnknownOption {
        /// The place, from 1.
        place: usize,
        /// How many options there are.
        options: usize,
    },
    /// It names one option twice.
    #[error("it names option {0} twice")]
    Twice(usize),
    /// It has a rank for more or fewer options than there are.
    #[error("it has {found} ranks for {options} options")]
    Ranks {
        /// The ranks given.
        found: usize,
        /// How many options there are.
        options: usize,
    },
    /// It is of another kind than the method counts.
    #[error("the method takes {wanted}")]
    Kind {
        /// The ballots that it takes.
        wanted: &'static str,
    },
    /// The sum of all weights, or of all scores, no longer fits.
    #[error("the sum of all weights is beyond what can be counted exactly")]
    TooMuch,
}

/// The pairwise matrix. Counts are whole and exact: each is at most the sum of
/// all weights, which is checked.
#[derive(Debug, Clone)]
pub struct Pairwise {
    options: usize,
    unranked: Unranked,
    support: Vec<u64>,
    // What is still to be added to `support`: narrow counts, whose rows are
    // padded to whole blocks, are several times faster. `held` is the weight of
    // the ballots in it, and so a bound of every one.
    recent: Vec<u32>,
    held: u32,
    total: u64,
    invalid: u64,
    // The ranks of the ballot at hand as winner and as loser of a pair.
    above: Vec<i32>,
    below: Vec<i32>,
}

/// The counts that are added to at once.
const BLOCK: usize = 4;

/// A rank as a signed number in the same order, which is faster to compare.
fn signed(rank: u32) -> i32 {
    (rank ^ (1 << 31)).cast_signed()
}

impl Pairwise {
    /// An empty matrix over a number of options.
    pub fn new(options: usize, unranked: Unranked) -> Self {
        Self {
            options,
            unranked,
            support: vec![0; options * options],
            recent: vec![0; options * options.next_multiple_of(BLOCK)],
            held: 0,
            total: 0,
            invalid: 0,
            above: vec![0; options],
            // The padding is beaten by nothing.
            below: vec![i32::MIN; options.next_multiple_of(BLOCK)],
        }
    }

    /// A matrix that was published without its ballots: `rows[a][b]` prefer a
    /// to b; the diagonal is ignored. `None` where it is not square. The sum
    /// of weights is taken to be the greatest of any pair.
    pub fn from_rows(rows: &[Vec<u64>]) -> Option<Self> {
        let n = rows.len();
        let mut matrix = Self::new(n, Unranked::Last);
        for (a, row) in rows.iter().enumerate() {
            if row.len() != n {
                return None;
            }
            for (b, count) in row.iter().enumerate().filter(|(b, _)| *b != a) {
                matrix.support[a * n + b] = *count;
                matrix.total = matrix.total.max(count.checked_add(rows[b][a])?);
            }
        }
        Some(matrix)
    }

    /// Adds a ballot as levels, best first; options in one level are equal.
    pub fn add(&mut self, ranking: &[Vec<u16>], weight: u64) -> Result<(), VoteError> {
        let ranks = ranks_of_levels(ranking, self.options)?;
        self.add_ranks(&ranks, weight)
    }

    /// Adds a ballot as one rank for each option, a lower number being better
    /// and 0 meaning not ranked. Ranks need not be without gaps.
    pub fn add_ranks(&mut self, ranks: &[u32], weight: u64) -> Result<(), VoteError> {
        let n = self.options;
        if ranks.len() != n {
            return Err(VoteError::Ranks {
                found: ranks.len(),
                options: n,
            });
        }
        if self.unranked == Unranked::Invalid && ranks.contains(&0) {
            self.invalid = self.invalid.checked_add(weight).ok_or(VoteError::TooMuch)?;
            return Ok(());
        }
        // No cell exceeds the sum of weights, so this one check guards all.
        self.total = self.total.checked_add(weight).ok_or(VoteError::TooMuch)?;
        // An unranked option beats nothing; it is beaten by every ranked one,
        // or by none, as the definition says. Two passes without a branch.
        let beaten = match self.unranked {
            Unranked::Last | Unranked::Invalid => u32::MAX,
            Unranked::NotCompared => 0,
        };
        for ((above, below), rank) in self.above.iter_mut().zip(&mut self.below).zip(ranks) {
            // The greatest rank is kept free for what is not ranked.
            let ranked = (*rank).min(u32::MAX - 1);
            *above = signed(if *rank == 0 { u32::MAX } else { ranked });
            *below = signed(if *rank == 0 { beaten } else { ranked });
        }
        self.compare(weight);
        Ok(())
    }

    /// Adds a weight wherever the ballot at hand ranks one above another. The
    /// sums were checked; they cannot overflow.
    fn compare(&mut self, weight: u64) {
        let n = self.options;
        let Ok(narrow) = u32::try_from(weight) else {
            for (row, above) in self.support.chunks_mut(n.max(1)).zip(&self.above) {
                for (cell, below) in row.iter_mut().zip(&self.below) {
                    *cell += if above < below { weight } else { 0 };
                }
            }
            return;
        };
        if let Some(held) = self.held.checked_add(narrow) {
            self.held = held;
        } else {
            self.settle();
            self.held = narrow;
        }
        let (below, _) = self.below.as_chunks::<BLOCK>();
        let rows = self.recent.chunks_mut(self.below.len().max(1));
        for (row, above) in rows.zip(&self.above) {
            let (row, _) = row.as_chunks_mut::<BLOCK>();
            for (cells, below) in row.iter_mut().zip(below) {
                // By a mask and over whole blocks, since a branch on the order
                // of a ballot is a coin tossed: measured four times as slow.
                *cells = std::array::from_fn(|at| {
                    let mask = u32::from(*above < below[at]).wrapping_neg();
                    cells[at].wrapping_add(mask & narrow)
                });
            }
        }
    }

    /// Moves the narrow counts into the wide ones.
    fn settle(&mut self) {
        let rows = self.recent.chunks_mut(self.below.len().max(1));
        for (wide, narrow) in self.support.chunks_mut(self.options.max(1)).zip(rows) {
            for (wide, narrow) in wide.iter_mut().zip(narrow) {
                *wide += u64::from(std::mem::take(narrow));
            }
        }
        self.held = 0;
    }

    /// How many options.
    pub fn options(&self) -> usize {
        self.options
    }

    /// What an unranked option means here.
    pub fn unranked(&self) -> Unranked {
        self.unranked
    }

    /// The weight of those who prefer `a` to `b`; 0 for places out of range.
    pub fn support(&self, a: usize, b: usize) -> u64 {
        if a >= self.options || b >= self.options {
            return 0;
        }
        let recent = self.recent[a * self.below.len() + b];
        self.support[a * self.options + b] + u64::from(recent)
    }

    /// Whether more prefer `a` to `b` than `b` to `a`.
    pub fn beats(&self, a: usize, b: usize) -> bool {
        self.support(a, b) > self.support(b, a)
    }

    /// The sum of the weights of all ballots counted.
    pub fn total(&self) -> u64 {
        self.total
    }

    /// The weight of the ballots left out because they do not rank every
    /// option.
    pub fn invalid(&self) -> u64 {
        self.invalid
    }

    /// The rows, for showing.
    pub fn rows(&self) -> Vec<Vec<u64>> {
        let all = 0..self.options;
        all.clone()
            .map(|a| all.clone().map(|b| self.support(a, b)).collect())
            .collect()
    }

    /// The option that beats every other, where there is one.
    pub fn condorcet_winner(&self) -> Option<usize> {
        let n = self.options;
        (0..n).find(|a| (0..n).all(|b| *a == b || self.beats(*a, b)))
    }

    /// The same matrix for some of the options only: what it would be had the
    /// others never stood.
    pub(super) fn restrict(&self, keep: &[usize]) -> Self {
        let mut less = Self::new(keep.len(), self.unranked);
        less.total = self.total;
        less.invalid = self.invalid;
        let pairs = keep.iter().flat_map(|a| keep.iter().map(move |b| (*a, *b)));
        for (cell, (a, b)) in less.support.iter_mut().zip(pairs) {
            *cell = self.support(a, b);
        }
        less
    }
}

/// Levels as one rank for each option, from 1; 0 is not ranked. Empty levels
/// are passed over.
pub(super) fn ranks_of_levels(levels: &[Vec<u16>], options: usize) -> Result<Vec<u32>, VoteError> {
    let mut ranks = vec![0; options];
    for (rank, option) in (1..).zip(levels).flat_map(|(rank, level)| {
        let level = level.iter().map(move |option| usize::from(*option));
        level.map(move |option| (rank, option))
    }) {
        match ranks.get_mut(option) {
            None => {
                return Err(VoteError::UnknownOption {
                    place: option + 1,
                    options,
                });
            }
            Some(0) => ranks[option] = rank,
            Some(_) => return Err(VoteError::Twice(option + 1)),
        }
    }
    Ok(ranks)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_ranked_is_last_or_not_compared_or_refused() {
        let filled = |unranked| {
            let mut matrix = Pairwise::new(3, unranked);
            matrix.add_ranks(&[7, 7, 0], 2).unwrap();
            (matrix.support(0, 1), matrix.support(0, 2), matrix.invalid())
        };
        assert_eq!(filled(Unranked::Last), (0, 2, 0));
        assert_eq!(filled(Unranked::NotCompared), (0, 0, 0));
        assert_eq!(filled(Unranked::Invalid), (0, 0, 2));
    }

    #[test]
    fn a_sum_that_does_not_fit_is_refused() {
        let mut matrix = Pairwise::new(2, Unranked::Last);
        matrix.add_ranks(&[1, 2], u64::MAX).unwrap();
        assert_eq!(matrix.add_ranks(&[1, 2], 1), Err(VoteError::TooMuch));
        assert_eq!(matrix.support(0, 1), u64::MAX);
    }

    #[test]
    fn narrow_and_wide_counts_add_up() {
        let mut matrix = Pairwise::new(5, Unranked::Last);
        let half = u64::from(u32::MAX) / 2 + 1;
        for weight in [half, half, 1, 1 << 40, half] {
            matrix.add_ranks(&[1, 2, 3, 4, 5], weight).unwrap();
        }
        let sum = 3 * half + 1 + (1 << 40);
        assert_eq!((matrix.support(0, 4), matrix.support(4, 0)), (sum, 0));
        assert_eq!((matrix.total(), matrix.rows()[3][4]), (sum, sum));
    }

    #[test]
    fn a_ballot_names_each_option_once() {
        let mut matrix = Pairwise::new(2, Unranked::Last);
        assert_eq!(matrix.add(&[vec![0], vec![0]], 1), Err(VoteError::Twice(1)));
        assert!(matrix.add(&[vec![2]], 1).is_err());
        assert_eq!(matrix.total(), 0);
    }
}
