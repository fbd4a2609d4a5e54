//! What `organisation.yaml` says of the whole.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use crate::base::{Date, Instant, Power, Span};
use crate::rule::Electorate;

use super::team::words;

/// The organisation as a whole.
#[derive(Debug, Clone, PartialEq)]
pub struct About {
    /// Its name.
    pub name: String,
    /// Its address on the web.
    pub homepage: Option<String>,
    /// The zone in which its days begin.
    pub time_zone: TimeZoneName,
    /// The branch on whose first-parent line decisions happen.
    pub branch: String,
    /// How long a new key must have been recorded before it may vote.
    pub key_delay: Span,
    /// The day to which the record is known. Only a draft may say it: commands
    /// then read the organisation on that day unless told another.
    pub as_of: Option<Date>,
    /// The powers that teams may hold, each with a sentence.
    pub powers: BTreeMap<Power, String>,
    /// Who may change what without a proposal.
    pub housekeeping: Vec<Housekeeping>,
    /// When it was founded; until then it is a draft.
    pub founded: Option<Instant>,
}

/// A permission to change something without a proposal.
#[derive(Debug, Clone, PartialEq)]
pub struct Housekeeping {
    /// Who.
    pub by: Electorate,
    /// What.
    pub may: Vec<HousekeepingScope>,
}

words! {
    /// What may be changed without a proposal.
    HousekeepingScope "matter of housekeeping" {
        /// Registering people and mending their entries; never keys.
        People "people",
        /// The first keys of people who have none.
        FirstKeys "first-keys",
        /// Members of external bodies.
        ExternalMembers "external-members",
        /// Recording events.
        Events "events",
    }
}

/// The name of a time zone of the IANA database, such as `Europe/Berlin`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TimeZoneName(String);

impl TimeZoneName {
    /// UTC.
    pub fn utc() -> Self {
        Self("UTC".to_owned())
    }

    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The zone itself; UTC where the database of this build has lost it.
    pub fn zone(&self) -> jiff::tz::TimeZone {
        jiff::tz::TimeZone::get(&self.0).unwrap_or(jiff::tz::TimeZone::UTC)
    }
}

impl FromStr for TimeZoneName {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match jiff::tz::TimeZone::get(text) {
            Ok(_) => Ok(Self(text.to_owned())),
            Err(_) => Err(format!(
                "`{}` is no time zone; write one such as UTC or Europe/Berlin",
                text.chars().take(40).collect::<String>()
            )),
        }
    }
}

impl fmt::Display for TimeZoneName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl About {
    /// An organisation with nothing but its name, as a draft.
    pub fn named(name: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            homepage: None,
            time_zone: TimeZoneName::utc(),
            branch: "main".to_owned(),
            key_delay: Span::days(14),
            as_of: None,
            powers: BTreeMap::new(),
            housekeeping: Vec::new(),
            founded: None,
        }
    }

    /// Whether everything may still be edited freely and no vote be opened.
    pub fn is_draft(&self) -> bool {
        self.founded.is_none()
    }
}
