//! A file of the organisation as lines, one fact each, so that a comparison of
//! lines, such as git's own, speaks of facts.
//!
//! Two files that mean something else give other lines, and so do two whose
//! comments differ: what is compared in this form is not hidden by it. Order,
//! quotes and blank lines alone do not show.

mod flat;
mod people;
mod team;

use std::collections::{BTreeMap, BTreeSet};

use super::edit::comments;
use super::wire::{Entity, entity_value, read_entity};
use super::{Document, emit};
use crate::base::{EntityId, Subject};
use crate::org::{About, Area, Constraint, Event, Person, Team};
use crate::rule::Rule;

/// What a file is about, by the folder that it lies in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum FileKind {
    /// The organisation as a whole.
    Organisation,
    /// A person.
    Person,
    /// A body.
    Team,
    /// An area.
    Area,
    /// A rule.
    Rule,
    /// A constraint.
    Constraint,
    /// An event.
    Event,
}

impl FileKind {
    /// Every kind.
    pub const ALL: [Self; 7] = [
        Self::Organisation,
        Self::Person,
        Self::Team,
        Self::Area,
        Self::Rule,
        Self::Constraint,
        Self::Event,
    ];

    /// The kind in a word.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Organisation => "organisation",
            Self::Person => "person",
            Self::Team => "team",
            Self::Area => "area",
            Self::Rule => "rule",
            Self::Constraint => "constraint",
            Self::Event => "event",
        }
    }

    /// The kind of an entity.
    pub fn of(entity: &EntityId) -> Self {
        match entity {
            EntityId::Person(_) => Self::Person,
            EntityId::Team(_) => Self::Team,
            EntityId::Area(_) => Self::Area,
            EntityId::Rule(_) => Self::Rule,
            EntityId::Constraint(_) => Self::Constraint,
            EntityId::Event(_) => Self::Event,
        }
    }
}

/// What people, teams and areas are called.
#[derive(Debug, Clone, Default)]
pub struct Names {
    names: BTreeMap<EntityId, String>,
    shared: BTreeSet<(&'static str, String)>,
}

impl Names {
    /// These names.
    pub fn new(names: BTreeMap<EntityId, String>) -> Self {
        let mut seen = BTreeSet::new();
        let mut shared = BTreeSet::new();
        for (id, name) in &names {
            let called = (id.kind(), name.clone());
            if !seen.insert(called.clone()) {
                shared.insert(called);
            }
        }
        Self { names, shared }
    }

    /// The name of somebody or something; with the id where several have that
    /// name, and the id alone where the name is not known.
    pub fn of(&self, id: EntityId) -> String {
        match self.names.get(&id) {
            None => id.to_string(),
            Some(name) if self.shared.contains(&(id.kind(), name.clone())) => {
                format!("{name} ({id})")
            }
            Some(name) => name.clone(),
        }
    }
}

/// A file as lines, one fact each, then its comments; nothing where it is no
/// sound file of this kind.
pub fn facts(kind: FileKind, bytes: &[u8], names: &Names) -> Option<String> {
    let (document, mut lines) = match kind {
        FileKind::Organisation => of_value::<About>(bytes)?,
        FileKind::Person => of::<Person>(bytes, people::person)?,
        FileKind::Team => of::<Team>(bytes, |it| team::team(it, names))?,
        FileKind::Area => of::<Area>(bytes, |it| people::area(it, names))?,
        FileKind::Rule => of_value::<Rule>(bytes)?,
        FileKind::Constraint => of_value::<Constraint>(bytes)?,
        FileKind::Event => of_value::<Event>(bytes)?,
    };
    lines.extend(comments(&document).into_iter().map(|(_, it)| it.to_owned()));
    Some(lines.into_iter().map(|line| line + "\n").collect())
}

type Read = Option<(Document, Vec<String>)>;

fn of<D>(bytes: &[u8], lines: impl FnOnce(&D) -> Vec<String>) -> Read
where
    D: Entity + TryFrom<D::File, Error = String>,
{
    let (document, entity) = read_entity::<D>(&Subject::Workspace, bytes).ok()?;
    let lines = lines(&entity);
    Some((document, lines))
}

/// The lines of a file that is written out field by field.
fn of_value<D>(bytes: &[u8]) -> Read
where
    D: Entity + TryFrom<D::File, Error = String>,
{
    let (document, entity) = read_entity::<D>(&Subject::Workspace, bytes).ok()?;
    let value = emit::plain(entity_value(&entity).ok()?);
    let mut lines = Vec::new();
    flat::lines("", &value, &mut lines);
    Some((document, lines))
}

/// A text on one line.
fn inline(text: &str) -> String {
    let plain = |c: char| !c.is_control() && !matches!(c, '\u{2028}' | '\u{2029}');
    if text.chars().all(plain) {
        return text.to_owned();
    }
    emit::double(text).unwrap_or_else(|_| text.escape_default().to_string())
}

/// A line for a field that may not be set.
fn field<T: ToString>(lines: &mut Vec<String>, word: &str, value: Option<T>) {
    if let Some(value) = value {
        lines.push(format!("{word}: {}", inline(&value.to_string())));
    }
}

/// Lines of one kind, in an order that does not depend on the file's.
fn sorted(lines: &mut Vec<String>, mut part: Vec<String>) {
    part.sort();
    lines.append(&mut part);
}

#[cfg(test)]
mod tests;
