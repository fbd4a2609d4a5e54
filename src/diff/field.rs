//! Changes of single fields, typed and ready to be shown.
//!
//! The lists below name every field of their structs: a field that is added
//! there and not here fails to compile.

use std::collections::{BTreeMap, BTreeSet};

use crate::base::{
    AreaId, Date, EventKind, Instant, PartialDate, Period, PersonId, Power, Span, TeamId,
};
use crate::org::{
    About, Affiliation, Area, Asset, Basis, Constraint, Event, Grant, Holder, Housekeeping, Kind,
    Level, Membership, Person, PersonKey, Remedy, Requirement, Team, TimeZoneName, Waiver,
    WorkTime,
};
use crate::rule::Source;

use super::show::{Shift, Shown};

/// A value before and after.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Change<T> {
    /// What it was.
    pub before: T,
    /// What it is.
    pub after: T,
}

impl<T> Change<T> {
    /// A change from one value to another.
    pub fn new(before: T, after: T) -> Self {
        Self { before, after }
    }

    /// The same change of what is derived from the value.
    pub fn map<U>(self, mut f: impl FnMut(T) -> U) -> Change<U> {
        Change {
            before: f(self.before),
            after: f(self.after),
        }
    }
}

/// One changed field of an entity, whichever its kind.
pub trait Field {
    /// The field's word in files.
    fn label(&self) -> &'static str;
    /// What happened to it, in texts.
    fn shifts(&self) -> Vec<Shift>;
}

macro_rules! fields {
    ($(
        $(#[$doc:meta])*
        $name:ident of $kind:ident {
            $($field:ident $variant:ident $ty:ty,)*
        } apart { $($apart:ident),* }
    )+) => {$(
        $(#[$doc])*
        // A difference holds few of these: a box for each would cost more.
        #[allow(clippy::large_enum_variant)]
        #[derive(Debug, Clone, PartialEq)]
        pub enum $name {$(
            #[doc = concat!("The field `", stringify!($field), "`.")]
            $variant(Change<$ty>),
        )*}

        impl $name {
            /// The fields that differ, in the order of the struct. Those that
            /// the diff treats apart are left out.
            pub fn between(before: &$kind, after: &$kind) -> Vec<Self> {
                let $kind { $($field: _,)* $($apart: _,)* } = before;
                let mut changes = Vec::new();
                $(if before.$field != after.$field {
                    let change = Change::new(before.$field.clone(), after.$field.clone());
                    changes.push(Self::$variant(change));
                })*
                changes
            }
        }

        impl Field for $name {
            fn label(&self) -> &'static str {
                match self {$(Self::$variant(_) => stringify!($field),)*}
            }

            fn shifts(&self) -> Vec<Shift> {
                match self {$(
                    Self::$variant(change) => Shown::shifts(&change.before, &change.after),
                )*}
            }
        }
    )+};
}

pub(super) use fields;

fields! {
    /// A changed field of what is said of the whole.
    AboutField of About {
        name Name String,
        homepage Homepage Option<String>,
        time_zone TimeZone TimeZoneName,
        branch Branch String,
        key_delay KeyDelay Span,
        as_of AsOf Option<Date>,
        powers Powers BTreeMap<Power, String>,
        housekeeping Housekeeping Vec<Housekeeping>,
        founded Founded Option<Instant>,
    } apart {}

    /// A changed field of a person.
    PersonField of Person {
        name Name String,
        accounts Accounts BTreeMap<String, String>,
        emails Emails Vec<String>,
        keys Keys Vec<PersonKey>,
        affiliations Affiliations Vec<Affiliation>,
        also_known_as AlsoKnownAs Vec<String>,
    } apart {}

    /// A changed field of a team; its members are compared as terms.
    TeamField of Team {
        name Name String,
        kind Kind Kind,
        purpose Purpose Option<String>,
        part_of PartOf Option<TeamId>,
        seats Seats Option<u32>,
        formed Formed Option<PartialDate>,
        dissolved Dissolved Option<PartialDate>,
        succeeded_by SucceededBy Vec<TeamId>,
        former_ids FormerIds Vec<TeamId>,
        authority Authority Vec<Grant>,
    } apart { members }

    /// A changed field of an area.
    AreaField of Area {
        name Name String,
        purpose Purpose Option<String>,
        part_of PartOf Option<AreaId>,
        shared Shared bool,
        assets Assets Vec<Asset>,
        opened Opened Option<PartialDate>,
        closed Closed Option<PartialDate>,
    } apart {}

    /// A changed field of a term or a standing line.
    TermField of Membership {
        holder Holder Holder,
        basis Basis Option<Basis>,
        role Role Option<String>,
        period Period Period,
        time Time Option<WorkTime>,
        funded_by FundedBy Option<TeamId>,
        note Note Option<String>,
    } apart {}

    /// A changed field of a constraint.
    ConstraintField of Constraint {
        title Title String,
        source Source Option<Source>,
        level Level Level,
        require Require Requirement,
        remedy Remedy Option<Remedy>,
        waivers Waivers Vec<Waiver>,
        repealed Repealed Option<PartialDate>,
    } apart {}

    /// A changed field of an event.
    EventField of Event {
        kind Kind EventKind,
        on On PartialDate,
        series Series Option<String>,
        source Source Option<String>,
        people People BTreeSet<PersonId>,
    } apart {}
}
