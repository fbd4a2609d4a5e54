//! The closings of a poll: each recorded result, held against what anybody
//! computes.
//!
//! The first result that holds is the result. One that does not holds nothing
//! up: the poll is closed again. One that held and was changed or taken away
//! since is no longer what stands there, and is put back.

use std::collections::BTreeSet;

use super::opening::{Opening, first_after, undone_by};
use super::poll::{commit_id, hex};
use super::result::too_late;
use super::{All, PollEnd, PollReport, Series};
use crate::base::{Digest, Instant};
use crate::format::wire::record::{read_result, write_result};
use crate::org::Organisation;
use crate::store::{CommitId, Entry};
use crate::vote::StageResult;
use crate::workspace::WorkspaceError;
use crate::workspace::annals::Version;
use crate::workspace::gather::{gather_beside, gather_entries};
use crate::workspace::session::Session;
use crate::workspace::sorted::{FoundBallot, FoundRejection, Sorted};

/// A result that holds, with the ballots that it counted.
struct Holds {
    result: StageResult,
    digest: Digest,
    reached: BTreeSet<Entry>,
    /// When what closes the poll had held for long enough, where it had.
    ended: Option<Instant>,
}

impl Session<'_> {
    /// Goes through the results that the line ever had for a poll, and gives
    /// the place of the closing that holds.
    pub(super) fn closings(
        &self,
        report: &mut PollReport,
        all: &All,
        opening: &Opening,
        org: &Organisation,
        series: &Series,
    ) -> Result<Option<usize>, WorkspaceError> {
        let inner = format!("{}/result.yaml", opening.inner);
        let versions = all.annals.of(&inner);
        let mut contested = false;
        for version in versions {
            if version.what.is_none() {
                // One that did not hold was taken away.
                report.end = PollEnd::Open;
                continue;
            }
            let holds = match self.judge(report, opening, version, org, series)? {
                Ok(holds) => holds,
                Err(end) => {
                    report.end = end;
                    continue;
                }
            };
            // Once only: else one elector could put an end off for ever.
            if !contested
                && let Some(end) = {
                    let until = self.horizon(report, all, opening, version, org, series)?;
                    self.contest(report, (version, until), &holds, org, series)?
                }
            {
                contested = true;
                report.end = end;
                continue;
            }
            if let Some(by) = all.annals.undone(&inner, version) {
                let path = format!("{}/result.yaml", opening.folder);
                let undone = undone_by(&path, version, by);
                report.can_close_again = false;
                report.end = PollEnd::False {
                    why: format!("result.yaml was {undone}"),
                };
                return Ok(None);
            }
            let (ballots, late) = split(std::mem::take(&mut report.ballots), &holds.reached);
            report.ballots = match holds.ended {
                Some(ended) => end_at(ballots, ended, &report.folder),
                None => ballots,
            };
            report.late = late;
            report.end = PollEnd::AsRecorded {
                result: Box::new(holds.result),
                digest: holds.digest,
            };
            return Ok(Some(version.at));
        }
        Ok(None)
    }

    /// Holds one recorded result against what anybody computes.
    fn judge(
        &self,
        report: &PollReport,
        opening: &Opening,
        version: &Version,
        org: &Organisation,
        series: &Series,
    ) -> Result<Result<Holds, PollEnd>, WorkspaceError> {
        let by = version.commit.short();
        let is_false = |why: &str| {
            Ok(Err(PollEnd::False {
                why: format!("result.yaml of {by}: {why}"),
            }))
        };
        let (Some(blob), Some(before)) = (version.file(), version.before) else {
            return is_false("it is not a plain file");
        };
        if version.at <= opening.version.at {
            return is_false("it is older than the poll");
        }
        let bytes = match self.record(blob)? {
            Ok(bytes) => bytes,
            Err(why) => return is_false(&why),
        };
        let recorded = match read_result("result.yaml", &bytes) {
            Ok(recorded) => recorded,
            Err(error) => return is_false(&error.to_string()),
        };
        let Ok(counted_at) = commit_id(&recorded.counted_at) else {
            return is_false("it names no commit of this repository");
        };
        if !self.repo().is_ancestor(counted_at, before)? {
            return is_false("it was counted at a commit that the line did not reach");
        }
        if self.now() < recorded.closed_at {
            return is_false("it says that it was closed at a time that has not come");
        }
        let base = opening.version.before.unwrap_or(before);
        let at = |commit| gather_entries(self, &opening.folder, base, commit);
        let reached = at(counted_at)?;
        let beside = self.beside_at(report, counted_at, org)?;
        let outcomes = series.outcomes();
        let moment = (beside.clone(), recorded.closed_at);
        let decided = match self.decide_at(report, Some(&reached), moment, org, &outcomes) {
            Ok(decided) => decided,
            // A forged result stops nobody from reading the rest.
            Err(error) if error.leaves_undecided() => return is_false(&error.to_string()),
            Err(error) => return Err(error),
        };
        if !decided.may_close() {
            return is_false("it was closed before its time");
        }
        let hex = hex(counted_at)?;
        let Some(again) = decided.result(report.signed.digest, hex, recorded.closed_at) else {
            return is_false("the rule extends the poll, and the result does not");
        };
        if write_result(&again)? != bytes {
            return is_false(&differs(&again, &recorded));
        }
        if counted_at != before {
            let there = at(before)?;
            let missed = |found: &&FoundBallot| {
                there.contains(&found.what) && !reached.contains(&found.what)
            };
            let missed = report.ballots.valid.iter().filter(missed).count();
            if missed > 0 {
                return Ok(Err(PollEnd::Stale { ballots: missed }));
            }
        }
        Ok(Ok(Holds {
            result: again,
            digest: Digest::of(&bytes),
            reached,
            ended: decided.ended,
        }))
    }

    /// The commit up to which ballots may contest a closing: the one before
    /// something was built on it, or it was closed again.
    fn horizon(
        &self,
        report: &PollReport,
        all: &All,
        opening: &Opening,
        version: &Version,
        org: &Organisation,
        series: &Series,
    ) -> Result<CommitId, WorkspaceError> {
        let polls = all.openings.iter().map(|opening| &opening.version);
        let mut built: Vec<&Version> = polls.chain(all.annals.of("enactment.yaml")).collect();
        let again = all.annals.of(&format!("{}/result.yaml", opening.inner));
        for later in again.iter().filter(|it| it.at > version.at) {
            if later.what.is_some() && self.judge(report, opening, later, org, series)?.is_ok() {
                built.push(later);
            }
        }
        let until = first_after(built.into_iter(), version.at);
        Ok(until.unwrap_or(all.line.tip))
    }

    /// Whether ballots that were cast beside the closing, and came to the line
    /// before anything was built on it, would change the outcome.
    fn contest(
        &self,
        report: &PollReport,
        (version, until): (&Version, CommitId),
        holds: &Holds,
        org: &Organisation,
        series: &Series,
    ) -> Result<Option<PollEnd>, WorkspaceError> {
        let beside = gather_beside(self, &report.folder, version.commit, until)?;
        let mut with = holds.reached.clone();
        with.extend(beside);
        let new = |found: &&FoundBallot| {
            with.contains(&found.what) && !holds.reached.contains(&found.what)
        };
        let ballots = report.ballots.valid.iter().filter(new).count();
        if ballots == 0 {
            return Ok(None);
        }
        let counted_at = commit_id(&holds.result.counted_at)?;
        let beside = self.beside_at(report, counted_at, org)?;
        let moment = (beside, holds.result.closed_at);
        let decided = self.decide_at(report, Some(&with), moment, org, &series.outcomes())?;
        let outcome = decided.decision.outcome();
        if outcome == Some(&holds.result.outcome) {
            return Ok(None);
        }
        let outcome = outcome.cloned();
        Ok(Some(PollEnd::Contested { ballots, outcome }))
    }
}

