//! Lines of a file of any size, each of a bounded length, with their numbers.

use std::io::{self, BufRead, Chain, Cursor, Read};

/// The longest line: room for a thousand options with long names.
pub(super) const LONGEST: usize = 1 << 18;

/// Reads one line at a time.
pub(super) struct Lines<R> {
    input: Chain<Cursor<Vec<u8>>, R>,
    line: Vec<u8>,
    number: u64,
    again: bool,
}

/// What was found at the next line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Next {
    /// A line.
    Line,
    /// A line beyond the longest; it was passed over.
    TooLong,
    /// The end of the file.
    End,
}

impl<R: BufRead> Lines<R> {
    /// Reads from the start of a file; a byte order mark is passed over.
    pub(super) fn new(input: R) -> Self {
        Self::after(Vec::new(), input)
    }

    fn after(text: Vec<u8>, input: R) -> Self {
        Self {
            input: Cursor::new(text).chain(input),
            line: Vec::new(),
            number: 0,
            again: false,
        }
    }

    /// Goes to the next line.
    pub(super) fn next(&mut self) -> io::Result<Next> {
        if std::mem::take(&mut self.again) {
            return Ok(Next::Line);
        }
        self.line.clear();
        let most = LONGEST as u64 + 1;
        let read = (&mut self.input)
            .take(most)
            .read_until(b'\n', &mut self.line)?;
        if read == 0 {
            return Ok(Next::End);
        }
        self.number += 1;
        if self.line.last() == Some(&b'\n') {
            self.line.pop();
        } else if read > LONGEST {
            self.skip()?;
            return Ok(Next::TooLong);
        }
        if self.line.last() == Some(&b'\r') {
            self.line.pop();
        }
        if self.number == 1 && self.line.starts_with(b"\xef\xbb\xbf") {
            self.line.drain(..3);
        }
        Ok(Next::Line)
    }

    /// The line at hand, without its end.
    pub(super) fn line(&self) -> &[u8] {
        &self.line
    }

    /// Its number, from 1.
    pub(super) fn number(&self) -> u64 {
        self.number
    }

    /// Gives the line at hand once more.
    pub(super) fn again(&mut self) {
        self.again = true;
    }

    /// Looks at the rest of the file, which must be no longer than `most`
    /// bytes, without using it up. `None` where it is longer.
    pub(super) fn peek_rest(self, most: u64) -> io::Result<(Self, Option<Vec<u8>>)> {
        let mut rest = Vec::new();
        let (before, mut input) = self.input.into_inner();
        let mut whole = before.chain(&mut input).take(most + 1);
        whole.read_to_end(&mut rest)?;
        let fits = rest.len() as u64 <= most;
        let mut lines = Self::after(rest.clone(), input);
        lines.line = self.line;
        lines.number = self.number;
        lines.again = self.again;
        Ok((lines, fits.then_some(rest)))
    }

    fn skip(&mut self) -> io::Result<()> {
        loop {
            let buffer = self.input.fill_buf()?;
            if buffer.is_empty() {
                return Ok(());
            }
            match buffer.iter().position(|byte| *byte == b'\n') {
                Some(end) => {
                    self.input.consume(end + 1);
                    return Ok(());
                }
                None => {
                    let all = buffer.len();
                    self.input.consume(all);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_end_is_known_and_a_line_without_end_is_bounded() {
        let long = "x".repeat(2 * LONGEST);
        let text = format!("\u{feff}a\r\n{long}\nb");
        let mut lines = Lines::new(text.as_bytes());
        assert_eq!(lines.next().unwrap(), Next::Line);
        assert_eq!(lines.line(), b"a");
        assert_eq!(lines.next().unwrap(), Next::TooLong);
        assert_eq!(lines.next().unwrap(), Next::Line);
        assert_eq!((lines.line(), lines.number()), (b"b".as_slice(), 3));
        assert_eq!(lines.next().unwrap(), Next::End);
    }

    #[test]
    fn what_was_looked_at_is_read_all_the_same() {
        let mut lines = Lines::new(b"a\nb\nc".as_slice());
        lines.next().unwrap();
        let (mut lines, rest) = lines.peek_rest(10).unwrap();
        assert_eq!(rest.unwrap(), b"b\nc");
        lines.next().unwrap();
        let (mut lines, rest) = lines.peek_rest(0).unwrap();
        assert_eq!(rest, None);
        lines.next().unwrap();
        assert_eq!((lines.line(), lines.number()), (b"c".as_slice(), 3));
    }
}
