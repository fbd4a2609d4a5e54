//! A patch from outside, applied to the tree of a commit: what a folder's files
//! would be. Nothing is checked out and no commit is made; only objects are
//! written, which nobody sees.
//!
//! It comes from strangers. What it may touch is checked before git applies it:
//! plain text files of one folder, a bounded number of bounded size.

use std::collections::BTreeMap;

use super::write::check_path;
use super::{BlobId, CommitId, Entry, Repo, StoreError, TreeId};

/// The most bytes of a patch.
const LONGEST: usize = 4 << 20;
/// The most bytes that a file may have afterwards.
const LARGEST: usize = 1 << 20;
/// The most files that it may touch.
const MOST_FILES: usize = 1_000;
/// The most patches, one after the other.
const MOST_PATCHES: usize = 100;

impl Repo {
    /// The files of a folder that patches would change, each with its new bytes
    /// or `None` where it goes. They are applied one after the other to the
    /// tree of a commit, exactly or not at all.
    ///
    /// # Errors
    ///
    /// [`StoreError::Patch`] with the reason: it is too large, binary or no
    /// patch at all, or touches something else than plain files of that folder.
    /// [`StoreError::PatchUnfit`] where it does not fit the files of the commit;
    /// it may fit those of another.
    pub fn patched(
        &self,
        commit: CommitId,
        folder: &str,
        patches: &[Vec<u8>],
    ) -> Result<BTreeMap<String, Option<Vec<u8>>>, StoreError> {
        if patches.len() > MOST_PATCHES {
            return refuse(format!("it is more than {MOST_PATCHES} patches"));
        }
        let failed = |error: git2::Error| StoreError::git("apply the patch", &error);
        let start = self.commit_tree(commit)?;
        let mut tree = start;
        let mut touched = BTreeMap::new();
        for patch in patches {
            let diff = self.read_patch(patch)?;
            let paths = allowed(&diff, folder)?;
            let base = tree.oid().and_then(|id| self.git.find_tree(id));
            let mut index = self
                .git
                .apply_to_tree(&base.map_err(failed)?, &diff, None)
                .map_err(|_| self.unfit(tree, &diff))?;
            for path in paths {
                if let Some(entry) = index.get_path(std::path::Path::new(&path), 0) {
                    if entry.mode != 0o100_644 {
                        return refuse(format!("it makes `{path}` something else than a file"));
                    }
                    let blob = self.blob(BlobId::from_oid(entry.id))?;
                    if blob.len() > LARGEST {
                        return refuse(format!("`{path}` would be larger than 1 MiB"));
                    }
                }
                touched.insert(path, ());
            }
            tree = TreeId::from_oid(index.write_tree_to(&self.git).map_err(failed)?);
        }
        let changes = self.changed_between(Some(start), tree, "")?;
        let mut files = BTreeMap::new();
        for change in changes.paths {
            // The trees themselves tell what was done, whatever the patch said.
            if !touched.contains_key(&change.path) || !within(&change.path, folder) {
                return refuse(format!("it changes `{}`", change.path));
            }
            let bytes = match change.new {
                None => None,
                Some(Entry::File(blob)) => Some(self.blob(blob)?),
                Some(_) => return refuse(format!("`{}` is no plain file", change.path)),
            };
            files.insert(change.path, bytes);
        }
        Ok(files)
    }

    /// The paths that patches touch, where they may: a patch of something else
    /// is refused whatever it fits.
    ///
    /// # Errors
    ///
    /// As of [`Repo::patched`], but for what does not fit.
    pub fn touched(&self, folder: &str, patches: &[Vec<u8>]) -> Result<Vec<String>, StoreError> {
        let mut paths = std::collections::BTreeSet::new();
        for patch in patches {
            paths.extend(allowed(&self.read_patch(patch)?, folder)?);
        }
        Ok(paths.into_iter().collect())
    }

    /// Which files of a patch do not fit a tree, each tried by itself.
    fn unfit(&self, tree: TreeId, diff: &git2::Diff<'_>) -> StoreError {
        let fits = |wanted: &str| {
            let mut options = git2::ApplyOptions::new();
            options.delta_callback(|delta| {
                let file = delta.map(|it| (it.old_file().path_bytes(), it.new_file().path_bytes()));
                file.is_some_and(|(old, new)| [old, new].contains(&Some(wanted.as_bytes())))
            });
            let base = tree.oid().and_then(|id| self.git.find_tree(id));
            base.and_then(|base| self.git.apply_to_tree(&base, diff, Some(&mut options)))
                .is_ok()
        };
        let paths = diff.deltas().filter_map(|it| {
            let file = [it.new_file().path_bytes(), it.old_file().path_bytes()];
            let file = file.into_iter().flatten().next()?;
            Some(String::from_utf8_lossy(file).into_owned())
        });
        let all: Vec<String> = paths.collect();
        let mut files = all.clone();
        files.retain(|path| !fits(path));
        match files.is_empty() {
            // Only together they do not.
            true => StoreError::PatchUnfit(all),
            false => StoreError::PatchUnfit(files),
        }
    }

