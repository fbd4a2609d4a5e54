//! Lists and maps in flow style, on one line.

use super::block::Keys;
use super::lines::Reader;
use crate::base::TextSpan;
use crate::format::gate::DEEPEST;
use crate::format::node::{Entry, Node, NodeKind};

impl Reader<'_> {
    /// Reads a value in flow style, which stands in so many lists and maps.
    pub(super) fn flow(&mut self, open: usize) -> Option<Node> {
        match self.byte() {
            b'[' => self.flow_list(open),
            b'{' => self.flow_map(open),
            _ => self.inline(true),
        }
    }

    fn flow_list(&mut self, open: usize) -> Option<Node> {
        let (mut span, number) = self.open(open)?;
        let mut items = Vec::new();
        while !self.closes(b']', items.is_empty())? {
            items.push(self.flow(open + 1)?);
        }
        span.end = self.at;
        Some(Node {
            span,
            kind: NodeKind::List { items, flow: true },
            number,
        })
    }

    fn flow_map(&mut self, open: usize) -> Option<Node> {
        let (mut span, number) = self.open(open)?;
        let mut entries = Vec::new();
        let mut keys = Keys::default();
        while !self.closes(b'}', entries.is_empty())? {
            let key = self.key()?;
            keys.take(self.text.get(key.span.start..key.span.end)?, &key)?;
            if self.byte() != b' ' {
                return None;
            }
            self.skip_spaces();
            let value = self.flow(open + 1)?;
            entries.push(Entry { key, value });
        }
        span.end = self.at;
        Some(Node {
            span,
            kind: NodeKind::Map {
                entries,
                flow: true,
            },
            number,
        })
    }

    /// Goes behind an opening bracket.
    fn open(&mut self, open: usize) -> Option<(TextSpan, usize)> {
        if open >= DEEPEST {
            return None;
        }
        let span = self.place();
        self.at += 1;
        Some((span, self.number()))
    }

    /// Goes behind the closing bracket, or behind the comma before what comes
    /// next; nothing where neither stands here.
    fn closes(&mut self, bracket: u8, first: bool) -> Option<bool> {
        self.skip_spaces();
        if self.byte() == bracket {
            self.at += 1;
            return Some(true);
        }
        if !first {
            if (self.byte(), self.ahead(1)) != (b',', b' ') {
                return None;
            }
            self.at += 1;
            self.skip_spaces();
        }
        Some(false)
    }
}
