//! `transfer`: the control of an area passes on.

use std::collections::BTreeSet;

use crate::base::{AreaId, Date, Power, TeamId};
use crate::org::Organisation;
use crate::proposal::refusal::{Problems, Refusal};
use crate::proposal::{effect, lookup};
use crate::rule::Class;

use super::ChangeKind;

/// The control of an area passes from whoever has it to a team.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Transfer {
    /// What passes on.
    pub area: AreaId,
    /// Who controls it then.
    pub to: TeamId,
}

impl ChangeKind for Transfer {
    fn word(&self) -> &'static str {
        "transfer"
    }

    fn apply(&self, org: &mut Organisation, on: Date, problems: &mut Problems) {
        let area = problems.take(lookup::living_area(
            org,
            &self.area,
            on,
            problems.at("area"),
        ));
        let shared = area.is_some_and(|area| area.shared);
        let to = problems.take(lookup::living_team(org, &self.to, on, problems.at("to")));
        if shared {
            let held = effect::controllers(org, &self.area, on);
            let names = held.into_iter().map(|id| org.team_name(id));
            let why = format!(
                "{} is shared (by {}), so there is no one control to pass on",
                org.area_name(&self.area),
                lookup::listed(names)
            );
            let hint =
                "write `grant` for the team that joins, and `revoke` for the one that leaves";
            problems.add(Refusal::new(problems.at("area"), why).hint(hint));
        } else if to.is_some_and(|to| to.may_on(&self.area, &Power::control(), on)) {
            let why = format!(
                "{} controls {} already",
                org.team_name(&self.to),
                org.area_name(&self.area)
            );
            problems.add(Refusal::new(problems.at("to"), why).because(self.area.as_str()));
        }
        if problems.is_empty() {
            effect::hand_over(org, &self.area, &self.to, on);
        }
    }

    fn classes(&self) -> BTreeSet<Class> {
        BTreeSet::from([Class::Structure])
    }

    fn summary(&self, org: &Organisation) -> String {
        let (area, to) = (org.area_name(&self.area), org.team_name(&self.to));
        format!("transfer {area} to {to}")
    }

    fn touches(&self) -> BTreeSet<String> {
        BTreeSet::from([self.area.to_string()])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::proposal::fixture::*;

    fn transfer(area: &str, to: &str) -> Transfer {
        let (area, to) = (id(area), id(to));
        Transfer { area, to }
    }

    #[test]
    fn no_day_has_two_controllers_or_none() {
        let after = applied(transfer("tracker", "ops"));
        assert_eq!(after.on(EVE).controllers(&id("tracker")), [&id("core")]);
        assert_eq!(after.on(DAY).controllers(&id("tracker")), [&id("ops")]);
        // Core held `merge` in the same grant, and keeps it.
        assert!(after.teams[&id("core")].may_on(&id("tracker"), &id("merge"), DAY));
    }

    #[test]
    fn what_began_on_the_day_itself_is_removed() {
        let mut org = organisation();
        for to in ["ops", "fellows"] {
            super::super::Change::from(transfer("tracker", to))
                .apply(&mut org, DAY)
                .unwrap();
        }
        assert!(
            org.teams[&id("ops")]
                .authority
                .iter()
                .all(|grant| grant.area != id("tracker"))
        );
        assert_eq!(org.on(DAY).controllers(&id("tracker")), [&id("fellows")]);
    }

    #[test]
    fn there_must_be_somebody_new_to_receive() {
        assert_eq!(
            refused(transfer("website", "core")),
            ["transfer.to: Core team controls Website already"]
        );
        assert_eq!(
            refused(transfer("website", "founders")),
            ["transfer.to: Founders is dissolved since 2014-01-13"]
        );
        assert_eq!(
            refused(transfer("docs", "ops")),
            [
                "transfer.area: Documentation is shared (by Fellows and Ops team), so there is no one control to pass on"
            ]
        );
    }
}
