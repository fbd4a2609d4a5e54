//! Bodies formed, dissolved, renamed, merged, split and amended.

use std::collections::BTreeSet;

use crate::base::{AreaId, Period, Power, TeamId};
use crate::org::{Grant, HeldPower, Standing, Team};

use super::field::{Change, TeamField};
use super::lineage::Lineage;

/// What happened to bodies.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Bodies {
    /// Those that exist after and did not before, and continue no other.
    pub formed: Vec<TeamId>,
    /// Those that existed before and do not after, and continue in no other.
    pub dissolved: Vec<End>,
    /// Those that bear another id.
    pub renamed: Vec<Renamed>,
    /// Those that came out of several.
    pub merged: Vec<Merged>,
    /// Those that became several.
    pub split: Vec<Split>,
    /// Those of which something else is said; past ones too.
    pub amended: Vec<TeamAmended>,
    /// Records of bodies that exist on neither day: new ones.
    pub recorded: Vec<TeamId>,
    /// Records of bodies that exist on neither day: those that are gone.
    pub erased: Vec<TeamId>,
}

/// A body that ends.
#[derive(Debug, Clone, PartialEq)]
pub struct End {
    /// Which, by its id before.
    pub team: TeamId,
    /// Where each area that it controlled went.
    pub areas: Vec<AreaFate>,
    /// How many terms and standing lines of it held until then.
    pub terms_ended: usize,
    /// How many people served in it, directly or by another office; none where
    /// that is not known.
    pub served: Option<usize>,
    /// The bodies that are recorded as coming after it.
    pub succeeded_by: Vec<TeamId>,
    /// Whether its record is gone too.
    pub erased: bool,
}

/// What became of an area whose controller ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AreaFate {
    /// The area.
    pub area: AreaId,
    /// Who controls it after; nobody, where it was closed or is orphaned.
    pub to: Vec<TeamId>,
    /// Whether it exists after.
    pub open: bool,
}

/// A body under another id.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Renamed {
    /// The ids.
    pub id: Change<TeamId>,
    /// The names, which may be the same.
    pub name: Change<String>,
    /// Whether nothing says so and it was found by what both have in common.
    pub inferred: bool,
}

/// Bodies that became one.
#[derive(Debug, Clone, PartialEq)]
pub struct Merged {
    /// The bodies, those that end with what becomes of them.
    pub from: BTreeSet<TeamId>,
    /// Those of them that end.
    pub ends: Vec<End>,
    /// What they became.
    pub into: TeamId,
    /// Whether that is new.
    pub formed: bool,
    /// Whether nothing says so and it was found by what they have in common.
    pub inferred: bool,
}

/// A body that became several.
#[derive(Debug, Clone, PartialEq)]
pub struct Split {
    /// The body.
    pub from: TeamId,
    /// What becomes of it, where it ends.
    pub end: Option<End>,
    /// What it became.
    pub into: BTreeSet<TeamId>,
    /// Those of them that are new.
    pub formed: BTreeSet<TeamId>,
    /// Whether nothing says so and it was found by what they have in common.
    pub inferred: bool,
}

/// A body of which something else is said.
#[derive(Debug, Clone, PartialEq)]
pub struct TeamAmended {
    /// Which.
    pub team: TeamId,
    /// The fields that differ; its authority only where that changes no power
    /// on the two days, which is the record of other days.
    pub fields: Vec<TeamField>,
    /// Powers that it holds after and did not before.
    pub gained: BTreeSet<HeldPower>,
    /// Powers that it held before and does not after.
    pub lost: BTreeSet<HeldPower>,
}

