//! One poll, computed again: what it says of itself, then its ballots, then
//! its extensions and its result.

use std::rc::Rc;

use super::opening::{Opening, undone_by};
use super::{All, PollEnd, PollReport, Series};
use crate::base::{Exact, Instant, PersonId};
use crate::format::wire::record::SignedStatement;
use crate::org::Organisation;
use crate::sign::{Key, Namespace};
use crate::store::CommitId;
use crate::vote::{CommitHex, KeyPrint, Poll, SignatureVerdict};
use crate::workspace::WorkspaceError;
use crate::workspace::gather::gather;
use crate::workspace::roll::keys_at;
use crate::workspace::session::{Session, SharedLine, key_print};
use crate::workspace::signatures::Signatures;
use crate::workspace::sorted::{Against, Sorted, sort};
use crate::workspace::whole::Workspace;

impl Session<'_> {
    pub(super) fn examine_poll(
        &self,
        all: &All,
        opening: &Opening,
        series: &mut Series,
    ) -> Result<PollReport, WorkspaceError> {
        let mut report = PollReport {
            number: opening.number,
            folder: opening.folder.clone(),
            closes: opening.signed.poll.closes,
            signed: opening.signed.clone(),
            opened_in: opening.version.commit,
            void: None,
            officers: Vec::new(),
            extensions: 0,
            ballots: Sorted::default(),
            late: Vec::new(),
            meddled: Vec::new(),
            notes: Vec::new(),
            end: PollEnd::Open,
            ended_at: None,
            can_close_again: false,
        };
        let Some(base) = opening.version.before else {
            report.void = Some("it was opened without a commit before it".to_owned());
            return Ok(report);
        };
        // Of two polls on one stage the first is the poll, and nobody opens
        // the next while one is not over.
        if let Some((number, ended)) = series.last_held
            && ended.is_none_or(|at| opening.version.at <= at)
        {
            report.void = Some(format!("poll {number} was not over when it was opened"));
            return Ok(report);
        }
        let ground = self.at_cached(base, series)?;
        let Ok(org) = ground.org() else {
            report.void = Some("the organisation could not be read at its base".to_owned());
            return Ok(report);
        };
        let sound = self.sound(
            (&report.signed.poll, &opening.signature),
            all.name,
            base,
            &ground,
            all.founding,
            series,
        )?;
        if let Err(why) = sound {
            report.void = Some(why);
            return Ok(report);
        }
        report.officers = self.officers_of(&report.signed.poll, &ground, all.founding)?;
        if let Some(anchor) = all.anchor {
            let grounds = self.grounds(&report.signed.poll, base, anchor, org)?;
            report.void = grounds.void;
            report.notes.extend(grounds.notes);
            if report.void.is_some() {
                return Ok(report);
            }
        }
        series.last_base = Some(base);
        series.last_held = Some((opening.number, None));
        let path = format!("{}/poll.yaml", opening.inner);
        if let Some(by) = all.annals.undone(&path, &opening.version) {
            // Not void: else whoever changes a poll could have another.
            let path = format!("{}/poll.yaml", opening.folder);
            let undone = undone_by(&path, &opening.version, by);
            report.end = PollEnd::False {
                why: format!("poll.yaml was {undone}"),
            };
            return Ok(report);
        }
        let gathered = gather(self, &opening.folder, base, all.line.tip)?;
        let signatures = Signatures::of(org);
        let sorted = |closes: Instant| {
            let against = Against {
                poll: &opening.signed.poll,
                id: opening.signed.digest,
                closes,
                signatures: &signatures,
                before: None,
            };
            sort(
                self.repo(),
                gathered.found.clone(),
                &against,
                all.on_progress,
            )
        };
        report.ballots = sorted(report.closes)?;
        self.extensions(&mut report, all, opening, org, series, &sorted)?;
        report.meddled = gathered.meddled(&report.ballots);
        if !matches!(report.end, PollEnd::Open) {
            return Ok(report);
        }
        report.can_close_again = true;
        self.void_attestations(&mut report, all, org)?;
        let closed = self.closings(&mut report, all, opening, org, series)?;
        let cancelled = self.cancellation(&mut report, all, opening, series)?;
        let ended = match (closed, cancelled) {
            (Some(closed), Some(cancelled)) if closed < cancelled => {
                report
                    .notes
                    .push("it was called off after it was closed, and that is too late".to_owned());
                Some(closed)
            }
            (_, Some(cancelled)) => {
                report.end = PollEnd::Cancelled;
                Some(cancelled)
            }
            (closed, None) => closed,
        };
        let ended = match self.amended(&report, all, opening)? {
            Some((at, by)) if ended.is_none_or(|ended| at < ended) => {
                report.end = PollEnd::Superseded { by };
                report.can_close_again = false;
                let stage = report.signed.poll.stage.id.clone();
                *series.superseded.entry(stage).or_default() += 1;
                Some(at)
            }
            _ => ended,
        };
        series.last_held = Some((opening.number, ended));
        report.ended_at = ended;
        if let PollEnd::AsRecorded { result, digest } = &report.end {
            series.ended.push(crate::vote::Ended {
                stage: report.signed.poll.stage.id.clone(),
                round: report.signed.poll.round,
                result: *digest,
                outcome: result.outcome.clone(),
                attested: result.attested.is_some(),
            });
            series.closed_at = Some(result.closed_at);
        }
        Ok(report)
    }

    pub(super) fn at_cached(
        &self,
        commit: CommitId,
        series: &mut Series,
    ) -> Result<Rc<Workspace>, WorkspaceError> {
        if let Some(found) = series.cache.get(&commit) {
            return Ok(Rc::clone(found));
        }
        let read = Rc::new(self.at(commit)?);
        series.cache.insert(commit, Rc::clone(&read));
        Ok(read)
    }
}

