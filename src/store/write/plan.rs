//! What is to be committed, and the making of the commit object.

use std::collections::BTreeMap;

use git2::ObjectType;

use super::super::{
    BlobId, Change, CommitId, Entry, Repo, Stamp, StoreError, TreeId, changes::by_path,
};
use super::trees::check_path;

/// Signs the bytes of a commit and gives the armour, or says why it cannot.
pub type Signer<'a> = &'a dyn Fn(&[u8]) -> Result<String, String>;

/// One commit to be made.
pub struct CommitPlan<'a> {
    /// The branch that it goes on, without `refs/heads/`.
    pub branch: &'a str,
    /// Where the branch must be when it is moved; `None`: it has no commit.
    pub expected: Option<CommitId>,
    /// What the commit follows. Usually where the branch is; another commit
    /// when one's own newest commit is made again on top of a fetched one.
    pub parent: Option<CommitId>,
    /// Each path with its new bytes, or `None` to remove it.
    pub changes: BTreeMap<String, Option<Vec<u8>>>,
    /// The whole message, with its trailers.
    pub message: &'a str,
    /// Who made the change.
    pub author: Stamp,
    /// Who makes the commit.
    pub committer: Stamp,
    /// How it is signed, if it is.
    pub sign: Option<Signer<'a>>,
}

impl<'a> CommitPlan<'a> {
    /// An unsigned commit on top of a branch, with one person as author and
    /// committer.
    pub fn on(
        branch: &'a str,
        tip: Option<CommitId>,
        changes: BTreeMap<String, Option<Vec<u8>>>,
        message: &'a str,
        who: &Stamp,
    ) -> Self {
        Self {
            branch,
            expected: tip,
            parent: tip,
            changes,
            message,
            author: who.clone(),
            committer: who.clone(),
            sign: None,
        }
    }
}

impl Repo {
    /// Makes a commit, moves the branch, and where that branch is checked out
    /// brings the files and the index along: everything or nothing. Other
    /// files are not touched, whatever their state.
    ///
    /// Fails with [`StoreError::RefMoved`] where the branch is not at
    /// `expected`, with [`StoreError::DirtyPaths`] where a file to be written
    /// has other changes, with [`StoreError::NothingToCommit`] where nothing
    /// would change. In a bare repository only the branch moves. No hooks are
    /// run.
    pub fn commit_files(&self, plan: &CommitPlan) -> Result<CommitId, StoreError> {
        stamp_line(&plan.author)?;
        stamp_line(&plan.committer)?;
        let landing = self.prepare_landing(plan.branch, plan.expected)?;
        let wanted = self.wanted(plan)?;
        let steps = self.steps(plan, &wanted)?;
        landing.check(self, &steps)?;
        let made = self.write_commit(plan)?;
        let subject = plan.message.lines().next().unwrap_or_default();
        landing.land(self, made, &steps, &format!("commit: {subject}"))?;
        Ok(made)
    }

    /// Makes a commit that no branch is at yet: only objects are written, which
    /// nobody sees until a branch is moved to them or they are pushed. Of the
    /// plan `branch` and `expected` do not matter.
    ///
    /// Fails with [`StoreError::NothingToCommit`] where nothing would change.
    pub fn write_commit(&self, plan: &CommitPlan) -> Result<CommitId, StoreError> {
        let stamps = [stamp_line(&plan.author)?, stamp_line(&plan.committer)?];
        let old = match plan.parent {
            Some(parent) => Some(self.commit_tree(parent)?),
            None => None,
        };
        let wanted = self.wanted(plan)?;
        for bytes in plan.changes.values().flatten() {
            self.write_object(ObjectType::Blob, bytes)?;
        }
        let tree = self.rewrite(old, &wanted)?;
        if Some(tree) == old {
            return Err(StoreError::NothingToCommit);
        }
        let text = commit_text(tree, plan.parent, &stamps, plan.message);
        let text = match plan.sign {
            Some(sign) => {
                let armour = sign(text.as_bytes()).map_err(StoreError::Signing)?;
                with_signature(&text, &armour)
            }
            None => text,
        };
        let made = self.write_object(ObjectType::Commit, text.as_bytes())?;
        Ok(CommitId::from_oid(made))
    }

