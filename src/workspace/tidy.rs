//! The files that people write by hand, brought into one style.
//!
//! Meaning and comments stay. What is signed or was voted on is voted on by
//! its bytes, so it stays as it is; and while a poll is open, so does the whole
//! organisation: the poll names it by the digest of its bytes.

use std::collections::{BTreeMap, BTreeSet};

use super::layout::{Holds, holds};
use crate::base::EntityId;
use crate::format::tidy;
use crate::store::Files;

/// What became of the files.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tidied {
    /// The paths that were looked at.
    pub seen: BTreeSet<String>,
    /// The new text of each file that was not in the style.
    pub changed: BTreeMap<String, String>,
    /// Why others are left as they are.
    pub left: BTreeMap<String, String>,
    /// The polls that are open, by their folder.
    pub open: Vec<String>,
}

/// Brings the files whose path is wanted into one style; nothing is written.
pub fn tidied(files: &Files, wanted: &dyn Fn(&str) -> bool) -> Tidied {
    let mut found = Tidied {
        open: open_polls(files),
        ..Tidied::default()
    };
    for (path, file) in &files.files {
        if !wanted(path) {
            continue;
        }
        let kept = match by_hand(path) {
            false => continue,
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

/// The newest poll of each proposal, where nothing has ended it.
fn open_polls(files: &Files) -> Vec<String> {
    let mut newest: BTreeMap<&str, (u32, String)> = BTreeMap::new();
    for path in files.files.keys() {
        let Some(poll) = path.strip_suffix("/poll.yaml") else {
            continue;
        };
        let Some((proposal, name)) = poll.rsplit_once("/polls/") else {
            continue;
        };
        let number = name.split('-').next().unwrap_or_default();
        let number = number.parse().unwrap_or_default();
        let known = newest.entry(proposal).or_default();
        if number >= known.0 {
            *known = (number, poll.to_owned());
        }
    }
    let ended = |poll: &String| {
        let has = |file: &str| files.files.contains_key(&format!("{poll}/{file}"));
        has("result.yaml") || has("cancelled.yaml")
    };
    let polls = newest.into_values().map(|(_, poll)| poll);
    polls.filter(|poll| !ended(poll)).collect()
}
