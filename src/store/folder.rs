//! The files of a plain folder on disk, read with the same care as a commit:
//! no links are followed, and no more is read than the limits allow.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fs::{self, File};
use std::io::{ErrorKind, Read};
use std::path::Path;

use super::snapshot::Gathering;
use super::tree::{good_name, join};
use super::{FileEntry, Files, Selection, StoreError, TreeFlaw, Unread, Want};

/// The files under some folders of a workspace's root, with or without git. A
/// folder that is not there gives nothing. Links, sockets, strange names and
/// files that cannot be read come as problems beside the files; only a root
/// that cannot be read is an error.
pub fn files_in(root: &Path, wanted: &Selection) -> Result<Files, StoreError> {
    let mut gathering = Gathering::new(&wanted.limits);
    // Listed rather than opened by name: a file system that ignores case
    // would open `Governance` for `governance`.
    let names = list(root).map_err(|error| StoreError::io("read", root, error))?;
    let mut walk = Walk {
        wanted,
        gathering: &mut gathering,
    };
    for name in &names {
        let Some(name) = name.to_str() else { continue };
        if wanted.folders.contains(&name) {
            walk.entry(&root.join(name), name.to_owned(), 1);
        } else if let Some(folder) = wanted
            .folders
            .iter()
            .find(|folder| folder.eq_ignore_ascii_case(name))
        {
            let with = (*folder).to_owned();
            walk.gathering
                .problem(name, TreeFlaw::CaseCollision { with });
        }
    }
    Ok(gathering.done())
}

struct Walk<'a, 'w> {
    wanted: &'a Selection<'w>,
    gathering: &'a mut Gathering,
}

impl Walk<'_, '_> {
    fn entry(&mut self, disk: &Path, path: String, depth: usize) {
        let kind = match fs::symlink_metadata(disk) {
            Ok(found) => found,
            // Gone since it was listed.
            Err(error) if error.kind() == ErrorKind::NotFound => return,
            Err(error) => return self.unreadable(&path, &error),
        };
        let want = (self.wanted.want)(&path, kind.is_dir());
        if want == Want::Skip {
            return;
        }
        if kind.is_symlink() {
            self.gathering.problem(&path, TreeFlaw::Link);
        } else if kind.is_dir() {
            if depth > self.wanted.limits.depth {
                self.gathering.problem(&path, TreeFlaw::TooMuch);
            } else {
                self.folder(disk, &path, depth);
            }
        } else if !kind.is_file() {
            self.gathering.problem(&path, TreeFlaw::NotAFile);
        } else {
            if executable(&kind) {
                self.gathering.problem(&path, TreeFlaw::Executable);
            }
            self.file(disk, path, kind.len(), want);
        }
    }

    fn folder(&mut self, disk: &Path, path: &str, depth: usize) {
        let names = match list(disk) {
            Ok(names) => names,
            Err(error) => return self.unreadable(path, &error),
        };
        if depth > 1 && names.iter().any(|name| name == ".git") {
            // Git would not look into it either.
            self.gathering.problem(path, TreeFlaw::Submodule);
            return;
        }
        let mut seen = BTreeMap::new();
        for name in names {
            let shown = name.to_string_lossy().into_owned();
            let inner = join(path, &shown);
            if let Some(other) = seen.insert(shown.to_lowercase(), inner.clone()) {
                let what = TreeFlaw::CaseCollision { with: other };
                self.gathering.problem(&inner, what);
            }
            if !good_name(shown.as_bytes()) {
                self.gathering.problem(&inner, TreeFlaw::BadName);
            }
            if name.to_str().is_some() {
                self.entry(&disk.join(&name), inner, depth + 1);
            }
        }
    }

    fn file(&mut self, disk: &Path, path: String, size: u64, want: Want) {
        if want == Want::List {
            if self.gathering.room(&path, 0) {
                let unread = Unread { blob: None };
                self.gathering.files.unread.insert(path, unread);
            }
            return;
        }
        let most = self.wanted.limits.most(want);
        if size > most {
            return self.gathering.problem(&path, TreeFlaw::TooLarge { size });
        }
        if !self.gathering.room(&path, size) {
            return;
        }
        match read_at_most(disk, most) {
            // It grew since its size was asked for.
            Ok(bytes) if bytes.len() as u64 > most => {
                let size = bytes.len() as u64;
                self.gathering.problem(&path, TreeFlaw::TooLarge { size });
            }
            Ok(bytes) => {
                let entry = FileEntry {
                    bytes: bytes.into(),
                    blob: None,
                };
                self.gathering.files.files.insert(path, entry);
            }
            Err(error) => self.unreadable(&path, &error),
        }
    }

