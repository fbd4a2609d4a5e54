//! What a push brings: its commits, and what each of them changed.

use std::collections::BTreeSet;

use super::Refusals;
use crate::store::{Change, CommitId, Entry, Link, StoreError};
use crate::workspace::WorkspaceError;
use crate::workspace::layout::{GOVERNANCE, PROPOSALS};
use crate::workspace::session::Session;

/// What a push brings to the shared line.
pub(super) struct Pushed {
    /// Its commits, each after its parents.
    pub commits: Vec<Link>,
    /// Which of them.
    pub ids: BTreeSet<CommitId>,
    /// What they changed in the workspace.
    pub touched: Vec<Touched>,
}

/// A file that a commit changed.
pub(super) struct Touched {
    /// The commit.
    pub commit: CommitId,
    /// Whether it stands on the line itself, and not beside it.
    pub on_line: bool,
    /// What it changed, against its first parent; of a merge beside the line
    /// only what none of its parents has.
    pub change: Change,
}

/// A path in a proposal, taken apart.
pub(super) struct Inside<'a> {
    /// The proposal's folder, by its name.
    pub proposal: &'a str,
    /// The poll's folder, by its name, where it lies in one.
    pub poll: Option<&'a str>,
    /// Whether it lies among the ballots.
    pub ballot: bool,
    /// What follows.
    pub rest: &'a str,
}

/// Takes a path in `proposals/` apart.
pub(super) fn inside(path: &str) -> Option<Inside<'_>> {
    let rest = path.strip_prefix("proposals/")?;
    let (proposal, rest) = rest.split_once('/')?;
    let found = rest
        .strip_prefix("polls/")
        .and_then(|rest| rest.split_once('/'));
    let Some((poll, rest)) = found else {
        return Some(Inside {
            proposal,
            poll: None,
            ballot: false,
            rest,
        });
    };
    let ballot = rest.strip_prefix("ballots/");
    Some(Inside {
        proposal,
        poll: Some(poll),
        ballot: ballot.is_some(),
        rest: ballot.unwrap_or(rest),
    })
}

impl Pushed {
    /// Whether it changes nothing of the workspace, and joins no other
    /// history to it.
    pub fn is_plain(&self) -> bool {
        self.touched.is_empty() && !self.has_root()
    }

    /// Whether a commit without parents is among them.
    pub fn has_root(&self) -> bool {
        self.commits.iter().any(|it| it.parents.is_empty())
    }

    /// Whether it brings ballots and nothing else of the workspace.
    pub fn only_ballots(&self) -> bool {
        let ballot = |it: &Touched| inside(&it.change.path).is_some_and(|it| it.ballot);
        !self.has_root() && self.touched.iter().all(ballot)
    }

    /// Whether it changes anything in a folder of the root.
    pub fn touches(&self, folder: &str) -> bool {
        let under = |path: &str| {
            path.strip_prefix(folder)
                .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        };
        self.touched.iter().any(|it| under(&it.change.path))
    }

    /// The folders of polls among whose ballots it changes something: the
    /// proposal's and the poll's names.
    pub fn ballot_folders(&self) -> BTreeSet<(String, String)> {
        let folder = |it: &Touched| {
            let it = inside(&it.change.path)?;
            let poll = it.poll.filter(|_| it.ballot)?;
            Some((it.proposal.to_owned(), poll.to_owned()))
        };
        self.touched.iter().filter_map(folder).collect()
    }
}

