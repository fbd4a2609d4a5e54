//! The proposals as a table.

use super::json::ListJson;
use super::paint::{Style, Text};
use super::table::{Column, Table};

/// The columns that a row with its rule needs.
const ROOM: usize = 70;

/// The list of proposals.
pub fn list(of: &ListJson, width: usize) -> Text {
    // A narrow terminal has no room for the rules.
    let columns = match width < ROOM {
        true => vec![Column::Left, Column::Rest, Column::Left],
        false => vec![Column::Left, Column::Rest, Column::Left, Column::Left],
    };
    let mut table = Table::new(columns);
    for it in &of.proposals {
        table.row([
            (Style::Name, format!("{:04}", it.number)),
            (Style::Plain, it.title.clone()),
            (Style::Plain, it.state.clone()),
            (Style::Dim, it.rule.clone()),
        ]);
    }
    table.text(width)
}
