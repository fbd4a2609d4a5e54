//! Tables without lines: columns aligned, two blanks between them, and the one
//! column that may be long wrapped to the width.

use comfy_table::{
    Cell, CellAlignment, ColumnConstraint, ContentArrangement, Table as Comfy, Width, presets,
};
use textwrap::core::display_width;

use super::paint::{Line, Style, Text};

/// How a column is set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Column {
    /// As wide as its widest cell, from the left.
    Left,
    /// As wide as its widest cell, from the right: for numbers.
    Right,
    /// What the others leave, wrapped; one of these at most is useful.
    Rest,
}

/// The blanks between two columns.
const GAP: u16 = 2;

/// A table in the making.
#[derive(Debug, Clone, Default)]
pub struct Table {
    columns: Vec<Column>,
    rows: Vec<Vec<(Style, String)>>,
}

/// The narrowest that a wrapped column becomes.
const NARROWEST: usize = 16;

impl Table {
    /// A table of these columns.
    pub fn new(columns: impl IntoIterator<Item = Column>) -> Self {
        Self {
            columns: columns.into_iter().collect(),
            rows: Vec::new(),
        }
    }

    /// Adds a row. Cells beyond the columns are left out, missing ones are
    /// empty.
    pub fn row<S: AsRef<str>>(&mut self, cells: impl IntoIterator<Item = (Style, S)>) -> &mut Self {
        // Tamed here, so that widths are those of what will be printed.
        let tame = |(style, text): (Style, S)| {
            let mut plain = Text::new();
            plain.push(Style::Plain, text);
            (style, plain.to_string(false).trim_end().to_owned())
        };
        let mut cells: Vec<_> = cells.into_iter().map(tame).collect();
        cells.resize(self.columns.len(), (Style::Plain, String::new()));
        self.rows.push(cells);
        self
    }

    /// The table, no wider than `width` where its short columns allow that.
    pub fn text(&self, width: usize) -> Text {
        let widths = self.widths(width);
        let mut text = Text::new();
        for row in &self.rows {
            self.lay(row, &widths, &mut text);
        }
        text
    }

    fn widths(&self, width: usize) -> Vec<usize> {
        let widest = |column: usize| {
            let cells = self.rows.iter().filter_map(|row| row.get(column));
            let widths = cells.map(|(_, text)| display_width(text));
            widths.max().unwrap_or(0).max(1)
        };
        let mut widths: Vec<usize> = (0..self.columns.len()).map(widest).collect();
        let gaps = usize::from(GAP) * self.columns.len().saturating_sub(1);
        let fixed = self.columns.iter().zip(&widths);
        let fixed: usize = fixed
            .filter(|(column, _)| **column != Column::Rest)
            .map(|(_, width)| width)
            .sum();
        let rest = width.saturating_sub(fixed + gaps).max(NARROWEST);
        for (column, width) in self.columns.iter().zip(&mut widths) {
            if *column == Column::Rest {
                *width = rest.min(*width);
            }
        }
        widths
    }

    /// One row. It is laid out by itself, so that each of its lines is known
    /// to be its own and every cell keeps its style.
    fn lay(&self, row: &[(Style, String)], widths: &[usize], text: &mut Text) {
        let mut table = Comfy::new();
        table
            .load_style(presets::NOTHING)
            .set_content_arrangement(ContentArrangement::Dynamic);
        let cells = row.iter().zip(&self.columns).map(|((_, text), column)| {
            Cell::new(text).set_alignment(match column {
                Column::Right => CellAlignment::Right,
                Column::Left | Column::Rest => CellAlignment::Left,
            })
        });
        table.add_row(cells);
        for (column, width) in table.column_iter_mut().zip(widths) {
            column.set_padding((0, GAP));
            let width = u16::try_from(*width).map_or(u16::MAX, |width| width.saturating_add(GAP));
            column.set_constraint(ColumnConstraint::Absolute(Width::Fixed(width)));
        }
        for printed in table.lines() {
            let mut rest = printed.as_str();
            let mut line = Line::default();
            let mut column = 0;
            for ((style, _), width) in row.iter().zip(widths) {
                let (cell, after) = split_at_width(rest, *width + usize::from(GAP));
                rest = after;
                if !cell.trim_end().is_empty() {
                    line.push(Style::Plain, " ".repeat(column - line.width()));
                    line.push(*style, cell.trim_end());
                }
                column += width + usize::from(GAP);
            }
            text.add(line);
        }
    }
}

/// The part of a text that takes so many columns, and what follows it.
fn split_at_width(text: &str, width: usize) -> (&str, &str) {
    let mut taken = 0;
    for (at, c) in text.char_indices() {
        taken += display_width(c.encode_utf8(&mut [0; 4]));
        if taken > width {
            return text.split_at(at);
        }
    }
    (text, "")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_align_and_the_rest_wraps() {
        let mut table = Table::new([Column::Left, Column::Right, Column::Rest]);
        table.row([
            (Style::Name, "merge on github"),
            (Style::Plain, "38"),
            (Style::Lost, "thirty-six people lose it"),
        ]);
        table.row([(Style::Name, "veto"), (Style::Plain, "5")]);
        let text = table.text(38);
        insta::assert_snapshot!(text.to_string(false), @r"
        merge on github  38  thirty-six people
                             lose it
        veto              5
        ");
        assert!(text.to_string(true).contains("\u{1b}[31mlose it\u{1b}[0m"));
    }

    #[test]
    fn wide_names_keep_the_columns() {
        let mut table = Table::new([Column::Left, Column::Left]);
        table.row([(Style::Plain, "日本"), (Style::Plain, "x")]);
        table.row([(Style::Plain, "a"), (Style::Plain, "y")]);
        assert_eq!(table.text(80).to_string(false), "日本  x\na     y\n");
    }
}
