//! `dissolve`: a team ends.

use std::collections::{BTreeMap, BTreeSet};

use crate::base::{AreaId, Date, NodePath, TeamId};
use crate::org::Organisation;
use crate::proposal::refusal::{Problems, Refusal};
use crate::proposal::{effect, lookup};
use crate::rule::Class;

use super::ChangeKind;

/// A team ends, and with it its terms and powers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dissolve {
    /// Which.
    pub team: TeamId,
    /// What becomes of each area that it controls.
    pub transfer: BTreeMap<AreaId, Destination>,
    /// The teams that come after it.
    pub succeeded_by: Vec<TeamId>,
}

/// What becomes of an area whose controller ends.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Destination {
    /// This team controls it.
    Team(TeamId),
    /// It is closed: `retired`.
    Retired,
}

impl Destination {
    /// The word for [`Destination::Retired`] in files.
    pub const RETIRED: &str = "retired";
}

impl ChangeKind for Dissolve {
    fn word(&self) -> &'static str {
        "dissolve"
    }

    fn apply(&self, org: &mut Organisation, on: Date, problems: &mut Problems) {
        let found = lookup::own_team(org, &self.team, on, problems.at("team"));
        if problems.take(found).is_none() {
            return;
        }
        for (n, next) in self.succeeded_by.iter().enumerate() {
            let path = problems.at("succeeded_by").index(n);
            problems.take(other_team(org, next, &self.team, on, path));
        }
        let held = effect::controlled(org, &self.team, on);
        let missing: Vec<&AreaId> = held
            .iter()
            .filter(|area| !self.transfer.contains_key(*area))
            .collect();
        if !missing.is_empty() {
            problems.add(homeless(org, &self.team, &missing, problems.at("transfer")));
        }
        hand_out(org, &self.team, &held, &self.transfer, on, problems);
        if problems.is_empty() {
            effect::dissolve(org, &self.team, self.succeeded_by.clone(), on);
        }
    }

    fn classes(&self) -> BTreeSet<Class> {
        BTreeSet::from([Class::Structure])
    }

    fn summary(&self, org: &Organisation) -> String {
        let mut text = format!("dissolve {}", org.team_name(&self.team));
        text += &destinations(org, &self.transfer);
        if !self.succeeded_by.is_empty() {
            let next = self.succeeded_by.iter().map(|team| org.team_name(team));
            text += &format!("; succeeded by {}", lookup::listed(next));
        }
        text
    }

    fn touches(&self) -> BTreeSet<String> {
        let areas = self.transfer.keys().map(ToString::to_string);
        areas.chain([self.team.to_string()]).collect()
    }

    fn reshapes(&self) -> BTreeSet<TeamId> {
        BTreeSet::from([self.team.clone()])
    }
}

/// What becomes of areas, as the end of a summary.
pub(super) fn destinations(org: &Organisation, areas: &BTreeMap<AreaId, Destination>) -> String {
    let mut by_destination: BTreeMap<&Destination, Vec<&str>> = BTreeMap::new();
    for (area, destination) in areas {
        let names = by_destination.entry(destination).or_default();
        names.push(org.area_name(area));
    }
    let part = |(destination, names): (&Destination, &Vec<&str>)| match destination {
        Destination::Team(team) => {
            let names = lookup::listed(names.iter().copied());
            format!("; {names} to {}", org.team_name(team))
        }
        Destination::Retired => format!("; {} closed", lookup::listed(names.iter().copied())),
    };
    by_destination
        .iter()
        .map(|(to, names)| part((to, names)))
        .collect()
}

/// A living team other than the one that ends.
pub(super) fn other_team(
    org: &Organisation,
    id: &TeamId,
    but: &TeamId,
    on: Date,
    path: NodePath,
) -> Result<(), Refusal> {
    if id == but {
        let why = format!("{} itself ends here", org.team_name(but));
        return Err(Refusal::new(path, why));
    }
    lookup::living_team(org, id, on, path).map(|_| ())
}

/// Areas would lose their controller.
fn homeless(org: &Organisation, team: &TeamId, areas: &[&AreaId], path: NodePath) -> Refusal {
    let names = areas.iter().map(|area| org.area_name(area));
    let (pronoun, line) = match areas {
        [one] => ("it", format!("{one}: TEAM")),
        _ => {
            let lines: Vec<String> = areas.iter().map(|area| format!("{area}: TEAM")).collect();
            ("them", lines.join(", "))
        }
    };
    let why = format!(
        "{} controls {}; who takes {pronoun}?",
        org.team_name(team),
        lookup::listed(names)
    );
    let refusal = Refusal::new(path, why).hint(format!(
        "add `{line}` under `transfer`, or `retired` in place of a team to close an area"
    ));
    let areas = areas.iter();
    areas.fold(refusal, |refusal, area| refusal.because(area.as_str()))
}

