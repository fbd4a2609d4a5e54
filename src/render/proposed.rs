//! A proposal that was drafted: what it is and what it would do.

use super::json::ProposedJson;
use super::paint::{Line, Style, Text};
use super::words::numbered;

/// A proposal that was drafted.
pub fn proposed(of: &ProposedJson, width: usize) -> Text {
    let mut text = Text::new();
    numbered(
        &mut text,
        width,
        of.proposal,
        &of.title,
        &format!("draft, {}", of.rule),
    );
    for change in &of.changes {
        text.line().push(Style::Plain, "  ");
        text.wrap(4, width, &Line::new(Style::Plain, change));
    }
    recorded(&mut text, of, width);
    text
}

/// By whom it is, where its text is, and the commit.
pub(super) fn recorded(text: &mut Text, of: &ProposedJson, width: usize) {
    let names: Vec<&str> = of.authors.iter().map(|it| it.name.as_str()).collect();
    let folder = format!("proposals/{}", of.name);
    text.line().push(Style::Plain, "  ");
    let by = format!("by {}; the text is {folder}/README.md", names.join(", "));
    text.wrap(4, width, &Line::new(Style::Dim, by));
    let recorded = match &of.commit {
        Some(hex) => format!("  commit {}", hex.get(..7).unwrap_or(hex)),
        None => "  written, and not committed".to_owned(),
    };
    text.line().push(Style::Dim, recorded);
}
