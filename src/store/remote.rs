//! Other repositories, through the user's own git program: it knows their
//! keys, helpers and proxies. Prompts are left to it.

use std::collections::BTreeSet;
use std::time::Duration;

use super::program::{failed, foreign};
use super::{CommitId, Repo, StoreError};

/// How a push went.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Pushed {
    /// The other side has it.
    Done,
    /// Somebody was there first: fetch, put the work on top, try again.
    Behind,
    /// The other side refuses it, as a hook or a protected branch does: what it
    /// said, with control characters escaped.
    Refused(String),
}

/// Settings for every command that talks to another repository. What comes in
/// is checked object by object, and no clean-up is begun beside it, which would
/// hold git's locks.
const SETTINGS: [&str; 6] = [
    "-c",
    "fetch.fsckObjects=true",
    "-c",
    "gc.auto=0",
    "-c",
    "maintenance.auto=false",
];

/// What git says where one branch of the other side does not follow what was
/// fetched of it before.
const NOT_FOLLOWING: [&str; 2] = ["(non-fast-forward)", "[rejected]"];

impl Repo {
    /// The remotes that are set up, in the order of their names.
    pub fn remotes(&self) -> Result<Vec<String>, StoreError> {
        let names = self
            .git
            .remotes()
            .map_err(|error| StoreError::git("list the remotes", &error))?;
        let names: BTreeSet<String> = names
            .iter()
            .flatten()
            .flatten()
            .map(str::to_owned)
            .collect();
        Ok(names.into_iter().collect())
    }

    /// Fetches one branch of a remote and gives its tip; `None` where the
    /// remote has no such branch. Also moves `refs/remotes/REMOTE/BRANCH`,
    /// where `remote` is a name.
    ///
    /// A branch that does not follow what was fetched of it before is
    /// [`StoreError::Rewritten`], and nothing moves.
    pub fn fetch(
        &self,
        remote: &str,
        branch: &str,
        limit: Option<Duration>,
    ) -> Result<Option<CommitId>, StoreError> {
        let to = format!("refs/remotes/{remote}/{branch}");
        // Without a plus, and without the refs that the settings name, which
        // have one: a line that was rewritten must be seen, not taken over.
        let refspec = format!("refs/heads/{branch}:{to}");
        let fetch = [
            "fetch",
            "--no-tags",
            "--refmap=",
            "--no-write-fetch-head",
            "--no-recurse-submodules",
            "--",
            remote,
            &refspec,
        ];
        let args = [SETTINGS.as_slice(), &fetch].concat();
        let ran = self.run_git(&args, limit)?;
        if ran.status.success() {
            return self.ref_tip(&to);
        }
        let said = String::from_utf8_lossy(&ran.stderr);
        if said.contains("find remote ref") {
            return Ok(None);
        }
        if NOT_FOLLOWING.iter().any(|text| said.contains(text)) {
            return Err(StoreError::Rewritten {
                remote: remote.to_owned(),
                branch: branch.to_owned(),
                seen: self.ref_tip(&to)?,
            });
        }
        Err(failed(&args, &ran))
    }

    /// Fetches what people offer for merging at a remote: the heads of pull
    /// requests and merge requests, as the usual servers publish them. They
    /// come to `refs/polity/offered/REMOTE/`, whose refs are given.
    pub fn fetch_offered(
        &self,
        remote: &str,
        limit: Option<Duration>,
    ) -> Result<Vec<(String, CommitId)>, StoreError> {
        let to = format!("refs/polity/offered/{remote}");
        let pulls = format!("+refs/pull/*/head:{to}/pull/*");
        let merges = format!("+refs/merge-requests/*/head:{to}/merge-request/*");
        let fetch = [
            "fetch",
            "--quiet",
            "--no-tags",
            "--refmap=",
            "--prune",
            "--no-write-fetch-head",
            "--no-recurse-submodules",
            "--",
            remote,
            &pulls,
            &merges,
        ];
        let args = [SETTINGS.as_slice(), &fetch].concat();
        let ran = self.run_git(&args, limit)?;
        if !ran.status.success() {
            return Err(failed(&args, &ran));
        }
        self.refs_under(&to)
    }

