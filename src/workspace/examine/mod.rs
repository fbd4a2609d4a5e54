//! Everything about the polls of a proposal, computed again from history.
//!
//! Opening, closing, enacting and verifying all start here, so nothing is
//! built on a record that does not hold.

mod amended;
mod attested;
mod cancel;
mod closing;
mod compute;
mod held;
mod opening;
mod poll;
mod result;
mod sound;

use std::collections::{BTreeMap, BTreeSet};

use super::WorkspaceError;
use super::annals::Annals;
use super::load::ProposalFolder;
use super::roll::FoundingKeys;
use super::session::{Session, SharedLine};
use super::sorted::{FoundBallot, Sorted};
use super::whole::{Workspace, is_withdrawn};
use crate::base::{Digest, EventKind, Instant, ProposalName, StageId};
use crate::format::wire::record::SignedPoll;
use crate::org::Organisation;
use crate::proposal::State;
use crate::rule::{Rule, StageOutcome};
use crate::store::CommitId;
use crate::vote::{Elector, Ended, Progress, StageResult, progress};
use opening::Opening;

pub(super) use amended::restarts;
pub use compute::Computed;
pub(super) use compute::count_now;
pub(super) use held::held;
pub(super) use opening::undone_by;
pub(super) use poll::{commit_id, hex, keys_on};

/// What was found of a poll.
#[derive(Debug, Clone)]
pub struct PollReport {
    /// Its number over the proposal's life.
    pub number: u32,
    /// Its folder.
    pub folder: String,
    /// The poll.
    pub signed: SignedPoll,
    /// The commit that opened it.
    pub opened_in: CommitId,
    /// Why it is void, if it is.
    pub void: Option<String>,
    /// Those who attest its result, where its vote is held elsewhere.
    pub officers: Vec<Elector>,
    /// When it closes, with the extensions that hold.
    pub closes: Instant,
    /// How many extensions hold.
    pub extensions: u32,
    /// What was found among its ballots: up to the commit counted where it is
    /// closed, else up to now.
    pub ballots: Sorted,
    /// Valid ballots that arrived after the close, and so do not count.
    pub late: Vec<FoundBallot>,
    /// Ballots that a commit removed, overwrote or moved.
    pub meddled: Vec<(String, CommitId)>,
    /// Records that decide nothing, and why.
    pub notes: Vec<String>,
    /// Its end.
    pub end: PollEnd,
    /// The place on the line where it ended.
    pub(super) ended_at: Option<usize>,
    /// Whether closing it again mends an end that does not hold.
    pub can_close_again: bool,
}

impl PollReport {
    /// Whether nothing may be built on it yet: it is open, or its end does not
    /// hold.
    pub fn is_unsettled(&self) -> bool {
        let settled = matches!(
            self.end,
            PollEnd::Cancelled | PollEnd::Superseded { .. } | PollEnd::AsRecorded { .. }
        );
        self.void.is_none() && !settled
    }
}

/// How a poll ended, as recomputed.
#[derive(Debug, Clone)]
pub enum PollEnd {
    /// It has no result yet.
    Open,
    /// It was called off.
    Cancelled,
    /// The text was amended, and its stage begins again about the new one.
    Superseded {
        /// The commit that amended it.
        by: CommitId,
    },
    /// The recorded result is what anybody computes.
    AsRecorded {
        /// It.
        result: Box<StageResult>,
        /// The digest of its file.
        digest: Digest,
    },
    /// The recorded result is not what anybody computes.
    False {
        /// What differs.
        why: String,
    },
    /// Valid ballots were on the line when it was closed, and not counted.
    Stale {
        /// How many.
        ballots: usize,
    },
    /// Ballots that were cast beside the closing came later, and would have
    /// changed the outcome.
    Contested {
        /// How many.
        ballots: usize,
        /// The outcome with them; nothing where the rule would then extend.
        outcome: Option<StageOutcome>,
    },
}

