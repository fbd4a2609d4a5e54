//! Casting a ballot.
//!
//! Only the poll and the voter's own ballot are read, so casting is as quick
//! with 100,000 ballots in the poll as with ten.

use std::collections::BTreeMap;

use super::WorkspaceError;
use super::examine::restarts;
use super::layout::PROPOSALS;
use super::load::{PollFolder, ProposalFolder, parse_poll};
use super::session::{Session, SharedLine, key_print};
use crate::base::{Digest, Instant, PersonId, ProposalName};
use crate::format::join;
use crate::format::wire::record::{
    RecordError, SignedPoll, read_claim, read_extension, read_poll, read_poll_for, write_ballot,
};
use crate::rule::{Change, ReasonRule};
use crate::sign::{Namespace, Signer};
use crate::store::CommitId;
use crate::vote::{Ballot, Claim, KeyPrint, Poll, Vote, parse_choice, show_vote};

/// A ballot that was cast.
#[derive(Debug, Clone)]
pub struct Cast {
    /// The poll; of its roll only who voted.
    pub poll: Poll,
    /// Whose.
    pub voter: PersonId,
    /// What, as they would type it.
    pub vote: String,
    /// What was voted before, where this replaces it.
    pub before: Option<String>,
    /// What identifies it: the voter's receipt.
    pub receipt: Digest,
    /// The commit.
    pub commit: CommitId,
    /// When the poll closes.
    pub closes: Instant,
}

/// A poll that takes ballots now, read from the newest tree.
#[derive(Debug, Clone)]
pub(super) struct OpenPoll {
    pub line: SharedLine,
    pub name: ProposalName,
    pub folder: String,
    pub signed: SignedPoll,
    pub closes: Instant,
}

/// Reads the poll of a path, whose bytes it may ask for.
type ReadPoll<'a> = dyn Fn(&str, &dyn Fn() -> Result<Vec<u8>, WorkspaceError>) -> Result<SignedPoll, WorkspaceError>
    + 'a;

fn record_error(path: &str, error: RecordError) -> WorkspaceError {
    WorkspaceError::Record {
        path: path.to_owned(),
        error,
    }
}

/// Where a voter's ballot lies. In a large poll ballots lie in folders by the
/// first two hexadecimal digits of the voter's SHA-256.
pub(super) fn ballot_path(folder: &str, poll: &Poll, voter: &PersonId) -> String {
    if poll.fan_out {
        let digest = Digest::of(voter.as_str().as_bytes()).hex();
        let fan = digest.get(..2).unwrap_or("00").to_owned();
        return format!("{folder}/ballots/{fan}/{voter}.yaml");
    }
    format!("{folder}/ballots/{voter}.yaml")
}

