//! What changed in a proposal itself: its earlier text beside its present one.

use std::collections::BTreeSet;

use serde_yaml::Value;

use super::WorkspaceError;
use super::layout::proposal_folder;
use super::session::Session;
use crate::base::{OptionId, ProposalName};
use crate::format::wire::write_proposal;
use crate::org::Organisation;
use crate::proposal::{Body, Change, Proposal};
use crate::store::CommitId;

/// What changed in a proposal.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Redrafted {
    /// Fields of its head, such as `title`: before and after.
    pub fields: Vec<(String, Option<String>, Option<String>)>,
    /// What changed in its changes, in the order of the present list; what is
    /// gone comes last.
    pub changes: Vec<Edit>,
    /// Other files of its folder that differ, by path in it.
    pub files: Vec<String>,
}

/// What happened to one change of a proposal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edit {
    /// The option that it belongs to, where there are several.
    pub option: Option<OptionId>,
    /// What happened.
    pub what: EditKind,
}

/// What happened to a change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum EditKind {
    /// It is new.
    Added {
        /// It, in words.
        said: String,
    },
    /// It is gone.
    Removed {
        /// It, in words.
        said: String,
    },
    /// It says something else.
    Amended {
        /// As it was, in words.
        before: String,
        /// As it is.
        after: String,
        /// The keys that differ.
        keys: Vec<String>,
    },
    /// The same changes stand in another order.
    Reordered,
}

impl Redrafted {
    /// Whether nothing changed.
    pub fn is_empty(&self) -> bool {
        self.fields.is_empty() && self.changes.is_empty() && self.files.is_empty()
    }
}

impl Session<'_> {
    /// The commit that opened the newest poll of a proposal: its text was
    /// frozen then.
    ///
    /// # Errors
    ///
    /// Where it was never opened, or history cannot be read.
    pub fn opened_at(&self, name: &ProposalName) -> Result<CommitId, WorkspaceError> {
        let tip = self.line()?.tip;
        let polls = format!("{}/polls", proposal_folder(name));
        let listed = self.repo().list(tip, &polls)?.unwrap_or_default();
        let number = |folder: &str| Some(super::load::parse_poll(folder)?.0);
        let newest = listed.iter().max_by_key(|(folder, _)| number(folder));
        let Some((folder, _)) = newest else {
            return Err(WorkspaceError::Other(format!(
                "no vote was ever opened on proposal {}",
                name.number()
            )));
        };
        let path = format!("{polls}/{folder}/poll.yaml");
        let opened = self.repo().first_with(tip, &path)?;
        opened.ok_or_else(|| WorkspaceError::NoPoll(name.clone()))
    }
}

/// What changed in a proposal, its changes in the words of an organisation.
///
/// # Errors
///
/// Where a text holds what no file may hold.
pub fn redrafted(
    before: &Proposal,
    after: &Proposal,
    org: &Organisation,
) -> Result<Redrafted, WorkspaceError> {
    let (old, new) = (wire(before)?, wire(after)?);
    let mut found = Redrafted::default();
    let keys = |value: &Value| -> Vec<String> {
        let map = value.as_mapping();
        let keys = map.into_iter().flat_map(serde_yaml::Mapping::keys);
        keys.filter_map(|key| key.as_str().map(str::to_owned))
            .collect()
    };
    let all: BTreeSet<String> = keys(&old).into_iter().chain(keys(&new)).collect();
    for key in all {
        if key == "changes" || key == "options" {
            continue;
        }
        let (was, is) = (old.get(&key), new.get(&key));
        if was != is {
            found.fields.push((key, was.map(shown), is.map(shown)));
        }
    }
    let (had, has) = (lists(before), lists(after));
    for (option, list) in &has {
        let none: &[Change] = &[];
        let old = had.iter().find(|(it, _)| it == option);
        let old = old.map_or(none, |(_, list)| list);
        let edits = edits(old, list, org)?;
        found.changes.extend(edits.into_iter().map(|what| Edit {
            option: option.clone(),
            what,
        }));
    }
    for (option, list) in had {
        if has.iter().any(|(it, _)| *it == option) {
            continue;
        }
        let gone = list.iter().map(|it| Edit {
            option: option.clone(),
            what: EditKind::Removed {
                said: it.summary(org),
            },
        });
        found.changes.extend(gone);
    }
    Ok(found)
}

