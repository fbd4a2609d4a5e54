//! A file of ballots, counted: what was counted, then the count itself.

use super::condition;
use super::count::{arithmetic, order, result};
use crate::render::json::CountedJson;
use crate::render::paint::{Line, Style, Text};
use crate::render::words;

/// The most lines left out that are printed.
const MOST_LEFT_OUT: usize = 10;

/// A count that a person can follow.
pub fn counted(of: &CountedJson, width: usize) -> Text {
    let names = |id: &str| {
        let found = of.options.iter().find(|option| option.id == id);
        found.map_or_else(|| id.to_owned(), |option| option.name.clone())
    };
    let name: &dyn Fn(&str) -> String = &names;
    let mut text = Text::new();
    let title = of.title.clone().unwrap_or_else(|| "Count".to_owned());
    let seats = words::count(of.count.seats, "seat");
    words::title(
        &mut text,
        width,
        &title,
        &format!("{}, {seats}", of.count.method),
    );
    head(&mut text, of, width);
    arithmetic(&mut text, &of.count, name, width);
    text.heading("Order");
    order(&mut text, &of.count, name, width);
    text.gap();
    result(&mut text, &of.count, name, width, "elected");
    if let (Some(left), Some(found)) = (&of.vacancy, &of.countback) {
        text.heading("Countback");
        crate::render::vote::moves_up(&mut text, found, left, width);
    }
    if !of.conditions.is_empty() {
        text.gap();
        for asked in &of.conditions {
            condition(&mut text, asked, width);
        }
    }
    if let (Some(outcome), Some(leads)) = (&of.outcome, &of.leads) {
        text.gap();
        text.line().push(Style::Name, outcome);
        text.wrap(2, width, &Line::new(Style::Plain, format!(": {leads}")));
    }
    text
}

fn head(text: &mut Text, of: &CountedJson, width: usize) {
    let ballots = usize::try_from(of.ballots).unwrap_or(usize::MAX);
    let mut said = words::count(ballots, "ballot");
    if of.blank > 0 {
        said.push_str(&format!(", {} of them blank", of.blank));
    }
    if of.count.invalid > 0 {
        said.push_str(&format!("; {} more are invalid", of.count.invalid));
    }
    text.line().push(Style::Plain, said);
    for note in &of.count.notes {
        text.line();
        text.wrap(2, width, &Line::new(Style::Dim, note));
    }
    let left_out = of.left_out.len();
    if left_out > 0 {
        text.line().push(
            Style::Warn,
            format!("{} left out:", words::count(left_out, "line")),
        );
        for why in of.left_out.iter().take(MOST_LEFT_OUT) {
            text.line().push(Style::Plain, "  ");
            text.wrap(4, width, &Line::new(Style::Plain, why));
        }
        if left_out > MOST_LEFT_OUT {
            let more = format!("  and {} more", left_out - MOST_LEFT_OUT);
            text.line().push(Style::Dim, more);
        }
    }
}
