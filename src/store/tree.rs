//! A tree as git stores it: its entries, and what is wrong with it.
//!
//! Two readers of git may see different files in a tree that is not sorted, or
//! that names one file twice; file systems may take two names for one. So a
//! tree is checked before anything in it is believed (the rules are those of
//! `git fsck`, and stricter: only plain files and folders, with plain names).

use std::fmt;

use super::id::RawId;
use super::{BlobId, CommitId, TreeId};

/// What stands under a name in a tree.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Entry {
    /// A plain file (mode 100644).
    File(BlobId),
    /// A file that may be run (mode 100755).
    Executable(BlobId),
    /// A symbolic link (mode 120000).
    Link(BlobId),
    /// Another repository's commit (mode 160000).
    Submodule(CommitId),
    /// A folder (mode 40000).
    Folder(TreeId),
    /// A mode that git does not write.
    Odd(BlobId),
}

impl Entry {
    /// The bytes of a file, plain or executable; `None` for anything else.
    pub fn file(self) -> Option<BlobId> {
        match self {
            Self::File(id) | Self::Executable(id) => Some(id),
            Self::Link(_) | Self::Submodule(_) | Self::Folder(_) | Self::Odd(_) => None,
        }
    }

    /// The folder, if it is one.
    pub fn folder(self) -> Option<TreeId> {
        match self {
            Self::Folder(id) => Some(id),
            _ => None,
        }
    }

    /// What makes it unfit for a workspace.
    pub(super) fn flaw(self) -> Option<TreeFlaw> {
        match self {
            Self::File(_) | Self::Folder(_) => None,
            Self::Executable(_) => Some(TreeFlaw::Executable),
            Self::Link(_) => Some(TreeFlaw::Link),
            Self::Submodule(_) => Some(TreeFlaw::Submodule),
            Self::Odd(_) => Some(TreeFlaw::OddMode),
        }
    }
}

/// One thing that is wrong with a tree, or with a folder on disk.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct TreeProblem {
    /// The file or folder, from the workspace's root; strange bytes are shown
    /// as the replacement character.
    pub path: String,
    /// What is wrong with it.
    pub what: TreeFlaw,
}

/// What can be wrong with an entry of a tree.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum TreeFlaw {
    /// The entry is not where git's order puts it.
    NotSorted,
    /// The name stands there twice.
    Duplicate,
    /// Two names that differ only in case.
    CaseCollision {
        /// The other one.
        with: String,
    },
    /// A symbolic link.
    Link,
    /// Another repository.
    Submodule,
    /// A file that may be run. It is read all the same.
    Executable,
    /// A mode that git does not write.
    OddMode,
    /// A name that not every system can hold, or that git keeps for itself.
    BadName,
    /// Neither a file nor a folder, such as a socket.
    NotAFile,
    /// A file of more bytes than are read.
    TooLarge {
        /// Its size in bytes.
        size: u64,
    },
    /// More files, bytes or levels than are read; what is beyond was left out.
    TooMuch,
    /// The tree's bytes end within an entry.
    Broken,
    /// The system did not let it be read.
    Unreadable {
        /// What the system said.
        why: String,
    },
}

impl TreeFlaw {
    /// Whether there is only too much of it, stored as it should be.
    pub fn is_of_size(&self) -> bool {
        matches!(self, Self::TooLarge { .. } | Self::TooMuch)
    }
}

