//! Which items of a list are still there, which were changed, and which are
//! gone or new.

use std::collections::BTreeMap;

use serde_yaml::{Mapping, Value};
use similar::{Algorithm, DiffOp, capture_diff_slices};

/// One step from an old list to a new one, in the order of the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Op {
    /// The old item of the first index is the new one of the second.
    Keep(usize, usize),
    /// The same item in other words.
    Change(usize, usize),
    /// An old item is gone.
    Remove(usize),
    /// A new item is here.
    Insert(usize),
}

/// Keys that say which item of a list a map is.
const IDENTITIES: [&str; 9] = [
    "person",
    "everyone_in",
    "ever_in",
    "team",
    "area",
    "id",
    "key",
    "organisation",
    "name",
];

/// The steps from one list to another: equal items stay where they are, and
/// between them similar ones are matched in order.
pub(super) fn align(old: &[Value], new: &[Value]) -> Vec<Op> {
    let mut names: BTreeMap<String, usize> = BTreeMap::new();
    let mut number = |value: &Value| {
        let next = names.len();
        *names.entry(normal(value)).or_insert(next)
    };
    let olds: Vec<usize> = old.iter().map(&mut number).collect();
    let news: Vec<usize> = new.iter().map(&mut number).collect();
    let mut ops = Vec::new();
    for op in capture_diff_slices(Algorithm::Myers, &olds, &news) {
        match op {
            DiffOp::Equal {
                old_index,
                new_index,
                len,
            } => ops.extend((0..len).map(|n| Op::Keep(old_index + n, new_index + n))),
            other => {
                let (old_range, new_range) = (other.old_range(), other.new_range());
                between(old, new, old_range, new_range, &mut ops);
            }
        }
    }
    ops
}

/// The steps in a stretch without equal items.
fn between(
    old: &[Value],
    new: &[Value],
    mut olds: std::ops::Range<usize>,
    news: std::ops::Range<usize>,
    ops: &mut Vec<Op>,
) {
    if olds.len() == news.len() {
        // As many as before: each is at its place, unless it is another one.
        for (i, j) in olds.zip(news) {
            match (old.get(i), new.get(j)) {
                (Some(old), Some(new)) if !another(old, new) => ops.push(Op::Change(i, j)),
                _ => ops.extend([Op::Remove(i), Op::Insert(j)]),
            }
        }
        return;
    }
    let alike = |i: usize, j: usize| match (old.get(i), new.get(j)) {
        (Some(old), Some(new)) => similar(old, new),
        _ => false,
    };
    let mut waiting = Vec::new();
    for j in news {
        match olds.clone().find(|i| alike(*i, j)) {
            Some(i) => {
                ops.extend((olds.start..i).map(Op::Remove));
                ops.append(&mut waiting);
                ops.push(Op::Change(i, j));
                olds.start = i + 1;
            }
            None => waiting.push(Op::Insert(j)),
        }
    }
    ops.extend(olds.map(Op::Remove));
    ops.append(&mut waiting);
}

/// Whether two maps name one thing, where they name any.
fn same_identity(old: &Mapping, new: &Mapping) -> Option<bool> {
    let same = |key: &str| match (old.get(key), new.get(key)) {
        (Some(old), Some(new)) => Some(old == new),
        (None, None) => None,
        _ => Some(false),
    };
    IDENTITIES.into_iter().find_map(same)
}

/// Whether two items at one place cannot be one item: another kind of value,
/// a text or number, another name, or another variant.
fn another(old: &Value, new: &Value) -> bool {
    match (old, new) {
        (Value::Mapping(old), Value::Mapping(new)) => {
            let variants = old.len() == 1 && new.len() == 1 && !old.keys().eq(new.keys());
            variants || same_identity(old, new) == Some(false)
        }
        (Value::Sequence(_), Value::Sequence(_)) => false,
        _ => true,
    }
}

/// Whether two items are one item in other words.
fn similar(old: &Value, new: &Value) -> bool {
    match (old, new) {
        (Value::Mapping(old), Value::Mapping(new)) => {
            if let Some(same) = same_identity(old, new) {
                return same;
            }
            if old.len() == 1 && new.len() == 1 {
                // A variant: it is the same one if what it holds is similar.
                return old.iter().zip(new.iter()).all(|((a, old), (b, new))| {
                    a == b && (similar(old, new) || !old.is_mapping())
                });
            }
            let shared = old
                .iter()
                .filter(|(key, value)| new.get(*key) == Some(*value))
                .count();
            2 * shared >= old.len().max(new.len()) && shared > 0
        }
        (Value::Sequence(old), Value::Sequence(new)) => {
            let shared = old.iter().filter(|value| new.contains(value)).count();
            2 * shared >= old.len().max(new.len()) && shared > 0
        }
        _ => false,
    }
}

/// A text that two values share exactly if they are equal, whatever the order
/// of their keys.
fn normal(value: &Value) -> String {
    match value {
        Value::Mapping(map) => {
            let mut entries: Vec<String> = map
                .iter()
                .map(|(key, value)| format!("{}:{}", normal(key), normal(value)))
                .collect();
            entries.sort();
            format!("{{{}}}", entries.join(","))
        }
        Value::Sequence(list) => {
            let items: Vec<String> = list.iter().map(normal).collect();
            format!("[{}]", items.join(","))
        }
        scalar => format!("{scalar:?}"),
    }
}