    /// Moves a branch to a commit that is here already, such as one that was
    /// fetched, under the same promises as [`Repo::commit_files`]. Whether the
    /// commit follows the branch is for the caller to ask
    /// ([`Repo::is_ancestor`]).
    pub fn move_branch(
        &self,
        branch: &str,
        expected: Option<CommitId>,
        to: CommitId,
    ) -> Result<(), StoreError> {
        let landing = self.prepare_landing(branch, expected)?;
        let old = expected.map(|id| self.commit_tree(id)).transpose()?;
        let new = self.commit_tree(to)?;
        let steps = self.changed_trees(old, Some(new))?;
        if let Some(problem) = steps.problems.into_iter().find(|p| p.misleads()) {
            return Err(StoreError::BadTree(problem));
        }
        landing.check(self, &steps.paths)?;
        landing.land(self, to, &steps.paths, "polity: move to a fetched commit")
    }

    /// What differs for the working tree: from what the branch holds now to
    /// what it will hold.
    fn steps(
        &self,
        plan: &CommitPlan,
        wanted: &BTreeMap<&str, Option<BlobId>>,
    ) -> Result<Vec<Change>, StoreError> {
        let mut steps = BTreeMap::new();
        if plan.expected != plan.parent {
            let tree = |id: Option<CommitId>| id.map(|id| self.commit_tree(id)).transpose();
            let changes = self.changed_trees(tree(plan.expected)?, tree(plan.parent)?)?;
            steps = by_path(changes.paths);
        }
        for (path, blob) in wanted {
            let old = match plan.expected {
                Some(expected) => self.tree_entry(expected, path)?,
                None => None,
            };
            let change = Change {
                path: (*path).to_owned(),
                old: old.filter(|entry| entry.folder().is_none()),
                new: blob.map(Entry::File),
            };
            steps.insert((*path).to_owned(), change);
        }
        Ok(steps
            .into_values()
            .filter(|step| step.old != step.new)
            .collect())
    }
}

/// Each path with the blob that it is to hold.
impl Repo {
    /// The blobs that a plan writes, by path; none where it removes.
    fn wanted<'p>(
        &self,
        plan: &'p CommitPlan,
    ) -> Result<BTreeMap<&'p str, Option<BlobId>>, StoreError> {
        let mut wanted = BTreeMap::new();
        for (path, bytes) in &plan.changes {
            check_path(path)?;
            let blob = bytes.as_deref().map(|it| self.blob_id(it)).transpose()?;
            wanted.insert(path.as_str(), blob);
        }
        Ok(wanted)
    }
}

fn commit_text(
    tree: TreeId,
    parent: Option<CommitId>,
    [author, committer]: &[String; 2],
    message: &str,
) -> String {
    let parent = parent.map_or_else(String::new, |id| format!("parent {id}\n"));
    let end = if message.ends_with('\n') { "" } else { "\n" };
    format!("tree {tree}\n{parent}author {author}\ncommitter {committer}\n\n{message}{end}")
}

/// The commit with its signature in the header, where git puts it: each line
/// after the first begins with a space.
fn with_signature(text: &str, armour: &str) -> String {
    let armour = armour.trim_end().replace('\n', "\n ");
    match text.split_once("\n\n") {
        Some((header, message)) => format!("{header}\ngpgsig {armour}\n\n{message}"),
        None => text.to_owned(),
    }
}

fn stamp_line(stamp: &Stamp) -> Result<String, StoreError> {
    let Stamp {
        name,
        email,
        unix,
        offset,
    } = stamp;
    let strange = |text: &str| text.chars().any(|c| c.is_control() || c == '<' || c == '>');
    for text in [name, email] {
        if text.trim().is_empty() || strange(text) {
            return Err(StoreError::BadStamp(text.clone()));
        }
    }
    let sign = if *offset < 0 { '-' } else { '+' };
    let minutes = offset.unsigned_abs().min(1439);
    let zone = format!("{sign}{:02}{:02}", minutes / 60, minutes % 60);
    let (name, email) = (name.trim(), email.trim());
    Ok(format!("{name} <{email}> {} {zone}", (*unix).max(0)))
}
