//! Amendments while a vote is open.
//!
//! A poll pins the text that it is about. Where its stage says `restart_on:
//! amendment`, the first commit of the shared line that changes the text ends
//! the poll: it is superseded, what was cast in it decides nothing any more,
//! and the proposal as amended is put to a new round whose clock starts anew.
//! Without it the poll goes on about the text that it pinned.

use super::opening::Opening;
use super::{All, PollReport};
use crate::base::{Digest, ProposalName};
use crate::rule::RestartOn;
use crate::store::{CommitId, Entry, Selection, StoreError, Want};
use crate::vote::Poll;
use crate::workspace::WorkspaceError;
use crate::workspace::layout::PROPOSALS;
use crate::workspace::load::voted_content;
use crate::workspace::session::Session;

/// The folders of a proposal that are no part of what is voted on.
const APART: [&str; 3] = ["polls", "sponsors", "statements"];

/// Whether an amendment starts the clock of a poll's stage again.
pub(in crate::workspace) fn restarts(poll: &Poll) -> bool {
    poll.stage.restart_on == Some(RestartOn::Amendment)
}

impl Session<'_> {
    /// The place and the commit of the first amendment of what a poll is
    /// about, where an amendment ends it.
    pub(super) fn amended(
        &self,
        report: &PollReport,
        all: &All,
        opening: &Opening,
    ) -> Result<Option<(usize, CommitId)>, WorkspaceError> {
        let poll = &report.signed.poll;
        if !restarts(poll) {
            return Ok(None);
        }
        let folder = format!("{PROPOSALS}/{}", all.name);
        let since = Some(opening.version.commit);
        let mut line = self.repo().first_parent_line(all.line.tip, since)?;
        line.reverse();
        let mut known = None;
        for (commit, at) in line.iter().zip(opening.version.at + 1..) {
            // Most commits bring a ballot, and what is voted on stays.
            let there = self.voted_on_at(commit.id, &folder)?;
            if there.is_some() && there == known {
                continue;
            }
            known = there;
            let content = self.content_at(commit.id, all.name)?;
            if content.is_some_and(|content| content != poll.content) {
                return Ok(Some((at, commit.id)));
            }
        }
        Ok(None)
    }

    /// What stands in a proposal's folder but for the folders that are no part
    /// of what is voted on. Nothing where its trees are not to be trusted, and
    /// so must be looked at whole.
    fn voted_on_at(
        &self,
        commit: CommitId,
        folder: &str,
    ) -> Result<Option<Vec<(String, Entry)>>, WorkspaceError> {
        match self.repo().list(commit, folder) {
            Ok(listed) => {
                let mut listed = listed.unwrap_or_default();
                listed.retain(|(name, entry)| {
                    entry.folder().is_none() || !APART.contains(&name.as_str())
                });
                Ok(Some(listed))
            }
            Err(StoreError::BadTree(_)) => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    /// The digest of what is voted on, as a commit has it; nothing where the
    /// proposal is not there.
    pub(in crate::workspace) fn content_at(
        &self,
        commit: CommitId,
        name: &ProposalName,
    ) -> Result<Option<Digest>, WorkspaceError> {
        let folder = format!("{PROPOSALS}/{name}");
        let inside = format!("{folder}/");
        let want = |path: &str, is_folder: bool| {
            let apart = is_folder && APART.iter().any(|it| path == format!("{inside}{it}"));
            let within = path.starts_with(&inside);
            let on_the_way = path == folder || path == PROPOSALS;
            if on_the_way || (within && !apart) {
                Want::Read
            } else {
                Want::Skip
            }
        };
        let files = self
            .repo()
            .files_at(commit, &Selection::only(&[PROPOSALS], &want))?;
        Ok(voted_content(&files, name))
    }
}
