//! The difference for a terminal.

use super::DiffView;
use super::report::{Entry, Fact, Mark, People, PowerRow, Report, Section};
use crate::render::paint::{Line, Style, Text};

/// How the text is set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TextOptions {
    /// The width in columns.
    pub width: usize,
    /// Whether everybody is named, however many they are.
    pub people: bool,
}

impl Default for TextOptions {
    fn default() -> Self {
        Self {
            width: 80,
            people: false,
        }
    }
}

/// Where the kind of an entry starts and where its facts do.
#[derive(Clone, Copy)]
struct Columns {
    kind: usize,
    facts: usize,
}

impl Columns {
    /// The narrowest that fit the names and kinds, within bounds: one for all
    /// sections, so that the eye goes down one line.
    fn of(report: &Report) -> Self {
        let sections = report.first.iter().chain(&report.rest);
        let kinds = sections
            .flat_map(|section| &section.entries)
            .filter(|entry| !entry.kind.is_empty());
        let (mut kind, mut longest) = (KIND, 0);
        for entry in kinds {
            let width = |text: &str| Line::new(Style::Plain, text).width();
            kind = kind.max(width(&entry.name) + 5);
            longest = longest.max(width(&entry.kind) + 1);
        }
        let kind = kind.min(KIND + 4);
        let facts = (kind + longest).clamp(FACTS, FACTS + 8);
        Self { kind, facts }
    }
}

/// Where the kind of an entry starts at the least, where its facts do, and in
/// the table of powers where the numbers end and the names start.
const KIND: usize = 24;
const FACTS: usize = 32;
const BEFORE: usize = 36;
const AFTER: usize = 43;
const WHO: usize = 46;

/// The difference with its consequences. Nothing but the title and a sentence
/// where nothing differs.
pub fn text(view: &DiffView<'_>, options: TextOptions) -> Text {
    text_with_folds(view, options).0
}

/// The same, with whether anybody is only counted and would be named with
/// [`TextOptions::people`].
pub fn text_with_folds(view: &DiffView<'_>, options: TextOptions) -> (Text, bool) {
    let people = match options.people {
        true => People::All,
        false => People::Folded,
    };
    let report = Report::of(view, people);
    let columns = Columns::of(&report);
    let width = options.width.max(WHO + 12);
    let mut text = Text::new();
    text.extend(0, heading(view.title, view.aside, width));
    if view.diff.is_empty() && report.powers.is_empty() {
        text.line().push(Style::Plain, "nothing differs");
        return (text, report.folded);
    }
    report
        .first
        .iter()
        .for_each(|it| section(&mut text, it, columns, width));
    powers(&mut text, &report.powers, width);
    report
        .rest
        .iter()
        .for_each(|it| section(&mut text, it, columns, width));
    (text, report.folded)
}

/// What is compared, at the left, and an aside at the right; under it where
/// the two do not fit into one line.
pub fn heading(title: &str, aside: &str, width: usize) -> Text {
    let mut text = Text::new();
    let title = Line::new(Style::Name, title);
    if title.width() <= width {
        text.add(title);
    } else {
        text.line();
        text.wrap(0, width, &title);
    }
    if aside.is_empty() {
        return text;
    }
    let aside = Line::new(Style::Dim, aside);
    let column = width.saturating_sub(aside.width());
    if text.current().width() + 2 <= column {
        text.current().to_column(column).append(&aside);
    } else {
        text.line();
        text.wrap(0, width, &aside);
    }
    text
}

fn style(mark: Mark) -> Style {
    match mark {
        Mark::None => Style::Plain,
        Mark::Added => Style::Gained,
        Mark::Removed => Style::Lost,
        Mark::Changed => Style::Name,
        Mark::Warning => Style::Warn,
    }
}

fn section(text: &mut Text, section: &Section, columns: Columns, width: usize) {
    text.heading(section.title);
    for it in &section.entries {
        entry(text, it, columns, width);
    }
}

fn entry(text: &mut Text, entry: &Entry, Columns { kind, facts }: Columns, width: usize) {
    let line = text.line();
    line.push(Style::Plain, "  ");
    line.push(style(entry.mark), entry.mark.sign());
    line.push(Style::Plain, " ");
    if entry.facts.is_empty() {
        text.wrap(4, width, &Line::new(Style::Plain, &entry.name));
        return;
    }
    line.push(Style::Name, &entry.name);
    if !entry.kind.is_empty() {
        line.to_column(kind).push(Style::Plain, &entry.kind);
    }
    for (n, it) in entry.facts.iter().enumerate() {
        if it.about.is_empty() {
            // A name that runs far past its column gets a line to itself.
            if n > 0
                || text
                    .lines()
                    .last()
                    .is_some_and(|line| line.width() > facts + 8)
            {
                text.line();
            }
            fact(text, it, facts, width);
        } else {
            text.line().push(Style::Plain, " ".repeat(6));
            let names = it.about.iter().map(|name| Line::new(Style::Plain, name));
            text.list(6, facts - 1, names);
            fact(text, it, facts, width);
        }
    }
}

/// One fact from a column on, with its mark before it, in the margin of two.
fn fact(text: &mut Text, fact: &Fact, column: usize, width: usize) {
    let mut column = column;
    text.current().to_column(column);
    if fact.mark != Mark::None {
        text.push(style(fact.mark), fact.mark.sign());
        text.push(Style::Plain, " ");
        column += 2;
    }
    let colour = match fact.mark {
        Mark::Changed => Style::Plain,
        mark => style(mark),
    };
    let items = fact.items.iter().map(|item| Line::new(colour, item));
    text.list(column, width, items);
}

fn powers(text: &mut Text, rows: &[PowerRow], width: usize) {
    if rows.is_empty() {
        return;
    }
    text.heading("Powers");
    right(text, "before", BEFORE);
    right(text, "after", AFTER);
    for row in rows {
        let line = text.line();
        line.push(Style::Plain, "  ").push(Style::Name, &row.name);
        right(text, &row.before, BEFORE);
        right(text, &row.after, AFTER);
        for (n, it) in row.facts.iter().enumerate() {
            if n > 0 {
                text.line();
            }
            fact(text, it, WHO, width);
        }
    }
}

/// A number that ends at a column.
fn right(text: &mut Text, number: &str, end: usize) {
    let number = Line::new(Style::Plain, number);
    let line = text.current();
    line.to_column(end.saturating_sub(number.width()));
    line.append(&number);
}
