//! What follows what: ancestors and merge bases.

use std::collections::{BTreeSet, HashMap, HashSet};

use super::history::Waiting;
use super::{CommitId, Repo, StoreError};

impl Repo {
    /// Whether `b` is `a` or follows it.
    pub fn is_ancestor(&self, a: CommitId, b: CommitId) -> Result<bool, StoreError> {
        self.ancestry(b)?.contains(a)
    }

    /// What a commit reaches, for asking about many commits: history is read
    /// once, and only as far as the answers need.
    pub fn ancestry(&self, tip: CommitId) -> Result<Ancestry<'_>, StoreError> {
        let time = self.dated(tip)?;
        Ok(Ancestry {
            repo: self,
            seen: HashSet::from([tip]),
            waiting: Waiting::from([(time, tip)]),
        })
    }

    /// Every best common ancestor of two commits: none of them is behind
    /// another. Empty where the two have no history in common.
    pub fn merge_bases(&self, a: CommitId, b: CommitId) -> Result<Vec<CommitId>, StoreError> {
        let common = self.common(a, b)?;
        if common.len() < 2 {
            return Ok(common);
        }
        let mut best = Vec::new();
        for base in &common {
            let mut behind = false;
            for other in common.iter().filter(|other| *other != base) {
                behind |= self.is_ancestor(*base, *other)?;
            }
            if !behind {
                best.push(*base);
            }
        }
        Ok(best)
    }

    /// Common ancestors, with some that are behind others. Both sides are
    /// painted down from the tips; what is behind a common one is stale.
    fn common(&self, a: CommitId, b: CommitId) -> Result<Vec<CommitId>, StoreError> {
        let mut paint: HashMap<CommitId, Paint> = HashMap::new();
        let mut waiting = Waiting::new();
        let mut found = BTreeSet::new();
        for (id, left) in [(a, true), (b, false)] {
            let paint = paint.entry(id).or_default();
            (paint.left, paint.right) = (paint.left || left, paint.right || !left);
            waiting.push((self.dated(id)?, id));
        }
        while waiting
            .iter()
            .any(|(_, id)| paint.get(id).is_some_and(|p| !p.stale))
        {
            let Some((_, id)) = waiting.pop() else { break };
            let mut here = paint.get(&id).copied().unwrap_or_default();
            if here.left && here.right {
                if !here.stale {
                    found.insert(id);
                }
                here.stale = true;
            }
            for parent in &self.link(id)?.parents {
                let parent = *parent;
                let before = paint.entry(parent).or_default();
                let after = Paint {
                    left: before.left || here.left,
                    right: before.right || here.right,
                    stale: before.stale || here.stale,
                };
                if *before != after {
                    *before = after;
                    waiting.push((self.dated(parent)?, parent));
                }
            }
        }
        let stale = |id: &CommitId| paint.get(id).is_some_and(|p| p.stale);
        Ok(found.into_iter().filter(|id| !stale(id)).collect())
    }
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Paint {
    left: bool,
    right: bool,
    stale: bool,
}

/// What a commit reaches, found out step by step.
pub struct Ancestry<'r> {
    repo: &'r Repo,
    seen: HashSet<CommitId>,
    waiting: Waiting,
}

impl Ancestry<'_> {
    /// Whether the commit is reached. A commit that is not here at all is not.
    pub fn contains(&mut self, id: CommitId) -> Result<bool, StoreError> {
        while !self.seen.contains(&id) {
            let Some((_, next)) = self.waiting.pop() else {
                return Ok(false);
            };
            for parent in &self.repo.link(next)?.parents {
                if self.seen.insert(*parent) {
                    self.waiting.push((self.repo.dated(*parent)?, *parent));
                }
            }
        }
        Ok(true)
    }
}
