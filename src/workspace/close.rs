//! Closing a poll: the count, recorded so that anybody can make it again.

use std::collections::BTreeMap;

use super::WorkspaceError;
use super::examine::{Computed, OnProgress, PollEnd, PollReport, hex, outcomes};
use super::open::too_early;
use super::session::Session;
use crate::base::{Digest, Instant, ProposalName};
use crate::format::wire::record::{write_extension, write_result};
use crate::rule::StageOutcome;
use crate::rule::decide::{CloseCheck, Held, StageDecision};
use crate::store::CommitId;
use crate::vote::{Attested, CountRecord, Progress};

/// A poll that was closed, or extended.
#[derive(Debug, Clone)]
pub struct Closed {
    /// The poll, with every ballot found.
    pub report: PollReport,
    /// What was decided and why.
    pub decision: StageDecision,
    /// The count.
    pub computed: Computed,
    /// What became of it.
    pub end: Ending,
    /// The commit.
    pub commit: CommitId,
}

/// What became of a poll.
#[derive(Debug, Clone)]
pub enum Ending {
    /// It goes on.
    Extended {
        /// Until then.
        closes: Instant,
    },
    /// It is over.
    Over {
        /// How it ended.
        outcome: StageOutcome,
        /// The digest of the result.
        result: Digest,
        /// The count of several options, where there were several.
        count: Option<CountRecord>,
        /// Who attests the figures, where the vote was held elsewhere.
        attested: Option<Attested>,
        /// What is due now.
        progress: Box<Progress>,
    },
}

/// Why a poll cannot be closed yet, and when it can.
fn not_yet(check: &CloseCheck, closes: Instant) -> WorkspaceError {
    let at = check.from.unwrap_or(closes);
    match check.held {
        Some(held) if held.complete => {
            too_early("the poll is in a blackout, in which nothing closes", at)
        }
        Some(Held {
            complete_at: Some(complete),
            ..
        }) => too_early("the poll cannot be closed", complete.min(at)),
        Some(_) => too_early(
            "what closes the poll does not hold; it cannot be closed",
            at,
        ),
        None => too_early("the poll cannot be closed", at),
    }
}

impl Session<'_> {
    /// Closes the open poll of a proposal: counts, decides, and records the
    /// result (or the extension that the rule asks for) in one commit.
    ///
    /// # Errors
    ///
    /// Where none is open, it is too early, or the poll does not hold.
    pub fn close(
        &self,
        name: &ProposalName,
        on_progress: OnProgress,
    ) -> Result<Closed, WorkspaceError> {
        let examined = self.examine(name, on_progress)?;
        let report = match examined.unsettled() {
            Some(report) => report,
            // A void poll holds nothing up, but where there is only that one
            // it is what was meant.
            None => {
                let void = examined.polls.last().and_then(|poll| poll.void.as_ref());
                return Err(match void {
                    Some(why) => WorkspaceError::Unsound(format!("the poll is void: {why}")),
                    None => WorkspaceError::NoPoll(name.clone()),
                });
            }
        };
        if let PollEnd::False { why } = &report.end
            && !report.can_close_again
        {
            return Err(WorkspaceError::Unsound(why.clone()));
        }
        let base = examined
            .last_base
            .ok_or_else(|| WorkspaceError::NoPoll(name.clone()))?;
        let now = self.now();
        let tip = examined.line.tip;
        let ground = self.at(base)?;
        let org = ground.org()?;
        let beside = self.beside_at(report, tip, org)?;
        let ended = outcomes(&examined.ended);
        let decided = self.decide_at(report, None, (beside, now), org, &ended)?;
        let stage = &report.signed.poll.stage;
        if let Some(check) = decided.check.as_ref().filter(|it| !it.allowed) {
            return Err(not_yet(check, report.closes));
        }
        let folder = &report.folder;
        let id = report.signed.digest;
        let at = hex(tip)?;
        if let Some(extension) = decided.extension(id, at.clone(), now) {
            let path = format!("{folder}/extension-{}.yaml", extension.number);
            let message = format!(
                "Extend the vote on {name}, stage {}\n\nPoll: {id}\n",
                stage.id
            );
            let changes = BTreeMap::from([(path, Some(write_extension(&extension)?))]);
            let commit = self.commit(&examined.line, changes, &message, None)?;
            return Ok(Closed {
                report: report.clone(),
                decision: decided.decision.clone(),
                computed: decided.computed().clone(),
                end: Ending::Extended {
                    closes: extension.closes,
                },
                commit,
            });
        }
        let Some(result) = decided.result(id, at, now) else {
            return Err(WorkspaceError::Period(
                "the rule extends the poll past the end of the calendar".to_owned(),
            ));
        };
        let bytes = write_result(&result)?;
        let digest = Digest::of(&bytes);
        let mut ended = examined.ended.clone();
        ended.push(crate::vote::Ended {
            stage: stage.id.clone(),
            round: report.signed.poll.round,
            result: digest,
            outcome: result.outcome.clone(),
            attested: result.attested.is_some(),
        });
        let attested = super::examine::attested(examined.org()?);
        let content = report.signed.poll.content;
        let progress = crate::vote::progress(name, content, &examined.rule, &ended, &attested)?;
        let message = format!(
            "Close the vote on {name}, stage {}: {}\n\nPoll: {id}\nOutcome: {}\nResult: {digest}\n",
            stage.id, result.outcome, result.outcome
        );
        let changes = BTreeMap::from([(format!("{folder}/result.yaml"), Some(bytes))]);
        let commit = self.commit(&examined.line, changes, &message, None)?;
        Ok(Closed {
            report: report.clone(),
            decision: decided.decision.clone(),
            computed: decided.computed().clone(),
            end: Ending::Over {
                outcome: result.outcome,
                result: digest,
                count: result.count,
                attested: result.attested,
                progress: Box::new(progress),
            },
            commit,
        })
    }
}
