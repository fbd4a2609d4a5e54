//! What a stage of one question can still become, and what it takes to pass
//! it: exact, by going through the counts that the silent electors can make.
//!
//! Electors of one weight are alike, and choices that no condition tells apart
//! are one, so what is gone through are counts and not sets of people. Where
//! even these are too many, or votes are fractional, bounds on every quantity
//! take their place: they never miss an outcome that is possible, may name one
//! that is not, and the result says so.

mod bound;
mod cast;
mod reach;

use std::collections::{BTreeMap, BTreeSet};

pub use cast::Cast;
pub use reach::{Reach, TurnoutRow, reach};

use super::condition::{Quantities, Quantity};
use super::model::{Route, Stage, StageOutcome};
use crate::base::Exact;

/// The most counts that are gone through one by one.
const MOST: u64 = 100_000;

/// What a stage can still become.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Prospects {
    /// The outcomes that the ballots of silent electors can still bring about,
    /// ballots already cast taken as final and nobody withdrawing.
    pub possible: BTreeSet<StageOutcome>,
    /// Whether each of them is surely possible; else some may not be.
    pub exact: bool,
    /// Whether there are ballots for which a condition cannot be worked out.
    pub undecided: bool,
}

impl Prospects {
    /// Whether an elector who is still silent can change the outcome. Where
    /// the prospects are not exact, `None` unless nobody can.
    pub fn pivotal(&self) -> Option<bool> {
        let open = self.possible.len() > 1 || self.undecided;
        (self.exact || !open).then_some(open)
    }

    /// The outcome that is certain, where there is one.
    pub fn certain(&self) -> Option<&StageOutcome> {
        let first = self.possible.first();
        first.filter(|_| self.possible.len() == 1 && !self.undecided)
    }
}

/// What a stage can still become: `current` are its sums, with every silent
/// elector in `silent`, and `silent` the weights of those electors. Extensions
/// are left out: they only give the same electors more time. `None` for a
/// ballot of several options.
pub fn prospects(stage: &Stage, current: &Quantities, silent: &[Exact]) -> Option<Prospects> {
    if !stage.ballot.is_single_question() {
        return None;
    }
    let mut found = Prospects {
        possible: BTreeSet::new(),
        exact: true,
        undecided: false,
    };
    if stage.step.is_some() || counts(stage, silent) > MOST {
        bound::prospects(stage, current, silent, &mut found);
        return Some(found);
    }
    each_count(
        stage,
        current,
        silent,
        &mut |quantities| match ends(stage, quantities) {
            Some(outcome) => drop(found.possible.insert(outcome)),
            None => found.undecided = true,
        },
    );
    Some(found)
}

/// How a stage ends with these sums, extensions left out; `None` where that
/// cannot be worked out. The same order as in [`super::decide::decide`].
fn ends(stage: &Stage, quantities: &Quantities) -> Option<StageOutcome> {
    if quantities.nobody_voted() && !stage.lazy {
        return Some(StageOutcome::NoBallots);
    }
    if let Some(quorum) = &stage.quorum {
        let met = match &quorum.of {
            Some(team) => quorum.need.holds(&quantities.clone().of_team(team)),
            None => quorum.need.holds(quantities),
        };
        if !met.ok()? {
            return Some(StageOutcome::NoQuorum);
        }
    }
    for (name, condition) in &stage.outcomes {
        let won = match condition {
            Some(condition) => condition.holds(quantities).ok()?,
            None => true,
        };
        if won {
            return Some(name.clone().into());
        }
    }
    None
}

/// Whether an outcome takes the proposal forward, or starts what it was for.
fn passes(stage: &Stage, outcome: &StageOutcome) -> bool {
    let route = stage.route(outcome);
    route.is_some_and(|route| route.passes() || matches!(route, Route::Start(_)))
}

/// The quantities that decide the stage.
fn asked(stage: &Stage) -> BTreeSet<Quantity> {
    let outcomes = stage.outcomes.iter().filter_map(|(_, it)| it.as_ref());
    let quorum = stage.quorum.iter().map(|quorum| &quorum.need);
    Quantity::ALL
        .iter()
        .copied()
        .filter(|it| {
            outcomes
                .clone()
                .chain(quorum.clone())
                .any(|c| c.asks_for(*it))
        })
        .collect()
}

/// One choice for each way in which a choice can matter to the stage. Of
/// choices that no condition tells apart, one with a ballot is kept.
fn choices(stage: &Stage) -> Vec<Cast> {
    let asked = asked(stage);
    let mut kept: BTreeMap<Vec<i8>, Cast> = BTreeMap::new();
    for choice in Cast::of(stage) {
        let effect = asked.iter().map(|it| choice.effect(*it)).collect();
        let known = kept.entry(effect).or_insert(choice);
        if known.effect(Quantity::Ballots) == 0 {
            *known = choice;
        }
    }
    kept.into_values().collect()
}

/// Electors by weight.
fn groups(weights: &[Exact]) -> Vec<(Exact, u64)> {
    let mut groups: BTreeMap<&Exact, u64> = BTreeMap::new();
    for weight in weights {
        *groups.entry(weight).or_default() += 1;
    }
    groups
        .into_iter()
        .map(|(weight, n)| (weight.clone(), n))
        .collect()
}

/// How many counts the electors of these weights can make.
fn counts(stage: &Stage, weights: &[Exact]) -> u64 {
    let choices = choices(stage).len() as u64;
    let mut all: u64 = 1;
    for (_, electors) in groups(weights) {
        // Ways to share out `electors` over `choices`.
        for k in 1..choices {
            all = all.saturating_mul(electors.saturating_add(k)) / k;
            if all > u64::MAX / 1_000_000 {
                return u64::MAX;
            }
        }
    }
    all
}

/// Goes through every count that the electors can make from where they are.
fn each_count(
    stage: &Stage,
    current: &Quantities,
    weights: &[Exact],
    look: &mut dyn FnMut(&Quantities),
) {
    let choices = choices(stage);
    let groups = groups(weights);
    let mut quantities = current.clone();
    // With nobody casting anything: where silence and a ballot are one choice,
    // the ballot was kept.
    look(&quantities);
    share(&groups, &choices, &choices, 0, &mut quantities, look);
}

/// Shares out the first group over the choices that are left for it, then the
/// groups after it. `taken` electors of it are shared out already.
fn share(
    groups: &[(Exact, u64)],
    all: &[Cast],
    left: &[Cast],
    taken: u64,
    quantities: &mut Quantities,
    look: &mut dyn FnMut(&Quantities),
) {
    let Some(((weight, electors), later)) = groups.split_first() else {
        return look(quantities);
    };
    let Some((choice, others)) = left.split_first() else {
        return;
    };
    let remaining = electors - taken;
    if others.is_empty() {
        let whole = weight * crate::base::exact(remaining);
        choice.add(&whole, quantities);
        share(later, all, all, 0, quantities, look);
        return choice.add(&-whole, quantities);
    }
    for number in 0..=remaining {
        share(groups, all, others, taken + number, quantities, look);
        if number < remaining {
            choice.add(weight, quantities);
        }
    }
    choice.add(&-(weight * crate::base::exact(remaining)), quantities);
}

#[cfg(test)]
mod tests;
