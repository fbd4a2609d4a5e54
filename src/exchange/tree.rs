//! Foreign YAML and TOML as one kind of tree, whose every node knows its line.
//!
//! YAML passes the project's own gate, so it is bounded and means one thing.
//! TOML is read by the crate `toml`, which bounds how deep it goes.

use std::ops::Range;

use toml::de::{DeTable, DeValue};

use super::note::{Notes, short};
use crate::base::Subject;
use crate::format::{self, LONGEST, Node, NodeKind, Style, first_forbidden};

/// A node.
#[derive(Debug, Clone)]
pub(super) struct Datum {
    /// Its line, from 1.
    pub line: usize,
    /// What it is.
    pub is: Is,
}

/// What a node is.
#[derive(Debug, Clone)]
pub(super) enum Is {
    /// Nothing: `null`, or an empty value.
    Nothing,
    /// A text, a number or a truth value, by its text. Whether it was written
    /// without quotes, and may mean a number or a truth value, is kept.
    Scalar { text: String, plain: bool },
    /// A list.
    List(Vec<Datum>),
    /// A map, in the order of the file.
    Map(Vec<(String, Datum)>),
}

/// Reads YAML.
///
/// # Errors
/// Why the file is refused, with its line.
pub(super) fn yaml(file: &str, bytes: &[u8]) -> Result<Datum, (usize, String)> {
    let subject = Subject::File(file.to_owned());
    let document = format::gate(&subject, bytes).map_err(|findings| {
        let first = findings.into_iter().next();
        first.map_or((0, "it cannot be read".to_owned()), |it| {
            (it.span.map_or(0, |span| span.line), it.message)
        })
    })?;
    Ok(of_node(&document.root))
}

fn of_node(node: &Node) -> Datum {
    let is = match &node.kind {
        NodeKind::Scalar { text, style } => {
            let plain = *style == Style::Plain;
            let nothing = matches!(text.as_str(), "" | "~" | "null" | "Null" | "NULL");
            match plain && nothing {
                true => Is::Nothing,
                false => Is::Scalar {
                    text: text.to_string(),
                    plain,
                },
            }
        }
        NodeKind::List { items, .. } => Is::List(items.iter().map(of_node).collect()),
        NodeKind::Map { entries, .. } => {
            let entries = entries.iter();
            Is::Map(
                entries
                    .map(|entry| (entry.key.text.to_string(), of_node(&entry.value)))
                    .collect(),
            )
        }
    };
    Datum {
        line: node.span.line,
        is,
    }
}

/// Reads TOML. Characters that no file of a workspace may hold are left out,
/// with a note.
///
/// # Errors
/// Why the file is refused, with its line.
pub(super) fn toml(file: &str, bytes: &[u8], notes: &mut Notes) -> Result<Datum, (usize, String)> {
    if bytes.len() > LONGEST {
        let many = bytes.len();
        return Err((
            0,
            format!("the file has {many} bytes; at most {LONGEST} are read"),
        ));
    }
    let text = std::str::from_utf8(bytes).map_err(|_| (0, "the file is no UTF-8".to_owned()))?;
    let lines = Lines::of(text);
    let table = DeTable::parse(text).map_err(|error| {
        let line = error.span().map_or(0, |span| lines.at(&span));
        (line, short(error.message()))
    })?;
    let line = lines.at(&table.span());
    let mut reader = Toml { file, lines, notes };
    let is = reader.table(table.get_ref());
    Ok(Datum { line, is })
}

/// Where the lines of a text begin.
struct Lines(Vec<usize>);

impl Lines {
    fn of(text: &str) -> Self {
        let ends = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n');
        Self(ends.map(|(at, _)| at).collect())
    }

    fn at(&self, span: &Range<usize>) -> usize {
        self.0.partition_point(|end| *end < span.start) + 1
    }
}

struct Toml<'a> {
    file: &'a str,
    lines: Lines,
    notes: &'a mut Notes,
}

impl Toml<'_> {
    fn table(&mut self, table: &DeTable<'_>) -> Is {
        // In the order of the file, which the crate does not keep.
        let mut entries: Vec<_> = table.iter().collect();
        entries.sort_by_key(|(key, _)| key.span().start);
        let mut read = Vec::new();
        for (key, value) in entries {
            let line = self.lines.at(&key.span());
            let key = self.clean(key.get_ref(), line);
            let is = self.value(value.get_ref(), self.lines.at(&value.span()));
            read.push((key, Datum { line, is }));
        }
        Is::Map(read)
    }

    fn value(&mut self, value: &DeValue<'_>, line: usize) -> Is {
        let plain = |text: String| Is::Scalar { text, plain: true };
        match value {
            DeValue::String(text) => Is::Scalar {
                text: self.clean(text, line),
                plain: false,
            },
            DeValue::Integer(number) => plain(number.as_str().replace('_', "")),
            DeValue::Float(number) => plain(number.as_str().replace('_', "")),
            DeValue::Boolean(yes) => plain(yes.to_string()),
            DeValue::Datetime(when) => plain(when.to_string()),
            DeValue::Array(items) => {
                let items = items.iter().map(|item| {
                    let line = self.lines.at(&item.span());
                    let is = self.value(item.get_ref(), line);
                    Datum { line, is }
                });
                Is::List(items.collect())
            }
            DeValue::Table(table) => self.table(table),
        }
    }

    fn clean(&mut self, text: &str, line: usize) -> String {
        let Some((_, why)) = first_forbidden(text) else {
            return text.to_owned();
        };
        self.notes.add(self.file, line, format!("left out: {why}"));
        let mut letter = [0; 4];
        text.chars()
            .filter(|it| first_forbidden(it.encode_utf8(&mut letter)).is_none())
            .collect()
    }
}

