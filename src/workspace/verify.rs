//! Verifying a proposal as an outsider would: every poll, ballot, result and
//! the enactment, computed again from history.

use super::WorkspaceError;
use super::annals::Version;
use super::emergency::Acts;
use super::enact::{changes_of, meaning, proposal_of};
use super::examine::{Examined, OnProgress, PollEnd, undone_by};
use super::layout::{GOVERNANCE, PROPOSALS};
use super::session::{Session, SharedLine};
use super::signatures::governance_digest;
use crate::base::{Date, Digest, ProposalName};
use crate::format::wire::record::read_enactment;
use crate::proposal::apply_all;
use crate::store::CommitId;
use crate::vote::{Progress, Reason};

/// What verification found.
pub struct Verification {
    /// Everything about the polls.
    pub examined: Examined,
    /// The enactment, where there is one.
    pub enactment: Option<EnactmentReport>,
    /// What somebody did before the decision.
    pub acts: Acts,
}

/// What was found of an enactment.
#[derive(Debug, Clone)]
pub struct EnactmentReport {
    /// The commit that made it.
    pub commit: CommitId,
    /// The first day of what was changed.
    pub effective: Date,
    /// Why it is not exactly what was voted on, if it is not.
    pub wrong: Option<String>,
}

/// Where a ballot stands in the count.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ReceiptState {
    /// It counts.
    Counted,
    /// It is valid, and a later one of its voter's counts in its place.
    Replaced,
    /// It is valid, and came after the close.
    Late,
    /// It does not count.
    Rejected(Reason, String),
    /// It never reached the poll.
    Unknown,
}

impl Verification {
    /// Whether everything is as it is recorded.
    pub fn is_sound(&self) -> bool {
        let polls = self.examined.polls.iter().all(|poll| {
            poll.void.is_none()
                && matches!(
                    poll.end,
                    PollEnd::Open
                        | PollEnd::Cancelled
                        | PollEnd::Superseded { .. }
                        | PollEnd::AsRecorded { .. }
                )
        });
        let acts = self.acts.void.is_empty();
        polls && acts && self.enactment.as_ref().is_none_or(|it| it.wrong.is_none())
    }

    /// Whether a ballot counts, by its digest or the first digits of it.
    pub fn receipt(&self, digits: &str) -> Option<(u32, ReceiptState)> {
        let digits = digits.strip_prefix("sha256:").unwrap_or(digits);
        let is = |digest: Digest| digits.len() >= 8 && digest.hex().starts_with(digits);
        for poll in &self.examined.polls {
            if let Some(found) = poll
                .ballots
                .rejected
                .iter()
                .find(|it| is(it.rejection.ballot))
            {
                let state =
                    ReceiptState::Rejected(found.rejection.reason, found.rejection.why.clone());
                return Some((poll.number, state));
            }
            if poll.late.iter().any(|it| is(it.ballot.digest())) {
                return Some((poll.number, ReceiptState::Late));
            }
            let valid: Vec<_> = poll
                .ballots
                .valid
                .iter()
                .map(|it| it.ballot.clone())
                .collect();
            if !valid.iter().any(|ballot| is(ballot.digest())) {
                continue;
            }
            let change = poll.signed.poll.stage.change;
            let (counted, left_out) = crate::vote::counted(valid, change);
            if let Some(left) = left_out.iter().find(|it| is(it.ballot)) {
                let state = ReceiptState::Rejected(left.reason, left.why.clone());
                return Some((poll.number, state));
            }
            let counts = counted.values().any(|it| is(it.verified().digest()));
            let state = if counts {
                ReceiptState::Counted
            } else {
                ReceiptState::Replaced
            };
            return Some((poll.number, state));
        }
        None
    }
}

