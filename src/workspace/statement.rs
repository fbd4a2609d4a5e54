//! Signed statements about proposals and polls: sponsoring, withdrawing,
//! calling off.

use std::collections::BTreeMap;

use super::WorkspaceError;
use super::call::words;
use super::candidacy::{breaks_ties, tie_breakers};
use super::enact::proposal_of;
use super::roll::{RollsOf, keys_at, may, members};
use super::session::Session;
use crate::base::{Digest, PersonId, ProposalName};
use crate::format::join;
use crate::format::wire::record::write_statement;
use crate::sign::{Namespace, Signer};
use crate::store::CommitId;
use crate::vote::{Statement, StatementKind};

/// A statement that was made.
#[derive(Debug, Clone)]
pub struct Stated {
    /// It.
    pub statement: Statement,
    /// The commit.
    pub commit: CommitId,
}

impl Session<'_> {
    /// Takes a proposal back; only its authors may, and only before it is
    /// decided.
    ///
    /// # Errors
    ///
    /// Where the person is no author, or it is too late.
    pub fn withdraw(
        &self,
        name: &ProposalName,
        reason: Option<&str>,
        signer: &Signer,
    ) -> Result<Stated, WorkspaceError> {
        let examined = self.examine(name, &|_| {})?;
        let state = examined.state();
        let decided = matches!(state, crate::proposal::State::Accepted);
        if state.is_final() || decided {
            return Err(WorkspaceError::State {
                name: name.clone(),
                state,
            });
        }
        let org = examined.org()?;
        let by = self.person_of(org, signer)?;
        let folder = examined.folder()?;
        let authors = &proposal_of(folder)?.authors;
        if !authors.contains(&by) {
            let names: Vec<&str> = authors.iter().map(PersonId::as_str).collect();
            return Err(WorkspaceError::NotAllowed {
                who: by,
                what: "withdraw this proposal",
                why: format!("only its authors may: {}", names.join(", ")),
            });
        }
        let path = format!("proposals/{name}/statements/withdraw-{by}.yaml");
        let what = (StatementKind::Withdraw, folder.content, path);
        let message = format!("Withdraw {name}\n\nProposal: {}\n", name.number());
        self.state(&examined.line, what, by, reason, &message, signer)
    }

    /// Calls off the open poll of a proposal; its rule says who may.
    ///
    /// # Errors
    ///
    /// Where none is open, or the person may not.
    pub fn cancel(
        &self,
        name: &ProposalName,
        reason: Option<&str>,
        signer: &Signer,
    ) -> Result<Stated, WorkspaceError> {
        let examined = self.examine(name, &|_| {})?;
        let poll = examined
            .open_poll()
            .ok_or_else(|| WorkspaceError::NoPoll(name.clone()))?;
        let org = examined.org()?;
        let by = self.person_of(org, signer)?;
        let proposal = proposal_of(examined.folder()?)?;
        let standing = org.on(self.today(org));
        let rolls = RollsOf::new(&standing, proposal);
        let refuse = |why: String| WorkspaceError::NotAllowed {
            who: by.clone(),
            what: "call off this poll",
            why,
        };
        match &examined.rule.may_cancel {
            Some(who) if may(who, &by, &rolls)? => {}
            Some(who) => return Err(refuse(format!("only {} may", words(who)))),
            None => {
                return Err(refuse(
                    "its rule has no `may_cancel`, so nobody may".to_owned(),
                ));
            }
        }
        let path = format!("{}/cancelled.yaml", poll.folder);
        let what = (StatementKind::Cancel, poll.signed.digest, path);
        let message = format!(
            "Call off the vote on {name}, stage {}\n\nPoll: {}\n",
            poll.signed.poll.stage.id, poll.signed.digest
        );
        self.state(&examined.line, what, by, reason, &message, signer)
    }

    /// Signs support for a proposal, where its rule asks for sponsors.
    ///
    /// # Errors
    ///
    /// Where the rule asks for none, or the person may not sponsor.
    pub fn sponsor(&self, name: &ProposalName, signer: &Signer) -> Result<Stated, WorkspaceError> {
        let examined = self.examine(name, &|_| {})?;
        let org = examined.org()?;
        let by = self.person_of(org, signer)?;
        let folder = examined.folder()?;
        let Some(sponsors) = &examined.rule.sponsors else {
            return Err(WorkspaceError::Other(format!(
                "the rule of {name} asks for no sponsors"
            )));
        };
        let standing = org.on(self.today(org));
        let rolls = RollsOf::new(&standing, proposal_of(folder)?);
        if !members(&sponsors.from, &rolls)?.contains(&by) {
            return Err(WorkspaceError::NotAllowed {
                who: by,
                what: "sponsor this proposal",
                why: format!("only members of `{}` may", sponsors.from),
            });
        }
        let path = format!("proposals/{name}/sponsors/{by}.yaml");
        let what = (StatementKind::Sponsor, folder.content, path);
        let message = format!("Sponsor {name}\n\nProposal: {}\n", name.number());
        self.state(&examined.line, what, by, None, &message, signer)
    }

    /// Breaks a tie, where the rule of the open poll gives a team of the
    /// person the casting vote.
    ///
    /// # Errors
    ///
    /// Where it gives none, or an option is not in the poll.
    pub fn casting_vote(
        &self,
        name: &ProposalName,
        choice: &str,
        signer: &Signer,
    ) -> Result<Stated, WorkspaceError> {
        let examined = self.examine(name, &|_| {})?;
        let report = examined
            .open_poll()
            .ok_or_else(|| WorkspaceError::NoPoll(name.clone()))?;
        let poll = &report.signed.poll;
        let org = examined.org()?;
        let by = self.person_of(org, signer)?;
        let ground = self.at(super::examine::commit_id(&poll.base)?)?;
        if !breaks_ties(poll, ground.org()?, &by) {
            let teams = tie_breakers(poll).into_iter();
            let names: Vec<&str> = teams.map(|team| team.as_str()).collect();
            return Err(WorkspaceError::NotAllowed {
                who: by,
                what: "cast the casting vote",
                why: match names.as_slice() {
                    [] => "the rule of this poll has none".to_owned(),
                    names => format!("only members of {} may", names.join(", ")),
                },
            });
        }
        let keys = self.keys_at_opening(poll, ground.org()?, &by)?;
        let who = (&by, "cast the casting vote");
        self.refuse_unripe(signer, who, &keys, org, poll.opened)?;
        for word in choice.split(',').map(str::trim) {
            if !poll.options.iter().any(|option| option.as_str() == word) {
                return Err(WorkspaceError::Other(format!(
                    "there is no option `{word}` in this poll"
                )));
            }
        }
        let path = format!("proposals/{name}/statements/casting-vote-{by}.yaml");
        let what = (StatementKind::CastingVote, report.signed.digest, path);
        let message = format!(
            "Casting vote on {name}, stage {}\n\nPoll: {}\n",
            poll.stage.id, report.signed.digest
        );
        self.state(&examined.line, what, by, Some(choice), &message, signer)
    }

    /// Signs a statement and puts it on the shared line.
    pub(super) fn state(
        &self,
        line: &super::session::SharedLine,
        (kind, about, path): (StatementKind, Digest, String),
        by: PersonId,
        text: Option<&str>,
        message: &str,
        signer: &Signer,
    ) -> Result<Stated, WorkspaceError> {
        let statement = Statement {
            kind,
            by,
            at: self.now(),
            about,
            text: text.map(str::to_owned),
        };
        let what = match kind {
            StatementKind::Sponsor => Some("sponsor this proposal yet"),
            StatementKind::Notice => Some("announce this vote yet"),
            StatementKind::Request => Some("ask for this proposal yet"),
            StatementKind::Cancel => Some("call off this poll yet"),
            _ => None,
        };
        if let Some(what) = what {
            let org = self.at_organisation(line.tip)?;
            let founding = self.keys_known_on(line, &org)?;
            let keys = keys_at(&org, &statement.by, statement.at, &founding);
            let who = (&statement.by, what);
            self.refuse_unripe(signer, who, &keys, &org, statement.at)?;
        }
        let prefix = write_statement(&statement)?;
        let armour = signer.sign(Namespace::Statement, &prefix)?;
        let bytes = join(&prefix, &armour).map_err(|error| WorkspaceError::Write(error.into()))?;
        let changes = BTreeMap::from([(path, Some(bytes))]);
        let commit = self.commit(line, changes, message, Some(signer))?;
        Ok(Stated { statement, commit })
    }
}
