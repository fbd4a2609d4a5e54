//! Anything else that a command did.

use super::commit;
use crate::render::json::DoneJson;
use crate::render::paint::{Line, Style, Text};

/// What a command did.
pub fn done(of: &DoneJson, width: usize) -> Text {
    let mut text = Text::new();
    for (at, said) in of.said.iter().enumerate() {
        let indent = if at == 0 { 0 } else { 2 };
        text.line().push(Style::Plain, " ".repeat(indent));
        text.wrap(indent + 2, width, &Line::new(Style::Plain, said));
    }
    if let Some(hex) = &of.commit {
        text.line()
            .push(Style::Dim, format!("  commit {}", commit(hex)));
    }
    text
}
