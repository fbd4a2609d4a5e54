//! A file with what made each of its lines so.

use super::{commit, cover};
use crate::render::json::BlameJson;
use crate::render::paint::{Line, Style, Text};

/// The widest note beside a line.
const WIDEST: usize = 28;

/// The lines of an entity's file, each with the decision or the commit.
pub fn blame(of: &BlameJson, width: usize) -> Text {
    let mut text = Text::new();
    let beside: Vec<String> = of
        .lines
        .iter()
        .map(|it| {
            let mut said = cover(&it.cover, it.by.as_deref());
            if matches!(it.cover.as_str(), "uncovered" | "draft" | "merge") {
                said.push_str(&format!(" {}", commit(&it.commit)));
            }
            said
        })
        .collect();
    let wide = beside
        .iter()
        .map(|it| it.chars().count())
        .max()
        .unwrap_or(0)
        .min(WIDEST);
    let mut last = None;
    for (it, said) in of.lines.iter().zip(&beside) {
        let line = text.line();
        // What goes on from the line above is not said again.
        let new = last != Some(&it.commit);
        last = Some(&it.commit);
        let day = it.on.as_deref().and_then(|at| at.get(..10)).unwrap_or("");
        let style = match it.cover.as_str() {
            "uncovered" => Style::Lost,
            _ => Style::Dim,
        };
        if new {
            let short: String = said.chars().take(wide).collect();
            line.push(style, format!("{day:10}  {short:wide$}  "));
        } else {
            line.push(style, format!("{:10}  {:wide$}  ", "", ""));
        }
        let indent = it.text.len() - it.text.trim_start().len();
        line.push(Style::Plain, " ".repeat(indent));
        let at = 14 + wide + indent;
        text.wrap(
            at + 2,
            width,
            &Line::new(Style::Plain, it.text.trim_start()),
        );
    }
    text
}