impl Session<'_> {
    /// Finds a proposal by its number or its whole name, in the newest tree.
    ///
    /// # Errors
    ///
    /// Where there is none, or several of that number.
    pub fn find_proposal(
        &self,
        line: &SharedLine,
        given: &str,
    ) -> Result<ProposalName, WorkspaceError> {
        let names = self.repo().list(line.tip, PROPOSALS)?.unwrap_or_default();
        let names = names.into_iter().filter_map(|(name, _)| name.parse().ok());
        pick_proposal(names, given)
    }

    /// The poll of a proposal that takes ballots now.
    pub(super) fn open_poll(
        &self,
        line: SharedLine,
        name: &ProposalName,
    ) -> Result<OpenPoll, WorkspaceError> {
        self.open_poll_read(line, name, &|path, bytes| {
            read_poll(&bytes()?).map_err(|error| record_error(path, error))
        })
    }

    /// The same, where the folder of the proposal has been read at the tip.
    pub(super) fn open_poll_of(
        &self,
        line: SharedLine,
        proposal: &ProposalFolder,
    ) -> Result<OpenPoll, WorkspaceError> {
        self.open_poll_read(line, &proposal.name, &|path, bytes| {
            let folder = path.strip_suffix("/poll.yaml");
            let mut polls = proposal.polls.values();
            match polls.find(|poll| Some(&*poll.path) == folder) {
                Some(PollFolder { poll: Ok(poll), .. }) => Ok(poll.clone()),
                _ => read_poll(&bytes()?).map_err(|error| record_error(path, error)),
            }
        })
    }

    fn open_poll_read(
        &self,
        line: SharedLine,
        name: &ProposalName,
        read: &ReadPoll,
    ) -> Result<OpenPoll, WorkspaceError> {
        let polls = format!("{PROPOSALS}/{name}/polls");
        let none = || WorkspaceError::NoPoll(name.clone());
        let listed = self.repo().list(line.tip, &polls)?.unwrap_or_default();
        let mut open = Vec::new();
        for (folder, _) in listed {
            let Some((number, _)) = parse_poll(&folder) else {
                continue;
            };
            let folder = format!("{polls}/{folder}");
            let files = self.repo().list(line.tip, &folder)?.unwrap_or_default();
            let there = |name: &str| files.iter().any(|(file, _)| file == name);
            if there("poll.yaml") && !there("result.yaml") && !there("cancelled.yaml") {
                open.push((number, folder, files.len()));
            }
        }
        open.sort();
        let tip = line.tip;
        // Of two that look open, the first is meant: nobody opens the next
        // while one is not over. But an amendment may have ended the first.
        let mut found = None;
        for (_, folder, files) in open {
            let path = format!("{folder}/poll.yaml");
            let bytes = || self.repo().file_at(tip, &path)?.ok_or_else(none);
            let signed = read(&path, &bytes)?;
            let poll = &signed.poll;
            if restarts(poll) && self.content_at(tip, name)? != Some(poll.content) {
                continue;
            }
            found = Some((folder, files, signed));
            break;
        }
        let (folder, files, signed) = found.ok_or_else(none)?;
        let mut closes = signed.poll.closes;
        for k in 1..=files {
            let path = format!("{folder}/extension-{k}.yaml");
            let Some(bytes) = self.repo().file_at(tip, &path)? else {
                break;
            };
            let extension =
                read_extension(&path, &bytes).map_err(|error| record_error(&path, error))?;
            closes = extension.closes;
        }
        Ok(OpenPoll {
            line,
            name: name.clone(),
            folder,
            signed,
            closes,
        })
    }

    /// The poll of a proposal that takes ballots now, also where somebody laid
    /// files about that say otherwise: then all of its history is read.
    fn poll_to_vote_in(
        &self,
        line: SharedLine,
        name: &ProposalName,
        print: Option<&KeyPrint>,
    ) -> Result<OpenPoll, WorkspaceError> {
        let polls = format!("{PROPOSALS}/{name}/polls");
        let listed = self.repo().list(line.tip, &polls)?.unwrap_or_default();
        let read = |path: &str, bytes: &dyn Fn() -> Result<Vec<u8>, WorkspaceError>| {
            let bytes = bytes()?;
            let poll = match print {
                Some(print) => read_poll_for(&bytes, print),
                None => read_poll(&bytes),
            };
            poll.map_err(|error| record_error(path, error))
        };
        let newest = listed.iter().filter_map(|(it, _)| parse_poll(it)).max();
        if let Ok(open) = self.open_poll_read(line.clone(), name, &read)
            && newest
                .is_some_and(|(number, stage)| open.folder.ends_with(&format!("/{number}-{stage}")))
        {
            return Ok(open);
        }
        let examined = self.examine(name, &|_| {})?;
        let poll = examined.unsettled().filter(|poll| poll.can_close_again);
        let poll = poll.ok_or_else(|| WorkspaceError::NoPoll(name.clone()))?;
        Ok(OpenPoll {
            line,
            name: name.clone(),
            folder: poll.folder.clone(),
            signed: poll.signed.clone(),
            closes: poll.closes,
        })
    }

    /// Casts a ballot in the open poll of a proposal: one file, one commit.
    ///
    /// # Errors
    ///
    /// Where no poll is open, the person is not on its roll, or it does not
    /// take this vote; then with what it takes.
    pub fn cast(
        &self,
        given: &str,
        choice: &str,
        reason: Option<&str>,
        signer: &Signer,
    ) -> Result<Cast, WorkspaceError> {
        let line = self.line()?;
        let name = self.find_proposal(&line, given)?;
        let print = key_print(signer.key());
        let open = self.poll_to_vote_in(line, &name, print.as_ref())?;
        let poll = &open.signed.poll;
        if poll.stage.is_held_elsewhere() {
            return Err(WorkspaceError::HeldElsewhere(format!(
                "the vote of stage `{}` is held elsewhere, so it takes no ballots here",
                poll.stage.id
            )));
        }
        let vote = parse_choice(choice, &poll.stage, &poll.options)?;
        let now = self.now();
        if open.closes < now {
            return Err(WorkspaceError::TooLate(open.closes));
        }
        let key = signer.key().fingerprint().to_string();
        let elector = poll
            .electorate
            .iter()
            .find(|elector| print.as_ref().is_some_and(|it| elector.keys.contains(it)))
            .ok_or(WorkspaceError::NotARollKey { key })?;
        let voter = elector.person.clone();
        wants_reason(poll, &vote, reason)?;
        let path = ballot_path(&open.folder, poll, &voter);
        let before = self.own_ballot(&open, &path, &voter)?;
        if before.is_some() && poll.stage.change == Change::Never {
            return Err(WorkspaceError::VotedAlready);
        }
        let ballot = Ballot {
            poll: open.signed.digest,
            voter: voter.clone(),
            cast_at: now,
            vote,
            reason: reason.map(str::to_owned),
            replaces: before.as_ref().map(|(digest, _)| *digest),
            seen: Some(super::examine::hex(open.line.tip)?),
        };
        let prefix = write_ballot(&ballot)?;
        let armour = signer.sign(Namespace::Ballot, &prefix)?;
        let bytes = join(&prefix, &armour).map_err(|error| WorkspaceError::Write(error.into()))?;
        let receipt = Digest::of(&prefix);
        let message = format!(
            "Vote on {}, stage {}\n\nPoll: {}\nBallot: {receipt}\n",
            open.name, poll.stage.id, open.signed.digest
        );
        let changes = BTreeMap::from([(path, Some(bytes))]);
        let commit = self.commit(&open.line, changes, &message, Some(signer))?;
        Ok(Cast {
            poll: poll.clone(),
            voter,
            vote: show_vote(&ballot.vote),
            before: before.map(|(_, vote)| vote),
            receipt,
            commit,
            closes: open.closes,
        })
    }

    /// The voter's ballot that is there now, if it is one of theirs in this
    /// poll: its digest and its vote.
    fn own_ballot(
        &self,
        open: &OpenPoll,
        path: &str,
        voter: &PersonId,
    ) -> Result<Option<(Digest, String)>, WorkspaceError> {
        let Some(bytes) = self.repo().file_at(open.line.tip, path)? else {
            return Ok(None);
        };
        match read_claim(&bytes) {
            Claim::Ballot { ballot, prefix, .. }
                if ballot.voter == *voter && ballot.poll == open.signed.digest =>
            {
                Ok(Some((Digest::of(&prefix), show_vote(&ballot.vote))))
            }
            _ => Ok(None),
        }
    }
}