impl Datum {
    /// The text, where it is a scalar.
    pub(super) fn text(&self) -> Option<&str> {
        match &self.is {
            Is::Scalar { text, .. } => Some(text),
            _ => None,
        }
    }

    /// Whether it is the truth value `true`.
    pub(super) fn is_true(&self) -> bool {
        self.text() == Some("true")
    }

    /// The items of a list; none where it is no list.
    pub(super) fn items(&self) -> &[Datum] {
        match &self.is {
            Is::List(items) => items,
            _ => &[],
        }
    }

    /// The entries of a map; none where it is no map.
    pub(super) fn entries(&self) -> &[(String, Datum)] {
        match &self.is {
            Is::Map(entries) => entries,
            _ => &[],
        }
    }

    /// Whether it says nothing: an empty value, list or map.
    pub(super) fn is_empty(&self) -> bool {
        match &self.is {
            Is::Nothing => true,
            Is::Scalar { .. } => false,
            Is::List(items) => items.is_empty(),
            Is::Map(entries) => entries.is_empty(),
        }
    }

    /// The same as a value of YAML, without the entries that say nothing. What
    /// was written without quotes is what readers of YAML 1.2 take it for, and
    /// `yes`, `no`, `on` and `off` are truth values under a key that wants one.
    pub(super) fn value(&self, key: &str) -> serde_yaml::Value {
        use serde_yaml::Value;
        match &self.is {
            Is::Nothing => Value::Null,
            Is::Scalar { text, plain: false } => Value::String(text.clone()),
            Is::Scalar { text, plain: true } => match text.to_ascii_lowercase().as_str() {
                "true" => Value::Bool(true),
                "false" => Value::Bool(false),
                "yes" | "on" | "y" if wants_truth(key) => Value::Bool(true),
                "no" | "off" | "n" if wants_truth(key) => Value::Bool(false),
                _ => match text.parse::<i64>() {
                    // Only where it is written as it is read: `007` is a text.
                    Ok(number) if number.to_string() == *text => Value::Number(number.into()),
                    _ => Value::String(text.clone()),
                },
            },
            Is::List(items) => items.iter().map(|item| item.value(key)).collect(),
            Is::Map(entries) => {
                let said = entries
                    .iter()
                    .filter(|(_, it)| !matches!(it.is, Is::Nothing));
                let said = said.map(|(key, it)| (Value::String(key.clone()), it.value(key)));
                Value::Mapping(said.collect())
            }
        }
    }
}

/// The settings of GitHub that are truth values: readers of YAML 1.1 take
/// `yes` for one.
fn wants_truth(key: &str) -> bool {
    let begins = ["allow_", "has_", "members_can_"];
    let is = ["archived", "auto_init", "default_branch_only", "private"];
    begins.iter().any(|it| key.starts_with(it)) || is.contains(&key)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_languages_give_one_tree() {
        let mut notes = Notes::default();
        let one = toml(
            "a.toml",
            b"a = \"x\"\nb = [1, true]\n[c]\nd = \"\\u0007e\"\n",
            &mut notes,
        );
        let one = one.unwrap();
        let two = yaml("a.yaml", b"a: 'x'\nb: [1, true]\nc:\n  d: 'e'\n").unwrap();
        assert_eq!(one.value(""), two.value(""));
        assert_eq!(one.entries()[1].1.line, 2);
        assert_eq!(notes.all.len(), 1, "{notes:?}");
        assert_eq!(notes.all[0].line, Some(4));
    }

    #[test]
    fn what_is_broken_is_refused_at_its_line() {
        let mut notes = Notes::default();
        assert_eq!(toml("a", b"a = 1\nb =\n", &mut notes).unwrap_err().0, 2);
        assert_eq!(yaml("a", b"a: 1\na: 2\n").unwrap_err().0, 2);
        let deep = format!("a = {}{}", "[".repeat(5_000), "]".repeat(5_000));
        assert!(toml("a", deep.as_bytes(), &mut notes).is_err());
        let long = format!("a = \"{}\"", "x".repeat(LONGEST));
        assert!(toml("a", long.as_bytes(), &mut notes).is_err());
    }
}