impl fmt::Display for TreeProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let path = &self.path;
        match &self.what {
            TreeFlaw::NotSorted => write!(f, "`{path}` stands in the wrong order in its tree"),
            TreeFlaw::Duplicate => write!(f, "`{path}` stands twice in its tree"),
            TreeFlaw::CaseCollision { with } => {
                write!(f, "`{path}` and `{with}` differ only in case")
            }
            TreeFlaw::Link => write!(f, "`{path}` is a symbolic link, not a file"),
            TreeFlaw::Submodule => write!(f, "`{path}` is a submodule, not a folder"),
            TreeFlaw::Executable => write!(f, "`{path}` is marked as executable"),
            TreeFlaw::OddMode => write!(f, "`{path}` has a mode that git does not write"),
            TreeFlaw::BadName => write!(
                f,
                "`{path}` has a name with other than printable ASCII characters, or one that \
                 git or some system keeps for itself"
            ),
            TreeFlaw::NotAFile => write!(f, "`{path}` is neither a file nor a folder"),
            TreeFlaw::TooLarge { size } => write!(f, "`{path}` is too large ({size} bytes)"),
            TreeFlaw::TooMuch => write!(f, "`{path}` is beyond the number of files that are read"),
            TreeFlaw::Broken => write!(f, "the tree of `{path}` is broken"),
            TreeFlaw::Unreadable { why } => write!(f, "`{path}` cannot be read: {why}"),
        }
    }
}

/// One entry, borrowed from a tree's bytes.
#[derive(Debug, Clone, Copy)]
pub(super) struct Raw<'a> {
    pub(super) name: &'a [u8],
    pub(super) entry: Entry,
    /// All its bytes.
    pub(super) bytes: &'a [u8],
}

impl Raw<'_> {
    pub(super) fn shown(&self) -> String {
        String::from_utf8_lossy(self.name).into_owned()
    }
}

/// The first entry of a tree, as its bytes are, without its meaning.
#[derive(Debug, Clone, Copy)]
pub(super) struct Step<'a> {
    mode: &'a [u8],
    pub(super) name: &'a [u8],
    id: &'a [u8],
    /// Whether it is a folder.
    pub(super) folder: bool,
    /// How many bytes it has.
    pub(super) len: usize,
}

/// Where the first entry of a tree's bytes ends; `None` if they are broken.
/// `width` is how many bytes an id has.
pub(super) fn step(tree: &[u8], width: usize) -> Option<Step<'_>> {
    let space = tree.iter().take(8).position(|byte| *byte == b' ')?;
    let rest = tree.get(space + 1..)?;
    let nul = rest.iter().position(|byte| *byte == 0)?;
    let mode = tree.get(..space)?;
    Some(Step {
        mode,
        name: rest.get(..nul)?,
        id: rest.get(nul + 1..)?.get(..width)?,
        folder: mode == b"40000",
        len: space + 1 + nul + 1 + width,
    })
}

/// Takes the first entry off a tree's bytes; `None` if they are broken.
/// `width` is how many bytes an id has.
pub(super) fn take<'a>(tree: &mut &'a [u8], width: usize) -> Option<Raw<'a>> {
    let step = step(tree, width)?;
    let id = RawId::from_slice(step.id)?;
    let entry = match step.mode {
        b"100644" => Entry::File(BlobId(id)),
        b"40000" => Entry::Folder(TreeId(id)),
        b"100755" => Entry::Executable(BlobId(id)),
        b"120000" => Entry::Link(BlobId(id)),
        b"160000" => Entry::Submodule(CommitId(id)),
        _ => Entry::Odd(BlobId(id)),
    };
    let (bytes, rest) = tree.split_at_checked(step.len)?;
    *tree = rest;
    Some(Raw {
        name: step.name,
        entry,
        bytes,
    })
}

/// Where an entry stands in git's order: folders as if their name ended in a
/// slash.
pub(super) fn order(a: &Raw<'_>, b: &Raw<'_>) -> std::cmp::Ordering {
    let tail = |raw: &Raw<'_>| matches!(raw.entry, Entry::Folder(_)).then_some(b'/');
    let key = |raw: &Raw<'_>, n: usize| raw.name.get(n).copied().or(tail(raw));
    let common = a.name.len().min(b.name.len());
    // The shared length as one comparison of memory, the rest by hand.
    match a.name.get(..common).cmp(&b.name.get(..common)) {
        std::cmp::Ordering::Equal => key(a, common).cmp(&key(b, common)),
        other => other,
    }
}

