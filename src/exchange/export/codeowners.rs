//! GitHub's `CODEOWNERS`: who is asked to review which paths.
//!
//! An area has paths where it has assets of `kind: path`. The last line that
//! matches counts, so the wider patterns come first.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use super::login;
use crate::base::{AreaId, Power, TeamId};
use crate::exchange::beside::Beside;
use crate::exchange::ids::slug;
use crate::exchange::note::{Notes, short};
use crate::org::{RollOn, Standing};

/// The powers whose holders answer for the files of an area, the strongest
/// first: only the holders of the first that anybody holds are written.
const OWNING: [&str; 5] = ["control", "admin", "maintain", "merge", "write"];

/// The asset that says which files an area has.
const PATH: &str = "path";

pub(super) fn export(
    standing: &Standing<'_>,
    beside: Option<&Beside>,
    notes: &mut Notes,
) -> String {
    let org = standing.organisation();
    let mut lines: BTreeMap<(usize, String), (String, BTreeSet<String>)> = BTreeMap::new();
    let mut without = 0;
    for (id, area) in standing.areas() {
        let paths: Vec<&str> = area
            .assets
            .iter()
            .filter(|asset| asset.kind == PATH)
            .map(|asset| asset.at.trim())
            .collect();
        if paths.is_empty() {
            without += 1;
            continue;
        }
        let owners = owners(standing, id, beside, notes);
        for path in paths {
            let Some(pattern) = pattern(path) else {
                notes.say(format!(
                    "`{}` of {} is no pattern that GitHub takes, and is left out",
                    short(path),
                    area.name
                ));
                continue;
            };
            let depth = pattern.split('/').filter(|it| !it.is_empty()).count();
            let depth = if pattern == "*" { 0 } else { depth };
            let line = lines.entry((depth, pattern)).or_default();
            line.0.clone_from(&area.name);
            line.1.extend(owners.clone());
        }
    }
    if lines.is_empty() {
        notes.say("no area has an asset of `kind: path`, so nobody is named");
    } else if without > 0 {
        notes.say(format!(
            "areas without an asset of `kind: path` are left out: {without}"
        ));
    }
    let mut text = format!(
        "# Who answers for which files of {}, on {}.\n\
         # Made by `polity export codeowners`.\n",
        org.about.name,
        standing.day()
    );
    for ((_, pattern), (area, owners)) in lines {
        let owners: Vec<String> = owners.into_iter().collect();
        let area = area.replace('\n', " ");
        let _ = write!(text, "\n# {area}\n{pattern}");
        for owner in owners {
            let _ = write!(text, " {owner}");
        }
        text.push('\n');
    }
    text
}

/// A pattern as GitHub takes it: blanks are escaped; negation and character
/// ranges do not work there.
fn pattern(path: &str) -> Option<String> {
    let odd = path.is_empty() || path.starts_with(['!', '#']);
    let strange = path.contains(['[', ']', '\\', '\n', '\t']);
    (!odd && !strange).then(|| path.replace(' ', "\\ "))
}

/// Those who answer for an area: teams that GitHub knows, else their people.
fn owners(
    standing: &Standing<'_>,
    area: &AreaId,
    beside: Option<&Beside>,
    notes: &mut Notes,
) -> BTreeSet<String> {
    let holding = OWNING.iter().filter_map(|word| word.parse::<Power>().ok());
    let mut holding = holding.map(|power| standing.holders(area, &power));
    let teams = holding.find(|teams| !teams.is_empty()).unwrap_or_default();
    let mut owners = BTreeSet::new();
    for team in &teams {
        match known(standing, team, beside) {
            Some(name) => _ = owners.insert(name),
            None => people(standing, team, &mut owners, notes),
        }
    }
    if owners.is_empty() {
        let name = standing.organisation().area_name(area);
        notes.say(format!("nobody with an account answers for {name}"));
    }
    owners
}

/// A team's name on GitHub, where it has one.
fn known(standing: &Standing<'_>, team: &TeamId, beside: Option<&Beside>) -> Option<String> {
    let named = standing.organisation().team_name(team);
    let orgs = beside?.orgs.iter();
    let mut found = orgs.filter_map(|(login, org)| {
        let part = org.teams.get(team)?;
        Some(format!("@{login}/{}", slug(part.name_for(named))))
    });
    found.next()
}

fn people(
    standing: &Standing<'_>,
    team: &TeamId,
    owners: &mut BTreeSet<String>,
    notes: &mut Notes,
) {
    let org = standing.organisation();
    let name = org.team_name(team);
    let RollOn::Known(roll) = standing.roll(team) else {
        return notes.say(format!("the members of {name} are not known"));
    };
    for person in roll.keys() {
        let email = org.people.get(person).and_then(|it| it.emails.first());
        match (login(org, person), email) {
            (Some(login), _) => _ = owners.insert(format!("@{login}")),
            (None, Some(email)) if !email.contains(char::is_whitespace) => {
                owners.insert(email.clone());
            }
            _ => {
                let person = org.person_name(person);
                notes.say(format!(
                    "{person} of {name} has no account on GitHub and no address"
                ));
            }
        }
    }
}
