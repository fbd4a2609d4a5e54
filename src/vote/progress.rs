//! From the stages that have ended to what is due: another poll, acceptance,
//! rejection. The rule's own routes decide, and nothing else.

use std::collections::{BTreeMap, BTreeSet};

use super::mandate::Mandate;
use crate::base::{Digest, EventKind, ProposalName, RuleId, StageId};
use crate::rule::{EvalError, Quantities, Route, Rule, StageOutcome, WaitingPeriod};

/// A stage that has ended, as a recomputed result says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ended {
    /// Which.
    pub stage: StageId,
    /// The how-manieth poll of it.
    pub round: u32,
    /// The digest of its result.
    pub result: Digest,
    /// How it ended.
    pub outcome: StageOutcome,
    /// Whether the result is attested and cannot be computed again, as the
    /// vote was held elsewhere.
    pub attested: bool,
}

/// What is due.
#[derive(Debug, Clone, PartialEq)]
pub enum Progress {
    /// A poll.
    Due {
        /// Of this stage.
        stage: StageId,
        /// The how-manieth of it.
        round: u32,
        /// The result of the stage before.
        after: Option<Digest>,
    },
    /// Nothing: it is accepted.
    Accepted(Mandate),
    /// Nothing: it is rejected.
    Rejected {
        /// In this stage.
        stage: StageId,
        /// By this outcome.
        outcome: StageOutcome,
        /// How long it must wait to come back.
        waiting: Option<WaitingPeriod>,
    },
    /// It is a draft again.
    Returned {
        /// From this stage.
        stage: StageId,
        /// By this outcome.
        outcome: StageOutcome,
    },
    /// A decision under another rule.
    Starts {
        /// That rule.
        rule: RuleId,
        /// From this stage.
        stage: StageId,
    },
}

/// Why it cannot be said what is due.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum ProgressError {
    /// A stage was held that was not due.
    #[error("a vote of stage `{held}` was held, but {due} was due")]
    OutOfOrder {
        /// The stage that was held.
        held: StageId,
        /// What was due.
        due: String,
    },
    /// An outcome that leads nowhere.
    #[error("outcome `{outcome}` of stage `{stage}` leads nowhere; add it to `then:`")]
    NoRoute {
        /// The stage.
        stage: StageId,
        /// Its outcome.
        outcome: StageOutcome,
    },
    /// A condition on a stage that cannot be worked out.
    #[error("whether stage `{stage}` takes place cannot be worked out: {error}")]
    When {
        /// The stage.
        stage: StageId,
        /// Why.
        error: EvalError,
    },
    /// A rule without stages, or of which none takes place.
    #[error("no stage of the rule takes place")]
    NoStage,
}

/// What is due, after these stages of a proposal have ended in this order.
///
/// `content` is the digest of what is voted on; `attested` what officials have
/// found.
///
/// # Errors
///
/// When the stages did not follow the rule, or the rule leads nowhere.
pub fn progress(
    proposal: &ProposalName,
    content: Digest,
    rule: &Rule,
    ended: &[Ended],
    attested: &BTreeSet<EventKind>,
) -> Result<Progress, ProgressError> {
    let mut outcomes = BTreeMap::new();
    let mut rounds: BTreeMap<StageId, u32> = BTreeMap::new();
    let next = |from: usize, outcomes: &BTreeMap<StageId, StageOutcome>| {
        next_stage(rule, from, outcomes, attested)
    };
    let Some(mut due) = next(0, &outcomes)? else {
        return Err(ProgressError::NoStage);
    };
    let mut after = None;
    for (at, end) in ended.iter().enumerate() {
        let stage = &rule.stages[due];
        if end.stage != stage.id {
            return Err(ProgressError::OutOfOrder {
                held: end.stage.clone(),
                due: format!("stage `{}`", stage.id),
            });
        }
        outcomes.insert(stage.id.clone(), end.outcome.clone());
        *rounds.entry(stage.id.clone()).or_default() += 1;
        after = Some(end.result);
        let route = stage
            .route(&end.outcome)
            .ok_or_else(|| ProgressError::NoRoute {
                stage: stage.id.clone(),
                outcome: end.outcome.clone(),
            })?;
        let over = |progress: Progress, what: &str| match ended.get(at + 1) {
            None => Ok(progress),
            Some(more) => Err(ProgressError::OutOfOrder {
                held: more.stage.clone(),
                due: what.to_owned(),
            }),
        };
        let accepted = || Progress::Accepted(Mandate::new(proposal.clone(), content, end.result));
        match route {
            Route::Continue => match next(due + 1, &outcomes)? {
                Some(stage) => due = stage,
                None => return over(accepted(), "nothing more"),
            },
            Route::Accept => return over(accepted(), "nothing more"),
            Route::Reject { waiting } => {
                let rejected = Progress::Rejected {
                    stage: stage.id.clone(),
                    outcome: end.outcome.clone(),
                    waiting,
                };
                return over(rejected, "nothing more");
            }
            Route::ReturnToDraft => {
                let returned = Progress::Returned {
                    stage: stage.id.clone(),
                    outcome: end.outcome.clone(),
                };
                return over(returned, "a new draft");
            }
            Route::Start(rule) => {
                let starts = Progress::Starts {
                    rule,
                    stage: stage.id.clone(),
                };
                return over(starts, "a decision under another rule");
            }
            Route::Stage(id) => {
                let (at, _) = rule.stage(&id).ok_or_else(|| ProgressError::NoRoute {
                    stage: stage.id.clone(),
                    outcome: end.outcome.clone(),
                })?;
                due = at;
            }
            // The same stage goes on, as a further round.
            Route::KeepOpen => {}
        }
    }
    let stage = rule.stages[due].id.clone();
    let round = rounds.get(&stage).copied().unwrap_or(0) + 1;
    Ok(Progress::Due {
        stage,
        round,
        after,
    })
}

/// The first stage from a position on that takes place.
fn next_stage(
    rule: &Rule,
    from: usize,
    outcomes: &BTreeMap<StageId, StageOutcome>,
    attested: &BTreeSet<EventKind>,
) -> Result<Option<usize>, ProgressError> {
    let quantities = Quantities {
        outcomes: outcomes.clone(),
        attested: attested.clone(),
        ..Quantities::default()
    };
    for (at, stage) in rule.stages.iter().enumerate().skip(from) {
        let takes_place = match &stage.when {
            None => true,
            Some(when) => when
                .holds(&quantities)
                .map_err(|error| ProgressError::When {
                    stage: stage.id.clone(),
                    error,
                })?,
        };
        if takes_place {
            return Ok(Some(at));
        }
    }
    Ok(None)
}
