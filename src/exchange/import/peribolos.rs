//! The `org.yaml` of peribolos, as `pkg/config/org/org.go` of
//! kubernetes-sigs/prow reads it.
//!
//! What the model cannot say goes into a file beside it, so that an export
//! says everything again.

use std::collections::{BTreeMap, BTreeSet};

use super::super::beside::{BESIDE, Beside, BesideOrg, BesidePart};
use super::super::fields::Fields;
use super::super::note::short;
use super::super::tree::{Datum, yaml};
use super::build::{At, Builder, Members, asset, body};
use super::rust_repos::meaning;
use super::{ImportError, Imported, Origin, Sources, one};
use crate::base::{AreaId, TeamId};
use crate::org::{Area, Kind};

/// The powers that bodies here can hold; `none` is none.
const POWERS: [&str; 5] = ["read", "triage", "write", "maintain", "admin"];

pub(super) fn import(sources: &Sources) -> Result<Imported, ImportError> {
    let (file, tree) = one(Origin::Peribolos, sources)?;
    let entry = |key: &str| tree.entries().iter().find(|(name, _)| name == key);
    let bare = ["admins", "members", "teams", "repos"];
    let orgs: Vec<(&str, &Datum)> = match entry("orgs") {
        Some((_, orgs)) => orgs
            .entries()
            .iter()
            .map(|(name, it)| (name.as_str(), it))
            .collect(),
        None if bare.iter().any(|key| entry(key).is_some()) => {
            let name = entry("name").and_then(|(_, it)| it.text());
            vec![(name.unwrap_or("organisation"), &tree)]
        }
        None => Vec::new(),
    };
    let Some((first, _)) = orgs.first() else {
        return Err(ImportError::NotOfFormat {
            file: file.to_owned(),
            format: "org.yaml of peribolos",
            why: "it has no `orgs`, and no `admins`, `members`, `teams` or `repos` either",
        });
    };
    let mut build = Builder::new(first);
    if entry("orgs").is_some() {
        let mut rest = Fields::of(file, "the file", &tree, &mut build.notes);
        rest.take("orgs");
        rest.rest(&mut build.notes);
    }
    let only = orgs.len() == 1;
    let bare = entry("orgs").is_none();
    let more = fragments(file, sources)?;
    if !bare && let Some((path, _)) = more.first() {
        let what = "this file and its like are left out: they are parts of one organisation, \
                    and the other file has `orgs`";
        build.note(At(path, 0), what);
    }
    let mut raws: Vec<Org<'_>> = Vec::new();
    for (login, it) in orgs {
        let more = if bare { more.as_slice() } else { &[] };
        raws.push(teams(&mut build, (file, more), login, it, only && !bare));
    }
    let mut kept = BTreeMap::new();
    for raw in raws {
        let login = raw.login.to_owned();
        kept.insert(login, rest(&mut build, file, raw));
    }
    let beside = Beside::of(bare, kept).write()?;
    Ok(build.finish(BTreeMap::from([(BESIDE.to_owned(), beside)])))
}

/// A file of teams, by its path.
type Fragment<'a> = (&'a str, Datum);

/// The teams that lie in files of their own beside the `org.yaml`, as
/// kubernetes/org has them.
fn fragments<'a>(file: &str, sources: &'a Sources) -> Result<Vec<Fragment<'a>>, ImportError> {
    let others = sources.iter().filter(|(path, _)| *path != file);
    let read = others.map(|(path, bytes)| match yaml(path, bytes) {
        Ok(tree) => Ok((path.as_str(), tree)),
        Err((line, why)) => Err(ImportError::Unreadable {
            file: path.clone(),
            line,
            why,
        }),
    });
    read.collect()
}

/// An organisation whose teams have their ids, and nothing else yet.
struct Org<'a> {
    login: &'a str,
    line: usize,
    named: bool,
    owners: TeamId,
    members: TeamId,
    fields: Fields<'a>,
    teams: Vec<(TeamId, Fields<'a>, BesidePart)>,
}

