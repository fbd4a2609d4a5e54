//! Signed statements that come before a vote: notice of it, and the wish that
//! what was rejected may come back before its time.

use super::WorkspaceError;
use super::call::may_open;
use super::enact::proposal_of;
use super::examine::Examined;
use super::roll::{RollsOf, members};
use super::session::Session;
use super::statement::Stated;
use crate::base::{Instant, ProposalName, Span};
use crate::rule::{Rule, Stage};
use crate::sign::Signer;
use crate::vote::{Progress, StatementKind};

/// A notice that was given.
#[derive(Debug, Clone)]
pub struct Announced {
    /// The statement.
    pub stated: Stated,
    /// How long before the opening its rule asks for it.
    pub notice: Span,
    /// From when on the vote may open, as far as notice goes.
    pub from: Option<Instant>,
}

impl Session<'_> {
    /// Gives notice of the first vote on a proposal, where its rule asks for
    /// notice; whoever may open the vote may. The notice is about the text as
    /// it stands: an amendment needs another.
    ///
    /// # Errors
    ///
    /// Where no first stage is due, its rule asks for no notice, or the person
    /// may not open the vote.
    pub fn announce(
        &self,
        name: &ProposalName,
        signer: &Signer,
    ) -> Result<Announced, WorkspaceError> {
        let examined = self.examine(name, &|_| {})?;
        let (rule, stage) = first_due(&examined)?;
        let Some(notice) = stage.notice else {
            let id = &stage.id;
            let why = format!("stage `{id}`, which is due, asks for no notice");
            return Err(WorkspaceError::Other(why));
        };
        let org = examined.org()?;
        if org.about.is_draft() {
            return Err(WorkspaceError::Draft);
        }
        let by = self.person_of(org, signer)?;
        let folder = examined.folder()?;
        let standing = org.on(self.today(org));
        let rolls = RollsOf::new(&standing, proposal_of(folder)?);
        may_open(rule, stage, &by, &rolls)?;
        let path = format!("proposals/{name}/statements/notice-{by}.yaml");
        let what = (StatementKind::Notice, folder.content, path);
        let message = format!(
            "Announce the vote on {name}, stage {}\n\nProposal: {}\n",
            stage.id,
            name.number()
        );
        let stated = self.state(&examined.line, what, by, None, &message, signer)?;
        let from = stated.statement.at.plus(notice);
        Ok(Announced {
            stated,
            notice,
            from,
        })
    }

    /// Asks that a proposal which brings back a rejected one may open before
    /// its time, where the rule that rejected it lets the person ask.
    ///
    /// # Errors
    ///
    /// Where nothing that was rejected makes it wait, or the person may not
    /// ask.
    pub fn request(
        &self,
        name: &ProposalName,
        reason: Option<&str>,
        signer: &Signer,
    ) -> Result<Stated, WorkspaceError> {
        let examined = self.examine(name, &|_| {})?;
        let (rule, stage) = first_due(&examined)?;
        let org = examined.org()?;
        if org.about.is_draft() {
            return Err(WorkspaceError::Draft);
        }
        let by = self.person_of(org, signer)?;
        let folder = examined.folder()?;
        let proposal = proposal_of(folder)?;
        let wanted = super::gate::Wanted {
            workspace: &examined.workspace,
            org,
            folder,
            proposal,
            rule,
            stage,
            first: true,
            closed: examined.last_closed(),
            at: self.now(),
            founding: Some(&examined.founding),
        };
        let line = examined.line.clone();
        let others = super::gate::Recomputed {
            session: self,
            line,
        };
        let lifts = super::gate::lifted_by(&wanted, &others)?;
        if lifts.is_empty() {
            return Err(WorkspaceError::Other(format!(
                "nothing that a request can lift keeps {name} waiting"
            )));
        }
        let standing = org.on(self.today(org));
        let rolls = RollsOf::new(&standing, proposal);
        let mut may = false;
        for unless in &lifts {
            may |= members(&unless.requested_by, &rolls)?.contains(&by);
        }
        if !may {
            let who: Vec<String> = lifts.iter().map(|it| it.requested_by.to_string()).collect();
            return Err(WorkspaceError::NotAllowed {
                who: by,
                what: "ask for this proposal before its time",
                why: format!("only {} may", who.join(" or ")),
            });
        }
        let path = format!("proposals/{name}/statements/request-{by}.yaml");
        let what = (StatementKind::Request, folder.content, path);
        let message = format!(
            "Ask for {name} before its time\n\nProposal: {}\n",
            name.number()
        );
        self.state(&examined.line, what, by, reason, &message, signer)
    }
}

/// The rule of a proposal and the stage that is due, where no vote on its text
/// was held yet.
fn first_due(examined: &Examined) -> Result<(&Rule, &Stage), WorkspaceError> {
    let rule = &examined.rule;
    let due = match &examined.progress {
        Progress::Due {
            stage, after: None, ..
        } if examined.unsettled().is_none() => rule.stage(stage).map(|(_, stage)| stage),
        // A draft again: it begins with the first stage.
        Progress::Returned { .. } => rule.stages.first(),
        _ => None,
    };
    let stage = due.ok_or_else(|| WorkspaceError::State {
        name: examined.name.clone(),
        state: examined.state(),
    })?;
    Ok((rule, stage))
}
