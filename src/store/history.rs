//! Walks over history. They follow the parents that commits name, so a cut in
//! a shallow clone stops them with an error instead of an early end.

use std::collections::{BTreeSet, BinaryHeap, HashMap};

use super::{CommitId, Link, Repo, StoreError};

/// Commits that wait to be visited: the latest first, so that lines side by
/// side are followed in step. Ids break ties, so every clone walks in one
/// order.
pub(super) type Waiting = BinaryHeap<(i64, CommitId)>;

/// How far clocks may disagree, in seconds, before a walk takes a commit for
/// a newer one than it is.
const SLACK: i64 = 86_400;

impl Repo {
    /// The commits from `from` back along first parents, newest first, down to
    /// `until` (itself left out) or to the root. An `until` that is not on the
    /// line is [`StoreError::NotOnLine`].
    pub fn first_parent_line(
        &self,
        from: CommitId,
        until: Option<CommitId>,
    ) -> Result<Vec<Link>, StoreError> {
        let mut line = Vec::new();
        let mut at = Some(from);
        while let Some(id) = at {
            if until == Some(id) {
                return Ok(line);
            }
            let commit = self.link(id)?;
            at = commit.parents.first().copied();
            line.push(commit);
        }
        match until {
            Some(commit) => Err(StoreError::NotOnLine { commit, tip: from }),
            None => Ok(line),
        }
    }

    /// Every commit that `from` reaches and that none of `hide` reaches, each
    /// parent before its children, with no simplification. Commits that stand
    /// side by side come in the order of their dates, then of their ids.
    ///
    /// The result is the same in every clone. Nothing is ever left out wrongly;
    /// but a commit behind `hide` whose ancestors' dates run backwards by more
    /// than a day may be given though it is hidden, for otherwise every call
    /// would read the history to its root.
    pub fn commits_reachable(
        &self,
        from: CommitId,
        hide: &[CommitId],
    ) -> Result<Vec<Link>, StoreError> {
        let mut walk = Walk::default();
        for id in hide {
            walk.meet(self, *id, true)?;
        }
        walk.meet(self, from, false)?;
        while let Some((time, id)) = walk.waiting.pop() {
            if walk.open == 0 && time < walk.oldest.saturating_sub(SLACK) {
                break;
            }
            let Some(node) = walk.nodes.get_mut(&id) else {
                continue;
            };
            node.visited = true;
            let (hidden, parents) = (node.hidden, node.commit.parents.clone());
            if !hidden {
                walk.open -= 1;
                walk.oldest = walk.oldest.min(time);
            }
            for parent in &parents {
                walk.meet(self, *parent, hidden)?;
            }
        }
        let shown = walk
            .nodes
            .into_iter()
            .filter(|(_, node)| !node.hidden)
            .map(|(id, node)| (id, node.commit))
            .collect();
        Ok(parents_first(shown))
    }
}

#[derive(Default)]
struct Walk {
    nodes: HashMap<CommitId, Node>,
    waiting: Waiting,
    /// How many that wait are not hidden.
    open: usize,
    /// The oldest date of those to be shown.
    oldest: i64,
}

struct Node {
    commit: Link,
    hidden: bool,
    visited: bool,
}

impl Walk {
    /// Notes a commit, and that it is hidden; hides what is already known
    /// behind it.
    fn meet(&mut self, repo: &Repo, id: CommitId, hidden: bool) -> Result<(), StoreError> {
        if self.nodes.is_empty() {
            self.oldest = i64::MAX;
        }
        let Some(node) = self.nodes.get(&id) else {
            let commit = repo.link(id)?;
            self.waiting.push((commit.unix, id));
            self.open += usize::from(!hidden);
            let visited = false;
            self.nodes.insert(
                id,
                Node {
                    commit,
                    hidden,
                    visited,
                },
            );
            return Ok(());
        };
        if hidden && !node.hidden {
            let mut behind = vec![id];
            while let Some(id) = behind.pop() {
                if let Some(node) = self.nodes.get_mut(&id)
                    && !node.hidden
                {
                    node.hidden = true;
                    if !node.visited {
                        self.open -= 1;
                    }
                    behind.extend(&node.commit.parents);
                }
            }
        }
        Ok(())
    }
}

