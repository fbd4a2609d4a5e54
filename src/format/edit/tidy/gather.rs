//! The nodes of a document with their comments.

use super::super::layout::Layout;
use super::{Body, Lead, Note, Part};
use crate::format::emit::key as emit_key;
use crate::format::node::{Document, Entry, Key, Node, NodeKind, Style};
use crate::format::resolve::{Plain, resolve};

/// The whole document.
pub(super) fn gather(document: &Document) -> Part {
    let mut gather = Gather {
        layout: Layout::new(document),
        next: 0,
    };
    let end = document.text.len();
    let mut part = gather.part(&document.root, 0, end, None);
    // What is left stands at the end of the file.
    part.tail.extend(gather.notes(end + 1));
    part
}

struct Gather<'a> {
    layout: Layout<'a>,
    /// The comment that comes next.
    next: usize,
}

impl Gather<'_> {
    /// The next comment, where it begins before a byte.
    fn take(&mut self, before: usize) -> Option<(usize, String)> {
        let (start, end) = *self.layout.comments.get(self.next)?;
        if start >= before {
            return None;
        }
        self.next += 1;
        let text = self.layout.text.get(start..end)?;
        Some((start, text.trim_end().to_owned()))
    }

    /// All comments before a byte, each with a line to itself.
    fn notes(&mut self, before: usize) -> Vec<Note> {
        let mut notes = Vec::new();
        while let Some((start, text)) = self.take(before) {
            let gap = self.blank_above(start);
            notes.push(Note { text, gap });
        }
        notes
    }

    fn blank_above(&self, at: usize) -> bool {
        let before = self.layout.text.get(..self.layout.line_start(at));
        let mut lines = before.unwrap_or_default().lines();
        self.layout.first_on_line(at) && lines.next_back().is_some_and(|it| it.trim().is_empty())
    }

    fn lead(&mut self, start: usize) -> Lead {
        Lead {
            notes: self.notes(start),
            gap: self.blank_above(start),
        }
    }

    /// The comment behind a value on its last line, where nothing else stands
    /// between.
    fn after(&mut self, end: usize, until: usize) -> Option<String> {
        let (start, _) = *self.layout.comments.get(self.next)?;
        let between = self.layout.text.get(end..start)?;
        if start >= until || between.contains('\n') {
            return None;
        }
        self.take(until).map(|(_, text)| text)
    }

    /// A value, whose key or dash ends at `named`; whatever stands from `until`
    /// on belongs to others. `above` is the column of the key that it is the
    /// value of.
    fn part(&mut self, node: &Node, named: usize, until: usize, above: Option<usize>) -> Part {
        let block = self.layout.is_block(node);
        let mut part = Part {
            head: Vec::new(),
            body: Body::Raw(String::new()),
            after: None,
            tail: Vec::new(),
        };
        let before = match block {
            // Others belong to the first item.
            true => self.layout.line_end(named).min(node.span.start),
            false => node.span.start,
        };
        while let Some((_, text)) = self.take(before) {
            part.head.push(text);
        }
        match &node.kind {
            NodeKind::Scalar { text, style } => {
                part.body = self.scalar(node, text, *style, &mut part.head);
                part.after = self.after(self.layout.end(node), until);
            }
            NodeKind::Map { entries, .. } => {
                let until = if block { until } else { node.span.end };
                part.body = Body::Map(self.entries(entries, until));
            }
            NodeKind::List { items, .. } if block => {
                part.body = Body::List(self.block_items(node, items, until));
            }
            NodeKind::List { items, .. } => {
                part.body = Body::List(self.flow_items(items, node.span.end));
            }
        }
        if block {
            let column = self.layout.column(node.span.start);
            // Beside a list at the column of its key, a comment may as well
            // belong to the next key.
            let least = column + usize::from(above == Some(column));
            part.tail = self.tail(least, until);
        } else if !matches!(node.kind, NodeKind::Scalar { .. }) {
            part.tail = self.notes(node.span.end);
            part.after = self.after(node.span.end, until);
        }
        part
    }

    fn entries(&mut self, entries: &[Entry], until: usize) -> Vec<(Lead, String, Part)> {
        let mut all = Vec::new();
        for (at, entry) in entries.iter().enumerate() {
            let next = entries.get(at + 1);
            let until = next.map_or(until, |next| next.key.span.start);
            let lead = self.lead(entry.key.span.start);
            let colon = self.layout.colon(entry);
            let named = colon.unwrap_or(entry.key.span.end);
            let column = self.layout.column(entry.key.span.start);
            let part = self.part(&entry.value, named, until, Some(column));
            all.push((lead, key(&entry.key), part));
        }
        all
    }

    fn block_items(&mut self, list: &Node, items: &[Node], until: usize) -> Vec<(Lead, Part)> {
        let dashes = self.layout.dashes(list, items);
        let mut all = Vec::new();
        for (at, (item, (dash, _))) in items.iter().zip(&dashes).enumerate() {
            let until = dashes.get(at + 1).map_or(until, |(dash, _)| *dash);
            let lead = self.lead(*dash);
            all.push((lead, self.part(item, dash + 1, until, None)));
        }
        all
    }

    fn flow_items(&mut self, items: &[Node], until: usize) -> Vec<(Lead, Part)> {
        let mut all = Vec::new();
        for (at, item) in items.iter().enumerate() {
            let until = items.get(at + 1).map_or(until, |next| next.span.start);
            let lead = self.lead(item.span.start);
            all.push((lead, self.part(item, item.span.start, until, None)));
        }
        all
    }

    /// Comments behind the last item of a block, as far in as its items.
    fn tail(&mut self, least: usize, until: usize) -> Vec<Note> {
        let mut notes = Vec::new();
        while let Some((start, _)) = self.layout.comments.get(self.next).copied() {
            if start >= until || self.layout.column(start) < least {
                break;
            }
            notes.extend(self.notes(start + 1));
        }
        notes
    }

    fn scalar(&mut self, node: &Node, text: &str, style: Style, head: &mut Vec<String>) -> Body {
        match style {
            Style::Plain if !matches!(resolve(text), Plain::Text(_)) => Body::Raw(match text {
                "" => "null".to_owned(),
                text => text.to_owned(),
            }),
            Style::Literal | Style::Folded => {
                while let Some((_, text)) = self.take(self.layout.next_line(node.span.start)) {
                    head.push(text);
                }
                self.block(node)
                    .unwrap_or_else(|| Body::Text(text.to_owned()))
            }
            _ => {
                let written = self.layout.text.get(node.span.start..node.span.end);
                let lines = written.is_some_and(|it| it.contains('\n'));
                match lines && !text.contains('\n') {
                    true => Body::Prose(text.to_owned()),
                    false => Body::Text(text.to_owned()),
                }
            }
        }
    }

    /// A text in block style, as it is written; nothing where its indicators
    /// say more than where it begins.
    fn block(&self, node: &Node) -> Option<Body> {
        let header = self.layout.line_end(node.span.start);
        let head = self.layout.text.get(node.span.start..header)?;
        let indicators = head.split([' ', '\t', '#']).next()?;
        let start = self.layout.next_line(node.span.start);
        let end = self.layout.end(node).max(start);
        let body = self.layout.text.get(start..end)?;
        // Where blank lines at the end count, those that follow would too.
        if indicators.contains(|c: char| c.is_ascii_digit() || c == '+') {
            return None;
        }
        let first = body.lines().find(|line| !line.trim().is_empty())?;
        let indent = first.len() - first.trim_start_matches(' ').len();
        let cut = |line: &str| line.get(indent..).unwrap_or_default().to_owned();
        Some(Body::Block(
            indicators.to_owned(),
            body.lines().map(cut).collect(),
        ))
    }
}

/// A key as new files have it.
fn key(key: &Key) -> String {
    let plain = key.style == Style::Plain && !matches!(resolve(&key.text), Plain::Text(_));
    if plain {
        return key.text.to_string();
    }
    let value = serde_yaml::Value::String(key.text.to_string());
    emit_key(&value, true).unwrap_or_else(|_| key.text.to_string())
}
