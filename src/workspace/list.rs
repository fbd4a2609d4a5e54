//! The proposals with how far each has come, as the files alone say: with git
//! or without.

use super::enact::attested_stages;
use super::layout::proposal_folder;
use super::load::{PollFolder, ProposalFolder};
use super::status::ended_by_records;
use super::together::RivalOf;
use super::whole::Workspace;
use crate::base::{Instant, PersonId, ProposalName, RuleId, StageId};
use crate::format::NodeKind;
use crate::proposal::State;
use crate::vote::{Progress, progress};

/// A proposal in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// Its name.
    pub name: ProposalName,
    /// Its title; its name where that cannot be read.
    pub title: String,
    /// How far it has come.
    pub state: State,
    /// Whether it can be read.
    pub readable: bool,
    /// The rule that decides, where that can be read.
    pub rule: Option<RuleId>,
    /// Who wrote it.
    pub authors: Vec<PersonId>,
    /// The number of the proposal after which it is meant, where that is not
    /// enacted yet.
    pub follows: Option<u32>,
    /// What comes next; nothing once it is settled.
    pub due: Option<Due>,
    /// Who acted first, where that is not ratified yet.
    pub acted_first: Option<PersonId>,
    /// Whether that act must be undone.
    pub act_lapsed: bool,
    /// The stages whose results are attested and cannot be computed again.
    pub attested: Vec<StageId>,
    /// The open proposals that dispose of the same.
    pub rivals: Vec<RivalOf>,
}

/// What comes next for a proposal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Due {
    /// The vote of a stage is to be opened.
    Open(StageId),
    /// A stage votes.
    Vote {
        /// Which.
        stage: StageId,
        /// Until when.
        closes: Instant,
    },
    /// The time to vote is over, and the result is to be written.
    Close {
        /// Of which stage.
        stage: StageId,
        /// Since when.
        closes: Instant,
    },
    /// It is accepted and to be applied.
    Enact,
    /// It is to be mended and voted on again.
    Mend,
}

impl Workspace {
    /// The proposals in the order of their numbers, unreadable ones too.
    pub fn list(&self, now: Instant) -> Vec<Listed> {
        let folders = self.proposals.proposals.values();
        folders.map(|folder| self.listed(folder, now)).collect()
    }

    fn listed(&self, folder: &ProposalFolder, now: Instant) -> Listed {
        let proposal = folder.proposal.as_ref();
        let rule = proposal.map(|it| it.rule.clone());
        let rule = rule.or_else(|| self.word(folder, "rule")?.parse().ok());
        let title = proposal.map(|it| it.title.clone());
        let title = title.or_else(|| self.word(folder, "title"));
        let state = self.state(&folder.name).unwrap_or(State::Draft);
        let act = self.act_on_record(&folder.name, now);
        Listed {
            name: folder.name.clone(),
            title: title.unwrap_or_else(|| folder.name.to_string()),
            due: self.due(folder, &state, now),
            acted_first: act.as_ref().map(|act| act.by.clone()),
            act_lapsed: act.is_some_and(|act| act.lapsed.is_some()),
            attested: attested_stages(&ended_by_records(folder.polls.values())),
            rivals: self.rivals(&folder.name),
            state,
            readable: proposal.is_some(),
            rule,
            authors: proposal.map_or_else(Vec::new, |it| it.authors.clone()),
            follows: proposal
                .and_then(|it| it.follows)
                .filter(|n| self.awaits(*n)),
        }
    }

    /// Whether a proposal of a number is still to be enacted.
    fn awaits(&self, number: u32) -> bool {
        let mut all = self.proposals.numbered(number);
        all.any(|it| it.enactment.is_none())
    }

    fn due(&self, folder: &ProposalFolder, state: &State, now: Instant) -> Option<Due> {
        match (state, open_poll(folder)) {
            (State::Enacted | State::Withdrawn | State::Rejected { .. }, _) => None,
            (_, Some((stage, closes))) if now < closes => Some(Due::Vote { stage, closes }),
            (_, Some((stage, closes))) => Some(Due::Close { stage, closes }),
            (State::Accepted, None) => Some(Due::Enact),
            (State::ReturnedToDraft, None) => Some(Due::Mend),
            (_, None) => {
                let rule = self.rule_of(folder).ok()?;
                let org = self.governance.org.as_ref()?;
                let attested = super::examine::attested(org);
                let ended = ended_by_records(folder.polls.values());
                match progress(&folder.name, folder.content, rule, &ended, &attested) {
                    Ok(Progress::Due { stage, .. }) => Some(Due::Open(stage)),
                    _ => None,
                }
            }
        }
    }

    /// A field of a proposal that as a whole cannot be read.
    fn word(&self, folder: &ProposalFolder, key: &str) -> Option<String> {
        let path = format!("{}/proposal.yaml", proposal_folder(&folder.name));
        let document = self.proposals.documents.get(&path)?;
        match &document.root.get(key)?.kind {
            NodeKind::Scalar { text, .. } => Some(text.to_string()),
            _ => None,
        }
    }
}

/// The stage of the poll that is open, and when it closes.
fn open_poll(folder: &ProposalFolder) -> Option<(StageId, Instant)> {
    let newest: &PollFolder = folder.polls.values().last()?;
    if newest.result.is_some() || newest.cancelled.is_some() {
        return None;
    }
    let poll = &newest.poll.as_ref().ok()?.poll;
    let extended = newest.extensions.last().map(|it| it.closes);
    Some((poll.stage.id.clone(), extended.unwrap_or(poll.closes)))
}
