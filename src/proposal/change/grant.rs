//! `grant`: a team gets powers over an area.

use std::collections::BTreeSet;

use crate::base::{AreaId, Date, Period, Power, TeamId};
use crate::org::{self, Organisation};
use crate::proposal::refusal::{Problems, Refusal};
use crate::proposal::{effect, lookup};
use crate::rule::Class;

use super::{ChangeKind, form};

/// A team gets powers over an area.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Grant {
    /// Who.
    pub team: TeamId,
    /// Over what.
    pub area: AreaId,
    /// Which.
    pub powers: BTreeSet<Power>,
}

impl ChangeKind for Grant {
    fn word(&self) -> &'static str {
        "grant"
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
        for refusal in lookup::listed_powers(org, &self.powers, &powers) {
            problems.add(refusal);
        }
        if self.powers.is_empty() {
            problems.add(Refusal::new(powers.clone(), "it grants nothing").hint("name a power"));
        }
        let Some(team) = found else { return };
        let held = self.powers.iter().filter(|power| {
            // A power that it is to have later would meet the one granted.
            let meets = |grant: &org::Grant| {
                grant.area == self.area
                    && grant.powers.contains(*power)
                    && effect::lasts_past(grant.period, on)
            };
            team.authority.iter().any(meets)
        });
        let held: Vec<&str> = held.map(Power::as_str).collect();
        if !held.is_empty() {
            let why = format!(
                "{} holds {} over {} already",
                team.name,
                lookup::listed(held),
                org.area_name(&self.area)
            );
            problems.add(Refusal::new(powers.clone(), why).because(self.team.as_str()));
        } else if self.powers.iter().any(Power::is_control)
            && let Some(rival) =
                effect::rival(org, &self.area, Period::since(on), Some(&self.team), on)
        {
            problems.add(form::controlled_by(org, &self.area, rival, powers));
        }
        if problems.is_empty()
            && let Some(team) = org.teams.get_mut(&self.team)
        {
            team.authority.push(org::Grant {
                area: self.area.clone(),
                powers: self.powers.clone(),
                period: Period::since(on),
            });
        }
    }

    fn classes(&self) -> BTreeSet<Class> {
        BTreeSet::from([Class::Structure])
    }

    fn summary(&self, org: &Organisation) -> String {
        format!(
            "grant {} {} over {}",
            org.team_name(&self.team),
            lookup::listed(self.powers.iter().map(Power::as_str)),
            org.area_name(&self.area)
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

    fn grant(team: &str, area: &str, powers: &[&str]) -> Grant {
        Grant {
            team: id(team),
            area: id(area),
            powers: powers.iter().map(|power| id(power)).collect(),
        }
    }

    #[test]
    fn a_power_begins_on_the_day() {
        let after = applied(grant("ops", "website", &["merge"]));
        let ops = &after.teams[&id("ops")];
        assert!(ops.may_on(&id("website"), &id("merge"), DAY));
        assert!(!ops.may_on(&id("website"), &id("merge"), EVE));
    }

    #[test]
    fn several_may_control_only_what_is_shared() {
        let after = applied(grant("core", "docs", &["control"]));
        assert_eq!(after.on(DAY).controllers(&id("docs")).len(), 3);
        assert_eq!(
            refused(grant("ops", "website", &["control"])),
            ["grant.powers: Website is controlled by Core team, and it is not shared"]
        );
    }

    #[test]
    fn powers_are_the_organisations_own_words() {
        assert_eq!(
            refused(grant("ops", "website", &["merg"])),
            ["grant.powers: `merg` is no power of this organisation"]
        );
        assert_eq!(
            refused(grant("committers", "tracker", &["merge"])),
            ["grant.powers: Committers holds merge over Tracker already"]
        );
        assert_eq!(
            refused(grant("ops", "website", &[])),
            ["grant.powers: it grants nothing"]
        );
    }
}
