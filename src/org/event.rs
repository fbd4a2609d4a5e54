//! What happened that rules ask about.

use std::collections::BTreeSet;

use crate::base::{EventKind, PartialDate, PersonId};

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
