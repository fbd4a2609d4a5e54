//! Acts before the decision.

use super::commit;
use crate::render::json::ActJson;
use crate::render::paint::{Line, Style, Text};

/// An act, and what it has come to.
pub(super) fn act(text: &mut Text, of: &ActJson, indent: usize, width: usize) {
    let (style, came) = match (of.stands.as_str(), &of.why) {
        ("provisional", _) => (
            Style::Warn,
            format!("provisional until it is ratified, by {}", of.until),
        ),
        (stands, Some(why)) => (Style::Lost, format!("{stands}: {why}")),
        (stands, None) => (Style::Plain, stands.to_owned()),
    };
    text.line().push(Style::Plain, " ".repeat(indent));
    let said = format!(
        "enacted {} by {} before a vote, in {}: ",
        of.effective,
        of.by,
        commit(&of.commit)
    );
    let mut line = Line::new(Style::Plain, said);
    line.push(style, came);
    text.wrap(indent + 2, width, &line);
}
