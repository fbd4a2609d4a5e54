//! The organisation as a whole.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use schemars::JsonSchema;
use serde::Serialize;

use super::parts::{GrantJson, Named, TermJson, View};
use crate::base::{Bounds, TeamId};
use crate::org::{Holder, Kind, Standing, Team, evaluate};

/// `polity show --format json`, first version.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct OverviewJson {
    /// `overview/1`.
    pub polity: String,
    /// The organisation's name.
    pub name: String,
    /// The day of the answer.
    pub on: String,
    /// Whether it is a draft, which was not founded.
    pub draft: bool,
    /// The bodies that exist on the day, in the order in which people would
    /// name them; each after the one that it is shown under.
    pub bodies: Vec<BodyJson>,
    /// Bodies that are gone by then.
    pub past: Vec<PastBodyJson>,
    /// How many areas exist.
    pub areas: usize,
    /// The areas that no body controls.
    pub uncontrolled: Vec<Named>,
    /// How many rules are in force.
    pub rules: usize,
    /// How many constraints are in force.
    pub constraints: usize,
    /// The constraints that are broken.
    pub broken: Vec<Named>,
    /// How many proposals there are.
    pub proposals: usize,
    /// The acts that were made before a decision and are not ratified.
    pub acts: Vec<ActBriefJson>,
    /// How many terms are taken to hold on the day though no start of theirs is
    /// recorded; 0 on the day of the record.
    pub unsure_terms: usize,
}

/// An act before the decision, in the overview.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct ActBriefJson {
    /// On which proposal.
    pub proposal: String,
    /// Who acted.
    pub by: String,
    /// Until when it is to be ratified.
    pub until: String,
    /// Why it must be undone, where it must.
    pub lapsed: Option<String>,
}

/// A body in the overview.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct BodyJson {
    /// The id.
    pub id: String,
    /// The name.
    pub name: String,
    /// How deep it is shown under others, from 0.
    pub depth: usize,
    /// What it is.
    pub kind: String,
    /// How many serve; none where that is not known.
    pub serving: Option<usize>,
    /// Its fixed number of seats.
    pub seats: Option<u32>,
    /// Its powers.
    pub authority: Vec<GrantJson>,
    /// The people of a paid body, with their terms.
    pub paid: Vec<(Named, TermJson)>,
}

/// A body that is gone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct PastBodyJson {
    /// The id.
    pub id: String,
    /// The name.
    pub name: String,
    /// When it began.
    pub formed: Option<String>,
    /// Its last day, month or year.
    pub last: Option<String>,
}

impl OverviewJson {
    /// The organisation on a day, with so many proposals.
    pub fn of(view: &View<'_>, proposals: usize) -> Self {
        let standing = view.standing;
        let org = standing.organisation();
        let day = standing.day();
        let mut bodies = Vec::new();
        let ordered = in_order(standing);
        // Those in a circle stand at the end.
        let shown: BTreeSet<&TeamId> = ordered.iter().map(|(id, _)| *id).collect();
        let rest = standing.teams().filter(|(id, _)| !shown.contains(id));
        let rest = rest.map(|(id, _)| (id, 0));
        let all = ordered.iter().copied().chain(rest);
        bodies.extend(all.filter_map(|(id, depth)| body(view, id, depth)));
        let past = org.teams.iter().filter_map(|(id, team)| {
            let gone = team.dissolved.filter(|gone| gone.first_day() <= day)?;
            let last = match gone.is_day() {
                true => gone.first_day().yesterday().ok().map(|it| it.to_string()),
                false => Some(gone.to_string()),
            };
            Some(PastBodyJson {
                id: id.to_string(),
                name: team.name.clone(),
                formed: team.formed.map(|it| it.to_string()),
                last,
            })
        });
        let uncontrolled = standing
            .areas()
            .filter(|(id, _)| standing.controllers(id).is_empty());
        let in_force = || {
            let constraints = org.constraints.iter();
            constraints.filter(|(_, constraint)| constraint.in_force_on(day))
        };
        let broken = in_force().filter(|(_, it)| evaluate(it, standing).is_broken());
        let rules = org.rules.values();
        let rules = rules.filter(|rule| rule.repealed.is_none_or(|gone| day < gone.first_day()));
        let terms = standing
            .teams()
            .flat_map(|(id, _)| standing.memberships(id));
        let unsure = terms.filter(|term| {
            matches!(term.holder, Holder::Person(_))
                && term.period.known_on(day, view.recorded) == Bounds::Unknown
        });
        Self {
            polity: "overview/1".to_owned(),
            name: org.about.name.clone(),
            on: view.on(),
            draft: org.about.is_draft(),
            bodies,
            past: past.collect(),
            areas: standing.areas().count(),
            uncontrolled: uncontrolled.map(|(id, _)| view.area(id)).collect(),
            rules: rules.count(),
            constraints: in_force().count(),
            broken: broken
                .map(|(id, constraint)| Named {
                    id: id.to_string(),
                    name: constraint.title.clone(),
                })
                .collect(),
            proposals,
            acts: Vec::new(),
            unsure_terms: unsure.count(),
        }
    }
}

/// Bodies that decide come first and those outside last.
fn rank(kind: Kind) -> u8 {
    match kind {
        Kind::Board => 0,
        Kind::Team => 1,
        Kind::Committee => 2,
        Kind::Role => 3,
        Kind::Fellowship => 4,
        Kind::Honorary => 5,
        Kind::External => 6,
    }
}

/// The bodies that exist, each after the one that it is under and how deep, in
/// the order in which people would name them; those in a circle are missing.
fn in_order<'a>(standing: &Standing<'a>) -> Vec<(&'a TeamId, usize)> {
    let alive: BTreeSet<&TeamId> = standing.teams().map(|(id, _)| id).collect();
    let mut under: BTreeMap<Option<&TeamId>, Vec<(&TeamId, &Team)>> = BTreeMap::new();
    for (id, team) in standing.teams() {
        // A body that is gone has nothing under it.
        let above = team.part_of.as_ref().filter(|id| alive.contains(id));
        under.entry(above).or_default().push((id, team));
    }
    for bodies in under.values_mut() {
        // The last is taken first.
        bodies.sort_by_cached_key(|(id, team)| {
            Reverse((rank(team.kind), team.name.to_lowercase(), *id))
        });
    }
    let mut ordered = Vec::new();
    // Not by calling itself: a chain may be as long as there are bodies.
    let first = under.remove(&None).unwrap_or_default();
    let mut waiting: Vec<_> = first.into_iter().map(|(id, _)| (id, 0)).collect();
    while let Some((id, depth)) = waiting.pop() {
        ordered.push((id, depth));
        let inner = under.remove(&Some(id)).unwrap_or_default();
        waiting.extend(inner.into_iter().map(|(id, _)| (id, depth + 1)));
    }
    ordered
}

fn body(view: &View<'_>, id: &TeamId, depth: usize) -> Option<BodyJson> {
    let standing = view.standing;
    let team = standing.organisation().teams.get(id)?;
    let day = standing.day();
    let grants = team.authority.iter();
    let grants = grants.filter(|grant| grant.period.holds_on(day));
    let paid = standing.memberships(id).filter_map(|term| {
        let person = term.holder.person()?;
        (team.kind == Kind::Fellowship).then(|| (view.person(person), view.term(id, term)))
    });
    Some(BodyJson {
        id: id.to_string(),
        name: team.name.clone(),
        depth,
        kind: team.kind.to_string(),
        serving: standing.serving(id),
        seats: team.seats,
        authority: grants.map(|grant| view.grant(grant)).collect(),
        paid: paid.collect(),
    })
}
