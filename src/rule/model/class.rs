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
    /// Everything about who serves in one team: appointments, ends of terms
    /// and elections. A rule that decides it decides the two below as well.
    SeatsOf(TeamId),
    /// Appointments in one team, and elections that leave those who sit.
    AppointmentsIn(TeamId),
    /// Ends of terms in one team, whoever wants them.
    RemovalsFrom(TeamId),
    /// Registering people.
    People,
    /// A question that changes nothing.
    Question,
}

impl Class {
    /// The team whose seats it is about, where it is about any.
    pub fn team(&self) -> Option<&TeamId> {
        match self {
            Self::SeatsOf(team) | Self::AppointmentsIn(team) | Self::RemovalsFrom(team) => {
                Some(team)
            }
            _ => None,
        }
    }

    /// The same, to be given another id.
    pub fn team_mut(&mut self) -> Option<&mut TeamId> {
        match self {
            Self::SeatsOf(team) | Self::AppointmentsIn(team) | Self::RemovalsFrom(team) => {
                Some(team)
            }
            _ => None,
        }
    }

    /// What it is made of: `seats of T` is appointments and removals, every
    /// other class is itself.
    pub fn parts(&self) -> Vec<Self> {
        match self {
            Self::SeatsOf(team) => vec![
                Self::AppointmentsIn(team.clone()),
                Self::RemovalsFrom(team.clone()),
            ],
            other => vec![other.clone()],
        }
    }
}

/// A text that names no class.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "`{0}` is no class; it takes `constitution`, `structure`, `seats of TEAM`, `appointments in TEAM`, `removals from TEAM`, `people` or `question`"
)]
pub struct ClassError(pub String);

impl FromStr for Class {
    type Err = ClassError;

    fn from_str(text: &str) -> Result<Self, ClassError> {
        /// The class of a team.
        type Of = fn(TeamId) -> Class;
        let refuse = || ClassError(text.chars().take(80).collect());
        match text {
            "constitution" => Ok(Self::Constitution),
            "structure" => Ok(Self::Structure),
            "people" => Ok(Self::People),
            "question" => Ok(Self::Question),
            other => {
                let forms: [(&str, Of); 3] = [
                    ("seats of ", Self::SeatsOf),
                    ("appointments in ", Self::AppointmentsIn),
                    ("removals from ", Self::RemovalsFrom),
                ];
                let mut forms = forms.into_iter();
                let (team, class) = forms
                    .find_map(|(words, class)| Some((other.strip_prefix(words)?, class)))
                    .ok_or_else(refuse)?;
                Ok(class(team.trim().parse().map_err(|_| refuse())?))
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
            Self::AppointmentsIn(team) => f.pad(&format!("appointments in {team}")),
            Self::RemovalsFrom(team) => f.pad(&format!("removals from {team}")),
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn classes_are_read_as_they_are_written() {
        for text in [
            "constitution",
            "structure",
            "seats of core",
            "appointments in core",
            "removals from core",
            "people",
            "question",
        ] {
            assert_eq!(text.parse::<Class>().unwrap().to_string(), text);
        }
        for bad in [
            "seats",
            "seats of",
            "appointments of core",
            "removals in core",
        ] {
            assert!(bad.parse::<Class>().is_err(), "{bad}");
        }
    }

    #[test]
    fn seats_are_appointments_and_removals() {
        let mut rule = crate::rule::Rule::new("Rule", Vec::new());
        let decided = |decides: &[&str], class: &str| {
            let mut rule = rule.clone();
            rule.decides = decides.iter().map(|it| it.parse().unwrap()).collect();
            rule.decides_class(&class.parse().unwrap())
        };
        for class in [
            "seats of core",
            "appointments in core",
            "removals from core",
        ] {
            assert!(decided(&["seats of core"], class), "{class}");
            assert!(decided(
                &["appointments in core", "removals from core"],
                class
            ));
            assert!(!decided(&["seats of ops", "structure"], class), "{class}");
        }
        assert!(!decided(&["appointments in core"], "removals from core"));
        assert!(!decided(&["removals from core"], "appointments in core"));
        assert!(!decided(&["removals from core"], "seats of core"));
        rule.decides.insert(Class::People);
        assert!(rule.decides_class(&Class::People));
    }
}
