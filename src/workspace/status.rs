//! How a vote stands, from the newest tree: at once, and provisional. What
//! history holds besides is read by `verify`.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::WorkspaceError;
use super::attested::AttestedStanding;
use super::cast::{OpenPoll, ballot_path};
use super::emergency::Act;
use super::examine::{Computed, OnProgress, count_now, held, restarts};
use super::gate::{Before, before, not_blacked_out};
use super::gather::{Found, FoundPath};
use super::load::PollFolder;
use super::provisional::{CountNow, has_winner};
use super::remembered::Remembering;
use super::session::{Session, key_print};
use super::signatures::Signatures;
use super::sorted::{Against, Sorted, sort};
use super::whole::{Workspace, is_withdrawn};
use crate::base::{Digest, Instant, PersonId, ProposalName, RuleId, StageId};
use crate::format::wire::record::{SignedPoll, read_claim, write_result};
use crate::proposal::State;
use crate::rule::Route;
use crate::rule::decide::{
    CloseCheck, ClosingClock, Moment, StageDecision, decide, decide_counted, may_close,
};
use crate::rule::{Rule, StageOutcome};
use crate::sign::Signer;
use crate::store::Entry;
use crate::vote::{Claim, ElectError, Ended, Poll, Progress, progress, show_vote};

/// How a proposal stands.
pub struct Standing {
    /// Which.
    pub name: ProposalName,
    /// Its title.
    pub title: String,
    /// How far it has come, as the files say.
    pub state: State,
    /// The rule that decides.
    pub rule: Rule,
    /// Its id.
    pub rule_id: RuleId,
    /// The stages that have ended.
    pub ended: Vec<Ended>,
    /// The open poll, if there is one.
    pub poll: Option<PollStanding>,
    /// The stage that is due, where none is open.
    pub due: Option<StageId>,
    /// What stands before the next opening.
    pub before: Before,
    /// The workspace it was read from; without its people where an open poll's
    /// roll says all that a count needs of them.
    pub workspace: Workspace,
    /// What somebody did before the decision.
    pub act: Option<Act>,
}

/// How an open poll stands.
pub struct PollStanding {
    /// It.
    pub poll: Poll,
    /// What ballots name it by.
    pub digest: Digest,
    /// When it closes, with extensions.
    pub closes: Instant,
    /// The count of what is in the tree.
    pub computed: Computed,
    /// The ballots in the tree.
    pub ballots: Sorted,
    /// The count of several options as it stands; none for one question.
    pub count: Option<Result<CountNow, ElectError>>,
    /// What would be decided were it closed now.
    pub decision: Option<StageDecision>,
    /// Whether it may be closed now.
    pub close: Option<CloseCheck>,
    /// The ballot of the person at the keyboard.
    pub own: Option<OwnBallot>,
    /// How far its attestation has come, where the vote is held elsewhere.
    pub attested: Option<AttestedStanding>,
}

/// One's own ballot.
#[derive(Debug, Clone)]
pub struct OwnBallot {
    /// Who one is.
    pub voter: PersonId,
    /// What and when one voted, and the receipt; nothing if one did not.
    pub cast: Option<(String, Instant, Digest)>,
}

