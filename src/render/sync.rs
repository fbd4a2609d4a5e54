//! The shared line, brought up to date, and what was taken in on it.

use super::json::{CollectJson, PushedJson, SyncJson};
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

/// The most that is listed of what was refused.
const MOST_REFUSED: usize = 50;

/// What was taken in, and what was not.
pub fn collect(of: &CollectJson, width: usize) -> Text {
    let mut text = Text::new();
    let verb = if of.dry_run { "would take" } else { "took" };
    let commits = match (of.dry_run, of.commits) {
        (true, _) | (_, 0) => String::new(),
        (_, 1) => ", in 1 commit".to_owned(),
        (_, n) => format!(", in {n} commits"),
    };
    let line = text.line();
    line.push(Style::Plain, format!("{verb} {}{commits}", of.taken.len()));
    line.push(
        Style::Plain,
        format!("; refused {}; {} known before", of.refused.len(), of.known),
    );
    for it in &of.taken {
        let digits = it.digest.strip_prefix("sha256:").unwrap_or(&it.digest);
        let line = text.line();
        line.push(Style::Gained, "  taken   ");
        line.push(Style::Name, format!("{:10}", it.by));
        line.push(
            Style::Dim,
            format!("  {}  ", digits.get(..8).unwrap_or(digits)),
        );
        text.wrap(4, width, &Line::new(Style::Plain, &it.from));
    }
    for it in of.refused.iter().take(MOST_REFUSED) {
        let line = text.line();
        line.push(Style::Lost, "  refused ");
        line.push(Style::Plain, format!("{} ({}): ", it.from, it.code));
        text.wrap(4, width, &Line::new(Style::Plain, &it.why));
    }
    let more = of.refused.len().saturating_sub(MOST_REFUSED);
    if more > 0 {
        let said = format!("  and {more} more; see --format json");
        text.line().push(Style::Dim, said);
    }
    text
}