impl Session<'_> {
    /// The proposals that a vote was ever opened on, or that somebody enacted
    /// before one, by name.
    ///
    /// # Errors
    ///
    /// Where the tree cannot be read.
    pub fn voted_on(&self, line: &SharedLine) -> Result<Vec<ProposalName>, WorkspaceError> {
        let listed = self.repo().list(line.tip, PROPOSALS)?.unwrap_or_default();
        let mut names = Vec::new();
        for (folder, _) in listed {
            let Ok(name) = folder.parse::<ProposalName>() else {
                continue;
            };
            let polls = format!("{PROPOSALS}/{name}/polls");
            let statements = format!("{PROPOSALS}/{name}/statements");
            let stated = self.repo().list(line.tip, &statements)?.unwrap_or_default();
            let acted = stated
                .iter()
                .any(|(file, _)| file.starts_with("emergency-"));
            if acted || self.repo().tree_entry(line.tip, &polls)?.is_some() {
                names.push(name);
            }
        }
        Ok(names)
    }

    /// Computes everything about a proposal again from history.
    ///
    /// # Errors
    ///
    /// Where something cannot be read or checked here; what does not hold is
    /// in the result.
    pub fn verify(
        &self,
        name: &ProposalName,
        on_progress: OnProgress,
    ) -> Result<Verification, WorkspaceError> {
        let examined = self.examine(name, on_progress)?;
        let enactment = self.verify_enactment(&examined)?;
        let acts = self.acts(&examined)?;
        Ok(Verification {
            acts,
            examined,
            enactment,
        })
    }

    /// The enactment that holds, of all that the line ever had; else what is
    /// wrong with the one that stands there.
    pub(super) fn verify_enactment(
        &self,
        examined: &Examined,
    ) -> Result<Option<EnactmentReport>, WorkspaceError> {
        let path = format!("proposals/{}/enactment.yaml", examined.name);
        let mut last = None;
        for version in examined.annals.of("enactment.yaml") {
            if version.what.is_none() {
                last = None;
                continue;
            }
            let mut report = EnactmentReport {
                commit: version.commit,
                effective: Date::MIN,
                wrong: None,
            };
            match self.judge_enactment(examined, version, &mut report)? {
                Some(why) => {
                    report.wrong = Some(why);
                    last = Some(report);
                }
                None => {
                    let undone = examined.annals.undone("enactment.yaml", version);
                    report.wrong = undone
                        .map(|by| format!("enactment.yaml was {}", undone_by(&path, version, by)));
                    return Ok(Some(report));
                }
            }
        }
        Ok(last)
    }

    /// What is wrong with one record of an enactment, if something is.
    fn judge_enactment(
        &self,
        examined: &Examined,
        version: &Version,
        report: &mut EnactmentReport,
    ) -> Result<Option<String>, WorkspaceError> {
        let wrong = |why: &str| Ok(Some(why.to_owned()));
        let (Some(blob), Some(parent)) = (version.file(), version.before) else {
            return wrong("enactment.yaml is not a plain file");
        };
        let path = format!("proposals/{}/enactment.yaml", examined.name);
        let recorded = match read_enactment(&path, &self.repo().blob(blob)?) {
            Ok(recorded) => recorded,
            Err(error) => return Ok(Some(format!("enactment.yaml cannot be read: {error}"))),
        };
        report.effective = recorded.effective;
        let Progress::Accepted(mandate) = &examined.progress else {
            return wrong("the proposal was not accepted");
        };
        if recorded.result != mandate.result() || recorded.content != mandate.content() {
            return wrong("it names another result or another text than was accepted");
        }
        if examined
            .polls
            .iter()
            .any(|poll| version.at <= poll.ended_at.unwrap_or(0))
        {
            return wrong("it is older than the result");
        }
        if let Some(act) = self.acts(examined)?.act
            && act.is_recorded_by(&recorded)
        {
            let moved = self.repo().tree_entry(parent, GOVERNANCE)?
                != self.repo().tree_entry(version.commit, GOVERNANCE)?;
            return Ok(moved.then(|| "it changed the organisation beside".to_owned()));
        }
        let before_files = self.governance_files(parent)?;
        let after_files = self.governance_files(version.commit)?;
        if governance_digest(&before_files) != recorded.before
            || governance_digest(&after_files) != recorded.after
        {
            return wrong("the organisation before or after is not the one that it names");
        }
        let (Some(before), Some(after)) = (meaning(&before_files), meaning(&after_files)) else {
            return wrong("the organisation before or after cannot be read");
        };
        let closed = examined.last_closed();
        let zone = before.about.time_zone.zone();
        if closed.is_some_and(|closed| recorded.effective < closed.day(&zone)) {
            return wrong("it took effect before the vote was closed");
        }
        let proposal = proposal_of(examined.folder()?)?;
        let changes = changes_of(proposal, examined, &before, recorded.effective)?;
        match apply_all(&before, &changes, recorded.effective) {
            Ok(wanted) if wanted == *after => Ok(None),
            Ok(_) => wrong("it changed something else than was voted on"),
            Err(_) => wrong("the changes do not apply to the organisation before it"),
        }
    }
}
