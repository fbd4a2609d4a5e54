//! The organisation as a whole: its bodies with their people and powers.

use crate::render::json::{BodyJson, Named, OverviewJson, PastBodyJson, TermJson};
use crate::render::paint::{Line, Style, Text};
use crate::render::words::{self, count};

/// The overview of an organisation.
pub fn overview(of: &OverviewJson, width: usize) -> Text {
    let mut text = Text::new();
    let title = format!("{} on {}", of.name, of.on);
    words::title(
        &mut text,
        width,
        &title,
        if of.draft { "(draft)" } else { "" },
    );
    if of.bodies.is_empty() {
        text.gap();
        words::paragraph(&mut text, width, "There are no bodies on this day.");
    } else {
        bodies(&mut text, of, width);
    }
    if !of.past.is_empty() {
        text.line().push(Style::Plain, "Past: ");
        text.list(6, width, of.past.iter().map(past));
    }
    text.gap();
    summary(&mut text, of, width);
    if of.unsure_terms > 0 {
        let they = if of.unsure_terms == 1 {
            "it is"
        } else {
            "they are"
        };
        let said = format!(
            "No start is recorded of {}; {they} taken to hold on this day.",
            count(of.unsure_terms, "term"),
        );
        text.line();
        text.wrap(0, width, &Line::new(Style::Warn, said));
    }
    text
}

/// The longest name that a column is made for.
const LONGEST_NAME: usize = 28;

fn bodies(text: &mut Text, of: &OverviewJson, width: usize) {
    text.heading("Bodies");
    let widest =
        |value: &dyn Fn(&BodyJson) -> usize| of.bodies.iter().map(value).max().unwrap_or(0);
    let length = |words: &str| Line::new(Style::Plain, words).width();
    let name = widest(&|body| indent(body) + length(&body.name)).min(LONGEST_NAME);
    let kind = name + 2 + widest(&|body| length(&body.kind));
    let numbers = widest(&|body| length(&number(body)));
    // A narrow terminal has no room for the kinds.
    let kinds = kind + 2 + numbers <= width;
    let serving = if kinds { kind } else { name } + 2 + numbers;
    // Powers need some room; on a narrow terminal they stand below.
    let column = if serving + 2 + 20 <= width {
        serving + 2
    } else {
        6
    };
    for body in &of.bodies {
        let number = number(body);
        text.line()
            .push(Style::Plain, " ".repeat(indent(body)))
            .push(Style::Name, &body.name)
            .to_column(name + 2)
            .push(Style::Dim, if kinds { &body.kind } else { "" })
            .to_column(serving - length(&number))
            .push(
                if body.short() {
                    Style::Warn
                } else {
                    Style::Plain
                },
                &number,
            );
        if !body.authority.is_empty() {
            next(text, column);
            text.list(column, width, body.authority.iter().map(words::grant));
        }
        if !body.paid.is_empty() {
            // Below the name, with the whole width for them.
            let column = indent(body) + 2;
            text.line().to_column(column);
            text.list(column, width, body.paid.iter().map(paid));
        }
    }
}

/// A person of a paid body: `Carlton Gibson (part time, since 2018-01)`.
fn paid((person, term): &(Named, TermJson)) -> Line {
    let time = term.time.as_ref().map(|time| format!("{time} time"));
    let words: Vec<String> = time
        .into_iter()
        .chain([term.period.words.clone()])
        .collect();
    let mut line = Line::new(Style::Plain, &person.name);
    line.push(Style::Dim, format!(" ({})", words.join(", ")));
    line
}

/// Goes to the column of powers, on a line of its own where that is before the
/// end of this one.
fn next(text: &mut Text, column: usize) {
    if text.current().width() < column {
        text.current().to_column(column);
    } else {
        text.line().to_column(column);
    }
}

impl BodyJson {
    /// Whether fewer serve than there are seats.
    fn short(&self) -> bool {
        matches!((self.serving, self.seats), (Some(serving), Some(seats)) if serving < seats as usize)
    }
}

fn indent(body: &BodyJson) -> usize {
    2 + 2 * body.depth.min(5)
}

fn number(body: &BodyJson) -> String {
    let serving = body
        .serving
        .map_or_else(|| "?".to_owned(), |serving| serving.to_string());
    match body.seats {
        Some(seats) => format!("{serving}/{seats}"),
        None => serving,
    }
}

fn past(body: &PastBodyJson) -> Line {
    let mut line = Line::new(Style::Plain, &body.name);
    let when = match (&body.formed, &body.last) {
        (Some(formed), Some(last)) => format!(" ({formed} to {last})"),
        (None, Some(last)) => format!(" (until {last})"),
        (_, None) => String::new(),
    };
    line.push(Style::Dim, when);
    line
}

fn summary(text: &mut Text, of: &OverviewJson, width: usize) {
    let mut line = Line::new(Style::Plain, count(of.areas, "area"));
    if of.uncontrolled.is_empty() && of.areas > 0 {
        line.push(Style::Plain, ", all controlled");
    }
    line.push(Style::Plain, ". ");
    let counts = [
        count(of.rules, "rule"),
        count(of.constraints, "constraint"),
        count(of.proposals, "proposal"),
    ];
    line.push(Style::Plain, format!("{}.", counts.join(", ")));
    text.line();
    text.wrap(0, width, &line);
    let mut lacking = |what: &str, named: &[Named]| {
        if !named.is_empty() {
            text.line().push(Style::Warn, what);
            let names = named.iter().map(|it| Line::new(Style::Plain, &it.id));
            text.list(what.len(), width, names);
        }
    };
    lacking("Nobody controls: ", &of.uncontrolled);
    lacking("Broken: ", &of.broken);
    for act in &of.acts {
        let (style, came) = match &act.lapsed {
            Some(why) => (Style::Lost, format!("must be undone: {why}")),
            None => (
                Style::Warn,
                format!("provisional until it is ratified, by {}", act.until),
            ),
        };
        let said = format!("Enacted by {} before a vote, {}: ", act.by, act.proposal);
        let mut line = Line::new(Style::Plain, said);
        line.push(style, came);
        text.line();
        text.wrap(2, width, &line);
    }
}
