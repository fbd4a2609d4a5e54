//! A poll that was closed, a proposal that was enacted.

use super::{commit, rejected, votes};
use crate::render::json::{ClosedJson, EnactedJson};
use crate::render::paint::{Line, Style, Text};
use crate::render::words::ATTESTED;

/// A poll that was closed or extended.
pub fn closed(of: &ClosedJson, width: usize) -> Text {
    let mut text = Text::new();
    let line = text.line();
    line.push(Style::Plain, format!("stage {} of {}: ", of.stage, of.name));
    match (&of.outcome, &of.extended) {
        (Some(outcome), _) => line.push(Style::Name, outcome),
        (None, Some(until)) => line.push(Style::Name, format!("extended until {}", until.local)),
        (None, None) => line,
    };
    match &of.attested {
        Some(by) => super::attested::by(&mut text, by, 2, width),
        None => {
            let ballots = format!("  {} of {} electors voted", of.counted, of.electors);
            text.line().push(Style::Plain, ballots);
        }
    }
    votes(&mut text, &of.votes, of.electors);
    rejected(&mut text, (&of.rejected, of.rejected_in_all), 2, width);
    for line in &of.count {
        text.line().push(Style::Dim, "  ");
        text.wrap(4, width, &Line::new(Style::Dim, line));
    }
    if !of.elected.is_empty() {
        text.line().push(Style::Plain, "  elected: ");
        let names = of.elected.iter().map(|name| Line::new(Style::Name, name));
        text.list(11, width, names);
    }
    for condition in &of.conditions {
        text.line().push(Style::Plain, "  ");
        text.wrap(4, width, &Line::new(Style::Plain, condition));
    }
    text.line().push(Style::Plain, "  ");
    text.wrap(4, width, &Line::new(Style::Plain, &of.next));
    text.line()
        .push(Style::Dim, format!("  commit {}", commit(&of.commit)));
    text
}

/// The most changed files that are listed.
const MOST_FILES: usize = 12;

/// A proposal that was enacted.
pub fn enacted(of: &EnactedJson, width: usize) -> Text {
    let mut text = Text::new();
    let line = text.line();
    line.push(Style::Plain, "enacted ");
    line.push(Style::Name, &of.name);
    line.push(
        Style::Plain,
        format!(
            ", effective {}, commit {}",
            of.effective,
            commit(&of.commit)
        ),
    );
    if let Some(until) = &of.provisional {
        let said = format!("  provisional: it must be ratified by {until}, or undone");
        text.line().push(Style::Warn, said);
    }
    if !of.attested.is_empty() {
        let stages = of.attested.join(" and ");
        let said = format!("  the result of stage {stages} is {ATTESTED}");
        text.line().push(Style::Warn, said);
    }
    if of.files.is_empty() {
        text.line()
            .push(Style::Plain, "  no file of governance/ changes");
        return text;
    }
    let stems = of.files.iter().map(|path| {
        let short = path.strip_prefix("governance/").unwrap_or(path);
        Line::new(Style::Dim, short)
    });
    let plural = if of.files.len() == 1 { "" } else { "s" };
    let more = of.files.len().saturating_sub(MOST_FILES);
    text.line()
        .push(Style::Plain, format!("  {} file{plural}: ", of.files.len()));
    let more = (more > 0).then(|| Line::new(Style::Dim, format!("{more} more")));
    text.list(4, width, stems.take(MOST_FILES).chain(more));
    text
}
