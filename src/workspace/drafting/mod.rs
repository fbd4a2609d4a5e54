//! Drafting by doing: what somebody edited, offered on a branch or sent as a
//! patch becomes the changes of a proposal; and what was enacted is taken back.

mod edits;
mod keep;
mod offered;
mod reversal;
mod revise;
mod sent;

use std::collections::BTreeMap;

use super::WorkspaceError;
use super::edit::{new_entity, with};
use super::layout::{self, Holds};
use super::load::load_governance;
use super::session::Session;
use super::whole::Workspace;
use crate::base::{Date, EntityId};
use crate::diff::{Clash, Inferred, Left, LeftKind, infer, merge_organisations};
use crate::format::wire::{Entity, read_entity};
use crate::org::Organisation;
use crate::proposal::Change;
use crate::store::{CommitId, Files};

pub use keep::KeptEdits;
pub use reversal::{Reversed, Undoing};
pub use revise::{Revised, Revision};

/// Edits of the organisation, understood as changes.
#[derive(Debug, Clone)]
pub struct Understood {
    /// The organisation that the changes are drafted against.
    pub before: Organisation,
    /// The commit that has it.
    pub tip: CommitId,
    /// The commit that the edits were made from, where the line went on since.
    pub base: Option<CommitId>,
    /// The day on which they were tried.
    pub on: Date,
    /// The changes, and what they do not say.
    pub found: Inferred,
    /// The files that the changes bring in, by their path in the proposal's
    /// folder.
    pub files: BTreeMap<String, Vec<u8>>,
    /// The edited files, each with its bytes, or `None` where it was removed.
    pub edited: BTreeMap<String, Option<Vec<u8>>>,
}

impl Understood {
    /// What no change says; to be put back, or left out knowingly.
    pub fn unsaid(&self) -> Vec<&Left> {
        let left = self.found.left.iter();
        left.filter(|left| left.kind == LeftKind::Unsayable)
            .collect()
    }

    /// A title from the changes: the first, and how many more.
    pub fn title(&self) -> Option<String> {
        title(&self.found.changes, &self.before)
    }
}

/// A title from changes: the first, and how many more.
pub(super) fn title(changes: &[Change], before: &Organisation) -> Option<String> {
    let first = changes.first()?.summary(before);
    let mut letters = first.chars();
    let begin = letters.next()?.to_uppercase();
    let mut title: String = begin.chain(letters).take(70).collect();
    match changes.len() {
        0 | 1 => {}
        2 => title.push_str(", and one more change"),
        n => title.push_str(&format!(", and {} more changes", n - 1)),
    }
    Some(title)
}

impl Session<'_> {
    /// Understands edited files of `governance/`. `base` is the commit that
    /// they were edited from, where it is not the line's: what the line did
    /// meanwhile is not undone.
    fn understand(
        &self,
        base: CommitId,
        tip: CommitId,
        edited: BTreeMap<String, Option<Vec<u8>>>,
    ) -> Result<Understood, WorkspaceError> {
        let workspace = self.at(tip)?;
        let before = workspace.org()?.clone();
        let on = Workspace::day(&before, self.now());
        let base_files = self.governance_files(base)?;
        let edited_files = with(&base_files, &edited);
        let read = load_governance(&edited_files);
        let theirs = read.readable_org()?.clone();
        let (goal, clashes, was) = match base == tip {
            true => (theirs, Vec::new(), before.clone()),
            false => {
                let was = self.at(base)?.org()?.clone();
                let (goal, clashes) = merge_organisations(&was, &before, &theirs);
                (goal, clashes, was)
            }
        };
        let mut found = infer(&before, &goal, on);
        found.left.extend(clashes.into_iter().map(clashing));
        found.left.extend(in_text_alone(
            &edited,
            &base_files,
            &was,
            read.org.as_deref(),
        ));
        let unsaid = |it: &Left| it.kind == LeftKind::Unsayable;
        if base != tip && found.changes.is_empty() && !found.left.iter().any(unsaid) {
            let said = "the shared line says all of it already";
            return Err(WorkspaceError::NoEdits(said.to_owned()));
        }
        let files = given(&edited_files, &found.changes)?;
        Ok(Understood {
            before,
            tip,
            on,
            found,
            base: (base != tip).then_some(base),
            files,
            edited,
        })
    }
}

