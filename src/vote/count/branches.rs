//! Ties in the middle of a count. Where the declared chain does not break one,
//! every way to break it is counted: what all of them agree on is decided, and
//! the rest is reported as a tie.

use std::collections::BTreeSet;

use super::Options;
use super::tie::{Broken, TieBreak, refine};

/// The most ways that are followed; beyond that the count is left undecided
/// rather than guessed.
const MOST_WAYS: usize = 256;

/// A tie that stops this way of counting: each of these could be taken.
pub(super) struct Open(Vec<usize>);

/// Breaks ties in the middle of a count: by the chain, then by the choices of
/// the way that is being followed.
pub(super) struct Breaker<'a> {
    chain: &'a [TieBreak],
    options: &'a Options,
    script: &'a [usize],
    log: BTreeSet<Broken<usize>>,
}

impl Breaker<'_> {
    /// The one that the tie favours.
    pub(super) fn first(&mut self, tied: &[usize]) -> Result<usize, Open> {
        let groups = refine(self.chain, self.options, tied, &mut self.log);
        self.pick(groups.first().map_or(tied, Vec::as_slice))
    }

    /// The one that the tie disfavours.
    pub(super) fn last(&mut self, tied: &[usize]) -> Result<usize, Open> {
        let groups = refine(self.chain, self.options, tied, &mut self.log);
        self.pick(groups.last().map_or(tied, Vec::as_slice))
    }

    fn pick(&mut self, group: &[usize]) -> Result<usize, Open> {
        if let [only] = group {
            return Ok(*only);
        }
        match self.script.split_first() {
            Some((choice, rest)) => {
                self.script = rest;
                Ok(*choice)
            }
            None => Err(Open(group.to_vec())),
        }
    }
}

/// One way through the count.
pub(super) struct Way<T> {
    /// What came of it.
    pub(super) result: T,
    /// The ties that the chain broke on it.
    pub(super) log: BTreeSet<Broken<usize>>,
}

/// Counts in every way that the unbroken ties allow. `None` where there are
/// too many.
pub(super) fn every_way<T>(
    chain: &[TieBreak],
    options: &Options,
    count: impl Fn(&mut Breaker<'_>) -> Result<T, Open>,
) -> Option<Vec<Way<T>>> {
    let mut ways = Vec::new();
    let mut scripts: Vec<Vec<usize>> = vec![Vec::new()];
    while let Some(script) = scripts.pop() {
        let mut breaker = Breaker {
            chain,
            options,
            script: &script,
            log: BTreeSet::new(),
        };
        match count(&mut breaker) {
            Ok(result) => ways.push(Way {
                result,
                log: breaker.log,
            }),
            Err(Open(tied)) => scripts.extend(tied.iter().rev().map(|choice| {
                let mut longer = script.clone();
                longer.push(*choice);
                longer
            })),
        }
        if ways.len() + scripts.len() > MOST_WAYS {
            return None;
        }
    }
    Some(ways)
}
