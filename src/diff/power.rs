//! Who holds which power before and after, and how many one person holds.

use std::collections::{BTreeMap, BTreeSet};

use crate::base::{AreaId, PersonId, Power, TeamId};
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

type Held<'a> = (&'a AreaId, &'a Power);
type Teams<'s, 'a> = &'s [&'a TeamId];

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
        let mut powers: BTreeMap<_, (Teams<'_, '_>, Teams<'_, '_>)> = BTreeMap::new();
        for (power, teams) in before.teams_by_power() {
            powers.entry(power).or_default().0 = teams;
        }
        for (power, teams) in after.teams_by_power() {
            powers.entry(power).or_default().1 = teams;
        }
        let (dim, dark) = (unknown(before), unknown(after));
        let change = |((area, power), (old, new)): (Held<'_>, (Teams<'_, '_>, Teams<'_, '_>))| {
            // The same teams with the same people, as most powers have.
            if old == new && old.iter().all(|team| before.same_roll(after, team)) {
                return None;
            }
            let held = HeldPower {
                area: AreaId::clone(area),
                power: Power::clone(power),
            };
            let (old, new) = (before.people_in(old), after.people_in(new));
            let unknown_before = dim.get(&held).cloned().unwrap_or_default();
            let unknown_after = dark.get(&held).cloned().unwrap_or_default();
            // An unknown roll under another id is no change that anybody can
            // see.
            if old == new && unknown_before.is_empty() == unknown_after.is_empty() {
                return None;
            }
            let owned = |people: BTreeSet<&PersonId>| people.into_iter().cloned().collect();
            Some(Self {
                before: owned(old),
                after: owned(new),
                unknown_before,
                unknown_after,
                power: held,
            })
        };
        powers.into_iter().filter_map(change).collect()
    }
}

/// The teams of unknown roll that hold each power.
fn unknown(standing: &Standing<'_>) -> BTreeMap<HeldPower, BTreeSet<TeamId>> {
    let mut found: BTreeMap<HeldPower, BTreeSet<TeamId>> = BTreeMap::new();
    for (id, _) in standing.teams() {
        if standing.serving(id).is_none() {
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
        let (powers, people) = standing.most_powers();
        Self {
            powers,
            people: people.into_iter().cloned().collect(),
        }
    }
}
