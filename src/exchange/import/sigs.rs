//! The `sigs.yaml` of kubernetes/community, as the structs of
//! `generator/app.go` there read it.

use std::collections::BTreeMap;

use super::super::fields::Fields;
use super::super::note::short;
use super::super::tree::Datum;
use super::build::{At, Builder, Members, asset, body, line};
use super::{ImportError, Imported, Origin, Sources, one};
use crate::base::{Period, TeamId};
use crate::org::{Affiliation, Area, Asset, Kind};

/// The kinds of groups: the key of their list, the word before or behind their
/// name, and what they are here.
const GROUPS: [(&str, &str, Kind); 4] = [
    ("sigs", "SIG", Kind::Team),
    ("committees", "Committee", Kind::Committee),
    ("workinggroups", "WG", Kind::Committee),
    ("usergroups", "UG", Kind::Committee),
];

/// Whose folders relative links lead into.
const HOME: &str = "https://github.com/kubernetes/community/blob/master";

pub(super) fn import(sources: &Sources) -> Result<Imported, ImportError> {
    let (file, tree) = one(Origin::Sigs, sources)?;
    let mut build = Builder::new("Kubernetes");
    build.org.about.homepage = Some("https://kubernetes.io".to_owned());
    let mut fields = Fields::of(file, "the file", &tree, &mut build.notes);
    let groups = GROUPS.map(|(key, word, kind)| {
        let list = fields.list(key, &mut build.notes);
        (list, word, kind)
    });
    if groups.iter().all(|(list, ..)| list.is_empty()) {
        return Err(ImportError::NotOfFormat {
            file: file.to_owned(),
            format: "sigs.yaml",
            why: "it lists no `sigs`, `workinggroups`, `usergroups` or `committees`",
        });
    }
    fields.rest(&mut build.notes);
    // Bodies first: of one name with something else they keep the plain id.
    let mut made = Vec::new();
    for (list, word, kind) in groups {
        for it in list {
            made.extend(group(&mut build, file, it, word, kind));
        }
    }
    for group in made {
        details(&mut build, file, group);
    }
    Ok(build.finish(BTreeMap::new()))
}

/// A group whose details are still to be read.
struct Group<'a> {
    id: TeamId,
    dir: String,
    named: String,
    fields: Fields<'a>,
    line: usize,
}

fn group<'a>(
    build: &mut Builder,
    file: &'a str,
    it: &'a Datum,
    word: &str,
    kind: Kind,
) -> Option<Group<'a>> {
    let at = At(file, it.line);
    let named = it
        .entries()
        .iter()
        .find(|(key, _)| key == "dir" || key == "name");
    let named = named
        .and_then(|(_, it)| it.text())
        .map_or("a group".to_owned(), short);
    let mut fields = Fields::of(file, named, it, &mut build.notes);
    let name = fields.text("name", &mut build.notes);
    let dir = fields.text("dir", &mut build.notes).or(name);
    let (Some(name), Some(dir)) = (name.or(dir), dir) else {
        build.note(at, "a group without a name is left out");
        return None;
    };
    let name = match kind {
        Kind::Committee if word == "Committee" => format!("{name} Committee"),
        _ => format!("{word} {name}"),
    };
    let name = build.name(&name, dir, at);
    let purpose = fields.text("mission_statement", &mut build.notes);
    let team = body(name.clone(), kind, purpose.and_then(line));
    let id = build.team(dir, "group", team, at);
    Some(Group {
        id,
        dir: dir.to_owned(),
        named: name,
        fields,
        line: it.line,
    })
}

