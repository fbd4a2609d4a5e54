//! What changed in a proposal itself.

use super::json::{ChangeSinceJson, SinceJson};
use super::paint::{Line, Style, Text};
use super::words::numbered;

/// What changed in a proposal since an earlier state of it.
pub fn since(of: &SinceJson, width: usize) -> Text {
    let mut text = Text::new();
    let short = of.since.get(..10).unwrap_or(&of.since);
    numbered(
        &mut text,
        width,
        of.proposal,
        &of.title,
        &format!("since {short}"),
    );
    if of.fields.is_empty() && of.changes.is_empty() && of.files.is_empty() {
        text.line().push(Style::Plain, "It says what it said then.");
        return text;
    }
    if !of.fields.is_empty() {
        text.heading("Head");
        for it in &of.fields {
            let said = match (&it.before, &it.after) {
                (Some(before), Some(after)) => format!("{}: {before} -> {after}", it.key),
                (None, Some(after)) => format!("{}: {after}, and was not set", it.key),
                (Some(before), None) => format!("{}: no longer set, was {before}", it.key),
                (None, None) => it.key.clone(),
            };
            say(&mut text, "~", Style::Plain, width, &said);
        }
    }
    if !of.changes.is_empty() {
        text.heading("Changes");
        for it in &of.changes {
            change(&mut text, it, width);
        }
    }
    if !of.files.is_empty() {
        text.heading("Files");
        for path in &of.files {
            say(&mut text, "~", Style::Plain, width, path);
        }
    }
    text
}

fn change(text: &mut Text, it: &ChangeSinceJson, width: usize) {
    let option = it.option.as_ref();
    let option = option.map_or_else(String::new, |option| format!("option {option}: "));
    let words = |said: &Option<String>| format!("{option}{}", said.as_deref().unwrap_or_default());
    match it.what.as_str() {
        "added" => say(text, "+", Style::Gained, width, &words(&it.after)),
        "removed" => say(text, "-", Style::Lost, width, &words(&it.before)),
        "amended" => {
            let keys = it.keys.join(", ");
            if it.before == it.after {
                let said = format!("{}: its {keys}", words(&it.after));
                say(text, "~", Style::Plain, width, &said);
            } else {
                say(text, "~", Style::Plain, width, &words(&it.after));
                let was = it.before.as_deref().unwrap_or_default();
                say(text, " ", Style::Dim, width, &format!("was: {was}"));
            }
        }
        _ => {
            let said = format!("{option}the same changes in another order");
            say(text, "~", Style::Plain, width, &said);
        }
    }
}

fn say(text: &mut Text, sign: &str, style: Style, width: usize, said: &str) {
    text.line().push(style, format!("  {sign} "));
    text.wrap(6, width, &Line::new(Style::Plain, said));
}
