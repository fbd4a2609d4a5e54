//! How other proposals stood: those that were rejected and must wait, and
//! those whose votes are under way.

use std::collections::BTreeMap;
use std::rc::Rc;

use crate::base::{Instant, ProposalName};
use crate::proposal::{Proposal, State};
use crate::rule::{StageOutcome, WaitingPeriod};
use crate::store::CommitId;
use crate::vote::{Progress, progress};
use crate::workspace::WorkspaceError;
use crate::workspace::examine::attested;
use crate::workspace::session::{Session, SharedLine};
use crate::workspace::status::ended_by_records;
use crate::workspace::whole::Workspace;

/// A proposal that was rejected, and may not come back at once.
#[derive(Debug, Clone)]
pub(in crate::workspace) struct Rejected {
    /// Which.
    pub name: ProposalName,
    /// What was voted on.
    pub proposal: Proposal,
    /// By which outcome.
    pub outcome: StageOutcome,
    /// When.
    pub closed: Instant,
    /// How long it waits.
    pub waiting: WaitingPeriod,
}

/// How one proposal stood.
#[derive(Debug, Clone)]
pub(in crate::workspace) struct Stood {
    /// How far it had come.
    pub state: State,
    /// Its rejection, where it was rejected and must wait.
    pub rejected: Option<Rejected>,
}

/// What has been computed of proposals at commits of the line.
pub(in crate::workspace) type Stoods = BTreeMap<(ProposalName, CommitId), Rc<Stood>>;

/// Tells how other proposals stand.
pub(in crate::workspace) trait Others {
    /// How one stands.
    fn stood(&self, name: &ProposalName) -> Result<Rc<Stood>, WorkspaceError>;
}

/// As history tells, computed again up to a commit of the shared line.
pub(in crate::workspace) struct Recomputed<'a, 's> {
    pub session: &'a Session<'s>,
    pub line: SharedLine,
}

impl Others for Recomputed<'_, '_> {
    fn stood(&self, name: &ProposalName) -> Result<Rc<Stood>, WorkspaceError> {
        let key = (name.clone(), self.line.tip);
        if let Some(known) = self.session.stoods().borrow().get(&key) {
            return Ok(Rc::clone(known));
        }
        // Only what came before the commit is read, so of two proposals that
        // ask for one another each asks about an earlier commit.
        let examined = self.session.examine_on(self.line.clone(), name, &|_| {})?;
        let mut rejected = None;
        if let Progress::Rejected {
            outcome,
            waiting: Some(waiting),
            ..
        } = &examined.progress
            && let (Some(closed), Some(base)) = (examined.last_closed(), examined.last_base)
        {
            let then = self.session.at(base)?;
            let folder = then.proposals.proposals.get(name);
            rejected = folder
                .and_then(|it| it.proposal.clone())
                .map(|proposal| Rejected {
                    name: name.clone(),
                    proposal,
                    outcome: outcome.clone(),
                    closed,
                    waiting: waiting.clone(),
                });
        }
        let stood = Rc::new(Stood {
            state: examined.state(),
            rejected,
        });
        let known = self.session.stoods();
        known.borrow_mut().insert(key, Rc::clone(&stood));
        Ok(stood)
    }
}

/// As the files of one tree say: at once, and provisional.
pub(in crate::workspace) struct Recorded<'a>(pub &'a Workspace);

impl Others for Recorded<'_> {
    fn stood(&self, name: &ProposalName) -> Result<Rc<Stood>, WorkspaceError> {
        Ok(Rc::new(Stood {
            state: self.state(name),
            rejected: self.rejected(name),
        }))
    }
}

impl Recorded<'_> {
    /// How far a proposal has come.
    pub(in crate::workspace) fn state(&self, name: &ProposalName) -> State {
        self.0.state(name).unwrap_or(State::Draft)
    }

    fn rejected(&self, name: &ProposalName) -> Option<Rejected> {
        let folder = self.0.proposals.proposals.get(name)?;
        let rule = self.0.rule_of(folder).ok()?;
        let ended = ended_by_records(folder.polls.values());
        let attested = attested(self.0.org().ok()?);
        let Ok(Progress::Rejected {
            outcome,
            waiting: Some(waiting),
            ..
        }) = progress(name, folder.content, rule, &ended, &attested)
        else {
            return None;
        };
        let results = folder.polls.values().filter_map(|it| it.result.as_ref());
        Some(Rejected {
            name: name.clone(),
            proposal: folder.proposal.clone()?,
            outcome,
            closed: results.map(|it| it.closed_at).max()?,
            waiting,
        })
    }
}
