//! Keys that may decide something: those that came with the founding, or have
//! been recorded for as long as the organisation's delay.
//!
//! A roll holds no others. Statements that open, end or decide a vote would be
//! a way around it, so they are held to the same: whoever slips a key in is
//! noticed before it does anything.

use super::WorkspaceError;
use super::examine::commit_id;
use super::key::likely;
use super::roll::{FoundingKeys, keys_at};
use super::session::{Session, SharedLine, key_print};
use crate::base::{Instant, PersonId};
use crate::org::Organisation;
use crate::sign::Signer;
use crate::store::StoreError;
use crate::vote::{KeyPrint, Poll};

impl Session<'_> {
    /// The keys that may sign for a person beside the ballots of a poll: those
    /// that would be on its roll.
    ///
    /// # Errors
    ///
    /// Where the line cannot be read.
    pub(super) fn keys_at_opening(
        &self,
        poll: &Poll,
        org: &Organisation,
        person: &PersonId,
    ) -> Result<Vec<KeyPrint>, WorkspaceError> {
        let line = SharedLine {
            branch: org.about.branch.clone(),
            tip: commit_id(&poll.base)?,
        };
        let founding = self.keys_known_on(&line, org)?;
        Ok(keys_at(org, person, poll.opened, &founding))
    }

    /// Since when keys are recorded on a line. A shallow clone, which has not
    /// the founding, gets what its newest files tell; verification never comes
    /// so far in one.
    pub(super) fn keys_known_on(
        &self,
        line: &SharedLine,
        org: &Organisation,
    ) -> Result<FoundingKeys, WorkspaceError> {
        let known = self.anchor(line);
        match known.and_then(|anchor| self.known_keys(line, anchor)) {
            Err(WorkspaceError::Store(StoreError::MissingObject { .. })) => Ok(likely(org)),
            known => known,
        }
    }

    /// Refuses a person whose key at hand is too new to decide anything, before
    /// it signs what would not count.
    pub(super) fn refuse_unripe(
        &self,
        signer: &Signer,
        (by, what): (&PersonId, &'static str),
        keys: &[KeyPrint],
        org: &Organisation,
        at: Instant,
    ) -> Result<(), WorkspaceError> {
        if key_print(signer.key()).is_some_and(|print| keys.contains(&print)) {
            return Ok(());
        }
        Err(WorkspaceError::NotAllowed {
            who: by.clone(),
            what,
            why: format!(
                "the key at hand was not recorded for as long as `key_delay` ({}) at {at}; `polity \
                 key list {by}` says from when each may",
                org.about.key_delay
            ),
        })
    }
}
