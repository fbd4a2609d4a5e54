//! The shared line, brought up to date.

use super::json::{PushedJson, SyncJson};
use super::paint::{Line, Style, Text};

fn short(hex: &str) -> &str {
    hex.get(..7).unwrap_or(hex)
}

/// What came, what went, and what stays.
pub fn sync(of: &SyncJson, width: usize) -> Text {
    let mut text = Text::new();
    let line = text.line();
    line.push(Style::Name, &of.branch);
    let quiet = of.brought == 0 && of.put.is_empty() && of.left.is_empty();
    let state = if quiet {
        "is as at"
    } else {
        "is up to date with"
    };
    line.push(Style::Plain, format!(" {state} {}, ", of.remote));
    line.push(Style::Dim, format!("commit {}", short(&of.head)));
    if of.brought > 0 {
        let plural = if of.brought == 1 { "" } else { "s" };
        let said = format!("  {} commit{plural} of others came", of.brought);
        text.line().push(Style::Plain, said);
    }
    for put in &of.put {
        let line = text.line();
        line.push(Style::Gained, "  pushed ");
        line.push(Style::Dim, format!("{}  ", short(&put.commit)));
        text.wrap(4, width, &Line::new(Style::Plain, &put.subject));
    }
    for left in &of.left {
        let line = text.line();
        line.push(Style::Lost, "  stays  ");
        line.push(Style::Dim, format!("{}  ", short(&left.commit)));
        text.wrap(4, width, &Line::new(Style::Plain, &left.subject));
        for words in [&left.why, &left.todo] {
            text.line().push(Style::Plain, "      ");
            text.wrap(6, width, &Line::new(Style::Plain, words));
        }
    }
    text
}

/// That something was pushed, as a line below what was done.
pub fn pushed(text: &mut Text, of: Option<&PushedJson>) {
    let Some(of) = of else { return };
    let tries = match of.attempts {
        0 | 1 => String::new(),
        n => format!(", at the {n}{} try", ordinal(n)),
    };
    let said = format!("  pushed to {}, {}{tries}", of.remote, of.branch);
    text.line().push(Style::Dim, said);
}

fn ordinal(n: u32) -> &'static str {
    match (n % 10, n % 100) {
        (_, 11..=13) => "th",
        (1, _) => "st",
        (2, _) => "nd",
        (3, _) => "rd",
        _ => "th",
    }
}