fn teams<'a>(
    build: &mut Builder,
    (file, more): (&'a str, &'a [Fragment<'a>]),
    login: &'a str,
    it: &'a Datum,
    only: bool,
) -> Org<'a> {
    let at = At(file, it.line);
    let mut fields = Fields::of(file, format!("`{}`", short(login)), it, &mut build.notes);
    let title = build.name(login, "organisation", at);
    let name = it.entries().iter().find(|(key, _)| key == "name");
    let name = name.and_then(|(_, it)| it.text()).unwrap_or_default();
    // One name for the workspace and on GitHub, where it can be both.
    let named = only && !name.is_empty() && build.name(name, "", at) == name;
    if named {
        build.org.about.name = name.to_owned();
        fields.take("name");
    } else {
        build.org.about.name = build.name(&build.org.about.name.clone(), "organisation", at);
    }
    let special = |build: &mut Builder, what: &str, purpose: &str| {
        let team = body(
            format!("{what} of {title}"),
            Kind::Team,
            Some(purpose.to_owned()),
        );
        build.team(&format!("{login}-{what}"), "team", team, at)
    };
    let owners = special(build, "Owners", "They own the organisation on GitHub.");
    let members = special(
        build,
        "Members",
        "The other members of the organisation on GitHub.",
    );
    let mut made = Vec::new();
    let all = fields.take("teams");
    children(build, file, all, None, &mut made);
    for (file, tree) in more {
        let mut fields = Fields::of(file, "the file", tree, &mut build.notes);
        let all = fields.take("teams");
        children(build, file, all, None, &mut made);
        fields.rest(&mut build.notes);
    }
    Org {
        login,
        line: it.line,
        named,
        owners,
        members,
        fields,
        teams: made,
    }
}

/// The teams of a map and those below them. The gate bounds how deep that is.
fn children<'a>(
    build: &mut Builder,
    file: &'a str,
    all: Option<&'a Datum>,
    parent: Option<&TeamId>,
    made: &mut Vec<(TeamId, Fields<'a>, BesidePart)>,
) {
    for (name, it) in all.iter().flat_map(|it| it.entries()) {
        let at = At(file, it.line);
        let named = format!("team `{}`", short(name));
        let mut fields = Fields::of(file, named, it, &mut build.notes);
        let here = build.name(name, "team", at);
        let purpose = fields.text("description", &mut build.notes);
        let mut team = body(here.clone(), Kind::Team, purpose.map(str::to_owned));
        team.part_of = parent.cloned();
        let id = build.team(name, "team", team, at);
        let below = fields.take("teams");
        made.push((id.clone(), fields, BesidePart::named(name, &here)));
        children(build, file, below, Some(&id), made);
    }
}

/// The repositories, people and powers.
fn rest(build: &mut Builder, file: &str, raw: Org<'_>) -> BesideOrg {
    let Org {
        login,
        line,
        named,
        owners,
        members,
        mut fields,
        teams,
    } = raw;
    let at = At(file, line);
    // First, so that the spelling of accounts here is the one that is kept.
    let admins = list(build, file, &mut fields, "admins", &owners);
    let others = list(build, file, &mut fields, "members", &members);
    let mut whole = Area::named(build.name(&format!("{login} on GitHub"), "GitHub", at));
    let there = format!("https://github.com/{login}");
    whole.assets.push(asset("url", &there, None));
    let whole = build.area(login, "organisation", whole, at);
    build.control(&owners, &whole);
    let mut repos = Repos {
        login,
        whole,
        known: BTreeMap::new(),
        kept: BTreeMap::new(),
    };
    let described = fields.take("repos");
    for (name, it) in described.iter().flat_map(|it| it.entries()) {
        repos.described(build, file, name, it);
    }
    let mut kept = BTreeMap::new();
    for (id, mut fields, mut part) in teams {
        let file = fields.file();
        powers(build, file, &id, &mut fields, &mut part, &mut repos);
        roll(build, file, &id, &mut fields);
        for (key, value) in fields.settings() {
            part.settings.insert(key, value);
        }
        kept.insert(id, part);
    }
    let both: Vec<_> = admins.intersection(&others).collect();
    if let Some(first) = both.first() {
        let what = format!("`{first}` and perhaps others are admins and members at once");
        build.note(at, what);
    }
    BesideOrg {
        named,
        owners,
        members,
        settings: fields.settings(),
        teams: kept,
        repos: repos.kept,
    }
}

