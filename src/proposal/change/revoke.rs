//! `revoke`: a team loses powers over an area.

use std::collections::BTreeSet;

use crate::base::{AreaId, Date, Power, TeamId};
use crate::org::Organisation;
use crate::proposal::refusal::{Problems, Refusal};
use crate::proposal::{effect, lookup};
use crate::rule::Class;

use super::ChangeKind;

/// A team loses powers over an area.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Revoke {
    /// Who.
    pub team: TeamId,
    /// Over what.
    pub area: AreaId,
    /// Which.
    pub powers: BTreeSet<Power>,
}

impl ChangeKind for Revoke {
    fn word(&self) -> &'static str {
        "revoke"
    }

    fn apply(&self, org: &mut Organisation, on: Date, problems: &mut Problems) {
        let found = problems.take(lookup::living_team(
            org,
            &self.team,
            on,
            problems.at("team"),
        ));
        problems.take(lookup::living_area(
            org,
            &self.area,
            on,
            problems.at("area"),
        ));
        let powers = problems.at("powers");
        if self.powers.is_empty() {
            problems.add(Refusal::new(powers.clone(), "it revokes nothing").hint("name a power"));
        }
        let Some(team) = found else { return };
        let lacks = |power: &&Power| !team.may_on(&self.area, power, on);
        let lacking: Vec<&str> = self
            .powers
            .iter()
            .filter(lacks)
            .map(Power::as_str)
            .collect();
        if !lacking.is_empty() {
            let why = format!(
                "{} does not hold {} over {}",
                team.name,
                lookup::listed(lacking),
                org.area_name(&self.area)
            );
            let refusal = Refusal::new(powers, why).because(self.team.as_str());
            problems.add(refusal.because(self.area.as_str()));
        }
        if problems.is_empty()
            && let Some(team) = org.teams.get_mut(&self.team)
        {
            effect::end_powers(team, on, |area, power| {
                *area == self.area && self.powers.contains(power)
            });
        }
    }

    fn classes(&self) -> BTreeSet<Class> {
        BTreeSet::from([Class::Structure])
    }

    fn summary(&self, org: &Organisation) -> String {
        format!(
            "revoke {} over {} from {}",
            lookup::listed(self.powers.iter().map(Power::as_str)),
            org.area_name(&self.area),
            org.team_name(&self.team)
        )
    }

    fn touches(&self) -> BTreeSet<String> {
        BTreeSet::from([self.team.to_string(), self.area.to_string()])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::proposal::fixture::*;

    fn revoke(team: &str, area: &str, power: &str) -> Revoke {
        Revoke {
            team: id(team),
            area: id(area),
            powers: BTreeSet::from([id(power)]),
        }
    }

    #[test]
    fn one_power_ends_and_the_others_stay() {
        let after = applied(revoke("core", "tracker", "control"));
        let core = &after.teams[&id("core")];
        assert!(core.may_on(&id("tracker"), &Power::control(), EVE));
        assert!(!core.may_on(&id("tracker"), &Power::control(), DAY));
        assert!(core.may_on(&id("tracker"), &id("merge"), DAY));
    }

    #[test]
    fn what_is_not_held_cannot_be_revoked() {
        assert_eq!(
            refused(revoke("ops", "website", "control")),
            ["revoke.powers: Ops team does not hold control over Website"]
        );
    }
}