/// The one proposal of a number or name.
///
/// # Errors
///
/// Where there is none, or several of that number.
pub fn pick_proposal(
    names: impl Iterator<Item = ProposalName>,
    given: &str,
) -> Result<ProposalName, WorkspaceError> {
    let number: Option<u32> = given.parse().ok();
    let mut found: Vec<ProposalName> = names
        .filter(|name| number == Some(name.number()) || name.as_str() == given)
        .collect();
    match found.len() {
        0 => Err(WorkspaceError::NoProposal(given.to_owned())),
        1 => Ok(found.remove(0)),
        _ => Err(WorkspaceError::SeveralProposals(found)),
    }
}

/// Says before signing what verification would say after.
fn wants_reason(poll: &Poll, vote: &Vote, reason: Option<&str>) -> Result<(), WorkspaceError> {
    let against = matches!(vote, Vote::Against | Vote::Object)
        || matches!(vote, Vote::Score(score) if **score < crate::base::exact(0));
    let required = match poll.stage.reason {
        _ if *vote == Vote::Object => true,
        ReasonRule::Required => *vote != Vote::Recused,
        ReasonRule::RequiredForAgainst => against,
        ReasonRule::Optional | ReasonRule::Encouraged => false,
    };
    if required && reason.is_none_or(|reason| reason.trim().is_empty()) {
        return Err(WorkspaceError::Other(
            "this vote needs a reason: add -m \"…\"".to_owned(),
        ));
    }
    Ok(())
}
