//! The characters of a file: its encoding, and those that no file may hold
//! because a reader does not see them or readers disagree about them.

use crate::base::TextSpan;

/// The text of some bytes, or where and why they are none.
pub(super) fn decode(bytes: &[u8]) -> Result<&str, (TextSpan, String)> {
    let start = TextSpan {
        start: 0,
        end: 0,
        line: 1,
        column: 1,
    };
    let mark = match bytes {
        [0xEF, 0xBB, 0xBF, ..] => Some("the file begins with a byte order mark"),
        [0xFF, 0xFE, ..] | [0xFE, 0xFF, ..] | [0, 0, 0xFE, 0xFF, ..] => {
            Some("the file is UTF-16 or UTF-32; only UTF-8 is read")
        }
        _ => None,
    };
    if let Some(mark) = mark {
        return Err((start, mark.to_owned()));
    }
    std::str::from_utf8(bytes).map_err(|error| {
        let valid = bytes.get(..error.valid_up_to()).unwrap_or_default();
        let valid = std::str::from_utf8(valid).unwrap_or_default();
        let mut span = place(valid, valid.len(), valid.len());
        span.end += error.error_len().unwrap_or(bytes.len() - valid.len());
        (span, "these bytes are no UTF-8".to_owned())
    })
}

/// A stretch of a text, with its line and column.
pub(crate) fn place(text: &str, start: usize, end: usize) -> TextSpan {
    let before = text.get(..start).unwrap_or(text);
    let line = before.rfind('\n').map_or(0, |at| at + 1);
    TextSpan {
        start,
        end,
        line: before.bytes().filter(|b| *b == b'\n').count() + 1,
        column: before.get(line..).map_or(0, |rest| rest.chars().count()) + 1,
    }
}

/// Why a character may not stand in a file.
fn refused(c: char) -> Option<&'static str> {
    match c {
        '\n' | '\t' => None,
        '\u{2028}' | '\u{2029}' | '\u{85}' => Some("a line break that YAML readers disagree about"),
        c if c.is_control() => Some("a control character"),
        '\u{61C}' | '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' => {
            Some("a character that turns the direction of text, so that people read something else")
        }
        '\u{FEFF}' => Some("a byte order mark"),
        '\u{FFFE}' | '\u{FFFF}' => Some("a character that stands for nothing"),
        _ => None,
    }
}

fn message(c: char, why: &str) -> String {
    format!("U+{:04X} is {why}", u32::from(c))
}

/// Every character that may not stand in a file, with its place. A carriage
/// return may stand before a line feed and nowhere else.
pub(super) fn forbidden(text: &str) -> impl Iterator<Item = (TextSpan, String)> {
    let (mut line, mut column) = (1, 0);
    text.char_indices().filter_map(move |(start, c)| {
        column += 1;
        let span = TextSpan {
            start,
            end: start + c.len_utf8(),
            line,
            column,
        };
        if c == '\n' {
            (line, column) = (line + 1, 0);
        }
        let crlf = c == '\r' && text.as_bytes().get(start + 1) == Some(&b'\n');
        let why = refused(c).filter(|_| !crlf)?;
        Some((span, message(c, why)))
    })
}

/// The first character of a value that may not stand in it.
pub(crate) fn first_forbidden(value: &str) -> Option<(char, String)> {
    // Most texts are plain, and a long one is looked through quickly: a piece
    // without a branch is many bytes at once.
    let is_plain = |piece: &[u8]| {
        let plain = |all: bool, b: &u8| all & matches!(b, b' '..=b'~' | b'\n');
        piece.iter().fold(true, plain)
    };
    if value.as_bytes().chunks(1 << 10).all(is_plain) {
        return None;
    }
    value
        .chars()
        .find_map(|c| refused(c).map(|why| (c, message(c, why))))
}
