//! Where the plain reader stands: its byte, its line, its column, and how deep
//! the line begins.

use smol_str::SmolStr;

use crate::base::TextSpan;
use crate::format::node::{Node, NodeKind, Style};

/// A text that is read once, from its begin to its end.
pub(super) struct Reader<'a> {
    pub(super) text: &'a str,
    /// Whether every character is one byte.
    ascii: bool,
    /// The byte that is read next.
    pub(super) at: usize,
    /// The line of that byte, from 1, and the byte at which it begins.
    line: usize,
    pub(super) begin: usize,
    /// How many characters of the line stand before a byte of it.
    counted: (usize, usize),
    /// How deep the line that is read next begins; nothing at the end.
    pub(super) indent: Option<usize>,
    /// The nodes so far.
    nodes: usize,
}

impl<'a> Reader<'a> {
    pub(super) fn new(text: &'a str, ascii: bool) -> Self {
        Self {
            text,
            ascii,
            at: 0,
            line: 1,
            begin: 0,
            counted: (0, 0),
            indent: None,
            nodes: 0,
        }
    }

    /// The byte so far ahead; 0, which no plain text holds, behind the last.
    pub(super) fn ahead(&self, by: usize) -> u8 {
        let byte = self.text.as_bytes().get(self.at + by);
        byte.copied().unwrap_or(0)
    }

    /// The byte that is read next.
    pub(super) fn byte(&self) -> u8 {
        self.ahead(0)
    }

    pub(super) fn is_at_end(&self) -> bool {
        self.at == self.text.len()
    }

    /// How far the next byte is from the begin of its line.
    pub(super) fn depth(&self) -> usize {
        self.at - self.begin
    }

    pub(super) fn skip_spaces(&mut self) {
        while self.byte() == b' ' {
            self.at += 1;
        }
    }

    /// Goes behind the line end that is read next, if one is.
    pub(super) fn line_end(&mut self) -> Option<()> {
        if self.byte() != b'\n' {
            return None;
        }
        self.at += 1;
        self.line += 1;
        self.begin = self.at;
        self.counted = (self.at, 0);
        Some(())
    }

    /// Goes over a comment to its line's end.
    fn comment(&mut self) {
        let rest = self.text.as_bytes().get(self.at..).unwrap_or_default();
        let length = rest.iter().position(|b| *b == b'\n');
        self.at += length.unwrap_or(rest.len());
    }

    /// Ends a line behind a value, a dash or a colon, and goes to the next one.
    pub(super) fn finish_line(&mut self) -> Option<()> {
        if self.byte() == b' ' {
            self.skip_spaces();
            if self.byte() != b'#' {
                return None;
            }
            self.comment();
        }
        self.line_end()?;
        self.next_line()
    }

    /// From the begin of a line to the first byte of the next one that says
    /// something.
    pub(super) fn next_line(&mut self) -> Option<()> {
        loop {
            self.skip_spaces();
            match self.byte() {
                b'#' => {
                    self.comment();
                    self.line_end()?;
                }
                b'\n' if self.depth() == 0 => self.line_end()?,
                // Blanks that nobody sees.
                b'\n' => return None,
                0 => {
                    self.indent = None;
                    return (self.depth() == 0).then_some(());
                }
                _ => {
                    self.indent = Some(self.depth());
                    return Some(());
                }
            }
        }
    }

    /// The place of the byte that is read next; its end is to be set.
    pub(super) fn place(&mut self) -> TextSpan {
        let column = if self.ascii {
            self.depth()
        } else {
            let (from, before) = self.counted;
            let new = self.text.as_bytes().get(from..self.at).unwrap_or_default();
            // The first byte of each character.
            let count = before + new.iter().filter(|b| **b & 0xC0 != 0x80).count();
            self.counted = (self.at, count);
            count
        };
        TextSpan {
            start: self.at,
            end: self.at,
            line: self.line,
            column: column + 1,
        }
    }

    /// The number of the next node, in the order of the text.
    pub(super) fn number(&mut self) -> usize {
        self.nodes += 1;
        self.nodes
    }

    pub(super) fn scalar(
        &mut self,
        span: TextSpan,
        text: impl Into<SmolStr>,
        style: Style,
    ) -> Node {
        let text = text.into();
        Node {
            span,
            kind: NodeKind::Scalar { text, style },
            number: self.number(),
        }
    }
}
