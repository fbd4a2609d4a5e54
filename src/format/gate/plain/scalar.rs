//! Plain and quoted scalars on one line, keys, and of which plain scalars every
//! reader makes the same.

use super::lines::Reader;
use crate::format::node::{Key, Node, Style};

/// The most bytes of a key: readers want a key and its colon within 1024
/// characters.
const LONGEST_KEY: usize = 128;

/// The most digits of a number: so that all readers hold it exactly, those
/// that know no whole numbers but fractions too.
const MOST_DIGITS: usize = 15;

/// What YAML 1.1 or 1.2 takes for a truth value or nothing, in some case
/// (yaml.org/type/bool, yaml.org/type/null; YAML 1.2.2, section 10.3.2).
const WORDS: [&str; 9] = ["y", "n", "no", "on", "yes", "off", "true", "null", "false"];

fn is_word(text: &str) -> bool {
    text.len() <= 5 && WORDS.iter().any(|word| text.eq_ignore_ascii_case(word))
}

/// Whether every schema agrees what a plain scalar is. It is not empty and
/// holds nothing that would end it.
fn is_certain(text: &str) -> bool {
    let Some(first) = text.chars().next() else {
        return false;
    };
    match first {
        '0'..='9' => is_certain_with_digit(text),
        '-' | '+' => {
            let rest = text.get(1..).unwrap_or_default();
            let number = first == '-' && rest != "0" && is_whole(rest);
            number || (rest.starts_with(|c: char| c.is_ascii_digit()) && has_words(rest))
        }
        // No number, date or other type of any schema begins so.
        '(' | '/' => true,
        c if c.is_ascii_alphabetic() => !is_word(text) || matches!(text, "true" | "false" | "null"),
        c => !c.is_ascii() && c.is_alphanumeric(),
    }
}

/// Digits that are a number in base ten everywhere: a zero before others would
/// make it an octal one in YAML 1.1.
fn is_whole(text: &str) -> bool {
    !text.is_empty()
        && text.len() <= MOST_DIGITS
        && text.bytes().all(|b| b.is_ascii_digit())
        && (text == "0" || !text.starts_with('0'))
}

/// Digits around one point.
fn is_fraction(text: &str) -> bool {
    text.len() <= MOST_DIGITS
        && text.split_once('.').is_some_and(|(whole, rest)| {
            is_whole(whole) && !rest.is_empty() && rest.bytes().all(|b| b.is_ascii_digit())
        })
}

/// Whether a space parts words: no number has one. With a colon it may be an
/// instant of YAML 1.1.
fn has_words(text: &str) -> bool {
    text.contains(' ') && !text.contains(':')
}

/// The same for a text that begins with a digit: a number, a date, or what
/// holds a character that no number of any schema holds.
fn is_certain_with_digit(text: &str) -> bool {
    if is_whole(text) || is_fraction(text) || has_words(text) {
        return true;
    }
    let bytes = text.as_bytes();
    // Numbers in base 2, 8 and 16 hold letters.
    let based = matches!(bytes, [b'0', b'x' | b'X' | b'o' | b'O' | b'b' | b'B', ..]);
    if based || bytes.contains(&b' ') {
        return false;
    }
    // Powers of ten have an `e`. An instant has a `T`.
    let foreign = |b: &u8| match b {
        b'e' | b'E' => false,
        b'/' | b'%' => true,
        b => b.is_ascii_alphabetic(),
    };
    bytes.iter().any(foreign) || is_date(bytes)
}

/// A month or a day: `2014-10`, `2014-10-03`.
fn is_date(bytes: &[u8]) -> bool {
    let has_form = |form: &[u8]| {
        let fits = |(b, f): (&u8, &u8)| match f {
            b'0' => b.is_ascii_digit(),
            f => b == f,
        };
        form.len() == bytes.len() && bytes.iter().zip(form).all(fits)
    };
    has_form(b"0000-00") || has_form(b"0000-00-00")
}

