//! What follows from a difference: derived, never said by anybody.

use std::collections::{BTreeMap, BTreeSet};

use crate::base::{AreaId, ConstraintId, PersonId, RuleId, TeamId};
use crate::org::{Kind, Level, Standing, Verdict, evaluate};
use crate::rule::Rule;

use super::OrgDiff;
use super::field::Change;
use super::law::rule_in_force;
use super::power::{Concentration, PowerChange};

/// What follows from a difference.
#[derive(Debug, Clone, PartialEq)]
pub struct Consequences {
    /// Every power whose holders differ, by area and power.
    pub powers: Vec<PowerChange>,
    /// The most powers in one person.
    pub concentration: Change<Concentration>,
    /// Areas without a controller that had one, or are new.
    pub orphaned: Vec<AreaId>,
    /// Areas with a controller that had none, though they existed.
    pub newly_controlled: Vec<AreaId>,
    /// Bodies below their number of seats that were not, or are more so.
    pub short: Vec<Shortage>,
    /// Constraints of which something changed: in force, or whether they hold.
    pub constraints: Vec<ConstraintTurn>,
    /// Rules in force after that name a body which does not exist then.
    pub rules_without_body: BTreeMap<RuleId, BTreeSet<TeamId>>,
    /// Rules in force after that nobody can pass, with the reason.
    pub rules_out_of_reach: BTreeMap<RuleId, String>,
    /// Rules in force after that now can be passed and could not before.
    pub rules_back_in_reach: BTreeSet<RuleId>,
    /// Rules of which cannot be said whether they can be passed, with the
    /// reason, such as a roll that is not known.
    pub rules_of_unknown_reach: BTreeMap<RuleId, String>,
    /// Those of them of which the same had to be said before.
    pub rules_still_unknown: BTreeSet<RuleId>,
    /// Those who held an office before and hold none after. An honorary title
    /// is no office: it comes without powers and without duties.
    pub without_office: BTreeSet<PersonId>,
    /// Those who hold an office after and held none before.
    pub new_in_office: BTreeSet<PersonId>,
}

/// A body below its number of seats.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shortage {
    /// The body.
    pub team: TeamId,
    /// How many served before; none where that is not known or it is new.
    pub before: Option<usize>,
    /// How many serve.
    pub serving: usize,
    /// Its seats.
    pub seats: usize,
}

/// A constraint of which something changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConstraintTurn {
    /// Which.
    pub constraint: ConstraintId,
    /// How strictly it is meant; after, where it is in force then.
    pub level: Level,
    /// What changed.
    pub turn: Turn,
    /// Whether it held; none where it was not in force.
    pub before: Option<Verdict>,
    /// Whether it holds; none where it is not in force.
    pub after: Option<Verdict>,
}

/// What changed of a constraint.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Turn {
    /// It came into force.
    Adopted,
    /// It is no longer in force.
    Repealed,
    /// It is broken and was not.
    Broken,
    /// It is broken, before too, in other ways.
    BrokenOtherwise,
    /// It holds and did not.
    Kept,
    /// It is excused, and was not.
    Waived,
    /// Whether it holds can no longer be said.
    Lost,
}

/// Whether a rule can be passed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reach {
    /// Some ballots of those who may vote pass it.
    InReach,
    /// No ballots pass it; the sentence says why.
    OutOfReach(String),
    /// It cannot be said; the sentence says why.
    Unknown(String),
}

/// Says whether a rule can be passed by those who serve on a day.
pub type RuleReach<'r> = dyn Fn(&Rule, &Standing<'_>) -> Reach + 'r;

impl Consequences {
    /// What follows from a difference between two standings.
    pub fn of(
        diff: &OrgDiff,
        before: &Standing<'_>,
        after: &Standing<'_>,
        reach: &RuleReach<'_>,
    ) -> Self {
        let only = |one, other| officers_of_one(one, other).into_iter().cloned().collect();
        let mut found = Self {
            powers: PowerChange::all(before, after),
            concentration: Change::new(before, after).map(Concentration::of),
            orphaned: Vec::new(),
            newly_controlled: Vec::new(),
            short: shortages(diff, before, after),
            constraints: constraints(before, after),
            rules_without_body: BTreeMap::new(),
            rules_out_of_reach: BTreeMap::new(),
            rules_back_in_reach: BTreeSet::new(),
            rules_of_unknown_reach: BTreeMap::new(),
            rules_still_unknown: BTreeSet::new(),
            without_office: only(before, after),
            new_in_office: only(after, before),
        };
        found.areas(before, after);
        found.rules(before, after, reach);
        found
    }

    fn areas(&mut self, before: &Standing<'_>, after: &Standing<'_>) {
        for (area, _) in after.areas() {
            let was = before.organisation().areas.get(area);
            let existed = was.is_some_and(|area| area.alive_on(before.day()));
            let was = existed && !before.controllers(area).is_empty();
            let is = !after.controllers(area).is_empty();
            if !is && (was || !existed) {
                self.orphaned.push(area.clone());
            } else if is && existed && !was {
                self.newly_controlled.push(area.clone());
            }
        }
    }

