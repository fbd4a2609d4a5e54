//! The proposals as a table.

use super::json::ListJson;
use super::paint::{Style, Text};
use super::table::{Column, Table};

/// The list of proposals.
pub fn list(of: &ListJson, width: usize) -> Text {
    let mut table = Table::new([Column::Left, Column::Rest, Column::Left, Column::Left]);
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
