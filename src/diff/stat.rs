//! The difference in numbers.

use super::OrgDiff;
use super::terms::TermChange;

/// How much of each kind happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Stat {
    /// Bodies formed, also by a merger or a split.
    pub formed: usize,
    /// Bodies that end, also by a merger or a split.
    pub dissolved: usize,
    /// Bodies renamed.
    pub renamed: usize,
    /// Mergers.
    pub merged: usize,
    /// Splits.
    pub split: usize,
    /// Bodies of which something else is said.
    pub amended: usize,
    /// Terms and standing lines begun.
    pub terms_begun: usize,
    /// Terms and standing lines ended.
    pub terms_ended: usize,
    /// Terms and standing lines changed or mended, and those of other days.
    pub terms_changed: usize,
    /// Areas opened.
    pub areas_opened: usize,
    /// Areas closed.
    pub areas_closed: usize,
    /// Areas that changed hands.
    pub areas_moved: usize,
    /// Areas of which something else is said.
    pub areas_amended: usize,
    /// Rules adopted.
    pub rules_adopted: usize,
    /// Rules amended.
    pub rules_amended: usize,
    /// Rules repealed.
    pub rules_repealed: usize,
    /// Constraints adopted.
    pub constraints_adopted: usize,
    /// Constraints amended, and exceptions granted.
    pub constraints_amended: usize,
    /// Constraints repealed.
    pub constraints_repealed: usize,
    /// People registered, amended or removed.
    pub people: usize,
    /// Events recorded, amended or removed.
    pub events: usize,
    /// Changed fields of the whole.
    pub about: usize,
    /// Records of past or future bodies, areas and laws that came or went.
    pub records: usize,
}

impl OrgDiff {
    /// The difference in numbers.
    pub fn stat(&self) -> Stat {
        let Self {
            about,
            bodies,
            terms,
            areas,
            laws,
            people,
            events,
        } = self;
        let mut stat = Stat {
            formed: bodies.formed.len()
                + bodies.merged.iter().filter(|merged| merged.formed).count()
                + bodies
                    .split
                    .iter()
                    .map(|split| split.formed.len())
                    .sum::<usize>(),
            dissolved: bodies.ends().count(),
            renamed: bodies.renamed.len(),
            merged: bodies.merged.len(),
            split: bodies.split.len(),
            amended: bodies.amended.len(),
            areas_opened: areas.opened.len(),
            areas_closed: areas.closed.len(),
            areas_moved: areas.hands.len(),
            areas_amended: areas.amended.len(),
            rules_adopted: laws.rules_adopted.len(),
            rules_amended: laws.rules_amended.len(),
            rules_repealed: laws.rules_repealed.len(),
            constraints_adopted: laws.constraints_adopted.len(),
            constraints_amended: laws.constraints_amended.len() + laws.waived.len(),
            constraints_repealed: laws.constraints_repealed.len(),
            people: people.added.len() + people.amended.len() + people.removed.len(),
            events: events.added.len() + events.amended.len() + events.removed.len(),
            about: about.len(),
            records: bodies.recorded.len()
                + bodies.erased.len()
                + areas.recorded.len()
                + areas.erased.len()
                + laws.rules_recorded.len()
                + laws.rules_erased.len()
                + laws.constraints_recorded.len()
                + laws.constraints_erased.len(),
            ..Stat::default()
        };
        for change in terms.values().flat_map(|team| &team.terms) {
            match change {
                TermChange::Begun(_) => stat.terms_begun += 1,
                TermChange::Ended(_) => stat.terms_ended += 1,
                TermChange::Changed { .. }
                | TermChange::Passed(_)
                | TermChange::Recorded(_)
                | TermChange::Erased(_)
                | TermChange::Mended { .. } => stat.terms_changed += 1,
            }
        }
        stat
    }
}
