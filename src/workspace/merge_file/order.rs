//! Lists in which order means nothing, for comparing what two texts mean.

use std::collections::BTreeSet;

use crate::org::{About, Area, Constraint, Event, Grant, Person, Roll, Team};
use crate::rule::Rule;

/// What can be put into an order of its own.
pub(super) trait Unordered: Sized {
    /// The same, with every list in which order means nothing sorted.
    fn unordered(self) -> Self;
}

impl Unordered for Team {
    fn unordered(mut self) -> Self {
        self.succeeded_by.sort();
        self.former_ids.sort();
        // Each power by itself: how they are grouped means nothing.
        let alone = |grant: Grant| {
            let powers = grant.powers.iter().cloned();
            let one = |power| Grant {
                powers: BTreeSet::from([power]),
                ..grant.clone()
            };
            powers.map(one).collect::<Vec<_>>()
        };
        self.authority = self.authority.into_iter().flat_map(alone).collect();
        self.authority.sort();
        self.authority.dedup();
        if let Roll::Known(terms) = &mut self.members {
            terms.sort();
        }
        self
    }
}

impl Unordered for Area {
    fn unordered(mut self) -> Self {
        self.assets.sort();
        self
    }
}

impl Unordered for Person {
    fn unordered(mut self) -> Self {
        self.emails.sort();
        self.keys.sort();
        self.affiliations.sort();
        self.also_known_as.sort();
        self
    }
}

impl Unordered for Constraint {
    fn unordered(mut self) -> Self {
        let key = |waiver: &crate::org::Waiver| (waiver.reason.clone(), waiver.until);
        self.waivers.sort_by_key(key);
        self
    }
}

impl Unordered for About {
    fn unordered(mut self) -> Self {
        self.housekeeping.sort_by_key(|line| line.by.to_string());
        self
    }
}

/// Its people are a set already.
impl Unordered for Event {
    fn unordered(self) -> Self {
        self
    }
}

/// The order of stages and outcomes is part of what a rule says.
impl Unordered for Rule {
    fn unordered(self) -> Self {
        self
    }
}
