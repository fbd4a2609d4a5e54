//! The whole organisation, as it is stored.

use std::collections::{BTreeMap, BTreeSet};

use crate::base::{
    AreaId, ConstraintId, Date, EntityId, EventId, EventKind, PersonId, RuleId, Shared, TeamId,
};
use crate::rule::Rule;

use super::{About, Area, AttestedEvents, Constraint, Event, Person, Standing, Team};

/// Everything that `governance/` says.
///
/// Ids are unique over all kinds. References may dangle until it was checked;
/// every reader here treats what is not there as empty. A copy shares what it
/// does not change.
#[derive(Debug, Clone, PartialEq)]
pub struct Organisation {
    /// What is said of the whole.
    pub about: About,
    /// People.
    pub people: Shared<BTreeMap<PersonId, Person>>,
    /// Bodies, past ones too.
    pub teams: Shared<BTreeMap<TeamId, Team>>,
    /// Areas, closed ones too.
    pub areas: Shared<BTreeMap<AreaId, Area>>,
    /// Rules, repealed ones too.
    pub rules: Shared<BTreeMap<RuleId, Rule>>,
    /// Constraints, repealed ones too.
    pub constraints: Shared<BTreeMap<ConstraintId, Constraint>>,
    /// Events.
    pub events: Shared<BTreeMap<EventId, Event>>,
    /// Which of them are attested.
    pub attested: AttestedEvents,
}

impl Organisation {
    /// An organisation with nothing in it.
    pub fn empty(about: About) -> Self {
        Self {
            about,
            people: Shared::default(),
            teams: Shared::default(),
            areas: Shared::default(),
            rules: Shared::default(),
            constraints: Shared::default(),
            events: Shared::default(),
            attested: AttestedEvents::default(),
        }
    }

    /// What officials have found by a day, by the kinds of events: what
    /// `attested(NAME)` in a condition asks for. An event that nobody signed
    /// is none.
    pub fn findings(&self, day: Date) -> BTreeSet<EventKind> {
        let found = self.attested.0.iter().filter_map(|id| self.events.get(id));
        let past = found.filter(|event| event.on.first_day() <= day);
        past.map(|event| event.kind.clone()).collect()
    }

    /// The people whom the newest finding of a kind by a day lists; none where
    /// nobody has signed one. Of two of one day the later id counts.
    pub fn attested_people(&self, kind: &EventKind, day: Date) -> Option<BTreeSet<PersonId>> {
        let found = self.attested.0.iter();
        let found = found.filter_map(|id| Some((id, self.events.get(id)?)));
        found
            .filter(|(_, event)| event.kind == *kind && event.on.last_day() <= day)
            .max_by_key(|(id, event)| (event.on.last_day(), (*id).clone()))
            .map(|(_, event)| event.people.clone())
    }

    /// The organisation on a day, with all that is derived.
    pub fn on(&self, day: Date) -> Standing<'_> {
        Standing::new(self, day)
    }

    /// Every entity, by kind and id.
    pub fn entities(&self) -> impl Iterator<Item = EntityId> {
        let people = self.people.keys().cloned().map(EntityId::Person);
        let teams = self.teams.keys().cloned().map(EntityId::Team);
        let areas = self.areas.keys().cloned().map(EntityId::Area);
        let rules = self.rules.keys().cloned().map(EntityId::Rule);
        let constraints = self.constraints.keys().cloned().map(EntityId::Constraint);
        let events = self.events.keys().cloned().map(EntityId::Event);
        people
            .chain(teams)
            .chain(areas)
            .chain(rules)
            .chain(constraints)
            .chain(events)
    }

    /// The entity of an id, whatever its kind.
    pub fn find(&self, id: &str) -> Option<EntityId> {
        macro_rules! look {
            ($($map:ident $kind:ident,)+) => {$(
                if let Ok(id) = id.parse() && self.$map.contains_key(&id) {
                    return Some(EntityId::$kind(id));
                }
            )+};
        }
        look! {
            people Person, teams Team, areas Area, rules Rule,
            constraints Constraint, events Event,
        }
        None
    }

    /// The ids that may not be given to anything new: those in use and those
    /// that a renamed team had before.
    pub fn taken_ids(&self) -> BTreeSet<String> {
        let former = self.teams.values().flat_map(|team| &team.former_ids);
        self.entities()
            .map(|entity| entity.as_str().to_owned())
            .chain(former.map(|id| id.as_str().to_owned()))
            .collect()
    }

    /// What people call an entity: its name or title, or its id.
    pub fn label(&self, entity: &EntityId) -> String {
        let name = match entity {
            EntityId::Person(id) => self.people.get(id).map(|person| &person.name),
            EntityId::Team(id) => self.teams.get(id).map(|team| &team.name),
            EntityId::Area(id) => self.areas.get(id).map(|area| &area.name),
            EntityId::Rule(id) => self.rules.get(id).map(|rule| &rule.title),
            EntityId::Constraint(id) => self.constraints.get(id).map(|it| &it.title),
            EntityId::Event(_) => None,
        };
        name.map_or_else(|| entity.as_str().to_owned(), Clone::clone)
    }

    /// A person's name, or the id where nobody of that id is recorded.
    pub fn person_name<'a>(&'a self, id: &'a PersonId) -> &'a str {
        self.people
            .get(id)
            .map_or(id.as_str(), |person| person.name.as_str())
    }

    /// A team's name, or the id where no team of that id is recorded.
    pub fn team_name<'a>(&'a self, id: &'a TeamId) -> &'a str {
        self.teams
            .get(id)
            .map_or(id.as_str(), |team| team.name.as_str())
    }

    /// An area's name, or the id where no area of that id is recorded.
    pub fn area_name<'a>(&'a self, id: &'a AreaId) -> &'a str {
        self.areas
            .get(id)
            .map_or(id.as_str(), |area| area.name.as_str())
    }
}
