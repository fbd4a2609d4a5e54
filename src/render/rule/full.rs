//! A rule in full.

use super::sentences;
use crate::render::json::RuleFullJson;
use crate::render::paint::{Line, Style, Text};
use crate::render::words;

/// A rule in full: what it says, who votes today, what names it, its file.
pub fn full(of: &RuleFullJson, width: usize) -> Text {
    let mut text = Text::new();
    words::title(&mut text, width, &of.title, &format!("{}, rule", of.id));
    if let Some(source) = &of.source {
        words::plain(&mut text, width, "source", words::source(source));
    }
    if let Some(day) = &of.repealed {
        words::field(&mut text, width, "repealed", &Line::new(Style::Warn, day));
    }
    text.gap();
    sentences(&mut text, &of.sentences, width);
    text.heading("Who votes");
    for electors in &of.electors {
        let line = text.line();
        line.push(Style::Plain, "  ")
            .push(Style::Name, &electors.stage);
        line.push(Style::Dim, format!(" ({})", electors.electorate));
        match (&electors.people, &electors.why) {
            (Some(people), _) => {
                line.push(Style::Plain, format!(": {} ", people.len()));
                let names = people.iter().map(|it| Line::new(Style::Dim, &it.name));
                text.list(4, width, names);
            }
            (None, why) => {
                let why = why.as_deref().unwrap_or("not known");
                text.wrap(4, width, &Line::new(Style::Plain, format!(": {why}")));
            }
        }
    }
    for (label, rules) in [("names rules", &of.names), ("named by", &of.named_by)] {
        if !rules.is_empty() {
            text.gap();
            words::plain(&mut text, width, label, rules.join(", "));
        }
    }
    text.heading(&of.file);
    for line in of.text.lines() {
        text.line()
            .push(Style::Plain, "  ")
            .push(Style::Plain, line);
    }
    text
}
