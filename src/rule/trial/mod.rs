//! A stage tried with sums that somebody states: `for 41, against 9`. No roll,
//! no ballots and no repository are needed, so that a rule can be asked what it
//! would make of a vote before anybody holds one.

mod sums;

use std::collections::{BTreeMap, BTreeSet};

use num_traits::ToPrimitive;

pub use sums::{Sums, takes};

use super::analysis::Prospects;
use super::condition::Explained;
use super::condition::{Mention, Quantities, Quantity};
use super::decide::{DecideError, Moment, StageDecision, decide};
use super::model::{PollPeriod, Stage, StageOutcome};
use crate::base::{EventKind, Exact, SpanUnit, StageId, TeamId};

/// What stands around a vote that is tried.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Around {
    /// Those who may vote, by weight, recused ones among them; those who voted
    /// where it is not said.
    pub electors: Option<Exact>,
    /// Seats of the one team that votes.
    pub seats: Option<u64>,
    /// Its members; the electors where it is not said.
    pub serving: Option<u64>,
    /// Seats of other teams.
    pub seats_of: BTreeMap<TeamId, u64>,
    /// Members of other teams.
    pub serving_of: BTreeMap<TeamId, u64>,
    /// Those who sponsor, by weight.
    pub sponsors: Exact,
    /// Whole days since the opening; the period where it is not said.
    pub days: Option<u64>,
    /// What officials have attested.
    pub attested: BTreeSet<EventKind>,
    /// How earlier stages ended.
    pub outcomes: BTreeMap<StageId, StageOutcome>,
    /// How often the stage was extended already.
    pub extensions: u32,
}

/// Why sums cannot be tried.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TrialError {
    /// A part of the text that is no vote and its number.
    #[error("`{0}` is no vote and its number, such as `for 41`")]
    Part(String),
    /// A vote that this kind of ballot does not have.
    #[error("`{word}` is no vote of this stage; it takes {takes}")]
    Vote {
        /// The word.
        word: String,
        /// What it takes.
        takes: String,
        /// The word that was most likely meant.
        near: Option<&'static str>,
    },
    /// A vote named twice.
    #[error("`{0}` is named twice")]
    Twice(String),
    /// More votes than electors.
    #[error("{cast} voted or are recused, and there are {electors} electors")]
    TooMany {
        /// Ballots and recusals.
        cast: String,
        /// Electors.
        electors: String,
    },
    /// The silent were stated, and the electors are others.
    #[error("{cast} voted and {silent} are silent: that is not {electors} electors")]
    Silent {
        /// Ballots and recusals.
        cast: String,
        /// Those who are silent.
        silent: String,
        /// Electors.
        electors: String,
    },
    /// Several options are counted from ballots.
    #[error("stage `{0}` chooses among options, so sums say too little")]
    Options(StageId),
    /// The rule asks for something that has no answer.
    #[error(transparent)]
    Decide(#[from] DecideError),
}

impl Around {
    /// Adds to the sums what does not come from ballots.
    pub fn fill(&self, stage: &Stage, electors: &Exact, q: &mut Quantities) {
        q.sponsors = self.sponsors.clone();
        q.days = self.days.unwrap_or_else(|| period_days(stage));
        q.attested = self.attested.clone();
        q.outcomes = self.outcomes.clone();
        q.seats_of = self.seats_of.clone();
        q.serving_of = self.serving_of.clone();
        let Some(team) = stage.electorate.single_team() else {
            return;
        };
        let named = |of: &BTreeMap<TeamId, u64>| of.get(team).copied();
        let whole = || {
            electors
                .is_integer()
                .then(|| electors.to_integer().to_u64())
        };
        let serving = self.serving.or_else(|| named(&q.serving_of));
        let serving = serving.or_else(|| whole().flatten());
        let seats = self.seats.or_else(|| named(&q.seats_of)).or(serving);
        q.serving = serving;
        q.seats = seats;
        q.serving_of.extend(serving.map(|n| (team.clone(), n)));
        q.seats_of.extend(seats.map(|n| (team.clone(), n)));
        if let (Some(seats), Some(serving)) = (seats, serving) {
            q.count_vacant(stage.vacant_seats, seats.saturating_sub(serving));
        }
    }
}

/// Whole days of the stage's period, the longest where the opener chooses.
fn period_days(stage: &Stage) -> u64 {
    let span = match stage.period {
        Some(PollPeriod::Fixed(span)) => span,
        Some(PollPeriod::Between { at_most, .. }) => at_most,
        None => return 0,
    };
    let amount = u64::from(span.amount());
    match span.unit() {
        SpanUnit::Hours => amount / 24,
        SpanUnit::Days => amount,
        SpanUnit::Weeks => amount * 7,
        SpanUnit::Months => amount * 30,
    }
}

fn asks_pivotal(stage: &Stage) -> bool {
    let mut conditions = stage.conditions().into_iter();
    conditions.any(|(_, it)| {
        it.mentions()
            .iter()
            .any(|(found, _)| *found == Mention::Pivotal)
    })
}

/// Whether the conditions of a stage depend on the number of electors, so that
/// leaving it out would answer another question.
pub fn asks_electors(stage: &Stage) -> bool {
    let asks = |mention: &Mention| {
        matches!(
            mention,
            Mention::Quantity(
                Quantity::Electorate | Quantity::Silent | Quantity::Serving | Quantity::Seats
            ) | Mention::Pivotal
        )
    };
    let conditions = stage.conditions().into_iter();
    let asked = conditions
        .flat_map(|(_, it)| it.mentions())
        .any(|(mention, _)| asks(&mention));
    let support = stage
        .count
        .as_ref()
        .and_then(|count| count.min_support.as_ref());
    asked || support.is_some_and(|it| it.mentions().iter().any(|(mention, _)| asks(mention)))
}

/// A stage of one question, tried.
#[derive(Debug, Clone, PartialEq)]
pub struct Tried {
    /// What the conditions were asked with.
    pub quantities: Quantities,
    /// What became of it.
    pub decision: StageDecision,
    /// What closes it before its time, `close_early` or `close_when`, with the
    /// numbers, where the rule has it.
    pub closing: Vec<(&'static str, Explained)>,
    /// What those who are silent could still bring about.
    pub prospects: Option<Prospects>,
}

/// Decides a stage by sums.
///
/// # Errors
///
/// Where the sums cannot be, or the rule asks for something without an answer.
pub fn try_sums(stage: &Stage, sums: &Sums, around: &Around) -> Result<Tried, TrialError> {
    let quantities = sums.quantities(stage, around)?;
    let moment = Moment {
        closes: None,
        extensions: around.extensions,
        held: None,
    };
    let decision = decide(stage, &quantities, moment)?;
    let conditions = [
        ("close_early", &stage.close_early),
        ("close_when", &stage.close_when),
    ];
    let mut closing = Vec::new();
    for (name, condition) in conditions {
        let Some(condition) = condition else { continue };
        let explained = condition.explain(&quantities);
        let explained = explained.map_err(|error| DecideError::Condition {
            condition: condition.to_string(),
            error,
        })?;
        closing.push((name, explained));
    }
    let prospects = sums.prospects(stage, &quantities);
    Ok(Tried {
        quantities,
        decision,
        closing,
        prospects,
    })
}

#[cfg(test)]
mod tests;
