//! The history of the organisation, an entry at a time, so that it is printed
//! as it is read.

use super::json::LogEntryJson;
use super::paint::{Line, Style, Text};

/// Where the words of an entry begin.
const DATES: usize = 12;

/// One entry: when and by what, then a line a fact. `by` is what it came by, in
/// words.
pub fn entry(of: &LogEntryJson, by: &str, width: usize) -> Text {
    let mut text = Text::new();
    let head = text.line();
    head.push(Style::Name, &of.on).to_column(DATES);
    if let Some(commit) = &of.commit {
        head.push(Style::Dim, commit.get(..7).unwrap_or(commit))
            .push(Style::Plain, "  ");
        text.wrap(DATES, width, &Line::new(Style::Plain, by));
    } else {
        text.wrap(DATES, width, &Line::new(Style::Dim, by));
    }
    for said in &of.said {
        text.line().push(Style::Plain, "  ");
        text.wrap(4, width, &Line::new(Style::Plain, said));
    }
    for path in &of.unread {
        text.line().push(Style::Plain, "  ");
        let said = format!("{path} could not be read");
        text.wrap(4, width, &Line::new(Style::Warn, said));
    }
    if of.said.is_empty() && of.unread.is_empty() {
        text.line()
            .push(Style::Dim, "  the text of files, and not what they mean");
    }
    text
}
