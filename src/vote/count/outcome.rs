//! What a count comes to, with what a person needs to follow it.

use super::tie::{Broken, Tie};
use super::{DropReason, Method, Round};
use crate::base::OptionId;

/// The pairwise matrix, as shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Matrix {
    /// The options of the rows and of the columns.
    pub options: Vec<OptionId>,
    /// `support[a][b]`: the weight of those who prefer a to b.
    pub support: Vec<Vec<u64>>,
}

/// The result of a count.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Count {
    /// The method.
    pub method: Method,
    /// The definitions that were used where tools differ, a sentence each.
    pub notes: Vec<String>,
    /// How many seats there were.
    pub seats: usize,
    /// The weight of all ballots counted.
    pub ballots: u64,
    /// The weight of ballots left out because they do not rank every option.
    pub invalid: u64,
    /// Totals or points by option, in ballot order, for methods that have them.
    pub totals: Vec<(OptionId, i128)>,
    /// The pairwise matrix, for methods that read it.
    pub matrix: Option<Matrix>,
    /// The rounds, for methods that count in rounds. Where a tie within them
    /// was left open, these are the rounds of the first way to break it.
    pub rounds: Vec<Round>,
    /// Options that were dropped before the comparison.
    pub dropped: Vec<(OptionId, DropReason)>,
    /// All options that were not dropped, best first, those not separated by
    /// the method together.
    pub order: Vec<Vec<OptionId>>,
    /// Those who are elected for certain, best first.
    pub elected: Vec<OptionId>,
    /// Those who gave way under the cap by affiliation.
    pub over_cap: Vec<OptionId>,
    /// Ties that the declared chain broke.
    pub broken: Vec<Broken>,
    /// Ties that matter for the seats and that nothing declared breaks.
    pub ties: Vec<Tie>,
}

impl Count {
    /// Whether every seat that can be filled is.
    pub fn is_decided(&self) -> bool {
        self.ties.is_empty()
    }

    /// The one winner, where there is exactly one and no open tie.
    pub fn winner(&self) -> Option<&OptionId> {
        match self.elected.as_slice() {
            [only] if self.is_decided() => Some(only),
            _ => None,
        }
    }
}
