//! A count of several options: totals, matrix or rounds, the order, who is
//! elected, and the ties.

use super::matrix::matrix;
use crate::render::json::{CountJson, RoundJson};
use crate::render::paint::{Line, Style, Text};
use crate::render::table::{Column, Table};
use crate::render::words;

/// What the result comes from: totals, the pairwise matrix, the rounds, and
/// what was dropped before.
pub(in crate::render) fn arithmetic(
    text: &mut Text,
    of: &CountJson,
    name: &dyn Fn(&str) -> String,
    width: usize,
) {
    totals(text, of, name, width);
    matrix(text, of, name, width);
    for (number, round) in (1..).zip(&of.rounds) {
        one_round(text, number, round, name, width);
    }
    if of.dropped.is_empty() {
        return;
    }
    text.heading("Dropped");
    for (option, why) in &of.dropped {
        let line = text.line();
        line.push(Style::Plain, "  ")
            .push(Style::Name, name(option));
        text.wrap(4, width, &Line::new(Style::Plain, format!(": {why}")));
    }
}

fn totals(text: &mut Text, of: &CountJson, name: &dyn Fn(&str) -> String, width: usize) {
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

/// All options, best first; those who are elected stand out.
pub(in crate::render) fn order(
    text: &mut Text,
    of: &CountJson,
    name: &dyn Fn(&str) -> String,
    width: usize,
) {
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

/// How ties were broken, who is elected, and what is left tied; `word` stands
/// before those who are elected, who in a count of today are only ahead.
pub(in crate::render) fn result(
    text: &mut Text,
    of: &CountJson,
    name: &dyn Fn(&str) -> String,
    width: usize,
    word: &str,
) {
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
        say(Style::Warn, format!("{word}: nobody"));
    } else {
        say(
            Style::Gained,
            format!("{word}: {}", joined(&of.elected, name, "and")),
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