    /// The refs under a prefix with the commits that they are at.
    pub fn refs_under(&self, prefix: &str) -> Result<Vec<(String, CommitId)>, StoreError> {
        let told = |error| StoreError::git("list the refs", &error);
        let mut refs = Vec::new();
        let found = self.git.references_glob(&format!("{prefix}/*"));
        for found in found.map_err(told)? {
            let found = found.map_err(told)?;
            let name = String::from_utf8_lossy(found.name_bytes()).into_owned();
            if let Ok(commit) = found.peel(git2::ObjectType::Commit) {
                refs.push((name, CommitId::from_oid(commit.id())));
            }
        }
        refs.sort();
        Ok(refs)
    }

    /// Pushes a commit to a branch of a remote, never by force.
    pub fn push(
        &self,
        remote: &str,
        commit: CommitId,
        branch: &str,
        limit: Option<Duration>,
    ) -> Result<Pushed, StoreError> {
        let refspec = format!("{commit}:refs/heads/{branch}");
        let push = [
            "push",
            "--porcelain",
            "--no-recurse-submodules",
            "--",
            remote,
            &refspec,
        ];
        let args = [SETTINGS.as_slice(), &push].concat();
        let ran = self.run_git(&args, limit)?;
        if ran.status.success() {
            return Ok(Pushed::Done);
        }
        // `!<tab>from:to<tab>[rejected] (fetch first)` and the like, in
        // English because the language is set.
        let told = String::from_utf8_lossy(&ran.stdout);
        let Some(line) = told.lines().find(|line| line.starts_with('!')) else {
            return Err(failed(&args, &ran));
        };
        let why = line.rsplit('\t').next().unwrap_or_default();
        let behind = [
            "fetch first",
            "non-fast-forward",
            "cannot lock ref",
            "failed to update ref",
            "failed to lock",
            "incorrect old value",
            "reference already exists",
        ];
        if behind.iter().any(|text| why.contains(text)) {
            return Ok(Pushed::Behind);
        }
        // A hook's own words come on the standard error.
        let said = String::from_utf8_lossy(&ran.stderr);
        let words: Vec<_> = said
            .lines()
            .filter_map(|l| l.strip_prefix("remote: "))
            .map(str::trim_end)
            .collect();
        let why = [&[why], words.as_slice()].concat().join("\n");
        Ok(Pushed::Refused(foreign(&why)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::testing::{Scratch, git_in};

    #[test]
    fn a_branch_is_fetched_and_pushed_or_behind() {
        let (one, two) = (Scratch::new(), Scratch::new());
        let hub = tempfile::tempdir().unwrap();
        git_in(hub.path(), &["init", "--quiet", "--bare", "."]);
        for clone in [&one, &two] {
            clone.git(&["remote", "add", "origin", hub.path().to_str().unwrap()]);
        }
        assert_eq!(one.repo.fetch("origin", "main", None).unwrap(), None);
        let first = one.commit_all(1, "First");
        assert_eq!(
            one.repo.push("origin", first, "main", None).unwrap(),
            Pushed::Done
        );
        assert_eq!(two.repo.fetch("origin", "main", None).unwrap(), Some(first));
        let other = two.commit_all(2, "Another root");
        assert_eq!(
            two.repo.push("origin", other, "main", None).unwrap(),
            Pushed::Behind
        );
        let error = two
            .repo
            .fetch("nowhere", "main", None)
            .unwrap_err()
            .to_string();
        assert!(error.contains("`git fetch` failed"), "{error}");
        assert!(two.repo.push("nowhere", other, "main", None).is_err());
    }

    #[cfg(unix)]
    #[test]
    fn a_hook_that_refuses_is_heard() {
        use std::os::unix::fs::PermissionsExt;
        let one = Scratch::new();
        let hub = tempfile::tempdir().unwrap();
        git_in(hub.path(), &["init", "--quiet", "--bare", "."]);
        let hook = hub.path().join("hooks/pre-receive");
        std::fs::create_dir_all(hook.parent().unwrap()).unwrap();
        std::fs::write(&hook, "#!/bin/sh\necho no cover >&2\nexit 1\n").unwrap();
        std::fs::set_permissions(&hook, std::fs::Permissions::from_mode(0o755)).unwrap();
        let first = one.commit_all(1, "First");
        let pushed = one
            .repo
            .push(hub.path().to_str().unwrap(), first, "main", None)
            .unwrap();
        let Pushed::Refused(why) = pushed else {
            panic!("{pushed:?}");
        };
        assert!(why.contains("no cover"), "{why}");
    }
}
