//! Areas opened, closed, amended, and those that changed hands.

use crate::base::{AreaId, TeamId};
use crate::org::Standing;

use super::entity::{Amended, amended, missing};
use super::field::AreaField;

/// What happened to areas.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Areas {
    /// Those that exist after and did not before.
    pub opened: Vec<AreaOpened>,
    /// Those that existed before and do not after.
    pub closed: Vec<AreaClosed>,
    /// Those that other teams control.
    pub hands: Vec<AreaHands>,
    /// Those of which something else is said; past ones too.
    pub amended: Vec<Amended<AreaId, AreaField>>,
    /// Records of areas that exist on neither day: new ones.
    pub recorded: Vec<AreaId>,
    /// Records of areas that exist on neither day: those that are gone.
    pub erased: Vec<AreaId>,
}

/// An area that was opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AreaOpened {
    /// Which.
    pub area: AreaId,
    /// Who controls it.
    pub controllers: Vec<TeamId>,
}

/// An area that was closed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AreaClosed {
    /// Which.
    pub area: AreaId,
    /// Who controlled it.
    pub controllers: Vec<TeamId>,
    /// Whether its record is gone too.
    pub erased: bool,
}

/// An area that other teams control.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AreaHands {
    /// Which.
    pub area: AreaId,
    /// Who controlled it.
    pub from: Vec<TeamId>,
    /// Who controls it.
    pub to: Vec<TeamId>,
}

impl Areas {
    pub(super) fn between(before: &Standing<'_>, after: &Standing<'_>) -> Self {
        let (old, new) = (&before.organisation().areas, &after.organisation().areas);
        let mut found = Self::default();
        let control = |standing: &Standing<'_>, area: &AreaId| -> Vec<TeamId> {
            standing.controllers(area).into_iter().cloned().collect()
        };
        let mut known: Vec<&AreaId> = old.keys().chain(new.keys()).collect();
        known.sort();
        known.dedup();
        for area in known {
            let was = old.get(area).is_some_and(|it| it.alive_on(before.day()));
            let is = new.get(area).is_some_and(|it| it.alive_on(after.day()));
            let (from, to) = (control(before, area), control(after, area));
            let area = area.clone();
            match (was, is) {
                (false, true) => found.opened.push(AreaOpened {
                    area,
                    controllers: to,
                }),
                (true, false) => found.closed.push(AreaClosed {
                    erased: !new.contains_key(&area),
                    area,
                    controllers: from,
                }),
                (true, true) if from != to => found.hands.push(AreaHands { area, from, to }),
                (true, true) | (false, false) => {}
            }
        }
        found.amended = amended(old, new, AreaField::between);
        for change in &mut found.amended {
            // Opening and closing say their dates already.
            let opened = found.opened.iter().any(|it| it.area == change.id);
            let closed = found.closed.iter().any(|it| it.area == change.id);
            change.fields.retain(|field| match field {
                AreaField::Opened(_) => !opened,
                AreaField::Closed(_) => !closed && !opened,
                _ => true,
            });
        }
        found.amended.retain(|change| !change.fields.is_empty());
        found.recorded = missing(new, old);
        let opened = &found.opened;
        found
            .recorded
            .retain(|id| !opened.iter().any(|it| it.area == *id));
        found.erased = missing(old, new);
        let closed = &found.closed;
        found
            .erased
            .retain(|id| !closed.iter().any(|it| it.area == *id));
        found
    }

    /// Whether nothing happened.
    pub fn is_empty(&self) -> bool {
        let Self {
            opened,
            closed,
            hands,
            amended,
            recorded,
            erased,
        } = self;
        opened.is_empty()
            && closed.is_empty()
            && hands.is_empty()
            && amended.is_empty()
            && recorded.is_empty()
            && erased.is_empty()
    }
}
