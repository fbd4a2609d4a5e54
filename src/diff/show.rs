//! The values of fields as short texts, so that every renderer shows a change
//! alike.

use std::collections::{BTreeMap, BTreeSet};

use crate::base::{AreaId, Date, EventKind, Instant, PartialDate, Period, PersonId, Span, TeamId};
use crate::org::{
    Affiliation, Asset, Basis, Grant, Holder, Housekeeping, Kind, Level, PersonKey, Remedy,
    Requirement, TimeZoneName, Waiver, WorkTime,
};
use crate::rule::Source;

/// What happened to a field, in texts.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Shift {
    /// One value took another's place; none means that it was not set.
    Set {
        /// What it was.
        before: Option<String>,
        /// What it is.
        after: Option<String>,
    },
    /// An item came to a list.
    Added(String),
    /// An item left a list.
    Removed(String),
    /// The items are the same in another order.
    Reordered,
}

/// How a field's type is compared for people.
pub(super) trait Shown {
    /// The texts of a change from one value to another.
    fn shifts(before: &Self, after: &Self) -> Vec<Shift>;
}

/// How one value is written.
pub(super) trait Text {
    fn text(&self) -> String;
}

macro_rules! plain {
    ($($ty:ty)+) => {$(
        impl Text for $ty {
            fn text(&self) -> String {
                self.to_string()
            }
        }
    )+};
}
plain! { String TimeZoneName Span Date Instant Kind TeamId AreaId PersonId EventKind u32
PartialDate Period Basis WorkTime Level }

pub(super) use plain;

impl Text for bool {
    fn text(&self) -> String {
        if *self { "yes" } else { "no" }.to_owned()
    }
}

impl Text for Holder {
    fn text(&self) -> String {
        match self {
            Holder::Person(person) => person.to_string(),
            Holder::EveryoneIn { team, except } if except.is_empty() => {
                format!("everyone in {team}")
            }
            Holder::EveryoneIn { team, except } => {
                format!("everyone in {team} except {}", join(except))
            }
        }
    }
}

impl Text for Requirement {
    fn text(&self) -> String {
        let of = join(self.teams());
        match self {
            Requirement::Disjoint { .. } => format!("disjoint: {of}"),
            Requirement::Size {
                at_least, at_most, ..
            } => {
                let least = at_least.map(|number| format!(", at least {number}"));
                let most = at_most.map(|number| format!(", at most {number}"));
                format!(
                    "size: {of}{}{}",
                    least.unwrap_or_default(),
                    most.unwrap_or_default()
                )
            }
            Requirement::EveryAreaControlled => "every-area-controlled".to_owned(),
            Requirement::AffiliationCap { at_most, .. } => format!(
                "affiliation-cap: {of}, at most {}",
                crate::base::show_exact(at_most)
            ),
            Requirement::TermLimit { at_most, .. } => {
                format!("term-limit: {of}, at most {at_most}")
            }
            Requirement::Subset { team, of } => format!("subset: {team} of {of}"),
            Requirement::PowersCap { at_most } => format!("powers-cap: at most {at_most}"),
        }
    }
}

impl Text for Remedy {
    fn text(&self) -> String {
        match self {
            Remedy::Vacate(team) => format!("vacate {team}"),
        }
    }
}

impl Text for Source {
    fn text(&self) -> String {
        let Source {
            document,
            section,
            url,
        } = self;
        let more = [section, url].into_iter().flatten();
        std::iter::once(document)
            .chain(more)
            .cloned()
            .collect::<Vec<_>>()
            .join(", ")
    }
}

impl Text for Waiver {
    fn text(&self) -> String {
        match self.until {
            Some(until) => format!("{} (until {until})", self.reason),
            None => format!("{} (for good)", self.reason),
        }
    }
}

impl Text for Grant {
    fn text(&self) -> String {
        let Grant {
            area,
            powers,
            period,
        } = self;
        format!("{} on {area}, {period}", join(powers))
    }
}

impl Text for Asset {
    fn text(&self) -> String {
        let Asset { kind, at, note } = self;
        match note {
            Some(note) => format!("{kind} {at} ({note})"),
            None => format!("{kind} {at}"),
        }
    }
}

impl Text for PersonKey {
    /// The key's kind and its end: enough to tell two apart, and short.
    fn text(&self) -> String {
        let key = self.key.trim();
        let mut words = key.split_whitespace();
        let kind = words.next().unwrap_or_default();
        let body = words.next().unwrap_or_default();
        let skip = body.chars().count().saturating_sub(12);
        let end: String = body.chars().skip(skip).collect();
        format!("{kind} …{end}, {}", self.period)
    }
}

impl Text for Affiliation {
    fn text(&self) -> String {
        format!("{}, {}", self.organisation, self.period)
    }
}

impl Text for Housekeeping {
    fn text(&self) -> String {
        format!("{} by {}", join(&self.may), self.by)
    }
}

/// Words with commas between.
pub(super) fn join<T: ToString>(items: impl IntoIterator<Item = T>) -> String {
    let texts: Vec<String> = items.into_iter().map(|item| item.to_string()).collect();
    texts.join(", ")
}

fn set(before: Option<String>, after: Option<String>) -> Vec<Shift> {
    vec![Shift::Set { before, after }]
}

impl<T: Text> Shown for T {
    fn shifts(before: &T, after: &T) -> Vec<Shift> {
        set(Some(before.text()), Some(after.text()))
    }
}

impl<T: Text> Shown for Option<T> {
    fn shifts(before: &Self, after: &Self) -> Vec<Shift> {
        set(
            before.as_ref().map(Text::text),
            after.as_ref().map(Text::text),
        )
    }
}

/// What left a list and what came to it, each as often as it did.
fn list(before: Vec<String>, after: Vec<String>) -> Vec<Shift> {
    let mut rest = after.clone();
    let mut removed = Vec::new();
    for item in before {
        match rest.iter().position(|other| *other == item) {
            Some(at) => {
                rest.remove(at);
            }
            None => removed.push(Shift::Removed(item)),
        }
    }
    // `rest` keeps the last of equal items; the texts are the same.
    let added = rest.into_iter().map(Shift::Added);
    let shifts: Vec<Shift> = removed.into_iter().chain(added).collect();
    if shifts.is_empty() {
        vec![Shift::Reordered]
    } else {
        shifts
    }
}

impl<T: Text> Shown for Vec<T> {
    fn shifts(before: &Self, after: &Self) -> Vec<Shift> {
        list(
            before.iter().map(Text::text).collect(),
            after.iter().map(Text::text).collect(),
        )
    }
}

impl<T: Text> Shown for BTreeSet<T> {
    fn shifts(before: &Self, after: &Self) -> Vec<Shift> {
        list(
            before.iter().map(Text::text).collect(),
            after.iter().map(Text::text).collect(),
        )
    }
}

impl<K: ToString, V: Text> Shown for BTreeMap<K, V> {
    fn shifts(before: &Self, after: &Self) -> Vec<Shift> {
        let lines = |map: &Self| {
            let line = |(key, value): (&K, &V)| format!("{}: {}", key.to_string(), value.text());
            map.iter().map(line).collect()
        };
        list(lines(before), lines(after))
    }
}
