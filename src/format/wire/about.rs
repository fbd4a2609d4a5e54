//! `organisation.yaml`.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::via::{Via, all, each};
use crate::base::{Date, Instant, PartialDate, Power, Span};
use crate::format::scalar::Text;
use crate::org::{About, Housekeeping, HousekeepingScope, TimeZoneName};
use crate::rule::Electorate;

/// The organisation as a whole, as written.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AboutFile {
    name: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    homepage: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    time_zone: Option<Text<TimeZoneName>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    branch: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    key_delay: Option<Text<Span>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    as_of: Option<Text<Day>>,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    powers: BTreeMap<Power, String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    housekeeping: Vec<Via<HousekeepingLine, Housekeeping>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    founded: Option<Text<Instant>>,
}

/// A date that is a day.
#[derive(Debug, Clone, Copy)]
struct Day(Date);

impl std::str::FromStr for Day {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text.parse::<PartialDate>() {
            Ok(date) if date.is_day() => Ok(Self(date.first_day())),
            Ok(_) => Err(format!("`{text}` is no day; write one such as 2020-03-11")),
            Err(error) => Err(error.to_string()),
        }
    }
}

impl std::fmt::Display for Day {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

/// A permission as written.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HousekeepingLine {
    by: Text<Electorate>,
    may: Vec<Text<HousekeepingScope>>,
}

impl TryFrom<HousekeepingLine> for Housekeeping {
    type Error = String;

    fn try_from(line: HousekeepingLine) -> Result<Self, String> {
        Ok(Self {
            by: line.by.0,
            may: line.may.into_iter().map(|text| text.0).collect(),
        })
    }
}

impl From<&Housekeeping> for HousekeepingLine {
    fn from(housekeeping: &Housekeeping) -> Self {
        let Housekeeping { by, may } = housekeeping;
        Self {
            by: Text(by.clone()),
            may: may.iter().copied().map(Text).collect(),
        }
    }
}

impl TryFrom<AboutFile> for About {
    type Error = String;

    fn try_from(file: AboutFile) -> Result<Self, String> {
        let known = Self::named(file.name);
        Ok(Self {
            homepage: file.homepage,
            time_zone: file.time_zone.map_or(known.time_zone, |text| text.0),
            branch: file.branch.unwrap_or(known.branch),
            key_delay: file.key_delay.map_or(known.key_delay, |text| text.0),
            as_of: file.as_of.map(|Text(day)| day.0),
            powers: file.powers,
            housekeeping: all(file.housekeeping),
            founded: file.founded.map(|text| text.0),
            name: known.name,
        })
    }
}

impl From<&About> for AboutFile {
    fn from(about: &About) -> Self {
        let About {
            name,
            homepage,
            time_zone,
            branch,
            key_delay,
            as_of,
            powers,
            housekeeping,
            founded,
        } = about;
        Self {
            name: name.clone(),
            homepage: homepage.clone(),
            time_zone: Some(Text(time_zone.clone())),
            branch: Some(branch.clone()),
            key_delay: Some(Text(*key_delay)),
            as_of: as_of.map(|day| Text(Day(day))),
            powers: powers.clone(),
            housekeeping: each(housekeeping),
            founded: founded.map(Text),
        }
    }
}
