//! The difference in Markdown, for a comment on a pull request.

use std::fmt::Write;

use super::DiffView;
use super::report::{Entry, Fact, Mark, People, Report, Section};

/// The difference with its consequences. Everything that comes from files is
/// escaped: no name can become a link, an image, a mention or a tag.
pub fn markdown(view: &DiffView<'_>, all_people: bool) -> String {
    let people = match all_people {
        true => People::All,
        false => People::Folded,
    };
    let report = Report::of(view, people);
    let mut out = format!("## {}\n", escape(view.title));
    if !view.aside.is_empty() {
        _ = write!(out, "\n{}\n", escape(view.aside));
    }
    if view.diff.is_empty() && report.powers.is_empty() {
        out.push_str("\nNothing differs.\n");
        return out;
    }
    report.first.iter().for_each(|it| section(&mut out, it));
    if !report.powers.is_empty() {
        out.push_str("\n### Powers\n\n| power | before | after | |\n|---|---:|---:|---|\n");
        for row in &report.powers {
            let facts: Vec<String> = row.facts.iter().map(fact).collect();
            let (name, facts) = (escape(&row.name), facts.join("; "));
            _ = writeln!(out, "| {name} | {} | {} | {facts} |", row.before, row.after);
        }
    }
    report.rest.iter().for_each(|it| section(&mut out, it));
    out
}

fn section(out: &mut String, section: &Section) {
    _ = write!(out, "\n### {}\n\n", section.title);
    for it in &section.entries {
        entry(out, it);
    }
}

/// The sign as code, where nothing can take it for a list or a deletion.
fn sign(mark: Mark) -> String {
    match mark {
        Mark::None => String::new(),
        mark => format!("`{}` ", mark.sign()),
    }
}

fn entry(out: &mut String, entry: &Entry) {
    let name = escape(&entry.name);
    let lead = format!("- {}", sign(entry.mark));
    if entry.facts.is_empty() {
        _ = writeln!(out, "{lead}{name}");
        return;
    }
    let kind = match entry.kind.as_str() {
        "" => String::new(),
        kind => format!(" ({kind})"),
    };
    let one = matches!(entry.facts.as_slice(), [fact] if fact.about.is_empty());
    if one {
        let said: Vec<String> = entry.facts.iter().map(fact).collect();
        _ = writeln!(out, "{lead}**{name}**{kind}: {}", said.join("; "));
        return;
    }
    _ = writeln!(out, "{lead}**{name}**{kind}");
    for it in &entry.facts {
        _ = writeln!(out, "  - {}", fact(it));
    }
}

fn fact(fact: &Fact) -> String {
    let items: Vec<String> = fact.items.iter().map(|item| escape(item)).collect();
    let about: Vec<String> = fact.about.iter().map(|item| escape(item)).collect();
    let about = match about.is_empty() {
        true => String::new(),
        false => format!("{}: ", about.join(", ")),
    };
    format!("{}{about}{}", sign(fact.mark), items.join(", "))
}

/// A text as Markdown that shows it and does nothing else.
fn escape(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            // A zero-width space keeps a name from calling somebody.
            '@' => out.push_str("@\u{200b}"),
            '\\' | '`' | '*' | '_' | '[' | ']' | '|' | '#' | '!' | '~' => {
                out.push('\\');
                out.push(c);
            }
            c if c.is_control() => out.push(' '),
            c => out.push(c),
        }
    }
    out
}
