//! Whether what was found is a record that belongs on the line, and where.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::super::candidacy::breaks_ties;
use super::super::cast::{OpenPoll, ballot_path};
use super::super::examine::keys_on;
use super::super::gather::gather_entries;
use super::super::load::ProposalFolder;
use super::super::roll::{FoundingKeys, RollsOf, keys_at, members};
use super::super::session::SharedLine;
use super::super::signatures::Signatures;
use super::super::{Session, Workspace, WorkspaceError};
use super::Refusal;
use super::rotation::rotation;
use crate::base::{Date, Digest, Instant, PersonId};
use crate::format::wire::record::{SignedStatement, read_claim, read_statement};
use crate::org::Organisation;
use crate::sign::Namespace;
use crate::store::{CommitId, Entry};
use crate::vote::{Claim, SignatureVerdict, StatementKind, Verified, verify};

/// A record that belongs on the line.
#[derive(Debug, Clone)]
pub(super) struct Good {
    /// The poll's folder, where it is a ballot.
    pub folder: Option<String>,
    /// Where it goes.
    pub path: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// Of a change of keys, the file of the person as it is to be.
    pub keys: Option<Vec<u8>>,
    /// Whose it is.
    pub by: PersonId,
    /// When it was made, as it says.
    pub at: Instant,
    /// The digest of what is signed.
    pub digest: Digest,
    /// The message of its commit.
    pub message: String,
}

/// What was found, judged.
pub(super) enum Judged {
    Good(Box<Good>),
    /// The line has it.
    Known,
    Refused(Refusal, String),
}

/// A poll that takes ballots, with what its ballots are verified against.
struct Poll {
    open: OpenPoll,
    /// The organisation before it was opened.
    ground: Arc<Organisation>,
    signatures: Signatures,
    /// What ever stood among its ballots.
    stood: BTreeSet<Entry>,
}

/// What records are judged by: the line as it is.
pub(super) struct Ground {
    polls: BTreeMap<Digest, Poll>,
    workspace: Workspace,
    org: Organisation,
    signatures: Signatures,
    founding: FoundingKeys,
    day: Date,
    tip: CommitId,
}

impl Ground {
    /// Reads what is open on the line.
    pub fn of(session: &Session, line: &SharedLine) -> Result<Self, WorkspaceError> {
        let workspace = session.at(line.tip)?;
        let org = workspace.org()?.clone();
        let mut polls = BTreeMap::new();
        for name in session.voted_on(line)? {
            let open = match session.open_poll(line.clone(), &name) {
                Ok(open) => open,
                Err(WorkspaceError::NoPoll(_)) => continue,
                Err(error) => return Err(error),
            };
            let base: CommitId = session.repo().resolve(&open.signed.poll.base.to_string())?;
            let stood = gather_entries(session, &open.folder, base, line.tip)?;
            let ground = session.at_organisation(base)?;
            let poll = Poll {
                signatures: Signatures::of(&ground),
                ground,
                stood,
                open,
            };
            polls.insert(poll.open.signed.digest, poll);
        }
        Ok(Self {
            polls,
            signatures: Signatures::of(&org),
            founding: session.keys_known_on(line, &org)?,
            day: session.today(&org),
            org,
            workspace,
            tip: line.tip,
        })
    }

    /// The name of a person for a commit.
    pub fn name_of(&self, person: &PersonId) -> (String, Option<String>) {
        let email = self.org.people.get(person).and_then(|it| it.emails.first());
        (self.org.person_name(person).to_owned(), email.cloned())
    }

    /// Judges one.
    pub fn judge(
        &self,
        session: &Session,
        bytes: Vec<u8>,
        keys: Option<Vec<u8>>,
    ) -> Result<Judged, WorkspaceError> {
        if bytes.starts_with(b"polity: statement/") {
            return self.statement(session, bytes, keys);
        }
        self.ballot(session, bytes)
    }

