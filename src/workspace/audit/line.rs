//! The shared line as the audit knows it: every commit in its place, what each
//! changed, and what covers it. A session walks it once, and later questions
//! about earlier commits are answered from here.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use super::super::layout::{GOVERNANCE, PROPOSALS};
use super::super::roll::{FoundingKeys, KeyRecorded};
use super::super::session::{Session, SharedLine};
use super::{AuditedChange, Cover};
use crate::base::{Instant, PersonId, ProposalName};
use crate::store::{Change, CommitId, Entry, Link, Repo, StoreError, TreeId};
use crate::workspace::WorkspaceError;

/// What a session remembers of the line.
#[derive(Default)]
pub(in crate::workspace) struct Memo {
    pub(super) known: RefCell<Known>,
    /// Those who signed a founding that holds.
    pub(super) founders: RefCell<BTreeMap<CommitId, Vec<PersonId>>>,
}

/// A commit of the line.
#[derive(Debug, Clone)]
pub(super) struct OnLine {
    pub id: CommitId,
    pub parents: Vec<CommitId>,
    /// `governance/` and `proposals/`.
    pub top: [Option<Entry>; 2],
    /// Its own date, in seconds since 1970.
    pub unix: i64,
    /// The latest date of it and of those before it on the line.
    pub latest: i64,
}

/// What is known of the line, from the founding on.
#[derive(Default)]
pub(super) struct Known {
    /// The founding and what followed, by place.
    pub line: Vec<OnLine>,
    pub places: BTreeMap<CommitId, usize>,
    /// How many commits have been compared with the one before.
    pub scanned: usize,
    /// What those changed in `governance/`.
    pub changed: BTreeMap<usize, Vec<Change>>,
    /// Since when each key is recorded, as far as was compared.
    pub keys: FoundingKeys,
    /// How many commits have been judged.
    pub judged: usize,
    pub changes: BTreeMap<usize, AuditedChange>,
    /// The commits beside the line that merges have brought.
    pub sides: BTreeSet<CommitId>,
    /// What was ratified, as one commit of the line has it.
    pub ratified: BTreeMap<CommitId, BTreeMap<CommitId, ProposalName>>,
}

impl Known {
    /// The founding.
    pub fn anchor(&self) -> Option<CommitId> {
        self.line.first().map(|it| it.id)
    }
}

