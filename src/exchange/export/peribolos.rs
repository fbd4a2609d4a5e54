//! The `org.yaml` of peribolos.
//!
//! Who is in which team and what it may do comes from the organisation; the
//! names and settings that only GitHub knows come from the file beside it.

use std::collections::{BTreeMap, BTreeSet};

use serde_yaml::{Mapping, Value};

use super::homes::{fresh, homes, part_of, repos};
use super::{ExportError, login};
use crate::base::{AreaId, PersonId, TeamId};
use crate::exchange::beside::{Beside, BesideOrg, BesidePart};
use crate::exchange::note::Notes;
use crate::format::Emit;
use crate::org::{RollOn, Standing, Team};

/// How deep teams are written inside one another; the gate reads no deeper.
const DEEPEST: usize = 28;

/// The powers that GitHub knows, the weakest first, and those of other
/// workspaces that mean one of them.
const POWERS: [(&str, &str); 7] = [
    ("read", "read"),
    ("triage", "triage"),
    ("write", "write"),
    ("merge", "write"),
    ("maintain", "maintain"),
    ("admin", "admin"),
    ("control", "admin"),
];

pub(super) fn export(
    standing: &Standing<'_>,
    beside: Option<&Beside>,
    notes: &mut Notes,
) -> Result<String, ExportError> {
    let made;
    let beside = match beside {
        Some(beside) => beside,
        None => {
            made = fresh(standing, notes);
            &made
        }
    };
    let mut homes = homes(standing, beside);
    let mut orgs = BTreeMap::new();
    for (name, org) in &beside.orgs {
        let mut own = Vec::new();
        homes.retain(|id, home| match *home == name {
            true => {
                own.push(id.clone());
                false
            }
            false => true,
        });
        let mut one = One {
            standing,
            name,
            org,
            own: own.into_iter().collect(),
            left: BTreeSet::new(),
            repos: repos(standing, name, org),
            without: BTreeSet::new(),
            notes,
        };
        orgs.insert(name.clone(), one.value());
    }
    let value = match (beside.bare, orgs.len()) {
        (true, 1) => orgs.into_values().next().unwrap_or_default(),
        _ => {
            let orgs = orgs.into_iter().map(|(name, it)| (Value::String(name), it));
            let orgs = Value::Mapping(orgs.collect());
            Value::Mapping([("orgs".into(), orgs)].into_iter().collect())
        }
    };
    let text = Emit::default().file(&value);
    text.map_err(|error| ExportError::Write(error.to_string()))
}

/// One organisation while it is written.
struct One<'a, 'n> {
    standing: &'a Standing<'a>,
    name: &'a str,
    org: &'a BesideOrg,
    own: BTreeSet<TeamId>,
    /// The areas over which somebody holds a power that is not written.
    left: BTreeSet<AreaId>,
    repos: BTreeMap<AreaId, String>,
    /// Those who have no account, each said once.
    without: BTreeSet<PersonId>,
    notes: &'n mut Notes,
}

impl One<'_, '_> {
    fn value(&mut self) -> Value {
        let standing = self.standing;
        let mut map = self.org.settings.clone();
        if self.org.named {
            let name = standing.organisation().about.name.as_str();
            map.insert("name".into(), name.into());
        }
        let admins = self.logins(&self.org.owners.clone()).0;
        let mut members = self.logins(&self.org.members.clone()).0;
        if self.org.teams.is_empty()
            && !standing
                .organisation()
                .teams
                .contains_key(&self.org.members)
        {
            members = self.everybody();
        }
        put(&mut map, "admins", texts(admins));
        put(&mut map, "members", texts(members));
        let mut below: BTreeMap<Option<TeamId>, Vec<TeamId>> = BTreeMap::new();
        let teams = &standing.organisation().teams;
        for id in &self.own {
            let above = teams.get(id).and_then(|team| team.part_of.clone());
            let above = above.filter(|above| self.own.contains(above));
            below.entry(above).or_default().push(id.clone());
        }
        let mut left = self.own.len();
        let teams = self.teams(None, &mut below, 0, &mut left);
        if left > 0 {
            let what = "teams are left out, as they are too deep or in a circle";
            self.notes.say(format!("{left} {what}"));
        }
        put(&mut map, "teams", teams);
        let repos = self.described();
        put(&mut map, "repos", repos);
        for area in &self.left {
            let name = standing.organisation().area_name(area);
            let on = self.name;
            self.notes.say(format!(
                "who has which power over {name} is left out, or in part: it is no repository of \
                 {on}, or the power is none of GitHub's"
            ));
        }
        Value::Mapping(map)
    }

    /// The teams under one, with those under them.
    fn teams(
        &mut self,
        above: Option<&TeamId>,
        below: &mut BTreeMap<Option<TeamId>, Vec<TeamId>>,
        depth: usize,
        left: &mut usize,
    ) -> Mapping {
        let mut written: BTreeMap<String, Value> = BTreeMap::new();
        if depth >= DEEPEST {
            return Mapping::new();
        }
        // Taken out, so that a circle ends.
        for id in below.remove(&above.cloned()).unwrap_or_default() {
            let Some(team) = self.standing.organisation().teams.get(&id) else {
                continue;
            };
            *left = left.saturating_sub(1);
            let part = part_of(self.org, &id, team).cloned().unwrap_or_default();
            let mut map = self.team(&id, team, &part);
            put(
                &mut map,
                "teams",
                self.teams(Some(&id), below, depth + 1, left),
            );
            let mut name = part.name_for(&team.name).to_owned();
            if written.contains_key(&name) {
                self.notes.say(format!(
                    "two teams are called `{name}`; one of them is written as `{id}`"
                ));
                name = id.to_string();
            }
            written.insert(name, Value::Mapping(map));
        }
        let written = written.into_iter();
        written
            .map(|(name, it)| (Value::String(name), it))
            .collect()
    }

