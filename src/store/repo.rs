//! A repository: finding it, opening it, and where its head and branches are.

use std::cell::{OnceCell, RefCell};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, Once, PoisonError};

use super::kept::Kept;
use super::link::LinkCache;
use super::texts::Texts;
use super::trees::{Shared, Tree};
use super::{BlobId, CommitId, StoreError, TreeId};

/// A git repository. The root of its working tree is the workspace's root.
///
/// Bare repositories and linked working trees may be read and written; a
/// repository with reftable is refused with the reason. Objects may be named
/// by SHA-1 or by SHA-256.
pub struct Repo {
    pub(super) git: git2::Repository,
    pub(super) links: RefCell<LinkCache>,
    pub(super) trees: RefCell<Kept<TreeId, Arc<Tree>>>,
    /// Small files of snapshots: most are the same in the next one.
    pub(super) files: RefCell<Kept<BlobId, Arc<[u8]>>>,
    /// Texts that this clone remembers.
    pub(super) texts: RefCell<Texts>,
    /// What is kept for all threads that read this repository.
    pub(super) shared: Arc<Shared>,
    /// The same repository, opened for other threads, while none needs it.
    pub(super) others: Mutex<Vec<Repo>>,
    /// Whether `GIT_DIR` named it, so that git must be told as well.
    pub(super) named: bool,
    /// What `git config --list` said, once it had to be asked.
    pub(super) told: OnceCell<BTreeMap<String, String>>,
    /// Folders of objects beside its own.
    pub(super) also: RefCell<Vec<PathBuf>>,
}

/// What is checked out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Head {
    /// The branch; `None` where the head is detached.
    pub branch: Option<String>,
    /// The commit; `None` on a branch that has none yet.
    pub commit: Option<CommitId>,
}

impl Repo {
    /// The repository that a folder lies in.
    pub fn discover(dir: &Path) -> Result<Self, StoreError> {
        let found =
            git2::Repository::discover(dir).map_err(|error| StoreError::opening(dir, &error))?;
        Ok(Self::of(found))
    }

    /// The repository that a command in a folder means: the one that `GIT_DIR`
    /// names, with `GIT_WORK_TREE` where that is set, as git takes them; else
    /// the one that the folder lies in. `env` is the environment. In a hook
    /// before a push is taken, what is being pushed is seen too.
    pub fn meant(dir: &Path, env: &dyn Fn(&str) -> Option<String>) -> Result<Self, StoreError> {
        let told = |name: &str| env(name).filter(|it| !it.is_empty());
        let Some(git_dir) = told("GIT_DIR") else {
            return Self::discover(dir);
        };
        let repo = Self::named_by(dir, &git_dir, &told)?;
        // Git keeps what is pushed apart until its hooks have agreed
        // (git-receive-pack(1), quarantine environment); libgit2 reads none
        // of these variables.
        if let Some(quarantine) = told("GIT_QUARANTINE_PATH") {
            let list = told("GIT_ALTERNATE_OBJECT_DIRECTORIES").unwrap_or_default();
            let own = told("GIT_OBJECT_DIRECTORY");
            let more = std::env::split_paths(&list).chain(own.map(PathBuf::from));
            let main = repo.common_dir().join("objects").canonicalize().ok();
            let mut all: Vec<PathBuf> = more.chain([PathBuf::from(quarantine)]).collect();
            for path in &mut all {
                *path = dir.join(&path);
            }
            all.retain(|path| path.is_dir() && path.canonicalize().ok() != main);
            all.sort();
            all.dedup();
            for path in all {
                repo.add_objects(&path)?;
            }
        }
        Ok(repo)
    }

    fn named_by(
        dir: &Path,
        git_dir: &str,
        told: &dyn Fn(&str) -> Option<String>,
    ) -> Result<Self, StoreError> {
        let mut repo = Self::open(&dir.join(git_dir))?;
        if let Some(tree) = told("GIT_WORK_TREE") {
            let tree = dir.join(tree);
            repo.git
                .set_workdir(&tree, false)
                .map_err(|error| StoreError::git("use the working tree", &error))?;
        }
        repo.named = true;
        Ok(repo)
    }

    /// The repository whose root (or git folder) this is.
    pub fn open(dir: &Path) -> Result<Self, StoreError> {
        let found =
            git2::Repository::open(dir).map_err(|error| StoreError::opening(dir, &error))?;
        Ok(Self::of(found))
    }

