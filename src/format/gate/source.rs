//! A text with what is asked of it to find the true places of nodes.

use saphyr_parser::{Marker, Span};

use crate::base::TextSpan;
use crate::format::node::Style;

/// A text, its characters and its lines.
pub(super) struct Source<'a> {
    pub(super) text: &'a str,
    /// The byte at which each character begins; empty where all are one byte.
    bytes: Vec<u32>,
    /// The byte at which each line begins.
    lines: Vec<usize>,
}

impl<'a> Source<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        let bytes = if text.is_ascii() {
            Vec::new()
        } else {
            // A file has at most 1 MiB, so its offsets fit.
            text.char_indices().map(|(at, _)| at as u32).collect()
        };
        let breaks = text.match_indices('\n').map(|(at, _)| at + 1);
        Self {
            text,
            bytes,
            lines: std::iter::once(0).chain(breaks).collect(),
        }
    }

    fn byte(&self, mark: &Marker) -> usize {
        if self.bytes.is_empty() {
            return mark.index().min(self.text.len());
        }
        self.bytes
            .get(mark.index())
            .map_or(self.text.len(), |at| *at as usize)
    }

    pub(super) fn span(&self, span: &Span) -> TextSpan {
        TextSpan {
            end: self.byte(&span.end),
            ..self.point(self.byte(&span.start))
        }
    }

    /// The place of a byte. The parser's own lines are not asked: it counts
    /// one more behind a last line without end, and one for a carriage return.
    pub(super) fn point(&self, at: usize) -> TextSpan {
        let line = self.lines.partition_point(|start| *start <= at);
        let begin = line.checked_sub(1).and_then(|n| self.lines.get(n));
        let begin = begin.copied().unwrap_or(0);
        TextSpan {
            start: at,
            end: at,
            line,
            column: self.characters(at).saturating_sub(self.characters(begin)) + 1,
        }
    }

    /// How many characters stand before a byte.
    fn characters(&self, at: usize) -> usize {
        if self.bytes.is_empty() {
            return at;
        }
        self.bytes.partition_point(|byte| (*byte as usize) < at)
    }

    /// The first byte of the next node: from `floor` on, past blanks, comments, and the dashes
    /// and colons of the lists and maps around it.
    pub(super) fn next_start(&self, floor: usize, past: &[u8]) -> usize {
        let bytes = self.text.as_bytes();
        let mut at = floor;
        while let Some(&byte) = bytes.get(at) {
            let blank_before = at == 0 || bytes.get(at - 1).is_none_or(u8::is_ascii_whitespace);
            if byte == b'#' && blank_before {
                while bytes.get(at).is_some_and(|b| *b != b'\n') {
                    at += 1;
                }
            } else if byte.is_ascii_whitespace() || past.contains(&byte) {
                at += 1;
            } else {
                break;
            }
        }
        at
    }

    /// The byte behind a quoted scalar: the parser may count what follows it.
    pub(super) fn closing_quote(&self, style: Style, start: usize) -> Option<usize> {
        let bytes = self.text.as_bytes();
        let mut at = start + 1;
        loop {
            match (style, bytes.get(at)?) {
                (Style::Double, b'\\') => at += 2,
                (Style::Single, b'\'') if bytes.get(at + 1) == Some(&b'\'') => at += 2,
                (Style::Double, b'"') | (Style::Single, b'\'') => return Some(at + 1),
                (Style::Double | Style::Single, _) => at += 1,
                _ => return None,
            }
        }
    }

    /// Whether a `?` stands between the node before and a key.
    pub(super) fn asked(&self, floor: usize, start: usize) -> bool {
        let gap = self.text.get(floor..start).unwrap_or_default();
        gap.lines().any(|line| {
            line.split('#')
                .next()
                .is_some_and(|code| code.contains('?'))
        })
    }
}
