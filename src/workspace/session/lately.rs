//! What was read lately, so that it is not read again; not all that ever was,
//! so that a walk through a long history does not fill the memory.

/// How much is kept: a poll is computed from a few commits of its line, and
/// every change of the organisation from the one before it.
const KEPT: usize = 8;

/// Values by key, the newest last.
#[derive(Debug)]
pub(super) struct Lately<K, V>(Vec<(K, V)>);

impl<K, V> Default for Lately<K, V> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<K: PartialEq, V> Lately<K, V> {
    /// What is kept under a key; it then counts as the newest.
    pub(super) fn get(&mut self, key: &K) -> Option<&V> {
        let at = self.0.iter().position(|(own, _)| own == key)?;
        self.0.get_mut(at..)?.rotate_left(1);
        self.0.last().map(|(_, value)| value)
    }

    /// Keeps a value, and lets go of the oldest where there are many.
    pub(super) fn keep(&mut self, key: K, value: V) {
        self.0.retain(|(own, _)| *own != key);
        if self.0.len() >= KEPT {
            self.0.remove(0);
        }
        self.0.push((key, value));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_oldest_goes_first_and_use_makes_new() {
        let mut lately = Lately::default();
        for key in 0..KEPT {
            lately.keep(key, key * 10);
        }
        assert_eq!(lately.get(&0), Some(&0));
        lately.keep(KEPT, 0);
        assert_eq!(lately.get(&1), None);
        assert_eq!(lately.get(&0), Some(&0));
        lately.keep(0, 7);
        assert_eq!(lately.get(&0), Some(&7));
        assert_eq!(lately.0.len(), KEPT);
    }
}
