//! Which body after is which body before: renames, merges and splits.
//!
//! Three sources, the surest first. A proposal says what it does, and then
//! nothing else is guessed. A team's `former_ids` and `succeeded_by` are on
//! record. What is left is inferred from what bodies have in common: the people
//! who serve in them and the powers that they hold.
//!
//! Thresholds of the inference, over the set of a body's people and powers:
//! - a body is *taken in* by another where at least two thirds of its set are
//!   also the other's; two bodies or more that go and are taken in by one that
//!   comes, and together make at least half of it, were merged; the mirror
//!   image is a split;
//! - a body that goes and one that comes are one body renamed where the
//!   Jaccard index of their sets (common over all) is at least one half;
//! - the kinds are the same, and where either holds a power, they have one in
//!   common: an honorary title for all former members is no renamed team.

use std::collections::{BTreeMap, BTreeSet};

use crate::base::{PersonId, TeamId};
use crate::org::{HeldPower, Organisation, RollOn, Standing};

/// What a proposal says of bodies that continue.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Hints {
    /// From the old id to the new one.
    pub renames: Vec<(TeamId, TeamId)>,
    /// The bodies merged, and what they became.
    pub merges: Vec<(Vec<TeamId>, TeamId)>,
    /// The body split, and what it became.
    pub splits: Vec<(TeamId, Vec<TeamId>)>,
    /// Whether this is all that happened, so that nothing is inferred.
    pub complete: bool,
}

impl Hints {
    /// No proposal: the record speaks, and what it leaves open is inferred.
    pub fn none() -> Self {
        Self::default()
    }

    /// What a proposal says, and nothing besides.
    pub fn of_proposal(
        renames: Vec<(TeamId, TeamId)>,
        merges: Vec<(Vec<TeamId>, TeamId)>,
        splits: Vec<(TeamId, Vec<TeamId>)>,
    ) -> Self {
        Self {
            renames,
            merges,
            splits,
            complete: true,
        }
    }
}

/// How bodies continue, with whether each was inferred.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Lineage {
    /// From the old id to the new one.
    pub renames: BTreeMap<TeamId, (TeamId, bool)>,
    /// By what they became.
    pub merges: BTreeMap<TeamId, (BTreeSet<TeamId>, bool)>,
    /// By what was split.
    pub splits: BTreeMap<TeamId, (BTreeSet<TeamId>, bool)>,
}

impl Lineage {
    /// Reads the hints, then the record, then infers.
    pub fn find(before: &Standing<'_>, after: &Standing<'_>, hints: &Hints) -> Self {
        let mut lineage = Self::default();
        lineage.said(before, after, hints);
        if hints.complete {
            return lineage;
        }
        lineage.recorded(before, after);
        lineage.inferred(before, after);
        lineage
    }

    fn said(&mut self, before: &Standing<'_>, after: &Standing<'_>, hints: &Hints) {
        let (old, new) = (&before.organisation().teams, &after.organisation().teams);
        let Hints {
            renames,
            merges,
            splits,
            complete: _,
        } = hints;
        for (from, to) in renames {
            // Where both ids are in use, it was no rename.
            let moved = old.contains_key(from) && new.contains_key(to);
            if moved && !new.contains_key(from) && !old.contains_key(to) {
                self.renames.insert(from.clone(), (to.clone(), false));
            }
        }
        for (from, into) in merges {
            let from: BTreeSet<TeamId> = from.iter().cloned().collect();
            self.merges.insert(into.clone(), (from, false));
        }
        for (from, into) in splits {
            let into: BTreeSet<TeamId> = into.iter().cloned().collect();
            self.splits.insert(from.clone(), (into, false));
        }
    }

    fn recorded(&mut self, before: &Standing<'_>, after: &Standing<'_>) {
        let (old, new) = (before.organisation(), after.organisation());
        for (to, team) in &new.teams {
            let from: Vec<&TeamId> = team
                .former_ids
                .iter()
                .filter(|id| old.teams.contains_key(*id) && !new.teams.contains_key(*id))
                .filter(|id| !self.goes_on(id))
                .collect();
            if let [from] = from.as_slice()
                && !old.teams.contains_key(to)
            {
                self.renames.insert((*from).clone(), (to.clone(), false));
            }
        }
        let mut predecessors: BTreeMap<TeamId, BTreeSet<TeamId>> = BTreeMap::new();
        let gone: Vec<TeamId> = self.gone(before, after).into_iter().cloned().collect();
        let come = self.come(before, after);
        for id in &gone {
            let Some(team) = new.teams.get(id) else {
                continue;
            };
            let next: BTreeSet<TeamId> = team.succeeded_by.iter().cloned().collect();
            if next.len() > 1 && next.iter().all(|next| come.contains(next)) {
                self.splits.insert(id.clone(), (next, false));
            } else if let [next] = team.succeeded_by.as_slice() {
                let known = predecessors.entry(next.clone()).or_default();
                known.insert(id.clone());
            }
        }
        for (into, from) in predecessors {
            if from.len() > 1 {
                self.merges.entry(into).or_insert((from, false));
            }
        }
    }

