//! The pairwise matrix: numbered rows and columns, so that long names do not
//! push the numbers off the page.

use crate::render::json::CountJson;
use crate::render::paint::{Style, Text};
use crate::render::table::{Column, Table};

/// The most options whose matrix is printed.
const MOST: usize = 26;

/// The matrix, row over column; nothing where there is none.
pub(super) fn matrix(text: &mut Text, of: &CountJson, name: &dyn Fn(&str) -> String, width: usize) {
    if of.matrix.is_empty() {
        return;
    }
    text.heading("How many prefer the row to the column");
    let n = of.matrix_options.len();
    if n > MOST {
        let words = format!("  {n} options; `--format json` has the matrix");
        text.line().push(Style::Dim, words);
        return;
    }
    let columns = [Column::Right, Column::Left].into_iter();
    let mut table = Table::new(columns.chain((0..n).map(|_| Column::Right)));
    let blank = || (Style::Plain, String::new());
    let numbers = (1..=n).map(|place| (Style::Dim, place.to_string()));
    table.row([blank(), blank()].into_iter().chain(numbers));
    for (row, option) in of.matrix_options.iter().enumerate() {
        let head = [
            (Style::Dim, (row + 1).to_string()),
            (Style::Name, short(&name(option))),
        ];
        let cells = (0..n).map(|column| {
            let at = |a: usize, b: usize| of.matrix.get(a).and_then(|row| row.get(b)).copied();
            if row == column {
                return (Style::Dim, "-".to_owned());
            }
            let (won, lost) = (at(row, column).unwrap_or(0), at(column, row).unwrap_or(0));
            let style = if won > lost {
                Style::Gained
            } else {
                Style::Plain
            };
            (style, won.to_string())
        });
        table.row(head.into_iter().chain(cells));
    }
    text.extend(2, table.text(width.saturating_sub(2)));
}

/// A name that leaves room for numbers.
fn short(name: &str) -> String {
    let mut letters = name.chars();
    let start: String = letters.by_ref().take(23).collect();
    match letters.next() {
        Some(_) => format!("{}…", start.trim_end()),
        None => start,
    }
}