    /// Makes a repository in a folder, with the head on a branch that has no
    /// commit yet. In a folder that has one already, it opens that one and
    /// leaves its head alone.
    pub fn init(dir: &Path, branch: &str) -> Result<Self, StoreError> {
        if let Ok(repo) = Self::open(dir) {
            return Ok(repo);
        }
        let mut options = git2::RepositoryInitOptions::new();
        options.initial_head(branch);
        let made = git2::Repository::init_opts(dir, &options)
            .map_err(|error| StoreError::git("make a repository", &error))?;
        Ok(Self::of(made))
    }

    fn of(git: git2::Repository) -> Self {
        static APART: Once = Once::new();
        APART.call_once(|| {
            // What is read again is kept here, as it is needed. libgit2 would
            // keep a copy of every small object, once for each thread.
            git2::opts::enable_caching(false);
            // `object` checks what it reads, several times as quickly.
            git2::opts::strict_hash_verification(false);
        });
        Self {
            git,
            links: RefCell::default(),
            trees: RefCell::default(),
            files: RefCell::default(),
            texts: RefCell::default(),
            shared: Arc::default(),
            others: Mutex::default(),
            named: false,
            told: OnceCell::new(),
            also: RefCell::default(),
        }
    }

    /// The root of the working tree; an error in a bare repository.
    pub fn workdir(&self) -> Result<&Path, StoreError> {
        self.git
            .workdir()
            .ok_or_else(|| StoreError::Bare(self.git_dir().to_owned()))
    }

    /// Whether it has no working tree.
    pub fn is_bare(&self) -> bool {
        self.git.is_bare()
    }

    /// Whether history is cut off, so that objects may be missing.
    pub fn is_shallow(&self) -> bool {
        self.git.is_shallow()
    }

    /// The git folder: of this working tree, where it is a linked one.
    pub fn git_dir(&self) -> &Path {
        self.git.path()
    }

    /// The git folder that all working trees share.
    pub fn common_dir(&self) -> &Path {
        self.git.commondir()
    }

    /// Lets objects be found in another objects folder too. A server's
    /// pre-receive hook needs it for what is being pushed
    /// (`GIT_QUARANTINE_PATH`).
    pub fn add_objects(&self, dir: &Path) -> Result<(), StoreError> {
        let text = dir.to_str().ok_or_else(|| {
            StoreError::BadPath(dir.display().to_string(), "it is not UTF-8".into())
        })?;
        self.git
            .odb()
            .and_then(|odb| odb.add_disk_alternate(text))
            .map_err(|error| StoreError::git("read more objects", &error))?;
        self.also.borrow_mut().push(dir.to_owned());
        // Those that are open already do not know of it.
        self.others().clear();
        Ok(())
    }

    pub(super) fn others(&self) -> std::sync::MutexGuard<'_, Vec<Self>> {
        self.others.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What is checked out.
    pub fn head(&self) -> Result<Head, StoreError> {
        let failed = |error: git2::Error| StoreError::git("read the head", &error);
        let head = self.git.find_reference("HEAD").map_err(failed)?;
        if let Some(target) = symbolic_target(&head) {
            let branch = target.strip_prefix("refs/heads/").unwrap_or(&target);
            return Ok(Head {
                commit: self.ref_tip(&target)?,
                branch: Some(branch.to_owned()),
            });
        }
        Ok(Head {
            branch: None,
            commit: head.target().map(CommitId::from_oid),
        })
    }

    /// The commit that is checked out; an error before the first one.
    pub fn head_commit(&self) -> Result<CommitId, StoreError> {
        let head = self.head()?;
        head.commit
            .ok_or_else(|| StoreError::UnbornBranch(head.branch.unwrap_or_default()))
    }

    /// The commit that a local branch is at; `None` where there is no such
    /// branch, or no commit on it yet.
    pub fn branch_tip(&self, branch: &str) -> Result<Option<CommitId>, StoreError> {
        self.ref_tip(&format!("refs/heads/{branch}"))
    }

    /// The commit that a ref (`refs/…`, in full) is at.
    pub fn ref_tip(&self, name: &str) -> Result<Option<CommitId>, StoreError> {
        match self.git.find_reference(name) {
            Ok(found) => match found.peel(git2::ObjectType::Commit) {
                Ok(commit) => Ok(Some(CommitId::from_oid(commit.id()))),
                Err(_) => Err(self.missing(found.target().map(|id| id.to_string()))),
            },
            Err(error) if error.code() == git2::ErrorCode::NotFound => Ok(None),
            Err(error) if error.code() == git2::ErrorCode::InvalidSpec => {
                Err(StoreError::NoBranch(name.to_owned()))
            }
            Err(error) => Err(StoreError::git("read a ref", &error)),
        }
    }

