//! When a decision is due, what support it needs before it opens, and who may
//! act before it is made.

use std::fmt;
use std::str::FromStr;

use super::words;
use crate::base::{EventKind, Span, StageId};
use crate::rule::{Condition, Electorate};

/// Signed support that is needed before a poll opens.
#[derive(Debug, Clone, PartialEq)]
pub struct Sponsors {
    /// Who may sponsor.
    pub from: Electorate,
    /// How much is needed; `electorate` here counts those who may sponsor.
    pub need: Condition,
    /// How long the support may be gathered, from the first of it.
    pub within: Option<Span>,
}

/// When a decision under the rule is due.
#[derive(Debug, Clone, PartialEq)]
pub enum Trigger {
    /// While a condition holds.
    When(Condition),
    /// After an event.
    On {
        /// Its kind.
        event: EventKind,
        /// How long after; at once where it is not said.
        after: Option<Span>,
        /// What makes it needless.
        unless: Option<InSeries>,
    },
}

/// `board-election in series`: an event of a kind has happened since the
/// previous event of the kind that the trigger waits for, so in the series
/// which the present one ends.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct InSeries(pub EventKind);

/// A text that names no event in a series.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` says nothing of a series; write `EVENT-KIND in series`")]
pub struct InSeriesError(pub String);

impl FromStr for InSeries {
    type Err = InSeriesError;

    fn from_str(text: &str) -> Result<Self, InSeriesError> {
        let refuse = || InSeriesError(text.chars().take(80).collect());
        let kind = text.trim().strip_suffix(" in series").ok_or_else(refuse)?;
        kind.trim().parse().map(Self).map_err(|_| refuse())
    }
}

impl fmt::Display for InSeries {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&format!("{} in series", self.0))
    }
}

words! {
    /// What becomes of an early act that is not ratified.
    ActsFirstOtherwise, "end of an act that is not ratified" {
        /// It is undone.
        Undo "undo",
    }
}

/// Somebody may act first; the act holds provisionally until it is ratified.
#[derive(Debug, Clone, PartialEq)]
pub struct ActsFirst {
    /// Who may.
    pub by: Electorate,
    /// The stage that ratifies the act.
    pub ratify: StageId,
    /// How soon.
    pub within: Span,
    /// What happens else.
    pub otherwise: ActsFirstOtherwise,
}
