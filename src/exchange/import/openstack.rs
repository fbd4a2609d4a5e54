//! The `reference/projects.yaml` of openstack/governance.

use std::collections::BTreeMap;

use super::super::fields::Fields;
use super::super::note::short;
use super::super::tree::{Datum, Is};
use super::build::{At, Builder, Members, asset, body, line};
use super::{ImportError, Imported, Origin, Sources, one};
use crate::base::{PersonId, TeamId};
use crate::org::{Area, Kind};

pub(super) fn import(sources: &Sources) -> Result<Imported, ImportError> {
    let (file, tree) = one(Origin::Openstack, sources)?;
    let mut build = Builder::new("OpenStack");
    build.org.about.homepage = Some("https://www.openstack.org".to_owned());
    let is_team = |it: &Datum| {
        let known = ["ptl", "deliverables", "mission", "leadership_type"];
        let entries = it.entries().iter();
        entries
            .clone()
            .any(|(key, _)| known.contains(&key.as_str()))
    };
    if !tree.entries().iter().any(|(_, it)| is_team(it)) {
        return Err(ImportError::NotOfFormat {
            file: file.to_owned(),
            format: "projects.yaml",
            why: "no entry of it has a `ptl`, a `mission` or `deliverables`",
        });
    }
    // Bodies first: of one name with something else they keep the plain id.
    let mut made = Vec::new();
    for (name, it) in tree.entries() {
        let at = At(file, it.line);
        if !matches!(it.is, Is::Map(_)) {
            build.note(
                at,
                format!("`{}` is no project team and is left out", short(name)),
            );
            continue;
        }
        let shown = build.name(name, "project", at);
        let team = body(shown, Kind::Team, None);
        let id = build.team(name, "project", team, at);
        made.push((id, name, it));
    }
    for (id, name, it) in made {
        project(&mut build, file, &id, name, it);
    }
    Ok(build.finish(BTreeMap::new()))
}

fn project(build: &mut Builder, file: &str, id: &TeamId, name: &str, it: &Datum) {
    let at = At(file, it.line);
    let named = format!("project `{}`", short(name));
    let mut fields = Fields::of(file, named.clone(), it, &mut build.notes);
    let mission = fields.text("mission", &mut build.notes).and_then(line);
    if let Some(team) = build.org.teams.get_mut(id) {
        team.purpose = mission;
    }
    let mut members = Members::default();
    if let Some(it) = fields.take("ptl")
        && let Some(ptl) = person(build, file, it)
    {
        members.add(ptl, Some("ptl"));
    }
    liaisons(build, file, &named, &mut fields, &mut members);
    build.members(id, members);
    let mut channels = Vec::new();
    for (key, kind) in [
        ("irc-channel", "irc"),
        ("url", "url"),
        ("mailing-list", "list"),
    ] {
        let text = fields.text(key, &mut build.notes).and_then(line);
        channels.extend(text.map(|it| asset(kind, &it, None)));
    }
    if !channels.is_empty() {
        let mut area = Area::named(build.name(&format!("Channels of {name}"), "Channels", at));
        area.assets = channels;
        let area = build.area(&format!("{id}-channels"), "area", area, at);
        build.control(id, &area);
    }
    let mut service = fields.text("service", &mut build.notes).and_then(line);
    let deliverables = fields.take("deliverables");
    for (deliverable, it) in deliverables.iter().flat_map(|it| it.entries()) {
        // The service of a project is what its deliverable of that name is.
        let own = service.take_if(|_| deliverable == name);
        let area = self::deliverable(build, file, deliverable, it, own);
        build.control(id, &area);
    }
    if let Some(service) = service {
        let what = format!("the service of {named} is left out (`{}`)", short(&service));
        build.note(at, what);
    }
    tags(build, file, &named, &mut fields);
    fields.rest(&mut build.notes);
}

/// A person with a nickname, which says who it is, and an address.
fn person(build: &mut Builder, file: &str, it: &Datum) -> Option<PersonId> {
    let at = At(file, it.line);
    if let Some(name) = it.text() {
        return build.named_person(name, None, None, at);
    }
    let mut fields = Fields::of(file, "a person", it, &mut build.notes);
    let name = fields.text("name", &mut build.notes).unwrap_or_default();
    let irc = fields.text("irc", &mut build.notes);
    let email = fields.text("email", &mut build.notes);
    fields.rest(&mut build.notes);
    // Somebody whose seat is vacant is written as a person.
    if matches!(
        name.trim().to_uppercase().as_str(),
        "" | "APPOINTMENT NEEDED" | "TBD" | "VACANT"
    ) {
        build.note(at, "nobody holds the office, or the person has no name");
        return None;
    }
    let account = irc.map(|irc| ("irc", irc));
    build.named_person(name, account, email, at)
}

/// Those who speak for a project on one matter, by the matter.
fn liaisons(
    build: &mut Builder,
    file: &str,
    named: &str,
    fields: &mut Fields<'_>,
    members: &mut Members,
) {
    let Some(it) = fields.take("liaisons") else {
        return;
    };
    for (matter, people) in it.entries() {
        let role = format!("{} liaison", short(matter));
        let people = match &people.is {
            Is::List(items) => items.as_slice(),
            Is::Nothing => &[],
            _ => std::slice::from_ref(people),
        };
        for it in people {
            if let Some(id) = person(build, file, it) {
                members.add(id, Some(&role));
            }
        }
    }
    if it.entries().is_empty() {
        build.note(
            At(file, it.line),
            format!("the liaisons of {named} are no map"),
        );
    }
}

fn deliverable(
    build: &mut Builder,
    file: &str,
    name: &str,
    it: &Datum,
    service: Option<String>,
) -> crate::base::AreaId {
    let at = At(file, it.line);
    let named = format!("deliverable `{}`", short(name));
    let mut fields = Fields::of(file, named.clone(), it, &mut build.notes);
    let mut area = Area::named(build.name(name, "deliverable", at));
    area.purpose = service;
    for (_, repo) in fields.texts("repos", &mut build.notes) {
        let there = format!("https://opendev.org/{repo}");
        area.assets.push(asset("repository", &there, None));
    }
    let docs = fields.take("docs");
    for (what, there) in docs.iter().flat_map(|it| it.entries()) {
        if let Some(there) = there.text() {
            let note = short(what);
            area.assets.push(asset("docs", there, Some(&note)));
        }
    }
    tags(build, file, &named, &mut fields);
    fields.rest(&mut build.notes);
    build.area(name, "deliverable", area, at)
}

fn tags(build: &mut Builder, file: &str, named: &str, fields: &mut Fields<'_>) {
    let tags = fields.texts("tags", &mut build.notes);
    if let Some((line, _)) = tags.first() {
        let words: Vec<&str> = tags.iter().map(|it| it.1).collect();
        let what = format!(
            "the tags of {named} are left out ({})",
            short(&words.join(", "))
        );
        build.note(At(file, *line), what);
    }
}
