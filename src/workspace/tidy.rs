//! The files that people write by hand, brought into one style.
//!
//! Meaning and comments stay. What is signed or was voted on is known by its
//! bytes, so it stays as it is. So does the whole organisation once it is
//! founded: polls name it by the digest of its bytes, and an audit asks for
//! every change of a file which decision covers it, be it one of style alone.

use std::collections::{BTreeMap, BTreeSet};

use super::layout::{Holds, ORGANISATION, holds};
use crate::base::{EntityId, Subject};
use crate::format::tidy;
use crate::format::wire::read_entity;
use crate::org::About;
use crate::store::Files;

/// Why files of an organisation that is founded stay as they are.
const FOUNDED: &str = "the organisation is founded, and no decision covers a change of style \
                       alone; leave it as it is";

/// What became of the files.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tidied {
    /// The paths that were looked at.
    pub seen: BTreeSet<String>,
    /// The new text of each file that was not in the style.
    pub changed: BTreeMap<String, String>,
    /// Why others are left as they are.
    pub left: BTreeMap<String, String>,
}

/// Brings the files whose path is wanted into one style; nothing is written.
pub fn tidied(files: &Files, wanted: &dyn Fn(&str) -> bool) -> Tidied {
    let mut found = Tidied::default();
    let founded = is_founded(files);
    for (path, file) in &files.files {
        if !wanted(path) {
            continue;
        }
        let kept = match by_hand(path) {
            false => continue,
            true if founded && path.starts_with("governance/") => Some(FOUNDED),
            true => voted_on(files, path),
        };
        found.seen.insert(path.clone());
        let Ok(text) = std::str::from_utf8(&file.bytes) else {
            found
                .left
                .insert(path.clone(), "it is not UTF-8".to_owned());
            continue;
        };
        match (tidy(text), kept) {
            (Ok(tidied), _) if tidied == text => {}
            (_, Some(why)) => _ = found.left.insert(path.clone(), why.to_owned()),
            (Ok(tidied), None) => _ = found.changed.insert(path.clone(), tidied),
            (Err(why), None) => _ = found.left.insert(path.clone(), why.to_string()),
        }
    }
    found
}

/// Whether a file is one that people write and nobody signs.
fn by_hand(path: &str) -> bool {
    match holds(path) {
        // An event may be attested: what is signed stands beside it.
        Holds::Entity(EntityId::Event(_)) => false,
        Holds::Organisation | Holds::Entity(_) => true,
        _ => proposal(path).is_some(),
    }
}

/// The folder of a proposal, where the path is its proposal.yaml.
fn proposal(path: &str) -> Option<&str> {
    let inside = path.strip_prefix("proposals/")?;
    let folder = inside.strip_suffix("/proposal.yaml")?;
    (!folder.contains('/')).then_some(folder)
}

/// Why a proposal stays as it is, where it must.
fn voted_on(files: &Files, path: &str) -> Option<&'static str> {
    let folder = proposal(path)?;
    let below = |part: &str| {
        let start = format!("proposals/{folder}/{part}");
        let paths = files.files.keys().chain(files.unread.keys());
        paths.into_iter().any(|path| path.starts_with(&start))
    };
    if below("polls/") || below("enactment.yaml") {
        Some("it was voted on, by its bytes")
    } else if below("sponsors/") || below("statements/") {
        Some("its text was signed for, by its bytes")
    } else {
        None
    }
}

/// Whether the organisation is founded; where nobody can read it, it may be.
fn is_founded(files: &Files) -> bool {
    let Some(bytes) = files.bytes(ORGANISATION) else {
        return false;
    };
    match read_entity::<About>(&Subject::Organisation, bytes) {
        Ok((_, about)) => !about.is_draft(),
        Err(_) => true,
    }
}
