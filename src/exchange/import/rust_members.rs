//! Who is in a team of rust-lang/team: by name, by role, or by a rule over all
//! teams.

use std::collections::BTreeMap;

use super::super::fields::Fields;
use super::super::note::short;
use super::super::tree::Datum;
use super::build::{At, Builder, Members, line};
use super::rust_team::{Raw, Teams};
use crate::base::{PersonId, TeamId};

/// A member: a name, or a table with one.
pub(super) fn account(it: &Datum) -> Option<String> {
    let entries = it.entries().iter();
    let inner = || {
        entries
            .clone()
            .find(|(key, _)| key == "github")
            .and_then(|it| it.1.text())
    };
    it.text().or_else(inner).map(str::to_owned)
}

/// The words of the roles that a team gives its members.
pub(super) fn roles(
    fields: &mut Fields<'_>,
    file: &str,
    named: &str,
    build: &mut Builder,
) -> BTreeMap<String, String> {
    let mut roles = BTreeMap::new();
    for it in fields.list("roles", &mut build.notes) {
        let mut one = Fields::of(file, format!("`roles` of {named}"), it, &mut build.notes);
        let id = one.text("id", &mut build.notes);
        let text = one.text("description", &mut build.notes).and_then(line);
        if let Some(id) = id {
            roles.insert(id.to_owned(), text.unwrap_or_else(|| id.to_owned()));
        }
        one.rest(&mut build.notes);
    }
    roles
}

/// Who is in a team, and was.
pub(super) fn members(
    build: &mut Builder,
    raw: &Raw<'_>,
    id: &TeamId,
    mut people: Fields<'_>,
    roles: &BTreeMap<String, String>,
    (raws, known): (&[Raw<'_>], &Teams),
) {
    let file = raw.file;
    let mut members = Members::default();
    for (line, login) in people.texts("leads", &mut build.notes) {
        if let Some(person) = build.person("github", login, At(file, line)) {
            members.add(person, Some("lead"));
        }
    }
    for it in people.list("members", &mut build.notes) {
        let at = At(file, it.line);
        let Some(person) = account(it).and_then(|login| build.person("github", &login, at)) else {
            build.note(at, "a member without a name is left out");
            continue;
        };
        members.add(person.clone(), None);
        let own = it.entries().iter().find(|(key, _)| key == "roles");
        for role in own.iter().flat_map(|(_, list)| list.items()) {
            let role = role.text().unwrap_or_default();
            members.add(
                person.clone(),
                roles.get(role).map(String::as_str).or(Some(role)),
            );
        }
    }
    for it in people.list("alumni", &mut build.notes) {
        let at = At(file, it.line);
        let Some(person) = account(it).and_then(|login| build.person("github", &login, at)) else {
            build.note(at, "one of the alumni without a name is left out");
            continue;
        };
        let own = it.entries().iter().find(|(key, _)| key == "roles");
        let had = own.iter().flat_map(|(_, list)| list.items());
        let had = had.filter_map(Datum::text);
        let had: Vec<&str> = had
            .map(|it| roles.get(it).map_or(it, String::as_str))
            .collect();
        let role = (!had.is_empty()).then(|| had.join(", "));
        members.once(person, role.as_deref());
    }
    for (line, name) in people.texts("included-teams", &mut build.notes) {
        match known.get(name) {
            Some(team) => members.everyone_in(team.clone()),
            None => build.note(
                At(file, line),
                format!("there is no team `{}` to take in", short(name)),
            ),
        }
    }
    let mut swept: Vec<(PersonId, &str)> = Vec::new();
    for (key, kinds) in [
        ("include-team-leads", ["", "team"]),
        ("include-wg-leads", ["working-group"; 2]),
        ("include-project-group-leads", ["project-group"; 2]),
    ] {
        if people.take(key).is_some_and(Datum::is_true) {
            let of_kind = raws.iter().filter(|it| kinds.contains(&it.kind.as_str()));
            let leads = of_kind.flat_map(|it| &it.leads);
            for login in leads {
                if !build.may_copy(At(file, 0)) {
                    break;
                }
                let person = build.person("github", login, At(file, 0));
                swept.extend(person.map(|it| (it, key)));
            }
        }
    }
    if people
        .take("include-all-alumni")
        .is_some_and(Datum::is_true)
    {
        for login in raws.iter().flat_map(|it| &it.alumni) {
            if !build.may_copy(At(file, 0)) {
                break;
            }
            let person = build.person("github", login, At(file, 0));
            swept.extend(person.map(|it| (it, "include-all-alumni")));
        }
    }
    if people
        .take("include-all-team-members")
        .is_some_and(Datum::is_true)
    {
        let others = raws
            .iter()
            .filter(|it| !it.sweeping && it.kind != "marker-team");
        for team in others.filter_map(|it| known.get(&it.name)) {
            if !build.may_copy(At(file, 0)) {
                break;
            }
            members.everyone_in(team.clone());
        }
    }
    if let Some((_, key)) = swept.first() {
        let what = format!("whom `{key}` means is copied, and does not follow later changes");
        build.note(At(file, 0), what);
    }
    for (person, _) in swept {
        members.add(person, None);
    }
    people.rest(&mut build.notes);
    build.members(id, members);
}
