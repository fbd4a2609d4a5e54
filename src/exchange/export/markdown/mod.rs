//! A `GOVERNANCE.md` that reads as if a person had written it: who there is,
//! who runs what, how decisions are made, and who is paid.

mod bodies;
mod laws;
mod words;

use std::collections::BTreeSet;
use std::fmt::Write;

use self::words::{escaped, list, plural, times};
use crate::base::AreaId;
use crate::org::{Area, Asset, Kind, RollOn, Standing, Team};

pub(super) fn export(standing: &Standing<'_>) -> String {
    let mut text = String::new();
    opening(standing, &mut text);
    who_decides(standing, &mut text);
    bodies::bodies(standing, &mut text);
    areas(standing, &mut text);
    fellows(standing, &mut text);
    laws::rules(standing, &mut text);
    laws::constraints(standing, &mut text);
    bodies::past(standing, &mut text);
    text
}

/// Bodies in the order in which people would name them: those that decide
/// first, those outside last.
fn in_order<'a>(standing: &Standing<'a>) -> Vec<(&'a crate::base::TeamId, &'a Team)> {
    let rank = |kind: Kind| match kind {
        Kind::Board => 0,
        Kind::Team => 1,
        Kind::Committee => 2,
        Kind::Role => 3,
        Kind::Fellowship => 4,
        Kind::Honorary => 5,
        Kind::External => 6,
    };
    let mut teams: Vec<_> = standing.teams().collect();
    teams.sort_by_key(|(id, team)| (rank(team.kind), team.name.to_lowercase(), *id));
    teams
}

fn opening(standing: &Standing<'_>, text: &mut String) {
    let org = standing.organisation();
    let name = escaped(&org.about.name);
    let _ = writeln!(text, "# Governance of {name}\n");
    let day = standing.day();
    let people: BTreeSet<_> = standing
        .teams()
        .filter_map(|(id, _)| match standing.roll(id) {
            RollOn::Known(roll) => Some(roll.into_keys()),
            RollOn::Unknown => None,
        })
        .flatten()
        .collect();
    let rules = laws::in_force(standing).count();
    let outside = standing
        .teams()
        .filter(|(_, team)| team.kind == Kind::External)
        .count();
    let own = standing.teams().count() - outside;
    let also = match outside {
        0 => String::new(),
        1 => " One more body, outside it, takes part.".to_owned(),
        count => format!(" {count} more bodies, outside it, take part."),
    };
    let decided = match rules {
        0 => "no rule is recorded by which decisions are made".to_owned(),
        count => format!("decisions are made by {}", plural(count, "rule")),
    };
    let _ = writeln!(
        text,
        "This page says how {name} is governed, as of {day}. It has {} in which {} serve and {} to \
         look after; {decided}.{also}\n",
        plural(own, "body"),
        plural(people.len(), "person"),
        plural(standing.areas().count(), "area"),
    );
    if let Some(homepage) = &org.about.homepage {
        let _ = writeln!(text, "{name} is at {}.\n", words::link(homepage));
    }
    let _ = writeln!(
        text,
        "The page is written by `polity export markdown` from the files in `governance/`. Where \
         the two differ, the files count.\n"
    );
}

fn who_decides(standing: &Standing<'_>, text: &mut String) {
    let mut said = Vec::new();
    for (id, team) in in_order(standing) {
        let sentence = bodies::powers(standing, id);
        if !sentence.is_empty() {
            said.push(format!(
                "- **{}**: {}.",
                escaped(&team.name),
                list(&sentence)
            ));
        }
    }
    let loose: Vec<String> = standing
        .areas()
        .filter(|(id, _)| standing.controllers(id).is_empty())
        .map(|(_, area)| escaped(&area.name))
        .collect();
    if said.is_empty() && loose.is_empty() {
        return;
    }
    let _ = writeln!(text, "## Who looks after what\n\n{}", said.join("\n"));
    if !said.is_empty() {
        text.push('\n');
    }
    if !loose.is_empty() {
        let verb = if loose.len() == 1 { "is" } else { "are" };
        let _ = writeln!(
            text,
            "Nobody is named who controls {}; {verb} open.\n",
            list(&loose)
        );
    }
    let powers = &standing.organisation().about.powers;
    if !powers.is_empty() {
        let _ = writeln!(text, "The words mean:\n");
        for (power, meaning) in powers {
            let _ = writeln!(text, "- *{power}*: {}", escaped(meaning.trim()));
        }
        text.push('\n');
    }
}

