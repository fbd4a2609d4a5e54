//! Deciding a poll as it stood at a commit, and its extensions.

use std::collections::BTreeSet;

use super::attested::Attestations;
use super::compute::{Decided, compute, count_now};
use super::held::held;
use super::opening::Opening;
use super::poll::{commit_id, hex};
use super::{All, Outcomes, PollEnd, PollReport, Series};
use crate::base::{Exact, Instant};
use crate::format::wire::record::{read_extension, write_extension};
use crate::org::Organisation;
use crate::rule::Route;
use crate::rule::decide::{ClosingClock, Moment, Verdict, may_close};
use crate::store::{BlobId, CommitId, Entry};
use crate::vote::{Candidacy, Poll, Reason, Rejection, VerifiedBallot};
use crate::workspace::WorkspaceError;
use crate::workspace::gate::not_blacked_out;
use crate::workspace::gather::gather_entries;
use crate::workspace::session::Session;
use crate::workspace::sorted::{FoundBallot, FoundRejection, Sorted};

/// What a count asks about besides ballots.
#[derive(Debug, Clone)]
pub(in crate::workspace) struct Beside {
    /// The weight of those who support the proposal.
    pub sponsors: Exact,
    /// What is known of the options.
    pub candidacy: Candidacy,
    /// What was attested, where the vote is held elsewhere.
    pub attestations: Option<Attestations>,
}

/// Sorts the ballots of a poll by the instant when it closes.
type Sort<'a> = &'a dyn Fn(Instant) -> Result<Sorted, WorkspaceError>;

impl Session<'_> {
    /// Goes through a poll's extensions in their order. The first record of
    /// each that follows from the ballots of its day holds; where a number has
    /// only others, the poll's end is false.
    pub(super) fn extensions(
        &self,
        report: &mut PollReport,
        all: &All,
        opening: &Opening,
        org: &Organisation,
        series: &Series,
        sorted: Sort,
    ) -> Result<(), WorkspaceError> {
        loop {
            let number = report.extensions + 1;
            let name = format!("extension-{number}.yaml");
            let versions = all.annals.of(&format!("{}/{name}", opening.inner));
            let mut wrong = None;
            let mut closes = None;
            for version in versions {
                let Some(blob) = version.file() else {
                    wrong = None;
                    continue;
                };
                let before = version.before.unwrap_or(version.commit);
                match self.extends(report, opening, (blob, before), org, series)? {
                    Ok(until) => {
                        closes = Some(until);
                        break;
                    }
                    Err(why) => wrong = Some(why),
                }
            }
            match (closes, wrong) {
                (Some(until), _) => {
                    report.closes = until;
                    report.extensions = number;
                    report.ballots = sorted(until)?;
                }
                (None, Some(why)) => {
                    report.end = PollEnd::False {
                        why: format!("{name} {why}"),
                    };
                    return Ok(());
                }
                (None, None) => return Ok(()),
            }
        }
    }

    /// Until when one record extends a poll, or why it does not.
    fn extends(
        &self,
        report: &PollReport,
        opening: &Opening,
        (blob, before): (BlobId, CommitId),
        org: &Organisation,
        series: &Series,
    ) -> Result<Result<Instant, String>, WorkspaceError> {
        let refuse = |why: &str| Ok(Err(why.to_owned()));
        let bytes = match self.record(blob)? {
            Ok(bytes) => bytes,
            Err(why) => return Ok(Err(format!("cannot be read: {why}"))),
        };
        let recorded = match read_extension("extension.yaml", &bytes) {
            Ok(recorded) => recorded,
            Err(error) => return Ok(Err(format!("cannot be read: {error}"))),
        };
        let Ok(counted_at) = commit_id(&recorded.counted_at) else {
            return refuse("names no commit of this repository");
        };
        if !self.repo().is_ancestor(counted_at, before)? {
            return refuse("was counted at a commit that the line did not reach");
        }
        if self.now() < recorded.decided_at {
            return refuse("says that it was decided at a time that has not come");
        }
        let base = opening.version.before.unwrap_or(before);
        let reached = gather_entries(self, &opening.folder, base, counted_at)?;
        let beside = self.beside_at(report, counted_at, org)?;
        let moment = (beside, recorded.decided_at);
        let decided = self.decide_at(report, Some(&reached), moment, org, &series.outcomes())?;
        if !decided.may_close() {
            return refuse("was decided before its time");
        }
        let hex = hex(counted_at)?;
        let again = decided.extension(report.signed.digest, hex, recorded.decided_at);
        let Some(again) = again else {
            return refuse("extends a poll that was over");
        };
        if write_extension(&again)? != bytes {
            return refuse("is not what the ballots of its day give");
        }
        Ok(Ok(again.closes))
    }

    /// Decides a poll by the ballots that a commit reached, or by all of them,
    /// at an instant, with what else the count asks about.
    pub(in crate::workspace) fn decide_at(
        &self,
        report: &PollReport,
        reached: Option<&BTreeSet<Entry>>,
        (beside, at): (Beside, Instant),
        org: &Organisation,
        outcomes: &Outcomes,
    ) -> Result<Decided, WorkspaceError> {
        let mut decided = match &beside.attestations {
            Some(attestations) => {
                let (_, rejected) = reached_of(report, reached);
                attestations.decide(report, (&beside, at), rejected, org, outcomes)?
            }
            None => self.decide_by_ballots(report, reached, (&beside, at), org, outcomes)?,
        };
        let poll = &report.signed.poll;
        if let Verdict::Extended(extension) = &mut decided.decision.verdict {
            let closes = extension.closes;
            extension.closes = closes.and_then(|it| not_blacked_out(it, &poll.stage, org));
        }
        let clock = ClosingClock {
            closes: Some(report.closes),
            held: decided.held,
            dark: not_blacked_out(at, &poll.stage, org) != Some(at),
            keeps_open: decided.decision.route() == Some(&Route::KeepOpen),
        };
        let quantities = &decided.computed().tally.quantities;
        decided.check = Some(may_close(&poll.stage, quantities, clock, at)?);
        Ok(decided)
    }

    /// Decides a poll by its ballots.
    fn decide_by_ballots(
        &self,
        report: &PollReport,
        reached: Option<&BTreeSet<Entry>>,
        (beside, at): (&Beside, Instant),
        org: &Organisation,
        outcomes: &Outcomes,
    ) -> Result<Decided, WorkspaceError> {
        let (valid, mut rejected) = reached_of(report, reached);
        let poll = &report.signed.poll;
        let held = held(
            poll,
            org,
            outcomes,
            &beside.sponsors,
            &valid,
            (report.closes, at),
        );
        // What closes a poll closed it when it had held for long enough, and
        // what was cast later came too late.
        let ended = held.filter(|it| it.complete).and_then(|it| it.complete_at);
        let (valid, late): (Vec<_>, Vec<_>) = valid
            .into_iter()
            .partition(|it| ended.is_none_or(|ended| it.ballot().cast_at <= ended));
        rejected.extend(late.iter().filter_map(|it| Some(too_late(it, ended?))));
        let counted_by = ended.unwrap_or(at);
        let sponsors = beside.sponsors.clone();
        let computed = count_now(poll, org, outcomes, sponsors, valid, counted_by);
        let moment = Moment {
            held,
            ..moment_of(report)
        };
        let status_quo = status_quo(poll, org);
        let mut decided = compute(
            poll,
            computed,
            rejected,
            moment,
            &beside.candidacy,
            status_quo,
        )?;
        decided.ended = ended;
        decided.held = held;
        Ok(decided)
    }

    /// What a count asks about besides ballots, as a commit has it.
    pub(in crate::workspace) fn beside_at(
        &self,
        report: &PollReport,
        commit: CommitId,
        org: &Organisation,
    ) -> Result<Beside, WorkspaceError> {
        Ok(Beside {
            sponsors: self.sponsors_at(report, commit, org)?,
            candidacy: self.candidacy(&report.signed, commit, org)?,
            attestations: self.attestations(report, commit, org)?,
        })
    }

    /// The weight of the sponsors at a commit.
    fn sponsors_at(
        &self,
        report: &PollReport,
        commit: CommitId,
        org: &Organisation,
    ) -> Result<Exact, WorkspaceError> {
        // Sponsors matter only to rules that ask for them; most do not, and
        // then nothing more is read.
        let poll = &report.signed.poll;
        let asks = poll.stage.conditions();
        let asks = asks
            .iter()
            .any(|(_, it)| it.asks_for(crate::rule::condition::Quantity::Sponsors));
        if !asks {
            return Ok(crate::base::exact(0));
        }
        let workspace = self.at(commit)?;
        let folder = workspace.proposals.proposals.get(&poll.proposal);
        match folder {
            Some(folder) => self.sponsors(folder, poll, org),
            None => Ok(crate::base::exact(0)),
        }
    }
}

