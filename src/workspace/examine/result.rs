//! Extensions and results, computed again and held against their files.

use super::compute::{Decided, compute, count_now};
use super::poll::{commit_id, hex, sponsors};
use super::{Outcomes, PollEnd, PollReport, Series};
use crate::base::{Digest, Instant};
use crate::format::wire::record::{write_extension, write_result};
use crate::org::Organisation;
use crate::rule::decide::{Moment, may_close};
use crate::store::CommitId;
use crate::vote::{Rejection, StageResult, VerifiedBallot};
use crate::workspace::WorkspaceError;
use crate::workspace::gather::gather;
use crate::workspace::load::PollFolder;
use crate::workspace::session::{Session, SharedLine};

impl Session<'_> {
    /// Goes through a poll's extensions; one that is not what follows from the
    /// ballots of its day makes the poll's end false.
    pub(super) fn extensions(
        &self,
        report: &mut PollReport,
        folder: &PollFolder,
        base: CommitId,
        org: &Organisation,
        series: &Series,
    ) -> Result<(), WorkspaceError> {
        for recorded in &folder.extensions {
            let counted_at = commit_id(&recorded.counted_at)?;
            let decided = self.decide_at(
                report,
                (counted_at, recorded.decided_at),
                base,
                org,
                &series.outcomes(),
            )?;
            let name = format!("extension-{}.yaml", report.extensions + 1);
            let hex = hex(counted_at)?;
            let again = decided.extension(report.signed.digest, hex, recorded.decided_at);
            let Some(again) = again else {
                report.end = PollEnd::False {
                    why: format!("{name} extends a poll that was over"),
                };
                return Ok(());
            };
            if write_extension(&again)? != write_extension(recorded)? {
                report.end = PollEnd::False {
                    why: format!("{name} is not what the ballots of its day give"),
                };
                return Ok(());
            }
            report.closes = again.closes;
            report.extensions += 1;
        }
        Ok(())
    }

    /// Decides a poll as it stood at a commit and an instant.
    pub(in crate::workspace) fn decide_at(
        &self,
        report: &PollReport,
        (counted_at, at): (CommitId, Instant),
        base: CommitId,
        org: &Organisation,
        outcomes: &Outcomes,
    ) -> Result<Decided, WorkspaceError> {
        let (valid, rejected) = self.reached(report, counted_at, base)?;
        let poll = &report.signed.poll;
        let sponsors = match self.at_folder(counted_at, report)? {
            Some(folder) => sponsors(&folder, poll.content, org),
            None => crate::base::exact(0),
        };
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

    fn at_folder(
        &self,
        commit: CommitId,
        report: &PollReport,
    ) -> Result<Option<crate::workspace::load::ProposalFolder>, WorkspaceError> {
        // Sponsors matter only to rules that ask for them; most do not, and
        // then nothing more is read.
        let asks = report.signed.poll.stage.conditions();
        let asks = asks
            .iter()
            .any(|(_, it)| it.asks_for(crate::rule::condition::Quantity::Sponsors));
        if !asks {
            return Ok(None);
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
    }
}

/// In which part two results differ, for people.
fn differs(again: &StageResult, recorded: &StageResult) -> String {
    let part = if again.outcome != recorded.outcome {
        return format!(
            "it says {}, and the ballots give {}",
            recorded.outcome, again.outcome
        );
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