/// A proposal's polls, recomputed.
pub struct Examined {
    /// Which proposal.
    pub name: ProposalName,
    /// Where the shared line was.
    pub line: SharedLine,
    /// The workspace there.
    pub workspace: Workspace,
    /// The rule, as the first poll pinned it; as it is now where none was held.
    pub rule: Rule,
    /// Its polls, in order.
    pub polls: Vec<PollReport>,
    /// The stages that have ended.
    pub ended: Vec<Ended>,
    /// What is due.
    pub progress: Progress,
    /// The commit before the last stage's opening, if there was one.
    pub last_base: Option<CommitId>,
    /// What stands in the place of polls and is none, and why.
    pub notes: Vec<String>,
    pub(super) founding: FoundingKeys,
    pub(super) annals: Annals,
}

impl Examined {
    /// The proposal's folder.
    ///
    /// # Errors
    ///
    /// Never, for a value that [`Session::examine`] made.
    pub fn folder(&self) -> Result<&ProposalFolder, WorkspaceError> {
        let folder = self.workspace.proposals.proposals.get(&self.name);
        folder.ok_or_else(|| WorkspaceError::NoProposal(self.name.to_string()))
    }

    /// The organisation where the shared line was.
    ///
    /// # Errors
    ///
    /// Where it cannot be read.
    pub fn org(&self) -> Result<&Organisation, WorkspaceError> {
        self.workspace.org()
    }

    /// When the last stage that has ended was closed.
    pub fn last_closed(&self) -> Option<Instant> {
        self.polls.iter().rev().find_map(|poll| match &poll.end {
            PollEnd::AsRecorded { result, .. } => Some(result.closed_at),
            _ => None,
        })
    }

    /// How many polls of a stage were superseded: each was a round of it.
    pub(super) fn superseded(&self, stage: &StageId) -> u32 {
        let superseded = |poll: &&PollReport| {
            poll.void.is_none()
                && poll.signed.poll.stage.id == *stage
                && matches!(poll.end, PollEnd::Superseded { .. })
        };
        let polls = self.polls.iter().filter(superseded).count();
        u32::try_from(polls).unwrap_or(u32::MAX)
    }

    /// The poll that must be settled before anything follows, if one must.
    pub fn unsettled(&self) -> Option<&PollReport> {
        self.polls.iter().find(|poll| poll.is_unsettled())
    }

    /// The poll that is open, if one is.
    pub fn open_poll(&self) -> Option<&PollReport> {
        self.polls
            .iter()
            .rev()
            .find(|poll| poll.void.is_none() && matches!(poll.end, PollEnd::Open))
    }

    /// How far the proposal has come.
    pub fn state(&self) -> State {
        if let Ok(folder) = self.folder() {
            if folder.enactment.is_some() {
                return State::Enacted;
            }
            if self.org().is_ok_and(|org| is_withdrawn(folder, org)) {
                return State::Withdrawn;
            }
        }
        if let Some(poll) = self.unsettled() {
            let at = self.rule.stage(&poll.signed.poll.stage.id);
            return State::Voting {
                stage: at.map_or(1, |(at, _)| at + 1),
                of: self.rule.stages.len(),
            };
        }
        let mut held = self.polls.iter().filter(|poll| poll.void.is_none());
        let cancelled = held
            .next_back()
            .is_some_and(|poll| matches!(poll.end, PollEnd::Cancelled));
        match &self.progress {
            _ if cancelled => State::Cancelled,
            Progress::Accepted(_) => State::Accepted,
            Progress::Rejected { outcome, .. } => State::Rejected {
                outcome: outcome_name(outcome),
            },
            Progress::Returned { .. } => State::ReturnedToDraft,
            Progress::Starts { rule, .. } => State::Started { rule: rule.clone() },
            Progress::Due { .. } if self.ended.is_empty() => State::Draft,
            Progress::Due { stage, .. } => {
                let at = self.rule.stage(stage);
                State::Voting {
                    stage: at.map_or(1, |(at, _)| at + 1),
                    of: self.rule.stages.len(),
                }
            }
        }
    }
}

/// The outcome as a name; the built-in ones are in the form of names too.
fn outcome_name(outcome: &StageOutcome) -> crate::base::OutcomeName {
    match outcome.as_str().parse() {
        Ok(name) => name,
        Err(_) => unreachable!("every outcome is in the form of a name"),
    }
}

/// How each stage that has ended did so.
pub(super) type Outcomes = BTreeMap<StageId, StageOutcome>;