/// The ballots that were reached, and the valid ones that came later.
fn split(ballots: Sorted, reached: &BTreeSet<Entry>) -> (Sorted, Vec<FoundBallot>) {
    let Sorted { valid, rejected } = ballots;
    let there = |found: &FoundBallot| reached.contains(&found.what);
    let (valid, late) = valid.into_iter().partition(there);
    let rejected = rejected.into_iter().filter(|it| reached.contains(&it.what));
    let rejected = rejected.collect();
    (Sorted { valid, rejected }, late)
}

/// The ballots, without those that were cast when the poll had ended by its
/// own condition.
fn end_at(ballots: Sorted, ended: Instant, folder: &str) -> Sorted {
    let Sorted {
        valid,
        mut rejected,
    } = ballots;
    let in_time = |found: &FoundBallot| found.ballot.ballot().cast_at <= ended;
    let (valid, late): (Vec<_>, Vec<_>) = valid.into_iter().partition(in_time);
    rejected.extend(late.into_iter().map(|found| FoundRejection {
        rejection: too_late(&found.ballot, ended),
        what: found.what,
        commit: found.commit,
        path: format!("{folder}/ballots/{}.yaml", found.ballot.voter()),
    }));
    Sorted { valid, rejected }
}

/// In which part two results differ, for people.
fn differs(again: &StageResult, recorded: &StageResult) -> String {
    let part = if again.outcome != recorded.outcome {
        return format!(
            "it says {}, and the ballots give {}",
            recorded.outcome, again.outcome
        );
    } else if again.poll != recorded.poll {
        return "it is the result of another poll".to_owned();
    } else if again.counted != recorded.counted {
        "the ballots that it counts"
    } else if again.rejected != recorded.rejected {
        "the ballots that it rejects"
    } else if again.sums != recorded.sums {
        "its sums"
    } else if again.conditions != recorded.conditions {
        "its conditions"
    } else {
        "its bytes"
    };
    format!("{part} are not what the ballots give")
}
