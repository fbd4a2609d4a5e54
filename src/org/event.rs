//! What happened that rules ask about.

use std::collections::BTreeSet;

use crate::base::{EventId, EventKind, PartialDate, PersonId};

/// A release, an election held, a notice given, an official's finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// What kind of event; rules ask by it.
    pub kind: EventKind,
    /// When it happened.
    pub on: PartialDate,
    /// The series that it belongs to, such as a major version.
    pub series: Option<String>,
    /// Where it is recorded.
    pub source: Option<String>,
    /// Those it attests, for rolls that depend on conduct.
    pub people: BTreeSet<PersonId>,
}

/// The events that an official attests: a signed finding stands beside each.
///
/// They follow from signatures and not from what the organisation says, so two
/// organisations that say the same are equal whoever signed.
#[derive(Debug, Clone, Default)]
pub struct AttestedEvents(pub BTreeSet<EventId>);

impl PartialEq for AttestedEvents {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}
