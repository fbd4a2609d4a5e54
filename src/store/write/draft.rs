//! Files written to the working tree and not committed: drafts.

use std::collections::BTreeMap;
use std::path::Path;

use super::super::StoreError;
use super::batch::{Batch, Wanted};
use super::trees::check_path;

/// Writes files under a workspace's root, or removes them (`None`), all or
/// none: each is written and flushed beside its place and then renamed, and if
/// one cannot be, the others go back. Links are never followed. No commit is
/// made, and git is not needed. It overwrites: whether a file may be is for the
/// caller to ask.
///
/// A process that is killed between two renames leaves some files new and some
/// old, each of them whole.
pub fn write_worktree(
    root: &Path,
    changes: &BTreeMap<String, Option<Vec<u8>>>,
) -> Result<(), StoreError> {
    let mut files = Vec::new();
    for (path, bytes) in changes {
        check_path(path)?;
        files.push(Wanted {
            path,
            bytes: bytes.clone(),
            executable: false,
        });
    }
    let mut batch = Batch::stage(root, files, ".polity-", true)?;
    batch.publish()?;
    batch.keep();
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    fn changes(of: &[(&str, Option<&str>)]) -> BTreeMap<String, Option<Vec<u8>>> {
        of.iter()
            .map(|(path, text)| ((*path).to_owned(), text.map(|t| t.as_bytes().to_vec())))
            .collect()
    }

    fn names(dir: &Path) -> Vec<String> {
        let mut names: Vec<_> = fs::read_dir(dir)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    }

    #[test]
    fn writes_replaces_and_removes() {
        let dir = tempfile::tempdir().unwrap();
        write_worktree(
            dir.path(),
            &changes(&[("a/b/c", Some("1")), ("d", Some("2"))]),
        )
        .unwrap();
        assert_eq!(fs::read(dir.path().join("a/b/c")).unwrap(), b"1");
        write_worktree(dir.path(), &changes(&[("a/b/c", None), ("d", Some("3"))])).unwrap();
        assert_eq!(fs::read(dir.path().join("d")).unwrap(), b"3");
        assert_eq!(names(dir.path()), ["d"]);
    }

    #[test]
    fn a_failure_leaves_everything_as_it_was() {
        let dir = tempfile::tempdir().unwrap();
        fs::write(dir.path().join("a"), "old").unwrap();
        fs::create_dir_all(dir.path().join("z/inner")).unwrap();
        let failed = write_worktree(
            dir.path(),
            &changes(&[("a", Some("new")), ("m/n", Some("new")), ("z", Some("new"))]),
        );
        assert!(matches!(failed, Err(StoreError::BadPath(..))));
        assert_eq!(fs::read(dir.path().join("a")).unwrap(), b"old");
        assert_eq!(names(dir.path()), ["a", "z"]);
    }

    #[test]
    fn a_batch_goes_back_after_a_file_that_cannot_be_put_in_place() {
        let dir = tempfile::tempdir().unwrap();
        fs::write(dir.path().join("a"), "old").unwrap();
        let wanted = |path| Wanted {
            path,
            bytes: Some(b"new".to_vec()),
            executable: false,
        };
        let files = ["a", "b/c", "z"].map(wanted).into();
        let mut batch = Batch::stage(dir.path(), files, ".polity-", false).unwrap();
        // After it was staged, something else takes the place.
        fs::create_dir_all(dir.path().join("z/inner")).unwrap();
        assert!(batch.publish().is_err());
        drop(batch);
        assert_eq!(fs::read(dir.path().join("a")).unwrap(), b"old");
        assert_eq!(names(dir.path()), ["a", "z"]);
    }

    #[cfg(unix)]
    #[test]
    fn a_link_is_never_followed() {
        let outside = tempfile::tempdir().unwrap();
        let dir = tempfile::tempdir().unwrap();
        std::os::unix::fs::symlink(outside.path(), dir.path().join("governance")).unwrap();
        for path in [
            "governance/x",
            "governance",
            "../x",
            "a/../x",
            ".git/config",
            "",
        ] {
            assert!(write_worktree(dir.path(), &changes(&[(path, Some("1"))])).is_err());
        }
        assert_eq!(names(outside.path()), Vec::<String>::new());
    }
}
