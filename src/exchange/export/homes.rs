//! Where on GitHub the bodies and areas of a workspace are: which organisation
//! each team goes to, and which areas are repositories.

use std::collections::{BTreeMap, BTreeSet};

use serde_yaml::Mapping;

use crate::base::{AreaId, TeamId};
use crate::exchange::beside::{Beside, BesideOrg, BesidePart};
use crate::exchange::ids::slug;
use crate::exchange::note::Notes;
use crate::org::{Kind, LONGEST_CHAIN, Standing, Team};

/// One organisation of the workspace's own name, for a workspace that did not
/// come from peribolos.
pub(super) fn fresh(standing: &Standing<'_>, notes: &mut Notes) -> Beside {
    let name = match slug(&standing.organisation().about.name).as_str() {
        "" => "organisation".to_owned(),
        slug => slug.to_owned(),
    };
    notes.say(format!(
        "GitHub's name of the organisation is taken to be `{name}`, and its owners are not known: \
         name them under `admins` before it is used"
    ));
    // Ids that no team has: nobody is an owner, and the members are found.
    let nobody = |what: &str| {
        let mut id = format!("{what}-of-nothing");
        while standing.organisation().find(&id).is_some() {
            id.push('1');
        }
        id.parse::<TeamId>()
    };
    let mut orgs = BTreeMap::new();
    if let (Ok(owners), Ok(members)) = (nobody("owners"), nobody("members")) {
        let org = BesideOrg {
            named: true,
            owners,
            members,
            settings: Mapping::new(),
            teams: BTreeMap::new(),
            repos: BTreeMap::new(),
        };
        orgs.insert(name, org);
    }
    Beside::of(false, orgs)
}

/// What is said of a team, under its present id or one that it had.
pub(super) fn part_of<'a>(org: &'a BesideOrg, id: &TeamId, team: &Team) -> Option<&'a BesidePart> {
    let former = || team.former_ids.iter().rev();
    let mut former = former().filter_map(|id| org.teams.get(id));
    org.teams.get(id).or_else(|| former.next())
}

/// Which organisation every team goes to: the one that knows it, else that of
/// the team above it, else the only one.
pub(super) fn homes<'a>(standing: &Standing<'a>, beside: &'a Beside) -> BTreeMap<TeamId, &'a str> {
    let special: BTreeSet<&TeamId> = beside
        .orgs
        .values()
        .flat_map(|org| [&org.owners, &org.members])
        .collect();
    let knows = |id: &TeamId, team: &Team| {
        let mut orgs = beside.orgs.iter();
        let found = orgs.find(|(_, org)| part_of(org, id, team).is_some());
        found.map(|(name, _)| name.as_str())
    };
    let only = match beside.orgs.len() {
        1 => beside.orgs.keys().next().map(String::as_str),
        _ => None,
    };
    let mut homes = BTreeMap::new();
    for (id, team) in standing.teams().filter(|(id, _)| !special.contains(id)) {
        if let Some(home) = knows(id, team) {
            homes.insert(id.clone(), home);
            continue;
        }
        if matches!(team.kind, Kind::External | Kind::Honorary) {
            continue;
        }
        let teams = &standing.organisation().teams;
        let mut above = team.part_of.as_ref();
        let mut home = only;
        for _ in 0..LONGEST_CHAIN {
            let Some(it) = above.and_then(|it| teams.get_key_value(it)) else {
                break;
            };
            if let Some(known) = knows(it.0, it.1) {
                home = Some(known);
                break;
            }
            above = it.1.part_of.as_ref();
        }
        if let Some(home) = home {
            homes.insert(id.clone(), home);
        }
    }
    homes
}

/// The repositories of an organisation, by area.
pub(super) fn repos(
    standing: &Standing<'_>,
    login: &str,
    org: &BesideOrg,
) -> BTreeMap<AreaId, String> {
    let there = format!("https://github.com/{login}/").to_lowercase();
    let repos = standing.areas().filter_map(|(id, area)| {
        if let Some(part) = org.repos.get(id) {
            return Some((id.clone(), part.name_for(&area.name).to_owned()));
        }
        let mut own = area.assets.iter().filter(|it| it.kind == "repository");
        let at = own.find(|it| it.at.to_lowercase().starts_with(&there))?;
        let name = at.at.get(there.len()..)?.trim_end_matches('/');
        let good = !name.is_empty() && !name.contains('/');
        good.then(|| (id.clone(), name.to_owned()))
    });
    repos.collect()
}
