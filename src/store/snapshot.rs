//! A snapshot: the files under some folders, with everything that is wrong
//! with how they are stored.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::base::Shared;

use super::tree::{Raw, join};
use super::{
    BlobId, CommitId, Entry, Limits, Repo, Selection, StoreError, TreeFlaw, TreeId, TreeProblem,
    Want,
};

/// The files of a snapshot, by their path from the workspace's root.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Files {
    /// The files that were read.
    pub files: Shared<BTreeMap<String, FileEntry>>,
    /// The files that were only listed.
    pub unread: BTreeMap<String, Unread>,
    /// What is wrong with the trees or folders, in the order of paths.
    pub problems: Vec<TreeProblem>,
}

impl Files {
    /// The bytes of a file that was read.
    pub fn bytes(&self, path: &str) -> Option<&[u8]> {
        self.files.get(path).map(|file| &*file.bytes)
    }
}

/// A file that was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileEntry {
    /// Its bytes.
    pub bytes: Arc<[u8]>,
    /// Its name in git; `None` on disk.
    pub blob: Option<BlobId>,
}

/// A file that was listed and not read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unread {
    /// Its name in git, for [`Repo::blob`]; `None` on disk.
    pub blob: Option<BlobId>,
}

/// What has been gathered, with what is left of the limits.
pub(super) struct Gathering {
    pub(super) files: Files,
    bytes_left: u64,
    files_left: usize,
    full: bool,
}

impl Gathering {
    pub(super) fn new(limits: &Limits) -> Self {
        Self {
            files: Files::default(),
            bytes_left: limits.total_bytes,
            files_left: limits.files,
            full: false,
        }
    }

    pub(super) fn problem(&mut self, path: &str, what: TreeFlaw) {
        self.files.problems.push(TreeProblem {
            path: path.to_owned(),
            what,
        });
    }

    /// Whether there is room for a file of this size; the first that finds
    /// none is reported.
    pub(super) fn room(&mut self, path: &str, size: u64) -> bool {
        if self.full {
            return false;
        }
        match (
            self.bytes_left.checked_sub(size),
            self.files_left.checked_sub(1),
        ) {
            (Some(bytes), Some(files)) => {
                self.bytes_left = bytes;
                self.files_left = files;
                true
            }
            _ => {
                self.full = true;
                self.problem(path, TreeFlaw::TooMuch);
                false
            }
        }
    }

    pub(super) fn done(mut self) -> Files {
        self.files.problems.sort();
        self.files.problems.dedup();
        self.files
    }
}

impl Repo {
    /// The files of a commit under some folders at the root. A folder that is
    /// not there gives nothing. What is wrong with the trees comes beside the
    /// files, and such entries are left out (an executable file and a file in
    /// the wrong order are read all the same); a missing or damaged object is
    /// an error.
    pub fn files_at(&self, commit: CommitId, wanted: &Selection) -> Result<Files, StoreError> {
        let mut gathering = Gathering::new(&wanted.limits);
        let root = self.tree(self.commit_tree(commit)?)?;
        let (entries, problems) = root.entries("", self.id_width());
        gathering
            .files
            .problems
            .extend(problems.into_iter().filter(|problem| {
                // The rest of the root is not the workspace's: it may hold a whole
                // project, with links and capitals.
                match &problem.what {
                    TreeFlaw::NotSorted | TreeFlaw::Duplicate | TreeFlaw::Broken => true,
                    TreeFlaw::CaseCollision { with } => wanted
                        .folders
                        .iter()
                        .any(|folder| folder.eq_ignore_ascii_case(with)),
                    _ => false,
                }
            }));
        for raw in entries {
            if wanted
                .folders
                .iter()
                .any(|folder| folder.as_bytes() == raw.name)
            {
                self.gather(&raw, "", wanted, 1, &mut gathering)?;
            }
        }
        self.keep_texts();
        Ok(gathering.done())
    }

