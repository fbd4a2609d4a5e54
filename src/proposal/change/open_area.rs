//! `open_area`: something new to control.

use std::collections::BTreeSet;

use crate::base::{AreaId, Date, TeamId};
use crate::org::{Area, Organisation};
use crate::proposal::refusal::{Problems, Refusal};
use crate::proposal::{effect, lookup};
use crate::rule::Class;

use super::ChangeKind;

/// A new area.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenArea {
    /// Its id.
    pub area: AreaId,
    /// What its file will say; it opens on the day of enactment.
    pub fields: Area,
    /// Who controls it.
    pub controller: Option<TeamId>,
}

impl ChangeKind for OpenArea {
    fn word(&self) -> &'static str {
        "open_area"
    }

    fn apply(&self, org: &mut Organisation, on: Date, problems: &mut Problems) {
        problems.take(lookup::free_id(
            org,
            self.area.as_str(),
            problems.at("area"),
        ));
        if self.fields.closed.is_some() {
            let refusal = Refusal::new(problems.at("closed"), "a new area has no `closed`");
            problems.add(refusal.hint("leave it out"));
        }
        if let Some(opened) = self.fields.opened
            && !(opened.first_day() <= on && on <= opened.last_day())
        {
            let why = format!("it opens with the enactment, here on {on}");
            let refusal = Refusal::new(problems.at("opened"), why);
            problems.add(refusal.hint("leave the date out"));
        }
        if let Some(above) = &self.fields.part_of {
            problems.take(lookup::living_area(org, above, on, problems.at("part_of")));
        }
        if let Some(team) = &self.controller {
            problems.take(lookup::living_team(
                org,
                team,
                on,
                problems.at("controller"),
            ));
        }
        if !problems.is_empty() {
            return;
        }
        let mut area = self.fields.clone();
        area.opened = Some(on.into());
        org.areas.insert(self.area.clone(), area);
        if let Some(team) = &self.controller {
            effect::hand_over(org, &self.area, team, on);
        }
    }

    fn classes(&self) -> BTreeSet<Class> {
        BTreeSet::from([Class::Structure])
    }

    fn summary(&self, org: &Organisation) -> String {
        let name = &self.fields.name;
        match &self.controller {
            Some(team) => format!("open {name}, controlled by {}", org.team_name(team)),
            None => format!("open {name}, controlled by nobody"),
        }
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
    fn an_area_opens_with_its_controller() {
        let change = OpenArea {
            area: id("forum"),
            fields: Area::named("Forum"),
            controller: Some(id("ops")),
        };
        let after = applied(change);
        assert!(after.areas[&id("forum")].alive_on(DAY));
        assert!(!after.areas[&id("forum")].alive_on(EVE));
        assert_eq!(after.on(DAY).controllers(&id("forum")), [&id("ops")]);
    }

    #[test]
    fn a_new_area_is_new() {
        let mut fields = Area::named("Old");
        fields.opened = Some("2014".parse().unwrap());
        fields.closed = Some(DAY.into());
        let change = OpenArea {
            area: id("chat"),
            fields,
            controller: Some(id("nobody")),
        };
        assert_eq!(
            refused(change),
            [
                "open_area.area: the id `chat` belongs to the area Chat",
                "open_area.closed: a new area has no `closed`",
                "open_area.opened: it opens with the enactment, here on 2020-03-12",
                "open_area.controller: no team `nobody`",
            ]
        );
    }
}