/// Each list of changes of a proposal, with its option.
fn lists(of: &Proposal) -> Vec<(Option<OptionId>, &[Change])> {
    match &of.body {
        Body::Changes(changes) => vec![(None, changes)],
        Body::Options(options) => {
            let each = options.iter();
            each.map(|it| (Some(it.id.clone()), it.changes.as_slice()))
                .collect()
        }
        Body::Elect(_) | Body::Question => Vec::new(),
    }
}

fn edits(
    old: &[Change],
    new: &[Change],
    org: &Organisation,
) -> Result<Vec<EditKind>, WorkspaceError> {
    // What is the same stands for itself, wherever it stands now.
    let mut left: Vec<&Change> = old.iter().collect();
    let mut kept = Vec::new();
    let mut fresh = Vec::new();
    for change in new {
        match left.iter().position(|it| *it == change) {
            Some(at) => kept.push(left.remove(at)),
            None => fresh.push(change),
        }
    }
    let mut found = Vec::new();
    for change in fresh {
        let same = |it: &&Change| {
            it.word() == change.word() && !it.touches().is_disjoint(&change.touches())
        };
        found.push(match left.iter().position(same) {
            Some(at) => {
                let before = left.remove(at);
                EditKind::Amended {
                    before: before.summary(org),
                    after: change.summary(org),
                    keys: differing(before, change)?,
                }
            }
            None => EditKind::Added {
                said: change.summary(org),
            },
        });
    }
    found.extend(left.into_iter().map(|it| EditKind::Removed {
        said: it.summary(org),
    }));
    let in_order = old.iter().filter(|it| kept.contains(it));
    if found.is_empty() && !in_order.eq(kept.iter().copied()) {
        found.push(EditKind::Reordered);
    }
    Ok(found)
}

/// The keys of a change that differ, as files have them.
fn differing(before: &Change, after: &Change) -> Result<Vec<String>, WorkspaceError> {
    let fields = |change: &Change| -> Result<Value, WorkspaceError> {
        let alone = Proposal {
            name: ProposalName::new(1, "one")?,
            title: "One".to_owned(),
            authors: Vec::new(),
            shepherd: None,
            created: jiff::civil::Date::ZERO.into(),
            rule: "one".parse()?,
            subject: None,
            resubmits: None,
            follows: None,
            body: Body::Changes(vec![change.clone()]),
        };
        let whole = wire(&alone)?;
        let first = whole.get("changes").and_then(|it| it.get(0));
        Ok(first
            .and_then(|it| it.get(change.word()))
            .cloned()
            .unwrap_or(Value::Null))
    };
    let (old, new) = (fields(before)?, fields(after)?);
    let mut keys = BTreeSet::new();
    for (one, other) in [(&old, &new), (&new, &old)] {
        for (key, value) in one.as_mapping().into_iter().flatten() {
            if other.get(key) != Some(value) {
                keys.extend(key.as_str().map(|key| key.replace('_', " ")));
            }
        }
    }
    // A file that a change brings says what the change itself does not.
    if keys.is_empty() {
        keys.insert("file".to_owned());
    }
    Ok(keys.into_iter().collect())
}

fn wire(of: &Proposal) -> Result<Value, WorkspaceError> {
    let written = |why: String| WorkspaceError::Other(format!("it cannot be written: {why}"));
    let text = write_proposal(of).map_err(|error| written(error.to_string()))?;
    serde_yaml::from_str(&text).map_err(|error| written(error.to_string()))
}

/// A value in a line.
fn shown(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Sequence(items) => items.iter().map(shown).collect::<Vec<_>>().join(", "),
        Value::Mapping(map) => {
            let each = map
                .iter()
                .map(|(key, value)| format!("{}: {}", shown(key), shown(value)));
            each.collect::<Vec<_>>().join(", ")
        }
        Value::Number(number) => number.to_string(),
        Value::Bool(true) => "yes".to_owned(),
        Value::Bool(false) => "no".to_owned(),
        Value::Null | Value::Tagged(_) => String::new(),
    }
}
