//! `merge`: teams become one.

use std::collections::{BTreeMap, BTreeSet};

use crate::base::{Date, NodePath, PersonId, TeamId, Until};
use crate::org::{Grant, Holder, Membership, Organisation, Roll, Team};
use crate::proposal::refusal::{Problems, Refusal};
use crate::proposal::{effect, lookup};
use crate::rule::Class;

use super::{ChangeKind, form};

/// Teams become one: their members and powers pass to it, and they end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Merge {
    /// Which.
    pub teams: Vec<TeamId>,
    /// What they become.
    pub into: MergeInto,
}

/// What merged teams become.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MergeInto {
    /// A team that there is, which may be one of them.
    Existing(TeamId),
    /// A new team.
    New {
        /// Its id.
        team: TeamId,
        /// What its file will say, besides what passes to it.
        fields: Box<Team>,
    },
}

impl MergeInto {
    /// The team's id.
    pub fn team(&self) -> &TeamId {
        match self {
            Self::Existing(team) | Self::New { team, .. } => team,
        }
    }
}

impl ChangeKind for Merge {
    fn word(&self) -> &'static str {
        "merge"
    }

    fn apply(&self, org: &mut Organisation, on: Date, problems: &mut Problems) {
        let into = self.into.team();
        let at = problems.at("into");
        match &self.into {
            MergeInto::Existing(team) => {
                let found = lookup::own_team(org, team, on, at.clone());
                problems.take(found.and_then(|team| known_roll(team, at.clone())));
            }
            MergeInto::New { team, fields } => {
                form::begin(org, team, fields, on, &at, problems);
                problems.take(known_roll(fields, at.clone().key("members")));
            }
        }
        let mut seen = BTreeSet::new();
        for (n, team) in self.teams.iter().enumerate() {
            let path = problems.at("teams").index(n);
            if !seen.insert(team) {
                problems.add(Refusal::new(path, format!("`{team}` is named twice")));
            } else if team != into {
                let found = lookup::own_team(org, team, on, path.clone());
                problems.take(found.and_then(|team| known_roll(team, path)));
            }
        }
        let sources: Vec<&TeamId> = self.sources().collect();
        let enough = match self.into {
            MergeInto::Existing(_) => 1,
            MergeInto::New { .. } => 2,
        };
        if sources.len() < enough {
            let refusal = Refusal::new(problems.at("teams"), "a merger takes at least two teams");
            problems.add(refusal.hint("for one team, write `rename`"));
        }
        if !problems.is_empty() {
            return;
        }
        let before = org.clone();
        let moving: Vec<Membership> = sources
            .iter()
            .filter_map(|id| before.teams.get(*id))
            .flat_map(|team| arriving(team, on))
            .collect();
        let powers: Vec<Grant> = sources
            .iter()
            .filter_map(|id| before.teams.get(*id))
            .flat_map(|team| team.authority.clone())
            .collect();
        for source in &sources {
            effect::dissolve(org, source, vec![into.clone()], on);
        }
        if let Some(team) = org.teams.get_mut(into) {
            let gone: BTreeSet<&TeamId> = sources.iter().copied().chain([into]).collect();
            join(team, moving, &gone);
            take_powers(team, powers, on);
        }
        let suffice = effect::seats_suffice(&before, org, into, on, at.key("seats"));
        problems.take(suffice);
    }

    fn classes(&self) -> BTreeSet<Class> {
        BTreeSet::from([Class::Structure])
    }

    fn summary(&self, org: &Organisation) -> String {
        let names = lookup::listed(self.sources().map(|team| org.team_name(team)));
        match &self.into {
            MergeInto::Existing(team) => format!("merge {names} into {}", org.team_name(team)),
            MergeInto::New { fields, .. } => format!("merge {names} into a new {}", fields.name),
        }
    }

    fn touches(&self) -> BTreeSet<String> {
        let teams = self.teams.iter().chain([self.into.team()]);
        teams.map(ToString::to_string).collect()
    }

    fn subject(&self, _org: &Organisation, _on: Date) -> BTreeSet<PersonId> {
        match &self.into {
            MergeInto::Existing(_) => BTreeSet::new(),
            MergeInto::New { fields, .. } => form::named(fields),
        }
    }

    fn reshapes(&self) -> BTreeSet<TeamId> {
        let new = match &self.into {
            MergeInto::Existing(_) => None,
            MergeInto::New { team, .. } => Some(team),
        };
        self.sources().chain(new).cloned().collect()
    }
}

impl Merge {
    /// The teams that end.
    fn sources(&self) -> impl Iterator<Item = &TeamId> {
        let teams = self.teams.iter().enumerate();
        let fresh = move |(n, team): &(usize, &TeamId)| {
            let mut before = self.teams.iter().take(*n);
            *team != self.into.team() && !before.any(|other| other == *team)
        };
        teams.filter(fresh).map(|(_, team)| team)
    }
}

