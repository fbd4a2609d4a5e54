//! What differs between two organisations, each on a day, in the words of
//! organisations and not of lines; and what follows from it.
//!
//! [`OrgDiff::between`] says what was done: bodies formed, dissolved, renamed,
//! merged, split and amended; terms begun and ended; areas that changed hands;
//! rules and constraints adopted, amended and repealed. [`Consequences::of`]
//! says what follows: who gains and who loses which power, and what no longer
//! holds.

mod area;
mod carry;
mod consequences;
mod entity;
mod field;
mod infer;
mod law;
mod lineage;
mod merge;
mod power;
mod reach;
mod reverse;
mod rule_field;
mod said;
mod show;
mod stat;
mod team;
mod terms;

#[cfg(test)]
pub(crate) mod fixture;
#[cfg(test)]
mod tests;

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use crate::base::{EventId, PersonId, TeamId};
use crate::org::Standing;

pub use area::{AreaClosed, AreaHands, AreaOpened, Areas};
pub use consequences::{Consequences, ConstraintTurn, Reach, RuleReach, Shortage, Turn};
pub use entity::{Amended, Recorded};
pub use field::{
    AboutField, AreaField, Change, ConstraintField, EventField, Field, PersonField, TeamField,
    TermField,
};
pub use infer::{Inferred, Left, LeftKind, infer};
pub use law::{ConstraintWaived, Laws};
pub use lineage::Hints;
pub use merge::{Clash, Merge3, Merged3, merge_organisations};
pub use power::{Concentration, PowerChange};
pub use reach::reach;
pub use reverse::{Past, Prevented, Reversal, reverse};
pub use rule_field::{RuleField, StageField};
pub use said::{Names, Said};
pub use show::Shift;
pub use stat::Stat;
pub use team::{AreaFate, Bodies, End, Merged, Renamed, Split, TeamAmended};
pub use terms::{TeamTerms, TermChange};

/// What differs between two organisations, each on a day. Ids are those of
/// after; what a renamed body was called before stands in [`Bodies::renamed`].
#[derive(Debug, Clone, PartialEq)]
pub struct OrgDiff {
    /// What is said of the whole.
    pub about: Vec<AboutField>,
    /// Bodies.
    pub bodies: Bodies,
    /// Terms and standing lines, by team; those of bodies that end too.
    pub terms: BTreeMap<TeamId, TeamTerms>,
    /// Areas.
    pub areas: Areas,
    /// Rules and constraints.
    pub laws: Laws,
    /// People registered, amended, and taken off the record.
    pub people: Recorded<PersonId, PersonField>,
    /// Events recorded or come to pass, amended, and taken off the record.
    pub events: Recorded<EventId, EventField>,
}

impl OrgDiff {
    /// Compares two standings: of two revisions, of two days of one
    /// organisation, or of before and after a proposal, whose `hints` say which
    /// bodies continue in which.
    pub fn between(before: &Standing<'_>, after: &Standing<'_>, hints: &Hints) -> Self {
        let lineage = lineage::Lineage::find(before, after, hints);
        let renames = lineage.renames.iter();
        let renames = renames.map(|(from, (to, _))| (from.clone(), to.clone()));
        let carried = carry::carry(
            before.organisation(),
            after.organisation(),
            &renames.collect(),
        );
        let day = before.day();
        let mended;
        let former = before;
        let before = match &carried {
            Cow::Borrowed(_) => before,
            Cow::Owned(org) => {
                mended = org.on(day);
                &mended
            }
        };
        let bodies = Bodies::between(former, before, after, &lineage);
        let (old, new) = (before.organisation(), after.organisation());

        let mut terms = BTreeMap::new();
        let teams: BTreeSet<&TeamId> = old.teams.keys().chain(new.teams.keys()).collect();
        for team in teams {
            let found = TeamTerms::between(before, after, team);
            if !found.is_empty() {
                terms.insert(team.clone(), found);
            }
        }
        Self {
            about: AboutField::between(&old.about, &new.about),
            bodies,
            terms,
            areas: Areas::between(before, after),
            laws: Laws::between(before, after),
            people: Recorded::between(&old.people, &new.people, PersonField::between),
            events: entity::events(before, after),
        }
    }

    /// Whether nothing differs.
    pub fn is_empty(&self) -> bool {
        let Self {
            about,
            bodies,
            terms,
            areas,
            laws,
            people,
            events,
        } = self;
        about.is_empty()
            && bodies.is_empty()
            && terms.is_empty()
            && areas.is_empty()
            && laws.is_empty()
            && people.is_empty()
            && events.is_empty()
    }
}
