//! A temporary repository for tests, that nothing outside reaches: its author
//! is in its own configuration, and the git program runs without any other.

use std::path::Path;
use std::process::Command;

use git2::ObjectType;

use super::id::RawId;
use super::{BlobId, CommitId, Repo, TreeId};

pub(crate) struct Scratch {
    pub(crate) dir: tempfile::TempDir,
    pub(crate) repo: Repo,
}

impl Scratch {
    pub(crate) fn new() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let repo = Repo::init(dir.path(), "main").unwrap();
        let mut config = repo
            .git
            .config()
            .unwrap()
            .open_level(git2::ConfigLevel::Local)
            .unwrap();
        config.set_str("user.name", "Tess Ter").unwrap();
        config.set_str("user.email", "tess@example.org").unwrap();
        Self { dir, repo }
    }

    pub(crate) fn path(&self) -> &Path {
        self.dir.path()
    }

    /// Runs the git program in the repository; it must succeed.
    pub(crate) fn git(&self, args: &[&str]) -> String {
        git_in(self.path(), args)
    }

    pub(crate) fn write(&self, path: &str, text: &str) {
        let path = self.path().join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }

    pub(crate) fn read(&self, path: &str) -> Option<String> {
        std::fs::read_to_string(self.path().join(path)).ok()
    }

    /// Commits everything with the git program, at a minute of 2020.
    pub(crate) fn commit_all(&self, minute: u32, message: &str) -> CommitId {
        self.git(&["add", "--all"]);
        let date = format!("{} +0000", 1_577_836_800 + i64::from(minute) * 60);
        let output = git_command(self.path())
            .env("GIT_AUTHOR_DATE", &date)
            .env("GIT_COMMITTER_DATE", &date)
            .args(["commit", "--quiet", "--allow-empty", "-m", message])
            .output()
            .unwrap();
        assert!(output.status.success(), "{output:?}");
        self.repo.head_commit().unwrap()
    }

    pub(crate) fn blob(&self, text: &str) -> BlobId {
        BlobId::from_oid(
            self.repo
                .write_object(ObjectType::Blob, text.as_bytes())
                .unwrap(),
        )
    }

    /// Writes a tree of any entries, in the order given.
    pub(super) fn tree(&self, entries: &[(&str, &str, RawId)]) -> TreeId {
        let mut bytes = Vec::new();
        for (mode, name, id) in entries {
            bytes.extend_from_slice(format!("{mode} {name}\0").as_bytes());
            bytes.extend_from_slice(id.as_slice());
        }
        TreeId::from_oid(self.repo.write_object(ObjectType::Tree, &bytes).unwrap())
    }

    /// Writes a commit with a date and any parents.
    pub(crate) fn commit(&self, tree: TreeId, parents: &[CommitId], unix: i64) -> CommitId {
        let mut text = format!("tree {tree}\n");
        for parent in parents {
            text.push_str(&format!("parent {parent}\n"));
        }
        let who = format!("Tess Ter <tess@example.org> {unix} +0000");
        text.push_str(&format!("author {who}\ncommitter {who}\n\nAt {unix}\n"));
        CommitId::from_oid(
            self.repo
                .write_object(ObjectType::Commit, text.as_bytes())
                .unwrap(),
        )
    }
}

pub(crate) fn git_command(dir: &Path) -> Command {
    let mut command = Command::new("git");
    command
        .current_dir(dir)
        .env_clear()
        .envs(std::env::var_os("PATH").map(|path| ("PATH", path)))
        .env("HOME", dir)
        .env("GIT_CONFIG_NOSYSTEM", "1")
        .env("GIT_CONFIG_GLOBAL", "/dev/null");
    command
}

pub(crate) fn git_in(dir: &Path, args: &[&str]) -> String {
    let output = git_command(dir).args(args).output().unwrap();
    assert!(output.status.success(), "git {args:?}: {output:?}");
    String::from_utf8(output.stdout).unwrap()
}
