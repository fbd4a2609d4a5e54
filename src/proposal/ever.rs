//! Who ever served in a team, by a term of their own or because another office
//! brought them in.

use std::collections::BTreeSet;

use crate::base::{Date, Period, PersonId, TeamId, Until};
use crate::org::{Holder, LONGEST_CHAIN, Organisation, Roll};

/// Everyone who served in a team up to a day, that day included; none where a
/// roll that it needs is not known.
pub(super) fn ever_served(
    org: &Organisation,
    team: &TeamId,
    on: Date,
) -> Option<BTreeSet<PersonId>> {
    let mut people = BTreeSet::new();
    let window = Window {
        first: Date::MIN,
        last: on,
    };
    gather(org, team, window, &mut Vec::new(), &mut people).then_some(people)
}

/// Days from the first to the last.
#[derive(Clone, Copy)]
struct Window {
    first: Date,
    last: Date,
}

impl Window {
    /// The part of it in which a period may have held. Where nobody knows
    /// since when it is over, it may have been until now.
    fn within(self, period: Period) -> Option<Self> {
        let from = period.from().map_or(Date::MIN, |from| from.first_day());
        let until = match period.until() {
            Until::Open | Until::Unknown => Date::MAX,
            Until::At(until) => until.last_day(),
        };
        let part = Self {
            first: self.first.max(from),
            last: self.last.min(until),
        };
        (part.first <= part.last).then_some(part)
    }
}

/// Adds those who served in a window; false where a roll is not known. `open`
/// holds the teams on the way, so that a cycle ends.
fn gather<'a>(
    org: &'a Organisation,
    id: &'a TeamId,
    window: Window,
    open: &mut Vec<&'a TeamId>,
    people: &mut BTreeSet<PersonId>,
) -> bool {
    let Some(team) = org.teams.get(id) else {
        return true;
    };
    let Roll::Known(members) = &team.members else {
        return false;
    };
    if open.contains(&id) || open.len() >= LONGEST_CHAIN {
        return true;
    }
    open.push(id);
    let mut known = true;
    for membership in members {
        let Some(window) = window.within(membership.period) else {
            continue;
        };
        match &membership.holder {
            Holder::Person(person) => {
                people.insert(person.clone());
            }
            Holder::EveryoneIn { team, except } => {
                let mut brought = BTreeSet::new();
                known &= gather(org, team, window, open, &mut brought);
                people.extend(
                    brought
                        .into_iter()
                        .filter(|person| !except.contains(person)),
                );
            }
        }
    }
    open.pop();
    known
}