    fn unreadable(&mut self, path: &str, error: &std::io::Error) {
        let why = error.to_string();
        self.gathering.problem(path, TreeFlaw::Unreadable { why });
    }
}

fn list(dir: &Path) -> std::io::Result<Vec<OsString>> {
    let mut names = fs::read_dir(dir)?
        .map(|entry| entry.map(|entry| entry.file_name()))
        .collect::<std::io::Result<Vec<_>>>()?;
    names.sort();
    Ok(names)
}

/// At most one byte more than `most`, so that the caller sees that there are
/// more.
fn read_at_most(path: &Path, most: u64) -> std::io::Result<Vec<u8>> {
    let most = most.saturating_add(1);
    let file = File::open(path)?;
    // Room for the whole file and one byte more: a small file then takes two
    // reads and not five, and there are thousands of small files.
    let room = file.metadata()?.len().saturating_add(1).min(most);
    let mut bytes = Vec::with_capacity(usize::try_from(room).unwrap_or(0));
    file.take(most).read_to_end(&mut bytes)?;
    Ok(bytes)
}

#[cfg(unix)]
fn executable(kind: &fs::Metadata) -> bool {
    use std::os::unix::fs::PermissionsExt;
    // Git looks at the owner's flag alone.
    kind.permissions().mode() & 0o100 != 0
}

#[cfg(not(unix))]
fn executable(_: &fs::Metadata) -> bool {
    false
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;
    use std::os::unix::ffi::OsStrExt;
    use std::os::unix::fs::{PermissionsExt, symlink};

    #[test]
    fn links_and_strange_things_are_named_and_not_followed() {
        let outside = tempfile::tempdir().unwrap();
        fs::write(outside.path().join("secret"), "secret").unwrap();
        let root = tempfile::tempdir().unwrap();
        let folder = root.path().join("governance");
        fs::create_dir_all(folder.join("nested/.git")).unwrap();
        fs::write(folder.join("nested/inner"), "x").unwrap();
        fs::write(folder.join("Same"), "1").unwrap();
        fs::write(folder.join("same"), "2").unwrap();
        fs::write(folder.join("run"), "3").unwrap();
        fs::set_permissions(folder.join("run"), fs::Permissions::from_mode(0o755)).unwrap();
        symlink(outside.path(), folder.join("away")).unwrap();
        symlink(outside.path().join("secret"), folder.join("file")).unwrap();
        let odd = std::ffi::OsStr::from_bytes(b"\xff");
        fs::write(folder.join(odd), "4").unwrap();
        std::os::unix::net::UnixListener::bind(folder.join("socket")).unwrap();

        let files = files_in(root.path(), &Selection::all(&["governance"])).unwrap();
        let said: Vec<_> = files
            .problems
            .iter()
            .map(|problem| (problem.path.as_str(), &problem.what))
            .collect();
        let with = "governance/Same".to_owned();
        assert_eq!(
            said,
            [
                ("governance/away", &TreeFlaw::Link),
                ("governance/file", &TreeFlaw::Link),
                ("governance/nested", &TreeFlaw::Submodule),
                ("governance/run", &TreeFlaw::Executable),
                ("governance/same", &TreeFlaw::CaseCollision { with }),
                ("governance/socket", &TreeFlaw::NotAFile),
                ("governance/\u{fffd}", &TreeFlaw::BadName),
            ]
        );
        let read: Vec<_> = files.files.keys().collect();
        assert_eq!(
            read,
            ["governance/Same", "governance/run", "governance/same"]
        );
    }

    #[test]
    fn a_root_that_is_a_link_is_named() {
        let outside = tempfile::tempdir().unwrap();
        let root = tempfile::tempdir().unwrap();
        symlink(outside.path(), root.path().join("governance")).unwrap();
        let files = files_in(root.path(), &Selection::all(&["governance"])).unwrap();
        assert_eq!(files.problems[0].what, TreeFlaw::Link);
        assert!(files_in(&root.path().join("absent"), &Selection::all(&[])).is_err());
    }
}
