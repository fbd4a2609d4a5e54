//! An organisation out of other tools' files: one file for each format.

mod build;
mod openstack;
mod peribolos;
mod rust_members;
mod rust_repos;
mod rust_team;
mod sigs;
mod tidy;

use std::collections::BTreeMap;

use super::note::Notes;
use crate::org::Organisation;

/// Bytes by path, with `/` between the names, from the root of a checkout.
pub type Sources = BTreeMap<String, Vec<u8>>;

/// The most files that are taken.
pub const MOST_FILES: usize = 20_000;

/// The most bytes of all files together: 64 MiB.
pub const MOST_BYTES: usize = 64 << 20;

/// A format that an organisation is made from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// A checkout of rust-lang/team.
    RustTeam,
    /// The `sigs.yaml` of kubernetes/community.
    Sigs,
    /// The `reference/projects.yaml` of openstack/governance.
    Openstack,
    /// The `org.yaml` of peribolos.
    Peribolos,
}

/// What an importer made.
#[derive(Debug, Clone, PartialEq)]
pub struct Imported {
    /// The organisation, as a draft.
    pub org: Organisation,
    /// Files that lie beside `governance/` and hold what it does not say.
    pub beside: BTreeMap<String, String>,
    /// What was left out, or became something else.
    pub notes: Notes,
}

/// Why nothing was made.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ImportError {
    /// The file that the format consists of is not there.
    #[error("there is no {0}")]
    Missing(&'static str),
    /// A file cannot be read.
    #[error("{file}{}: {why}", at_line(.line))]
    Unreadable {
        /// Which.
        file: String,
        /// The line, or 0 where none is known.
        line: usize,
        /// Why.
        why: String,
    },
    /// A file can be read and is not of the format.
    #[error("{file} is no {format}: {why}")]
    NotOfFormat {
        /// Which.
        file: String,
        /// The format.
        format: &'static str,
        /// Why.
        why: &'static str,
    },
    /// There is more than anybody would write.
    #[error(
        "there are {0}; an import takes at most {MOST_FILES} files of {MOST_BYTES} bytes in all"
    )]
    TooMuch(String),
    /// What the model does not say cannot be written down.
    #[error(transparent)]
    Beside(#[from] super::beside::BesideError),
}

fn at_line(line: &usize) -> String {
    match line {
        0 => String::new(),
        line => format!(":{line}"),
    }
}

impl Origin {
    /// Every format.
    pub const ALL: &[Origin] = &[Self::RustTeam, Self::Sigs, Self::Openstack, Self::Peribolos];

    /// What people call it.
    pub fn word(self) -> &'static str {
        match self {
            Self::RustTeam => "rust-team",
            Self::Sigs => "kubernetes-sigs",
            Self::Openstack => "openstack",
            Self::Peribolos => "peribolos",
        }
    }

    /// The folders of a checkout that it is in; none where it is one file.
    pub fn folders(self) -> &'static [&'static str] {
        match self {
            Self::RustTeam => &["people", "repos", "teams"],
            _ => &[],
        }
    }

    /// Where its one file lies in a checkout, the likeliest place first; none
    /// where it is a folder.
    pub fn files(self) -> &'static [&'static str] {
        match self {
            Self::RustTeam => &[],
            Self::Sigs => &["sigs.yaml"],
            Self::Openstack => &["reference/projects.yaml", "projects.yaml"],
            Self::Peribolos => &["org.yaml", "config.yaml"],
        }
    }

    /// What the files are called that lie in folders below the one file and
    /// belong to it; none where there are no such files.
    pub fn parts(self) -> Option<&'static str> {
        match self {
            Self::Peribolos => Some("teams.yaml"),
            _ => None,
        }
    }

    /// Makes an organisation.
    ///
    /// # Errors
    ///
    /// Where a file that matters cannot be read, or is of another format, or
    /// there is too much. What merely has no place in the model is a note.
    pub fn import(self, sources: &Sources) -> Result<Imported, ImportError> {
        let bytes: usize = sources.values().map(Vec::len).sum();
        if sources.len() > MOST_FILES || bytes > MOST_BYTES {
            let many = format!("{} files of {bytes} bytes", sources.len());
            return Err(ImportError::TooMuch(many));
        }
        match self {
            Self::RustTeam => rust_team::import(sources),
            Self::Sigs => sigs::import(sources),
            Self::Openstack => openstack::import(sources),
            Self::Peribolos => peribolos::import(sources),
        }
    }
}

/// The one file of a format, with its path.
fn one(from: Origin, sources: &Sources) -> Result<(&str, super::tree::Datum), ImportError> {
    let known = from
        .files()
        .iter()
        .find_map(|path| sources.get_key_value(*path));
    let only = || sources.iter().next().filter(|_| sources.len() == 1);
    let (file, bytes) = known.or_else(only).ok_or(ImportError::Missing(
        from.files().first().copied().unwrap_or("file"),
    ))?;
    let tree = super::tree::yaml(file, bytes).map_err(|(line, why)| ImportError::Unreadable {
        file: file.clone(),
        line,
        why,
    })?;
    Ok((file, tree))
}

#[cfg(test)]
mod tests;
