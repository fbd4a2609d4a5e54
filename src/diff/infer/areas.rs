//! Areas opened, closed, shared and amended.

use std::collections::BTreeMap;

use super::Draft;
use crate::base::{AreaId, EntityId};
use crate::org::Area;
use crate::proposal::{Amend, AreaField, CloseArea, OpenArea};

impl Draft<'_> {
    /// New areas, those that others are part of first.
    pub(super) fn open_areas(&mut self) {
        let goal = self.goal;
        let mut waiting: BTreeMap<&AreaId, &Area> = goal
            .areas
            .iter()
            .filter(|(id, area)| !self.now.areas.contains_key(*id) && area.alive_on(self.on))
            .collect();
        while !waiting.is_empty() {
            let ready = |area: &Area| {
                let above = area.part_of.as_ref();
                above.is_none_or(|above| !waiting.contains_key(above))
            };
            let next = waiting.iter().find(|(_, area)| ready(area));
            let next = next.or_else(|| waiting.iter().next());
            let Some((id, area)) = next.map(|(id, area)| (*id, *area)) else {
                break;
            };
            waiting.remove(id);
            let mut fields = area.clone();
            fields.opened = None;
            // Who is new gets it when formed.
            let control = self.controllers(goal, id);
            let controller = match control.as_slice() {
                [one] if self.alive(&self.now, one) => Some(one.clone()),
                _ => None,
            };
            self.push(OpenArea {
                area: id.clone(),
                fields,
                controller,
            });
        }
        for (id, area) in &goal.areas {
            if !self.now.areas.contains_key(id) && !area.alive_on(self.on) {
                let what = format!(
                    "{} is not there on {}; an area of the past cannot be opened",
                    area.name, self.on
                );
                self.unsayable(EntityId::Area(id.clone()), what);
            }
        }
    }

    /// Areas become shared before a second team gets them.
    pub(super) fn share_areas(&mut self) {
        for (id, area) in &self.goal.areas {
            let alone = self.now.areas.get(id).is_some_and(|now| !now.shared);
            if alone && area.shared {
                let fields = vec![AreaField::Shared(true)];
                self.push(Amend::Area(id.clone(), fields));
            }
        }
    }

    /// Areas that end.
    pub(super) fn close_areas(&mut self) {
        let ending: Vec<AreaId> = self
            .now
            .areas
            .iter()
            .filter(|(id, area)| {
                let goal = self.goal.areas.get(*id);
                area.alive_on(self.on) && !goal.is_some_and(|area| area.alive_on(self.on))
            })
            .map(|(id, _)| id.clone())
            .collect();
        for area in ending {
            self.push(CloseArea { area });
        }
    }

    /// What else is said of areas.
    pub(super) fn amend_areas(&mut self) {
        for (id, goal) in &self.goal.areas {
            let Some(now) = self.now.areas.get(id) else {
                continue;
            };
            let fields = fields(now, goal, self.on);
            if fields.is_empty() || self.push(Amend::Area(id.clone(), fields.clone())) {
                continue;
            }
            for field in fields {
                self.push(Amend::Area(id.clone(), vec![field]));
            }
        }
    }
}

/// The fields that differ and can be amended.
fn fields(now: &Area, goal: &Area, on: crate::base::Date) -> Vec<AreaField> {
    let mut fields = Vec::new();
    if now.name != goal.name {
        fields.push(AreaField::Name(goal.name.clone()));
    }
    if now.purpose != goal.purpose {
        fields.push(AreaField::Purpose(goal.purpose.clone()));
    }
    if now.part_of != goal.part_of {
        fields.push(AreaField::PartOf(goal.part_of.clone()));
    }
    if now.shared != goal.shared {
        fields.push(AreaField::Shared(goal.shared));
    }
    if now.assets != goal.assets {
        fields.push(AreaField::Assets(goal.assets.clone()));
    }
    let begun = goal.opened.is_none() && now.opened == Some(on.into());
    if now.opened != goal.opened && !begun {
        fields.push(AreaField::Opened(goal.opened));
    }
    fields
}