    fn ballot(&self, session: &Session, bytes: Vec<u8>) -> Result<Judged, WorkspaceError> {
        let claim = read_claim(&bytes);
        let (ballot, prefix) = match &claim {
            Claim::Ballot { ballot, prefix, .. } => (ballot.clone(), prefix),
            Claim::Unreadable { why, .. } => {
                let refusal = Refusal::Ballot(crate::vote::Reason::NotABallot);
                return Ok(Judged::Refused(refusal, why.clone()));
            }
        };
        let digest = Digest::of(prefix);
        let Some(poll) = self.polls.get(&ballot.poll) else {
            let why = "no poll that it names is open on the line".to_owned();
            return Ok(Judged::Refused(Refusal::NoPoll, why));
        };
        let OpenPoll {
            name,
            folder,
            signed,
            closes,
            ..
        } = &poll.open;
        if poll
            .stood
            .contains(&Entry::File(session.repo().blob_id(&bytes)?))
        {
            return Ok(Judged::Known);
        }
        match verify(
            &signed.poll,
            signed.digest,
            *closes,
            claim,
            &poll.signatures,
        ) {
            Verified::No(no) => Ok(Judged::Refused(Refusal::Ballot(no.reason), no.why)),
            Verified::Unknown(why) => Ok(Judged::Refused(Refusal::Unchecked, why)),
            Verified::Yes(_) => Ok(Judged::Good(Box::new(Good {
                path: ballot_path(folder, &signed.poll, &ballot.voter),
                folder: Some(folder.clone()),
                bytes,
                keys: None,
                at: ballot.cast_at,
                message: format!(
                    "Vote on {name}, stage {}\n\nPoll: {}\nBallot: {digest}\n",
                    signed.poll.stage.id, signed.digest
                ),
                by: ballot.voter,
                digest,
            }))),
        }
    }

    fn statement(
        &self,
        session: &Session,
        bytes: Vec<u8>,
        keys_file: Option<Vec<u8>>,
    ) -> Result<Judged, WorkspaceError> {
        let refuse = |refusal, why: &str| Ok(Judged::Refused(refusal, why.to_owned()));
        let signed = match read_statement(&bytes) {
            Ok(signed) => signed,
            Err(error) => return refuse(Refusal::NotARecord, &error.to_string()),
        };
        let said = &signed.statement;
        let proposals = &self.workspace.proposals.proposals;
        let about = |wanted: Digest| {
            proposals
                .iter()
                .find(|(_, folder)| folder.content == wanted)
        };
        let keys;
        let (path, message) = match said.kind {
            StatementKind::Sponsor | StatementKind::Withdraw => {
                let Some((name, folder)) = about(said.about) else {
                    return refuse(
                        Refusal::NoProposal,
                        "no proposal on the line has the text that it names",
                    );
                };
                let authors = folder.proposal.as_ref().map(|it| &it.authors);
                if said.kind == StatementKind::Withdraw
                    && !authors.is_some_and(|authors| authors.contains(&said.by))
                {
                    return refuse(
                        Refusal::NotAllowed,
                        "only an author may take a proposal back",
                    );
                }
                if said.kind == StatementKind::Sponsor && !self.may_sponsor(folder, &said.by)? {
                    return refuse(
                        Refusal::NotAllowed,
                        "its rule does not ask this person for support",
                    );
                }
                keys = match said.kind {
                    StatementKind::Sponsor => keys_at(&self.org, &said.by, said.at, &self.founding),
                    _ => keys_on(&self.org, &said.by, said.at),
                };
                let n = name.number();
                match said.kind {
                    StatementKind::Sponsor => (
                        format!("proposals/{name}/sponsors/{}.yaml", said.by),
                        format!("Sponsor {name}\n\nProposal: {n}\n"),
                    ),
                    _ => (
                        format!("proposals/{name}/statements/withdraw-{}.yaml", said.by),
                        format!("Withdraw {name}\n\nProposal: {n}\n"),
                    ),
                }
            }
            StatementKind::CastingVote => {
                let Some(poll) = self.polls.get(&said.about) else {
                    return refuse(Refusal::NoPoll, "no poll that it names is open on the line");
                };
                let call = &poll.open.signed.poll;
                if !breaks_ties(call, &poll.ground, &said.by) {
                    return refuse(
                        Refusal::NotAllowed,
                        "only one whom the rule gives the casting vote may break a tie",
                    );
                }
                keys = session.keys_at_opening(call, &poll.ground, &said.by)?;
                let name = &poll.open.name;
                (
                    format!("proposals/{name}/statements/casting-vote-{}.yaml", said.by),
                    format!("Casting vote on {name}\n\nPoll: {}\n", said.about),
                )
            }
            StatementKind::Attestation => {
                let Some(poll) = self.polls.get(&said.about) else {
                    return refuse(Refusal::NoPoll, "no poll that it names is open on the line");
                };
                return attestation(session, poll, &signed, bytes);
            }
            StatementKind::KeyRotation => {
                return rotation(session, self.tip, &signed, bytes, keys_file);
            }
            _ => {
                let why = "a statement of this kind is made on the line itself";
                return refuse(Refusal::NotARecord, why);
            }
        };
        let verdict =
            self.signatures
                .check_for(Namespace::Statement, &signed.prefix, &signed.armour, &keys);
        match verdict {
            SignatureVerdict::Good => {}
            SignatureVerdict::Unknown(why) => return refuse(Refusal::Unchecked, &why),
            SignatureVerdict::ForeignKey(why) => {
                return refuse(Refusal::Ballot(crate::vote::Reason::ForeignKey), &why);
            }
            SignatureVerdict::WrongNamespace(why) => {
                return refuse(Refusal::Ballot(crate::vote::Reason::WrongNamespace), &why);
            }
            SignatureVerdict::Bad(why) => {
                return refuse(Refusal::Ballot(crate::vote::Reason::BadSignature), &why);
            }
        }
        match session.repo().blob_at(self.tip, &path)? {
            None => {}
            Some(blob) if blob == session.repo().blob_id(&bytes)? => return Ok(Judged::Known),
            Some(_) => return refuse(Refusal::StandsAlready, "they have said it before"),
        }
        Ok(Judged::Good(Box::new(Good {
            folder: None,
            path,
            by: said.by.clone(),
            at: said.at,
            digest: Digest::of(&signed.prefix),
            message,
            bytes,
            keys: None,
        })))
    }

