//! Other repositories, through the user's own git program: it knows their
//! keys, helpers and proxies. Prompts are left to it.

use std::io::ErrorKind;
use std::process::{Command, Output, Stdio};

use super::{CommitId, Repo, StoreError};

/// How a push went.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Pushed {
    /// The other side has it.
    Done,
    /// Somebody was there first: fetch, put the work on top, try again.
    Behind,
    /// The other side refuses it, as a hook or a protected branch does.
    Refused(String),
}

impl Repo {
    /// Fetches one branch of a remote and gives its tip; `None` where the
    /// remote has no such branch. Also moves `refs/remotes/REMOTE/BRANCH`.
    pub fn fetch(&self, remote: &str, branch: &str) -> Result<Option<CommitId>, StoreError> {
        let to = format!("refs/remotes/{remote}/{branch}");
        let refspec = format!("+refs/heads/{branch}:{to}");
        match self.git_program(&["fetch", "--quiet", "--no-tags", "--", remote, &refspec]) {
            Ok(_) => self.ref_tip(&to),
            Err(StoreError::GitProgram { said, .. }) if said.contains("find remote ref") => {
                Ok(None)
            }
            Err(error) => Err(error),
        }
    }

    /// Pushes a commit to a branch of a remote, never by force.
    pub fn push(&self, remote: &str, commit: CommitId, branch: &str) -> Result<Pushed, StoreError> {
        let refspec = format!("{commit}:refs/heads/{branch}");
        let args = ["push", "--porcelain", "--", remote, &refspec];
        let output = self.run_git(&args)?;
        if output.status.success() {
            return Ok(Pushed::Done);
        }
        // `!<tab>from:to<tab>[rejected] (fetch first)` and the like, in
        // English because the language is set below.
        let told = String::from_utf8_lossy(&output.stdout);
        let Some(line) = told.lines().find(|line| line.starts_with('!')) else {
            return Err(failed(&args, &output));
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
        let said = String::from_utf8_lossy(&output.stderr);
        let words: Vec<_> = said
            .lines()
            .filter_map(|l| l.strip_prefix("remote: "))
            .collect();
        let why = [&[why], words.as_slice()].concat().join("\n");
        Ok(Pushed::Refused(why))
    }

    /// Runs the git program in this repository and gives what it prints to its
    /// standard output. Failing is [`StoreError::GitProgram`] with the end of
    /// what it said.
    pub fn git_program(&self, args: &[&str]) -> Result<Vec<u8>, StoreError> {
        let output = self.run_git(args)?;
        if output.status.success() {
            Ok(output.stdout)
        } else {
            Err(failed(args, &output))
        }
    }

    fn run_git(&self, args: &[&str]) -> Result<Output, StoreError> {
        let mut command = Command::new("git");
        command
            .arg("-C")
            .arg(self.git.workdir().unwrap_or_else(|| self.git_dir()));
        if self.named {
            command.arg("--git-dir").arg(self.git_dir());
            if let Some(tree) = self.git.workdir() {
                command.arg("--work-tree").arg(tree);
            }
        }
        command
            .args(args)
            // Inside a hook these point elsewhere, or relatively.
            .env_remove("GIT_DIR")
            .env_remove("GIT_WORK_TREE")
            .env_remove("GIT_INDEX_FILE")
            .env_remove("GIT_PREFIX")
            .env("LC_ALL", "C")
            .stdin(Stdio::inherit());
        command.output().map_err(|error| match error.kind() {
            ErrorKind::NotFound => StoreError::NoGitProgram,
            _ => StoreError::io("run", std::path::Path::new("git"), error),
        })
    }
}

fn failed(args: &[&str], output: &Output) -> StoreError {
    let said = String::from_utf8_lossy(&output.stderr);
    let lines: Vec<_> = said.trim().lines().collect();
    let last = lines
        .get(lines.len().saturating_sub(5)..)
        .unwrap_or_default();
    StoreError::GitProgram {
        command: args.first().copied().unwrap_or_default().to_owned(),
        said: if last.is_empty() {
            output.status.to_string()
        } else {
            last.join("\n")
        },
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
        assert_eq!(one.repo.fetch("origin", "main").unwrap(), None);
        let first = one.commit_all(1, "First");
        assert_eq!(
            one.repo.push("origin", first, "main").unwrap(),
            Pushed::Done
        );
        assert_eq!(two.repo.fetch("origin", "main").unwrap(), Some(first));
        let other = two.commit_all(2, "Another root");
        assert_eq!(
            two.repo.push("origin", other, "main").unwrap(),
            Pushed::Behind
        );
        let error = two.repo.fetch("nowhere", "main").unwrap_err().to_string();
        assert!(error.contains("`git fetch` failed"), "{error}");
        assert!(two.repo.push("nowhere", other, "main").is_err());
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
            .push(hub.path().to_str().unwrap(), first, "main")
            .unwrap();
        let Pushed::Refused(why) = pushed else {
            panic!("{pushed:?}");
        };
        assert!(why.contains("no cover"), "{why}");
    }
}
