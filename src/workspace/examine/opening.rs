//! Finding the polls that were ever opened, in the order of the shared line.

use std::collections::BTreeMap;

use super::super::annals::{Annals, Version};
use super::super::layout::PROPOSALS;
use crate::base::ProposalName;
use crate::format::wire::record::{
    LONGEST_RECORD, PollSignature, SignedPoll, read_poll_and_signature,
};
use crate::store::{BlobId, CommitId};
use crate::workspace::WorkspaceError;
use crate::workspace::load::parse_poll;
use crate::workspace::session::Session;

/// A poll as it came onto the shared line.
pub(super) struct Opening {
    /// Its number.
    pub number: u32,
    /// Its folder, in the proposal's.
    pub inner: String,
    /// Its folder, in the workspace.
    pub folder: String,
    /// The commit that brought it.
    pub version: Version,
    /// The poll as it was then.
    pub signed: SignedPoll,
    /// Its opener's signature.
    pub signature: PollSignature,
}

/// What was found in the places of polls.
#[derive(Default)]
pub(super) struct Openings {
    /// The polls, in the order in which they came.
    pub polls: Vec<Opening>,
    /// What is no poll, and why.
    pub notes: Vec<String>,
}

impl Session<'_> {
    /// Every poll of a proposal that the shared line ever had, whatever became
    /// of its files: of several on one stage the first is the poll.
    pub(super) fn openings(
        &self,
        name: &ProposalName,
        annals: &Annals,
    ) -> Result<Openings, WorkspaceError> {
        let mut found = Openings::default();
        for folder in annals.polls() {
            let Some((number, stage)) = parse_poll(folder) else {
                continue;
            };
            let inner = format!("polls/{folder}");
            let mut wrong: BTreeMap<usize, String> = BTreeMap::new();
            for version in annals.of(&format!("{inner}/poll.yaml")) {
                let Some(blob) = version.file() else { continue };
                match self.read_opening(blob)? {
                    Ok((signed, _)) if signed.poll.proposal != *name => {
                        let why = format!("it is a poll on {}", signed.poll.proposal);
                        wrong.insert(version.at, why);
                    }
                    Ok((signed, _)) if signed.poll.stage.id != stage => {
                        let why = format!("it is a poll of stage `{}`", signed.poll.stage.id);
                        wrong.insert(version.at, why);
                    }
                    Ok((signed, signature)) => {
                        found.polls.push(Opening {
                            number,
                            folder: format!("{PROPOSALS}/{name}/{inner}"),
                            inner: inner.clone(),
                            version: version.clone(),
                            signed,
                            signature,
                        });
                        break;
                    }
                    Err(why) => {
                        wrong.insert(version.at, why);
                    }
                }
            }
            for why in wrong.into_values() {
                found
                    .notes
                    .push(format!("{inner}/poll.yaml is no poll: {why}"));
            }
        }
        found.polls.sort_by(|a, b| {
            let key = |it: &Opening| (it.version.at, it.number, it.inner.clone());
            key(a).cmp(&key(b))
        });
        Ok(found)
    }

    fn read_opening(
        &self,
        blob: BlobId,
    ) -> Result<Result<(SignedPoll, PollSignature), String>, WorkspaceError> {
        Ok(match self.record(blob)? {
            Ok(bytes) => read_poll_and_signature(&bytes).map_err(|error| error.to_string()),
            Err(why) => Err(why),
        })
    }

    /// The bytes of a record, where they are not too many.
    pub(in crate::workspace) fn record(
        &self,
        blob: BlobId,
    ) -> Result<Result<Vec<u8>, String>, WorkspaceError> {
        let size = self.repo().blob_size(blob)?;
        if size > LONGEST_RECORD as u64 {
            return Ok(Err(format!(
                "it has {size} bytes; at most {LONGEST_RECORD} are read"
            )));
        }
        Ok(Ok(self.repo().blob(blob)?))
    }
}

/// Says which commit undid a record, and how to put it back.
pub(in crate::workspace) fn undone_by(path: &str, then: &Version, by: &Version) -> String {
    let did = if by.what.is_none() {
        "removed"
    } else {
        "changed"
    };
    format!(
        "{did} by {}; `git checkout {} -- {path}` puts it back",
        by.commit.short(),
        then.commit.short()
    )
}

/// What came first after a place on the line, with the commit before it.
pub(super) fn first_after<'v>(
    versions: impl Iterator<Item = &'v Version>,
    at: usize,
) -> Option<CommitId> {
    let later = versions.filter(|it| it.at > at && it.what.is_some());
    later.min_by_key(|it| it.at).and_then(|it| it.before)
}