    /// Whether a rule asks a person for support of a proposal.
    fn may_sponsor(
        &self,
        folder: &ProposalFolder,
        person: &PersonId,
    ) -> Result<bool, WorkspaceError> {
        let rule = self.workspace.rule_of(folder)?;
        let (Some(sponsors), Some(proposal)) = (&rule.sponsors, &folder.proposal) else {
            return Ok(false);
        };
        let standing = self.org.on(self.day);
        let rolls = RollsOf::new(&standing, proposal);
        Ok(members(&sponsors.from, &rolls)?.contains(person))
    }
}

/// An officer's word on a vote that is held elsewhere. The newest of each
/// counts, so that it takes the place of an older one.
fn attestation(
    session: &Session,
    poll: &Poll,
    signed: &SignedStatement,
    bytes: Vec<u8>,
) -> Result<Judged, WorkspaceError> {
    let refuse = |refusal, why: &str| Ok(Judged::Refused(refusal, why.to_owned()));
    let said = &signed.statement;
    let name = &poll.open.name;
    let examined = session.examine(name, &|_| {})?;
    let mut polls = examined.polls.iter().filter(|it| it.void.is_none());
    let Some(report) = polls.find(|it| it.signed.digest == said.about) else {
        return refuse(Refusal::NoPoll, "the poll that it names does not hold");
    };
    match session.attests(&bytes, report, &poll.signatures) {
        Ok(Ok(Some(_))) => {}
        Ok(Ok(None)) => return refuse(Refusal::NoPoll, "it is about another poll"),
        Ok(Err(why)) => return refuse(Refusal::NotAllowed, &why),
        Err(WorkspaceError::Incomplete(why)) => return refuse(Refusal::Unchecked, &why),
        Err(error) => return Err(error),
    }
    let path = format!("proposals/{name}/statements/attestation-{}.yaml", said.by);
    if let Some(blob) = session.repo().blob_at(examined.line.tip, &path)? {
        if blob == session.repo().blob_id(&bytes)? {
            return Ok(Judged::Known);
        }
        let there = session.record(blob)?.ok();
        let there = there.and_then(|bytes| read_statement(&bytes).ok());
        if there.is_some_and(|it| it.statement.about == said.about && said.at <= it.statement.at) {
            return refuse(
                Refusal::StandsAlready,
                "a newer word of theirs stands there",
            );
        }
    }
    Ok(Judged::Good(Box::new(Good {
        folder: None,
        path,
        by: said.by.clone(),
        at: said.at,
        digest: Digest::of(&signed.prefix),
        message: format!("Attest the vote on {name}\n\nPoll: {}\n", said.about),
        bytes,
        keys: None,
    })))
}
