//! Django's organisation and its proposals, carried in the program: the same
//! files that stand in `governance/` and `proposals/` at the root of its own
//! repository. Whoever tries it needs no network and no second download.

use std::collections::BTreeMap;

use include_dir::{Dir, include_dir};

use super::layout::{GOVERNANCE, PROPOSALS};
use crate::store::{FileEntry, Files};

static OF_GOVERNANCE: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/governance");
static OF_PROPOSALS: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/proposals");

/// The files of the example by their path in a workspace, with `/` between the
/// names: everything under `governance/` and `proposals/`.
pub fn files() -> BTreeMap<String, &'static [u8]> {
    let mut files = BTreeMap::new();
    for (root, folder) in [(GOVERNANCE, &OF_GOVERNANCE), (PROPOSALS, &OF_PROPOSALS)] {
        gather(root, folder, &mut files);
    }
    files
}

/// The same as a snapshot, for what reads workspaces.
pub fn snapshot() -> Files {
    let entry = |bytes: &[u8]| FileEntry {
        bytes: bytes.into(),
        blob: None,
    };
    let files = files().into_iter();
    Files {
        files: files.map(|(path, bytes)| (path, entry(bytes))).collect(),
        ..Files::default()
    }
}

fn gather(root: &str, folder: &'static Dir<'static>, files: &mut BTreeMap<String, &'static [u8]>) {
    for file in folder.files() {
        let names: Vec<_> = file.path().iter().map(|it| it.to_string_lossy()).collect();
        let path = format!("{root}/{}", names.join("/"));
        files.insert(path, file.contents());
    }
    for inner in folder.dirs() {
        gather(root, inner, files);
    }
}

#[cfg(test)]
mod tests {
    use super::files;

    #[test]
    fn it_is_the_workspace_at_the_root() {
        let files = files();
        let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
        for (path, bytes) in &files {
            assert_eq!(std::fs::read(root.join(path)).unwrap(), *bytes, "{path}");
        }
        for path in [
            "governance/organisation.yaml",
            "governance/teams/core.yaml",
            "proposals/0010-new-governance/proposal.yaml",
        ] {
            assert!(files.contains_key(path), "{path}");
        }
    }
}
