//! Which commits of a branch this clone had, and when: what git's own reflogs
//! say, and what was noted beside them.
//!
//! Reflogs forget after some months, and a bare repository usually has none;
//! so what matters is noted too. It is this machine's word to its owner, by
//! this machine's clock, and proves nothing to anybody else.

use std::collections::BTreeSet;
use std::io::{Seek, SeekFrom, Write};

use super::{CommitId, Repo, StoreError};
use crate::base::Instant;

/// The page of the notebook.
const PAGE: &str = "sights";

/// A page longer than this loses the older half: some ten thousand commits.
const MOST_BYTES: u64 = 1 << 20;

/// That this clone had a commit at an instant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Sight {
    /// When.
    pub at: Instant,
    /// Which.
    pub commit: CommitId,
}

impl Repo {
    /// When this clone had which tip of a branch, its own or a remote's,
    /// oldest first.
    ///
    /// # Errors
    ///
    /// Where the notebook or the list of remotes cannot be read. A reflog that
    /// cannot be read is as one that is not there.
    pub fn sights(&self, branch: &str) -> Result<Vec<Sight>, StoreError> {
        let mut found = BTreeSet::new();
        let page = self.recall(PAGE)?.unwrap_or_default();
        let page = String::from_utf8_lossy(&page);
        found.extend(page.lines().filter_map(|line| {
            let (at, rest) = line.split_once(' ')?;
            let (commit, noted) = rest.split_once(' ')?;
            let (at, commit) = (at.parse().ok()?, commit.parse().ok()?);
            (noted == branch).then_some(Sight { at, commit })
        }));
        let mut refs = vec![format!("refs/heads/{branch}")];
        let remotes = self.remotes()?.into_iter();
        refs.extend(remotes.map(|remote| format!("refs/remotes/{remote}/{branch}")));
        for name in refs {
            let Ok(log) = self.git.reflog(&name) else {
                continue;
            };
            found.extend(log.iter().filter_map(|entry| {
                Some(Sight {
                    at: Instant::from_unix(entry.committer().when().seconds())?,
                    commit: CommitId::from_oid(entry.id_new()),
                })
            }));
        }
        Ok(found.into_iter().collect())
    }

    /// Notes that this clone has a tip of a branch. What cannot be noted is
    /// only not remembered: nothing rests on it, so it is not synced to the
    /// disk either.
    pub fn note_sight(&self, branch: &str, sight: Sight) {
        let _ = self.append_sight(branch, sight);
    }

    fn append_sight(&self, branch: &str, sight: Sight) -> std::io::Result<()> {
        let Ok(path) = self.page(PAGE) else {
            return Ok(());
        };
        let line = format!("{} {} {branch}\n", sight.at, sight.commit);
        let noted = std::fs::read(&path).unwrap_or_default();
        if noted
            .split_inclusive(|byte| *byte == b'\n')
            .any(|it| it == line.as_bytes())
        {
            return Ok(());
        }
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder)?;
        }
        let mut open = std::fs::OpenOptions::new();
        let mut page = open.create(true).append(true).open(&path)?;
        page.write_all(line.as_bytes())?;
        if page.seek(SeekFrom::End(0))? > MOST_BYTES {
            let all = std::fs::read(&path)?;
            let _ = self.remember(PAGE, newer_half(&all));
        }
        Ok(())
    }
}

/// The newer half of a page, from the beginning of a line.
fn newer_half(page: &[u8]) -> &[u8] {
    let (_, newer) = page.split_at(page.len() / 2);
    let begins = newer.iter().position(|byte| *byte == b'\n');
    let newer = begins.and_then(|at| newer.get(at + 1..));
    newer.unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::testing::Scratch;

    #[test]
    fn reflogs_and_notes_are_read_together() {
        let scratch = Scratch::new();
        scratch.git(&["commit", "--quiet", "--allow-empty", "-m", "first"]);
        let first = scratch.repo.head_commit().unwrap();
        let repo = &scratch.repo;
        let logged = repo.sights("main").unwrap();
        assert_eq!(
            logged.iter().map(|it| it.commit).collect::<Vec<_>>(),
            [first]
        );
        let at = "2020-02-01T12:00:00Z".parse().unwrap();
        repo.note_sight("main", Sight { at, commit: first });
        repo.note_sight("other", Sight { at, commit: first });
        assert!(
            repo.sights("main")
                .unwrap()
                .contains(&Sight { at, commit: first })
        );
        assert_eq!(repo.sights("main").unwrap().len(), 2);
        assert_eq!(repo.sights("other").unwrap().len(), 1);
    }

    #[test]
    fn a_long_page_keeps_its_newer_half() {
        assert_eq!(newer_half(b"one\ntwo\nthree\nfour\n"), b"four\n");
        assert_eq!(newer_half(b""), b"");
    }
}
