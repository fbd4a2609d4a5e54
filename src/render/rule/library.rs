//! The library of rules as a list.

use crate::render::json::RuleListJson;
use crate::render::paint::{Style, Text};
use crate::render::table::{Column, Table};

/// The library's rules: name and title.
pub fn library(of: &RuleListJson, width: usize) -> Text {
    let mut table = Table::new([Column::Left, Column::Rest]);
    for rule in &of.rules {
        table.row([
            (Style::Name, rule.name.clone()),
            (Style::Plain, rule.title.clone()),
        ]);
    }
    table.text(width)
}
