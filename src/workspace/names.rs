//! What people, teams and areas are called, read without the rest of their
//! files.

use std::collections::BTreeMap;
use std::path::Path;

use super::layout::{GOVERNANCE, Holds, holds};
use crate::base::{EntityId, Subject};
use crate::format::{Names, NodeKind, gate};
use crate::store::{Files, Repo, Selection, StoreError, Want, files_in};

/// The names in the working tree; in a bare repository those of the commit
/// that is checked out. `root` is where there is no git.
///
/// # Errors
///
/// Where the folder or the objects cannot be read.
pub fn names(repo: Option<&Repo>, root: &Path) -> Result<Names, StoreError> {
    let wanted = Selection::only(&[GOVERNANCE], &named);
    let files = match repo {
        Some(repo) if repo.is_bare() => repo.files_at(repo.head_commit()?, &wanted)?,
        Some(repo) => files_in(repo.workdir()?, &wanted)?,
        None => files_in(root, &wanted)?,
    };
    Ok(Names::new(of(&files)))
}

/// The folders whose files are named elsewhere.
fn named(path: &str, is_folder: bool) -> Want {
    const FOLDERS: [&str; 3] = ["people", "teams", "areas"];
    let inside = path.strip_prefix("governance/").unwrap_or_default();
    let folder = inside.split('/').next().unwrap_or_default();
    match is_folder && path == GOVERNANCE || FOLDERS.contains(&folder) {
        true => Want::Read,
        false => Want::Skip,
    }
}

fn of(files: &Files) -> BTreeMap<EntityId, String> {
    let one = |(path, file): (&String, &crate::store::FileEntry)| match holds(path) {
        Holds::Entity(id) => Some((id, name(&file.bytes)?)),
        _ => None,
    };
    files.files.iter().filter_map(one).collect()
}

/// The value of the line `name: …`, which is read alone: a file that is broken
/// elsewhere has a name all the same, and hundreds are read in no time.
fn name(bytes: &[u8]) -> Option<String> {
    let text = std::str::from_utf8(bytes).ok()?;
    let line = text.lines().find(|line| line.starts_with("name:"))?;
    let document = gate(&Subject::Workspace, format!("{line}\n").as_bytes()).ok()?;
    match &document.root.get("name")?.kind {
        NodeKind::Scalar { text, .. } if !text.is_empty() => Some(text.to_string()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_read_from_its_line() {
        assert_eq!(
            name(b"# x\nname: \"A: b\" # c\nkind: [").as_deref(),
            Some("A: b")
        );
        assert_eq!(name(b"name:\n  - a\n"), None);
        assert_eq!(name(b"title: a\n"), None);
    }
}