    fn team(&mut self, id: &TeamId, team: &Team, part: &BesidePart) -> Mapping {
        let mut map = part.settings.clone();
        let mut odd = match map.shift_remove("repos") {
            Some(Value::Mapping(odd)) => odd,
            _ => Mapping::new(),
        };
        if let Some(purpose) = &team.purpose {
            map.insert("description".into(), purpose.as_str().into());
        }
        let (members, maintainers) = self.logins(id);
        put(&mut map, "maintainers", texts(maintainers));
        put(&mut map, "members", texts(members));
        for (repo, power) in self.powers(id) {
            odd.insert(repo.into(), power.into());
        }
        put(&mut map, "repos", odd);
        map
    }

    /// The accounts of a team's members, and those of its maintainers.
    fn logins(&mut self, id: &TeamId) -> (Vec<String>, Vec<String>) {
        let standing = self.standing;
        let org = standing.organisation();
        let RollOn::Known(roll) = standing.roll(id) else {
            let name = org.team_name(id);
            self.notes
                .say(format!("the members of {name} are not known"));
            return Default::default();
        };
        let maintains = |role: &str| role.split(", ").any(|it| it == "maintainer");
        let leading: BTreeSet<_> = standing
            .memberships(id)
            .filter(|term| term.role.as_deref().is_some_and(maintains))
            .filter_map(|term| term.holder.person())
            .collect();
        let (mut members, mut maintainers) = (Vec::new(), Vec::new());
        for person in roll.keys() {
            match login(org, person) {
                Some(login) if leading.contains(person) => maintainers.push(login.to_owned()),
                Some(login) => members.push(login.to_owned()),
                None if self.without.insert(person.clone()) => {
                    let person = org.person_name(person);
                    self.notes.say(format!(
                        "{person} has no account on GitHub, and is in no team there"
                    ));
                }
                None => {}
            }
        }
        for list in [&mut members, &mut maintainers] {
            list.sort_by_key(|login| login.to_lowercase());
        }
        (members, maintainers)
    }

    /// Whoever is in a team that is written.
    fn everybody(&self) -> Vec<String> {
        let standing = self.standing;
        let rolls = self.own.iter().filter_map(|id| standing.members(id));
        let people: BTreeSet<_> = rolls.flatten().collect();
        let logins = people.into_iter();
        let logins = logins.filter_map(|it| login(standing.organisation(), it));
        let mut all: Vec<String> = logins.map(str::to_owned).collect();
        all.sort_by_key(|login| login.to_lowercase());
        all
    }

    /// The strongest power of a team over each repository.
    fn powers(&mut self, id: &TeamId) -> BTreeMap<String, String> {
        let mut strongest: BTreeMap<String, usize> = BTreeMap::new();
        for held in self.standing.team_powers(id) {
            let rank = POWERS
                .iter()
                .position(|(word, _)| *word == held.power.as_str());
            match (self.repos.get(&held.area), rank) {
                (Some(repo), Some(rank)) => {
                    let known = strongest.entry(repo.clone()).or_default();
                    *known = (*known).max(rank);
                }
                _ => _ = self.left.insert(held.area),
            }
        }
        let strongest = strongest.into_iter();
        strongest
            .filter_map(|(repo, rank)| Some((repo, POWERS.get(rank)?.1.to_owned())))
            .collect()
    }

    /// The repositories themselves, but for those that only teams name.
    fn described(&self) -> Mapping {
        let mut written: BTreeMap<&str, Value> = BTreeMap::new();
        for (id, name) in &self.repos {
            let part = self.org.repos.get(id);
            if part.is_some_and(|part| part.undescribed) {
                continue;
            }
            let mut map = part.map(|part| part.settings.clone()).unwrap_or_default();
            if let Some(area) = self.standing.organisation().areas.get(id) {
                if let Some(purpose) = &area.purpose {
                    map.insert("description".into(), purpose.as_str().into());
                }
                let homepage = area.assets.iter().find(|it| it.kind == "homepage");
                if let Some(homepage) = homepage {
                    map.insert("homepage".into(), homepage.at.as_str().into());
                }
            }
            written.insert(name, Value::Mapping(map));
        }
        let written = written.into_iter();
        written.map(|(name, it)| (name.into(), it)).collect()
    }
}

fn texts(all: Vec<String>) -> Vec<Value> {
    all.into_iter().map(Value::String).collect()
}

/// Puts a list or a map that says something.
fn put(map: &mut Mapping, key: &str, value: impl Into<Value>) {
    let value = value.into();
    let empty = match &value {
        Value::Sequence(items) => items.is_empty(),
        Value::Mapping(entries) => entries.is_empty(),
        _ => false,
    };
    if !empty {
        map.insert(key.into(), value);
    }
}
