//! The difference as tables, for reading across: one of what changed, one of
//! powers.

use super::DiffView;
use super::report::{Entry, Fact, Mark, People, Report, Section};
use super::text::{TextOptions, heading};
use crate::render::paint::{Style, Text};
use crate::render::table::{Column, Table};

/// The difference with its consequences, in tables.
pub fn table(view: &DiffView<'_>, options: TextOptions) -> Text {
    let people = match options.people {
        true => People::All,
        false => People::Folded,
    };
    let report = Report::of(view, people);
    let mut text = heading(view.title, view.aside, options.width);
    if view.diff.is_empty() && report.powers.is_empty() {
        text.line().push(Style::Plain, "nothing differs");
        return text;
    }
    let sections: Vec<&Section> = report.first.iter().chain(&report.rest).collect();
    if !sections.is_empty() {
        let mut what = Table::new([Column::Left, Column::Left, Column::Left, Column::Rest]);
        what.row([(Style::Dim, ""), (Style::Dim, "what"), (Style::Dim, "kind")]);
        for section in sections {
            what.row([(Style::Dim, ""), (Style::Heading, section.title)]);
            for it in &section.entries {
                entry(&mut what, it);
            }
        }
        text.gap();
        text.extend(0, what.text(options.width));
    }
    if !report.powers.is_empty() {
        let columns = [Column::Left, Column::Right, Column::Right, Column::Rest];
        let mut powers = Table::new(columns);
        let head = ["power", "before", "after", ""];
        powers.row(head.map(|word| (Style::Dim, word)));
        for row in &report.powers {
            let facts: Vec<String> = row.facts.iter().map(fact).collect();
            powers.row([
                (Style::Name, row.name.as_str()),
                (Style::Plain, row.before.as_str()),
                (Style::Plain, row.after.as_str()),
                (Style::Plain, facts.join("; ").as_str()),
            ]);
        }
        text.gap();
        text.extend(0, powers.text(options.width));
    }
    text
}

/// Names longer than this, such as whole sentences, stand among the facts.
const NAMES: usize = 28;

fn entry(table: &mut Table, it: &Entry) {
    let style = match it.mark {
        Mark::Added => Style::Gained,
        Mark::Removed => Style::Lost,
        Mark::Warning => Style::Warn,
        Mark::None | Mark::Changed => Style::Name,
    };
    let facts: Vec<String> = it.facts.iter().map(fact).collect();
    let facts = facts.join("; ");
    let (name, facts) = match (it.name.chars().count() > NAMES, facts.as_str()) {
        (false, _) => (it.name.as_str(), facts),
        (true, "") => ("", it.name.clone()),
        (true, _) => ("", format!("{}: {facts}", it.name)),
    };
    table.row([
        (style, it.mark.sign()),
        (Style::Name, name),
        (Style::Dim, it.kind.as_str()),
        (Style::Plain, facts.as_str()),
    ]);
}

fn fact(of: &Fact) -> String {
    let sign = match of.mark {
        Mark::None => String::new(),
        mark => format!("{} ", mark.sign()),
    };
    let about = match of.about.is_empty() {
        true => String::new(),
        false => format!("{}: ", of.about.join(", ")),
    };
    format!("{sign}{about}{}", of.items.join(", "))
}
