//! Two sides changed one thing: what both of them meant.
//!
//! Each kind of entity is merged field by field, lists and maps item by item,
//! terms person by person and authority power by power. Where both sides say
//! something else of one and the same point there is a [`Clash`], in the
//! organisation's words; nothing is decided for anybody.

mod authority;
mod ended;
mod list;
mod rule;
mod whole;

#[cfg(test)]
mod tests;

pub use whole::merge_organisations;

use super::show::{Shift, Shown};
use crate::org::{About, Area, Constraint, Event, Person, PersonKey, Roll, Team};

/// One point of which both sides say something else.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Clash {
    /// The field's word in files, and the item, where it is one of many.
    pub what: String,
    /// What our side says; none where it took it out.
    pub ours: Option<String>,
    /// What their side says; none where it took it out.
    pub theirs: Option<String>,
}

/// What two sides make of a base: merged, with our side's word wherever they
/// clash.
#[derive(Debug, Clone, PartialEq)]
pub struct Merged3<T> {
    /// The merged state.
    pub merged: T,
    /// Where the two clash; none if the merge is clean.
    pub clashes: Vec<Clash>,
}

/// What can be merged by meaning.
pub trait Merge3: Sized {
    /// Merges two changed states of one base.
    fn merge3(base: &Self, ours: &Self, theirs: &Self) -> Merged3<Self>;
}

/// Three states of one thing.
struct Three<'a, T> {
    base: &'a T,
    ours: &'a T,
    theirs: &'a T,
}

impl<'a, T: PartialEq> Three<'a, T> {
    fn new(base: &'a T, ours: &'a T, theirs: &'a T) -> Self {
        Self { base, ours, theirs }
    }

    /// The side that counts; none where they clash.
    fn settled(&self) -> Option<&'a T> {
        if self.theirs == self.base || self.ours == self.theirs {
            Some(self.ours)
        } else if self.ours == self.base {
            Some(self.theirs)
        } else {
            None
        }
    }
}

/// Merges a field that has one value.
fn value<T: PartialEq + Clone + Shown>(
    what: &str,
    three: &Three<T>,
    clashes: &mut Vec<Clash>,
) -> T {
    if let Some(settled) = three.settled() {
        return settled.clone();
    }
    for shift in T::shifts(three.ours, three.theirs) {
        let (ours, theirs) = match shift {
            Shift::Set { before, after } => (before, after),
            Shift::Added(item) => (None, Some(item)),
            Shift::Removed(item) => (Some(item), None),
            Shift::Reordered => {
                let order = || Some("another order".to_owned());
                (order(), order())
            }
        };
        clashes.push(Clash {
            what: what.to_owned(),
            ours,
            theirs,
        });
    }
    three.ours.clone()
}

/// Writes `merge3` for a struct: each of its fields by name, so that a new one
/// cannot be forgotten.
macro_rules! merged {
    ($kind:ident {
        $(value { $($value:ident)* })?
        $(list { $($list:ident by $key:expr,)* })?
        $(map { $($map:ident)* })?
        $(apart { $($apart:ident by $merge:path,)* })?
        $(besides $check:path)?
    }) => {
        impl $crate::diff::merge::Merge3 for $kind {
            fn merge3(
                base: &Self,
                ours: &Self,
                theirs: &Self,
            ) -> $crate::diff::merge::Merged3<Self> {
                use $crate::diff::merge::{Three, value};
                let mut clashes = Vec::new();
                let merged = $kind {
                    $($($value: value(
                        stringify!($value),
                        &Three::new(&base.$value, &ours.$value, &theirs.$value),
                        &mut clashes,
                    ),)*)?
                    $($($list: $crate::diff::merge::list::merge(
                        stringify!($list),
                        &Three::new(&base.$list, &ours.$list, &theirs.$list),
                        $key,
                        &mut clashes,
                    ),)*)?
                    $($($map: $crate::diff::merge::list::map(
                        stringify!($map),
                        &Three::new(&base.$map, &ours.$map, &theirs.$map),
                        &mut clashes,
                    ),)*)?
                    $($($apart: $merge(
                        stringify!($apart),
                        &Three::new(&base.$apart, &ours.$apart, &theirs.$apart),
                        &mut clashes,
                    ),)*)?
                };
                $($check(base, ours, theirs, &mut clashes);)?
                $crate::diff::merge::Merged3 { merged, clashes }
            }
        }
    };
}
use merged;

merged! { Team {
    value { name kind purpose part_of seats formed dissolved }
    list { succeeded_by by ToString::to_string, former_ids by ToString::to_string, }
    apart { authority by authority::merge, members by members, }
    besides ended::given_to
} }

merged! { Area {
    value { name purpose part_of shared opened closed }
    list { assets by |asset| asset.at.clone(), }
} }

merged! { Person {
    value { name }
    list {
        emails by Clone::clone,
        keys by |key: &PersonKey| key.key.clone(),
        affiliations by |it| format!("{} {:?}", it.organisation, it.period.from()),
        also_known_as by Clone::clone,
    }
    map { accounts }
} }

merged! { Constraint {
    value { title source level require remedy repealed }
    list { waivers by |waiver| waiver.reason.clone(), }
} }

merged! { Event {
    value { kind on series source }
    apart { people by list::set, }
} }

merged! { About {
    value { name homepage time_zone branch key_delay as_of founded }
    list { housekeeping by |line| line.by.to_string(), }
    map { powers }
} }

/// Terms, holder by holder.
fn members(what: &str, three: &Three<Roll>, clashes: &mut Vec<Clash>) -> Roll {
    if let Some(settled) = three.settled() {
        return settled.clone();
    }
    let (Roll::Known(base), Roll::Known(ours), Roll::Known(theirs)) =
        (three.base, three.ours, three.theirs)
    else {
        let said = |roll: &Roll| match roll {
            Roll::Unknown => Some("unknown".to_owned()),
            Roll::Known(members) => Some(format!("{} lines", members.len())),
        };
        clashes.push(Clash {
            what: what.to_owned(),
            ours: said(three.ours),
            theirs: said(three.theirs),
        });
        return three.ours.clone();
    };
    // Who serves once on every side is one item whatever its dates; the terms
    // of who served more often are told apart by their start.
    let often = |holder: &crate::org::Holder| {
        [base, ours, theirs]
            .iter()
            .any(|side| side.iter().filter(|it| it.holder == *holder).count() > 1)
    };
    let key = |term: &crate::org::Membership| {
        let holder = list::text(&term.holder);
        if often(&term.holder) {
            let from = term.period.from().map(|from| from.to_string());
            format!("{holder} from {}", from.unwrap_or_default())
        } else {
            holder
        }
    };
    Roll::Known(list::merge(
        what,
        &Three { base, ours, theirs },
        key,
        clashes,
    ))
}