pub(super) fn outcomes(ended: &[Ended]) -> Outcomes {
    let pair = |end: &Ended| (end.stage.clone(), end.outcome.clone());
    ended.iter().map(pair).collect()
}

/// Called with how many ballots have been verified.
pub type OnProgress<'a> = &'a (dyn Fn(usize) + Sync);

impl Session<'_> {
    /// Computes again everything about the polls of a proposal.
    ///
    /// # Errors
    ///
    /// Where an object cannot be read, a signature cannot be checked here, or
    /// the workspace is broken. What is wrong with polls, ballots and results
    /// is in the result.
    pub fn examine(
        &self,
        name: &ProposalName,
        on_progress: OnProgress,
    ) -> Result<Examined, WorkspaceError> {
        self.examine_on(self.line()?, name, on_progress)
    }

    /// The same, as the shared line stood at a commit of it.
    pub(super) fn examine_on(
        &self,
        line: SharedLine,
        name: &ProposalName,
        on_progress: OnProgress,
    ) -> Result<Examined, WorkspaceError> {
        let workspace = self.at(line.tip)?;
        let folder = workspace.proposals.proposals.get(name);
        let folder = folder.ok_or_else(|| WorkspaceError::NoProposal(name.to_string()))?;
        let anchor = self.anchor(&line)?;
        let founding = self.known_keys(&line, anchor)?;
        let annals = self.annals(&line, anchor, name)?;
        let openings = self.openings(name, &annals)?;
        let mut series = Series::default();
        let mut polls = Vec::new();
        let all = All {
            line: &line,
            name,
            annals: &annals,
            openings: &openings.polls,
            anchor,
            founding: &founding,
            on_progress,
        };
        for opening in &openings.polls {
            polls.push(self.examine_poll(&all, opening, &mut series)?);
        }
        let rule = match &series.rule {
            Some(rule) => rule.clone(),
            None => workspace.rule_of(folder)?.clone(),
        };
        let attested = attested(workspace.org()?);
        let content = series.content.unwrap_or(folder.content);
        let mut progress = progress(name, content, &rule, &series.ended, &attested)?;
        // What was voted on in part and then changed is a draft again.
        let amended = content != folder.content;
        let mut ended = series.ended;
        let mut rule = rule;
        if amended && matches!(progress, Progress::Due { .. } | Progress::Returned { .. }) {
            rule = workspace.rule_of(folder)?.clone();
            ended = Vec::new();
            progress = crate::vote::progress(name, folder.content, &rule, &ended, &attested)?;
        }
        Ok(Examined {
            name: name.clone(),
            rule,
            polls,
            ended,
            progress,
            last_base: series.last_base,
            notes: openings.notes,
            founding,
            annals,
            line,
            workspace,
        })
    }
}

/// What the examination of every poll of a proposal reads.
struct All<'a> {
    line: &'a SharedLine,
    name: &'a ProposalName,
    annals: &'a Annals,
    openings: &'a [Opening],
    anchor: Option<CommitId>,
    founding: &'a FoundingKeys,
    on_progress: OnProgress<'a>,
}

/// What has been established while going through the polls in order.
#[derive(Default)]
pub(super) struct Series {
    /// The rule that the first poll pinned.
    rule: Option<Rule>,
    /// The digest of what the first poll was about.
    content: Option<Digest>,
    /// The stages that have ended.
    ended: Vec<Ended>,
    /// How many polls of each stage an amendment superseded.
    superseded: BTreeMap<StageId, u32>,
    /// When the last of them was closed.
    closed_at: Option<Instant>,
    /// The base of the last poll that counted.
    last_base: Option<CommitId>,
    /// The last poll that counted, and its end's place on the line.
    last_held: Option<(u32, Option<usize>)>,
    /// Workspaces that were read, by commit: stages in turn share theirs.
    cache: BTreeMap<CommitId, std::rc::Rc<Workspace>>,
}

impl Series {
    fn begin_again(&mut self) {
        self.rule = None;
        self.content = None;
        self.ended.clear();
    }

    /// How each stage that has ended did so.
    fn outcomes(&self) -> Outcomes {
        outcomes(&self.ended)
    }
}

/// What officials have attested, by the kinds of recorded events.
pub(super) fn attested(org: &Organisation) -> BTreeSet<EventKind> {
    org.findings(crate::base::Date::MAX)
}