impl Session<'_> {
    /// Reads what a push brings. Nothing where it does not continue the line,
    /// which is then refused.
    pub(super) fn pushed(
        &self,
        old: Option<CommitId>,
        new: CommitId,
        refusals: &mut Refusals,
    ) -> Result<Option<Pushed>, WorkspaceError> {
        let line = match self.repo().first_parent_line(new, old) {
            Ok(line) => line,
            Err(StoreError::NotOnLine { commit, .. }) => {
                match self.repo().is_ancestor(commit, new)? {
                    true => refusals.add(
                        "other-line",
                        Some(new),
                        None,
                        format!(
                            "it continues the branch only as what was merged in: the branch's own \
                             line, by first parents, must go on from {}; `polity sync`, or `git \
                             rebase`, puts your commits on top",
                            commit.short()
                        ),
                    ),
                    false => refusals.add(
                        "rewritten",
                        Some(new),
                        None,
                        format!(
                            "it does not contain {}, which is there: this branch is never rewritten",
                            commit.short()
                        ),
                    ),
                }
                return Ok(None);
            }
            Err(error) => return Err(error.into()),
        };
        let on_line: BTreeSet<CommitId> = line.iter().map(|it| it.id).collect();
        let straight = line.iter().all(|it| it.parents.len() < 2);
        let commits = match straight {
            true => line.into_iter().rev().collect(),
            false => {
                let hide: Vec<CommitId> = old.into_iter().collect();
                self.repo().commits_reachable(new, &hide)?
            }
        };
        let mut touched = Vec::new();
        for commit in &commits {
            let on_line = on_line.contains(&commit.id);
            self.touched(commit, on_line, &mut touched, refusals)?;
        }
        Ok(Some(Pushed {
            ids: commits.iter().map(|it| it.id).collect(),
            commits,
            touched,
        }))
    }

    fn touched(
        &self,
        commit: &Link,
        on_line: bool,
        touched: &mut Vec<Touched>,
        refusals: &mut Refusals,
    ) -> Result<(), WorkspaceError> {
        let names = [GOVERNANCE, PROPOSALS];
        let here = match self.repo().top(commit.tree, names) {
            Ok(top) => top,
            Err(StoreError::BadTree(problem)) => {
                let path = problem.path.clone();
                refusals.add(
                    "bad-tree",
                    Some(commit.id),
                    Some(&path),
                    problem.to_string(),
                );
                return Ok(());
            }
            Err(error) => return Err(error.into()),
        };
        let mut parents: Vec<_> = commit.parents.iter().copied().map(Some).collect();
        if parents.is_empty() {
            parents.push(None);
        }
        if on_line {
            parents.truncate(1);
        }
        let mut common: Option<Vec<Change>> = None;
        for parent in parents {
            let before = match parent {
                Some(parent) => Some(self.repo().commit_tree(parent)?),
                None => None,
            };
            // A parent that cannot be trusted was named when it came.
            let top = before.and_then(|tree| self.repo().top(tree, names).ok());
            let mut changes = Vec::new();
            for (at, name) in names.iter().enumerate() {
                if top.is_some_and(|top| top.get(at) == here.get(at)) {
                    continue;
                }
                let before = before.filter(|_| top.is_some());
                let found = self.repo().changed_between(before, commit.tree, name)?;
                for problem in found.problems {
                    let why = problem.to_string();
                    refusals.add("bad-tree", Some(commit.id), Some(&problem.path), why);
                }
                changes.extend(found.paths);
            }
            common = Some(match common {
                None => changes,
                Some(mut all) => {
                    all.retain(|it| changes.iter().any(|other| other.path == it.path));
                    all
                }
            });
        }
        for change in common.unwrap_or_default() {
            if let Some(what) = odd(change.new) {
                let why = format!("it is {what}; a workspace has plain files alone (mode 100644)");
                refusals.add("bad-tree", Some(commit.id), Some(&change.path), why);
            }
            touched.push(Touched {
                commit: commit.id,
                on_line,
                change,
            });
        }
        Ok(())
    }
}

/// What stands where a plain file should.
fn odd(entry: Option<Entry>) -> Option<&'static str> {
    match entry {
        None | Some(Entry::File(_) | Entry::Folder(_)) => None,
        Some(Entry::Executable(_)) => Some("a file that may be run"),
        Some(Entry::Link(_)) => Some("a link"),
        Some(Entry::Submodule(_)) => Some("another repository"),
        Some(Entry::Odd(_)) => Some("of a mode that git does not write"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_taken_apart() {
        let it = inside("proposals/0001-a/polls/1-vote/ballots/3f/ann.yaml").unwrap();
        assert_eq!(
            (it.proposal, it.poll, it.ballot),
            ("0001-a", Some("1-vote"), true)
        );
        assert_eq!(it.rest, "3f/ann.yaml");
        let it = inside("proposals/0001-a/polls/1-vote/poll.yaml").unwrap();
        assert_eq!((it.ballot, it.rest), (false, "poll.yaml"));
        let it = inside("proposals/0001-a/README.md").unwrap();
        assert_eq!((it.poll, it.rest), (None, "README.md"));
        assert!(inside("proposals/README.md").is_none());
    }
}
