//! `close_area`: something that is no longer controlled, because it is gone.

use std::collections::BTreeSet;

use crate::base::{AreaId, Date};
use crate::org::Organisation;
use crate::proposal::refusal::Problems;
use crate::proposal::{effect, lookup};
use crate::rule::Class;

use super::ChangeKind;

/// An area ends, and with it every power over it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CloseArea {
    /// Which.
    pub area: AreaId,
}

impl ChangeKind for CloseArea {
    fn word(&self) -> &'static str {
        "close_area"
    }

    fn apply(&self, org: &mut Organisation, on: Date, problems: &mut Problems) {
        let found = lookup::living_area(org, &self.area, on, problems.at("area"));
        if problems.take(found).is_some() {
            effect::close(org, &self.area, on);
        }
    }

    fn classes(&self) -> BTreeSet<Class> {
        BTreeSet::from([Class::Structure])
    }

    fn summary(&self, org: &Organisation) -> String {
        format!("close {}", org.area_name(&self.area))
    }

    fn touches(&self) -> BTreeSet<String> {
        BTreeSet::from([self.area.to_string()])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::proposal::fixture::*;

    #[test]
    fn every_power_over_it_ends() {
        let after = applied(CloseArea {
            area: id("tracker"),
        });
        assert!(!after.areas[&id("tracker")].alive_on(DAY));
        let grants = after.teams.values().flat_map(|team| &team.authority);
        let open = grants.filter(|grant| grant.area == id("tracker") && grant.period.is_open());
        assert_eq!(open.count(), 0);
    }

    #[test]
    fn it_closes_once() {
        let mut org = organisation();
        let change = super::super::Change::from(CloseArea { area: id("chat") });
        change.apply(&mut org, DAY).unwrap();
        assert_eq!(
            said(change.apply(&mut org, DAY).unwrap_err()),
            ["close_area.area: Chat is closed since 2020-03-12"]
        );
    }
}
