//! Whether several proposals can all pass, in which orders, and what they
//! would make together.

mod claim;

use std::collections::BTreeMap;

pub use claim::{Claim, claims};

use super::apply::{Refused, apply_all};
use super::change::Change;
use crate::base::Date;
use crate::org::Organisation;

/// The most proposals that are looked at together: 2^10 sets of them.
pub const MOST_TOGETHER: usize = 10;

/// The most different organisations that are followed for one set.
const MOST_RESULTS: usize = 24;

/// What becomes of several proposals together. Numbers are places in the list
/// that was asked about.
#[derive(Debug, Clone, PartialEq)]
pub struct Together {
    /// The organisations that all of them make, each with the first order, by
    /// number, that makes it; none where they cannot all pass. More than one
    /// where the order matters.
    pub results: Vec<(Vec<usize>, Organisation)>,
    /// Whether there were more ways than are followed.
    pub cut_short: bool,
    /// In how many orders of all of them each change applies, where none was
    /// cut short.
    pub orders: u64,
    /// The largest sets of them that can pass: one set of all where they all
    /// can.
    pub passing: Vec<Vec<usize>>,
    /// Which of them must come before which, over all orders that work.
    pub before: Vec<(usize, usize)>,
    /// The pairs of which at most one can pass, or that claim the same thing.
    pub rivals: Vec<Rivals>,
    /// Those that do not apply even alone, and why.
    pub alone: Vec<(usize, Vec<Refused>)>,
}

/// Two proposals in each other's way.
#[derive(Debug, Clone, PartialEq)]
pub struct Rivals {
    /// The two.
    pub pair: (usize, usize),
    /// What both claim.
    pub claims: Vec<Claim>,
    /// Why the second does not apply after the first; empty where it does.
    pub after_first: Vec<Refused>,
    /// Why the first does not apply after the second; empty where it does.
    pub after_second: Vec<Refused>,
}

impl Rivals {
    /// Whether at most one of the two can pass.
    pub fn exclude(&self) -> bool {
        !self.after_first.is_empty() && !self.after_second.is_empty()
    }
}

/// Looks at proposals together, each as its list of changes, all with effect on
/// one day. At most [`MOST_TOGETHER`] are looked at; the rest is left out.
pub fn together(org: &Organisation, proposals: &[&[Change]], on: Date) -> Together {
    let proposals = &proposals[..proposals.len().min(MOST_TOGETHER)];
    let alone: Vec<(usize, Vec<Refused>)> = proposals
        .iter()
        .enumerate()
        .filter_map(|(n, changes)| Some((n, apply_all(org, changes, on).err()?)))
        .collect();
    let ways = Ways::find(org, proposals, on);
    let all = (1_usize << proposals.len()) - 1;
    let results = ways.states.get(&all).cloned().unwrap_or_default();
    Together {
        orders: results.iter().map(|state| state.orders).sum(),
        before: ways.must(proposals.len()),
        passing: ways.largest(proposals.len()),
        results: results
            .into_iter()
            .map(|state| (state.order, state.org))
            .collect(),
        cut_short: ways.cut_short,
        rivals: rivals(org, proposals, on),
        alone,
    }
}

/// What a set of proposals can have made.
#[derive(Debug, Clone)]
struct State {
    org: Organisation,
    /// The first order that makes it.
    order: Vec<usize>,
    /// In how many orders.
    orders: u64,
    /// For each proposal, those that came before it in some order, as bits.
    met: Vec<usize>,
}

/// Every set of proposals that can pass, with what it makes. A set is a number
/// whose bits are its members, so that no order is tried twice.
struct Ways {
    states: BTreeMap<usize, Vec<State>>,
    cut_short: bool,
}

impl Ways {
    fn find(org: &Organisation, proposals: &[&[Change]], on: Date) -> Self {
        let first = State {
            org: org.clone(),
            order: Vec::new(),
            orders: 1,
            met: vec![0; proposals.len()],
        };
        let mut ways = Self {
            states: BTreeMap::from([(0, vec![first])]),
            cut_short: false,
        };
        for set in 0..1_usize << proposals.len() {
            let Some(states) = ways.states.get(&set).cloned() else {
                continue;
            };
            for (n, changes) in proposals.iter().enumerate() {
                if set & (1 << n) != 0 {
                    continue;
                }
                for state in &states {
                    if let Ok(org) = apply_all(&state.org, changes, on) {
                        ways.reach(set | (1 << n), state.and(n, set, org));
                    }
                }
            }
        }
        ways
    }

    fn reach(&mut self, set: usize, state: State) {
        let known = self.states.entry(set).or_default();
        let Some(at) = known.iter().position(|it| same(&it.org, &state.org)) else {
            if known.len() < MOST_RESULTS {
                known.push(state);
            } else {
                self.cut_short = true;
            }
            return;
        };
        let known = &mut known[at];
        known.orders = known.orders.saturating_add(state.orders);
        for (known, new) in known.met.iter_mut().zip(&state.met) {
            *known |= new;
        }
        if state.order < known.order {
            known.order = state.order;
            known.org = state.org;
        }
    }

    /// The sets that can pass and are part of no other that can.
    fn largest(&self, count: usize) -> Vec<Vec<usize>> {
        let sets: Vec<usize> = self.states.keys().copied().collect();
        let within = |set: usize| sets.iter().any(|it| *it != set && set & it == set);
        let alone = sets.iter().filter(|set| **set != 0 && !within(**set));
        let listed = alone.map(|set| (0..count).filter(|n| set & (1 << n) != 0).collect());
        listed.collect()
    }

