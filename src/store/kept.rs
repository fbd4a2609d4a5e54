//! What was read lately, by its name. What was asked for longest ago goes
//! first, and memory stays bounded.

use std::collections::HashMap;
use std::hash::Hash;

/// Some things by their names. They are in two halves: when the young ones are
/// too many they become the old ones, and the old ones go.
pub(super) struct Kept<K, V> {
    young: HashMap<K, (V, usize)>,
    old: HashMap<K, (V, usize)>,
    /// The bytes of the young ones.
    bytes: usize,
}

impl<K, V> Default for Kept<K, V> {
    fn default() -> Self {
        Self {
            young: HashMap::new(),
            old: HashMap::new(),
            bytes: 0,
        }
    }
}

/// What a thing takes in the map beside its own bytes, about.
const EACH: usize = 160;

impl<K: Copy + Eq + Hash, V: Clone> Kept<K, V> {
    /// What has a name; it is young again.
    pub(super) fn get(&mut self, id: K, most: usize) -> Option<V> {
        if let Some((it, _)) = self.young.get(&id) {
            return Some(it.clone());
        }
        let (it, size) = self.old.remove(&id)?;
        self.put(id, it.clone(), size, most);
        Some(it)
    }

    /// Keeps something of so many bytes; all together are at most `most`.
    pub(super) fn put(&mut self, id: K, it: V, size: usize, most: usize) {
        let whole = size.saturating_add(EACH);
        if self.bytes.saturating_add(whole) > most / 2 {
            self.old = std::mem::take(&mut self.young);
            self.bytes = 0;
        }
        self.bytes = self.bytes.saturating_add(whole);
        self.young.insert(id, (it, size));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_asked_for_stays_and_the_rest_goes() {
        let mut kept: Kept<u32, u32> = Kept::default();
        let most = 20 * (EACH + 100);
        kept.put(0, 7, 100, most);
        for n in 1..1_000 {
            kept.put(n, n, 100, most);
            assert_eq!(kept.get(0, most), Some(7));
        }
        assert_eq!(kept.get(999, most), Some(999));
        assert_eq!(kept.get(500, most), None);
        assert!(kept.young.len() + kept.old.len() <= 20);
    }
}
