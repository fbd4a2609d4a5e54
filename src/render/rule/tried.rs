//! A vote tried: every condition with its numbers.

use super::condition;
use crate::render::json::TriedJson;
use crate::render::paint::{Line, Style, Text};
use crate::render::words;

/// A vote of one question, tried.
pub fn tried(of: &TriedJson, width: usize) -> Text {
    let mut text = Text::new();
    words::title(&mut text, width, &of.title, &format!("stage {}", of.stage));
    let longest = of
        .votes
        .iter()
        .map(|it| it.vote.len())
        .max()
        .unwrap_or(0)
        .max(6);
    for sum in &of.votes {
        let line = text.line();
        line.push(
            Style::Plain,
            format!("  {:longest$}  {:>6}", sum.vote, sum.sum),
        );
    }
    let line = text.line();
    line.push(
        Style::Dim,
        format!("  {:longest$}  {:>6}", "silent", of.silent),
    );
    line.push(Style::Dim, format!("  of {} electors", of.electors));
    for assumed in &of.assumed {
        text.line().push(Style::Plain, "  ");
        text.wrap(4, width, &Line::new(Style::Dim, assumed));
    }
    text.gap();
    for asked in of.before.iter().chain(&of.outcomes).chain(&of.closing) {
        condition(&mut text, asked, width);
    }
    text.gap();
    let line = text.line();
    match &of.outcome {
        Some(outcome) => line.push(Style::Name, outcome),
        None => line.push(Style::Warn, "it goes on"),
    };
    let leads = Line::new(Style::Plain, format!(": {}", of.leads));
    text.wrap(2, width, &leads);
    let who = match of.silent.as_str() {
        "1" => "the one who is silent".to_owned(),
        silent => format!("the {silent} who are silent"),
    };
    let certain = match of.possible.as_slice() {
        [] => None,
        _ if of.silent == "0" || of.outcome.is_none() => None,
        [one] => Some(format!("{one} is certain: {who} cannot change it")),
        several => {
            let may = if of.exact { "can" } else { "may" };
            Some(format!(
                "open: {who} {may} still make it {}",
                several.join(" or ")
            ))
        }
    };
    if let Some(certain) = certain {
        text.line();
        text.wrap(2, width, &Line::new(Style::Plain, certain));
    }
    text
}