    fn gather(
        &self,
        raw: &Raw<'_>,
        folder: &str,
        wanted: &Selection,
        depth: usize,
        gathering: &mut Gathering,
    ) -> Result<(), StoreError> {
        let Ok(name) = std::str::from_utf8(raw.name) else {
            return Ok(()); // Reported with the tree.
        };
        let path = join(folder, name);
        let want = (wanted.want)(&path, raw.entry.folder().is_some());
        if want == Want::Skip {
            return Ok(());
        }
        if let Some(flaw) = raw.entry.flaw() {
            gathering.problem(&path, flaw);
        }
        match raw.entry {
            Entry::Folder(_) if depth > wanted.limits.depth => {
                gathering.problem(&path, TreeFlaw::TooMuch);
            }
            Entry::Folder(id) => self.gather_folder(id, &path, wanted, depth, gathering)?,
            Entry::File(blob) | Entry::Executable(blob) if want == Want::List => {
                if gathering.room(&path, 0) {
                    let unread = Unread { blob: Some(blob) };
                    gathering.files.unread.insert(path, unread);
                }
            }
            Entry::File(blob) | Entry::Executable(blob) => {
                let kept = self.kept_file(blob);
                let size = match &kept {
                    Some(bytes) => bytes.len() as u64,
                    None => self.blob_size(blob)?,
                };
                if size > wanted.limits.most(want) {
                    gathering.problem(&path, TreeFlaw::TooLarge { size });
                } else if gathering.room(&path, size) {
                    let bytes = match kept {
                        Some(bytes) => bytes,
                        None => self.read_file(blob)?,
                    };
                    let entry = FileEntry {
                        bytes,
                        blob: Some(blob),
                    };
                    gathering.files.files.insert(path, entry);
                }
            }
            // Reported above; there is nothing to read.
            Entry::Link(_) | Entry::Submodule(_) | Entry::Odd(_) => {}
        }
        Ok(())
    }

    fn gather_folder(
        &self,
        tree: TreeId,
        path: &str,
        wanted: &Selection,
        depth: usize,
        gathering: &mut Gathering,
    ) -> Result<(), StoreError> {
        let tree = self.tree(tree)?;
        let (entries, problems) = tree.entries(path, self.id_width());
        gathering.files.problems.extend(problems);
        self.open_texts(entries.len());
        for raw in &entries {
            if gathering.full {
                break;
            }
            self.gather(raw, path, wanted, depth + 1, gathering)?;
        }
        Ok(())
    }

    /// The same from the working tree. Where the repository says that its
    /// file system does not keep the executable flag (`core.fileMode`), the
    /// flag is not looked at.
    pub fn files_in_worktree(&self, wanted: &Selection) -> Result<Files, StoreError> {
        let mut files = super::files_in(self.workdir()?, wanted)?;
        if self.config_flag("core.filemode") == Some(false) {
            files
                .problems
                .retain(|problem| problem.what != TreeFlaw::Executable);
        }
        Ok(files)
    }

