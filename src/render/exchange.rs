//! What came in from other tools' files, for people.

use super::json::{ImportJson, LeftOutJson};
use super::paint::{Line, Style, Text};
use super::vote::commit;
use super::words::count;

/// The most notes that are shown; the rest is counted.
const SHOWN: usize = 12;

/// A workspace that was made from other tools' files.
pub fn imported(of: &ImportJson, width: usize) -> Text {
    let mut text = Text::new();
    text.line().push(Style::Plain, "imported ");
    text.current().push(Style::Name, &of.name);
    text.current()
        .push(Style::Plain, format!(" into {}", of.to));
    let bodies = count(of.bodies, "body");
    let bodies = if of.bodies == 1 {
        "1 body".to_owned()
    } else {
        bodies
    };
    let people = match of.people {
        1 => "1 person".to_owned(),
        n => format!("{n} people"),
    };
    let said = format!("{people}, {bodies}, {}", count(of.areas, "area"));
    text.line().push(Style::Plain, format!("  {said}"));
    let errors = match of.errors {
        0 => "`polity check` finds no errors".to_owned(),
        n => format!("`polity check` finds {}", count(n, "error")),
    };
    text.line().push(Style::Plain, format!("  {errors}"));
    text.line()
        .push(Style::Dim, format!("  commit {}", commit(&of.commit)));
    let all = of.left_out.len() + of.left_out_more;
    if all > 0 {
        text.line();
        text.line().push(
            Style::Plain,
            format!("{} left out, or said in another way:", count(all, "thing")),
        );
    }
    for note in of.left_out.iter().take(SHOWN) {
        text.line().push(Style::Plain, "  ");
        text.wrap(4, width, &Line::new(Style::Plain, left_out(note)));
    }
    if all > SHOWN {
        let more = all - SHOWN.min(of.left_out.len());
        text.line().push(
            Style::Plain,
            format!("  and {more} more, in exchange/left-out.md"),
        );
    }
    text
}

/// Something that was left out, in a line.
pub fn left_out(note: &LeftOutJson) -> String {
    match (&note.file, note.line) {
        (None, _) => note.what.clone(),
        (Some(file), Some(line)) => format!("{file}:{line}: {}", note.what),
        (Some(file), None) => format!("{file}: {}", note.what),
    }
}
