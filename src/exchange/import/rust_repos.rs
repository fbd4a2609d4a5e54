//! The repositories of rust-lang/team, and what its teams may do with them.

use super::super::fields::Fields;
use super::super::note::short;
use super::super::tree::Datum;
use super::build::{At, Builder, asset, line};
use super::rust_team::{Teams, read};
use super::{ImportError, Sources};
use crate::base::{AreaId, TeamId};
use crate::org::Area;

/// What a power over a repository means, as GitHub says it.
pub(super) fn meaning(power: &str) -> &'static str {
    match power {
        "read" => "Sees the repository.",
        "triage" => "Sorts issues and pull requests, without writing.",
        "write" => "Writes to the repository.",
        "maintain" => "Runs the repository, but for what could destroy it.",
        "admin" => "Does anything with the repository.",
        "none" => "Has no access of its own.",
        _ => "A power that the imported files name.",
    }
}

/// Who may do what with a repository, read before the teams are known.
pub(super) struct Access {
    area: AreaId,
    file: String,
    tree: Datum,
}

/// An area for every repository that is not in the archive.
pub(super) fn areas(sources: &Sources, build: &mut Builder) -> Result<Vec<Access>, ImportError> {
    let mut all = Vec::new();
    for (file, bytes) in sources {
        let Some(inner) = file
            .strip_prefix("repos/")
            .filter(|it| it.ends_with(".toml"))
        else {
            continue;
        };
        if inner.starts_with("archive/") {
            let what = "left out: a repository in the archive, of which nothing says since when";
            build.note(At(file, 0), what);
            continue;
        }
        let tree = read(file, bytes, build)?;
        let at = At(file, 1);
        let (folder, stem) = inner.rsplit_once('/').unwrap_or(("", inner));
        let stem = stem.trim_end_matches(".toml");
        let mut fields = Fields::of(file, "the repository", &tree, &mut build.notes);
        let org = fields.text("org", &mut build.notes).unwrap_or(folder);
        let name = fields.text("name", &mut build.notes).unwrap_or(stem);
        let mut area = Area::named(build.name(name, stem, at));
        area.purpose = fields.text("description", &mut build.notes).and_then(line);
        let there = format!("https://github.com/{org}/{name}");
        area.assets.push(asset("repository", &there, None));
        let homepage = fields.text("homepage", &mut build.notes).and_then(line);
        area.assets
            .extend(homepage.map(|it| asset("url", &it, None)));
        let access = fields.take("access").cloned();
        fields.rest(&mut build.notes);
        let area = build.area(name, "repository", area, at);
        if let Some(tree) = access {
            let file = file.clone();
            all.push(Access { area, file, tree });
        }
    }
    Ok(all)
}

/// Gives the teams their powers over the repositories.
pub(super) fn access(build: &mut Builder, repos: Vec<Access>, known: &Teams) {
    for Access { area, file, tree } in repos {
        let of = format!("the access to `{area}`");
        let mut fields = Fields::of(&file, of, &tree, &mut build.notes);
        let teams = fields.take("teams");
        for (name, power) in teams.iter().flat_map(|it| it.entries()) {
            let at = At(&file, power.line);
            match (known.get(name), power.text()) {
                (Some(team), Some(word)) => build.grant(team, &area, word, meaning(word)),
                (None, _) => build.note(at, format!("there is no team `{}`", short(name))),
                (_, None) => build.note(at, format!("`{}` has no power here", short(name))),
            }
        }
        let people = fields.take("individuals");
        for (name, power) in people.iter().flat_map(|it| it.entries()) {
            let what = format!(
                "left out: the power of `{}` alone ({}); here only bodies hold powers",
                short(name),
                short(power.text().unwrap_or_default())
            );
            build.note(At(&file, power.line), what);
        }
        fields.rest(&mut build.notes);
    }
}

/// What a team may do with tools and with the merge queue of repositories.
pub(super) fn permissions(build: &mut Builder, team: &TeamId, given: &Datum, at: At<'_>) {
    for (tool, how) in given.entries() {
        if how.is_true() {
            let area = tool_area(build, tool, at);
            build.grant(team, &area, "use", "Uses the tool.");
            continue;
        }
        // `bors.REPOSITORY.review` and `bors.REPOSITORY.try`.
        for (repository, powers) in how.entries() {
            let area = match build.area_named(repository) {
                Some(area) => area,
                None => tool_area(build, repository, at),
            };
            for (power, _) in powers.entries().iter().filter(|(_, yes)| yes.is_true()) {
                let meaning = match power.as_str() {
                    "review" => "Approves changes for the merge queue.",
                    "try" => "Has the merge queue try a change.",
                    _ => "A power that the imported files name.",
                };
                build.grant(team, &area, power, meaning);
            }
        }
    }
}

/// The area of a tool, made the first time.
fn tool_area(build: &mut Builder, tool: &str, at: At<'_>) -> AreaId {
    let name = format!("Tool: {}", short(tool));
    match build.area_named(&name) {
        Some(id) => id,
        None => build.area(&format!("tool-{tool}"), "area", Area::named(name), at),
    }
}
