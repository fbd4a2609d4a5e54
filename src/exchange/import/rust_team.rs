//! A checkout of rust-lang/team: `people/*.toml`, `teams/*.toml` and
//! `repos/**/*.toml`, as `docs/toml-schema.md` there describes them.

use std::collections::BTreeMap;

use super::super::fields::Fields;
use super::super::note::short;
use super::super::tree::{Datum, toml};
use super::build::{At, Builder, asset, body, line};
use super::rust_members::{account, members, roles};
use super::{ImportError, Imported, Sources};
use crate::base::TeamId;
use crate::org::{Area, Kind};

/// A team's file while the others are read.
pub(super) struct Raw<'a> {
    pub file: &'a str,
    pub name: String,
    pub kind: String,
    tree: Datum,
    pub leads: Vec<String>,
    pub alumni: Vec<String>,
    /// Whether it takes in others by a rule over all teams.
    pub sweeping: bool,
}

/// The teams by the name that their files give them.
pub(super) type Teams = BTreeMap<String, TeamId>;

pub(super) fn import(sources: &Sources) -> Result<Imported, ImportError> {
    let mut build = Builder::new("Rust");
    build.org.about.homepage = Some("https://www.rust-lang.org".to_owned());
    let raws = teams(sources, &mut build)?;
    if raws.is_empty() {
        return Err(ImportError::Missing("teams/*.toml"));
    }
    let mut known = Teams::new();
    for raw in &raws {
        let at = At(raw.file, 1);
        if known.contains_key(&raw.name) {
            let what = format!("a second team `{}` is left out", short(&raw.name));
            build.note(at, what);
            continue;
        }
        let name = build.name(&raw.name, "team", at);
        let team = body(name, kind_of(&raw.kind), None);
        let id = build.team(&raw.name, "team", team, at);
        known.insert(raw.name.clone(), id);
    }
    let repos = super::rust_repos::areas(sources, &mut build)?;
    people(sources, &mut build)?;
    let mut seen = std::collections::BTreeSet::new();
    for raw in &raws {
        if let Some(id) = known.get(&raw.name)
            && seen.insert(&raw.name)
        {
            team(&mut build, raw, id, &raws, &known);
        }
    }
    super::rust_repos::access(&mut build, repos, &known);
    Ok(build.finish(BTreeMap::new()))
}

/// The files of a folder, without those of a folder in it.
fn in_folder<'a>(sources: &'a Sources, folder: &str) -> Vec<(&'a str, &'a [u8])> {
    let files = sources.iter().filter_map(|(path, bytes)| {
        let inner = path.strip_prefix(folder)?.strip_prefix('/')?;
        let plain = inner.ends_with(".toml") && !inner.contains('/');
        plain.then_some((path.as_str(), bytes.as_slice()))
    });
    files.collect()
}

pub(super) fn read(file: &str, bytes: &[u8], build: &mut Builder) -> Result<Datum, ImportError> {
    toml(file, bytes, &mut build.notes).map_err(|(line, why)| ImportError::Unreadable {
        file: file.to_owned(),
        line,
        why,
    })
}

fn kind_of(word: &str) -> Kind {
    match word {
        "working-group" | "project-group" => Kind::Committee,
        "marker-team" => Kind::Role,
        _ => Kind::Team,
    }
}

fn teams<'a>(sources: &'a Sources, build: &mut Builder) -> Result<Vec<Raw<'a>>, ImportError> {
    let archived = sources.keys().filter(|it| it.starts_with("teams/archive/"));
    for file in archived {
        let what = "left out: a team in the archive, of which nothing says when it ended";
        build.note(At(file, 0), what);
    }
    let mut raws = Vec::new();
    for (file, bytes) in in_folder(sources, "teams") {
        let tree = read(file, bytes, build)?;
        let find = |it: &Datum, key: &str| {
            let entries = it.entries().iter();
            entries
                .clone()
                .find(|(name, _)| name == key)
                .map(|it| it.1.clone())
        };
        let text = |key: &str| find(&tree, key).and_then(|it| it.text().map(str::to_owned));
        let people = find(&tree, "people");
        let listed = |key: &str| -> Vec<String> {
            let list = people.as_ref().and_then(|it| find(it, key));
            let list = list.iter().flat_map(|it| it.items());
            list.filter_map(account).collect()
        };
        let sweeping = people.as_ref().is_some_and(|it| {
            let entries = it.entries().iter();
            entries
                .clone()
                .any(|(key, it)| key.starts_with("include-") && it.is_true())
        });
        let stem = file.trim_start_matches("teams/").trim_end_matches(".toml");
        raws.push(Raw {
            file,
            name: text("name").unwrap_or_else(|| stem.to_owned()),
            kind: text("kind").unwrap_or_default(),
            leads: listed("leads"),
            alumni: listed("alumni"),
            sweeping,
            tree,
        });
    }
    Ok(raws)
}

