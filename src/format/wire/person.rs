//! `people/<person>.yaml`.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::period::{From_, Until_, from_of, period, until_of};
use super::via::{Via, all, each};
use crate::org::{Affiliation, Person, PersonKey};

/// A person as written.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PersonFile {
    name: String,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    accounts: BTreeMap<String, String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    emails: Vec<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    keys: Vec<Via<KeyLine, PersonKey>>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    affiliations: Vec<Via<AffiliationLine, Affiliation>>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    also_known_as: Vec<String>,
}

/// A key as written.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KeyLine {
    key: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    from: From_,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    until: Until_,
}

/// An affiliation as written.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AffiliationLine {
    organisation: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    from: From_,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    until: Until_,
}

impl TryFrom<KeyLine> for PersonKey {
    type Error = String;

    fn try_from(line: KeyLine) -> Result<Self, String> {
        let period = period(line.from, line.until)?;
        Ok(Self {
            key: line.key,
            period,
        })
    }
}

impl From<&PersonKey> for KeyLine {
    fn from(key: &PersonKey) -> Self {
        let PersonKey { key, period } = key;
        Self {
            key: key.clone(),
            from: from_of(*period),
            until: until_of(*period),
        }
    }
}

impl TryFrom<AffiliationLine> for Affiliation {
    type Error = String;

    fn try_from(line: AffiliationLine) -> Result<Self, String> {
        let period = period(line.from, line.until)?;
        Ok(Self {
            organisation: line.organisation,
            period,
        })
    }
}

impl From<&Affiliation> for AffiliationLine {
    fn from(affiliation: &Affiliation) -> Self {
        let Affiliation {
            organisation,
            period,
        } = affiliation;
        Self {
            organisation: organisation.clone(),
            from: from_of(*period),
            until: until_of(*period),
        }
    }
}

impl TryFrom<PersonFile> for Person {
    type Error = String;

    fn try_from(file: PersonFile) -> Result<Self, String> {
        Ok(Self {
            name: file.name,
            accounts: file.accounts,
            emails: file.emails,
            keys: all(file.keys),
            affiliations: all(file.affiliations),
            also_known_as: file.also_known_as,
        })
    }
}

impl From<&Person> for PersonFile {
    fn from(person: &Person) -> Self {
        let Person {
            name,
            accounts,
            emails,
            keys,
            affiliations,
            also_known_as,
        } = person;
        Self {
            name: name.clone(),
            accounts: accounts.clone(),
            emails: emails.clone(),
            keys: each(keys),
            affiliations: each(affiliations),
            also_known_as: also_known_as.clone(),
        }
    }
}
