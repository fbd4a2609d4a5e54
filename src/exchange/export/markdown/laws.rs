//! How decisions are made, and what must hold.

use std::fmt::Write;

use super::words::escaped;
use crate::org::{Level, Standing, evaluate};
use crate::rule::Rule;

/// The rules in force on the day.
pub(super) fn in_force<'a>(standing: &Standing<'a>) -> impl Iterator<Item = &'a Rule> {
    let day = standing.day();
    let rules = standing.organisation().rules.values();
    rules.filter(move |rule| rule.repealed.is_none_or(|gone| day < gone.first_day()))
}

pub(super) fn rules(standing: &Standing<'_>, text: &mut String) {
    if in_force(standing).next().is_none() {
        return;
    }
    let _ = writeln!(text, "## How decisions are made\n");
    for rule in in_force(standing) {
        let _ = writeln!(text, "### {}\n", escaped(&rule.title));
        if let Some(source) = &rule.source {
            let section = source.section.as_ref();
            let section = section.map_or_else(String::new, |it| format!(", {}", escaped(it)));
            let _ = writeln!(text, "From {}{section}.\n", escaped(&source.document));
        }
        // The first sentence is the title with its source.
        for sentence in rule.sentences().iter().skip(1) {
            let inner = sentence.trim_start();
            let indent = if inner.len() < sentence.len() {
                "  "
            } else {
                ""
            };
            let _ = writeln!(text, "{indent}- {}", in_text(inner));
        }
        text.push('\n');
    }
}

/// A sentence about a rule: comparisons stay as they are, and nothing in it is
/// taken for HTML.
fn in_text(sentence: &str) -> String {
    sentence
        .replace('\\', "\\\\")
        .replace('<', "\\<")
        .replace('*', "\\*")
        .replace('_', "\\_")
        .replace('[', "\\[")
}

pub(super) fn constraints(standing: &Standing<'_>, text: &mut String) {
    let day = standing.day();
    let all = &standing.organisation().constraints;
    let mut in_force = all.values().filter(|it| it.in_force_on(day)).peekable();
    if in_force.peek().is_none() {
        return;
    }
    let _ = writeln!(text, "## What must hold\n");
    for it in in_force {
        let title = escaped(it.title.trim_end_matches('.'));
        let level = match it.level {
            Level::Must => "This must hold",
            Level::Should => "This should hold",
        };
        let source = it.source.as_ref();
        let source =
            source.map_or_else(String::new, |it| format!(", by {}", escaped(&it.document)));
        let now = match evaluate(it, standing).is_broken() {
            true => " It does not hold at present.",
            false => "",
        };
        let _ = writeln!(text, "- {title}. {level}{source}.{now}");
    }
    text.push('\n');
}