    fn read_patch(&self, patch: &[u8]) -> Result<git2::Diff<'static>, StoreError> {
        if patch.len() > LONGEST {
            return refuse("it is larger than 4 MiB".to_owned());
        }
        if patch.contains(&0) {
            return refuse("it is binary".to_owned());
        }
        git2::Diff::from_buffer_ext(patch, self.git.object_format()).or_else(|error| {
            refuse(format!(
                "it is no patch that git reads: {}",
                error.message()
            ))
        })
    }
}

fn refuse<T>(why: String) -> Result<T, StoreError> {
    Err(StoreError::Patch(why))
}

fn within(path: &str, folder: &str) -> bool {
    let rest = path.strip_prefix(folder);
    rest.is_some_and(|rest| rest.starts_with('/'))
}

/// The paths that a patch touches, where it may.
fn allowed(diff: &git2::Diff<'_>, folder: &str) -> Result<Vec<String>, StoreError> {
    use git2::{Delta, FileMode};
    let count = diff.deltas().len();
    if count == 0 {
        return refuse("there is no change of a file in it".to_owned());
    }
    if count > MOST_FILES {
        return refuse(format!("it touches more than {MOST_FILES} files"));
    }
    let mut paths = Vec::new();
    for delta in diff.deltas() {
        let told = |file: &git2::DiffFile<'_>| {
            let path = file.path_bytes().map(String::from_utf8_lossy);
            path.map(|path| path.into_owned()).unwrap_or_default()
        };
        let sides = [delta.old_file(), delta.new_file()];
        let there = match delta.status() {
            Delta::Added => [false, true],
            Delta::Deleted => [true, false],
            Delta::Modified | Delta::Renamed => [true, true],
            other => {
                return refuse(format!(
                    "it does something else than edit files ({other:?})"
                ));
            }
        };
        for (file, there) in sides.iter().zip(there) {
            if !there {
                continue;
            }
            let path = told(file);
            let shown = path.escape_debug();
            if !within(&path, folder) || check_path(&path).is_err() {
                return refuse(format!("`{shown}` lies outside {folder}/"));
            }
            if !matches!(file.mode(), FileMode::Blob | FileMode::Unreadable) {
                return refuse(format!("`{shown}` is no plain file in it"));
            }
            paths.push(path);
        }
        if delta.flags().is_binary() {
            return refuse(format!(
                "`{}` is binary in it",
                told(&sides[1]).escape_debug()
            ));
        }
    }
    Ok(paths)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::testing::Scratch;

    fn try_on(patch: &str) -> Result<Vec<(String, Option<String>)>, String> {
        let scratch = Scratch::new();
        scratch.write("governance/a.yaml", "name: A\nkind: team\n");
        scratch.write("src/main.rs", "fn main() {}\n");
        let commit = scratch.commit_all(0, "Begin");
        let repo = &scratch.repo;
        let files = repo.patched(commit, "governance", &[patch.as_bytes().to_vec()]);
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
        let all = files.map_err(|error| error.to_string())?;
        Ok(all
            .into_iter()
            .map(|(path, it)| (path, it.map(text)))
            .collect())
    }

    #[test]
    fn a_patch_edits_makes_and_removes() {
        let edited = try_on(
            "diff --git a/governance/a.yaml b/governance/a.yaml\n--- a/governance/a.yaml\n\
             +++ b/governance/a.yaml\n@@ -1,2 +1,2 @@\n-name: A\n+name: B\n kind: team\n\
             diff --git a/governance/b.yaml b/governance/b.yaml\nnew file mode 100644\n\
             --- /dev/null\n+++ b/governance/b.yaml\n@@ -0,0 +1 @@\n+name: New\n",
        );
        assert_eq!(
            edited.unwrap(),
            [
                (
                    "governance/a.yaml".to_owned(),
                    Some("name: B\nkind: team\n".to_owned())
                ),
                (
                    "governance/b.yaml".to_owned(),
                    Some("name: New\n".to_owned())
                ),
            ]
        );
    }

    #[test]
    fn what_is_not_a_plain_edit_inside_is_refused() {
        let file = |path: &str, mode: &str| {
            format!(
                "diff --git a/{path} b/{path}\nnew file mode {mode}\n--- /dev/null\n\
                 +++ b/{path}\n@@ -0,0 +1 @@\n+x\n"
            )
        };
        for (patch, why) in [
            (file("src/x.rs", "100644"), "outside"),
            (file("governance/../x", "100644"), "outside"),
            (file("governance/.git/config", "100644"), "outside"),
            (file("governance/link", "120000"), "no plain file"),
            (file("governance/run", "100755"), "no plain file"),
            ("hello\n".to_owned(), "no"),
            (format!("{}\0", file("governance/x", "100644")), "binary"),
            ("x".repeat(LONGEST + 1), "larger"),
            (
                "diff --git a/governance/a.yaml b/governance/a.yaml\n--- a/governance/a.yaml\n\
                 +++ b/governance/a.yaml\n@@ -1,2 +1,2 @@\n-name: Z\n+name: B\n kind: team\n"
                    .to_owned(),
                "does not fit governance/a.yaml",
            ),
        ] {
            let error = try_on(&patch).unwrap_err();
            assert!(error.contains(why), "{error}: {patch:.80}");
        }
    }
}