impl Session<'_> {
    /// How a proposal stands, by the newest tree alone.
    ///
    /// # Errors
    ///
    /// Where the workspace or the records cannot be read.
    pub fn status(
        &self,
        given: &str,
        signer: Option<&Signer>,
        on_progress: OnProgress,
    ) -> Result<Standing, WorkspaceError> {
        let line = self.line()?;
        let name = self.find_proposal(&line, given)?;
        let workspace = self.for_status(line.tip, &name)?;
        let folder = workspace.proposals.proposals.get(&name);
        let folder = folder.ok_or_else(|| WorkspaceError::NoProposal(name.to_string()))?;
        let org = workspace.org()?;
        let proposal = super::enact::proposal_of(folder)?;
        let rule = workspace.rule_of(folder)?.clone();
        let ended = ended_by_records(folder.polls.values());
        let open = match self.open_poll_of(line, folder) {
            Ok(open) => Some(open),
            Err(WorkspaceError::NoPoll(_)) => None,
            Err(error) => return Err(error),
        };
        let attested = super::examine::attested(org);
        let progress = progress(&name, folder.content, &rule, &ended, &attested).ok();
        let open_stage = open.as_ref().map(|open| &open.signed.poll.stage.id);
        let state = state_by_records(
            folder,
            is_withdrawn(folder, org),
            &rule,
            open_stage,
            progress.as_ref(),
        );
        let due = match &progress {
            Some(Progress::Due { stage, .. }) if open.is_none() && !state.is_final() => {
                Some(stage.clone())
            }
            _ => None,
        };
        let poll = match &open {
            Some(open) if open.signed.poll.stage.is_held_elsewhere() => {
                Some(self.standing_elsewhere(open, on_progress)?)
            }
            Some(open) => {
                Some(self.poll_standing(&workspace, open, &ended, signer, on_progress)?)
            }
            None => None,
        };
        let act = match workspace.proposals.proposals.get(&name) {
            Some(folder) if folder.has_act() => self.acts(&self.examine(&name, on_progress)?)?.act,
            _ => None,
        };
        let before = match (&open, &progress) {
            (None, Some(progress)) => {
                before(&workspace, folder, &rule, (&state, progress), self.now())?
            }
            _ => Before::default(),
        };
        Ok(Standing {
            act,
            title: proposal.title.clone(),
            name,
            state,
            rule,
            rule_id: proposal.rule.clone(),
            ended,
            poll,
            due,
            before,
            workspace,
        })
    }

    fn poll_standing(
        &self,
        workspace: &Workspace,
        open: &OpenPoll,
        ended: &[Ended],
        signer: Option<&Signer>,
        on_progress: OnProgress,
    ) -> Result<PollStanding, WorkspaceError> {
        let org = workspace.org()?;
        let poll = &open.signed.poll;
        let ballots = self.ballots_in_tree(open, org, on_progress)?;
        let valid: Vec<_> = ballots.valid.iter().map(|it| it.ballot.clone()).collect();
        let outcomes: BTreeMap<StageId, StageOutcome> = super::examine::outcomes(ended);
        let folder = workspace.proposals.proposals.get(&open.name);
        let sponsors = match folder {
            Some(folder) => self.sponsors(folder, poll, org)?,
            None => crate::base::exact(0),
        };
        let now = self.now();
        let held = held(poll, org, &outcomes, &sponsors, &valid, (open.closes, now));
        let ended = held.filter(|it| it.complete).and_then(|it| it.complete_at);
        let mut valid = valid;
        valid.retain(|it| ended.is_none_or(|ended| it.ballot().cast_at <= ended));
        let computed = count_now(poll, org, &outcomes, sponsors, valid, ended.unwrap_or(now));
        let moment = Moment {
            closes: Some(open.closes),
            // As if no more extensions were left: what the ballots mean, not
            // whether more are waited for.
            extensions: u32::MAX,
            held,
        };
        let quantities = &computed.tally.quantities;
        let count = self.count_so_far(open, org, &computed)?;
        let decision = match &count {
            None => decide(&poll.stage, quantities, moment).ok(),
            Some(Ok(counted)) => {
                let winner = has_winner(workspace, poll, &counted.count);
                decide_counted(&poll.stage, quantities, moment, winner).ok()
            }
            Some(Err(_)) => None,
        };
        let clock = ClosingClock {
            closes: Some(open.closes),
            held,
            dark: not_blacked_out(now, &poll.stage, org) != Some(now),
            keeps_open: decision.as_ref().and_then(StageDecision::route) == Some(&Route::KeepOpen),
        };
        let close = may_close(&poll.stage, quantities, clock, now).ok();
        let own = match signer {
            Some(signer) => self.own(open, signer)?,
            None => None,
        };
        Ok(PollStanding {
            poll: poll.clone(),
            digest: open.signed.digest,
            closes: open.closes,
            computed,
            ballots,
            count,
            decision,
            close,
            own,
            attested: None,
        })
    }

    /// The ballots in the newest tree, verified.
    fn ballots_in_tree(
        &self,
        open: &OpenPoll,
        org: &crate::org::Organisation,
        on_progress: OnProgress,
    ) -> Result<Sorted, WorkspaceError> {
        let mut found = Vec::new();
        let ballots: Arc<str> = format!("{}/ballots", open.folder).into();
        let mut folders = vec![ballots.to_string()];
        while let Some(folder) = folders.pop() {
            let listed = self.repo().list(open.line.tip, &folder)?;
            for (name, what) in listed.unwrap_or_default() {
                let path = format!("{folder}/{name}");
                match what {
                    Entry::Folder(_) if open.signed.poll.fan_out && name.len() == 2 => {
                        folders.push(path);
                    }
                    what => found.push(Found {
                        what,
                        path: FoundPath::below(&ballots, &path),
                        commit: open.line.tip,
                    }),
                }
            }
        }
        found.shrink_to_fit();
        let SignedPoll { poll, digest, .. } = &open.signed;
        let signatures = Signatures::of(org);
        let remembering = Remembering::of(self.repo(), *digest)?;
        let against = Against {
            poll,
            id: *digest,
            closes: open.closes,
            signatures: &signatures,
            before: Some(&remembering),
        };
        let sorted = sort(self.repo(), found, &against, on_progress)?;
        remembering.keep();
        Ok(sorted)
    }

    fn own(&self, open: &OpenPoll, signer: &Signer) -> Result<Option<OwnBallot>, WorkspaceError> {
        let print = key_print(signer.key());
        let mine = |elector: &&crate::vote::Elector| {
            print.as_ref().is_some_and(|it| elector.keys.contains(it))
        };
        let Some(elector) = open.signed.poll.electorate.iter().find(mine) else {
            return Ok(None);
        };
        let path = ballot_path(&open.folder, &open.signed.poll, &elector.person);
        let cast = match self.repo().file_at(open.line.tip, &path)? {
            None => None,
            Some(bytes) => match read_claim(&bytes) {
                Claim::Ballot { ballot, prefix, .. } => {
                    Some((show_vote(&ballot.vote), ballot.cast_at, Digest::of(&prefix)))
                }
                Claim::Unreadable { .. } => None,
            },
        };
        Ok(Some(OwnBallot {
            voter: elector.person.clone(),
            cast,
        }))
    }
}

