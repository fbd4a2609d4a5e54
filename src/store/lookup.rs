//! One path in one commit, and where on the line it came and changed.

use super::{BlobId, CommitId, Entry, Link, Repo, StoreError, TreeId};

impl Repo {
    /// What stands at a path in a commit (`governance/organisation.yaml`); the
    /// root itself is the empty path. Reads only the trees on the way; a tree
    /// on the way that git would not have written is an error.
    pub fn tree_entry(&self, commit: CommitId, path: &str) -> Result<Option<Entry>, StoreError> {
        self.entry_under(self.commit_tree(commit)?, path)
    }

    /// The same in a commit that was read already.
    pub fn entry_in(&self, commit: &Link, path: &str) -> Result<Option<Entry>, StoreError> {
        self.entry_under(commit.tree, path)
    }

    /// The bytes of the file at a path in a commit; `None` where there is no
    /// file.
    pub fn file_at(&self, commit: CommitId, path: &str) -> Result<Option<Vec<u8>>, StoreError> {
        match self.tree_entry(commit, path)?.and_then(Entry::file) {
            Some(blob) => self.blob(blob).map(Some),
            None => Ok(None),
        }
    }

    /// The names in a folder of a commit with what stands there, in git's
    /// order; `None` where there is no folder.
    pub fn list(
        &self,
        commit: CommitId,
        folder: &str,
    ) -> Result<Option<Vec<(String, Entry)>>, StoreError> {
        self.list_under(self.commit_tree(commit)?, folder)
    }

    /// The same in a commit that was read already.
    pub fn list_in(
        &self,
        commit: &Link,
        folder: &str,
    ) -> Result<Option<Vec<(String, Entry)>>, StoreError> {
        self.list_under(commit.tree, folder)
    }

    fn list_under(
        &self,
        root: TreeId,
        folder: &str,
    ) -> Result<Option<Vec<(String, Entry)>>, StoreError> {
        let Some(Entry::Folder(tree)) = self.entry_under(root, folder)? else {
            return Ok(None);
        };
        let tree = self.tree(tree)?;
        let (entries, problems) = tree.entries(folder, self.id_width());
        match problems.into_iter().next() {
            Some(problem) => Err(StoreError::BadTree(problem)),
            None => Ok(Some(
                entries.iter().map(|raw| (raw.shown(), raw.entry)).collect(),
            )),
        }
    }

    /// What stands at a path under a tree; the same as [`Repo::tree_entry`]
    /// for whoever has read the commit already.
    pub fn entry_under(&self, root: TreeId, path: &str) -> Result<Option<Entry>, StoreError> {
        let mut at = Entry::Folder(root);
        let mut walked = String::new();
        for step in path.split('/').filter(|step| !step.is_empty()) {
            let Entry::Folder(tree) = at else {
                return Ok(None);
            };
            let tree = self.tree(tree)?;
            if !walked.is_empty() {
                walked.push('/');
            }
            walked.push_str(step);
            if let Some(fine) = &tree.fine {
                match fine.find(&tree.bytes, step.as_bytes(), self.id_width()) {
                    Some(raw) => at = raw.entry,
                    None => return Ok(None),
                }
                continue;
            }
            let folder = walked.strip_suffix(step).unwrap_or_default();
            let folder = folder.strip_suffix('/').unwrap_or_default();
            let (entries, problems) = tree.entries(folder, self.id_width());
            // Only what bears on this path: the rest of a project's root is
            // not ours to judge.
            if let Some(problem) = problems.into_iter().find(|p| {
                p.path == walked
                    || matches!(p.what, super::TreeFlaw::NotSorted | super::TreeFlaw::Broken)
            }) {
                return Err(StoreError::BadTree(problem));
            }
            let Some(raw) = entries.iter().find(|raw| raw.name == step.as_bytes()) else {
                return Ok(None);
            };
            at = raw.entry;
        }
        Ok(Some(at))
    }

    /// The commit on the first-parent line of `from` that last changed a path
    /// (a file or a whole folder), which may have removed it; `None` if the
    /// line never had it. For a file that never changes, such as a poll, this
    /// is a quick way to the commit that brought it.
    pub fn last_change(&self, from: CommitId, path: &str) -> Result<Option<CommitId>, StoreError> {
        let mut at = self.link(from)?;
        let mut here = self.entry_under(at.tree, path)?;
        loop {
            let Some(parent) = self.first_parent(&at)? else {
                return Ok(here.is_some().then_some(at.id));
            };
            let before = self.entry_under(parent.tree, path)?;
            if before != here {
                return Ok(Some(at.id));
            }
            here = before;
            at = parent;
        }
    }

    /// The first commit on the first-parent line of `from` that carries a
    /// path: the commit that opened a poll, closed it, or founded the
    /// organisation. A path that went and came again counts from the first
    /// time.
    pub fn first_with(&self, from: CommitId, path: &str) -> Result<Option<CommitId>, StoreError> {
        let mut at = self.link(from)?;
        let mut first = None;
        // Two commits with one root tree have the same entry there.
        let mut known: Option<(TreeId, bool)> = None;
        loop {
            let there = match known {
                Some((tree, there)) if tree == at.tree => there,
                _ => self.entry_under(at.tree, path)?.is_some(),
            };
            known = Some((at.tree, there));
            if there {
                first = Some(at.id);
            }
            match self.first_parent(&at)? {
                Some(parent) => at = parent,
                None => return Ok(first),
            }
        }
    }

    /// The file's name in git at a path of a commit.
    pub fn blob_at(&self, commit: CommitId, path: &str) -> Result<Option<BlobId>, StoreError> {
        Ok(self.tree_entry(commit, path)?.and_then(Entry::file))
    }

    fn first_parent(&self, commit: &Link) -> Result<Option<Link>, StoreError> {
        commit
            .parents
            .first()
            .map(|parent| self.link(*parent))
            .transpose()
    }
}

#[cfg(test)]
mod tests {
    use crate::store::testing::Scratch;

    #[test]
    fn a_path_is_followed_back_along_the_line() {
        let scratch = Scratch::new();
        let repo = &scratch.repo;
        scratch.write("other", "1");
        scratch.commit_all(1, "Before");
        scratch.write("polls/poll.yaml", "1");
        let opened = scratch.commit_all(2, "Open");
        scratch.write("other", "2");
        scratch.commit_all(3, "Other");
        scratch.write("polls/poll.yaml", "2");
        let changed = scratch.commit_all(4, "Change");
        std::fs::remove_file(scratch.path().join("polls/poll.yaml")).unwrap();
        let gone = scratch.commit_all(5, "Remove");
        let path = "polls/poll.yaml";
        assert_eq!(repo.first_with(gone, path).unwrap(), Some(opened));
        assert_eq!(repo.last_change(changed, path).unwrap(), Some(changed));
        assert_eq!(repo.last_change(gone, path).unwrap(), Some(gone));
        assert_eq!(repo.last_change(gone, "absent").unwrap(), None);
        assert_eq!(repo.first_with(gone, "absent").unwrap(), None);
        assert_eq!(repo.list(gone, "polls").unwrap(), None);
        let listed = repo.list(opened, "polls").unwrap().unwrap();
        assert_eq!(listed[0].0, "poll.yaml");
        assert_eq!(repo.blob(listed[0].1.file().unwrap()).unwrap(), b"1");
        assert_eq!(repo.tree_entry(opened, "other/x").unwrap(), None);
    }
}
