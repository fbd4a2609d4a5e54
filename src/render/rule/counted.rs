//! A file of ballots, counted: the matrix or the rounds, the order, who is
//! elected, and the ties.

use super::condition;
use super::matrix::matrix;
use crate::render::json::{CountedJson, RoundJson};
use crate::render::paint::{Line, Style, Text};
use crate::render::table::{Column, Table};
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
    let seats = words::count(of.seats, "seat");
    words::title(&mut text, width, &title, &format!("{}, {seats}", of.method));
    head(&mut text, of, width);
    totals(&mut text, of, name, width);
    matrix(&mut text, of, name, width);
    for (number, round) in (1..).zip(&of.rounds) {
        one_round(&mut text, number, round, name, width);
    }
    if !of.dropped.is_empty() {
        text.heading("Dropped");
        for (option, why) in &of.dropped {
            let line = text.line();
            line.push(Style::Plain, "  ")
                .push(Style::Name, name(option));
            text.wrap(4, width, &Line::new(Style::Plain, format!(": {why}")));
        }
    }
    order(&mut text, of, name, width);
    result(&mut text, of, name, width);
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
    if of.invalid > 0 {
        said.push_str(&format!("; {} more are invalid", of.invalid));
    }
    text.line().push(Style::Plain, said);
    for note in &of.notes {
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

fn totals(text: &mut Text, of: &CountedJson, name: &dyn Fn(&str) -> String, width: usize) {
    if of.totals.is_empty() {
        return;
    }
    text.heading("Totals");
    let mut table = Table::new([Column::Rest, Column::Right]);
    for total in &of.totals {
        table.row([
            (Style::Name, name(&total.option)),
            (Style::Plain, total.total.clone()),
        ]);
    }
    text.extend(2, table.text(width.saturating_sub(2)));
}

fn one_round(
    text: &mut Text,
    number: usize,
    round: &RoundJson,
    name: &dyn Fn(&str) -> String,
    width: usize,
) {
    let quota = round.quota.as_ref();
    let quota = quota.map_or_else(String::new, |quota| format!(", quota {quota}"));
    text.heading(&format!("Round {number}{quota}"));
    let mut table = Table::new([Column::Rest, Column::Right]);
    for tally in &round.tallies {
        table.row([
            (Style::Plain, name(&tally.option)),
            (Style::Plain, tally.total.clone()),
        ]);
    }
    if round.not_transferable != "0" {
        table.row([
            (Style::Dim, "with nobody any more".to_owned()),
            (Style::Dim, round.not_transferable.clone()),
        ]);
    }
    text.extend(2, table.text(width.saturating_sub(2)));
    for event in &round.events {
        text.line().push(Style::Plain, "  ");
        text.wrap(4, width, &Line::new(Style::Name, event));
    }
}

/// Names joined by commas, and the last by a word.
fn joined(ids: &[String], name: &dyn Fn(&str) -> String, joint: &str) -> String {
    crate::rule::sentence::list(ids.iter().map(|id| name(id)), joint)
}

fn order(text: &mut Text, of: &CountedJson, name: &dyn Fn(&str) -> String, width: usize) {
    text.heading("Order");
    let mut place = 1;
    for group in &of.order {
        let line = text.line();
        line.push(Style::Plain, format!("{place:>4}  "));
        let elected = |id: &String| of.elected.contains(id);
        let items = group.iter().map(|id| {
            let style = if elected(id) {
                Style::Name
            } else {
                Style::Plain
            };
            Line::new(style, name(id))
        });
        text.list(6, width, items);
        place += group.len();
    }
}

fn result(text: &mut Text, of: &CountedJson, name: &dyn Fn(&str) -> String, width: usize) {
    text.gap();
    let mut say = |style: Style, words: String| {
        text.line();
        text.wrap(2, width, &Line::new(style, words));
    };
    for broken in &of.broken {
        let into = broken.into.iter().map(|group| joined(group, name, "and"));
        let into: Vec<String> = into.collect();
        let among = joined(&broken.among, name, "and");
        let words = format!(
            "{} breaks the tie of {among}: {}",
            broken.by,
            into.join(", then ")
        );
        say(Style::Plain, words);
    }
    for id in &of.over_cap {
        say(
            Style::Plain,
            format!("{} gives way under the cap", name(id)),
        );
    }
    if of.elected.is_empty() {
        say(Style::Warn, "nobody is elected".to_owned());
    } else {
        say(
            Style::Gained,
            format!("elected: {}", joined(&of.elected, name, "and")),
        );
    }
    for tie in &of.ties {
        let seats = words::count(tie.seats, "seat");
        let among = joined(&tie.among, name, "and");
        say(Style::Warn, format!("tie for {seats}: {among}"));
    }
    for step in of.open_steps.iter().filter(|_| !of.ties.is_empty()) {
        say(Style::Plain, format!("the rule breaks it next by {step}"));
    }
}
