//! Lists, maps and texts in block style.

use std::collections::BTreeSet;

use super::lines::Reader;
use crate::format::gate::DEEPEST;
use crate::format::node::{Entry, Key, Node, NodeKind, Style};

/// The keys of a map so far.
#[derive(Default)]
pub(super) struct Keys<'a> {
    few: Vec<&'a str>,
    /// Where there are more than a short look takes in.
    many: BTreeSet<&'a str>,
}

impl<'a> Keys<'a> {
    const FEW: usize = 24;

    /// Takes a key as it is written; nothing where an equal one was taken.
    pub(super) fn take(&mut self, raw: &'a str, key: &Key) -> Option<()> {
        let text = match key.style {
            Style::Plain => raw,
            _ => raw.get(1..raw.len().checked_sub(1)?)?,
        };
        if self.few.contains(&text) {
            return None;
        }
        if self.few.len() < Self::FEW {
            self.few.push(text);
            return Some(());
        }
        self.many.insert(text).then_some(())
    }
}

impl Reader<'_> {
    /// Reads the list or map whose lines begin this deep, in so many others.
    pub(super) fn block(&mut self, indent: usize, open: usize) -> Option<Node> {
        if self.indent != Some(indent) || open >= DEEPEST {
            return None;
        }
        if self.is_at_dash() {
            self.list(indent, open)
        } else {
            self.map(indent, open)
        }
    }

    fn is_at_dash(&self) -> bool {
        (self.byte(), self.ahead(1)) == (b'-', b' ')
    }

    fn map(&mut self, indent: usize, open: usize) -> Option<Node> {
        let mut span = self.place();
        let number = self.number();
        let mut entries: Vec<Entry> = Vec::new();
        let mut keys = Keys::default();
        while self.indent == Some(indent) {
            let key = self.key()?;
            keys.take(self.text.get(key.span.start..key.span.end)?, &key)?;
            let value = self.value(indent, open + 1)?;
            span.end = value.span.end;
            entries.push(Entry { key, value });
        }
        Some(Node {
            span,
            kind: NodeKind::Map {
                entries,
                flow: false,
            },
            number,
        })
    }

    /// Reads what stands behind a key's colon or on the lines below it.
    fn value(&mut self, indent: usize, open: usize) -> Option<Node> {
        let spaces = self.byte() == b' ';
        let key_end = self.at;
        self.skip_spaces();
        if matches!(self.byte(), b'#' | b'\n') {
            self.at = key_end;
            self.finish_line()?;
            let deeper = self
                .indent
                .filter(|deep| *deep > indent || (*deep == indent && self.is_at_dash()))?;
            return self.block(deeper, open);
        }
        if !spaces {
            return None;
        }
        self.rest(indent, open)
    }

    fn list(&mut self, indent: usize, open: usize) -> Option<Node> {
        let mut span = self.place();
        let number = self.number();
        let mut items: Vec<Node> = Vec::new();
        while self.indent == Some(indent) && self.is_at_dash() {
            self.at += 1;
            self.skip_spaces();
            let item = if self.is_at_dash() || self.key_length().is_some() {
                let deeper = self.depth();
                self.indent = Some(deeper);
                self.block(deeper, open + 1)?
            } else {
                self.rest(indent, open + 1)?
            };
            span.end = item.span.end;
            items.push(item);
        }
        Some(Node {
            span,
            kind: NodeKind::List { items, flow: false },
            number,
        })
    }

    /// Reads a value on the line of its key or dash, to the end of the line or,
    /// for a text of several lines, of the last of them.
    fn rest(&mut self, indent: usize, open: usize) -> Option<Node> {
        let value = match self.byte() {
            b'|' | b'>' => return self.lines(indent),
            b'[' | b'{' => self.flow(open)?,
            _ => self.inline(false)?,
        };
        self.finish_line()?;
        Some(value)
    }

    /// Reads a text of several lines, `|` or `>`, which stand deeper than `outer`.
    fn lines(&mut self, outer: usize) -> Option<Node> {
        let mut span = self.place();
        let folded = self.byte() == b'>';
        self.at += 1;
        let strip = self.byte() == b'-';
        self.at += usize::from(strip);
        self.line_end()?;
        self.skip_spaces();
        let indent = self.depth();
        if indent <= outer || matches!(self.byte(), b'\n' | 0) {
            return None;
        }
        let mut text = String::new();
        // Empty lines since the last one that was not.
        let mut empty = 0;
        loop {
            self.at = self.begin;
            while self.byte() == b' ' && self.depth() < indent {
                self.at += 1;
            }
            match (self.byte(), self.depth()) {
                (b'\n', 0) => {
                    empty += 1;
                    self.line_end()?;
                    continue;
                }
                (b'\n', _) => return None,
                (_, deep) if deep == indent => {}
                // A comment deeper than the key looks like one of the lines.
                (b'#', deep) if deep > outer => return None,
                _ => break,
            }
            let rest = self.text.get(self.at..)?;
            let line = rest.get(..rest.find('\n')?)?;
            let odd = folded && (line.starts_with(' ') || line.ends_with(' '));
            if odd || line.bytes().all(|b| b == b' ') {
                return None;
            }
            let breaks = match (text.is_empty(), folded, empty) {
                (true, _, _) => 0,
                (_, true, 0) => {
                    text.push(' ');
                    0
                }
                (_, true, empty) => empty,
                (_, false, empty) => empty + 1,
            };
            text.extend(std::iter::repeat_n('\n', breaks));
            text.push_str(line);
            empty = 0;
            self.at += line.len();
            self.line_end()?;
        }
        if !strip {
            text.push('\n');
        }
        self.at = self.begin;
        span.end = self.at;
        let style = if folded {
            Style::Folded
        } else {
            Style::Literal
        };
        let node = self.scalar(span, text, style);
        self.next_line()?;
        Some(node)
    }
}
