//! Whether a poll was called off, by one who may.

use super::opening::Opening;
use super::{All, PollReport, Series};
use crate::format::wire::record::{SignedStatement, read_statement};
use crate::sign::Namespace;
use crate::store::CommitId;
use crate::vote::{SignatureVerdict, StatementKind};
use crate::workspace::WorkspaceError;
use crate::workspace::enact::proposal_of;
use crate::workspace::roll::{RollsOf, keys_at, may};
use crate::workspace::session::Session;
use crate::workspace::signatures::Signatures;

impl Session<'_> {
    /// The place on the line where a poll was called off, if it was. What does
    /// not call it off is noted: a file alone ends no vote.
    pub(super) fn cancellation(
        &self,
        report: &mut PollReport,
        all: &All,
        opening: &Opening,
        series: &mut Series,
    ) -> Result<Option<usize>, WorkspaceError> {
        let path = format!("{}/cancelled.yaml", opening.inner);
        for version in all.annals.of(&path) {
            let (Some(blob), Some(before)) = (version.file(), version.before) else {
                continue;
            };
            let why = match self.record(blob)? {
                Err(why) => Err(why),
                Ok(bytes) => match read_statement(&bytes) {
                    Err(error) => Err(error.to_string()),
                    Ok(signed) => self.calls_off(&signed, report, all, before, series)?,
                },
            };
            match why {
                Ok(()) => return Ok(Some(version.at)),
                Err(why) => report.notes.push(format!(
                    "cancelled.yaml of {} calls nothing off: {why}",
                    version.commit.short()
                )),
            }
        }
        Ok(None)
    }

    fn calls_off(
        &self,
        signed: &SignedStatement,
        report: &PollReport,
        all: &All,
        before: CommitId,
        series: &mut Series,
    ) -> Result<Result<(), String>, WorkspaceError> {
        let statement = &signed.statement;
        let refuse = |why: &str| Ok(Err(why.to_owned()));
        if statement.kind != StatementKind::Cancel || statement.about != report.signed.digest {
            return refuse("it is not about this poll");
        }
        if statement.at < report.signed.poll.opened {
            return refuse("it is older than the poll");
        }
        let workspace = self.at_cached(before, series)?;
        let Ok(org) = workspace.org() else {
            return refuse("the organisation could not be read then");
        };
        let Some(folder) = workspace.proposals.proposals.get(all.name) else {
            return refuse("its proposal was not there then");
        };
        let day = statement.at.day(&org.about.time_zone.zone());
        let standing = org.on(day);
        let rolls = RollsOf::new(&standing, proposal_of(folder)?);
        let who = series
            .rule
            .as_ref()
            .and_then(|rule| rule.may_cancel.as_ref());
        let allowed = match who {
            Some(who) => may(who, &statement.by, &rolls)?,
            None => false,
        };
        if !allowed {
            return Ok(Err(format!("{} may not call it off", statement.by)));
        }
        let keys = keys_at(org, &statement.by, statement.at, all.founding);
        let signatures = Signatures::of(org);
        let verdict =
            signatures.check_for(Namespace::Statement, &signed.prefix, &signed.armour, &keys);
        match verdict {
            SignatureVerdict::Good => Ok(Ok(())),
            SignatureVerdict::Unknown(why) => Err(WorkspaceError::Incomplete(why)),
            _ => Ok(Err(format!("{} did not sign it", statement.by))),
        }
    }
}