/// The stages that have ended, as the results say without being computed
/// again.
pub(super) fn ended_by_records<'a>(polls: impl Iterator<Item = &'a PollFolder>) -> Vec<Ended> {
    polls
        .filter_map(|folder| {
            let result = folder.result.as_ref()?;
            let signed = folder.poll.as_ref().ok()?;
            Some(Ended {
                stage: signed.poll.stage.id.clone(),
                round: signed.poll.round,
                result: Digest::of(&write_result(result).ok()?),
                outcome: result.outcome.clone(),
                attested: result.attested.is_some(),
            })
        })
        .collect()
}

impl Workspace {
    /// How far a proposal has come, as its files say: quick, and with no
    /// ballot read. None where there is no such proposal.
    pub fn state(&self, name: &ProposalName) -> Option<State> {
        let folder = self.proposals.proposals.get(name)?;
        let withdrawn = self.org().is_ok_and(|org| is_withdrawn(folder, org));
        // A rule or a proposal that cannot be read has its own findings.
        let Ok(rule) = self.rule_of(folder) else {
            return Some(match &folder.enactment {
                Some(_) => State::Enacted,
                None if withdrawn => State::Withdrawn,
                None => State::Draft,
            });
        };
        let ended = ended_by_records(folder.polls.values());
        let last = folder.polls.values().last();
        let open = last.filter(|poll| poll.result.is_none() && poll.cancelled.is_none());
        let open = open.and_then(|poll| poll.poll.as_ref().ok());
        let superseded = |poll: &Poll| restarts(poll) && poll.content != folder.content;
        let open = open.filter(|signed| !superseded(&signed.poll));
        let open = open.map(|signed| &signed.poll.stage.id);
        let attested = self.governance.org.as_deref().map(super::examine::attested);
        let attested = attested.unwrap_or_default();
        let progress = progress(name, folder.content, rule, &ended, &attested).ok();
        Some(state_by_records(
            folder,
            withdrawn,
            rule,
            open,
            progress.as_ref(),
        ))
    }
}

/// How far a proposal has come, as its files say.
pub(super) fn state_by_records(
    folder: &super::load::ProposalFolder,
    withdrawn: bool,
    rule: &Rule,
    open: Option<&StageId>,
    progress: Option<&Progress>,
) -> State {
    let stage_number = |stage: &StageId| State::Voting {
        stage: rule.stage(stage).map_or(1, |(at, _)| at + 1),
        of: rule.stages.len(),
    };
    if folder.enactment.is_some() {
        return State::Enacted;
    }
    if withdrawn {
        return State::Withdrawn;
    }
    if let Some(open) = open {
        return stage_number(open);
    }
    let last = folder.polls.values().last();
    if last.is_some_and(|poll| poll.cancelled.is_some()) {
        return State::Cancelled;
    }
    match progress {
        None => State::Draft,
        Some(Progress::Accepted(_)) => State::Accepted,
        Some(Progress::Starts { rule, .. }) => State::Started { rule: rule.clone() },
        Some(Progress::Rejected { outcome, .. }) => match outcome.as_str().parse() {
            Ok(outcome) => State::Rejected { outcome },
            Err(_) => State::Draft,
        },
        Some(Progress::Returned { .. }) => State::ReturnedToDraft,
        Some(Progress::Due { .. }) if folder.polls.is_empty() => State::Draft,
        Some(Progress::Due { stage, .. }) => stage_number(stage),
    }
}
