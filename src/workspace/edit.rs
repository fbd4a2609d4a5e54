//! From one organisation to another in the files: only what must change does.

use std::collections::BTreeMap;

use serde_yaml::Value;

use super::WorkspaceError;
use super::layout::{ORGANISATION, entity_path};
use super::load::load_governance;
use crate::base::{EntityId, TeamId};
use crate::format::wire::{Entity, entity_value, read_entity};
use crate::format::{Emit, graft, rewrite};
use crate::org::{Organisation, Team};
use crate::store::{FileEntry, Files};

/// New bytes for each path that changes; `None` removes it.
pub(super) type Edits = BTreeMap<String, Option<Vec<u8>>>;

/// The text of an entity's file after a change, with every comment, order and
/// quote that the change does not touch.
///
/// # Errors
///
/// Where that cannot be done safely.
pub(super) fn rewrite_entity<D>(
    path: &str,
    bytes: &[u8],
    before: &D,
    after: &D,
) -> Result<Vec<u8>, WorkspaceError>
where
    D: Entity + PartialEq + TryFrom<D::File, Error = String>,
{
    let refuse = |why: String| WorkspaceError::Edit {
        path: path.to_owned(),
        why,
    };
    let text = std::str::from_utf8(bytes).map_err(|error| refuse(error.to_string()))?;
    let there: Value = serde_yaml::from_str(text).map_err(|error| refuse(error.to_string()))?;
    let value = |entity: &D| entity_value(entity).map_err(|error| refuse(error.to_string()));
    let wanted = graft(&there, &value(before)?, &value(after)?);
    let text = rewrite(text, &there, &wanted).map_err(|refusal| refuse(refusal.to_string()))?;
    let subject = crate::base::Subject::File(path.to_owned());
    match read_entity::<D>(&subject, text.as_bytes()) {
        Ok((_, read)) if read == *after => Ok(text.into_bytes()),
        Ok(_) => Err(refuse(
            "the edited file would mean something else".to_owned(),
        )),
        Err(_) => Err(refuse("the edited file could not be read".to_owned())),
    }
}

/// A new file of an entity.
pub(super) fn new_entity<D: Entity>(path: &str, entity: &D) -> Result<Vec<u8>, WorkspaceError> {
    let text = Emit::default().file(&entity.to_file());
    let text = text.map_err(|error| WorkspaceError::Edit {
        path: path.to_owned(),
        why: error.to_string(),
    })?;
    Ok(text.into_bytes())
}

/// The edits that make `governance/` say `after` where it says `before`.
///
/// `given` has the bytes of files that a proposal brings with it, by entity;
/// they are taken as they are where they say what is wanted.
///
/// # Errors
///
/// Where a file cannot be edited safely, with its path. The whole result is
/// read back and compared: it means exactly `after`, or nothing is returned.
pub(super) fn edits(
    files: &Files,
    before: &Organisation,
    after: &Organisation,
    given: &BTreeMap<EntityId, Vec<u8>>,
) -> Result<Edits, WorkspaceError> {
    let mut edits = Edits::new();
    if before.about != after.about {
        let bytes = files.bytes(ORGANISATION).unwrap_or_default();
        let text = rewrite_entity(ORGANISATION, bytes, &before.about, &after.about)?;
        edits.insert(ORGANISATION.to_owned(), Some(text));
    }
    macro_rules! kinds {
        ($($map:ident $kind:ident,)+) => {$(
            for (id, new) in &after.$map {
                let entity = EntityId::$kind(id.clone());
                let path = entity_path(&entity);
                let text = match before.$map.get(id) {
                    Some(old) if old == new => continue,
                    Some(old) => {
                        rewrite_entity(&path, files.bytes(&path).unwrap_or_default(), old, new)?
                    }
                    None => match given.get(&entity) {
                        Some(bytes) => from_given(&path, bytes, new)?,
                        None => new_entity(&path, new)?,
                    },
                };
                edits.insert(path, Some(text));
            }
            for id in before.$map.keys().filter(|id| !after.$map.contains_key(id)) {
                edits.insert(entity_path(&EntityId::$kind(id.clone())), None);
            }
        )+};
    }
    kinds! {
        people Person, teams Team, areas Area, rules Rule, constraints Constraint, events Event,
    }
    // A renamed team keeps its file's text and comments.
    for (id, new) in &after.teams {
        if let Some((old_id, old)) = renamed_from(before, after, id) {
            let path = entity_path(&EntityId::Team(id.clone()));
            let old_path = entity_path(&EntityId::Team(old_id.clone()));
            let bytes = files.bytes(&old_path).unwrap_or_default();
            edits.insert(path.clone(), Some(rewrite_entity(&path, bytes, old, new)?));
        }
    }
    read_back(files, &edits, after)?;
    Ok(edits)
}

/// The team that a new team was before, where it was renamed.
fn renamed_from<'a>(
    before: &'a Organisation,
    after: &Organisation,
    id: &TeamId,
) -> Option<(&'a TeamId, &'a Team)> {
    if before.teams.contains_key(id) {
        return None;
    }
    let former = &after.teams.get(id)?.former_ids;
    former
        .iter()
        .rev()
        .filter(|old| !after.teams.contains_key(old))
        .find_map(|old| before.teams.get_key_value(old))
}

/// A file that a proposal brings, as it is where it says what is wanted: a
/// later change of the same proposal may have altered it.
fn from_given<D>(path: &str, bytes: &[u8], wanted: &D) -> Result<Vec<u8>, WorkspaceError>
where
    D: Entity + PartialEq + TryFrom<D::File, Error = String>,
{
    let subject = crate::base::Subject::File(path.to_owned());
    match read_entity::<D>(&subject, bytes) {
        Ok((_, read)) if read == *wanted => Ok(bytes.to_vec()),
        Ok((_, read)) => rewrite_entity(path, bytes, &read, wanted),
        Err(findings) => Err(WorkspaceError::Broken(findings)),
    }
}

/// Reads the edited files again and compares what they mean with what is
/// wanted.
fn read_back(files: &Files, edits: &Edits, wanted: &Organisation) -> Result<(), WorkspaceError> {
    let read = load_governance(&with(files, edits));
    match read.org {
        Some(org) if read.findings.is_empty() && *org == *wanted => Ok(()),
        _ => Err(WorkspaceError::Unsound(
            "the edited files would not say what was decided; nothing was written".to_owned(),
        )),
    }
}

/// Files with edits made.
pub(super) fn with(files: &Files, edits: &Edits) -> Files {
    let mut files = files.clone();
    for (path, bytes) in edits {
        match bytes {
            Some(bytes) => {
                let entry = FileEntry {
                    bytes: bytes.clone().into(),
                    blob: None,
                };
                files.files.insert(path.clone(), entry);
            }
            None => {
                files.files.remove(path);
            }
        }
    }
    files
}