    /// The commit that a person means: a branch, a tag, an id or its
    /// beginning, `HEAD~2`, and all else that git's revisions allow.
    pub fn resolve(&self, rev: &str) -> Result<CommitId, StoreError> {
        let unknown = || StoreError::UnknownRevision(rev.to_owned());
        if rev.is_empty() || rev.contains('\0') {
            return Err(unknown());
        }
        let object = self.git.revparse_single(rev).map_err(|error| {
            match (rev.parse::<CommitId>(), rev == "HEAD") {
                // A full id that is not here may only need to be fetched.
                (Ok(id), _) if self.is_shallow() => self.missing(Some(id.hex())),
                (_, true) if error.code() == git2::ErrorCode::NotFound => {
                    self.head_commit().err().unwrap_or_else(unknown)
                }
                _ => unknown(),
            }
        })?;
        let commit = object
            .peel(git2::ObjectType::Commit)
            .map_err(|_| unknown())?;
        Ok(CommitId::from_oid(commit.id()))
    }

    pub(super) fn missing(&self, id: Option<String>) -> StoreError {
        StoreError::MissingObject {
            id: id.unwrap_or_default(),
            shallow: self.is_shallow(),
        }
    }

    /// Where the index of this working tree is.
    pub(super) fn index_path(&self) -> PathBuf {
        self.git_dir().join("index")
    }
}

fn symbolic_target(reference: &git2::Reference<'_>) -> Option<String> {
    reference
        .symbolic_target_bytes()
        .map(|bytes| String::from_utf8_lossy(bytes).into_owned())
}

impl std::fmt::Debug for Repo {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Repo").field(&self.git_dir()).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::testing::{Scratch, git_in};

    #[test]
    fn no_repository_says_how_to_make_one() {
        let dir = tempfile::tempdir().unwrap();
        let error = Repo::open(dir.path()).unwrap_err();
        assert!(error.to_string().contains("`polity init`"), "{error}");
    }

    #[test]
    fn other_kinds_of_repository_are_refused_with_the_reason() {
        let dir = tempfile::tempdir().unwrap();
        let reftable = ["init", "--quiet", "--ref-format=reftable", "."];
        git_in(dir.path(), &reftable);
        for error in [Repo::open(dir.path()), Repo::discover(dir.path())] {
            let error = error.unwrap_err().to_string();
            assert!(error.contains("git refs migrate"), "{error}");
        }
    }

    #[test]
    fn heads_are_unborn_attached_or_detached() {
        let scratch = Scratch::new();
        let repo = &scratch.repo;
        let unborn = repo.head().unwrap();
        assert_eq!(
            (unborn.branch.as_deref(), unborn.commit),
            (Some("main"), None)
        );
        let error = repo.resolve("HEAD").unwrap_err().to_string();
        assert!(error.contains("`main` has no commit yet"), "{error}");

        let first = scratch.commit_all(1, "First");
        let second = scratch.commit_all(2, "Second");
        scratch.git(&["pack-refs", "--all"]);
        assert_eq!(repo.branch_tip("main").unwrap(), Some(second));
        assert_eq!(repo.branch_tip("absent").unwrap(), None);
        assert_eq!(repo.resolve("main~1").unwrap(), first);
        assert_eq!(repo.resolve(&second.short()).unwrap(), second);
        assert!(matches!(
            repo.resolve("nowhere"),
            Err(StoreError::UnknownRevision(_))
        ));

        scratch.git(&["checkout", "--quiet", "--detach", &first.hex()]);
        let head = repo.head().unwrap();
        assert_eq!((head.branch, head.commit), (None, Some(first)));
    }

    #[test]
    fn linked_and_bare_repositories_are_read() {
        let scratch = Scratch::new();
        scratch.write("governance/a", "1");
        let commit = scratch.commit_all(1, "First");
        let other = tempfile::tempdir().unwrap();
        let linked = other.path().join("linked");
        scratch.git(&[
            "worktree",
            "add",
            "--quiet",
            "-b",
            "side",
            linked.to_str().unwrap(),
        ]);
        let repo = Repo::discover(&linked.join("governance")).unwrap();
        assert_eq!(repo.head().unwrap().branch.as_deref(), Some("side"));
        assert_ne!(repo.git_dir(), repo.common_dir());
        assert_eq!(
            repo.file_at(commit, "governance/a").unwrap(),
            Some(b"1".to_vec())
        );

        let bare = other.path().join("bare");
        scratch.git(&["clone", "--quiet", "--bare", ".", bare.to_str().unwrap()]);
        let repo = Repo::open(&bare).unwrap();
        assert!(repo.is_bare());
        assert!(matches!(repo.workdir(), Err(StoreError::Bare(_))));
        assert_eq!(
            repo.file_at(commit, "governance/a").unwrap(),
            Some(b"1".to_vec())
        );
    }
}
