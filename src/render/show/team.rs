//! A body: what it may do, who serves in it and who did.

use crate::render::json::{GrantJson, MemberJson, TeamJson};
use crate::render::paint::{Line, Style, Text};
use crate::render::words::{self, count};

/// All that is known of a body.
pub fn team(of: &TeamJson, width: usize) -> Text {
    let mut text = Text::new();
    words::title(
        &mut text,
        width,
        &of.name,
        &format!("{}, on {}", of.id, of.on),
    );
    if let Some(purpose) = &of.purpose {
        words::paragraph(&mut text, width, purpose);
    }
    words::plain(&mut text, width, "kind", &of.kind);
    if !of.alive {
        let line = Line::new(Style::Warn, "does not exist on this day");
        words::field(&mut text, width, "state", &line);
    }
    if let Some(formed) = &of.formed {
        words::plain(&mut text, width, "formed", formed);
    }
    if let Some(dissolved) = &of.dissolved {
        words::plain(&mut text, width, "dissolved", dissolved);
    }
    if let Some(above) = &of.part_of {
        words::plain(&mut text, width, "part of", &above.name);
    }
    for (label, teams) in [("parts", &of.parts), ("succeeded by", &of.succeeded_by)] {
        if !teams.is_empty() {
            let names: Vec<&str> = teams.iter().map(|team| team.name.as_str()).collect();
            words::plain(&mut text, width, label, names.join(", "));
        }
    }
    if !of.former_ids.is_empty() {
        words::plain(&mut text, width, "was called", of.former_ids.join(", "));
    }
    authority(&mut text, "Powers", &of.authority, width);
    authority(&mut text, "Former powers", &of.former_authority, width);
    if of.alive {
        members(&mut text, of, width);
    }
    former(&mut text, &of.former_members, width);
    text
}

fn authority(text: &mut Text, heading: &str, grants: &[GrantJson], width: usize) {
    if grants.is_empty() {
        return;
    }
    text.heading(heading);
    let widths = grants
        .iter()
        .map(|grant| Line::new(Style::Plain, &grant.area.id).width());
    let column = 2 + widths.max().unwrap_or(0) + 2;
    for grant in grants {
        let mut line = Line::new(Style::Plain, grant.powers.join(", "));
        if let Some(period) = words::period(&grant.period) {
            line.push(Style::Dim, format!(", {period}"));
        }
        text.line()
            .push(Style::Plain, "  ")
            .push(Style::Name, &grant.area.id)
            .to_column(column);
        text.wrap(column, width, &line);
    }
}

fn members(text: &mut Text, of: &TeamJson, width: usize) {
    let Some(members) = &of.members else {
        text.heading("Members");
        text.line().push(Style::Dim, "  not known");
        return;
    };
    let heading = match of.seats {
        Some(seats) => format!("Members ({} of {seats})", members.len()),
        None => format!("Members ({})", members.len()),
    };
    text.heading(&heading);
    if members.is_empty() {
        text.line().push(Style::Dim, "  nobody");
    }
    groups(text, members, width);
}

/// More people than this with the same terms stand in one paragraph.
const MANY: usize = 5;

/// People whose terms are alike together, where they are many: a list of names
/// is read more easily than forty equal lines.
fn groups(text: &mut Text, members: &[MemberJson], width: usize) {
    let mut alike: Vec<(Line, Vec<&MemberJson>)> = Vec::new();
    for member in members {
        let words = describe(member);
        match alike.iter_mut().find(|(known, _)| *known == words) {
            Some((_, people)) => people.push(member),
            None => alike.push((words, vec![member])),
        }
    }
    let single = alike.iter().filter(|(_, people)| people.len() <= MANY);
    let widths = single
        .flat_map(|(_, people)| people)
        .map(|member| Line::new(Style::Plain, &member.person.name).width());
    let column = 2 + widths.max().unwrap_or(0) + 2;
    for (words, people) in &alike {
        if people.len() > MANY {
            text.line().push(Style::Plain, "  ");
            if alike.len() > 1 || !words.is_empty() {
                text.current().append(words).push(Style::Plain, ":");
                text.line().push(Style::Plain, "    ");
            }
            let names = people
                .iter()
                .map(|it| Line::new(Style::Plain, &it.person.name));
            text.list(4, width, names);
            continue;
        }
        for member in people {
            text.line()
                .push(Style::Plain, "  ")
                .push(Style::Name, &member.person.name)
                .to_column(column);
            text.wrap(column, width, words);
        }
    }
}

fn describe(member: &MemberJson) -> Line {
    let Some(term) = &member.term else {
        return Line::new(
            Style::Dim,
            words::through(&member.through).unwrap_or_default(),
        );
    };
    let mut words = words::term(term).join(", ");
    if let Some(note) = &term.note {
        words.push_str(&format!("; {note}"));
    }
    Line::new(Style::Dim, words)
}

/// Past members, folded into one paragraph, each name once with its periods.
fn former(text: &mut Text, members: &[MemberJson], width: usize) {
    let mut people: Vec<(&str, Vec<String>)> = Vec::new();
    for member in members {
        let dated = member
            .term
            .as_ref()
            .filter(|term| term.period.words != "dates not known")
            .map(|term| term.period.words.clone());
        match people
            .iter_mut()
            .find(|(name, _)| *name == member.person.name)
        {
            Some((_, periods)) => periods.extend(dated),
            None => people.push((&member.person.name, dated.into_iter().collect())),
        }
    }
    if people.is_empty() {
        return;
    }
    text.heading(&format!("Past members ({})", people.len()));
    text.line().push(Style::Plain, "  ");
    let dated = people.iter().any(|(_, periods)| !periods.is_empty());
    let names = people.iter().map(|(name, periods)| {
        let mut line = Line::new(Style::Plain, name);
        if !periods.is_empty() {
            line.push(Style::Dim, format!(" ({})", periods.join("; ")));
        }
        line
    });
    text.list(2, width, names);
    if dated && people.iter().any(|(_, periods)| periods.is_empty()) {
        let without = people
            .iter()
            .filter(|(_, periods)| periods.is_empty())
            .count();
        let said = format!(
            "  The dates of {} are not known.",
            count(without, "person").replace("persons", "people")
        );
        text.line().push(Style::Dim, said);
    }
}
