//! What the clone remembers of an audit, so that a second one does only what
//! is new. Covered commits stay covered, for each was judged as it stood then;
//! uncovered ones are judged again every time.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::super::roll::{FoundingKeys, KeyRecorded};
use super::super::session::Session;
use super::line::dated;
use super::{AuditedChange, Cover};
use crate::base::PersonId;
use crate::store::CommitId;
use crate::workspace::WorkspaceError;

const PAGE: &str = "audit";

#[derive(Serialize, Deserialize)]
struct Page {
    /// Which program judged: another one judges again.
    program: String,
    anchor: String,
    head: String,
    changes: Vec<Change>,
    /// The keys that came after the founding.
    keys: BTreeMap<PersonId, BTreeMap<String, i64>>,
}

#[derive(Serialize, Deserialize)]
struct Change {
    commit: String,
    what: Vec<String>,
    cover: String,
    of: Vec<String>,
}

fn program() -> String {
    format!("polity {}, audit 2", env!("CARGO_PKG_VERSION"))
}

impl Session<'_> {
    /// Writes down what was judged.
    pub(super) fn remember_audit(&self) -> Result<(), WorkspaceError> {
        let page = self.with_known(|known| {
            let head = known.line.get(known.judged.checked_sub(1)?)?;
            let changes = known.changes.values().map(|it| {
                let (cover, of) = written(&it.cover);
                Change {
                    commit: it.commit.hex(),
                    what: it.what.clone(),
                    cover: cover.to_owned(),
                    of,
                }
            });
            let later = |keys: &BTreeMap<String, KeyRecorded>| {
                let some = keys.iter().filter_map(|(key, recorded)| match recorded {
                    KeyRecorded::Later(unix) => Some((key.clone(), *unix)),
                    KeyRecorded::Founding => None,
                });
                some.collect::<BTreeMap<_, _>>()
            };
            Some(Page {
                program: program(),
                anchor: known.anchor()?.hex(),
                head: head.id.hex(),
                changes: changes.collect(),
                keys: known
                    .keys
                    .iter()
                    .map(|(id, keys)| (id.clone(), later(keys)))
                    .collect(),
            })
        });
        let Some(page) = page else { return Ok(()) };
        let bytes =
            serde_json::to_vec(&page).map_err(|error| WorkspaceError::Other(error.to_string()))?;
        Ok(self.repo().remember(PAGE, &bytes)?)
    }

    /// Takes up what was written down, where it is of this line and program.
    pub(super) fn recall_audit(&self) -> Result<(), WorkspaceError> {
        let Some(bytes) = self.repo().recall(PAGE)? else {
            return Ok(());
        };
        let Ok(page) = serde_json::from_slice::<Page>(&bytes) else {
            return Ok(());
        };
        let same = page.program == program()
            && self.with_known(|it| it.anchor()).map(|it| it.hex()) == Some(page.anchor);
        let place = |hex: &str| -> Result<Option<usize>, WorkspaceError> {
            match hex.parse::<CommitId>() {
                Ok(commit) => self.place_on_line(commit),
                Err(_) => Ok(None),
            }
        };
        let Some(head) = place(&page.head)?.filter(|_| same) else {
            return Ok(());
        };
        let mut places = Vec::new();
        for it in page.changes {
            match place(&it.commit)? {
                Some(at) => places.push((at, it)),
                None => return Ok(()),
            }
        }
        places.sort_by_key(|(at, _)| *at);
        self.with_known(|known| {
            known.scanned = head + 1;
            known.judged = head + 1;
            merge_keys(&mut known.keys, page.keys);
        });
        // In their order, each known before the next is judged: what covers
        // one may rest on what did not cover another.
        for (at, it) in places {
            let on_line = self.on_line(at)?;
            let files = self.changed_in(on_line.parents.first().copied(), on_line.id)?;
            let change = match read(&it.cover, &it.of) {
                Some(cover) => AuditedChange {
                    commit: on_line.id,
                    at: dated(on_line.unix),
                    files,
                    what: it.what,
                    cover,
                },
                None => {
                    self.with_known(|known| known.changed.insert(at, files));
                    match self.judge_commit(at)? {
                        Some(change) => change,
                        None => continue,
                    }
                }
            };
            self.with_known(|known| known.changes.insert(at, change));
        }
        Ok(())
    }
}

fn merge_keys(known: &mut FoundingKeys, page: BTreeMap<PersonId, BTreeMap<String, i64>>) {
    for (person, keys) in page {
        let own = known.entry(person).or_default();
        for (key, unix) in keys {
            own.entry(key).or_insert(KeyRecorded::Later(unix));
        }
    }
}

fn written(cover: &Cover) -> (&'static str, Vec<String>) {
    match cover {
        Cover::Enactment { proposal } => ("enactment", vec![proposal.to_string()]),
        Cover::Housekeeping { rule, by } => ("housekeeping", vec![rule.clone(), by.to_string()]),
        Cover::KeyRotation { person } => ("key-rotation", vec![person.to_string()]),
        Cover::Act { proposal, by } => ("act", vec![proposal.to_string(), by.to_string()]),
        Cover::Undoing { proposal } => ("undoing", vec![proposal.to_string()]),
        Cover::Merge => ("merge", Vec::new()),
        Cover::Founding => ("founding", Vec::new()),
        // A later decision ratifies; that is asked again.
        Cover::Ratified { .. } | Cover::Uncovered { .. } => ("none", Vec::new()),
    }
}

fn read(cover: &str, of: &[String]) -> Option<Cover> {
    Some(match (cover, of) {
        ("enactment", [proposal]) => Cover::Enactment {
            proposal: proposal.parse().ok()?,
        },
        ("housekeeping", [rule, by]) => Cover::Housekeeping {
            rule: rule.clone(),
            by: by.parse().ok()?,
        },
        ("key-rotation", [person]) => Cover::KeyRotation {
            person: person.parse().ok()?,
        },
        ("act", [proposal, by]) => Cover::Act {
            proposal: proposal.parse().ok()?,
            by: by.parse().ok()?,
        },
        ("undoing", [proposal]) => Cover::Undoing {
            proposal: proposal.parse().ok()?,
        },
        ("merge", []) => Cover::Merge,
        ("founding", []) => Cover::Founding,
        _ => return None,
    })
}