impl Bodies {
    /// `plain` is before as it is recorded, `before` in the ids of after.
    pub(super) fn between(
        plain: &Standing<'_>,
        before: &Standing<'_>,
        after: &Standing<'_>,
        lineage: &Lineage,
    ) -> Self {
        let (old, new) = (&before.organisation().teams, &after.organisation().teams);
        let mut found = Self::default();
        for (from, (to, inferred)) in &lineage.renames {
            let name = Change::new(plain.organisation(), after.organisation());
            found.renamed.push(Renamed {
                name: Change::new(
                    name.before.team_name(from).to_owned(),
                    name.after.team_name(to).to_owned(),
                ),
                id: Change::new(from.clone(), to.clone()),
                inferred: *inferred,
            });
        }
        let mut known: Vec<&TeamId> = old.keys().chain(new.keys()).collect();
        known.sort();
        known.dedup();
        let mut ended = Vec::new();
        let mut formed = BTreeSet::new();
        for id in known {
            let (was, is) = (old.get(id), new.get(id));
            let alive = (
                was.is_some_and(|team| team.alive_on(before.day())),
                is.is_some_and(|team| team.alive_on(after.day())),
            );
            match alive {
                (false, true) => _ = formed.insert(id.clone()),
                (true, false) => ended.push(end(before, after, id)),
                (false, false) if was.is_none() => found.recorded.push(id.clone()),
                (false, false) if is.is_none() => found.erased.push(id.clone()),
                (true, true) | (false, false) => {}
            }
            if let (Some(was), Some(is)) = (was, is) {
                let renamed = lineage.renames.values().any(|(to, _)| to == id);
                let change = amended(before, after, (id, was, is), (alive, renamed));
                found.amended.extend(change);
            }
        }
        for (into, (from, inferred)) in &lineage.merges {
            let (mine, rest) = ended.into_iter().partition(|end| from.contains(&end.team));
            ended = rest;
            found.merged.push(Merged {
                from: from.clone(),
                ends: mine,
                into: into.clone(),
                formed: formed.remove(into),
                inferred: *inferred,
            });
        }
        for (from, (into, inferred)) in &lineage.splits {
            let (mine, rest): (Vec<End>, _) = ended.into_iter().partition(|end| end.team == *from);
            ended = rest;
            found.split.push(Split {
                from: from.clone(),
                end: mine.into_iter().next(),
                formed: into
                    .iter()
                    .filter(|id| formed.remove(*id))
                    .cloned()
                    .collect(),
                into: into.clone(),
                inferred: *inferred,
            });
        }
        found.formed = formed.into_iter().collect();
        found.dissolved = ended;
        found
    }

    /// Every body that ends, also by a merger or a split.
    pub fn ends(&self) -> impl Iterator<Item = &End> {
        let merged = self.merged.iter().flat_map(|merged| &merged.ends);
        let split = self.split.iter().filter_map(|split| split.end.as_ref());
        self.dissolved.iter().chain(merged).chain(split)
    }

    /// Whether nothing happened.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

fn end(before: &Standing<'_>, after: &Standing<'_>, id: &TeamId) -> End {
    let control = Power::control();
    let held = before.team_powers(id).into_iter();
    let controlled = held.filter(|held| held.power == control);
    let fate = |held: HeldPower| AreaFate {
        to: after.controllers(&held.area).into_iter().cloned().collect(),
        open: after
            .organisation()
            .areas
            .get(&held.area)
            .is_some_and(|area| area.alive_on(after.day())),
        area: held.area,
    };
    let is = after.organisation().teams.get(id);
    End {
        team: id.clone(),
        areas: controlled.map(fate).collect(),
        terms_ended: before.memberships(id).count(),
        served: before.serving(id),
        succeeded_by: is.map(|team| team.succeeded_by.clone()).unwrap_or_default(),
        erased: is.is_none(),
    }
}

fn amended(
    before: &Standing<'_>,
    after: &Standing<'_>,
    (id, was, is): (&TeamId, &Team, &Team),
    (alive, renamed): ((bool, bool), bool),
) -> Option<TeamAmended> {
    let (had, has) = (before.team_powers(id), after.team_powers(id));
    let lasting = alive == (true, true);
    let mut fields = TeamField::between(was, is);
    fields.retain(|field| match field {
        // Said by the change of life itself.
        TeamField::Name(_) => !renamed,
        TeamField::Formed(_) => alive != (false, true),
        TeamField::Dissolved(_) => alive.0 == alive.1,
        TeamField::SucceededBy(_) => alive != (true, false),
        TeamField::Authority(_) => {
            let explained: BTreeSet<&HeldPower> = had.symmetric_difference(&has).collect();
            alive.0 == alive.1 && record(was, &explained) != record(is, &explained)
        }
        TeamField::Kind(_)
        | TeamField::Purpose(_)
        | TeamField::PartOf(_)
        | TeamField::Seats(_)
        | TeamField::FormerIds(_) => true,
    });
    let differ = |one: &BTreeSet<HeldPower>, other: &BTreeSet<HeldPower>| {
        let only = one.difference(other).filter(|_| lasting);
        only.cloned().collect::<BTreeSet<_>>()
    };
    let change = TeamAmended {
        team: id.clone(),
        gained: differ(&has, &had),
        lost: differ(&had, &has),
        fields,
    };
    let nothing = change.fields.is_empty() && change.gained.is_empty() && change.lost.is_empty();
    (!nothing).then_some(change)
}

/// Each power over each area with its period, but for those that the diff of
/// the two days already speaks of.
fn record<'t>(
    team: &'t Team,
    explained: &BTreeSet<&HeldPower>,
) -> BTreeSet<(&'t AreaId, &'t Power, Period)> {
    let triples = |grant: &'t Grant| {
        let powers = grant.powers.iter();
        powers.map(move |power| (&grant.area, power, grant.period))
    };
    let told = |area: &AreaId, power: &Power| {
        explained
            .iter()
            .any(|held| held.area == *area && held.power == *power)
    };
    let all = team.authority.iter().flat_map(triples);
    all.filter(|(area, power, _)| !told(area, power)).collect()
}