fn people(sources: &Sources, build: &mut Builder) -> Result<(), ImportError> {
    for (file, bytes) in in_folder(sources, "people") {
        let tree = read(file, bytes, build)?;
        let at = At(file, 1);
        let stem = file.trim_start_matches("people/").trim_end_matches(".toml");
        let mut fields = Fields::of(file, "the person", &tree, &mut build.notes);
        let login = fields.text("github", &mut build.notes).unwrap_or(stem);
        if build.knows("github", login) {
            build.note(
                at,
                format!("a second file of `{}` is left out", short(login)),
            );
            continue;
        }
        let Some(id) = build.person("github", login, at) else {
            continue;
        };
        let name = fields.text("name", &mut build.notes).unwrap_or(login);
        let name = build.name(name, login, at);
        let mut accounts = BTreeMap::new();
        for (field, service) in [
            ("github-id", "github-id"),
            ("zulip-id", "zulip-id"),
            ("discord-id", "discord-id"),
            ("irc", "irc"),
            ("irc-nickname", "irc"),
            ("matrix", "matrix"),
        ] {
            if let Some(text) = fields.text(field, &mut build.notes).and_then(line) {
                // Two people with one account would be one person.
                match build.knows(service, &text) {
                    true => {
                        let what = format!("`{field}` is another person's too and is left out");
                        build.note(at, what);
                    }
                    false => _ = accounts.insert(service.to_owned(), text),
                }
            }
        }
        let email = fields.take("email").and_then(Datum::text);
        let email = email.filter(|it| it.contains('@')).and_then(line);
        for (service, account) in &accounts {
            build.claim(service, account, &id);
        }
        if let Some(person) = build.org.people.get_mut(&id) {
            person.name = name;
            person.accounts.extend(accounts);
            person.emails.extend(email);
        }
        fields.rest(&mut build.notes);
    }
    Ok(())
}

fn team(build: &mut Builder, raw: &Raw<'_>, id: &TeamId, raws: &[Raw<'_>], known: &Teams) {
    let file = raw.file;
    let at = At(file, raw.tree.line);
    let named = format!("team `{}`", short(&raw.name));
    let mut fields = Fields::of(file, named.clone(), &raw.tree, &mut build.notes);
    fields.take("name");
    fields.take("kind");
    if !matches!(
        raw.kind.as_str(),
        "" | "team" | "working-group" | "project-group" | "marker-team"
    ) {
        let what = format!("the kind `{}` is not known; it is a team", short(&raw.kind));
        build.note(at, what);
    }
    let above = fields.text("subteam-of", &mut build.notes);
    let parent = above.and_then(|name| known.get(name).cloned());
    if let (Some(above), None) = (above, &parent) {
        build.note(
            at,
            format!("there is no team `{}` for it to be under", short(above)),
        );
    }
    let mut website = fields.take("website").map(|it| {
        Fields::of(
            file,
            format!("the website of {named}"),
            it,
            &mut build.notes,
        )
    });
    let mut shown = |key: &str, build: &mut Builder| {
        let fields = website.as_mut()?;
        fields.text(key, &mut build.notes).and_then(line)
    };
    let name = shown("name", build);
    let purpose = shown("description", build);
    let mut assets = Vec::new();
    for (key, kind) in [
        ("email", "email"),
        ("repo", "repository"),
        ("zulip-stream", "zulip"),
        ("matrix-room", "matrix"),
    ] {
        assets.extend(shown(key, build).map(|it| asset(kind, &it, None)));
    }
    if let Some(website) = website {
        website.rest(&mut build.notes);
    }
    for (list, field, kind) in [
        ("lists", "address", "list"),
        ("zulip-groups", "name", "zulip-group"),
        ("zulip-streams", "name", "zulip"),
    ] {
        for it in fields.list(list, &mut build.notes) {
            let of = format!("`{list}` of {named}");
            let mut one = Fields::of(file, of, it, &mut build.notes);
            let text = one.text(field, &mut build.notes).and_then(line);
            assets.extend(text.map(|it| asset(kind, &it, None)));
            one.take("include-team-members");
            one.rest(&mut build.notes);
        }
    }
    for it in fields.list("github", &mut build.notes) {
        let mut one = Fields::of(file, format!("`github` of {named}"), it, &mut build.notes);
        let own = one.text("team-name", &mut build.notes).unwrap_or(&raw.name);
        for (_, org) in one.texts("orgs", &mut build.notes) {
            assets.push(asset("github-team", &format!("{org}/{own}"), None));
        }
        one.rest(&mut build.notes);
    }
    let permissions = fields.take("permissions");
    let roles = roles(&mut fields, file, &named, build);
    if let Some(people) = fields.take("people") {
        let people = Fields::of(
            file,
            format!("the people of {named}"),
            people,
            &mut build.notes,
        );
        members(build, raw, id, people, &roles, (raws, known));
    }
    fields.rest(&mut build.notes);
    if let Some(team) = build.org.teams.get_mut(id) {
        team.part_of = parent;
        team.purpose = purpose;
        if let Some(name) = &name {
            team.name = name.chars().take(160).collect();
        }
    }
    if !assets.is_empty() {
        let of = name.unwrap_or_else(|| raw.name.clone());
        let mut area = Area::named(build.name(&format!("Channels of {of}"), "Channels", at));
        assets.dedup();
        area.assets = assets;
        let area = build.area(&format!("{id}-channels"), "area", area, at);
        build.control(id, &area);
    }
    if let Some(permissions) = permissions {
        super::rust_repos::permissions(build, id, permissions, At(file, permissions.line));
    }
}