/// Puts parents before children; among those that may come next, the earliest
/// date and then the smallest id.
fn parents_first(mut commits: HashMap<CommitId, Link>) -> Vec<Link> {
    let mut left: HashMap<CommitId, usize> = HashMap::with_capacity(commits.len());
    let mut children: HashMap<CommitId, Vec<CommitId>> = HashMap::with_capacity(commits.len());
    let mut ready: BTreeSet<(i64, CommitId)> = BTreeSet::new();
    for (id, commit) in &commits {
        let mut parents = commit.parents.to_vec();
        parents.retain(|parent| commits.contains_key(parent));
        parents.sort();
        parents.dedup();
        match parents.len() {
            0 => _ = ready.insert((commit.unix, *id)),
            count => _ = left.insert(*id, count),
        }
        for parent in parents {
            children.entry(parent).or_default().push(*id);
        }
    }
    let mut sorted = Vec::with_capacity(commits.len());
    while let Some((_, id)) = ready.pop_first() {
        for child in children.remove(&id).unwrap_or_default() {
            if let Some(count) = left.get_mut(&child) {
                *count -= 1;
                if *count == 0 {
                    let unix = commits.get(&child).map_or(0, |commit| commit.unix);
                    ready.insert((unix, child));
                }
            }
        }
        sorted.extend(commits.remove(&id));
    }
    sorted
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::StoreError;
    use crate::store::testing::{Scratch, git_in};

    /// a - b - d - f
    ///  \   \ /   /
    ///   c - e --+      (d and e are both merges of b and c: a criss-cross)
    fn crossed(scratch: &Scratch) -> [CommitId; 6] {
        let tree = scratch.tree(&[]);
        let commit = |parents: &[CommitId], unix| scratch.commit(tree, parents, unix);
        let a = commit(&[], 1_000_000);
        let b = commit(&[a], 1_000_001);
        let c = commit(&[a], 1_000_002);
        let d = commit(&[b, c], 1_000_003);
        let e = commit(&[c, b], 1_000_004);
        let f = commit(&[d, e], 1_000_005);
        [a, b, c, d, e, f]
    }

    fn ids(commits: Vec<Link>) -> Vec<CommitId> {
        commits.into_iter().map(|commit| commit.id).collect()
    }

    #[test]
    fn walks_are_in_order() {
        let scratch = Scratch::new();
        let [a, b, c, d, e, f] = crossed(&scratch);
        let repo = &scratch.repo;
        assert_eq!(
            ids(repo.commits_reachable(f, &[]).unwrap()),
            [a, b, c, d, e, f]
        );
        assert_eq!(ids(repo.commits_reachable(f, &[b]).unwrap()), [c, d, e, f]);
        assert_eq!(ids(repo.commits_reachable(f, &[d]).unwrap()), [e, f]);
        assert_eq!(ids(repo.commits_reachable(d, &[f]).unwrap()), []);
        assert_eq!(ids(repo.first_parent_line(f, None).unwrap()), [f, d, b, a]);
        assert_eq!(ids(repo.first_parent_line(f, Some(b)).unwrap()), [f, d]);
        assert!(matches!(
            repo.first_parent_line(f, Some(c)),
            Err(StoreError::NotOnLine { .. })
        ));
        assert!(repo.is_ancestor(a, f).unwrap());
        assert!(repo.is_ancestor(f, f).unwrap());
        assert!(!repo.is_ancestor(d, e).unwrap());
        let mut both = [b, c];
        both.sort();
        assert_eq!(repo.merge_bases(d, e).unwrap(), both);
        assert_eq!(repo.merge_bases(d, f).unwrap(), [d]);
        let other = scratch.commit(scratch.tree(&[]), &[], 5);
        assert_eq!(repo.merge_bases(d, other).unwrap(), []);
    }

    #[test]
    fn agrees_with_git_on_what_is_reachable() {
        let scratch = Scratch::new();
        let [_, b, _, d, e, f] = crossed(&scratch);
        for (from, hide) in [(f, b), (e, d), (f, e), (d, b)] {
            let told = scratch.git(&["rev-list", &from.hex(), &format!("^{hide}")]);
            let mut told: Vec<CommitId> = told.lines().map(|l| l.parse().unwrap()).collect();
            let mut here = ids(scratch.repo.commits_reachable(from, &[hide]).unwrap());
            told.sort();
            here.sort();
            assert_eq!(here, told);
        }
    }

    #[test]
    fn agrees_with_git_on_random_histories_with_merges() {
        let scratch = Scratch::new();
        let tree = scratch.tree(&[]);
        // A small generator of its own, so that the histories are the same in
        // every run.
        let mut state = 11_u64;
        let mut next = |below: usize| {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1);
            usize::try_from(state >> 33).unwrap() % below
        };
        let mut commits: Vec<CommitId> = Vec::new();
        for at in 0..60 {
            let mut parents = Vec::new();
            for _ in 0..[1, 1, 2, 3][next(4)] {
                // Now and then a second root; clocks are a little apart.
                let near = commits.len().saturating_sub(8);
                if !commits.is_empty() && next(20) > 0 {
                    parents.push(commits[near + next(commits.len() - near)]);
                }
            }
            parents.sort();
            parents.dedup();
            let unix = 1_000_000 + 60 * at - 300 * i64::try_from(next(2)).unwrap();
            commits.push(scratch.commit(tree, &parents, unix));
        }
        let told = |args: &[&str]| -> Vec<CommitId> {
            let told = scratch.git(args);
            told.lines().map(|line| line.parse().unwrap()).collect()
        };
        let mut shown = 0;
        for _ in 0..60 {
            let (from, hide) = (commits[next(60)], commits[next(60)]);
            let mut expected = told(&["rev-list", &from.hex(), &format!("^{hide}")]);
            let reached = scratch.repo.commits_reachable(from, &[hide]).unwrap();
            for (n, commit) in reached.iter().enumerate() {
                let after = reached.get(n..).unwrap();
                assert!(after.iter().all(|it| !commit.parents.contains(&it.id)));
            }
            let mut here = ids(reached);
            here.sort();
            expected.sort();
            assert_eq!(here, expected);
            shown += here.len();
            let line = ids(scratch.repo.first_parent_line(from, None).unwrap());
            assert_eq!(line, told(&["rev-list", "--first-parent", &from.hex()]));
            let is = scratch.repo.is_ancestor(hide, from).unwrap();
            let reached = told(&["rev-list", &from.hex()]).contains(&hide);
            assert_eq!(is, reached);
            let mut bases = scratch.repo.merge_bases(from, hide).unwrap();
            let mut expected = git_bases(&scratch, from, hide);
            bases.sort();
            expected.sort();
            assert_eq!(bases, expected);
        }
        assert!(shown > 300, "{shown}");
    }

    fn git_bases(scratch: &Scratch, a: CommitId, b: CommitId) -> Vec<CommitId> {
        let args = ["merge-base", "--all", &a.hex(), &b.hex()];
        // It fails where there is none.
        let output = crate::store::testing::git_command(scratch.path())
            .args(args)
            .output()
            .unwrap();
        let told = String::from_utf8(output.stdout).unwrap();
        told.lines().map(|line| line.parse().unwrap()).collect()
    }

    #[test]
    fn a_shallow_clone_stops_with_the_way_to_fetch() {
        let scratch = Scratch::new();
        for minute in 1..4 {
            scratch.commit_all(minute, "Empty");
        }
        let clone = tempfile::tempdir().unwrap();
        let from = format!("file://{}", scratch.path().display());
        git_in(clone.path(), &["clone", "--quiet", "--depth=2", &from, "."]);
        let repo = Repo::open(clone.path()).unwrap();
        let tip = repo.head_commit().unwrap();
        assert!(repo.is_shallow());
        for error in [
            repo.commits_reachable(tip, &[]).unwrap_err(),
            repo.first_parent_line(tip, None).unwrap_err(),
        ] {
            assert!(matches!(
                error,
                StoreError::MissingObject { shallow: true, .. }
            ));
            assert!(error.to_string().contains("--unshallow"), "{error}");
        }
        git_in(clone.path(), &["fetch", "--quiet", "--unshallow"]);
        let repo = Repo::open(clone.path()).unwrap();
        assert_eq!(repo.commits_reachable(tip, &[]).unwrap().len(), 3);
    }

    #[test]
    fn a_partial_clone_stops_with_the_way_to_fetch() {
        let scratch = Scratch::new();
        scratch.write("governance/a", "1");
        scratch.commit_all(1, "First");
        scratch.write("governance/a", "2");
        scratch.commit_all(2, "Second");
        scratch.git(&["config", "uploadpack.allowFilter", "true"]);
        let clone = tempfile::tempdir().unwrap();
        let from = format!("file://{}", scratch.path().display());
        git_in(
            clone.path(),
            &["clone", "--quiet", "--filter=blob:none", &from, "."],
        );
        let old = |repo: &Repo| repo.file_at(repo.resolve("HEAD~1").unwrap(), "governance/a");
        let repo = Repo::open(clone.path()).unwrap();
        let error = old(&repo).unwrap_err();
        assert!(matches!(
            error,
            StoreError::MissingObject { shallow: false, .. }
        ));
        assert!(
            error
                .to_string()
                .contains("`git fetch --refetch --no-filter`")
        );
        git_in(
            clone.path(),
            &["fetch", "--quiet", "--refetch", "--no-filter"],
        );
        assert_eq!(
            old(&Repo::open(clone.path()).unwrap()).unwrap(),
            Some(b"1".to_vec())
        );
    }
}
