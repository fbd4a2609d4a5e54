//! What a rule's stage asks of a count: its method, the sums of its conditions,
//! the support, the ratios and the chain of tie-breaks.

use std::collections::BTreeMap;

use super::taken::Taken;
use super::{Beside, RecountError};
use crate::base::{Exact, OptionId, exact};
use crate::rule::{Class, CountSpec, Quantities, Stage, TieBreak as Declared};
use crate::vote::count::{Method, NameError, TieBreak, lot_seed};

pub(super) fn method(declared: &CountSpec) -> Result<Method, NameError> {
    declared.method.as_str().parse()
}

/// What conditions and formulas ask of the ballots as a whole.
pub(super) fn sums(stage: &Stage, taken: &Taken, beside: &Beside) -> Quantities {
    let ballots = exact(taken.ballots);
    let electors = beside
        .around
        .electors
        .clone()
        .unwrap_or_else(|| ballots.clone());
    let silent = (&electors - &ballots).max(exact(0));
    let mut q = Quantities {
        ballots,
        electorate: electors.clone(),
        silent,
        ..Quantities::default()
    };
    beside.around.fill(stage, &electors, &mut q);
    q
}

/// The support that an option needs over the default.
pub(super) struct Support<'a>(Option<(&'a crate::rule::Formula, &'a Quantities)>);

impl<'a> Support<'a> {
    pub(super) fn of(declared: &'a CountSpec, q: &'a Quantities) -> Result<Self, RecountError> {
        let Some(formula) = &declared.min_support else {
            return Ok(Self(None));
        };
        formula.value(q).map_err(|error| RecountError::Support {
            formula: formula.to_string(),
            why: error.to_string(),
        })?;
        Ok(Self(Some((formula, q))))
    }

    pub(super) fn met(&self, votes: u64) -> bool {
        // It was worked out once already, so it can be again.
        self.0
            .is_none_or(|(formula, q)| formula.met_by(&exact(votes), q).unwrap_or(false))
    }
}

pub(super) fn ratios(
    declared: &CountSpec,
    classes: &BTreeMap<OptionId, Class>,
) -> BTreeMap<OptionId, Exact> {
    classes
        .iter()
        .filter_map(|(id, class)| Some((id.clone(), declared.ratios.get(class)?.clone())))
        .collect()
}

/// The chain that the rule declares, with what was said for each step, and the
/// steps that nothing was said for.
pub(super) fn chain(declared: &CountSpec, beside: &Beside) -> (Vec<TieBreak>, Vec<String>) {
    let mut chain = Vec::new();
    let mut open = Vec::new();
    for step in &declared.tie_break {
        let known = match step {
            Declared::CastingVote(team) => beside.casting_vote.clone().map(|choice| {
                let of = team.to_string();
                let choice = Some(choice);
                TieBreak::CastingVote { of, choice }
            }),
            Declared::EarlierJoiner => beside.joined.clone().map(|joined| TieBreak::Order {
                by: "earlier-joiner".to_owned(),
                groups: joined.into_iter().map(|id| vec![id]).collect(),
            }),
            Declared::Lot => beside.lot.as_ref().map(|text| TieBreak::Lot {
                seed: lot_seed(text.as_bytes(), []),
            }),
        };
        match known {
            Some(step) => chain.push(step),
            None => {
                // What stands behind a step is asked only after it.
                open.push(step.to_string());
                break;
            }
        }
    }
    (chain, open)
}
