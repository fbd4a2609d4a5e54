//! A poll that was opened, a ballot that was cast.

use super::{commit, short};
use crate::render::json::{CastJson, OpenedJson};
use crate::render::paint::{Line, Style, Text};
use crate::render::words::ATTESTED;

/// A poll that was opened.
pub fn opened(of: &OpenedJson, width: usize) -> Text {
    let mut text = Text::new();
    let line = text.line();
    line.push(Style::Plain, "opened stage ");
    line.push(Style::Name, &of.stage);
    let rest = format!(" ({} of {}) of {}", of.number, of.of, of.name);
    line.push(Style::Plain, rest);
    let electors = match of.electors {
        1 => "1 elector".to_owned(),
        n => format!("{n} electors"),
    };
    let keys = if of.with_key == of.electors {
        String::new()
    } else {
        format!(", {} with a key", of.with_key)
    };
    text.line()
        .push(Style::Plain, format!("  {electors}{keys}"));
    if of.attested_by.is_empty() {
        text.line().push(Style::Plain, "  takes: ");
        let takes = of.takes.iter().map(|it| Line::new(Style::Plain, it));
        text.list(9, width, takes);
    } else {
        text.line().push(Style::Plain, "  ");
        let said = format!(
            "its vote is held elsewhere, so it takes no ballots; the result will be {ATTESTED}, \
             signed by {}",
            of.attested_by.join(", ")
        );
        text.wrap(4, width, &Line::new(Style::Warn, said));
    }
    text.line()
        .push(Style::Plain, format!("  closes {}", of.closes.local));
    text.line().push(
        Style::Dim,
        format!("  poll {}, commit {}", short(&of.poll), commit(&of.commit)),
    );
    text
}

/// A ballot that was cast.
pub fn cast(of: &CastJson, _width: usize) -> Text {
    let mut text = Text::new();
    let line = text.line();
    line.push(Style::Plain, format!("{} voted ", of.voter));
    line.push(Style::Name, &of.vote);
    let rest = format!(" on {:04}, stage {}", of.proposal, of.stage);
    line.push(Style::Plain, rest);
    if let Some(before) = &of.before {
        line.push(Style::Plain, format!(", in place of {before}"));
    }
    let line = text.line();
    line.push(Style::Dim, format!("  receipt {}", short(&of.receipt)));
    line.push(
        Style::Dim,
        format!(
            ", commit {}; closes {}",
            commit(&of.commit),
            of.closes.local
        ),
    );
    text
}
