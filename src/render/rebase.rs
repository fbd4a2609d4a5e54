//! A draft that was brought up to date: what was mended, and what is left to
//! decide.

use super::json::{MendedJson, RebasedJson, UndecidedJson};
use super::paint::{Line, Style, Text};
use super::words::{count, numbered};

/// A draft that was brought up to date.
pub fn rebased(of: &RebasedJson, width: usize) -> Text {
    let mut text = Text::new();
    let aside = if of.dry_run { "only tried" } else { "" };
    numbered(&mut text, width, of.proposal, &of.title, aside);
    if of.mended.is_empty() && of.left.is_empty() {
        text.line()
            .push(Style::Plain, "It applies as it stands: nothing to mend.");
        return text;
    }
    if !of.mended.is_empty() {
        text.heading("Mended");
        for it in &of.mended {
            mended(&mut text, it, width);
        }
    }
    if !of.left.is_empty() {
        text.heading("For you to decide");
        for it in &of.left {
            left(&mut text, it, width);
        }
    }
    if of.nothing_left || of.commit.is_some() {
        text.gap();
    }
    if of.nothing_left {
        say(
            &mut text,
            0,
            width,
            Style::Warn,
            "Nothing is left of what it would change, so nothing was written.",
        );
    } else if let Some(hex) = &of.commit {
        let commit = format!("commit {}", hex.get(..7).unwrap_or(hex));
        text.line().push(Style::Dim, commit);
    }
    if of.sponsors > 0 && !of.mended.is_empty() && !of.nothing_left {
        let said = format!(
            "{} signed the text as it was; support counts for the new one when signed again",
            count(of.sponsors, "sponsor")
        );
        say(&mut text, 0, width, Style::Warn, said);
    }
    text
}

fn mended(text: &mut Text, it: &MendedJson, width: usize) {
    change(text, it.option.as_deref(), it.number, &it.change, width);
    let what = match it.how.as_str() {
        "renamed" => "names it so",
        "shortened" => "without that",
        _ => "left out",
    };
    say(text, 4, width, Style::Plain, format!("{what}: {}", it.why));
    came(text, &it.came, width);
}

fn left(text: &mut Text, it: &UndecidedJson, width: usize) {
    change(text, it.option.as_deref(), it.number, &it.change, width);
    say(text, 4, width, Style::Warn, &it.why);
    came(text, &it.came, width);
    if let Some(hint) = &it.hint {
        say(text, 4, width, Style::Plain, format!("hint: {hint}"));
    }
}

fn change(text: &mut Text, option: Option<&str>, number: usize, said: &str, width: usize) {
    let option = option.map_or_else(String::new, |option| format!("{option}, "));
    say(
        text,
        2,
        width,
        Style::Name,
        format!("{option}{number}  {said}"),
    );
}

fn came(text: &mut Text, all: &[String], width: usize) {
    for it in all {
        say(text, 4, width, Style::Dim, it);
    }
}

fn say(text: &mut Text, indent: usize, width: usize, style: Style, said: impl AsRef<str>) {
    text.line().push(Style::Plain, " ".repeat(indent));
    text.wrap(indent + 2, width, &Line::new(style, said));
}
