//! Who may do something, through which office.

use super::json::{HolderJson, WhoJson, WhoRow};
use super::paint::{Line, Style, Text};
use super::words;

/// The answer to `who`.
pub fn who(of: &WhoJson, width: usize) -> Text {
    let mut text = Text::new();
    if of.asked == "area" {
        words::title(
            &mut text,
            width,
            &of.name,
            &format!("{}, on {}", of.id, of.on),
        );
    } else {
        words::title(&mut text, width, &of.id, &format!("power, on {}", of.on));
        if !of.name.is_empty() {
            words::paragraph(&mut text, width, &of.name);
        }
    }
    text.gap();
    if of.rows.is_empty() {
        text.line()
            .push(Style::Dim, "  nobody holds it on this day");
    }
    if of.asked == "area" {
        powers(&mut text, &of.rows, width);
    } else {
        areas(&mut text, &of.rows, width);
    }
    text
}

/// The powers over an area, each with the bodies and people that hold it.
pub(super) fn powers(text: &mut Text, rows: &[WhoRow], width: usize) {
    let widths = rows
        .iter()
        .map(|row| Line::new(Style::Plain, &row.power).width());
    let column = 2 + widths.max().unwrap_or(0) + 2;
    for row in rows {
        text.line()
            .push(Style::Plain, "  ")
            .push(Style::Name, &row.power);
        if row.holders.is_empty() {
            text.current().to_column(column).push(Style::Warn, "nobody");
        }
        for (n, holder) in row.holders.iter().enumerate() {
            if n > 0 {
                text.line();
            }
            text.current().to_column(column);
            one(text, holder, width, column);
        }
    }
}

/// The areas over which a power is held. Those in the same hands stand
/// together, so that nobody reads forty names five times.
fn areas(text: &mut Text, rows: &[WhoRow], width: usize) {
    let mut hands: Vec<(&[HolderJson], Vec<&str>)> = Vec::new();
    for row in rows {
        match hands.iter_mut().find(|(held, _)| *held == row.holders) {
            Some((_, areas)) => areas.push(&row.area.id),
            None => hands.push((&row.holders, vec![&row.area.id])),
        }
    }
    for (holders, areas) in hands {
        text.line().push(Style::Plain, "  ");
        let names = areas.iter().map(|area| Line::new(Style::Name, area));
        text.list(2, width, names);
        if holders.is_empty() {
            text.line().push(Style::Warn, "    nobody");
        }
        for holder in holders {
            text.line().push(Style::Plain, "    ");
            one(text, holder, width, 4);
        }
    }
}

/// So many people are named with what is not known of their terms; of more,
/// it is said once.
const FEW: usize = 3;

/// A body, and below it its people.
fn one(text: &mut Text, holder: &HolderJson, width: usize, column: usize) {
    let mut line = Line::new(Style::Plain, &holder.team.name);
    let number = holder.people.as_ref().map(Vec::len);
    if let Some(number) = number.filter(|number| *number > 3) {
        line.push(Style::Plain, format!(", {number} people"));
    }
    if let Some(period) = words::period(&holder.period) {
        line.push(Style::Dim, format!(", {period}"));
    }
    text.wrap(column + 2, width, &line);
    text.line().to_column(column + 2);
    match &holder.people {
        None => _ = text.push(Style::Dim, "its members are not known"),
        Some(people) if people.is_empty() => _ = text.push(Style::Warn, "nobody serves in it"),
        Some(people) => {
            // The way in is said once where it is the same for everyone.
            let first = people.first().map(|it| &it.through);
            let same = people.iter().all(|it| Some(&it.through) == first);
            if same && let Some(way) = first.and_then(|way| words::through(way)) {
                text.push(Style::Dim, format!("{way}: "));
            }
            let unsure = people.iter().filter(|it| words::is_unsure(it)).count();
            let many = unsure > FEW;
            let names = people.iter().map(|member| {
                let mut line = match many {
                    true => Line::new(Style::Plain, &member.person.name),
                    false => words::member(member),
                };
                if !same && let Some(way) = words::through(&member.through) {
                    line.push(Style::Dim, format!(" ({way})"));
                }
                line
            });
            text.list(column + 2, width, names);
            if many {
                let said = match unsure == people.len() {
                    true => "no start of these terms is recorded".to_owned(),
                    false => format!("no start of {unsure} of these terms is recorded"),
                };
                text.line().to_column(column + 2);
                text.wrap(column + 2, width, &Line::new(Style::Warn, said));
            }
        }
    }
}
