//! What an importer or an exporter leaves out.

use std::fmt;

/// The most notes that are kept one by one; the rest is counted.
const MOST: usize = 10_000;

/// One thing that was left out, or that became something else.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    /// The file that it stands in; empty where it stands in none.
    pub file: String,
    /// The line, from 1, where it is known.
    pub line: Option<usize>,
    /// What, in a sentence without a full stop.
    pub what: String,
}

impl fmt::Display for Note {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.file.as_str(), self.line) {
            ("", _) => f.write_str(&self.what),
            (file, Some(line)) => write!(f, "{file}:{line}: {}", self.what),
            (file, None) => write!(f, "{file}: {}", self.what),
        }
    }
}

/// Notes in the order in which they were made.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Notes {
    /// They, as many as are kept.
    pub all: Vec<Note>,
    /// How many more there were.
    pub more: usize,
}

impl Notes {
    /// Adds one at a line of a file.
    pub(super) fn add(&mut self, file: &str, line: usize, what: impl Into<String>) {
        self.push(file, (line > 0).then_some(line), what.into());
    }

    /// Adds one that stands in no file.
    pub(super) fn say(&mut self, what: impl Into<String>) {
        self.push("", None, what.into());
    }

    fn push(&mut self, file: &str, line: Option<usize>, what: String) {
        if self.all.len() >= MOST {
            self.more += 1;
            return;
        }
        self.all.push(Note {
            file: file.to_owned(),
            line,
            what,
        });
    }
}

/// A text of somebody else's in a message: in one line, and not too long.
pub(super) fn short(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    let line = words.join(" ");
    match line.char_indices().nth(60) {
        Some((at, _)) => format!("{}…", line.get(..at).unwrap_or_default()),
        None => line,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_too_much_is_counted() {
        let mut notes = Notes::default();
        for line in 0..MOST + 5 {
            notes.add("a.yaml", line, "left out");
        }
        assert_eq!((notes.all.len(), notes.more), (MOST, 5));
        assert_eq!(notes.all[0].to_string(), "a.yaml: left out");
        assert_eq!(notes.all[1].to_string(), "a.yaml:1: left out");
    }

    #[test]
    fn foreign_text_stays_short() {
        assert_eq!(short("a\n  b"), "a b");
        assert_eq!(short(&"é".repeat(100)).chars().count(), 61);
    }
}