/// The moment at which a poll is decided.
pub(super) fn moment_of(report: &PollReport) -> Moment {
    Moment {
        closes: Some(report.closes),
        extensions: report.extensions,
        held: None,
    }
}

/// What the rule of a poll calls the option that changes nothing.
pub(super) fn status_quo<'a>(poll: &Poll, org: &'a Organisation) -> &'a str {
    let rule = org.rules.get(&poll.rule);
    rule.map_or("status-quo", |rule| rule.status_quo_name())
}

/// A ballot that was cast when what closes the poll had held for long enough.
pub(super) fn too_late(ballot: &VerifiedBallot, ended: Instant) -> Rejection {
    let cast = ballot.ballot().cast_at;
    Rejection {
        voter: Some(ballot.voter().clone()),
        ballot: ballot.digest(),
        reason: Reason::OutsideTheWindow,
        why: format!("cast at {cast}, after what closes the poll had held until {ended}"),
    }
}

/// The ballots and rejections of a report that were reached.
fn reached_of(
    report: &PollReport,
    reached: Option<&BTreeSet<Entry>>,
) -> (Vec<VerifiedBallot>, Vec<Rejection>) {
    let there = |what: &Entry| reached.is_none_or(|reached| reached.contains(what));
    let valid = report.ballots.valid.iter();
    let valid = valid.filter(|found: &&FoundBallot| there(&found.what));
    let rejected = report.ballots.rejected.iter();
    let rejected = rejected.filter(|found: &&FoundRejection| there(&found.what));
    (
        valid.map(|found| found.ballot.clone()).collect(),
        rejected.map(|found| found.rejection.clone()).collect(),
    )
}