    fn inferred(&mut self, before: &Standing<'_>, after: &Standing<'_>) {
        let old = traits(before, self.gone(before, after));
        let new = traits(after, self.come(before, after));
        for (into, whole) in &new {
            let parts = parts_of(whole, &old);
            if parts.len() > 1 {
                self.merges.insert(into.clone(), (parts, true));
            }
        }
        let merged: BTreeSet<TeamId> = self.merges.keys().cloned().collect();
        let old = left(old, |id| self.goes_on(id));
        let new = left(new, |id| merged.contains(id));
        for (from, whole) in &old {
            let parts = parts_of(whole, &new);
            if parts.len() > 1 {
                self.splits.insert(from.clone(), (parts, true));
            }
        }
        let old = left(old, |id| self.goes_on(id));
        let new = left(new, |id| self.comes_from(id));
        let mut pairs = Vec::new();
        for (from, was) in &old {
            for (to, is) in &new {
                let (common, all) = was.overlap(is);
                if was.alike(is) && common > 0 && 2 * common >= all {
                    // The closest first; ids decide among equals.
                    pairs.push((std::cmp::Reverse(common * 1_000_000 / all), from, to));
                }
            }
        }
        pairs.sort();
        for (_, from, to) in pairs {
            if !self.goes_on(from) && !self.comes_from(to) {
                self.renames.insert(from.clone(), (to.clone(), true));
            }
        }
    }

    /// Whether a body before was found to continue in another.
    pub fn goes_on(&self, id: &TeamId) -> bool {
        self.renames.contains_key(id)
            || self.splits.contains_key(id)
            || self.merges.values().any(|(from, _)| from.contains(id))
    }

    fn comes_from(&self, id: &TeamId) -> bool {
        self.merges.contains_key(id)
            || self.renames.values().any(|(to, _)| to == id)
            || self.splits.values().any(|(into, _)| into.contains(id))
    }

    fn gone<'o>(&self, before: &Standing<'o>, after: &Standing<'_>) -> BTreeSet<&'o TeamId> {
        let alive: BTreeSet<&TeamId> = after.teams().map(|(id, _)| id).collect();
        let ids = before.teams().map(|(id, _)| id);
        ids.filter(|id| !alive.contains(id) && !self.goes_on(id))
            .collect()
    }

    fn come<'o>(&self, before: &Standing<'_>, after: &Standing<'o>) -> BTreeSet<&'o TeamId> {
        let alive: BTreeSet<&TeamId> = before.teams().map(|(id, _)| id).collect();
        let ids = after.teams().map(|(id, _)| id);
        ids.filter(|id| !alive.contains(id) && !self.comes_from(id))
            .collect()
    }
}

/// What a body is known by.
struct Traits {
    kind: crate::org::Kind,
    people: BTreeSet<PersonId>,
    powers: BTreeSet<HeldPower>,
}

impl Traits {
    /// How much two bodies have in common, and how much they have in all.
    fn overlap(&self, other: &Self) -> (usize, usize) {
        let people = self.people.intersection(&other.people).count();
        let powers = self.powers.intersection(&other.powers).count();
        let common = people + powers;
        (common, self.len() + other.len() - common)
    }

    fn len(&self) -> usize {
        self.people.len() + self.powers.len()
    }

    fn alike(&self, other: &Self) -> bool {
        let none = self.powers.is_empty() && other.powers.is_empty();
        self.kind == other.kind && (none || !self.powers.is_disjoint(&other.powers))
    }
}

fn traits(standing: &Standing<'_>, ids: BTreeSet<&TeamId>) -> BTreeMap<TeamId, Traits> {
    let org: &Organisation = standing.organisation();
    let known = |id: &TeamId| {
        let team = org.teams.get(id)?;
        let people = match standing.roll(id) {
            RollOn::Known(people) => people.into_keys().collect(),
            RollOn::Unknown => BTreeSet::new(),
        };
        Some(Traits {
            kind: team.kind,
            people,
            powers: standing.team_powers(id),
        })
    };
    ids.into_iter()
        .filter_map(|id| Some((id.clone(), known(id)?)))
        .collect()
}

/// The bodies that one took in, empty where they are less than half of it.
fn parts_of(whole: &Traits, candidates: &BTreeMap<TeamId, Traits>) -> BTreeSet<TeamId> {
    let taken = |part: &Traits| {
        let (common, _) = part.overlap(whole);
        common > 0 && 3 * common >= 2 * part.len() && part.alike(whole)
    };
    let parts = candidates.iter().filter(|(_, part)| taken(part));
    let (mut ids, mut people, mut powers) = (BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
    for (id, part) in parts {
        ids.insert(id.clone());
        people.extend(part.people.intersection(&whole.people));
        powers.extend(part.powers.intersection(&whole.powers));
    }
    if 2 * (people.len() + powers.len()) >= whole.len() {
        ids
    } else {
        BTreeSet::new()
    }
}

fn left(
    bodies: BTreeMap<TeamId, Traits>,
    done: impl Fn(&TeamId) -> bool,
) -> BTreeMap<TeamId, Traits> {
    bodies.into_iter().filter(|(id, _)| !done(id)).collect()
}
