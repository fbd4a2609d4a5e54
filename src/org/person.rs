//! A person.

use std::collections::BTreeMap;

use crate::base::{Date, Period};

/// A person of the organisation. Which offices they hold stands in the teams.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// The name as they write it.
    pub name: String,
    /// Accounts by service, such as `github: timgraham`; unique over all
    /// people, ignoring case.
    pub accounts: BTreeMap<String, String>,
    /// Mail addresses.
    pub emails: Vec<String>,
    /// Public keys that their ballots may be signed with, with the days on
    /// which each is theirs.
    pub keys: Vec<PersonKey>,
    /// Employers and other organisations that caps look at.
    pub affiliations: Vec<Affiliation>,
    /// Other names, for finding them.
    pub also_known_as: Vec<String>,
}

/// A public key and when it is its person's.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct PersonKey {
    /// An OpenSSH public key line or an armoured OpenPGP certificate.
    pub key: String,
    /// When it may be used.
    pub period: Period,
}

/// For whom a person works or speaks, and when.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Affiliation {
    /// The organisation's name.
    pub organisation: String,
    /// When.
    pub period: Period,
}

impl Person {
    /// A person of whom only the name is known.
    pub fn named(name: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            accounts: BTreeMap::new(),
            emails: Vec::new(),
            keys: Vec::new(),
            affiliations: Vec::new(),
            also_known_as: Vec::new(),
        }
    }

    /// The keys that are theirs on a day.
    pub fn keys_on(&self, day: Date) -> impl Iterator<Item = &PersonKey> {
        self.keys.iter().filter(move |key| key.period.holds_on(day))
    }

    /// The organisations that they belong to on a day.
    pub fn affiliations_on(&self, day: Date) -> impl Iterator<Item = &str> {
        self.affiliations
            .iter()
            .filter(move |affiliation| affiliation.period.holds_on(day))
            .map(|affiliation| affiliation.organisation.as_str())
    }
}
