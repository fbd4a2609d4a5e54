//! Every ballot that ever stood in a poll, from history.
//!
//! What is counted is not the final tree but every blob that ever stood under
//! the poll's `ballots/` in any commit reachable from the counted one: so
//! deleting, overwriting, moving or reverting a ballot loses nothing, and
//! squashed, rebased or merged arrivals are all the same.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::sync::Arc;

use smol_str::SmolStr;

use super::WorkspaceError;
use super::session::Session;
use super::sorted::Sorted;
use crate::store::{Change, CommitId, Entry, Link, Repo, TreeId};
use crate::vote::VerifiedBallot;

/// A blob that stood among the ballots, with the first commit that brought it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// The blob, or what stood there in its place.
    pub what: Entry,
    /// Its path.
    pub path: FoundPath,
    /// The commit.
    pub commit: CommitId,
}

/// A path below a folder that many share. The rest is mostly so short that it
/// takes no memory of its own, as where there are 100,000 ballots.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FoundPath {
    folder: Arc<str>,
    rest: SmolStr,
}

impl FoundPath {
    /// A path that begins with a folder and the slash behind it; one that does
    /// not is kept as it is.
    pub(super) fn below(folder: &Arc<str>, path: &str) -> Self {
        let rest = path.strip_prefix(&**folder);
        match rest.and_then(|rest| rest.strip_prefix('/')) {
            Some(rest) => Self {
                folder: Arc::clone(folder),
                rest: rest.into(),
            },
            None => Self {
                folder: "".into(),
                rest: path.into(),
            },
        }
    }

    /// All of it.
    pub fn whole(&self) -> String {
        match &*self.folder {
            "" => self.rest.to_string(),
            folder => format!("{folder}/{}", self.rest),
        }
    }
}

/// Everything found under a poll's `ballots/`.
#[derive(Debug, Clone, Default)]
pub struct Gathered {
    /// Each thing once, by its first appearance.
    pub found: Vec<Found>,
    /// What a commit removed, overwrote or moved.
    pub displaced: Vec<Displaced>,
}

/// Something among the ballots that a commit removed, overwrote or moved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Displaced {
    /// Its path.
    pub path: String,
    /// What stood there.
    pub old: Entry,
    /// What stands there from then on.
    pub new: Option<Entry>,
    /// The commit.
    pub commit: CommitId,
}

impl Gathered {
    /// The ballots that a commit meddled with: path and commit. Junk that was
    /// cleared away is none, and a voter may replace their own ballot.
    pub(super) fn meddled(&self, sorted: &Sorted) -> Vec<(String, CommitId)> {
        let valid: BTreeMap<Entry, &VerifiedBallot> = sorted
            .valid
            .iter()
            .map(|found| (found.what, &found.ballot))
            .collect();
        let meddled = |it: &&Displaced| {
            let Some(old) = valid.get(&it.old) else {
                return false;
            };
            let new = it.new.and_then(|new| valid.get(&new));
            let key = |ballot: &VerifiedBallot| (ballot.ballot().cast_at, ballot.digest());
            !new.is_some_and(|new| new.voter() == old.voter() && key(old) <= key(new))
        };
        let named = self.displaced.iter().filter(meddled);
        let mut named: Vec<_> = named.map(|it| (it.path.clone(), it.commit)).collect();
        // A merge may differ from several parents.
        named.dedup();
        named
    }
}

/// What each commit brought among the ballots of one poll. A closing is held
/// against several commits, and between them they reach the same ones.
#[derive(Default)]
pub(super) struct Memory {
    folder: String,
    by: HashMap<CommitId, Box<[Entry]>>,
}

/// Reads the history of a poll's ballots: every commit that `tip` reaches and
/// `base`, the commit before the opening, does not.
pub(super) fn gather(
    session: &Session,
    folder: &str,
    base: CommitId,
    tip: CommitId,
) -> Result<Gathered, WorkspaceError> {
    let commits = session.repo().commits_reachable(tip, &[base])?;
    let brought = brought_by_each(session.repo(), folder, &commits, &commits)?;
    remember(session, folder, &commits, &brought);
    Ok(together(brought))
}

/// The same, without where: each thing that stood there.
pub(super) fn gather_entries(
    session: &Session,
    folder: &str,
    base: CommitId,
    tip: CommitId,
) -> Result<BTreeSet<Entry>, WorkspaceError> {
    let commits = session.repo().commits_reachable(tip, &[base])?;
    entries(session, folder, &commits)
}

/// What came among a poll's ballots beside a commit: what `tip` reaches by
/// commits that are neither before nor after it.
pub(super) fn gather_beside(
    session: &Session,
    folder: &str,
    commit: CommitId,
    tip: CommitId,
) -> Result<BTreeSet<Entry>, WorkspaceError> {
    let mut after = HashSet::from([commit]);
    let mut beside = Vec::new();
    // Parents come before their children.
    for it in session.repo().commits_reachable(tip, &[commit])? {
        if it.parents.iter().any(|parent| after.contains(parent)) {
            after.insert(it.id);
        } else {
            beside.push(it);
        }
    }
    entries(session, folder, &beside)
}

