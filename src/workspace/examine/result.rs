//! Deciding a poll as it stood at a commit, and its extensions.

use std::collections::BTreeSet;

use super::compute::{Decided, compute, count_now};
use super::opening::Opening;
use super::poll::{commit_id, hex, sponsors};
use super::{All, Outcomes, PollEnd, PollReport, Series};
use crate::base::{Exact, Instant};
use crate::format::wire::record::{read_extension, write_extension};
use crate::org::Organisation;
use crate::rule::decide::{Moment, may_close};
use crate::store::{BlobId, CommitId, Entry};
use crate::vote::{Rejection, VerifiedBallot};
use crate::workspace::WorkspaceError;
use crate::workspace::gather::{FoundBallot, FoundRejection, Sorted, gather};
use crate::workspace::session::Session;

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
        let reached = gather(self.repo(), &opening.folder, base, counted_at)?.entries();
        let sponsors = self.sponsors_at(report, counted_at, org)?;
        let moment = (sponsors, recorded.decided_at);
        let decided = self.decide_at(report, Some(&reached), moment, org, &series.outcomes())?;
        let quantities = &decided.computed().tally.quantities;
        let stage = &report.signed.poll.stage;
        let check = may_close(stage, quantities, Some(report.closes), recorded.decided_at)?;
        if !check.allowed {
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
    /// at an instant, with the weight of its sponsors.
    pub(in crate::workspace) fn decide_at(
        &self,
        report: &PollReport,
        reached: Option<&BTreeSet<Entry>>,
        (sponsors, at): (Exact, Instant),
        org: &Organisation,
        outcomes: &Outcomes,
    ) -> Result<Decided, WorkspaceError> {
        let (valid, rejected) = reached_of(report, reached);
        let poll = &report.signed.poll;
        let computed = count_now(poll, org, outcomes, sponsors, valid, at);
        let moment = Moment {
            closes: Some(report.closes),
            extensions: report.extensions,
        };
        let candidacy = self.candidacy(report, counted_at, base, org)?;
        let status_quo = org
            .rules
            .get(&poll.rule)
            .map_or("status-quo", |rule| rule.status_quo_name());
        compute(poll, computed, rejected, moment, &candidacy, status_quo)
    }

    /// The weight of the sponsors at a commit.
    pub(in crate::workspace) fn sponsors_at(
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
        let name = &report.signed.poll.proposal;
        Ok(workspace.proposals.proposals.get(name).cloned())
    }

    /// The ballots that a commit reaches, of those that were sorted already,
    /// as they stood when the poll closed at `report.closes`.
    fn reached(
        &self,
        report: &PollReport,
        commit: CommitId,
        base: CommitId,
    ) -> Result<(Vec<VerifiedBallot>, Vec<Rejection>), WorkspaceError> {
        let gathered = gather(self.repo(), &report.folder, base, commit)?;
        let there: std::collections::BTreeSet<_> =
            gathered.found.iter().map(|found| found.what).collect();
        let in_time = |at: Instant| at <= report.closes;
        let valid = report
            .ballots
            .valid
            .iter()
            .filter(|found| there.contains(&found.what))
            .filter(|found| in_time(found.ballot.ballot().cast_at))
            .map(|found| found.ballot.clone());
        let rejected = report
            .ballots
            .rejected
            .iter()
            .filter(|found| there.contains(&found.what))
            .map(|found| found.rejection.clone());
        Ok((valid.collect(), rejected.collect()))
    }

    /// Holds a recorded result against what anybody computes.
    pub(super) fn result(
        &self,
        report: &PollReport,
        recorded: &StageResult,
        line: &SharedLine,
        base: CommitId,
        org: &Organisation,
        series: &Series,
    ) -> Result<PollEnd, WorkspaceError> {
        let path = format!("{}/result.yaml", report.folder);
        let counted_at = commit_id(&recorded.counted_at)?;
        let is_false = |why: &str| {
            Ok(PollEnd::False {
                why: why.to_owned(),
            })
        };
        // What counts is the first result on the line, not a later one.
        let Some(closing) = self.repo().last_change(line.tip, &path)? else {
            return is_false("result.yaml is on no commit of the line");
        };
        let commit = self.repo().commit(closing)?;
        let Some(before) = commit.parents.first().copied() else {
            return is_false("result.yaml came without a commit before it");
        };
        if self.repo().blob_at(before, &path)?.is_some() {
            return Ok(PollEnd::False {
                why: format!("result.yaml was changed by {}", closing.short()),
            });
        }
        if !self.repo().is_ancestor(counted_at, before)? {
            return is_false("it was counted at a commit that the line did not reach");
        }
        let outcomes = series.outcomes();
        let at = (counted_at, recorded.closed_at);
        let decided = self.decide_at(report, at, base, org, &outcomes)?;
        let quantities = &decided.computed().tally.quantities;
        let check = may_close(
            &report.signed.poll.stage,
            quantities,
            Some(report.closes),
            recorded.closed_at,
        )?;
        if !check.allowed {
            return is_false("it was closed before its time");
        }
        let hex = hex(counted_at)?;
        let Some(again) = decided.result(report.signed.digest, hex, recorded.closed_at) else {
            return is_false("the rule extends the poll, and the result does not");
        };
        let bytes = write_result(&again)?;
        let there = self.repo().file_at(closing, &path)?.unwrap_or_default();
        if bytes != there {
            let why = differs(&again, recorded);
            return Ok(PollEnd::False { why });
        }
        let missed = self.missed(report, counted_at, before, base)?;
        if missed > 0 {
            return Ok(PollEnd::Stale { ballots: missed });
        }
        Ok(PollEnd::AsRecorded {
            result: Box::new(again),
            digest: Digest::of(&bytes),
        })
    }

    /// How many files among the ballots the line had before closing that the
    /// commit counted does not reach and that are valid.
    fn missed(
        &self,
        report: &PollReport,
        counted_at: CommitId,
        before: CommitId,
        base: CommitId,
    ) -> Result<usize, WorkspaceError> {
        if counted_at == before {
            return Ok(0);
        }
        let all = gather(self.repo(), &report.folder, base, before)?;
        let counted = gather(self.repo(), &report.folder, base, counted_at)?;
        let there: std::collections::BTreeSet<_> =
            counted.found.iter().map(|found| found.what).collect();
        let late = crate::workspace::gather::Gathered {
            found: all
                .found
                .into_iter()
                .filter(|found| !there.contains(&found.what))
                .collect(),
            meddled: Vec::new(),
        };
        let workspace = self.at(base)?;
        let signatures = crate::workspace::signatures::Signatures::of(workspace.org()?);
        let sorted = crate::workspace::gather::sort(
            self.repo(),
            &late,
            &report.signed.poll,
            report.signed.digest,
            report.closes,
            &signatures,
            &|_| {},
        )?;
        Ok(sorted.valid.len())
        let folder = workspace.proposals.proposals.get(&poll.proposal);
        Ok(folder.map_or_else(
            || crate::base::exact(0),
            |folder| sponsors(folder, poll.content, org),
        ))
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