impl Reader<'_> {
    /// How many bytes a key takes that begins here, without its colon; nothing
    /// where none does.
    pub(super) fn key_length(&self) -> Option<usize> {
        let quote = matches!(self.byte(), b'"' | b'\'').then(|| self.byte());
        let quotes = usize::from(quote.is_some());
        let first = self.ahead(quotes);
        if quotes == 0 && !(first.is_ascii_alphabetic() || first == b'_') {
            return None;
        }
        let mut length = 0;
        while matches!(self.ahead(quotes + length), b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'_' | b'-')
        {
            length += 1;
            if length > LONGEST_KEY {
                return None;
            }
        }
        let closed = quote.is_none_or(|quote| self.ahead(1 + length) == quote);
        let all = length + 2 * quotes;
        let ends = self.ahead(all) == b':' && matches!(self.ahead(all + 1), b' ' | b'\n');
        (closed && ends && length > 0).then_some(all)
    }

    /// Reads a key and its colon.
    pub(super) fn key(&mut self) -> Option<Key> {
        let length = self.key_length()?;
        let mut span = self.place();
        span.end += length;
        let (style, quote) = match self.byte() {
            b'"' => (Style::Double, 1),
            b'\'' => (Style::Single, 1),
            _ => (Style::Plain, 0),
        };
        let text = self.text.get(span.start + quote..span.end - quote)?;
        if style == Style::Plain && is_word(text) {
            return None;
        }
        self.at = span.end + 1;
        Some(Key {
            text: text.into(),
            style,
            span,
        })
    }

    /// Reads a scalar on one line.
    pub(super) fn inline(&mut self, in_flow: bool) -> Option<Node> {
        match self.byte() {
            b'"' => self.double(),
            b'\'' => self.single(),
            _ => self.plain(in_flow),
        }
    }

    fn plain(&mut self, in_flow: bool) -> Option<Node> {
        let mut span = self.place();
        let bytes = self.text.as_bytes().get(self.at..)?;
        let mut length = 0;
        let mut before = b' ';
        loop {
            let byte = *bytes.get(length)?;
            let next = bytes.get(length + 1).copied().unwrap_or(0);
            match byte {
                b'\n' => break,
                b'#' if before == b' ' => break,
                b',' | b']' | b'}' if in_flow => break,
                b'[' | b'{' | b'?' if in_flow => return None,
                // Some take such a dash for the begin of an item, and refuse it.
                b'-' if in_flow && b",[]{}".contains(&next) => return None,
                // Old readers end a text in flow style at every colon or
                // refuse it; none takes it for a key before these.
                b':' if in_flow && !(next.is_ascii_alphanumeric() || next == b'/') => return None,
                b':' if matches!(next, b' ' | b'\n') => return None,
                _ => {}
            }
            before = byte;
            length += 1;
        }
        let rest = self.text.get(self.at..self.at + length)?;
        let text = rest.trim_end_matches(' ');
        if !is_certain(text) {
            return None;
        }
        self.at += text.len();
        span.end = self.at;
        Some(self.scalar(span, text, Style::Plain))
    }

    fn double(&mut self) -> Option<Node> {
        let mut span = self.place();
        let mut text = String::new();
        loop {
            // Behind the quote that opens, or behind an escape.
            let rest = self.text.get(self.at + 1..)?;
            let end = rest
                .bytes()
                .position(|b| matches!(b, b'"' | b'\\' | b'\n'))?;
            text.push_str(rest.get(..end)?);
            self.at += 1 + end;
            if self.byte() == b'"' {
                break;
            }
            // At a line end nothing escapes it.
            text.push(match (self.byte(), self.ahead(1)) {
                (b'\\', b'n') => '\n',
                (b'\\', b't') => '\t',
                (b'\\', c @ (b'"' | b'\\')) => char::from(c),
                _ => return None,
            });
            self.at += 1;
        }
        self.at += 1;
        span.end = self.at;
        Some(self.scalar(span, text, Style::Double))
    }

    fn single(&mut self) -> Option<Node> {
        let mut span = self.place();
        let mut text = String::new();
        loop {
            // Behind the quote that opens, or behind the first of two.
            let rest = self.text.get(self.at + 1..)?;
            let end = rest.bytes().position(|b| matches!(b, b'\'' | b'\n'))?;
            text.push_str(rest.get(..end)?);
            self.at += 1 + end;
            if self.byte() != b'\'' {
                return None;
            }
            self.at += 1;
            if self.byte() != b'\'' {
                break;
            }
            text.push('\'');
        }
        span.end = self.at;
        Some(self.scalar(span, text, Style::Single))
    }
}
