//! Opening a poll.

use std::collections::BTreeMap;

use super::WorkspaceError;
use super::call::{Choices, Ground, call};
use super::examine::hex;
use super::gate::{Recomputed, Wanted, hindrances};
use super::session::Session;
use super::signatures::governance_digest;
use super::whole::is_withdrawn;
use crate::base::{Digest, Instant, PersonId, ProposalName, Span};
use crate::format::join;
use crate::format::wire::record::write_poll;
use crate::sign::{Namespace, Signer};
use crate::store::CommitId;
use crate::vote::{Poll, Progress};

/// What the opener may choose.
#[derive(Debug, Clone, Default)]
pub struct OpenOptions {
    /// The period, where the rule leaves it open.
    pub period: Option<Span>,
    /// Count electors without a key all the same.
    pub keyless: bool,
}

/// A poll that was opened.
#[derive(Debug, Clone)]
pub struct Opened {
    /// It.
    pub poll: Poll,
    /// What ballots name it by.
    pub digest: Digest,
    /// Its number over the proposal's life.
    pub number: u32,
    /// The commit that opened it.
    pub commit: CommitId,
    /// Which stage of its rule, from 1, and of how many.
    pub stage: (usize, usize),
    /// Those who are to attest the result, where the vote is held elsewhere.
    pub officers: Vec<PersonId>,
}

impl Session<'_> {
    /// Opens the poll that is due for a proposal, in one commit on the shared
    /// line.
    ///
    /// # Errors
    ///
    /// Where none is due, the rule does not decide these changes, they do not
    /// apply, the person may not open it, or electors have no key.
    pub fn open(
        &self,
        name: &ProposalName,
        options: &OpenOptions,
        signer: &Signer,
    ) -> Result<Opened, WorkspaceError> {
        let examined = self.examine(name, &|_| {})?;
        let org = examined.workspace.sound_org(self.now())?;
        if org.about.is_draft() {
            return Err(WorkspaceError::Draft);
        }
        if let Some(open) = examined.open_poll() {
            return Err(WorkspaceError::PollOpen {
                name: name.clone(),
                stage: open.signed.poll.stage.id.clone(),
                closes: open.closes,
            });
        }
        if let Some(poll) = examined.unsettled() {
            return Err(WorkspaceError::Unsettled {
                poll: poll.number,
                stage: poll.signed.poll.stage.id.clone(),
            });
        }
        let refuse = || WorkspaceError::State {
            name: name.clone(),
            state: examined.state(),
        };
        let folder = examined.folder()?;
        if folder.enactment.is_some() || is_withdrawn(folder, org) {
            return Err(refuse());
        }
        let proposal = folder
            .proposal
            .as_ref()
            .ok_or_else(|| WorkspaceError::Broken(examined.workspace.proposals.findings.clone()))?;
        // A proposal that a stage returned begins again, as it now stands.
        let (rule, due) = match &examined.progress {
            Progress::Due { .. } => (examined.rule.clone(), examined.progress.clone()),
            Progress::Returned { .. } => {
                let rule = examined.workspace.rule_of(folder)?.clone();
                let attested = super::examine::attested(org);
                let due = crate::vote::progress(name, folder.content, &rule, &[], &attested)?;
                (rule, due)
            }
            _ => return Err(refuse()),
        };
        let Progress::Due {
            stage,
            round,
            after,
        } = due
        else {
            return Err(refuse());
        };
        let round = round.saturating_add(examined.superseded(&stage));
        let day = self.today(org);
        // Where somebody acted first, the changes are made already.
        let acts = self.acts(&examined)?;
        let made = acts.act.as_ref().is_some_and(|act| act.is_in_force());
        for changes in proposal.alternatives().into_iter().filter(|_| !made) {
            crate::proposal::apply_all(org, changes, day)
                .map_err(|refused| self.refused_since(name, refused))?;
        }
        if let Some((_, due)) = rule.stage(&stage) {
            let wanted = Wanted {
                workspace: &examined.workspace,
                org,
                folder,
                proposal,
                rule: &rule,
                stage: due,
                first: after.is_none(),
                closed: examined.last_closed(),
                at: self.now(),
                founding: Some(&examined.founding),
            };
            let line = examined.line.clone();
            let found = hindrances(
                &wanted,
                &Recomputed {
                    session: self,
                    line,
                },
            )?;
            if !found.is_empty() {
                return Err(WorkspaceError::Hindered(found));
            }
        }
        let opened_by = self.person_of(org, signer)?;
        let ground = Ground {
            org,
            proposal,
            content: folder.content,
            base: hex(examined.line.tip)?,
            governance: governance_digest(&*self.governance_files(examined.line.tip)?),
            rule: &rule,
            stage: &stage,
            round,
            after,
            founding: &examined.founding,
        };
        let choices = Choices {
            opened: self.now(),
            nonce: self.nonce()?,
            opened_by: opened_by.clone(),
            period: options.period,
            keyless: options.keyless,
        };
        let poll = call(&ground, &choices)?;
        let prefix = write_poll(&poll)?;
        let armour = signer.sign(Namespace::Poll, &prefix)?;
        let bytes = join(&prefix, &armour).map_err(|error| WorkspaceError::Write(error.into()))?;
        // Numbers are not used again, also where a folder was removed.
        let numbers = examined.annals.polls().into_iter();
        let numbers = numbers.filter_map(|it| Some(super::load::parse_poll(it)?.0));
        let number = numbers.max().unwrap_or(0).saturating_add(1);
        let path = format!("proposals/{name}/polls/{number}-{stage}/poll.yaml");
        let message = format!(
            "Open the vote of {} on {}\n\nProposal: {}\nStage: {stage}\nPoll: {}\n",
            poll.stage.electorate,
            proposal.title,
            name.number(),
            Digest::of(&prefix)
        );
        let changes = BTreeMap::from([(path, Some(bytes))]);
        let commit = self.commit(&examined.line, changes, &message, Some(signer))?;
        let at = rule.stage(&stage).map_or(0, |(at, _)| at);
        let officers = self.officers_of(&poll, &examined.workspace, &examined.founding)?;
        Ok(Opened {
            officers: officers.into_iter().map(|it| it.person).collect(),
            poll,
            digest: Digest::of(&prefix),
            number,
            commit,
            stage: (at + 1, rule.stages.len()),
        })
    }
}

pub(super) fn too_early(what: &'static str, at: Instant) -> WorkspaceError {
    WorkspaceError::TooEarly { what, at }
}