impl Session<'_> {
    pub(super) fn with_known<T>(&self, look: impl FnOnce(&mut Known) -> T) -> T {
        look(&mut self.memo().known.borrow_mut())
    }

    /// The place of a commit on the line, where it is on it.
    pub(super) fn place_on_line(&self, commit: CommitId) -> Result<Option<usize>, WorkspaceError> {
        Ok(self.with_known(|known| known.places.get(&commit).copied()))
    }

    pub(super) fn on_line(&self, place: usize) -> Result<OnLine, WorkspaceError> {
        let found = self.with_known(|known| known.line.get(place).cloned());
        found.ok_or_else(|| WorkspaceError::Other("the line ends before that commit".to_owned()))
    }

    /// Makes the line from the founding to a commit known, and gives the
    /// commit's place.
    pub(super) fn follow(&self, tip: CommitId, anchor: CommitId) -> Result<usize, WorkspaceError> {
        if self.with_known(|known| known.anchor()) == Some(anchor)
            && let Some(place) = self.place_on_line(tip)?
        {
            return Ok(place);
        }
        // Back to what is known already, or to the founding.
        let mut new = Vec::new();
        let mut at = tip;
        let start = loop {
            let known = self.with_known(|known| {
                let same = known.anchor() == Some(anchor);
                known.places.get(&at).copied().filter(|_| same)
            });
            if let Some(place) = known {
                break Some(place);
            }
            let commit = self.repo().link(at)?;
            let parent = commit.parents.first().copied();
            new.push(commit);
            if at == anchor {
                break None;
            }
            at = parent.ok_or(StoreError::NotOnLine {
                commit: anchor,
                tip,
            })?;
        };
        let fork = self.with_known(|known| {
            let last = known.line.len().checked_sub(1);
            start.is_none() || start != last
        });
        if fork && start.is_some() {
            // Another line than before: what was known of it is not of this
            // one from the fork on, so it is read again from the founding.
            self.with_known(|known| *known = Known::default());
            return self.follow(tip, anchor);
        }
        if fork {
            self.begin(anchor)?;
        }
        new.reverse();
        let tops = self.repo().on_all_cores(&new, tops)?;
        for (commit, top) in new.into_iter().zip(tops) {
            self.with_known(|known| {
                let unix = commit.unix;
                let before = known.line.last().map_or(unix, |it| it.latest);
                known.places.insert(commit.id, known.line.len());
                known.line.push(OnLine {
                    id: commit.id,
                    parents: commit.parents.to_vec(),
                    top,
                    unix,
                    latest: unix.max(before),
                });
            });
        }
        if fork {
            self.recall_audit()?;
        }
        self.place_on_line(tip)?
            .ok_or_else(|| StoreError::NotOnLine { commit: tip, tip }.into())
    }

    /// The founding, for a commit of the line that is known to follow it.
    pub(in crate::workspace) fn anchor_of_known(&self, tip: CommitId) -> Option<CommitId> {
        self.with_known(|known| known.anchor().filter(|_| known.places.contains_key(&tip)))
    }

    /// Begins with the founding: it must hold, and its keys are known by it.
    fn begin(&self, anchor: CommitId) -> Result<(), WorkspaceError> {
        self.founding_holds(anchor)?;
        let keys = self.founding_keys(Some(anchor))?;
        let all = |keys: BTreeSet<String>| {
            let each = keys.into_iter().map(|key| (key, KeyRecorded::Founding));
            each.collect()
        };
        let keys = keys.into_iter().map(|(id, keys)| (id, all(keys))).collect();
        self.with_known(|known| {
            *known = Known {
                keys,
                ..Known::default()
            }
        });
        Ok(())
    }

    /// Compares every commit up to a place with the one before it.
    pub(super) fn scan(&self, to: usize) -> Result<(), WorkspaceError> {
        loop {
            let place = self.with_known(|known| known.scanned);
            if place > to {
                return Ok(());
            }
            let at = self.on_line(place)?;
            let before = match place.checked_sub(1) {
                None => at.top[0],
                Some(before) => self.with_known(|it| it.line.get(before).and_then(|it| it.top[0])),
            };
            if at.top[0] != before {
                let changes = self.changed_in(at.parents.first().copied(), at.id)?;
                self.record_keys(&changes, at.latest)?;
                self.with_known(|known| known.changed.insert(place, changes));
            }
            self.with_known(|known| known.scanned = place + 1);
        }
    }

    /// What a commit changed in `governance/`; a tree that readers could see
    /// differently is an error.
    pub(super) fn changed_in(
        &self,
        parent: Option<CommitId>,
        commit: CommitId,
    ) -> Result<Vec<Change>, WorkspaceError> {
        let changes = self.repo().changed_paths(parent, commit, GOVERNANCE)?;
        let odd = changes.paths.iter().find(|it| {
            let plain = |entry| matches!(entry, Entry::File(_));
            !it.new.is_none_or(plain)
        });
        let problem = changes.problems.into_iter().next();
        let why = match (problem, odd) {
            (Some(problem), _) => problem.to_string(),
            (None, Some(odd)) => format!("`{}` is not a plain file (mode 100644)", odd.path),
            (None, None) => return Ok(changes.paths),
        };
        Err(WorkspaceError::BadTree { commit, why })
    }

    /// Judges every commit up to one, and gives its place.
    pub(super) fn audited_to(
        &self,
        tip: CommitId,
        anchor: CommitId,
        on_progress: &dyn Fn(usize, usize),
    ) -> Result<usize, WorkspaceError> {
        let to = self.follow(tip, anchor)?;
        loop {
            let place = self.with_known(|known| known.judged);
            if place > to {
                return Ok(to);
            }
            on_progress(place, to + 1);
            self.scan(place)?;
            let change = self.judge_commit(place)?;
            self.with_known(|known| {
                // Judging an enactment may have judged nothing further: it asks
                // only about what lies before it.
                known.judged = place + 1;
                if let Some(change) = change {
                    known.changes.insert(place, change);
                }
            });
        }
    }

    /// What was judged up to a place.
    pub(super) fn changes_to(
        &self,
        to: usize,
    ) -> Result<Vec<(usize, AuditedChange)>, WorkspaceError> {
        Ok(self.with_known(|known| {
            let some = known.changes.range(..=to);
            some.map(|(place, change)| (*place, change.clone()))
                .collect()
        }))
    }

    /// The uncovered ones among them.
    pub(super) fn uncovered_to(&self, to: usize) -> Vec<AuditedChange> {
        self.with_known(|known| {
            let some = known.changes.range(..=to).map(|(_, change)| change);
            some.filter(|it| matches!(it.cover, Cover::Uncovered { .. }))
                .cloned()
                .collect()
        })
    }

    /// Since when each key is recorded that the line ever had.
    pub(in crate::workspace) fn known_keys(
        &self,
        line: &SharedLine,
        anchor: Option<CommitId>,
    ) -> Result<FoundingKeys, WorkspaceError> {
        let Some(anchor) = anchor else {
            return Ok(FoundingKeys::new());
        };
        let place = self.follow(line.tip, anchor)?;
        self.scan(place)?;
        Ok(self.with_known(|known| known.keys.clone()))
    }

    /// The folders of proposals that the line once had and has no more, with
    /// the commit that removed each.
    pub(in crate::workspace) fn removed_proposals(
        &self,
        place: usize,
    ) -> Result<Vec<String>, WorkspaceError> {
        let mut gone: BTreeMap<String, CommitId> = BTreeMap::new();
        let mut there: BTreeSet<String> = BTreeSet::new();
        let mut last = None;
        let line = self.with_known(|known| known.line.clone());
        for at in line.into_iter().take(place + 1) {
            if at.top[1] == last {
                continue;
            }
            last = at.top[1];
            let names = match at.top[1] {
                Some(Entry::Folder(_)) => self.repo().list(at.id, PROPOSALS)?.unwrap_or_default(),
                _ => Vec::new(),
            };
            let now: BTreeSet<String> = names
                .into_iter()
                .map(|(name, _)| name)
                .filter(|name| name.parse::<ProposalName>().is_ok())
                .collect();
            for name in there.difference(&now) {
                gone.insert(name.clone(), at.id);
            }
            gone.retain(|name, _| !now.contains(name));
            there = now;
        }
        let said = gone.into_iter().map(|(name, by)| {
            format!(
                "proposals/{name} was removed by {}; `git checkout {}^ -- proposals/{name}` brings \
                 it back",
                by.short(),
                by.short()
            )
        });
        Ok(said.collect())
    }
}

/// What stands at the top of each of some commits, in turn.
fn tops(repo: &Repo, commits: &[Link]) -> Result<Vec<[Option<Entry>; 2]>, WorkspaceError> {
    let mut last: Option<(TreeId, [Option<Entry>; 2])> = None;
    let top = |commit: &Link| {
        if let Some((tree, top)) = last
            && tree == commit.tree
        {
            return Ok(top);
        }
        let top = match repo.top(commit.tree, [GOVERNANCE, PROPOSALS]) {
            Ok(top) => top,
            Err(StoreError::BadTree(problem)) => {
                let (commit, why) = (commit.id, problem.to_string());
                return Err(WorkspaceError::BadTree { commit, why });
            }
            Err(error) => return Err(error.into()),
        };
        last = Some((commit.tree, top));
        Ok(top)
    };
    commits.iter().map(top).collect()
}

/// The date of a commit.
pub(super) fn dated(unix: i64) -> Option<Instant> {
    Instant::from_unix(unix)
}