/// A team whose members are known: others cannot pass on.
pub(super) fn known_roll(team: &Team, path: NodePath) -> Result<(), Refusal> {
    match team.members {
        Roll::Known(_) => Ok(()),
        Roll::Unknown => {
            let why = format!("nobody here knows who serves in {}", team.name);
            Err(Refusal::new(path, why))
        }
    }
}

/// The terms and lines of a team as they go on elsewhere from a day. A role
/// such as chair was one inside the old team and does not pass on.
fn arriving(team: &Team, on: Date) -> impl Iterator<Item = Membership> {
    team.memberships().iter().filter_map(move |membership| {
        let period = effect::rest(membership.period, on)?;
        Some(Membership {
            period,
            role: None,
            ..membership.clone()
        })
    })
}

/// Adds arriving members, each person once: whoever serves already goes on as
/// before, and whoever comes from several teams keeps the term that lasts
/// longest. A line that takes in a team of the merger is needless.
fn join(team: &mut Team, moving: Vec<Membership>, gone: &BTreeSet<&TeamId>) {
    let mut chosen: BTreeMap<Holder, Membership> = BTreeMap::new();
    for membership in moving {
        let needless = match &membership.holder {
            Holder::Person(person) => {
                effect::term_meeting(team, person, membership.period).is_some()
            }
            line @ Holder::EveryoneIn { team: source, .. } => {
                gone.contains(source)
                    || team
                        .memberships()
                        .iter()
                        .any(|it| it.holder == *line && effect::meet(it.period, membership.period))
            }
        };
        let lasts_longer = chosen
            .get(&membership.holder)
            .is_none_or(|other| end(&membership) > end(other));
        if !needless && lasts_longer {
            chosen.insert(membership.holder.clone(), membership);
        }
    }
    if let Roll::Known(members) = &mut team.members {
        members.extend(chosen.into_values());
    }
}

fn end(membership: &Membership) -> Date {
    match membership.period.until() {
        Until::At(until) => until.last_day(),
        Until::Open | Until::Unknown => Date::MAX,
    }
}

/// Adds the powers that are left of grants, each power over an area once.
fn take_powers(team: &mut Team, grants: Vec<Grant>, on: Date) {
    for grant in grants {
        let Some(period) = effect::rest(grant.period, on) else {
            continue;
        };
        let has = |power: &crate::base::Power| {
            team.authority.iter().any(|held| {
                held.area == grant.area
                    && held.powers.contains(power)
                    && effect::meet(held.period, period)
            })
        };
        let powers: BTreeSet<_> = grant
            .powers
            .iter()
            .filter(|power| !has(power))
            .cloned()
            .collect();
        if !powers.is_empty() {
            team.authority.push(Grant {
                area: grant.area,
                powers,
                period,
            });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::org::Kind;
    use crate::proposal::fixture::*;

    fn merge(teams: &[&str], into: &str) -> Merge {
        Merge {
            teams: teams.iter().map(|team| id(team)).collect(),
            into: MergeInto::Existing(id(into)),
        }
    }

    #[test]
    fn members_and_powers_pass_to_a_team_that_there_is() {
        let after = applied(merge(&["core"], "ops"));
        let day = after.on(DAY);
        let members = day.members(&id("ops")).unwrap();
        let names: Vec<_> = members.into_iter().map(PersonId::as_str).collect();
        // Cleo was in both, and appears once.
        assert_eq!(names, ["ada", "ben", "cleo", "eve"]);
        assert_eq!(after.teams[&id("ops")].memberships().len(), 4);
        assert_eq!(day.controllers(&id("website")), [&id("ops")]);
        let core = &after.teams[&id("core")];
        assert_eq!(core.succeeded_by, [id("ops")]);
        assert_eq!(core.dissolved, Some(DAY.into()));
    }

    #[test]
    fn a_new_team_may_come_of_it() {
        let change = Merge {
            teams: vec![id("core"), id("ops")],
            into: MergeInto::New {
                team: id("stewards"),
                fields: Box::new(Team::named("Stewards", Kind::Team)),
            },
        };
        let after = applied(change);
        let stewards = &after.teams[&id("stewards")];
        assert_eq!(stewards.formed, Some(DAY.into()));
        assert_eq!(after.on(DAY).serving(&id("stewards")), Some(4));
        assert_eq!(
            stewards.memberships()[0].basis,
            Some(crate::org::Basis::Founder)
        );
        assert_eq!(after.on(DAY).controllers(&id("tracker")), [&id("stewards")]);
    }

    #[test]
    fn it_takes_two_of_our_own() {
        assert_eq!(
            refused(merge(&["ops", "foundation", "core", "core"], "ops")),
            [
                "merge.teams[1]: Foundation is outside the organisation; no proposal here changes it",
                "merge.teams[3]: `core` is named twice",
            ]
        );
        assert_eq!(
            refused(merge(&["ops"], "ops")),
            ["merge.teams: a merger takes at least two teams"]
        );
        assert_eq!(
            refused(merge(&["ops"], "board")),
            ["merge.into.seats: Board has 3 seats; 2 serve, and this would make 4"]
        );
    }
}
