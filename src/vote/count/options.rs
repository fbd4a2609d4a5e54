//! The options of an election, in the order of the ballot paper.

use std::collections::BTreeMap;

use crate::base::OptionId;

/// The most options that an election may have: the pairwise matrix of a
/// thousand takes 8 MB.
pub const MOST_OPTIONS: usize = 1_000;

/// The options, each known by its place; places are `u16`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Options {
    ids: Vec<OptionId>,
    places: BTreeMap<OptionId, usize>,
}

/// Why a list of options is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum OptionsError {
    /// None at all.
    #[error("an election needs at least one option")]
    None,
    /// More than [`MOST_OPTIONS`].
    #[error("{0} options are too many; at most {MOST_OPTIONS}")]
    TooMany(usize),
    /// One named twice.
    #[error("the option `{0}` is named twice")]
    Twice(OptionId),
}

impl Options {
    /// From a list without repetitions.
    pub fn new(ids: Vec<OptionId>) -> Result<Self, OptionsError> {
        if ids.is_empty() {
            return Err(OptionsError::None);
        }
        if ids.len() > MOST_OPTIONS {
            return Err(OptionsError::TooMany(ids.len()));
        }
        let mut places = BTreeMap::new();
        for (place, id) in ids.iter().enumerate() {
            if places.insert(id.clone(), place).is_some() {
                return Err(OptionsError::Twice(id.clone()));
            }
        }
        Ok(Self { ids, places })
    }

    /// How many.
    pub fn len(&self) -> usize {
        self.ids.len()
    }

    /// Always false; there is at least one.
    pub fn is_empty(&self) -> bool {
        self.ids.is_empty()
    }

    /// The ids in order.
    pub fn ids(&self) -> &[OptionId] {
        &self.ids
    }

    /// The place of an id, from 0.
    pub fn place(&self, id: &OptionId) -> Option<usize> {
        self.places.get(id).copied()
    }

    /// The ids of places that came from this list.
    pub(super) fn name(&self, places: &[usize]) -> Vec<OptionId> {
        places
            .iter()
            .filter_map(|place| self.ids.get(*place).cloned())
            .collect()
    }
}
