//! Powers revoked, handed over and granted.

use std::collections::{BTreeMap, BTreeSet};

use super::Draft;
use crate::base::{AreaId, Date, Period, Power, Until};
use crate::org::Team;
use crate::proposal::{Grant, Revoke, Transfer};

/// What is left of a period that begins by a decision: it starts with the
/// enactment, whatever was written. None where it is over by then.
pub(super) fn begin_here(period: Period, on: Date) -> Option<Period> {
    match period.until() {
        Until::Unknown => None,
        Until::At(until) if until.last_day() < on => None,
        until => Period::new(None, until).ok(),
    }
}

impl Draft<'_> {
    fn open(&self, area: &AreaId) -> bool {
        let area = self.goal.areas.get(area);
        area.is_some_and(|area| area.alive_on(self.on))
    }

    /// Powers that bodies lose; the control that another body gets passes to
    /// it, and an area that ends takes all powers with it.
    pub(super) fn revoke_powers(&mut self) {
        for (team, now, goal) in self.lasting() {
            let lost = differ(&now, goal, self.on);
            for (area, mut powers) in lost {
                let shared = self.now.areas.get(&area).is_some_and(|area| area.shared);
                let passes = self.controllers(self.goal, &area);
                if !shared && passes.iter().any(|to| *to != team) {
                    powers.retain(|power| !power.is_control());
                }
                if self.open(&area) && !powers.is_empty() {
                    let team = team.clone();
                    self.push(Revoke { team, area, powers });
                }
            }
        }
    }

    /// The control of areas that pass from one body to another, but for those
    /// whose body ends: it says itself where they go.
    pub(super) fn hand_over_areas(&mut self) {
        let goal = self.goal;
        for (area, it) in &goal.areas {
            if it.shared || !it.alive_on(self.on) {
                continue;
            }
            let had = self.controllers(&self.now, area);
            let has = self.controllers(goal, area);
            let ([had], [has]) = (had.as_slice(), has.as_slice()) else {
                continue;
            };
            if had != has && self.alive(goal, had) {
                let (area, to) = (area.clone(), has.clone());
                self.push(Transfer { area, to });
            }
        }
    }

    /// Powers that bodies get.
    pub(super) fn grant_powers(&mut self) {
        for (team, now, goal) in self.lasting() {
            for (area, mut powers) in differ(goal, &now, self.on) {
                let shared = self.now.areas.get(&area).is_some_and(|area| area.shared);
                let taken = self.controllers(&self.now, &area);
                // From a body that ends, by where it says that its areas go.
                if !shared && !taken.is_empty() {
                    powers.retain(|power| !power.is_control());
                }
                if self.open(&area) && !powers.is_empty() {
                    let team = team.clone();
                    self.push(Grant { team, area, powers });
                }
            }
        }
    }
}

/// The powers that one state of a team holds on a day and the other does not.
fn differ(one: &Team, other: &Team, on: Date) -> BTreeMap<AreaId, BTreeSet<Power>> {
    let mut found: BTreeMap<AreaId, BTreeSet<Power>> = BTreeMap::new();
    for grant in one.authority.iter().filter(|it| it.period.holds_on(on)) {
        for power in &grant.powers {
            if !other.may_on(&grant.area, power, on) {
                let powers = found.entry(grant.area.clone()).or_default();
                powers.insert(power.clone());
            }
        }
    }
    found
}
