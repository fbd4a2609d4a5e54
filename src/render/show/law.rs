//! A rule, a constraint or an event.

use crate::render::json::{ConstraintJson, EventJson, RuleJson};
use crate::render::paint::{Line, Style, Text};
use crate::render::words;

/// A rule in plain sentences.
pub fn rule(of: &RuleJson, width: usize) -> Text {
    let mut text = Text::new();
    words::title(&mut text, width, &of.title, &format!("{}, rule", of.id));
    if let Some(source) = &of.source {
        words::plain(&mut text, width, "source", words::source(source));
    }
    if let Some(day) = &of.repealed {
        words::field(&mut text, width, "repealed", &Line::new(Style::Warn, day));
    }
    text.gap();
    // The first sentence is the title and the source.
    for sentence in of.sentences.iter().skip(1) {
        let words = sentence.trim_start();
        let indent = sentence.len() - words.len();
        text.line().push(Style::Plain, " ".repeat(indent));
        text.wrap(indent + 2, width, &Line::new(Style::Plain, words));
    }
    text
}

/// A constraint, and whether it holds.
pub fn constraint(of: &ConstraintJson, width: usize) -> Text {
    let mut text = Text::new();
    let aside = format!("{}, constraint, on {}", of.id, of.on);
    words::title(&mut text, width, &of.title, &aside);
    if let Some(source) = &of.source {
        words::plain(&mut text, width, "source", words::source(source));
    }
    words::plain(&mut text, width, &of.level, &of.requires);
    let style = match of.verdict.as_str() {
        "holds" => Style::Gained,
        "broken" => Style::Lost,
        _ => Style::Warn,
    };
    if let Some(day) = &of.repealed {
        words::field(&mut text, width, "repealed", &Line::new(Style::Warn, day));
    }
    if of.in_force {
        words::field(&mut text, width, "verdict", &Line::new(style, &of.verdict));
    }
    for why in &of.because {
        words::plain(&mut text, width, "", why);
    }
    if let Some(remedy) = &of.remedy {
        words::plain(&mut text, width, "remedy", remedy);
    }
    for (reason, until) in &of.waivers {
        let mut line = Line::new(Style::Plain, reason);
        if let Some(until) = until {
            line.push(Style::Dim, format!(", until {until}"));
        }
        words::field(&mut text, width, "waived", &line);
    }
    text
}

/// An event.
pub fn event(of: &EventJson, width: usize) -> Text {
    let mut text = Text::new();
    words::title(&mut text, width, &of.id, "event");
    words::plain(&mut text, width, "kind", &of.kind);
    words::plain(&mut text, width, "on", &of.on);
    if let Some(series) = &of.series {
        words::plain(&mut text, width, "series", series);
    }
    if let Some(source) = &of.source {
        words::plain(&mut text, width, "source", source);
    }
    let attested = match of.attested {
        true => "yes, by an official's signature",
        false => "no: nobody who may has signed it",
    };
    words::plain(&mut text, width, "attested", attested);
    if !of.people.is_empty() {
        let people: Vec<&str> = of.people.iter().map(|it| it.name.as_str()).collect();
        words::plain(&mut text, width, "people", people.join(", "));
    }
    text
}
