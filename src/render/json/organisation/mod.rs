//! `polity export json`: the whole organisation on a day, in the words of the
//! workspace's own files.
//!
//! The export writes entities as their files have them. These types say what
//! that is, for the published schema; a test reads every export with them and
//! refuses a field that they do not know.

mod laws;

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

pub use laws::{ConstraintOut, EventOut, RuleOut};

/// `polity export json`, first version: all that holds on a day. A field that
/// has nothing to say is left out.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OrganisationJson {
    /// `organisation/1`.
    pub polity: String,
    /// The day.
    pub on: String,
    /// The organisation as a whole.
    pub organisation: WholeJson,
    /// Everybody on record, by id.
    pub people: BTreeMap<String, PersonOut>,
    /// The bodies that exist on the day, by id.
    pub teams: BTreeMap<String, TeamOut>,
    /// The areas that exist on the day, by id.
    pub areas: BTreeMap<String, AreaOut>,
    /// The rules in force on the day, by id.
    pub rules: BTreeMap<String, RuleOut>,
    /// The constraints in force on the day, by id.
    pub constraints: BTreeMap<String, ConstraintOut>,
    /// What has happened until the day, by id.
    pub events: BTreeMap<String, EventOut>,
}

/// Writes the types of files: what stands first is always there, what stands
/// behind `also` only where it says something.
macro_rules! files {
    ($(
        $(#[$doc:meta])*
        $name:ident {
            $($(#[$must_doc:meta])* $must:ident: $must_type:ty,)*
        } also {
            $($(#[$may_doc:meta])* $may:ident: $may_type:ty,)*
        }
    )+) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
        #[serde(deny_unknown_fields)]
        pub struct $name {
            $($(#[$must_doc])* pub $must: $must_type,)*
            $(
                $(#[$may_doc])*
                #[serde(default, skip_serializing_if = "Option::is_none")]
                pub $may: Option<$may_type>,
            )*
        }
    )+};
}
use files;

files! {
    /// The organisation as a whole.
    WholeJson {
        /// Its name.
        name: String,
    } also {
        /// Its address on the web.
        homepage: String,
        /// The zone in which its days begin.
        time_zone: String,
        /// The branch that decisions are made on.
        branch: String,
        /// How long a new key waits before it may vote, such as `14 days`.
        key_delay: String,
        /// The day to which the record is known.
        as_of: String,
        /// Its powers, each with a sentence.
        powers: BTreeMap<String, String>,
        /// Who may change what without a proposal.
        housekeeping: Vec<HousekeepingOut>,
        /// When it was founded.
        founded: String,
    }

    /// Somebody who may change something without a proposal.
    HousekeepingOut {
        /// Who, as an electorate.
        by: String,
        /// What: `people`, `external-members`, `events`.
        may: Vec<String>,
    } also {}

    /// A person.
    PersonOut {
        /// The name.
        name: String,
    } also {
        /// Accounts by service.
        accounts: BTreeMap<String, String>,
        /// Mail addresses.
        emails: Vec<String>,
        /// Public keys that count on the day.
        keys: Vec<KeyOut>,
        /// Affiliations on the day.
        affiliations: Vec<AffiliationOut>,
        /// Other names.
        also_known_as: Vec<String>,
    }

    /// A public key.
    KeyOut {
        /// The key's line.
        key: String,
    } also {
        /// Since when: a year, a month or a day.
        from: String,
        /// Until when, inclusive, or `unknown`.
        until: String,
    }

    /// An affiliation.
    AffiliationOut {
        /// With what.
        organisation: String,
    } also {
        /// Since when: a year, a month or a day.
        from: String,
        /// Until when, inclusive, or `unknown`.
        until: String,
    }

    /// A body.
    TeamOut {
        /// The name.
        name: String,
        /// `team`, `board`, `committee`, `role`, `fellowship`, `honorary` or
        /// `external`.
        kind: String,
        /// Everybody who is in it on the day, also by another office, by id;
        /// null where that is not known.
        serving: Nullable<Vec<String>>,
    } also {
        /// What it is for.
        purpose: String,
        /// The body that it is shown under.
        part_of: String,
        /// Its number of seats.
        seats: u32,
        /// When it began.
        formed: String,
        /// The first day without it, after this one.
        dissolved: String,
        /// The bodies that came after it.
        succeeded_by: Vec<String>,
        /// Ids that it bore.
        former_ids: Vec<String>,
        /// Its powers on the day.
        authority: Vec<GrantOut>,
        /// Its terms on the day, or the word `unknown`.
        members: RollOut,
    }

    /// Powers over an area.
    GrantOut {
        /// The area.
        area: String,
    } also {
        /// The powers; `control` where none is named.
        powers: Vec<String>,
        /// Since when: a year, a month or a day.
        from: String,
        /// Until when, inclusive, or `unknown`.
        until: String,
    }

    /// A term, or a line for whoever holds an office. It has `person` or
    /// `everyone_in`.
    MemberOut {} also {
        /// Who.
        person: String,
        /// Whoever is in this body.
        everyone_in: String,
        /// But for these.
        except: Vec<String>,
        /// `founder`, `elected`, `appointed`, `ex-officio`, `contract` or
        /// `automatic`.
        basis: String,
        /// The role, such as `chair`.
        role: String,
        /// `full` or `part`.
        time: String,
        /// The body that pays.
        funded_by: String,
        /// Since when: a year, a month or a day.
        from: String,
        /// Until when, inclusive, or `unknown`.
        until: String,
        /// A note.
        note: String,
    }

    /// An area.
    AreaOut {
        /// The name.
        name: String,
    } also {
        /// What it covers.
        purpose: String,
        /// The area that it is shown under.
        part_of: String,
        /// Whether several bodies may control it at once.
        shared: bool,
        /// The things themselves.
        assets: Vec<AssetOut>,
        /// When it began.
        opened: String,
        /// The first day without it, after this one.
        closed: String,
    }

    /// A thing of an area.
    AssetOut {
        /// What it is, such as `url` or `repository`.
        kind: String,
        /// Where it is.
        at: String,
    } also {
        /// A note.
        note: String,
    }
}

/// A value that is always there, and may be null.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum Nullable<T> {
    /// The value.
    Known(T),
    /// Not known.
    Unknown(()),
}

/// The terms of a body, or the word `unknown`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum RollOut {
    /// The terms.
    Known(Vec<MemberOut>),
    /// `unknown`.
    Unknown(String),
}
