//! Where things stand in a text beyond the nodes: lines, dashes, colons,
//! comments.

use crate::format::node::{Document, Entry, Node, NodeKind, Style};

/// A document's text with what edits ask about it.
pub(super) struct Layout<'a> {
    pub(super) text: &'a str,
    /// How its lines end.
    pub(super) newline: &'static str,
    /// Every comment, from its `#` to the end of its line, in order.
    pub(super) comments: Vec<(usize, usize)>,
}

impl<'a> Layout<'a> {
    pub(super) fn new(document: &'a Document) -> Self {
        let text = document.text.as_str();
        let mut layout = Self {
            text,
            newline: if text.contains("\r\n") { "\r\n" } else { "\n" },
            comments: Vec::new(),
        };
        let mut at = 0;
        layout.collect(&document.root, &mut at);
        layout.comments_between(at, text.len());
        layout
    }

    /// Collects the comments before and within a node; `at` is the first byte
    /// not looked at yet.
    fn collect(&mut self, node: &Node, at: &mut usize) {
        match &node.kind {
            NodeKind::Map { entries, .. } => {
                for entry in entries {
                    self.comments_between(*at, entry.key.span.start);
                    *at = entry.key.span.end;
                    self.collect(&entry.value, at);
                }
            }
            NodeKind::List { items, .. } => {
                for item in items {
                    self.collect(item, at);
                }
            }
            NodeKind::Scalar { style, .. } => {
                let start = match style {
                    // The header of a block may end with a comment.
                    Style::Literal | Style::Folded => self.next_line(node.span.start),
                    _ => node.span.start,
                };
                self.comments_between(*at, start.min(node.span.end));
                *at = node.span.end.max(*at);
            }
        }
    }

    fn comments_between(&mut self, mut at: usize, end: usize) {
        let bytes = self.text.as_bytes();
        while at < end {
            let blank_before = at == 0 || bytes.get(at - 1).is_some_and(u8::is_ascii_whitespace);
            if bytes.get(at) == Some(&b'#') && blank_before {
                let stop = self.line_end(at);
                self.comments.push((at, stop));
                at = stop;
            } else {
                at += 1;
            }
        }
    }

    /// The first byte of the line of a byte.
    pub(super) fn line_start(&self, at: usize) -> usize {
        let before = self.text.get(..at).unwrap_or_default();
        before.rfind('\n').map_or(0, |end| end + 1)
    }

    /// The byte behind the last of the line of a byte, without its line end.
    pub(super) fn line_end(&self, at: usize) -> usize {
        let rest = self.text.get(at..).unwrap_or_default();
        let line = rest
            .find('\n')
            .map_or(rest, |end| rest.get(..end).unwrap_or_default());
        at + line.strip_suffix('\r').unwrap_or(line).len()
    }

    /// The first byte of the line after that of a byte.
    pub(super) fn next_line(&self, at: usize) -> usize {
        let rest = self.text.get(at..).unwrap_or_default();
        rest.find('\n').map_or(self.text.len(), |end| at + end + 1)
    }

    /// Whether only spaces stand before a byte on its line.
    pub(super) fn first_on_line(&self, at: usize) -> bool {
        let before = self.text.get(self.line_start(at)..at).unwrap_or_default();
        before.bytes().all(|b| b == b' ')
    }

    /// The characters before a byte on its line.
    pub(super) fn column(&self, at: usize) -> usize {
        let before = self.text.get(self.line_start(at)..at).unwrap_or_default();
        before.chars().count()
    }

    /// The first byte from `at` on that is neither blank nor in a comment.
    pub(super) fn skip(&self, mut at: usize) -> usize {
        let bytes = self.text.as_bytes();
        while let Some(byte) = bytes.get(at) {
            let blank_before = at == 0 || bytes.get(at - 1).is_some_and(u8::is_ascii_whitespace);
            if byte.is_ascii_whitespace() {
                at += 1;
            } else if *byte == b'#' && blank_before {
                at = self.line_end(at);
            } else {
                break;
            }
        }
        at
    }

    /// Whether a comment begins in a stretch.
    pub(super) fn has_comment(&self, start: usize, end: usize) -> bool {
        self.comments
            .iter()
            .any(|(at, _)| (start..end).contains(at))
    }

    /// Whether a comment that has its line to itself begins in a stretch.
    pub(super) fn has_own_comment(&self, start: usize, end: usize) -> bool {
        self.comments
            .iter()
            .any(|(at, _)| (start..end).contains(at) && self.first_on_line(*at))
    }

    /// Whether a node is a list or map in block style.
    pub(super) fn is_block(&self, node: &Node) -> bool {
        matches!(
            node.kind,
            NodeKind::Map { flow: false, .. } | NodeKind::List { flow: false, .. }
        )
    }

    /// The byte behind a key's colon, where it has one.
    pub(super) fn colon(&self, entry: &Entry) -> Option<usize> {
        let at = self.skip(entry.key.span.end);
        (self.text.as_bytes().get(at) == Some(&b':')).then_some(at + 1)
    }

    /// The byte behind an entry's last.
    pub(super) fn entry_end(&self, entry: &Entry) -> usize {
        let key = self.colon(entry).unwrap_or(entry.key.span.end);
        self.end(&entry.value).max(key)
    }

    /// For each item of a block list, the byte of its dash and the byte behind
    /// its last.
    pub(super) fn dashes(&self, list: &Node, items: &[Node]) -> Vec<(usize, usize)> {
        let mut at = list.span.start;
        items
            .iter()
            .map(|item| {
                let dash = self.skip(at);
                at = self.end(item).max(dash + 1);
                (dash, at)
            })
            .collect()
    }

    /// The byte behind a node's last, without line ends and blank lines that
    /// mean nothing.
    pub(super) fn end(&self, node: &Node) -> usize {
        match &node.kind {
            NodeKind::Map { flow: true, .. } | NodeKind::List { flow: true, .. } => node.span.end,
            NodeKind::Map { entries, .. } => entries
                .last()
                .map_or(node.span.end, |last| self.entry_end(last)),
            NodeKind::List { items, .. } => self
                .dashes(node, items)
                .last()
                .map_or(node.span.end, |(_, end)| *end),
            NodeKind::Scalar { style, .. } => match style {
                Style::Literal | Style::Folded => self.block_end(node),
                _ => node.span.end,
            },
        }
    }

    /// The byte behind a block scalar's last line.
    fn block_end(&self, node: &Node) -> usize {
        let header = self.line_end(node.span.start);
        let raw = self.text.get(header..node.span.end).unwrap_or_default();
        let indicators = self.text.get(node.span.start..header).unwrap_or_default();
        let keeps = indicators
            .split([' ', '#'])
            .next()
            .is_some_and(|head| head.contains('+'));
        let body = if keeps {
            let body = raw.strip_suffix('\n').unwrap_or(raw);
            body.strip_suffix('\r').unwrap_or(body)
        } else {
            raw.trim_end_matches([' ', '\n', '\r'])
        };
        header + body.len()
    }
}
