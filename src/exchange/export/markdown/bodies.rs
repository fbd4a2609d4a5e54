//! Bodies: what each is for, what it may do, who is in it and since when.

use std::collections::BTreeMap;
use std::fmt::Write;

use super::words::{escaped, list, paragraph, plural, times};
use crate::base::TeamId;
use crate::org::{Holder, Kind, Membership, Roll, Standing, Team};

pub(super) fn bodies(standing: &Standing<'_>, text: &mut String) {
    if standing.teams().next().is_none() {
        return;
    }
    let _ = writeln!(text, "## Bodies\n");
    for (id, team) in super::in_order(standing) {
        let _ = writeln!(text, "### {}\n", escaped(&team.name));
        let _ = writeln!(text, "{}\n", about(standing, id, team));
        members(standing, id, team, text);
    }
}

fn article(kind: Kind) -> &'static str {
    match kind {
        Kind::Team => "A team",
        Kind::Board => "A board",
        Kind::Committee => "A committee",
        Kind::Role => "An office",
        Kind::Fellowship => "Paid positions",
        Kind::Honorary => "A title without powers",
        Kind::External => "A body outside the organisation",
    }
}

/// What a body is, in a few sentences.
fn about(standing: &Standing<'_>, id: &TeamId, team: &Team) -> String {
    let org = standing.organisation();
    let mut said = article(team.kind).to_owned();
    if super::laws::in_force(standing).next().is_some() {
        let _ = write!(said, " (`{id}` in the rules below)");
    }
    if let Some(above) = &team.part_of {
        let _ = write!(said, ", part of {}", escaped(org.team_name(above)));
    }
    if let Some(formed) = team.formed {
        let _ = write!(said, ", formed {formed}");
    }
    said.push('.');
    if let Some(purpose) = &team.purpose {
        let _ = write!(said, " {}", paragraph(purpose));
    }
    let powers = powers(standing, id);
    if !powers.is_empty() {
        let _ = write!(said, " It has {}.", list(&powers));
    }
    if let Some(seats) = team.seats {
        let _ = write!(said, " It has {}.", plural(seats as usize, "seat"));
    }
    said
}

/// What a body may do: `control of Website and IRC`, `the power to merge in
/// GitHub`.
pub(super) fn powers(standing: &Standing<'_>, id: &TeamId) -> Vec<String> {
    let org = standing.organisation();
    let mut by_area: BTreeMap<_, Vec<String>> = BTreeMap::new();
    for held in standing.team_powers(id) {
        let powers = by_area.entry(held.area).or_default();
        powers.push(held.power.to_string());
    }
    let mut areas: BTreeMap<Vec<String>, Vec<String>> = BTreeMap::new();
    for (area, powers) in by_area {
        let areas = areas.entry(powers).or_default();
        areas.push(escaped(org.area_name(&area)));
    }
    let mut said = Vec::new();
    for (mut powers, areas) in areas {
        let all = powers.len();
        powers.retain(|power| power != "control");
        let areas = list(&areas);
        let word = if powers.len() == 1 { "power" } else { "powers" };
        let others = list(&powers);
        said.push(match (powers.len() < all, powers.is_empty()) {
            (true, true) => format!("control of {areas}"),
            (true, false) => format!("control of {areas} with the {word} to {others} there"),
            (false, _) => format!("the {word} to {others} in {areas}"),
        });
    }
    // What is controlled comes first.
    said.sort_by_key(|it| !it.starts_with("control of"));
    said
}

fn members(standing: &Standing<'_>, id: &TeamId, team: &Team, text: &mut String) {
    if team.members == Roll::Unknown {
        let _ = writeln!(text, "Who is in it is not recorded here.\n");
        return;
    }
    let lines: Vec<String> = standing
        .memberships(id)
        .map(|term| member(standing, term))
        .collect();
    if lines.is_empty() {
        let _ = writeln!(text, "Nobody is in it.\n");
        return;
    }
    let direct = |term: &Membership| term.holder.person().is_some();
    let whole = standing.memberships(id).any(|term| !direct(term));
    let size = match standing.serving(id) {
        None => "How many are in it is not known, as it takes in others:".to_owned(),
        Some(1) if !whole => "One person is in it:".to_owned(),
        Some(count) if whole => format!("{} in all are in it:", plural(count, "person")),
        Some(count) => format!("{} are in it:", plural(count, "person")),
    };
    let _ = writeln!(text, "{size}\n\n{}\n", lines.join("\n"));
}

fn member(standing: &Standing<'_>, term: &Membership) -> String {
    let org = standing.organisation();
    let mut said = match &term.holder {
        Holder::Person(person) => format!("- {}", escaped(org.person_name(person))),
        Holder::EveryoneIn { team, except } => {
            let mut said = format!("- everyone in {}", escaped(org.team_name(team)));
            let but: Vec<String> = except
                .iter()
                .map(|it| escaped(org.person_name(it)))
                .collect();
            if !but.is_empty() {
                let _ = write!(said, " but {}", list(&but));
            }
            said
        }
    };
    let mut facts = Vec::new();
    facts.extend(term.role.as_deref().map(escaped));
    facts.extend(term.basis.map(|basis| basis.to_string()));
    facts.extend(term.time.map(|time| format!("{time} time")));
    facts.extend(times(term.period));
    if !facts.is_empty() {
        let _ = write!(said, ", {}", facts.join(", "));
    }
    said
}

/// Bodies that are gone, with what came after them.
pub(super) fn past(standing: &Standing<'_>, text: &mut String) {
    let org = standing.organisation();
    let day = standing.day();
    let mut said = Vec::new();
    for team in org.teams.values() {
        let Some(gone) = team.dissolved.filter(|gone| gone.first_day() <= day) else {
            continue;
        };
        let mut line = format!("- {}", escaped(&team.name));
        if let Some(formed) = team.formed {
            let _ = write!(line, ", formed {formed}");
        }
        let _ = write!(line, ", dissolved {gone}");
        let next: Vec<String> = team
            .succeeded_by
            .iter()
            .map(|it| escaped(org.team_name(it)))
            .collect();
        if !next.is_empty() {
            let _ = write!(line, ", followed by {}", list(&next));
        }
        said.push(line);
    }
    if !said.is_empty() {
        let _ = writeln!(text, "## Past bodies\n\n{}", said.join("\n"));
    }
}