    fn config_flag(&self, key: &str) -> Option<bool> {
        self.git.config().ok()?.get_bool(key).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::testing::Scratch;

    fn flaws(files: &Files) -> Vec<String> {
        files.problems.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn a_commit_and_the_working_tree_give_the_same_files() {
        let scratch = Scratch::new();
        scratch.write("governance/organisation.yaml", "name: Us\n");
        scratch.write("governance/people/ann.yaml", "name: Ann\n");
        scratch.write("proposals/0001-x/README.md", "Why\n");
        scratch.write("src/Main.rs", "not ours\n");
        let commit = scratch.commit_all(1, "First");
        let wanted = Selection::all(&["governance", "proposals", "absent"]);
        let at = scratch.repo.files_at(commit, &wanted).unwrap();
        let on_disk = scratch.repo.files_in_worktree(&wanted).unwrap();
        assert_eq!(at.problems, []);
        assert_eq!(on_disk.problems, []);
        let plain = |files: &Files| {
            let bytes = |(path, file): (&String, &FileEntry)| (path.clone(), file.bytes.clone());
            files.files.iter().map(bytes).collect::<Vec<_>>()
        };
        assert_eq!(plain(&at), plain(&on_disk));
        assert_eq!(at.files.len(), 3);
        assert_eq!(
            at.bytes("governance/people/ann.yaml"),
            Some(&b"name: Ann\n"[..])
        );
        let blob = at.files["governance/people/ann.yaml"].blob;
        assert_eq!(blob, Some(scratch.repo.blob_id(b"name: Ann\n").unwrap()));
    }

    #[test]
    fn what_is_not_wanted_is_not_read() {
        let scratch = Scratch::new();
        scratch.write("proposals/1-a/polls/1-x/poll.yaml", "poll");
        scratch.write("proposals/1-a/polls/1-x/ballots/ann.yaml", "ballot");
        scratch.write("proposals/2-b/proposal.yaml", "b");
        let commit = scratch.commit_all(1, "First");
        let want = |path: &str, folder: bool| match path {
            "proposals/2-b" => Want::Skip,
            _ if path.contains("/ballots/") && !folder => Want::List,
            _ => Want::Read,
        };
        let wanted = Selection::only(&["proposals"], &want);
        let at = scratch.repo.files_at(commit, &wanted).unwrap();
        let on_disk = scratch.repo.files_in_worktree(&wanted).unwrap();
        for files in [at, on_disk] {
            let read: Vec<_> = files.files.keys().collect();
            assert_eq!(read, ["proposals/1-a/polls/1-x/poll.yaml"]);
            let listed: Vec<_> = files.unread.keys().collect();
            assert_eq!(listed, ["proposals/1-a/polls/1-x/ballots/ann.yaml"]);
        }
    }

    #[test]
    fn bad_entries_are_named_and_not_read() {
        let scratch = Scratch::new();
        let blob = scratch.blob("x\n").0;
        let folder = scratch.tree(&[
            ("100644", "Case", blob),
            ("100755", "a", blob),
            ("100644", "case", blob),
            ("120000", "link", blob),
            ("100664", "odd", blob),
            ("160000", "sub", blob),
            ("100644", "with\tcontrol", blob),
        ]);
        let root = scratch.tree(&[
            ("40000", "Governance", folder.0),
            ("40000", "governance", folder.0),
        ]);
        let commit = scratch.commit(root, &[], 1_600_000_000);
        let wanted = Selection::all(&["governance"]);
        let files = scratch.repo.files_at(commit, &wanted).unwrap();
        assert_eq!(
            flaws(&files),
            [
                "`governance` and `Governance` differ only in case",
                "`governance/a` is marked as executable",
                "`governance/case` and `governance/Case` differ only in case",
                "`governance/link` is a symbolic link, not a file",
                "`governance/odd` has a mode that git does not write",
                "`governance/sub` is a submodule, not a folder",
                "`governance/with\tcontrol` has a name with other than printable ASCII \
                 characters, or one that git or some system keeps for itself",
            ]
        );
        let read: Vec<_> = files.files.keys().map(String::as_str).collect();
        let expected =
            ["Case", "a", "case", "with\tcontrol"].map(|name| format!("governance/{name}"));
        assert_eq!(read, expected);
    }

    #[test]
    fn trees_that_two_readers_read_differently_are_named() {
        let scratch = Scratch::new();
        let (one, two) = (scratch.blob("1").0, scratch.blob("2").0);
        let empty = scratch.tree(&[]).0;
        let cases = [
            (
                vec![("100644", "b", one), ("100644", "a", two)],
                "`governance/a` stands in the wrong order in its tree",
            ),
            (
                vec![("100644", "a", one), ("100644", "a", two)],
                "`governance/a` stands twice in its tree",
            ),
            (
                vec![
                    ("100644", "a", one),
                    ("100644", "a.b", two),
                    ("40000", "a", empty),
                ],
                "`governance/a` stands twice in its tree",
            ),
        ];
        for (entries, said) in cases {
            let root = scratch.tree(&[("40000", "governance", scratch.tree(&entries).0)]);
            let commit = scratch.commit(root, &[], 1_600_000_000);
            let wanted = Selection::all(&["governance"]);
            let files = scratch.repo.files_at(commit, &wanted).unwrap();
            assert_eq!(flaws(&files), [said]);
            assert!(files.problems[0].misleads());
        }
    }

    #[test]
    fn limits_hold() {
        let scratch = Scratch::new();
        scratch.write("governance/a", "12345");
        scratch.write("governance/b", "12");
        scratch.write("governance/c", "34");
        let commit = scratch.commit_all(1, "First");
        let mut wanted = Selection::all(&["governance"]);
        wanted.limits.file_bytes = 4;
        wanted.limits.total_bytes = 3;
        let at = scratch.repo.files_at(commit, &wanted).unwrap();
        let on_disk = scratch.repo.files_in_worktree(&wanted).unwrap();
        for files in [at, on_disk] {
            assert_eq!(
                flaws(&files),
                [
                    "`governance/a` is too large (5 bytes)",
                    "`governance/c` is beyond the number of files that are read"
                ]
            );
            assert_eq!(files.files.len(), 1);
        }
    }
}
