//! What the changes found do not make as it was wanted.

use std::collections::BTreeSet;

use super::terms::{differ, holder_name, only_dated};
use super::{Draft, Left, LeftKind};
use crate::base::{AreaId, Date, EntityId, PartialDate, Period, Power, TeamId, Until};
use crate::diff::field::{AreaField, Field, TeamField};
use crate::diff::{AboutField, ConstraintField, PersonField, RuleField};
use crate::org::{Organisation, Team};

/// Holds the working copy against what was wanted.
pub(super) fn compare(draft: &mut Draft) {
    let mut found = Found {
        now: &draft.now,
        goal: draft.goal,
        on: draft.on,
        left: Vec::new(),
    };
    found.about();
    found.teams();
    found.areas();
    found.people();
    found.laws();
    found.events();
    draft.left.append(&mut found.left);
}

struct Found<'a> {
    now: &'a Organisation,
    goal: &'a Organisation,
    on: Date,
    left: Vec<Left>,
}

impl Found<'_> {
    fn add(&mut self, entity: impl Into<Option<EntityId>>, kind: LeftKind, what: String) {
        self.left.push(Left {
            entity: entity.into(),
            kind,
            what,
        });
    }

    fn fields(&mut self, entity: Option<EntityId>, fields: &[impl Field]) {
        for field in fields {
            let what = format!("no change makes its `{}` what was written", field.label());
            self.add(entity.clone(), LeftKind::Unsayable, what);
        }
    }

    fn about(&mut self) {
        let fields = AboutField::between(&self.now.about, &self.goal.about);
        self.fields(None, &fields);
    }

    fn teams(&mut self) {
        let ids: BTreeSet<&TeamId> = self
            .now
            .teams
            .keys()
            .chain(self.goal.teams.keys())
            .collect();
        for id in ids {
            let entity = || EntityId::Team(id.clone());
            match (self.now.teams.get(id), self.goal.teams.get(id)) {
                (Some(now), Some(goal)) => self.team(id, now, goal),
                (Some(now), None) if now.dissolved == Some(self.on.into()) => {
                    let what = "its file is gone; it is dissolved, and stays on record";
                    self.add(entity(), LeftKind::Dated, what.to_owned());
                }
                (Some(_), None) => {
                    let what = "its file is gone; what is on record is not taken off it";
                    self.add(entity(), LeftKind::Unsayable, what.to_owned());
                }
                (None, Some(goal)) if goal.alive_on(self.on) => {
                    let what = "it cannot be formed so; `polity check` says what is wrong";
                    self.add(entity(), LeftKind::Unsayable, what.to_owned());
                }
                // Said where bodies are formed.
                (None, _) => {}
            }
        }
    }

    fn team(&mut self, id: &TeamId, now: &Team, goal: &Team) {
        let entity = || EntityId::Team(id.clone());
        for field in TeamField::between(now, goal) {
            match &field {
                TeamField::Formed(it) if self.same_day(it.before, it.after) => {}
                TeamField::Dissolved(it) if self.same_day(it.before, it.after) => {}
                TeamField::Authority(_) => self.authority(id, now, goal),
                TeamField::SucceededBy(it)
                    if it.after.is_empty() && now.dissolved == Some(self.on.into()) => {}
                TeamField::FormerIds(it) if it.before.starts_with(&it.after) => {
                    let what = "its former id is kept, so that nobody else gets it";
                    self.add(entity(), LeftKind::Dated, what.to_owned());
                }
                _ => self.fields(Some(entity()), std::slice::from_ref(&field)),
            }
        }
        self.terms(id, now, goal);
    }

    /// Whether a day is the enactment's, and the one that was written is not
    /// said, or covers it, or lies before it.
    fn same_day(&self, made: Option<PartialDate>, wanted: Option<PartialDate>) -> bool {
        made == Some(self.on.into()) && wanted.is_none_or(|it| it.first_day() <= self.on)
    }

    fn terms(&mut self, id: &TeamId, now: &Team, goal: &Team) {
        let entity = || EntityId::Team(id.clone());
        let eve = self.on.yesterday().unwrap_or(Date::MIN);
        let (mut made, wanted) = differ(now, goal);
        for term in wanted {
            let near = made.iter().position(|it| only_dated(it, &term, self.on));
            if let Some(at) = near {
                made.remove(at);
                continue;
            }
            let name = holder_name(self.goal, &term.holder);
            // A term that says something else goes on as a new one, where the
            // old one ends for it.
            let ended = now.memberships().iter().any(|it| {
                it.holder == term.holder
                    && it.period.until() == Until::At(eve.into())
                    && it.period.from() <= term.period.from()
            });
            let again = made.iter().position(|it| {
                crate::org::Membership {
                    period: it.period,
                    ..term.clone()
                } == *it
                    && it.period.from() == Some(self.on.into())
            });
            if let Some(at) = again.filter(|_| ended) {
                made.remove(at);
                let what = format!("what the term of {name} says changes with a new term");
                self.add(entity(), LeftKind::Dated, what);
                continue;
            }
            let what = format!(
                "no change makes the line of {name} ({}) what was written",
                term.period
            );
            self.add(entity(), LeftKind::Unsayable, what);
        }
        for term in made {
            let name = holder_name(self.now, &term.holder);
            if term.period.until() == Until::At(eve.into()) {
                let what = format!("the term of {name} ends, and stays on record");
                self.add(entity(), LeftKind::Dated, what);
            } else {
                let what = format!(
                    "the line of {name} ({}) is gone; what is on record is not taken off it",
                    term.period
                );
                self.add(entity(), LeftKind::Unsayable, what);
            }
        }
    }

    fn authority(&mut self, id: &TeamId, now: &Team, goal: &Team) {
        let entity = || EntityId::Team(id.clone());
        let made = triples(now);
        let wanted = triples(goal);
        let mut spare: BTreeSet<_> = made.difference(&wanted).cloned().collect();
        let eve = self.on.yesterday().unwrap_or(Date::MIN);
        let ended = |period: Period| period.until() == Until::At(eve.into());
        for (area, power, period) in wanted.difference(&made) {
            let near = spare.iter().find(|(over, what, since)| {
                let begun = since.from() == Some(self.on.into())
                    && period.from().is_none_or(|it| it.first_day() <= self.on)
                    && since.until() == period.until();
                let over_now = ended(*since)
                    && since.from() == period.from()
                    && matches!(period.until(), Until::At(it) if it.first_day() <= self.on);
                over == area && what == power && (begun || over_now)
            });
            match near.cloned() {
                Some(near) => {
                    spare.remove(&near);
                    if near.2.from() != period.from() && period.from().is_some() {
                        let what = format!("{power} over `{area}` begins with the enactment");
                        self.add(entity(), LeftKind::Dated, what);
                    }
                }
                None => {
                    let what =
                        format!("no change gives it {power} over `{area}` as written ({period})");
                    self.add(entity(), LeftKind::Unsayable, what);
                }
            }
        }
        for (area, power, period) in spare {
            let (kind, what) = if ended(period) {
                let what = format!("{power} over `{area}` ends, and stays on record");
                (LeftKind::Dated, what)
            } else {
                let what = format!(
                    "{power} over `{area}` ({period}) is gone; what is on record is not taken off it"
                );
                (LeftKind::Unsayable, what)
            };
            self.add(entity(), kind, what);
        }
    }

    fn areas(&mut self) {
        let ids: BTreeSet<&AreaId> = self
            .now
            .areas
            .keys()
            .chain(self.goal.areas.keys())
            .collect();
        for id in ids {
            let entity = || EntityId::Area(id.clone());
            match (self.now.areas.get(id), self.goal.areas.get(id)) {
                (Some(now), Some(goal)) => {
                    for field in AreaField::between(now, goal) {
                        match &field {
                            AreaField::Opened(it) if self.same_day(it.before, it.after) => {}
                            AreaField::Closed(it) if self.same_day(it.before, it.after) => {}
                            _ => self.fields(Some(entity()), std::slice::from_ref(&field)),
                        }
                    }
                }
                (Some(now), None) => {
                    let closed = now.closed == Some(self.on.into());
                    let (kind, what) = if closed {
                        (
                            LeftKind::Dated,
                            "its file is gone; it is closed, and stays on record",
                        )
                    } else {
                        let what = "its file is gone; what is on record is not taken off it";
                        (LeftKind::Unsayable, what)
                    };
                    self.add(entity(), kind, what.to_owned());
                }
                (None, Some(goal)) if goal.alive_on(self.on) => {
                    let what = "it cannot be opened so; `polity check` says what is wrong";
                    self.add(entity(), LeftKind::Unsayable, what.to_owned());
                }
                (None, _) => {}
            }
        }
    }

    fn people(&mut self) {
        for id in self.now.people.keys() {
            if !self.goal.people.contains_key(id) {
                let what = "its file is gone; no change takes a person off the record";
                let entity = EntityId::Person(id.clone());
                self.add(entity, LeftKind::Unsayable, what.to_owned());
            }
        }
        for (id, goal) in &self.goal.people {
            let entity = EntityId::Person(id.clone());
            match self.now.people.get(id) {
                Some(now) => self.fields(Some(entity), &PersonField::between(now, goal)),
                None => {
                    let what = "the person cannot be registered so; another has the same account";
                    self.add(entity, LeftKind::Unsayable, what.to_owned());
                }
            }
        }
    }

    /// A rule or a constraint whose file is gone.
    fn law_gone(&mut self, entity: Option<EntityId>, repealed: Option<PartialDate>) {
        let (kind, what) = match repealed == Some(self.on.into()) {
            true => (
                LeftKind::Dated,
                "its file is gone; it is repealed, and stays on record",
            ),
            false => (
                LeftKind::Unsayable,
                "its file is gone; what is on record is not taken off it",
            ),
        };
        self.add(entity, kind, what.to_owned());
    }

    fn laws(&mut self) {
        for (id, now) in &self.now.rules {
            let entity = || Some(EntityId::Rule(id.clone()));
            match self.goal.rules.get(id) {
                Some(goal) => {
                    let mut fields = RuleField::between(now, goal);
                    fields.retain(|field| match field {
                        RuleField::Repealed(it) => !self.same_day(it.before, it.after),
                        _ => true,
                    });
                    self.fields(entity(), &fields);
                }
                None => self.law_gone(entity(), now.repealed),
            }
        }
        for (id, now) in &self.now.constraints {
            let entity = || Some(EntityId::Constraint(id.clone()));
            match self.goal.constraints.get(id) {
                Some(goal) => {
                    let mut fields = ConstraintField::between(now, goal);
                    fields.retain(|field| match field {
                        ConstraintField::Repealed(it) => !self.same_day(it.before, it.after),
                        _ => true,
                    });
                    self.fields(entity(), &fields);
                }
                None => self.law_gone(entity(), now.repealed),
            }
        }
    }

    fn events(&mut self) {
        let events = self.now.events.keys().chain(self.goal.events.keys());
        let events: BTreeSet<_> = events.collect();
        for id in events {
            if self.now.events.get(id) != self.goal.events.get(id) {
                let what = "events are recorded by housekeeping, not by proposals";
                let entity = EntityId::Event(id.clone());
                self.add(entity, LeftKind::Unsayable, what.to_owned());
            }
        }
    }
}

/// Each power over each area with its period.
fn triples(team: &Team) -> BTreeSet<(AreaId, Power, Period)> {
    let grants = team.authority.iter();
    grants
        .flat_map(|grant| {
            let powers = grant.powers.iter();
            powers.map(|power| (grant.area.clone(), power.clone(), grant.period))
        })
        .collect()
}
