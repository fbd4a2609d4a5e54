//! A person: offices, former offices and powers.

use std::collections::BTreeMap;

use crate::render::json::{HeldJson, OfficeJson, PersonJson, TermJson};
use crate::render::paint::{Line, Style, Text};
use crate::render::words::{self, count};

/// All that is known of a person.
pub fn person(of: &PersonJson, width: usize) -> Text {
    let mut text = Text::new();
    words::title(
        &mut text,
        width,
        &of.name,
        &format!("{}, on {}", of.id, of.on),
    );
    about(&mut text, of, width);

    text.heading("Offices");
    if of.offices.is_empty() {
        text.line().push(Style::Dim, "  none");
    }
    let column = offices_column(of);
    for office in &of.offices {
        let words = held(office);
        row(&mut text, width, column, &office.team.name, &words);
    }
    for (heading, terms) in [
        ("Former offices", &of.former_offices),
        ("Later offices", &of.later_offices),
    ] {
        if !terms.is_empty() {
            text.heading(heading);
            for term in terms {
                row(&mut text, width, column, &term.team.name, &dated(term));
            }
        }
    }
    powers(&mut text, &of.powers, width);
    text
}

fn about(text: &mut Text, of: &PersonJson, width: usize) {
    if !of.also_known_as.is_empty() {
        words::plain(text, width, "also known as", of.also_known_as.join(", "));
    }
    for (service, account) in &of.accounts {
        words::plain(text, width, service, account);
    }
    for address in &of.emails {
        words::plain(text, width, "mail", address);
    }
    if of.keys > 0 {
        words::plain(text, width, "signs with", count(of.keys, "key"));
    }
    for affiliation in &of.affiliations {
        let mut line = Line::new(Style::Plain, &affiliation.organisation);
        line.push(Style::Dim, format!(", {}", affiliation.period.words));
        words::field(text, width, "works for", &line);
    }
}

fn offices_column(of: &PersonJson) -> usize {
    let names = of.offices.iter().map(|office| &office.team.name);
    let former = of.former_offices.iter().chain(&of.later_offices);
    let names = names.chain(former.map(|term| &term.team.name));
    let widest = names
        .map(|name| Line::new(Style::Plain, name).width())
        .max();
    2 + widest.unwrap_or(0).min(30) + 2
}

fn row(text: &mut Text, width: usize, column: usize, name: &str, words: &Line) {
    text.line()
        .push(Style::Plain, "  ")
        .push(Style::Name, name)
        .to_column(column);
    text.wrap(column, width, words);
}

/// How an office is held.
fn held(office: &OfficeJson) -> Line {
    match (&office.term, words::through(&office.through)) {
        (Some(term), _) => {
            let mut line = Line::new(Style::Plain, words::term(term).join(", "));
            note(&mut line, term);
            line
        }
        (None, way) => Line::new(Style::Plain, way.unwrap_or_default()),
    }
}

/// A term with its period first, for terms that are told apart by it.
fn dated(term: &TermJson) -> Line {
    let mut line = Line::new(Style::Plain, &term.period.words);
    let mut rest = words::term(term);
    rest.retain(|word| *word != term.period.words);
    if !rest.is_empty() {
        line.push(Style::Dim, format!(", {}", rest.join(", ")));
    }
    note(&mut line, term);
    line
}

fn note(line: &mut Line, term: &TermJson) {
    if let Some(note) = &term.note {
        line.push(Style::Dim, format!("; {note}"));
    }
}

/// The powers, area by area, each with the offices that give it.
fn powers(text: &mut Text, powers: &[HeldJson], width: usize) {
    text.heading("Powers");
    if powers.is_empty() {
        text.line().push(Style::Dim, "  none");
        return;
    }
    let mut areas: BTreeMap<&str, Vec<&HeldJson>> = BTreeMap::new();
    for held in powers {
        areas.entry(&held.area.id).or_default().push(held);
    }
    let widest = |words: &mut dyn Iterator<Item = &str>| {
        let widths = words.map(|word| Line::new(Style::Plain, word).width());
        widths.max().unwrap_or(0)
    };
    let power = 2 + widest(&mut areas.keys().copied()) + 2;
    let by = power + widest(&mut powers.iter().map(|held| held.power.as_str())) + 2;
    for (area, mut held) in areas {
        held.sort_by_key(|held| (held.power != "control", &held.power));
        for (n, held) in held.into_iter().enumerate() {
            let line = text.line();
            if n == 0 {
                line.push(Style::Plain, "  ").push(Style::Name, area);
            }
            line.to_column(power)
                .push(Style::Plain, &held.power)
                .to_column(by)
                .push(Style::Dim, "by ");
            text.list(by + 3, width, held.offices.iter().map(words::office));
        }
    }
}