fn areas(standing: &Standing<'_>, text: &mut String) {
    if standing.areas().next().is_none() {
        return;
    }
    let _ = writeln!(text, "## Areas\n");
    for (id, area) in standing.areas() {
        let _ = writeln!(text, "### {}\n", escaped(&area.name));
        if let Some(purpose) = &area.purpose {
            let _ = writeln!(text, "{}\n", words::paragraph(purpose));
        }
        let _ = writeln!(text, "{}\n", held(standing, id, area));
        for asset in &area.assets {
            let _ = writeln!(text, "- {}", shown(asset));
        }
        if !area.assets.is_empty() {
            text.push('\n');
        }
    }
}

/// Who controls an area, and who else may do what there.
fn held(standing: &Standing<'_>, id: &AreaId, area: &Area) -> String {
    let org = standing.organisation();
    let names = |teams: Vec<&crate::base::TeamId>| {
        let names: Vec<String> = teams.iter().map(|it| escaped(org.team_name(it))).collect();
        list(&names)
    };
    let mut said = match standing.controllers(id) {
        teams if teams.is_empty() => "Nobody is named who controls it.".to_owned(),
        teams if teams.len() == 1 => format!("It is controlled by {}.", names(teams)),
        teams => format!("It is controlled by {} together.", names(teams)),
    };
    let powers: BTreeSet<_> = standing
        .teams()
        .flat_map(|(team, _)| standing.team_powers(team))
        .filter(|held| held.area == *id && !held.power.is_control())
        .map(|held| held.power)
        .collect();
    for power in powers {
        let teams = names(standing.holders(id, &power));
        let _ = write!(said, " The power to {power} is with {teams}.");
    }
    if let Some(above) = &area.part_of {
        let _ = write!(said, " It is part of {}.", escaped(org.area_name(above)));
    }
    said
}

fn shown(asset: &Asset) -> String {
    let note = match &asset.note {
        Some(note) => format!(" ({})", escaped(note)),
        None => String::new(),
    };
    format!("{}: {}{note}", escaped(&asset.kind), words::link(&asset.at))
}

/// Those who are paid, with every term that began by the day.
fn fellows(standing: &Standing<'_>, text: &mut String) {
    let org = standing.organisation();
    let paid: Vec<_> = in_order(standing)
        .into_iter()
        .filter(|(_, team)| team.kind == Kind::Fellowship)
        .collect();
    if paid.is_empty() {
        return;
    }
    let _ = writeln!(text, "## Fellows and their terms\n");
    for (_, team) in paid {
        let _ = writeln!(text, "{}:\n", escaped(&team.name));
        for term in team.memberships() {
            let begun = term
                .period
                .from()
                .is_none_or(|it| it.first_day() <= standing.day());
            let Some(person) = term.holder.person().filter(|_| begun) else {
                continue;
            };
            let mut facts = Vec::new();
            facts.extend(term.time.map(|time| format!("{time} time")));
            let payer = term.funded_by.as_ref();
            facts.extend(payer.map(|it| format!("paid by {}", escaped(org.team_name(it)))));
            facts.extend(times(term.period));
            let note = term.note.as_ref().map(|note| words::paragraph(note));
            let name = escaped(org.person_name(person));
            let _ = write!(text, "- {name}");
            if !facts.is_empty() {
                let _ = write!(text, ": {}", facts.join(", "));
            }
            match note {
                Some(note) => {
                    let _ = writeln!(text, ". {note}");
                }
                None => text.push('\n'),
            }
        }
        text.push('\n');
    }
}