    fn rules(&mut self, before: &Standing<'_>, after: &Standing<'_>, reach: &RuleReach<'_>) {
        let alive: BTreeSet<&TeamId> = after.teams().map(|(id, _)| id).collect();
        let old = before.organisation();
        for (id, rule) in &after.organisation().rules {
            if !rule_in_force(rule, after.day()) {
                continue;
            }
            let named = rule.teams().into_iter();
            let gone: BTreeSet<TeamId> = named.filter(|team| !alive.contains(team)).collect();
            if !gone.is_empty() {
                self.rules_without_body.insert(id.clone(), gone);
            }
            let was = || {
                let was = old.rules.get(id);
                let in_force = was.filter(|rule| rule_in_force(rule, before.day()));
                in_force.map(|rule| reach(rule, before))
            };
            match reach(rule, after) {
                Reach::OutOfReach(why) => _ = self.rules_out_of_reach.insert(id.clone(), why),
                Reach::Unknown(why) => {
                    if let Some(Reach::Unknown(_)) = was() {
                        self.rules_still_unknown.insert(id.clone());
                    }
                    self.rules_of_unknown_reach.insert(id.clone(), why);
                }
                Reach::InReach => {
                    if let Some(Reach::OutOfReach(_)) = was() {
                        self.rules_back_in_reach.insert(id.clone());
                    }
                }
            }
        }
    }
}

/// Those who hold an office in one standing and none in another, as far as
/// rolls are known. Only the bodies that are not the same can bring anybody.
fn officers_of_one<'o>(one: &Standing<'o>, other: &Standing<'_>) -> BTreeSet<&'o PersonId> {
    let kept: BTreeSet<&TeamId> = offices_of(other).collect();
    let mut found: BTreeSet<&PersonId> = offices_of(one)
        .filter(|id| !kept.contains(id) || !one.same_roll(other, id))
        .flat_map(|id| one.people_of(id))
        .collect();
    if !found.is_empty() {
        for id in kept {
            for person in other.people_of(id) {
                found.remove(person);
            }
        }
    }
    found
}

/// The bodies that are offices.
fn offices_of<'o>(standing: &Standing<'o>) -> impl Iterator<Item = &'o TeamId> {
    let teams = standing.teams();
    teams
        .filter(|(_, team)| team.kind != Kind::Honorary)
        .map(|(id, _)| id)
}

fn shortages(diff: &OrgDiff, before: &Standing<'_>, after: &Standing<'_>) -> Vec<Shortage> {
    let former = |id: &TeamId| -> TeamId {
        let renamed = diff.bodies.renamed.iter();
        let mut found = renamed.filter(|renamed| renamed.id.after == *id);
        found
            .next()
            .map_or_else(|| id.clone(), |renamed| renamed.id.before.clone())
    };
    let mut short = Vec::new();
    for (id, team) in after.teams() {
        let (Some(seats), Some(serving)) = (team.seats, after.serving(id)) else {
            continue;
        };
        let seats = seats as usize;
        let old = former(id);
        let was = before.organisation().teams.get_key_value(&old);
        let was = was.filter(|(_, team)| team.alive_on(before.day()));
        let served = was.and_then(|(id, _)| before.serving(id));
        let gap = was
            .and_then(|(_, team)| team.seats)
            .zip(served)
            .map_or(0, |(seats, served)| (seats as usize).saturating_sub(served));
        if seats.saturating_sub(serving) > gap {
            short.push(Shortage {
                team: id.clone(),
                before: served,
                serving,
                seats,
            });
        }
    }
    short
}

fn constraints(before: &Standing<'_>, after: &Standing<'_>) -> Vec<ConstraintTurn> {
    let (old, new) = (
        &before.organisation().constraints,
        &after.organisation().constraints,
    );
    let judged = |standing: &Standing<'_>, id: &ConstraintId| {
        let constraint = standing.organisation().constraints.get(id)?;
        let in_force = constraint.in_force_on(standing.day());
        in_force.then(|| evaluate(constraint, standing))
    };
    let ids: BTreeSet<&ConstraintId> = old.keys().chain(new.keys()).collect();
    let turns = ids.into_iter().filter_map(|id| {
        let (was, is) = (judged(before, id), judged(after, id));
        let level = new.get(id).or_else(|| old.get(id))?.level;
        Some(ConstraintTurn {
            constraint: id.clone(),
            level,
            turn: turn(was.as_ref(), is.as_ref())?,
            before: was,
            after: is,
        })
    });
    turns.collect()
}

fn turn(before: Option<&Verdict>, after: Option<&Verdict>) -> Option<Turn> {
    use Verdict::{Broken, Holds, Unknown, Waived};
    let (before, after) = match (before, after) {
        (None, None) => return None,
        (None, Some(_)) => return Some(Turn::Adopted),
        (Some(_), None) => return Some(Turn::Repealed),
        (Some(before), Some(after)) => (before, after),
    };
    match (before, after) {
        (Broken(was), Broken(is)) => (was != is).then_some(Turn::BrokenOtherwise),
        (_, Broken(_)) => Some(Turn::Broken),
        (Holds, Holds) | (Unknown(_), Unknown(_)) | (Waived { .. }, Waived { .. }) => None,
        (_, Holds) => Some(Turn::Kept),
        (_, Waived { .. }) => Some(Turn::Waived),
        (_, Unknown(_)) => Some(Turn::Lost),
    }
}
