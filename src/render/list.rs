//! The proposals, two lines each: which and how far; under which rule, whose,
//! and what comes next.

use super::json::{DueJson, DueRuleJson, ListJson, ListedJson, OverallJson};
use super::paint::{Line, Style, Text};
use super::words::{ATTESTED, NUMBERS, numbered};

/// The list of proposals.
pub fn list(of: &ListJson, width: usize) -> Text {
    let mut text = Text::new();
    for it in &of.proposals {
        one(&mut text, it, width);
    }
    text
}

fn one(text: &mut Text, it: &ListedJson, width: usize) {
    numbered(text, width, it.number, &it.title, &it.state);
    text.line().push(Style::Plain, " ".repeat(NUMBERS));
    text.list(NUMBERS, width, facts(it));
    for rival in &it.rivals {
        text.line().push(Style::Plain, " ".repeat(NUMBERS));
        let said = format!(
            "rival of {}: both dispose of {}",
            rival.number,
            rival.claims.join(", ")
        );
        text.wrap(NUMBERS + 2, width, &Line::new(Style::Warn, said));
    }
}

/// What is due, and what is under way.
pub fn overall(of: &OverallJson, width: usize) -> Text {
    let mut text = Text::new();
    for it in &of.due {
        due_rule(&mut text, it, width);
    }
    if of.due.is_empty() {
        text.line()
            .push(Style::Plain, "No rule says that a decision is due.");
    }
    if of.proposals.is_empty() {
        text.line().push(Style::Plain, "No proposal is under way.");
        return text;
    }
    text.gap();
    for it in &of.proposals {
        one(&mut text, it, width);
    }
    text
}

fn due_rule(text: &mut Text, of: &DueRuleJson, width: usize) {
    text.line().push(Style::Name, format!("{}: ", of.rule));
    text.wrap(4, width, &Line::new(Style::Warn, &of.why));
    if let (Some(number), Some(state)) = (of.answered_by, &of.state) {
        let said = format!("    proposal {number} under it: {state}");
        text.line().push(Style::Dim, said);
    }
}

/// `core-vote, by James Bennett, core votes until …`.
fn facts(of: &ListedJson) -> Vec<Line> {
    let mut facts = Vec::new();
    if !of.rule.is_empty() {
        facts.push(Line::new(Style::Dim, format!("rule {}", of.rule)));
    }
    for (at, author) in of.authors.iter().enumerate() {
        let by = if at == 0 { "by " } else { "" };
        facts.push(Line::new(Style::Dim, format!("{by}{}", author.name)));
    }
    facts.extend(
        of.follows
            .map(|n| Line::new(Style::Dim, format!("after {n}"))),
    );
    if let Some(by) = &of.acted_first {
        let said = match of.act_lapsed {
            true => format!("{by} acted first, which must be undone"),
            false => format!("provisional, by {by} alone until ratified"),
        };
        facts.push(Line::new(Style::Warn, said));
    }
    if !of.attested.is_empty() {
        let said = format!("{}: {ATTESTED}", of.attested.join(" and "));
        facts.push(Line::new(Style::Warn, said));
    }
    facts.extend(of.due.as_ref().map(due));
    facts
}

/// What comes next, in words.
fn due(of: &DueJson) -> Line {
    let stage = of.stage.as_deref().unwrap_or_default();
    let closes = of.closes.as_ref().map_or("", |it| it.local.as_str());
    match of.what.as_str() {
        "open" => Line::new(Style::Dim, format!("stage {stage} is next")),
        "vote" => Line::new(Style::Name, format!("stage {stage} until {closes}")),
        "close" => Line::new(Style::Name, format!("stage {stage} to be closed")),
        "enact" => Line::new(Style::Name, "to be enacted"),
        _ => Line::new(Style::Name, "to be mended and voted on again"),
    }
}
