//! The heads that this clone has verified, and those that voters had seen: a
//! branch that no longer contains one was rewritten.

use std::collections::BTreeMap;

use super::super::session::{Session, SharedLine};
use crate::base::PersonId;
use crate::store::{CommitId, StoreError};
use crate::workspace::WorkspaceError;
use crate::workspace::examine::{Examined, commit_id};

const PAGE: &str = "heads";

/// The most commits that are named of a history that is gone.
const MOST_NAMED: usize = 10;

/// A shared line that no longer contains what was verified before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rewritten {
    /// The head that was verified.
    pub was: CommitId,
    /// The head now.
    pub now: CommitId,
    /// The commits that were there and are gone, newest first: id and first
    /// line; at most ten. Empty where this clone has lost them.
    pub gone: Vec<(CommitId, String)>,
    /// How many they are in all.
    pub gone_in_all: usize,
}

/// A ballot whose voter had seen a commit that the line does not contain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SeenBallot {
    /// The poll.
    pub poll: u32,
    /// The voter.
    pub voter: PersonId,
    /// What they had seen.
    pub seen: CommitId,
    /// Whether this clone has the commit: then the line was rewritten; else
    /// nothing is proven.
    pub known: bool,
}

impl Session<'_> {
    /// Whether the line still contains the head that was last verified here.
    ///
    /// # Errors
    ///
    /// Where history cannot be read.
    pub fn rewritten(&self, line: &SharedLine) -> Result<Option<Rewritten>, WorkspaceError> {
        let Some(was) = self.heads()?.remove(&line.branch) else {
            return Ok(None);
        };
        if self.repo().is_ancestor(was, line.tip)? {
            return Ok(None);
        }
        let gone = match self.repo().has_commit(was)? {
            true => self.repo().commits_reachable(was, &[line.tip])?,
            false => Vec::new(),
        };
        let named = gone.iter().rev().take(MOST_NAMED);
        let named = named.map(|it| {
            let commit = self.repo().commit(it.id)?;
            Ok((it.id, commit.subject().to_owned()))
        });
        Ok(Some(Rewritten {
            was,
            now: line.tip,
            gone: named.collect::<Result<_, StoreError>>()?,
            gone_in_all: gone.len(),
        }))
    }

    /// Remembers that the line was verified as it is.
    ///
    /// # Errors
    ///
    /// Where the notebook cannot be written.
    pub fn remember_head(&self, line: &SharedLine) -> Result<(), WorkspaceError> {
        let mut heads = self.heads()?;
        heads.insert(line.branch.clone(), line.tip);
        let mut text = String::new();
        for (branch, commit) in heads {
            text.push_str(&format!("{commit} {branch}\n"));
        }
        self.note_sight(&line.branch, line.tip);
        Ok(self.repo().remember(PAGE, text.as_bytes())?)
    }

    fn heads(&self) -> Result<BTreeMap<String, CommitId>, WorkspaceError> {
        let page = self.repo().recall(PAGE)?.unwrap_or_default();
        let text = String::from_utf8_lossy(&page);
        let read = |line: &str| {
            let (commit, branch) = line.split_once(' ')?;
            Some((branch.to_owned(), commit.parse().ok()?))
        };
        Ok(text.lines().filter_map(read).collect())
    }

    /// The valid ballots whose voters had seen what the line does not contain.
    ///
    /// # Errors
    ///
    /// Where history cannot be read.
    pub fn seen_elsewhere(&self, examined: &Examined) -> Result<Vec<SeenBallot>, WorkspaceError> {
        let mut ancestry = self.repo().ancestry(examined.line.tip)?;
        let mut found = Vec::new();
        // Most voters had seen one of a few commits.
        let mut looked: BTreeMap<CommitId, (bool, bool)> = BTreeMap::new();
        for poll in &examined.polls {
            for it in poll.ballots.valid.iter().chain(&poll.late) {
                let Some(seen) = &it.ballot.ballot().seen else {
                    continue;
                };
                let Ok(seen) = commit_id(seen) else { continue };
                let (known, there) = match looked.get(&seen) {
                    Some(answer) => *answer,
                    None => {
                        let known = match self.repo().link(seen) {
                            Ok(_) => true,
                            Err(
                                StoreError::MissingObject { .. } | StoreError::BadObject { .. },
                            ) => false,
                            Err(error) => return Err(error.into()),
                        };
                        let there = known && ancestry.contains(seen)?;
                        looked.insert(seen, (known, there));
                        (known, there)
                    }
                };
                if !there {
                    found.push(SeenBallot {
                        poll: poll.number,
                        voter: it.ballot.voter().clone(),
                        seen,
                        known,
                    });
                }
            }
        }
        Ok(found)
    }
}
