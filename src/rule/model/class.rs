//! What a rule may decide, and who may start it.

use std::fmt;
use std::str::FromStr;

use crate::base::TeamId;
use crate::rule::{Electorate, ElectorateError};

/// A class of change. A poll is void unless its rule decides the class of
/// every change in the proposal.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Class {
    /// Rules, constraints, organisation.yaml and people's keys.
    Constitution,
    /// Bodies, areas and authority.
    Structure,
    /// Appointments, ends of terms and elections in one team.
    SeatsOf(TeamId),
    /// Registering people.
    People,
    /// A question that changes nothing.
    Question,
}

/// A text that names no class.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "`{0}` is no class; it takes `constitution`, `structure`, `seats of TEAM`, `people` or `question`"
)]
pub struct ClassError(pub String);

impl FromStr for Class {
    type Err = ClassError;

    fn from_str(text: &str) -> Result<Self, ClassError> {
        let refuse = || ClassError(text.chars().take(80).collect());
        match text {
            "constitution" => Ok(Self::Constitution),
            "structure" => Ok(Self::Structure),
            "people" => Ok(Self::People),
            "question" => Ok(Self::Question),
            other => {
                let team = other.strip_prefix("seats of ").ok_or_else(refuse)?;
                Ok(Self::SeatsOf(team.trim().parse().map_err(|_| refuse())?))
            }
        }
    }
}

impl fmt::Display for Class {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Constitution => f.pad("constitution"),
            Self::Structure => f.pad("structure"),
            Self::SeatsOf(team) => f.pad(&format!("seats of {team}")),
            Self::People => f.pad("people"),
            Self::Question => f.pad("question"),
        }
    }
}

/// Who may do something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Who {
    /// Anyone at all.
    Anyone,
    /// The members of an electorate.
    Of(Electorate),
}

impl FromStr for Who {
    type Err = ElectorateError;

    fn from_str(text: &str) -> Result<Self, ElectorateError> {
        if text.trim() == "anyone" {
            return Ok(Self::Anyone);
        }
        Electorate::parse(text).map(Self::Of)
    }
}

impl fmt::Display for Who {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Anyone => f.pad("anyone"),
            Self::Of(electorate) => electorate.fmt(f),
        }
    }
}