/// Gives the areas that a team controls to those named, or closes them.
pub(super) fn hand_out(
    org: &mut Organisation,
    team: &TeamId,
    held: &BTreeSet<AreaId>,
    areas: &BTreeMap<AreaId, Destination>,
    on: Date,
    problems: &mut Problems,
) {
    for (area, destination) in areas {
        let path = problems.at("transfer").key(area.as_str());
        if problems
            .take(lookup::living_area(org, area, on, path.clone()))
            .is_none()
        {
            continue;
        }
        if !held.contains(area) {
            let why = format!(
                "{} does not control {}",
                org.team_name(team),
                org.area_name(area)
            );
            problems.add(Refusal::new(path, why).because(area.as_str()));
            continue;
        }
        let others = effect::controllers(org, area, on);
        let other = others.into_iter().find(|id| *id != team);
        match (destination, other) {
            (Destination::Retired, Some(other)) => {
                let why = format!(
                    "{} is controlled by {} too, so it cannot be closed here",
                    org.area_name(area),
                    org.team_name(other)
                );
                let hint = format!("name `{other}`, who keeps it");
                problems.add(Refusal::new(path, why).hint(hint));
            }
            (Destination::Retired, None) => effect::close(org, area, on),
            (Destination::Team(to), other) => {
                if problems.take(other_team(org, to, team, on, path)).is_none() {
                    continue;
                }
                // Of a shared area, the others keep what they have.
                if other.is_none() {
                    effect::hand_over(org, area, to, on);
                } else {
                    effect::join_control(org, area, to, on);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::Until;
    use crate::proposal::fixture::*;

    fn dissolve(transfer: &[(&str, &str)]) -> Dissolve {
        let destination = |to: &str| match to {
            "retired" => Destination::Retired,
            team => Destination::Team(id(team)),
        };
        Dissolve {
            team: id("core"),
            transfer: transfer
                .iter()
                .map(|(area, to)| (id(area), destination(to)))
                .collect(),
            succeeded_by: Vec::new(),
        }
    }

    #[test]
    fn terms_and_powers_end_the_day_before() {
        let after = applied(dissolve(&[("website", "ops"), ("tracker", "retired")]));
        let core = &after.teams[&id("core")];
        assert_eq!(core.dissolved, Some(DAY.into()));
        assert!(
            core.memberships()
                .iter()
                .all(|it| it.period.until() == Until::At(EVE.into()) || !it.period.holds_on(EVE))
        );
        assert!(
            core.authority
                .iter()
                .all(|grant| !grant.period.holds_on(DAY))
        );
        assert_eq!(after.on(DAY).controllers(&id("website")), [&id("ops")]);
        assert_eq!(after.on(EVE).controllers(&id("website")), [&id("core")]);
        assert_eq!(after.areas[&id("tracker")].closed, Some(DAY.into()));
        // The Committers' power to merge on the tracker ends with it.
        let committers = &after.teams[&id("committers")];
        assert!(
            committers
                .authority
                .iter()
                .all(|grant| !grant.period.holds_on(DAY))
        );
    }

    #[test]
    fn every_area_needs_somebody_who_takes_it() {
        assert_eq!(
            refused(dissolve(&[])),
            ["dissolve.transfer: Core team controls Tracker and Website; who takes them?"]
        );
        assert_eq!(
            refused(dissolve(&[
                ("website", "founders"),
                ("tracker", "core"),
                ("chat", "ops")
            ])),
            [
                "dissolve.transfer.chat: Core team does not control Chat",
                "dissolve.transfer.tracker: Core team itself ends here",
                "dissolve.transfer.website: Founders is dissolved since 2014-01-13",
            ]
        );
    }

    #[test]
    fn an_external_body_is_left_alone() {
        let change = Dissolve {
            team: id("foundation"),
            ..dissolve(&[])
        };
        assert_eq!(
            refused(change),
            ["dissolve.team: Foundation is outside the organisation; no proposal here changes it"]
        );
    }

    #[test]
    fn it_is_summed_up_by_who_receives() {
        let org = organisation();
        let change = Change::from(dissolve(&[("website", "ops"), ("tracker", "retired")]));
        assert_eq!(
            change.summary(&org),
            "dissolve Core team; Website to Ops team; Tracker closed"
        );
    }

    use super::super::Change;
}
