//! Votes held elsewhere: attesting their figures, and how such a vote stands.

use super::WorkspaceError;
use super::cast::OpenPoll;
use super::close::Closed;
use super::examine::{Examined, OnProgress, PollReport, count_now, outcomes};
use super::open::too_early;
use super::session::{Session, key_print};
use super::status::PollStanding;
use crate::base::{PersonId, ProposalName};
use crate::format::wire::record::{read_figures, write_figures};
use crate::rule::decide::{ClosingClock, may_close};
use crate::sign::Signer;
use crate::store::CommitId;
use crate::vote::{Figures, Poll, StatementKind};

/// Figures that an officer has attested.
#[derive(Debug, Clone)]
pub struct AttestedNow {
    /// The poll.
    pub poll: Poll,
    /// Who attested.
    pub by: PersonId,
    /// What.
    pub figures: Figures,
    /// How far it has come.
    pub standing: AttestedStanding,
    /// The commit of the statement.
    pub commit: CommitId,
    /// What the closing gave, where this was the last word needed.
    pub closed: Option<Closed>,
}

/// How far the attestation of a poll has come.
#[derive(Debug, Clone, Default)]
pub struct AttestedStanding {
    /// Everybody who must attest, in the order of ids.
    pub officers: Vec<PersonId>,
    /// Those who have, each with their figures.
    pub said: Vec<(PersonId, Figures)>,
}

impl AttestedStanding {
    /// Those who have not attested yet.
    pub fn missing(&self) -> Vec<&PersonId> {
        let said = |who: &&PersonId| self.said.iter().any(|(by, _)| by == *who);
        self.officers.iter().filter(|who| !said(who)).collect()
    }

    /// Whether all have attested, and the same.
    pub fn is_agreed(&self) -> bool {
        let mut figures = self.said.iter().map(|(_, figures)| figures);
        let first = figures.next();
        self.missing().is_empty() && figures.all(|it| Some(it) == first)
    }
}