fn clashing((entity, clash): (Option<EntityId>, Clash)) -> Left {
    Left {
        entity,
        kind: LeftKind::Unsayable,
        what: clash.in_words(),
    }
}

/// The files that changes bring in: as they were written, where they say what
/// is adopted.
pub(super) fn given(
    files: &Files,
    changes: &[Change],
) -> Result<BTreeMap<String, Vec<u8>>, WorkspaceError> {
    let mut given = BTreeMap::new();
    for change in changes {
        let (file, bytes) = match change {
            Change::AdoptRule(it) => {
                let entity = EntityId::Rule(it.rule.clone());
                (&it.file, written(files, &entity, &*it.content)?)
            }
            Change::AdoptConstraint(it) => {
                let entity = EntityId::Constraint(it.constraint.clone());
                (&it.file, written(files, &entity, &*it.content)?)
            }
            _ => continue,
        };
        given.insert(file.clone(), bytes);
    }
    Ok(given)
}

fn written<D>(files: &Files, entity: &EntityId, wanted: &D) -> Result<Vec<u8>, WorkspaceError>
where
    D: Entity + PartialEq + TryFrom<D::File, Error = String>,
{
    let path = layout::entity_path(entity);
    if let Some(bytes) = files.bytes(&path) {
        let subject = crate::base::Subject::File(path.clone());
        match read_entity::<D>(&subject, bytes) {
            Ok((_, read)) if read == *wanted => return Ok(bytes.to_vec()),
            _ => {}
        }
    }
    new_entity(&path, wanted)
}

/// Files of which only the text differs and nothing that is said; and those in
/// which comments came that no change carries.
fn in_text_alone(
    edited: &BTreeMap<String, Option<Vec<u8>>>,
    base: &Files,
    before: &Organisation,
    after: Option<&Organisation>,
) -> Vec<Left> {
    let Some(after) = after else {
        return Vec::new();
    };
    let mut left = Vec::new();
    for (path, bytes) in edited {
        let (entity, same, is_law) = match layout::holds(path) {
            Holds::Organisation => (None, before.about == after.about, false),
            Holds::Entity(entity) => {
                let new = !before.entities().any(|it| it == entity);
                let law = matches!(entity, EntityId::Rule(_) | EntityId::Constraint(_));
                let same = alike(before, after, &entity);
                (Some(entity), same, law && new)
            }
            _ => {
                left.push(Left {
                    entity: None,
                    kind: LeftKind::Unsayable,
                    what: format!("{path} is no file that a proposal changes"),
                });
                continue;
            }
        };
        let came = came_with_comments(bytes.as_deref(), base.bytes(path));
        let (kind, what) = match (same, came && !is_law) {
            (true, _) => (
                LeftKind::Unsayable,
                format!("{path} says what it said; only its comments, order or layout differ"),
            ),
            (false, true) => (
                LeftKind::Text,
                format!("the comments written into {path} are not carried over"),
            ),
            (false, false) => continue,
        };
        left.push(Left { entity, kind, what });
    }
    left
}

fn alike(before: &Organisation, after: &Organisation, entity: &EntityId) -> bool {
    match entity {
        EntityId::Person(id) => before.people.get(id) == after.people.get(id),
        EntityId::Team(id) => before.teams.get(id) == after.teams.get(id),
        EntityId::Area(id) => before.areas.get(id) == after.areas.get(id),
        EntityId::Rule(id) => before.rules.get(id) == after.rules.get(id),
        EntityId::Constraint(id) => before.constraints.get(id) == after.constraints.get(id),
        EntityId::Event(id) => before.events.get(id) == after.events.get(id),
    }
}

/// Whether a text has lines with comments that the one before did not have.
fn came_with_comments(now: Option<&[u8]>, before: Option<&[u8]>) -> bool {
    let lines = |bytes: Option<&[u8]>| -> Vec<String> {
        let text = String::from_utf8_lossy(bytes.unwrap_or_default()).into_owned();
        let comments = text.lines().filter_map(|line| {
            let line = line.trim();
            let at = if line.starts_with('#') {
                Some(0)
            } else {
                line.find(" #")
            };
            at.and_then(|at| line.get(at..)).map(str::to_owned)
        });
        comments.collect()
    };
    let had = lines(before);
    lines(now).iter().any(|line| !had.contains(line))
}
