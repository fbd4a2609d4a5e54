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
    holders(&mut text, &of.rows, width, of.asked == "power");
    text
}

/// Powers with the bodies and people that hold them; each named by its area
/// where one power is asked about, and by its word where one area is.
pub(super) fn holders(text: &mut Text, rows: &[WhoRow], width: usize, by_area: bool) {
    let label = |row: &WhoRow| match by_area {
        true => row.area.id.clone(),
        false => row.power.clone(),
    };
    let widths = rows
        .iter()
        .map(|row| Line::new(Style::Plain, label(row)).width());
    let column = 2 + widths.max().unwrap_or(0) + 2;
    for row in rows {
        text.line()
            .push(Style::Plain, "  ")
            .push(Style::Name, label(row))
            .to_column(column);
        if row.holders.is_empty() {
            text.push(Style::Warn, "nobody");
        }
        for (n, holder) in row.holders.iter().enumerate() {
            if n > 0 {
                text.line().to_column(column);
            }
            one(text, holder, width, column);
        }
    }
}

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
            let names = people.iter().map(|member| {
                let mut line = words::member(member);
                if !same && let Some(way) = words::through(&member.through) {
                    line.push(Style::Dim, format!(" ({way})"));
                }
                line
            });
            text.list(column + 2, width, names);
        }
    }
}
