//! Taking in ballots: what each method needs to remember of them, and no more.

use super::pairwise::ranks_of_levels;
use super::pile::Pile;
use super::{Kind, Options, Pairwise, Unranked, VoteError};

/// One ballot, with options by their place on the list.
#[derive(Debug, Clone, Copy)]
pub enum Vote<'a> {
    /// One option.
    Single(u16),
    /// Any number of options, each once.
    Approval(&'a [u16]),
    /// Options with a score; those not named have none. A method that takes
    /// rankings ranks them by score.
    Scores(&'a [(u16, i64)]),
    /// Levels, best first; options in one level are equal.
    Ranking(&'a [Vec<u16>]),
    /// One rank for each option, a lower number being better and 0 meaning not
    /// ranked. Ranks need not begin at 1 or be without gaps.
    Ranks(&'a [u32]),
}

/// Ballots taken in for methods of one [`Kind`]; counting does not use them
/// up, so the same ballots can be counted again.
#[derive(Debug, Clone)]
pub struct Tally {
    pub(super) options: Options,
    pub(super) seen: Seen,
    // The ballot at hand.
    ranks: Vec<u32>,
}

#[derive(Debug, Clone)]
pub(super) enum Seen {
    Totals {
        kind: Kind,
        totals: Vec<i128>,
        weight: u64,
    },
    Scores {
        totals: Vec<i128>,
        matrix: Pairwise,
    },
    Pairwise(Pairwise),
    Transfers(Pile),
}

impl Tally {
    /// An empty tally. `unranked` matters for ballots that rank.
    pub fn new(options: Options, kind: Kind, unranked: Unranked) -> Self {
        let n = options.len();
        let seen = match kind {
            Kind::Single | Kind::Approvals => Seen::Totals {
                kind,
                totals: vec![0; n],
                weight: 0,
            },
            Kind::Scores => Seen::Scores {
                totals: vec![0; n],
                matrix: Pairwise::new(n, Unranked::Last),
            },
            Kind::Pairwise => Seen::Pairwise(Pairwise::new(n, unranked)),
            Kind::Transfers => Seen::Transfers(Pile::new(n, unranked)),
        };
        Self {
            options,
            seen,
            ranks: vec![0; n],
        }
    }

    /// A published matrix. `None` where it is not over these options.
    pub fn from_matrix(options: Options, matrix: Pairwise) -> Option<Self> {
        (options.len() == matrix.options()).then(|| Self {
            ranks: vec![0; options.len()],
            options,
            seen: Seen::Pairwise(matrix),
        })
    }

    /// Published sums and run-offs of scores; as [`Tally::from_matrix`].
    pub fn from_scores(options: Options, sums: Vec<i128>, run_offs: Pairwise) -> Option<Self> {
        let n = options.len();
        (n == sums.len() && n == run_offs.options()).then(|| Self {
            ranks: vec![0; n],
            options,
            seen: Seen::Scores {
                totals: sums,
                matrix: run_offs,
            },
        })
    }

    /// The options.
    pub fn options(&self) -> &Options {
        &self.options
    }

    /// Names the options, where their names became known only after the
    /// ballots; says whether there are as many.
    pub fn name(&mut self, options: Options) -> bool {
        let fits = options.len() == self.options.len();
        if fits {
            self.options = options;
        }
        fits
    }

    /// What the ballots were taken in for.
    pub fn kind(&self) -> Kind {
        match &self.seen {
            Seen::Totals { kind, .. } => *kind,
            Seen::Scores { .. } => Kind::Scores,
            Seen::Pairwise(_) => Kind::Pairwise,
            Seen::Transfers(_) => Kind::Transfers,
        }
    }

    /// The sum of the weights of all ballots counted.
    pub fn weight(&self) -> u64 {
        match &self.seen {
            Seen::Totals { weight, .. } => *weight,
            Seen::Scores { matrix, .. } | Seen::Pairwise(matrix) => matrix.total(),
            Seen::Transfers(pile) => pile.total(),
        }
    }

    /// The weight of the ballots left out because they do not rank every
    /// option where that makes them invalid.
    pub fn invalid(&self) -> u64 {
        match &self.seen {
            Seen::Totals { .. } => 0,
            Seen::Scores { matrix, .. } | Seen::Pairwise(matrix) => matrix.invalid(),
            Seen::Transfers(pile) => pile.invalid(),
        }
    }

    /// Takes in a ballot. One that is refused changes nothing.
    pub fn add(&mut self, vote: Vote<'_>, weight: u64) -> Result<(), VoteError> {
        match (&mut self.seen, vote) {
            (Seen::Pairwise(matrix), Vote::Ranks(ranks)) => matrix.add_ranks(ranks, weight),
            (Seen::Transfers(pile), Vote::Ranks(ranks)) => pile.add_ranks(ranks, weight),
            (Seen::Pairwise(_) | Seen::Transfers(_), Vote::Ranking(levels)) => {
                let ranks = ranks_of_levels(levels, self.options.len())?;
                self.add(Vote::Ranks(&ranks), weight)
            }
            (Seen::Pairwise(_) | Seen::Transfers(_), Vote::Scores(scores)) => {
                self.rank(scores)?;
                let ranks = std::mem::take(&mut self.ranks);
                let added = self.add(Vote::Ranks(&ranks), weight);
                self.ranks = ranks;
                added
            }
            (Seen::Scores { .. }, Vote::Scores(scores)) => self.add_scores(scores, weight),
            (Seen::Totals { kind, .. }, Vote::Single(option)) if *kind == Kind::Single => {
                self.add_names(&[option], weight)
            }
            (Seen::Totals { kind, .. }, Vote::Approval(names)) if *kind == Kind::Approvals => {
                self.add_names(names, weight)
            }
            _ => Err(VoteError::Kind {
                wanted: self.wanted(),
            }),
        }
    }

    fn wanted(&self) -> &'static str {
        match self.kind() {
            Kind::Single => "ballots that name one option",
            Kind::Approvals => "ballots that approve options",
            Kind::Scores => "ballots that score options",
            Kind::Pairwise | Kind::Transfers => "ballots that rank or score options",
        }
    }

    fn add_names(&mut self, names: &[u16], by: u64) -> Result<(), VoteError> {
        each_once(names.iter().copied(), self.options.len())?;
        if let Seen::Totals { totals, weight, .. } = &mut self.seen {
            *weight = weight.checked_add(by).ok_or(VoteError::TooMuch)?;
            for option in names {
                totals[usize::from(*option)] += i128::from(by);
            }
        }
        Ok(())
    }

    fn add_scores(&mut self, scores: &[(u16, i64)], weight: u64) -> Result<(), VoteError> {
        each_once(scores.iter().map(|(option, _)| *option), self.options.len())?;
        // What is not scored counts as 0 in the run-off, as in the sum.
        let n = self.options.len();
        let mut all: Vec<(u16, i64)> = (0..).take(n).map(|option| (option, 0)).collect();
        for (option, score) in scores {
            all[usize::from(*option)].1 = *score;
        }
        self.rank(&all)?;
        if let Seen::Scores { totals, matrix } = &mut self.seen {
            let mut sums = totals.clone();
            for (option, score) in scores {
                let part = i128::from(*score).checked_mul(i128::from(weight));
                let sum = &mut sums[usize::from(*option)];
                *sum = part
                    .and_then(|p| sum.checked_add(p))
                    .ok_or(VoteError::TooMuch)?;
            }
            matrix.add_ranks(&self.ranks, weight)?;
            *totals = sums;
        }
        Ok(())
    }

    /// Ranks options by score, the highest first; equal scores are equal.
    fn rank(&mut self, scores: &[(u16, i64)]) -> Result<(), VoteError> {
        each_once(scores.iter().map(|(option, _)| *option), self.options.len())?;
        let mut sorted = scores.to_vec();
        sorted.sort_by_key(|(_, score)| std::cmp::Reverse(*score));
        self.ranks.fill(0);
        for (rank, equal) in (1..).zip(sorted.chunk_by(|a, b| a.1 == b.1)) {
            for (option, _) in equal {
                self.ranks[usize::from(*option)] = rank;
            }
        }
        Ok(())
    }

    /// The same ballots over some of the options only.
    pub(super) fn restrict(&self, keep: &[usize]) -> Option<Self> {
        let options = Options::new(self.options.name(keep)).ok()?;
        let some = |totals: &[i128]| keep.iter().map(|place| totals[*place]).collect();
        let seen = match &self.seen {
            Seen::Totals {
                kind,
                totals,
                weight,
            } => Seen::Totals {
                kind: *kind,
                totals: some(totals),
                weight: *weight,
            },
            Seen::Scores { totals, matrix } => Seen::Scores {
                totals: some(totals),
                matrix: matrix.restrict(keep),
            },
            Seen::Pairwise(matrix) => Seen::Pairwise(matrix.restrict(keep)),
            Seen::Transfers(pile) => Seen::Transfers(pile.restrict(keep)),
        };
        Some(Self {
            ranks: vec![0; options.len()],
            options,
            seen,
        })
    }
}

fn each_once(names: impl Iterator<Item = u16>, options: usize) -> Result<(), VoteError> {
    let mut seen = vec![false; options];
    for name in names {
        let place = usize::from(name);
        match seen.get_mut(place) {
            None => {
                return Err(VoteError::UnknownOption {
                    place: place + 1,
                    options,
                });
            }
            Some(true) => return Err(VoteError::Twice(place + 1)),
            Some(seen) => *seen = true,
        }
    }
    Ok(())
}
