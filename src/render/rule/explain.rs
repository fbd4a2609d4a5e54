//! A rule explained: in sentences, what it takes to pass, where it is weak.

use super::sentences;
use crate::render::json::{ReachJson, RuleExplainJson};
use crate::render::paint::{Line, Style, Text};
use crate::render::table::{Column, Table};
use crate::render::words;

/// A rule explained.
pub fn explain(of: &RuleExplainJson, width: usize) -> Text {
    let mut text = Text::new();
    words::title(&mut text, width, &of.title, &of.id);
    if let Some(source) = &of.source {
        words::plain(&mut text, width, "source", words::source(source));
    }
    if let Some(comment) = &of.comment {
        words::plain(&mut text, width, "reading", comment);
    }
    text.gap();
    sentences(&mut text, &of.sentences, width);
    for stage in &of.stages {
        reach(&mut text, stage, width);
    }
    if !of.findings.is_empty() {
        text.heading("Weak spots");
        for finding in &of.findings {
            let style = match finding.severity.as_str() {
                "error" => Style::Lost,
                "warning" => Style::Warn,
                _ => Style::Dim,
            };
            let line = text.line();
            line.push(Style::Plain, "  ");
            line.push(style, format!("{}[{}] ", finding.severity, finding.code));
            text.wrap(4, width, &Line::new(Style::Plain, &finding.message));
            if let Some(hint) = &finding.hint {
                text.line().push(Style::Dim, "    hint: ");
                text.wrap(6, width, &Line::new(Style::Plain, hint));
            }
        }
    }
    text
}

fn reach(text: &mut Text, of: &ReachJson, width: usize) {
    text.heading(&format!("Stage {}", of.stage));
    text.line().push(Style::Plain, "  ");
    let said = match (of.electors, &of.why) {
        (_, Some(why)) => why.clone(),
        (electors, None) => {
            let electors = words::count(electors.unwrap_or(0), "elector");
            match (&of.fewest, of.any) {
                (_, false) => format!("{electors}: no ballots pass"),
                (Some(fewest), true) if fewest == "0" => {
                    format!("{electors}: it can pass without a vote in favour")
                }
                (Some(fewest), true) => {
                    format!("{electors}: to pass it needs at least {fewest} in favour")
                }
                (None, true) => format!("{electors}: it can pass"),
            }
        }
    };
    text.wrap(4, width, &Line::new(Style::Plain, said));
    if !of.exact && of.why.is_none() {
        text.line().push(Style::Plain, "  ");
        let words = "too many votes are possible to go through; the bounds are not exact";
        text.wrap(4, width, &Line::new(Style::Dim, words));
    }
    // Where votes against stop nothing, a table of them says nothing.
    if of.turnout.iter().all(|row| row.in_favour == Some(0)) {
        return;
    }
    text.line()
        .push(Style::Plain, "  if the others who vote are against:");
    let mut table = Table::new([Column::Right, Column::Right, Column::Right]);
    table.row([
        (Style::Dim, "ballots".to_owned()),
        (Style::Dim, "in favour".to_owned()),
        (Style::Dim, "against".to_owned()),
    ]);
    for row in &of.turnout {
        let cells = match row.in_favour {
            Some(favour) => [
                (Style::Plain, row.ballots.to_string()),
                (Style::Name, favour.to_string()),
                (
                    Style::Plain,
                    (row.ballots - favour.min(row.ballots)).to_string(),
                ),
            ],
            None => [
                (Style::Plain, row.ballots.to_string()),
                (Style::Dim, "cannot pass".to_owned()),
                (Style::Plain, String::new()),
            ],
        };
        table.row(cells);
    }
    text.extend(4, table.text(width.saturating_sub(4)));
}
