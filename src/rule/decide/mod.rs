//! From the sums of a stage to its outcome, with everything that decided it.
//!
//! The order is always the same: an extension that the rule asks for, then the
//! quorum where it extends, then whether anybody voted, then the quorum, then
//! the outcomes in the order of the rule.

mod close;
mod held;

pub use close::{CloseCheck, ClosingClock, may_close};
pub use held::{Held, held_unbroken};

use super::condition::{EvalError, Explained, Quantities};
use super::model::{QuorumOtherwise, Route, Stage, StageOutcome};
use crate::base::{Instant, OutcomeName, Span};

/// Why a stage cannot be decided: the rule asks for something that has no
/// answer. Never taken for a condition that does not hold.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DecideError {
    /// A condition cannot be worked out.
    #[error("`{condition}` cannot be worked out: {error}")]
    Condition {
        /// Its text.
        condition: String,
        /// Why, and which part.
        error: EvalError,
    },
    /// No outcome's condition holds, and none is the `otherwise`.
    #[error("none of the outcomes holds, and none is `otherwise`")]
    NoOutcome,
    /// `then` does not say where an outcome leads.
    #[error("the rule does not say what follows from `{0}`")]
    NoRoute(StageOutcome),
    /// Several options are decided by their count.
    #[error("a stage with several options is decided by its count")]
    NeedsCount,
}

/// Where the clock of a stage stands when it is decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Moment {
    /// When the period ends, with the extensions so far; `None` for a stage
    /// without a period.
    pub closes: Option<Instant>,
    /// How many extensions there have been.
    pub extensions: u32,
    /// How long what accepts has held, where that was looked at. An outcome
    /// that takes the proposal forward is passed over while it has not held
    /// for as long as `held_for` says.
    pub held: Option<Held>,
}

/// A stage that goes on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Extension {
    /// What the rule calls it, such as `incomplete`.
    pub name: Option<OutcomeName>,
    /// Which one it is, from 1.
    pub number: u32,
    /// How much longer.
    pub by: Span,
    /// The new close; `None` where the stage had none or the calendar ends.
    pub closes: Option<Instant>,
}

/// What became of a stage.
#[derive(Debug, Clone, PartialEq)]
pub enum Verdict {
    /// It goes on.
    Extended(Extension),
    /// It is over.
    Decided {
        /// How it ended.
        outcome: StageOutcome,
        /// Where that leads.
        route: Route,
    },
}

/// Whether enough took part.
#[derive(Debug, Clone, PartialEq)]
pub struct QuorumReport {
    /// Whether there is a quorum.
    pub met: bool,
    /// The condition with its numbers.
    pub explained: Explained,
}

/// One outcome of the rule, with its condition.
#[derive(Debug, Clone, PartialEq)]
pub struct OutcomeReport {
    /// Its name.
    pub name: OutcomeName,
    /// Its condition with the numbers; `None` for the `otherwise`.
    pub explained: Option<Explained>,
    /// Whether this is the one that won.
    pub won: bool,
    /// Whether its condition holds, and has not held for as long as the stage
    /// asks.
    pub too_soon: bool,
}

/// A decided stage.
#[derive(Debug, Clone, PartialEq)]
pub struct StageDecision {
    /// What became of it.
    pub verdict: Verdict,
    /// The condition of the extension, where it was asked.
    pub extend: Option<Explained>,
    /// The quorum, where the rule has one and it was asked.
    pub quorum: Option<QuorumReport>,
    /// How long what closes it has held, where the stage asks for that.
    pub held: Option<Held>,
    /// The outcomes in order, up to the one that won; empty where it did not
    /// come to them.
    pub outcomes: Vec<OutcomeReport>,
}

impl StageDecision {
    /// The outcome, where the stage is over.
    pub fn outcome(&self) -> Option<&StageOutcome> {
        match &self.verdict {
            Verdict::Decided { outcome, .. } => Some(outcome),
            Verdict::Extended(_) => None,
        }
    }

    /// Where it leads, where the stage is over.
    pub fn route(&self) -> Option<&Route> {
        match &self.verdict {
            Verdict::Decided { route, .. } => Some(route),
            Verdict::Extended(_) => None,
        }
    }

    /// Every condition that was asked, a line each, in the order of asking.
    pub fn lines(&self) -> Vec<String> {
        let named = |name: &str, explained: &Explained| -> Vec<String> {
            let lines = explained.lines().into_iter();
            lines.map(|line| format!("{name}: {line}")).collect()
        };
        let mut lines = Vec::new();
        lines.extend(self.extend.iter().flat_map(|it| named("extend", it)));
        let quorum = self.quorum.iter();
        lines.extend(quorum.flat_map(|it| named("quorum", &it.explained)));
        if let Some(Held {
            since: Some(since),
            complete_at: Some(until),
            complete,
        }) = &self.held
        {
            let held = if *complete { "has held" } else { "must hold" };
            lines.push(format!("what closes it: {held} from {since} to {until}"));
        }
        for outcome in &self.outcomes {
            match &outcome.explained {
                Some(explained) => lines.extend(named(outcome.name.as_str(), explained)),
                None => lines.push(format!("{}: otherwise", outcome.name)),
            }
            if outcome.too_soon {
                lines.push(format!("{}: not held for long enough", outcome.name));
            }
        }
        lines
    }
}