impl Session<'_> {
    /// Signs the figures of a vote that was held elsewhere, and closes it
    /// where this is the last word that it needs.
    ///
    /// `path` names the file that `bytes` are from.
    ///
    /// # Errors
    ///
    /// Where no such vote is open or it is not over, the person is none of
    /// those who attest it, or the figures cannot be the vote's.
    pub fn attest(
        &self,
        name: &ProposalName,
        (path, bytes): (&str, &[u8]),
        signer: &Signer,
        on_progress: OnProgress,
    ) -> Result<AttestedNow, WorkspaceError> {
        let examined = self.examine(name, on_progress)?;
        let report = attestable(&examined)?;
        let poll = report.signed.poll.clone();
        if self.now() < report.closes {
            return Err(too_early("the vote cannot be attested", report.closes));
        }
        let by = self.officer(&examined, report, signer)?;
        let record = |error| WorkspaceError::Record {
            path: path.to_owned(),
            error,
        };
        let figures = read_figures(path, bytes).map_err(record)?;
        figures
            .check(&poll)
            .map_err(|error| WorkspaceError::Figures(format!("{path}: {error}")))?;
        let text = write_figures(&figures)?;
        let file = format!("proposals/{name}/statements/attestation-{by}.yaml");
        let what = (StatementKind::Attestation, report.signed.digest, file);
        let message = format!(
            "Attest the vote on {name}, stage {}\n\nPoll: {}\n",
            poll.stage.id, report.signed.digest
        );
        let line = &examined.line;
        let made = self.state(line, what, by.clone(), Some(&text), &message, signer)?;
        let examined = self.examine(name, on_progress)?;
        let standing = self.attested_standing(attestable(&examined)?, examined.line.tip)?;
        let closed = match standing.is_agreed() {
            true => Some(self.close(name, on_progress)?),
            false => None,
        };
        Ok(AttestedNow {
            poll,
            by,
            figures,
            standing,
            commit: made.commit,
            closed,
        })
    }

    /// The officer of a poll whose key is at hand.
    fn officer(
        &self,
        examined: &Examined,
        report: &PollReport,
        signer: &Signer,
    ) -> Result<PersonId, WorkspaceError> {
        let print = key_print(signer.key());
        let mine =
            |keys: &[crate::vote::KeyPrint]| print.as_ref().is_some_and(|it| keys.contains(it));
        if let Some(officer) = report.officers.iter().find(|it| mine(&it.keys)) {
            return Ok(officer.person.clone());
        }
        let names: Vec<&str> = report
            .officers
            .iter()
            .map(|it| it.person.as_str())
            .collect();
        Err(WorkspaceError::NotAllowed {
            who: self.person_of(examined.org()?, signer)?,
            what: "attest this vote",
            why: format!(
                "only those who held office when it was opened may, with their keys of that day: {}",
                names.join(", ")
            ),
        })
    }

    /// How far the attestation of a poll has come at a commit.
    pub(super) fn attested_standing(
        &self,
        report: &PollReport,
        commit: CommitId,
    ) -> Result<AttestedStanding, WorkspaceError> {
        let ground = self.at(super::examine::commit_id(&report.signed.poll.base)?)?;
        let found = self.attestations(report, commit, ground.org()?)?;
        let found = found.unwrap_or_default();
        let said = found.said.into_iter();
        Ok(AttestedStanding {
            officers: report.officers.iter().map(|it| it.person.clone()).collect(),
            said: said.map(|(by, said)| (by, said.figures)).collect(),
        })
    }

    /// How an open vote stands that is held elsewhere. It has no ballots, so
    /// its history is short and is read in full.
    pub(super) fn standing_elsewhere(
        &self,
        open: &OpenPoll,
        on_progress: OnProgress,
    ) -> Result<PollStanding, WorkspaceError> {
        let examined = self.examine(&open.name, on_progress)?;
        let report = attestable(&examined)?;
        let poll = &report.signed.poll;
        let ground = self.at(super::examine::commit_id(&poll.base)?)?;
        let org = ground.org()?;
        let tip = examined.line.tip;
        let now = self.now();
        let attested = self.attested_standing(report, tip)?;
        let beside = self.beside_at(report, tip, org)?;
        let ended = outcomes(&examined.ended);
        let decided = match self.decide_at(report, None, (beside, now), org, &ended) {
            Ok(decided) => Some(decided),
            Err(error) if error.leaves_undecided() => None,
            Err(error) => return Err(error),
        };
        let computed = match &decided {
            Some(decided) => decided.computed().clone(),
            None => {
                let sponsors = crate::base::exact(0);
                let mut empty = count_now(poll, org, &ended, sponsors, Vec::new(), now);
                // Who has voted elsewhere is not known.
                empty.tally.silent.clear();
                empty.prospects = None;
                empty
            }
        };
        let quantities = &computed.tally.quantities;
        let clock = ClosingClock {
            closes: Some(report.closes),
            dark: super::gate::not_blacked_out(now, &poll.stage, org) != Some(now),
            ..ClosingClock::default()
        };
        let mut close = may_close(&poll.stage, quantities, clock, now)?;
        close.allowed &= attested.is_agreed();
        Ok(PollStanding {
            count: None,
            poll: poll.clone(),
            digest: report.signed.digest,
            closes: report.closes,
            computed,
            ballots: report.ballots.clone(),
            decision: decided.map(|decided| decided.decision),
            close: Some(close),
            own: None,
            attested: Some(attested),
        })
    }
}

/// The open poll of a proposal whose vote is held elsewhere.
fn attestable(examined: &Examined) -> Result<&PollReport, WorkspaceError> {
    let report = examined.unsettled();
    let report = report.ok_or_else(|| WorkspaceError::NoPoll(examined.name.clone()))?;
    let stage = &report.signed.poll.stage;
    if stage.is_held_elsewhere() {
        return Ok(report);
    }
    Err(WorkspaceError::Other(format!(
        "the vote of stage `{}` is held here, and its ballots are counted; nobody attests it",
        stage.id
    )))
}