/// The keys that a person has at an instant.
pub(in crate::workspace) fn keys_on(
    org: &Organisation,
    person: &PersonId,
    at: Instant,
) -> Vec<KeyPrint> {
    let day = at.day(&org.about.time_zone.zone());
    let Some(person) = org.people.get(person) else {
        return Vec::new();
    };
    person
        .keys_on(day)
        .filter_map(|key| key.key.parse::<Key>().ok())
        .filter_map(|key| key_print(&key))
        .collect()
}

/// A commit as records write it.
pub(in crate::workspace) fn hex(commit: CommitId) -> Result<CommitHex, WorkspaceError> {
    let hex = commit.hex().parse();
    hex.map_err(|error: crate::vote::WordError| WorkspaceError::Other(error.to_string()))
}

/// A commit as git knows it.
pub(in crate::workspace) fn commit_id(hex: &CommitHex) -> Result<CommitId, WorkspaceError> {
    hex.to_string()
        .parse()
        .map_err(|_| WorkspaceError::Unsound(format!("{hex} is no commit of this repository")))
}

impl Session<'_> {
    /// The weight of those whose signed support for the very text of a poll
    /// holds; each counts once.
    ///
    /// # Errors
    ///
    /// Where the line cannot be read, or a signature not be checked here.
    pub(in crate::workspace) fn sponsors(
        &self,
        folder: &crate::workspace::load::ProposalFolder,
        poll: &Poll,
        org: &Organisation,
    ) -> Result<Exact, WorkspaceError> {
        let mut support = std::collections::BTreeSet::new();
        let about = |it: &&SignedStatement| {
            it.statement.about == poll.content
                && it.statement.kind == crate::vote::StatementKind::Sponsor
        };
        let mut known = None;
        let signatures = Signatures::of(org);
        for signed in folder.sponsors.iter().filter(about) {
            let said = &signed.statement;
            if known.is_none() {
                let line = SharedLine {
                    branch: org.about.branch.clone(),
                    tip: commit_id(&poll.base)?,
                };
                known = Some(self.keys_known_on(&line, org)?);
            }
            let founding = known.as_ref();
            let keys = founding.map(|founding| keys_at(org, &said.by, said.at, founding));
            let keys = keys.unwrap_or_default();
            match signatures.check_for(Namespace::Statement, &signed.prefix, &signed.armour, &keys)
            {
                SignatureVerdict::Good => {
                    support.insert(&said.by);
                }
                SignatureVerdict::Unknown(why) => return Err(WorkspaceError::Incomplete(why)),
                _ => {}
            }
        }
        Ok(crate::base::exact(support.len()))
    }
}