/// Decides a stage of one question whose period has run out or that may close
/// before. `quantities` are the sums of its valid ballots, weights, recusals
/// and vacant seats taken into account.
pub fn decide(
    stage: &Stage,
    quantities: &Quantities,
    moment: Moment,
) -> Result<StageDecision, DecideError> {
    let Opening {
        extend,
        quorum,
        verdict,
    } = before_outcomes(stage, quantities, moment)?;
    let mut decision = StageDecision {
        verdict: Verdict::Decided {
            outcome: StageOutcome::NoBallots,
            route: Route::REJECT,
        },
        extend,
        quorum,
        held: moment.held,
        outcomes: Vec::new(),
    };
    if let Some(verdict) = verdict {
        decision.verdict = verdict;
        return Ok(decision);
    }
    if stage.outcomes.is_empty() && stage.count.is_some() {
        return Err(DecideError::NeedsCount);
    }
    for (name, condition) in &stage.outcomes {
        let explained = match condition {
            Some(condition) => Some(explain(condition, quantities)?),
            None => None,
        };
        let holds = explained.as_ref().is_none_or(|it| it.holds == Ok(true));
        let too_soon = holds && lacks_time(stage, name, moment);
        let won = holds && !too_soon;
        decision.outcomes.push(OutcomeReport {
            name: name.clone(),
            explained,
            won,
            too_soon,
        });
        if won {
            decision.verdict = ended(stage, name.clone().into())?;
            return Ok(decision);
        }
    }
    Err(DecideError::NoOutcome)
}

/// Decides a stage whose several options were counted: `accept` where the
/// count has a winner that is not the status quo, else `reject`. A stage that
/// names `outcomes` of its own beside a count is decided by them.
pub fn decide_counted(
    stage: &Stage,
    quantities: &Quantities,
    moment: Moment,
    has_winner: bool,
) -> Result<StageDecision, DecideError> {
    if !stage.outcomes.is_empty() {
        return decide(stage, quantities, moment);
    }
    let Opening {
        extend,
        quorum,
        verdict,
    } = before_outcomes(stage, quantities, moment)?;
    let verdict = match verdict {
        Some(verdict) => verdict,
        None => {
            let name = if has_winner { "accept" } else { "reject" };
            let outcome = name.parse().map_err(|_| DecideError::NoOutcome)?;
            ended(stage, outcome)?
        }
    };
    Ok(StageDecision {
        verdict,
        extend,
        quorum,
        held: moment.held,
        outcomes: Vec::new(),
    })
}

/// Whether an outcome takes the proposal forward and has not held for as long
/// as its stage asks. The `otherwise` is not a condition that could be held.
fn lacks_time(stage: &Stage, name: &OutcomeName, moment: Moment) -> bool {
    let conditional = stage.outcomes.iter();
    let mut conditional = conditional.filter(|(_, condition)| condition.is_some());
    let passes = stage
        .route(&name.clone().into())
        .is_some_and(|route| route.passes());
    stage.held_for.is_some()
        && moment.held.is_some_and(|held| !held.complete)
        && passes
        && conditional.any(|(other, _)| other == name)
}

/// What is asked before the outcomes, and the verdict if that settles it.
struct Opening {
    extend: Option<Explained>,
    quorum: Option<QuorumReport>,
    verdict: Option<Verdict>,
}

fn before_outcomes(
    stage: &Stage,
    quantities: &Quantities,
    moment: Moment,
) -> Result<Opening, DecideError> {
    let mut opening = Opening {
        extend: None,
        quorum: None,
        verdict: None,
    };
    let remaining = stage
        .extend
        .as_ref()
        .filter(|extend| moment.extensions < extend.limit());
    let extended = || {
        remaining.map(|extend| {
            Verdict::Extended(Extension {
                name: extend.name.clone(),
                number: moment.extensions + 1,
                by: extend.by,
                closes: moment.closes.and_then(|closes| closes.plus(extend.by)),
            })
        })
    };
    if let Some(extend) = remaining {
        let explained = explain(&extend.when, quantities)?;
        let goes_on = explained.holds == Ok(true);
        opening.extend = Some(explained);
        if goes_on {
            opening.verdict = extended();
            return Ok(opening);
        }
    }
    let mut lacking = None;
    if let Some(quorum) = &stage.quorum {
        let of_team = match &quorum.of {
            Some(team) => quantities.clone().of_team(team),
            None => quantities.clone(),
        };
        let explained = explain(&quorum.need, &of_team)?;
        let met = explained.holds == Ok(true);
        opening.quorum = Some(QuorumReport { met, explained });
        if !met {
            lacking = Some(&quorum.otherwise);
        }
    }
    if lacking == Some(&QuorumOtherwise::Extend) && remaining.is_some() {
        opening.verdict = extended();
    } else if quantities.nobody_voted() && !stage.lazy {
        opening.verdict = Some(ended(stage, StageOutcome::NoBallots)?);
    } else if let Some(otherwise) = lacking {
        opening.verdict = Some(match otherwise {
            QuorumOtherwise::Stage(id) => Verdict::Decided {
                outcome: StageOutcome::NoQuorum,
                route: Route::Stage(id.clone()),
            },
            _ => ended(stage, StageOutcome::NoQuorum)?,
        });
    }
    Ok(opening)
}

fn ended(stage: &Stage, outcome: StageOutcome) -> Result<Verdict, DecideError> {
    match stage.route(&outcome) {
        Some(route) => Ok(Verdict::Decided { outcome, route }),
        None => Err(DecideError::NoRoute(outcome)),
    }
}

fn explain(
    condition: &super::Condition,
    quantities: &Quantities,
) -> Result<Explained, DecideError> {
    condition
        .explain(quantities)
        .map_err(|error| DecideError::Condition {
            condition: condition.to_string(),
            error,
        })
}

#[cfg(test)]
mod tests;