fn details(build: &mut Builder, file: &str, group: Group<'_>) {
    let Group {
        id,
        dir,
        named,
        mut fields,
        line: at,
    } = group;
    let at = At(file, at);
    let mut members = Members::default();
    if let Some(it) = fields.take("leadership") {
        let of = format!("the leadership of {named}");
        let mut leaders = Fields::of(file, of, it, &mut build.notes);
        for (key, role) in [("chairs", "chair"), ("tech_leads", "tech lead")] {
            for it in leaders.list(key, &mut build.notes) {
                if let Some(person) = person(build, file, it) {
                    members.add(person, Some(role));
                }
            }
        }
        for it in leaders.list("emeritus_leads", &mut build.notes) {
            if let Some(person) = person(build, file, it) {
                members.once(person, Some("lead"));
            }
        }
        leaders.rest(&mut build.notes);
    }
    build.members(&id, members);
    let mut assets = Vec::new();
    if let Some(charter) = fields.text("charter_link", &mut build.notes).and_then(line) {
        let there = match charter.contains("://") {
            true => charter,
            false => format!("{HOME}/{dir}/{}", charter.trim_start_matches('/')),
        };
        assets.push(asset("charter", &there, None));
    }
    let label = fields.text("label", &mut build.notes).and_then(line);
    assets.extend(label.map(|it| asset("label", &it, None)));
    contact(build, file, &named, &mut fields, &mut assets);
    if !assets.is_empty() {
        let mut area = Area::named(build.name(&format!("Channels of {named}"), "Channels", at));
        area.assets = assets;
        let area = build.area(&format!("{id}-channels"), "area", area, at);
        build.control(&id, &area);
    }
    for it in fields.list("subprojects", &mut build.notes) {
        subproject(build, file, &named, &id, it);
    }
    fields.rest(&mut build.notes);
}

/// A person with an account, a name and an employer.
fn person(build: &mut Builder, file: &str, it: &Datum) -> Option<crate::base::PersonId> {
    let at = At(file, it.line);
    let mut fields = Fields::of(file, "a person", it, &mut build.notes);
    let login = fields.text("github", &mut build.notes).unwrap_or_default();
    let name = fields.text("name", &mut build.notes).unwrap_or(login);
    let email = fields.text("email", &mut build.notes);
    let company = fields.text("company", &mut build.notes).and_then(line);
    fields.rest(&mut build.notes);
    let id = build.named_person(name, Some(("github", login)), email, at)?;
    if let (Some(person), Some(organisation)) = (build.org.people.get_mut(&id), company)
        && !person
            .affiliations
            .iter()
            .any(|it| it.organisation == organisation)
    {
        let period = Period::default();
        person.affiliations.push(Affiliation {
            organisation,
            period,
        });
    }
    Some(id)
}

/// Where a group is reached.
fn contact(
    build: &mut Builder,
    file: &str,
    named: &str,
    fields: &mut Fields<'_>,
    assets: &mut Vec<Asset>,
) {
    let Some(it) = fields.take("contact") else {
        return;
    };
    let of = format!("the contact of {named}");
    let mut contact = Fields::of(file, of, it, &mut build.notes);
    for (key, kind) in [
        ("slack", "slack"),
        ("mailing_list", "list"),
        ("private_mailing_list", "private-list"),
    ] {
        let text = contact.text(key, &mut build.notes).and_then(line);
        assets.extend(text.map(|it| asset(kind, &it, None)));
    }
    for it in contact.list("teams", &mut build.notes) {
        let of = format!("a GitHub team of {named}");
        let mut team = Fields::of(file, of, it, &mut build.notes);
        let name = team.text("name", &mut build.notes).and_then(line);
        let what = team.text("description", &mut build.notes).and_then(line);
        let there = name.map(|it| format!("kubernetes/{it}"));
        assets.extend(there.map(|it| asset("github-team", &it, what.as_deref())));
        team.rest(&mut build.notes);
    }
    contact.rest(&mut build.notes);
}

fn subproject(build: &mut Builder, file: &str, named: &str, group: &TeamId, it: &Datum) {
    let at = At(file, it.line);
    let own = it.entries().iter().find(|(key, _)| key == "name");
    let own = own
        .and_then(|(_, it)| it.text())
        .map(short)
        .unwrap_or_default();
    let of = format!("the subproject {own} of {named}");
    let mut fields = Fields::of(file, of, it, &mut build.notes);
    let Some(name) = fields.text("name", &mut build.notes) else {
        return build.note(
            at,
            format!("a subproject of {named} without a name is left out"),
        );
    };
    let mut area = Area::named(build.name(name, "subproject", at));
    area.purpose = fields.text("description", &mut build.notes).and_then(line);
    for (_, owners) in fields.texts("owners", &mut build.notes) {
        area.assets.push(asset("owners", owners, None));
    }
    let of = format!("the subproject {}", area.name);
    contact(build, file, &of, &mut fields, &mut area.assets);
    fields.rest(&mut build.notes);
    let area = build.area(name, "subproject", area, at);
    build.control(group, &area);
}