/// Reads what some commits did among a poll's ballots.
pub(super) fn gather_from(
    repo: &Repo,
    folder: &str,
    commits: &[Link],
) -> Result<Gathered, WorkspaceError> {
    brought_by_each(repo, folder, commits, commits).map(together)
}

/// What some commits brought, as far as it is remembered from there.
fn entries(
    session: &Session,
    folder: &str,
    commits: &[Link],
) -> Result<BTreeSet<Entry>, WorkspaceError> {
    let known = |it: &Link| {
        let memory = session.gathered().borrow();
        memory.folder == folder && memory.by.contains_key(&it.id)
    };
    let new: Vec<Link> = commits.iter().filter(|it| !known(it)).cloned().collect();
    let brought = brought_by_each(session.repo(), folder, &new, commits)?;
    remember(session, folder, &new, &brought);
    let memory = session.gathered().borrow();
    let all = commits.iter().filter_map(|it| memory.by.get(&it.id));
    Ok(all.flat_map(|them| them.iter().copied()).collect())
}

fn remember(session: &Session, folder: &str, commits: &[Link], brought: &[Brought]) {
    let mut memory = session.gathered().borrow_mut();
    if memory.folder != folder {
        *memory = Memory {
            folder: folder.to_owned(),
            by: HashMap::with_capacity(commits.len()),
        };
    }
    for (commit, brought) in commits.iter().zip(brought) {
        let entries = brought.found.iter().map(|found| found.what);
        memory.by.insert(commit.id, entries.collect());
    }
}

/// What some commits did, each by itself, on all cores. `near` are commits
/// whose trees need not be asked for again.
fn brought_by_each(
    repo: &Repo,
    folder: &str,
    commits: &[Link],
    near: &[Link],
) -> Result<Vec<Brought>, WorkspaceError> {
    let prefix: Arc<str> = format!("{folder}/ballots").into();
    let trees: HashMap<CommitId, TreeId> = near.iter().map(|it| (it.id, it.tree)).collect();
    repo.on_all_cores(commits, |repo, commits| {
        let brought = |commit| brought(repo, commit, &prefix, &trees);
        commits.iter().map(brought).collect()
    })
}

/// Puts together what commits did, in their order.
fn together(brought: Vec<Brought>) -> Gathered {
    let mut gathered = Gathered::default();
    let mut seen: HashSet<Entry> = HashSet::new();
    for Brought { displaced, found } in brought {
        gathered.displaced.extend(displaced);
        let new = found.into_iter().filter(|found| seen.insert(found.what));
        gathered.found.extend(new);
    }
    gathered
}

/// What one commit did among the ballots.
struct Brought {
    displaced: Vec<Displaced>,
    found: Vec<Found>,
}

fn brought(
    repo: &Repo,
    commit: &Link,
    prefix: &Arc<str>,
    trees: &HashMap<CommitId, TreeId>,
) -> Result<Brought, WorkspaceError> {
    let mut brought = Brought {
        displaced: Vec::new(),
        found: Vec::new(),
    };
    // A merge is compared with every parent: what differs from all of
    // them the merge itself brought.
    let parents: Vec<Option<CommitId>> = match &*commit.parents {
        [] => vec![None],
        parents => parents.iter().copied().map(Some).collect(),
    };
    for parent in parents {
        let before = match parent.map(|parent| (parent, trees.get(&parent))) {
            None => None,
            Some((_, Some(tree))) => Some(*tree),
            Some((parent, None)) => Some(repo.commit_tree(parent)?),
        };
        for change in repo.changed_between(before, commit.tree, prefix)?.paths {
            if let (Some(old), Some(parent)) = (change.old, parent)
                && !merged(repo, commit, parent, &change)?
            {
                brought.displaced.push(Displaced {
                    path: change.path.clone(),
                    old,
                    new: change.new,
                    commit: commit.id,
                });
            }
            let Some(what) = change.new else { continue };
            brought.found.push(Found {
                what,
                path: FoundPath::below(prefix, &change.path),
                commit: commit.id,
            });
        }
    }
    Ok(brought)
}

/// Whether a merge took what another of its parents had made of a path since
/// they parted, as an honest merge does.
fn merged(
    repo: &Repo,
    commit: &Link,
    parent: CommitId,
    change: &Change,
) -> Result<bool, WorkspaceError> {
    for other in commit.parents.iter().filter(|other| **other != parent) {
        if repo.tree_entry(*other, &change.path)? != change.new {
            continue;
        }
        let mut bases = repo.merge_bases(parent, *other)?.into_iter();
        if bases.all(|base| {
            let there = repo.tree_entry(base, &change.path);
            there.is_ok_and(|there| there != change.new)
        }) {
            return Ok(true);
        }
    }
    Ok(false)
}
