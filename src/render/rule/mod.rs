//! Rules in full, explained, tried on votes and on ballots, and the library.

pub(in crate::render) mod count;
mod counted;
mod explain;
mod full;
mod library;
mod matrix;
mod tried;

pub use counted::counted;
pub use explain::explain;
pub use full::full;
pub use library::library;
pub use tried::tried;

use crate::render::json::OutcomeJson;
use crate::render::paint::{Line, Style, Text};

/// A rule's sentences, those about outcomes further in. The first is the title
/// and the source, which stand above them already.
fn sentences(text: &mut Text, all: &[String], width: usize) {
    for sentence in all.iter().skip(1) {
        let words = sentence.trim_start();
        let indent = sentence.len() - words.len();
        text.line().push(Style::Plain, " ".repeat(indent));
        text.wrap(indent + 2, width, &Line::new(Style::Plain, words));
    }
}

/// A condition with its numbers: in one line where it is one comparison, else
/// its text with a line for each part.
fn condition(text: &mut Text, of: &OutcomeJson, width: usize) {
    let style = if of.holds { Style::Name } else { Style::Plain };
    text.line()
        .push(Style::Plain, "  ")
        .push(style, format!("{}: ", of.name));
    match of.explained.as_slice() {
        [] => _ = text.push(Style::Plain, "otherwise"),
        [one] => text.wrap(6, width, &Line::new(Style::Plain, one)),
        several => {
            let verdict = if of.holds { "holds" } else { "does not hold" };
            let whole = of.condition.as_deref().unwrap_or_default();
            let said = format!("{whole}: {verdict}");
            text.wrap(6, width, &Line::new(Style::Plain, said));
            for part in several {
                text.line().push(Style::Plain, "      ");
                text.wrap(8, width, &Line::new(Style::Dim, part));
            }
        }
    }
}
