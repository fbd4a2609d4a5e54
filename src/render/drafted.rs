//! What was drafted from edits, a branch, a patch or an enactment; and a draft
//! that was revised.

use super::json::{DraftedJson, DraftedLeftJson, RevisedJson};
use super::paint::{Line, Style, Text};
use super::proposed::recorded;
use super::words::numbered;

/// The changes, what they do not say, and the proposal.
pub fn drafted(of: &DraftedJson, width: usize) -> Text {
    let mut text = Text::new();
    match &of.proposal {
        Some(made) => numbered(
            &mut text,
            width,
            made.proposal,
            &made.title,
            &format!("draft, {}", made.rule),
        ),
        None => {
            text.line()
                .push(Style::Name, "These changes would be proposed");
        }
    }
    let numbers = of.changes.len().to_string().len();
    for change in &of.changes {
        let number = change.number;
        text.line()
            .push(Style::Dim, format!("  {number:>numbers$}  "));
        let mut line = Line::new(Style::Plain, &change.text);
        if change.inferred {
            line.push(Style::Dim, " (inferred from what they have in common)");
        }
        text.wrap(numbers + 4, width, &line);
    }
    if of.changes.is_empty() {
        text.line().push(Style::Plain, "  no change");
    }
    if let Some(base) = &of.base {
        let short = base.get(..7).unwrap_or(base);
        let said = format!("made from {short}; what the shared line did since is not undone");
        text.line().push(Style::Plain, "  ");
        text.wrap(4, width, &Line::new(Style::Dim, said));
    }
    if !of.again.is_empty() {
        text.line()
            .push(Style::Name, "Comes again under another id");
        for (was, is) in &of.again {
            text.line().push(Style::Plain, format!("  {was} as {is}"));
        }
    }
    let title = match of.from.as_str() {
        "enactment" => "Not undone",
        _ => "No change can say",
    };
    section(&mut text, width, title, Style::Warn, of, |it| {
        it.kind == "unsaid"
    });
    if of.from != "enactment" {
        section(&mut text, width, "Noted", Style::Dim, of, |it| {
            it.kind != "unsaid"
        });
    }
    if let Some(made) = &of.proposal {
        recorded(&mut text, made, width);
    }
    if let Some(kept) = &of.kept {
        let said = format!(
            "{} as the shared line has {}; what was edited is kept in {kept}",
            match of.restored.as_slice() {
                [one] => format!("{one} is again"),
                all => format!("{} files are again", all.len()),
            },
            if of.restored.len() == 1 { "it" } else { "them" },
        );
        text.line().push(Style::Plain, "  ");
        text.wrap(4, width, &Line::new(Style::Dim, said));
    }
    text
}

fn section(
    text: &mut Text,
    width: usize,
    title: &str,
    style: Style,
    of: &DraftedJson,
    which: impl Fn(&&DraftedLeftJson) -> bool,
) {
    let left: Vec<&DraftedLeftJson> = of.left.iter().filter(which).collect();
    if left.is_empty() {
        return;
    }
    text.line().push(style, title);
    for it in left {
        text.line().push(Style::Plain, "  ");
        let id = it
            .of
            .as_ref()
            .map_or_else(String::new, |id| format!("{id}: "));
        let since = match it.since.is_empty() {
            true => String::new(),
            false => format!(" (by {})", it.since.join(", ")),
        };
        let said = format!("{id}{}{since}", it.what);
        text.wrap(4, width, &Line::new(Style::Plain, said));
    }
}

/// The changes of a draft as they are now.
pub fn revised(of: &RevisedJson, width: usize) -> Text {
    let mut text = Text::new();
    numbered(&mut text, width, of.proposal, &of.title, "draft");
    let numbers = of.changes.len().to_string().len();
    for (n, change) in of.changes.iter().enumerate() {
        let number = n + 1;
        text.line()
            .push(Style::Dim, format!("  {number:>numbers$}  "));
        text.wrap(numbers + 4, width, &Line::new(Style::Plain, change));
    }
    for path in &of.removed {
        text.line()
            .push(Style::Dim, format!("  {path} went: no change names it"));
    }
    if of.sponsors > 0 {
        let who = match of.sponsors {
            1 => "1 sponsor signed".to_owned(),
            n => format!("{n} sponsors signed"),
        };
        let said = format!("{who} the text as it was; their support must be given again");
        text.line().push(Style::Plain, "  ");
        text.wrap(4, width, &Line::new(Style::Warn, said));
    }
    text.line().push(
        Style::Dim,
        match &of.commit {
            Some(commit) => format!("  commit {}", commit.get(..7).unwrap_or(commit)),
            None => "  not committed yet".to_owned(),
        },
    );
    text
}