/// The entries of a tree, and everything that is wrong with it. `path` is the
/// tree's own, empty at the root.
/// `width` is how many bytes an id has.
pub(super) fn checked<'a>(
    path: &str,
    mut tree: &'a [u8],
    width: usize,
) -> (Vec<Raw<'a>>, Vec<TreeProblem>) {
    let mut entries: Vec<Raw<'a>> = Vec::with_capacity(tree.len() / 48);
    let mut problems = Vec::new();
    let mut folding = false;
    while !tree.is_empty() {
        let Some(raw) = take(&mut tree, width) else {
            problems.push(TreeProblem {
                path: path.to_owned(),
                what: TreeFlaw::Broken,
            });
            break;
        };
        let mut report = |what| {
            problems.push(TreeProblem {
                path: join(path, &raw.shown()),
                what,
            });
        };
        if let Some(last) = entries.last() {
            match order(last, &raw) {
                _ if last.name == raw.name => report(TreeFlaw::Duplicate),
                std::cmp::Ordering::Less => {}
                _ => report(TreeFlaw::NotSorted),
            }
        }
        if !good_name(raw.name) {
            report(TreeFlaw::BadName);
        }
        folding |= raw.name.iter().any(may_fold);
        entries.push(raw);
    }
    // A file and a folder of one name need not be neighbours, so names are
    // compared over the whole tree, but only where one could be another's
    // double.
    problems.extend(doubles(path, &entries, folding));
    problems.sort();
    problems.dedup();
    (entries, problems)
}

/// Whether a letter could have another case.
pub(super) fn may_fold(byte: &u8) -> bool {
    !byte.is_ascii() || byte.is_ascii_uppercase()
}

fn doubles(path: &str, entries: &[Raw<'_>], folding: bool) -> Vec<TreeProblem> {
    let mut problems = Vec::new();
    if folding {
        let mut seen = std::collections::BTreeMap::new();
        for raw in entries {
            let name = raw.shown();
            if let Some(other) = seen.insert(name.to_lowercase(), name.clone()) {
                let what = if other == name {
                    TreeFlaw::Duplicate
                } else {
                    TreeFlaw::CaseCollision {
                        with: join(path, &other),
                    }
                };
                problems.push(TreeProblem {
                    path: join(path, &name),
                    what,
                });
            }
        }
    } else {
        // `a`, `a.b`, `a/`: the file and the folder have others between them
        // that begin with the same name.
        for (n, raw) in entries.iter().enumerate() {
            if raw.entry.folder().is_none() {
                continue;
            }
            let double = entries
                .get(..n)
                .unwrap_or_default()
                .iter()
                .rev()
                .take_while(|other| other.name.starts_with(raw.name))
                .skip(1)
                .any(|other| other.name == raw.name);
            if double {
                problems.push(TreeProblem {
                    path: join(path, &raw.shown()),
                    what: TreeFlaw::Duplicate,
                });
            }
        }
    }
    problems
}

/// Whether a name may stand in a workspace: printable ASCII, and not one that
/// git or a system keeps for itself. Other letters are refused because two
/// forms of one name (composed and decomposed) look alike and some systems
/// take them for one.
pub(super) fn good_name(name: &[u8]) -> bool {
    let plain = |byte: &u8| (b' '..=b'~').contains(byte) && !b"/\\:".contains(byte);
    !name.is_empty()
        && name.len() <= 255
        && name.iter().all(plain)
        && name != b"."
        && name != b".."
        && !name.eq_ignore_ascii_case(b".git")
        && !name
            .get(..4)
            .is_some_and(|start| start.eq_ignore_ascii_case(b"git~"))
        && !name.ends_with(b" ")
        && !name.ends_with(b".")
}

/// A path in a folder, which is empty at the root.
pub(super) fn join(folder: &str, name: &str) -> String {
    if folder.is_empty() {
        name.to_owned()
    } else {
        // Called for every file there is, and several times as quick as the
        // macro that formats.
        [folder, "/", name].concat()
    }
}

impl TreeProblem {
    /// Whether two readers of git could see different files in the tree.
    pub fn misleads(&self) -> bool {
        matches!(
            self.what,
            TreeFlaw::NotSorted | TreeFlaw::Duplicate | TreeFlaw::Broken
        )
    }
}