/// The repositories of an organisation by their names on GitHub.
struct Repos<'a> {
    login: &'a str,
    whole: AreaId,
    known: BTreeMap<String, AreaId>,
    kept: BTreeMap<AreaId, BesidePart>,
}

impl Repos<'_> {
    fn described(&mut self, build: &mut Builder, file: &str, name: &str, it: &Datum) {
        let named = format!("repository `{}`", short(name));
        let mut fields = Fields::of(file, named, it, &mut build.notes);
        let mut area = self.area(build, name, At(file, it.line));
        let purpose = fields.text("description", &mut build.notes);
        area.purpose = purpose.map(str::to_owned);
        let mut settings = fields.settings();
        // An asset is in one line, without blanks around it.
        if let Some(serde_yaml::Value::String(there)) = settings.get("homepage")
            && !there.is_empty()
            && !there.contains('\n')
            && there.trim() == there
        {
            area.assets.push(asset("homepage", there, None));
            settings.shift_remove("homepage");
        }
        self.add(build, name, area, false, settings, At(file, it.line));
    }

    fn area(&self, build: &mut Builder, name: &str, at: At<'_>) -> Area {
        let mut area = Area::named(build.name(name, "repository", at));
        area.part_of = Some(self.whole.clone());
        let there = format!("https://github.com/{}/{name}", self.login);
        area.assets.push(asset("repository", &there, None));
        area
    }

    fn add(
        &mut self,
        build: &mut Builder,
        name: &str,
        area: Area,
        undescribed: bool,
        settings: serde_yaml::Mapping,
        at: At<'_>,
    ) -> AreaId {
        let part = BesidePart {
            undescribed,
            settings,
            ..BesidePart::named(name, &area.name)
        };
        let id = build.area(name, "repository", area, at);
        self.known.insert(name.to_owned(), id.clone());
        self.kept.insert(id.clone(), part);
        id
    }

    /// The area of a repository that a team names.
    fn of(&mut self, build: &mut Builder, name: &str, at: At<'_>) -> AreaId {
        if let Some(id) = self.known.get(name) {
            return id.clone();
        }
        let area = self.area(build, name, at);
        self.add(build, name, area, true, serde_yaml::Mapping::new(), at)
    }
}

/// What a team may do; what is no power here is kept beside.
fn powers(
    build: &mut Builder,
    file: &str,
    id: &TeamId,
    fields: &mut Fields<'_>,
    part: &mut BesidePart,
    repos: &mut Repos<'_>,
) {
    let mut odd = serde_yaml::Mapping::new();
    let given = fields.take("repos");
    for (name, power) in given.iter().flat_map(|it| it.entries()) {
        match power.text() {
            Some(word) if POWERS.contains(&word) => {
                let area = repos.of(build, name, At(file, power.line));
                build.grant(id, &area, word, meaning(word));
            }
            _ => _ = odd.insert(name.as_str().into(), power.value(name)),
        }
    }
    if !odd.is_empty() {
        part.settings.insert("repos".into(), odd.into());
    }
}

fn roll(build: &mut Builder, file: &str, id: &TeamId, fields: &mut Fields<'_>) {
    let mut members = Members::default();
    let mut leading = BTreeSet::new();
    for (key, role) in [("maintainers", Some("maintainer")), ("members", None)] {
        for (line, login) in fields.texts(key, &mut build.notes) {
            let at = At(file, line);
            let Some(person) = build.person("github", login, at) else {
                continue;
            };
            match role {
                Some(_) => _ = leading.insert(person.clone()),
                None if leading.contains(&person) => {
                    let what = format!("`{person}` is listed twice, and stays a maintainer");
                    build.note(at, what);
                }
                None => {}
            }
            members.add(person, role);
        }
    }
    build.members(id, members);
}

/// A list of people of the organisation itself.
fn list(
    build: &mut Builder,
    file: &str,
    fields: &mut Fields<'_>,
    key: &str,
    team: &TeamId,
) -> BTreeSet<crate::base::PersonId> {
    let mut members = Members::default();
    let mut all = BTreeSet::new();
    for (line, login) in fields.texts(key, &mut build.notes) {
        if let Some(person) = build.person("github", login, At(file, line)) {
            all.insert(person.clone());
            members.add(person, None);
        }
    }
    build.members(team, members);
    all
}