    /// The pairs that stand in one order in every way in which all pass.
    fn must(&self, count: usize) -> Vec<(usize, usize)> {
        let all = (1_usize << count) - 1;
        let Some(states) = self.states.get(&all) else {
            return Vec::new();
        };
        let met = |n: usize| states.iter().fold(0, |met, state| met | state.met[n]);
        let mut pairs = Vec::new();
        for first in 0..count {
            for second in 0..count {
                let behind = met(first) & (1 << second) != 0;
                if first != second && !behind && met(second) & (1 << first) != 0 {
                    pairs.push((first, second));
                }
            }
        }
        pairs
    }
}

impl State {
    fn and(&self, n: usize, set: usize, org: Organisation) -> Self {
        let mut order = self.order.clone();
        order.push(n);
        let mut met = self.met.clone();
        if let Some(met) = met.get_mut(n) {
            *met |= set;
        }
        Self {
            org,
            order,
            orders: self.orders,
            met,
        }
    }
}

/// Whether two organisations mean the same: the order of lines in a team says
/// nothing.
fn same(one: &Organisation, other: &Organisation) -> bool {
    use crate::org::Roll;
    let sorted = |org: &Organisation| {
        let mut teams = org.teams.clone();
        for team in teams.values_mut() {
            if let Roll::Known(members) = &mut team.members {
                members.sort();
            }
            team.authority.sort();
        }
        teams
    };
    let Organisation {
        about,
        people,
        teams: _,
        areas,
        rules,
        constraints,
        events,
        // Follows from the signatures of events.
        attested: _,
    } = one;
    *about == other.about
        && *people == other.people
        && *areas == other.areas
        && *rules == other.rules
        && *constraints == other.constraints
        && *events == other.events
        && sorted(one) == sorted(other)
}

/// The pairs that cannot both pass, or claim the same.
fn rivals(org: &Organisation, proposals: &[&[Change]], on: Date) -> Vec<Rivals> {
    let mut found = Vec::new();
    let made: Vec<Option<Organisation>> = proposals
        .iter()
        .map(|changes| apply_all(org, changes, on).ok())
        .collect();
    for (a, first) in proposals.iter().enumerate() {
        for (b, second) in proposals.iter().enumerate().skip(a + 1) {
            let after = |made: &Option<Organisation>, changes: &[Change]| {
                let made = made.as_ref();
                made.and_then(|org| apply_all(org, changes, on).err())
                    .unwrap_or_default()
            };
            let both = claims(first);
            let both: Vec<Claim> = both.intersection(&claims(second)).cloned().collect();
            let rivals = Rivals {
                pair: (a, b),
                claims: both,
                after_first: after(&made[a], second),
                after_second: after(&made[b], first),
            };
            if rivals.exclude() || !rivals.claims.is_empty() {
                found.push(rivals);
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::super::*;
    use super::*;
    use crate::proposal::fixture::*;

    fn transfer(area: &str, to: &str) -> Change {
        Change::from(Transfer {
            area: id(area),
            to: id(to),
        })
    }

    fn appoint(person: &str, team: &str) -> Change {
        Appoint::new(Appointee::Person(id(person)), id(team)).into()
    }

    fn end(person: &str, team: &str) -> Change {
        Change::from(EndTerm {
            who: Leaver::Person(id(person)),
            team: id(team),
            reason: None,
        })
    }

    #[test]
    fn what_has_nothing_to_do_with_each_other_passes_in_any_order() {
        let (a, b, c) = (
            [transfer("website", "ops")],
            [appoint("eve", "board")],
            [end("dan", "alumni")],
        );
        let found = together(&organisation(), &[&a, &b], DAY);
        assert_eq!((found.orders, found.results.len()), (2, 1));
        assert_eq!((found.before, found.rivals), (Vec::new(), Vec::new()));
        // One that does not apply even alone is said to be so.
        let found = together(&organisation(), &[&a, &c], DAY);
        assert_eq!(found.orders, 0);
        assert_eq!(found.alone.len(), 1);
        assert_eq!(found.alone[0].0, 1);
    }

    #[test]
    fn two_that_take_one_area_are_rivals_and_the_last_has_it() {
        let (a, b) = ([transfer("website", "ops")], [transfer("website", "board")]);
        let found = together(&organisation(), &[&a, &b], DAY);
        assert_eq!(found.orders, 2);
        assert_eq!(found.results.len(), 2, "the order matters");
        assert_eq!(found.rivals[0].claims, [Claim::Control(id("website"))]);
        assert!(!found.rivals[0].exclude());
    }

    #[test]
    fn of_two_last_seats_only_one_can_be_taken() {
        // Three seats, of which two are taken.
        let (a, b) = ([appoint("eve", "board")], [appoint("fay", "board")]);
        let found = together(&organisation(), &[&a, &b], DAY);
        assert_eq!(found.orders, 0);
        assert_eq!(found.passing, [[0], [1]]);
        assert!(found.rivals[0].exclude());
        let room = [end("ada", "board")];
        let found = together(&organisation(), &[&a, &b, &room], DAY);
        // Either of the two may come first, and the last needs the room.
        assert_eq!(found.orders, 4);
        assert_eq!(found.before, []);
    }

    #[test]
    fn what_must_come_first_is_said() {
        let form = Change::from(Form {
            team: id("triage"),
            fields: crate::org::Team::named("Triage", crate::org::Kind::Team),
        });
        let (a, b) = ([transfer("tracker", "triage")], [form]);
        let found = together(&organisation(), &[&a, &b], DAY);
        assert_eq!(
            (found.orders, found.before.as_slice()),
            (1, [(1, 0)].as_slice())
        );
        assert_eq!(found.results[0].0, [1, 0]);
    }
}
