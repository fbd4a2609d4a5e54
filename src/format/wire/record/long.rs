//! Records with one long list: the roll of a poll, the ballots of a result.
//!
//! The general reader builds a tree of nodes with places, twice; for 100,000
//! electors that takes minutes and gigabytes. What the tool writes has one
//! exact form, so the list is taken out, the rest is read in general, and
//! every item is read by itself and must be what would be written for it. The
//! same files are read as by the general reader, which the tests try.

use super::RecordError;

/// The most bytes of a record with a long list: a roll of some 500,000.
pub const LONGEST_RECORD: usize = 64 << 20;

/// A record whose list was taken out.
pub(super) struct Long<'a> {
    /// The record with an empty list in its place.
    pub rest: String,
    /// The items with their line ends, each from its dash.
    pub items: Vec<&'a str>,
    /// The lines of the record before the first item.
    pub before: usize,
}

/// Takes the list of a key at the root out of a record; `None` where it does
/// not stand there in the form that is written, for the general reader to say
/// what is wrong.
pub(super) fn take_out<'a>(text: &'a str, key: &str) -> Option<Long<'a>> {
    let line = format!("\n{key}:\n");
    let start = text.find(&line)? + 1;
    let list = text.get(start + line.len() - 1..)?;
    let mut items = Vec::new();
    // The byte at which the item began, and that behind what was read of it.
    let mut begun: Option<usize> = None;
    let mut end = 0;
    for line in list.split_inclusive('\n') {
        if line.starts_with("  - ") {
            if let Some(begun) = begun.replace(end) {
                items.push(list.get(begun..end)?);
            }
        } else if begun.is_none() || !line.starts_with("    ") {
            break;
        }
        end += line.len();
    }
    items.push(list.get(begun?..end)?);
    let (head, tail) = (text.get(..start)?, list.get(end..)?);
    Some(Long {
        rest: format!("{head}{key}: []\n{tail}"),
        items,
        before: head.matches('\n').count() + 1,
    })
}

impl Long<'_> {
    /// A line of the rest as a line of the whole record.
    pub(super) fn line(&self, line: usize) -> usize {
        if line <= self.before {
            return line;
        }
        line + self
            .items
            .iter()
            .map(|item| item.matches('\n').count())
            .sum::<usize>()
    }

    /// The first line of an item in the record.
    pub(super) fn line_of(&self, item: usize) -> usize {
        let lines = self.items.iter().take(item);
        self.before + 1 + lines.map(|item| item.matches('\n').count()).sum::<usize>()
    }
}

/// Puts the items of a list in the place of the empty one.
pub(super) fn put_in(
    rest: Vec<u8>,
    key: &str,
    items: impl Iterator<Item = Result<String, RecordError>>,
) -> Result<Vec<u8>, RecordError> {
    let mut items = items.peekable();
    if items.peek().is_none() {
        return Ok(rest);
    }
    let empty = format!("\n{key}: []\n");
    let rest = String::from_utf8_lossy(&rest);
    let Some((head, tail)) = rest.split_once(&empty) else {
        return Err(RecordError::Meaning(format!("it has no `{key}`")));
    };
    let mut whole = format!("{head}\n{key}:\n");
    for item in items {
        whole.push_str(&item?);
    }
    whole.push_str(tail);
    Ok(whole.into_bytes())
}
