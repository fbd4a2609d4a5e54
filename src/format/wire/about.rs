//! `organisation.yaml`.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::via::{Via, all, each};
use crate::base::{Instant, PartialDate, Power, Span};
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
    as_of: Option<Text<PartialDate>>,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    powers: BTreeMap<Power, String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    housekeeping: Vec<Via<HousekeepingLine, Housekeeping>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    founded: Option<Text<Instant>>,
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
        let as_of = match file.as_of {
            Some(Text(date)) if !date.is_day() => {
                return Err("`as_of` must be a day, such as 2020-03-11".to_owned());
            }
            Some(Text(date)) => Some(date.first_day()),
            None => None,
        };
        Ok(Self {
            homepage: file.homepage,
            time_zone: file.time_zone.map_or(known.time_zone, |text| text.0),
            branch: file.branch.unwrap_or(known.branch),
            key_delay: file.key_delay.map_or(known.key_delay, |text| text.0),
            as_of,
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
            as_of: as_of.map(|day| Text(day.into())),
            powers: powers.clone(),
            housekeeping: each(housekeeping),
            founded: founded.map(Text),
        }
    }
}
