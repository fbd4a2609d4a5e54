//! Lists, sets and maps, item by item.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Debug;

use super::{Clash, Three};
use crate::diff::show::Text;
use crate::org::{Membership, WorkTime};

/// One value in a text.
pub(super) fn text(value: &impl Text) -> String {
    value.text()
}

impl Text for Membership {
    fn text(&self) -> String {
        let mut parts = vec![self.period.to_string()];
        parts.extend(self.basis.map(|basis| basis.to_string()));
        parts.extend(self.role.clone());
        parts.extend(self.time.map(|time: WorkTime| time.to_string()));
        parts.extend(self.funded_by.as_ref().map(|by| format!("paid by {by}")));
        parts.extend(self.note.clone());
        parts.join(", ")
    }
}

/// Merges lists whose items are told apart by a key. Our order stays, and what
/// only the other side added comes behind it.
pub(super) fn merge<T: PartialEq + Clone + Text>(
    what: &str,
    three: &Three<Vec<T>>,
    key: impl Fn(&T) -> String,
    clashes: &mut Vec<Clash>,
) -> Vec<T> {
    if let Some(settled) = three.settled() {
        return settled.clone();
    }
    let by_key = |items: &[T]| -> BTreeMap<String, Vec<T>> {
        let mut map: BTreeMap<String, Vec<T>> = BTreeMap::new();
        for item in items {
            map.entry(key(item)).or_default().push(item.clone());
        }
        map
    };
    let (base, ours, theirs) = (by_key(three.base), by_key(three.ours), by_key(three.theirs));
    let none = Vec::new();
    let mut chosen: BTreeMap<&String, &Vec<T>> = BTreeMap::new();
    let keys: BTreeSet<&String> = base
        .keys()
        .chain(ours.keys())
        .chain(theirs.keys())
        .collect();
    for key in keys {
        let of = |side: &'_ BTreeMap<String, Vec<T>>| side.get(key).cloned().unwrap_or_default();
        let (was, our, their) = (of(&base), of(&ours), of(&theirs));
        let settled = Three::new(&was, &our, &their).settled().is_some();
        if !settled {
            let said = |items: &Vec<T>| items.first().map(Text::text);
            clashes.push(Clash {
                what: format!("{what}: {key}"),
                ours: said(&our),
                theirs: said(&their),
            });
        }
        let theirs_counts = settled && our == was;
        let side = if theirs_counts { &theirs } else { &ours };
        chosen.insert(key, side.get(key).unwrap_or(&none));
    }
    let mut merged = Vec::new();
    // In our order, then in theirs.
    for item in three.ours.iter().chain(three.theirs) {
        if let Some(items) = chosen.remove(&key(item)) {
            merged.extend(items.iter().cloned());
        }
    }
    merged
}

/// Merges maps, key by key.
pub(super) fn map<K: Ord + Clone + ToString, V: PartialEq + Clone + Text>(
    what: &str,
    three: &Three<BTreeMap<K, V>>,
    clashes: &mut Vec<Clash>,
) -> BTreeMap<K, V> {
    let Three { base, ours, theirs } = three;
    let keys: BTreeSet<&K> = base
        .keys()
        .chain(ours.keys())
        .chain(theirs.keys())
        .collect();
    let mut merged = BTreeMap::new();
    for key in keys {
        let sides = (base.get(key), ours.get(key), theirs.get(key));
        let settled = Three::new(&sides.0, &sides.1, &sides.2).settled().copied();
        let value = settled.unwrap_or_else(|| {
            clashes.push(Clash {
                what: format!("{what}: {}", key.to_string()),
                ours: sides.1.map(Text::text),
                theirs: sides.2.map(Text::text),
            });
            sides.1
        });
        if let Some(value) = value {
            merged.insert(key.clone(), value.clone());
        }
    }
    merged
}

/// Merges sets; they never clash.
pub(super) fn set<T: Ord + Clone + Debug>(
    _what: &str,
    three: &Three<BTreeSet<T>>,
    _clashes: &mut Vec<Clash>,
) -> BTreeSet<T> {
    let Three { base, ours, theirs } = three;
    let all = ours.union(theirs);
    // What one side took out is gone; what one side added is there.
    all.filter(|item| !base.contains(item) || (ours.contains(item) && theirs.contains(item)))
        .cloned()
        .collect()
}
