//! Who holds which power before and after, and how many one person holds.

use std::collections::{BTreeMap, BTreeSet};

use crate::base::{PersonId, TeamId};
use crate::org::{HeldPower, Standing};

/// A power whose holders differ. All are derived: by a term, or by an office
/// that another one brings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PowerChange {
    /// The power.
    pub power: HeldPower,
    /// Who holds it before, as far as rolls are known.
    pub before: BTreeSet<PersonId>,
    /// Who holds it after, as far as rolls are known.
    pub after: BTreeSet<PersonId>,
    /// Teams that hold it before and whose roll is not known.
    pub unknown_before: BTreeSet<TeamId>,
    /// Teams that hold it after and whose roll is not known.
    pub unknown_after: BTreeSet<TeamId>,
}

impl PowerChange {
    /// Those who hold it after and did not before.
    pub fn gained(&self) -> BTreeSet<&PersonId> {
        self.after.difference(&self.before).collect()
    }

    /// Those who held it before and do not after.
    pub fn lost(&self) -> BTreeSet<&PersonId> {
        self.before.difference(&self.after).collect()
    }

    /// Compares every power that anybody holds on either side.
    pub(super) fn all(before: &Standing<'_>, after: &Standing<'_>) -> Vec<Self> {
        let (was, is) = (before.all_powers(), after.all_powers());
        let (dim, dark) = (unknown(before), unknown(after));
        let powers: BTreeSet<&HeldPower> = was.keys().chain(is.keys()).collect();
        let change = |power: &HeldPower| Self {
            before: was.get(power).cloned().unwrap_or_default(),
            after: is.get(power).cloned().unwrap_or_default(),
            unknown_before: dim.get(power).cloned().unwrap_or_default(),
            unknown_after: dark.get(power).cloned().unwrap_or_default(),
            power: power.clone(),
        };
        let changes = powers.into_iter().map(change);
        changes.filter(Self::differs).collect()
    }

    fn differs(&self) -> bool {
        // An unknown roll under another id is no change that anybody can see.
        self.before != self.after || self.unknown_before.is_empty() != self.unknown_after.is_empty()
    }
}

/// The teams of unknown roll that hold each power.
fn unknown(standing: &Standing<'_>) -> BTreeMap<HeldPower, BTreeSet<TeamId>> {
    let mut found: BTreeMap<HeldPower, BTreeSet<TeamId>> = BTreeMap::new();
    for (id, _) in standing.teams() {
        if standing.members(id).is_none() {
            for power in standing.team_powers(id) {
                found.entry(power).or_default().insert(id.clone());
            }
        }
    }
    found
}

/// The most powers that one person holds.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Concentration {
    /// How many; powers over several areas count apart.
    pub powers: usize,
    /// Who; several where they are level, nobody where nobody holds any.
    pub people: BTreeSet<PersonId>,
}

impl Concentration {
    /// Of a standing.
    pub fn of(standing: &Standing<'_>) -> Self {
        let held = standing.powers_by_person();
        let powers = held.values().map(BTreeSet::len).max().unwrap_or(0);
        let top = held.into_iter().filter(|(_, held)| held.len() == powers);
        Self {
            powers,
            people: top.map(|(person, _)| person).collect(),
        }
    }
}
