//! Whether this clone had a poll, and how many of its ballots, before it was
//! closed. Dates in commits and ballots are their makers' words; that this
//! clone had something by its own clock is the one witness that its owner has.
//! It changes no outcome, and proves nothing to anybody else.

use std::collections::{BTreeMap, BTreeSet};

use super::WorkspaceError;
use super::examine::{Examined, PollEnd, PollReport};
use super::session::Session;
use crate::base::{Digest, Instant};
use crate::store::{CommitId, Sight, StoreError};

/// The most of what this clone had while a poll ran that is looked at.
const MOST_TRIED: usize = 32;

/// The last that this clone had of a poll before it was closed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Witness {
    /// When, by this clone's clock.
    pub at: Instant,
    /// The tip of the branch that it had then.
    pub head: CommitId,
    /// How many of the ballots that count it held.
    pub ballots: usize,
}

impl Session<'_> {
    /// Remembers that this clone has a tip of a branch now.
    pub(super) fn note_sight(&self, branch: &str, commit: CommitId) {
        let at = self.now();
        self.repo().note_sight(branch, Sight { at, commit });
    }

    /// What this clone had of each closed poll before it was closed, by the
    /// poll's number; none where nothing here shows that it had it. Polls that
    /// are open, void or without a count of ballots are left out.
    ///
    /// # Errors
    ///
    /// Where history or the notebook cannot be read.
    pub fn witnessed(
        &self,
        examined: &Examined,
    ) -> Result<BTreeMap<u32, Option<Witness>>, WorkspaceError> {
        let mut found = BTreeMap::new();
        let branch = &examined.line.branch;
        let mut sights = None;
        for poll in &examined.polls {
            let Some(closed) = closed(poll) else {
                continue;
            };
            let sights = match &sights {
                Some(sights) => sights,
                None => sights.insert(self.repo().sights(branch)?),
            };
            let opened = poll.signed.poll.opened;
            let meanwhile = sights.iter().filter(|it| it.at >= opened && it.at < closed);
            let mut witness = None;
            let mut tried = BTreeSet::new();
            for sight in meanwhile.rev() {
                if tried.len() < MOST_TRIED && tried.insert(sight.commit) {
                    witness = self.had(poll, *sight)?;
                }
                if witness.is_some() {
                    // Reflogs forget.
                    self.repo().note_sight(branch, *sight);
                    break;
                }
            }
            found.insert(poll.number, witness);
        }
        Ok(found)
    }

    /// What a tip held of a poll; nothing where it does not reach its opening,
    /// or is here no more.
    fn had(&self, poll: &PollReport, sight: Sight) -> Result<Option<Witness>, WorkspaceError> {
        let held = || {
            let mut reached = self.repo().ancestry(sight.commit)?;
            if !reached.contains(poll.opened_in)? {
                return Ok(None);
            }
            let valid = &poll.ballots.valid;
            let all = valid.iter().map(|it| it.ballot.clone()).collect();
            let (counted, _) = crate::vote::counted(all, poll.signed.poll.stage.change);
            let counted = counted.values().map(|it| it.verified().digest());
            let counted: BTreeSet<Digest> = counted.collect();
            let mut ballots = 0;
            for it in valid {
                let counts = counted.contains(&it.ballot.digest());
                ballots += usize::from(counts && reached.contains(it.commit)?);
            }
            Ok(Some(Witness {
                at: sight.at,
                head: sight.commit,
                ballots,
            }))
        };
        match held() {
            Err(StoreError::MissingObject { .. } | StoreError::BadObject { .. }) => Ok(None),
            held => Ok(held?),
        }
    }
}

/// When a poll with a count of ballots was closed.
fn closed(poll: &PollReport) -> Option<Instant> {
    if poll.void.is_some() {
        return None;
    }
    match &poll.end {
        PollEnd::AsRecorded { result, .. } if result.attested.is_some() => None,
        PollEnd::AsRecorded { result, .. } => Some(poll.closes.min(result.closed_at)),
        PollEnd::False { .. } | PollEnd::Stale { .. } | PollEnd::Contested { .. } => {
            Some(poll.closes)
        }
        PollEnd::Open | PollEnd::Cancelled | PollEnd::Superseded { .. } => None,
    }
}
