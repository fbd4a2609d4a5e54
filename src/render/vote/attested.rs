//! Votes held elsewhere: who attests them, wherever they are shown.

use super::{closed, commit};
use crate::render::json::{AttestedByJson, AttestedJson, AttestingJson};
use crate::render::paint::{Line, Style, Text};
use crate::render::words::ATTESTED;

/// Figures that somebody attested.
pub fn attested(of: &AttestedJson, width: usize) -> Text {
    let mut text = Text::new();
    let said = format!("{} attests stage {} of {}: ", of.officer, of.stage, of.name);
    text.line().push(Style::Plain, said);
    text.wrap(2, width, &Line::new(Style::Name, &of.figures));
    text.line().push(Style::Plain, "  ");
    text.wrap(4, width, &Line::new(Style::Plain, &of.method));
    text.line()
        .push(Style::Dim, format!("  commit {}", commit(&of.commit)));
    match &of.closed {
        Some(it) => {
            text.gap();
            text.extend(0, closed(it, width));
        }
        None => attesting(&mut text, &of.attesting, width),
    }
    text
}

/// How far an attestation has come.
pub(super) fn attesting(text: &mut Text, of: &AttestingJson, width: usize) {
    let mut names = |label: &str, names: &[String]| {
        if !names.is_empty() {
            text.line().push(Style::Plain, format!("  {label} "));
            let names = names.iter().map(|name| Line::new(Style::Name, name));
            text.list(4, width, names);
        }
    };
    names("attested by", &of.signed);
    names("to be attested by", &of.missing);
    if !of.differ.is_empty() {
        let line = text.line();
        line.push(Style::Warn, "  they do not agree, and nothing is closed:");
        for said in &of.differ {
            text.line().push(Style::Plain, "    ");
            text.wrap(6, width, &Line::new(Style::Plain, said));
        }
    }
}

/// Who attests a result, and what that means.
pub(super) fn by(text: &mut Text, of: &AttestedByJson, indent: usize, width: usize) {
    text.line().push(Style::Plain, " ".repeat(indent));
    let said = format!("{ATTESTED}; signed by {}: {}", of.by.join(", "), of.method);
    text.wrap(indent + 2, width, &Line::new(Style::Warn, said));
}
