//! Commits without their words: what walks over history need of them. A
//! history is walked many times in a session (for the founding, for what
//! covers each change, for the ballots), so each commit is read once.

use std::collections::HashMap;
use std::ops::Deref;

use git2::ObjectType;

use super::commit::{Header, formless};
use super::{CommitId, Repo, StoreError, TreeId};

/// A commit in its place in history.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// Its name.
    pub id: CommitId,
    /// The whole state that it holds.
    pub tree: TreeId,
    /// What it follows.
    pub parents: Parents,
    /// When it is said to have been committed, in seconds since
    /// 1970-01-01T00:00:00Z. It proves nothing.
    pub unix: i64,
}

/// The parents of a commit, in their order: none of a root, several of a
/// merge. Nearly every commit has one, which is kept without an allocation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Parents {
    /// A root.
    None,
    /// No merge.
    One(CommitId),
    /// A merge.
    More(Box<[CommitId]>),
}

impl Deref for Parents {
    type Target = [CommitId];

    fn deref(&self) -> &[CommitId] {
        match self {
            Self::None => &[],
            Self::One(parent) => std::slice::from_ref(parent),
            Self::More(parents) => parents,
        }
    }
}

impl<'a> IntoIterator for &'a Parents {
    type Item = &'a CommitId;
    type IntoIter = std::slice::Iter<'a, CommitId>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl From<Vec<CommitId>> for Parents {
    fn from(parents: Vec<CommitId>) -> Self {
        match parents.as_slice() {
            [] => Self::None,
            [one] => Self::One(*one),
            _ => Self::More(parents.into()),
        }
    }
}

/// The commits that were read, without their own names: 130 bytes each, so
/// that a history of 100,000 takes less than 20 MB.
#[derive(Default)]
pub(super) struct LinkCache(HashMap<CommitId, (TreeId, Parents, i64)>);

/// How many are kept: beyond that they are forgotten and read again.
const MOST_KEPT: usize = 1 << 20;

impl Repo {
    /// Reads a commit without its words. Each is read once, and remembered.
    pub fn link(&self, id: CommitId) -> Result<Link, StoreError> {
        if let Some((tree, parents, unix)) = self.links.borrow().0.get(&id) {
            return Ok(Link {
                id,
                tree: *tree,
                parents: parents.clone(),
                unix: *unix,
            });
        }
        let bytes = self.object(id.0, ObjectType::Commit)?;
        let header = Header::read(&bytes).ok_or_else(|| formless(id))?;
        let link = Link {
            id,
            tree: header.tree,
            unix: header.unix().ok_or_else(|| formless(id))?,
            parents: header.parents.into(),
        };
        let mut known = self.links.borrow_mut();
        if known.0.len() >= MOST_KEPT {
            known.0 = HashMap::new();
        }
        let kept = (link.tree, link.parents.clone(), link.unix);
        known.0.insert(id, kept);
        Ok(link)
    }

    /// When a commit is said to have been committed.
    pub(super) fn dated(&self, id: CommitId) -> Result<i64, StoreError> {
        self.link(id).map(|link| link.unix)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::testing::Scratch;

    #[test]
    fn a_link_is_what_the_commit_says() {
        let scratch = Scratch::new();
        let tree = scratch.tree(&[]);
        let a = scratch.commit(tree, &[], 5);
        let b = scratch.commit(tree, &[a], 6);
        let c = scratch.commit(tree, &[a, b], 7);
        // The second time from memory.
        for id in [a, b, c, a, b, c] {
            let (link, commit) = (
                scratch.repo.link(id).unwrap(),
                scratch.repo.commit(id).unwrap(),
            );
            assert_eq!((link.id, link.tree), (commit.id, commit.tree));
            assert_eq!(*link.parents, *commit.parents);
            assert_eq!(link.unix, commit.committer.unix);
        }
    }

    #[test]
    fn what_is_no_commit_is_refused_by_both_readers() {
        let scratch = Scratch::new();
        let tree = scratch.tree(&[]);
        let who = "A <a@b> 1 +0000";
        for text in [
            format!("tree {tree}\nauthor {who}\ncommitter nobody\n\nx"),
            format!("tree {tree}\nauthor nobody\ncommitter {who}\n\nx"),
            format!("tree {tree}\ncommitter {who}\n\nx"),
            format!("author {who}\ncommitter {who}\n\nx"),
            format!("tree {tree}\nparent 0\nauthor {who}\ncommitter {who}\n\nx"),
            format!("tree {tree}\nauthor {who}\ncommitter {who}"),
        ] {
            // libgit2 writes anything as a commit.
            let bytes = text.as_bytes();
            let id = scratch.repo.write_object(ObjectType::Commit, bytes);
            let id = CommitId::from_oid(id.unwrap());
            let said = scratch.repo.commit(id).unwrap_err().to_string();
            assert!(said.contains("not in the form of a commit"), "{said}");
            assert_eq!(scratch.repo.link(id).unwrap_err().to_string(), said);
        }
    }
}
