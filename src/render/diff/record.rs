//! Fields, people, events and the whole as entries.

use crate::diff::{Field, OrgDiff, Shift};

use super::report::{Entry, Fact, Mark, Names};

/// Two values that take more characters than this stand in lines of their own.
const ONE_LINE: usize = 48;

/// Each changed field as facts: one value for another in one line, items that
/// came and went in their own.
pub(super) fn field_facts<'f>(fields: impl Iterator<Item = &'f dyn Field>) -> Vec<Fact> {
    let mut facts = Vec::new();
    for field in fields {
        let label = field.label();
        for shift in field.shifts() {
            let (mark, text) = match shift {
                Shift::Set { before, after } => {
                    let value = |value: Option<String>| value.unwrap_or_else(|| "none".to_owned());
                    let (was, is) = (value(before), value(after));
                    if was.chars().count() + is.chars().count() > ONE_LINE {
                        let old = format!("{label}: {was}");
                        facts.push(Fact {
                            mark: Mark::Removed,
                            about: Vec::new(),
                            items: vec![old],
                        });
                        (Mark::Added, format!("{label}: {is}"))
                    } else {
                        (Mark::None, format!("{label}: {was} -> {is}"))
                    }
                }
                Shift::Added(item) => (Mark::Added, format!("{label}: {item}")),
                Shift::Removed(item) => (Mark::Removed, format!("{label}: {item}")),
                Shift::Reordered => (Mark::None, format!("{label}: in another order")),
            };
            facts.push(Fact {
                mark,
                about: Vec::new(),
                items: vec![text],
            });
        }
    }
    facts
}

pub(super) fn about(diff: &OrgDiff) -> Vec<Entry> {
    let facts = field_facts(diff.about.iter().map(|field| field as &dyn Field));
    let entry = |fact: Fact| {
        let mark = match fact.mark {
            Mark::None => Mark::Changed,
            other => other,
        };
        Entry::new(mark, fact.items.join(", "), "")
    };
    facts.into_iter().map(entry).collect()
}

pub(super) fn people(diff: &OrgDiff, names: &Names<'_>) -> Vec<Entry> {
    let mut entries = Vec::new();
    for (mark, ids, what) in [
        (Mark::Added, &diff.people.added, "registered"),
        (Mark::Removed, &diff.people.removed, "taken off the record"),
    ] {
        if !ids.is_empty() {
            let mut entry = Entry::new(mark, what, "");
            entry.items(Mark::None, names.people(ids, "people"));
            entries.push(entry);
        }
    }
    for change in &diff.people.amended {
        let mut entry = Entry::new(Mark::Changed, names.person(&change.id), "");
        entry.facts = field_facts(change.fields.iter().map(|field| field as &dyn Field));
        entries.push(entry);
    }
    entries
}

pub(super) fn events(diff: &OrgDiff) -> Vec<Entry> {
    let mut entries = Vec::new();
    for (mark, ids, what) in [
        (Mark::Added, &diff.events.added, "recorded"),
        (Mark::Removed, &diff.events.removed, "taken off the record"),
    ] {
        for id in ids {
            let mut entry = Entry::new(mark, id.as_str(), "");
            entry.say(what);
            entries.push(entry);
        }
    }
    for change in &diff.events.amended {
        let mut entry = Entry::new(Mark::Changed, change.id.as_str(), "");
        entry.facts = field_facts(change.fields.iter().map(|field| field as &dyn Field));
        entries.push(entry);
    }
    entries
}
