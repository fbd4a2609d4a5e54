//! What is alike for every kind of entity: something came to the record, left
//! it, or says something else.

use std::collections::BTreeMap;

use crate::base::EventId;
use crate::org::Standing;

use super::field::EventField;

/// An entity that is there before and after, and what differs.
#[derive(Debug, Clone, PartialEq)]
pub struct Amended<Id, F> {
    /// Which.
    pub id: Id,
    /// The fields that differ; never empty.
    pub fields: Vec<F>,
}

/// What happened to the entities of a kind that has no life of its own.
#[derive(Debug, Clone, PartialEq)]
pub struct Recorded<Id, F> {
    /// Those that are new.
    pub added: Vec<Id>,
    /// Those that differ.
    pub amended: Vec<Amended<Id, F>>,
    /// Those whose record is gone.
    pub removed: Vec<Id>,
}

impl<Id: Ord + Clone, F> Recorded<Id, F> {
    /// Compares two maps, with a function for the fields of one entity.
    pub(super) fn between<T>(
        before: &BTreeMap<Id, T>,
        after: &BTreeMap<Id, T>,
        fields: impl Fn(&T, &T) -> Vec<F>,
    ) -> Self {
        Self {
            added: missing(after, before),
            amended: amended(before, after, fields),
            removed: missing(before, after),
        }
    }

    /// Whether nothing happened.
    pub fn is_empty(&self) -> bool {
        self.added.is_empty() && self.amended.is_empty() && self.removed.is_empty()
    }
}

/// The ids of one map that the other lacks.
pub(super) fn missing<Id: Ord + Clone, T>(
    from: &BTreeMap<Id, T>,
    there: &BTreeMap<Id, T>,
) -> Vec<Id> {
    // Two states share what is the same in both.
    if std::ptr::eq(from, there) {
        return Vec::new();
    }
    let ids = from.keys().filter(|id| !there.contains_key(*id));
    ids.cloned().collect()
}

/// The entities of both maps that differ.
pub(super) fn amended<Id: Ord + Clone, T, F>(
    before: &BTreeMap<Id, T>,
    after: &BTreeMap<Id, T>,
    fields: impl Fn(&T, &T) -> Vec<F>,
) -> Vec<Amended<Id, F>> {
    if std::ptr::eq(before, after) {
        return Vec::new();
    }
    let both = before
        .iter()
        .filter_map(|(id, was)| Some((id, was, after.get(id)?)));
    both.map(|(id, was, is)| Amended {
        id: id.clone(),
        fields: fields(was, is),
    })
    .filter(|found| !found.fields.is_empty())
    .collect()
}

/// Events: besides the record, those that came to pass between the two days.
pub(super) fn events(before: &Standing<'_>, after: &Standing<'_>) -> Recorded<EventId, EventField> {
    let (old, new) = (&before.organisation().events, &after.organisation().events);
    let mut found = Recorded::between(old, new, EventField::between);
    let happened = new.iter().filter(|(id, event)| {
        let on = event.on.first_day();
        old.contains_key(*id) && before.day() < on && on <= after.day()
    });
    found.added.extend(happened.map(|(id, _)| id.clone()));
    found.added.sort();
    found
}
