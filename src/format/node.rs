//! A file's text as a tree whose every node knows where it stands.

use smol_str::SmolStr;

use crate::base::{NodePath, Step, TextSpan};

/// A text that passed the gate, with its meaning as a tree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Document {
    /// The text, byte for byte.
    pub text: String,
    /// Its one document.
    pub root: Node,
}

/// A value in a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Node {
    /// Where it stands: a scalar with its quotes, a flow list or map with its
    /// brackets, a block list or map from its first dash or key to the end of
    /// its last value.
    pub span: TextSpan,
    /// What it is.
    pub kind: NodeKind,
    /// Its number in the order of the text, so that two nodes of one document
    /// can be told apart.
    pub(crate) number: usize,
}

/// What a node is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NodeKind {
    /// A map, in the order of the text; no two keys are equal.
    Map {
        /// Its keys and values.
        entries: Vec<Entry>,
        /// Whether it is written in flow style, `{a: b}`.
        flow: bool,
    },
    /// A list.
    List {
        /// Its items.
        items: Vec<Node>,
        /// Whether it is written in flow style, `[a, b]`.
        flow: bool,
    },
    /// Anything else.
    Scalar {
        /// Its text, without quotes and with escapes resolved.
        text: SmolStr,
        /// How it is written.
        style: Style,
    },
}

/// How a scalar is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Style {
    /// Without quotes: it may mean a number, a truth value or nothing.
    Plain,
    /// In single quotes.
    Single,
    /// In double quotes.
    Double,
    /// A block that keeps its lines, `|`.
    Literal,
    /// A block that joins its lines, `>`.
    Folded,
}

/// A key of a map and its value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// The key.
    pub key: Key,
    /// The value.
    pub value: Node,
}

/// A key of a map.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Key {
    /// Its text.
    pub text: SmolStr,
    /// How it is written.
    pub style: Style,
    /// Where it stands.
    pub span: TextSpan,
}

impl Node {
    /// The value under a key, where this is a map that has it.
    pub fn get(&self, key: &str) -> Option<&Node> {
        self.entry(key).map(|entry| &entry.value)
    }

    /// The key and value under a key, where this is a map that has it.
    pub fn entry(&self, key: &str) -> Option<&Entry> {
        match &self.kind {
            NodeKind::Map { entries, .. } => entries.iter().find(|entry| entry.key.text == key),
            _ => None,
        }
    }

    /// An item, where this is a list that has it.
    pub fn item(&self, index: usize) -> Option<&Node> {
        match &self.kind {
            NodeKind::List { items, .. } => items.get(index),
            _ => None,
        }
    }

    /// The first item that is a scalar of this text, where this is a list that
    /// has one.
    pub fn item_of(&self, wanted: &str) -> Option<&Node> {
        let NodeKind::List { items, .. } = &self.kind else {
            return None;
        };
        let is =
            |node: &&Node| matches!(&node.kind, NodeKind::Scalar { text, .. } if text == wanted);
        items.iter().find(is)
    }
}

impl Document {
    /// The node at a path, where there is one.
    pub fn node(&self, path: &NodePath) -> Option<&Node> {
        path.0.iter().try_fold(&self.root, |node, step| match step {
            Step::Key(key) => node.get(key),
            Step::Index(index) => node.item(*index),
            Step::Item(text) => node.item_of(text),
            Step::KeyOf(_) => None,
        })
    }

    /// Where a path stands in the text. A path that leads nowhere falls back
    /// to the nearest node above it. `part`, in bytes of the value, narrows
    /// the place inside a scalar that stands on one line without escapes;
    /// elsewhere it is ignored.
    pub fn span(&self, path: &NodePath, part: Option<(usize, usize)>) -> Option<TextSpan> {
        let mut node = &self.root;
        for step in &path.0 {
            let next = match step {
                Step::Key(key) => node.get(key),
                Step::Index(index) => node.item(*index),
                Step::Item(text) => node.item_of(text),
                Step::KeyOf(key) => {
                    return Some(node.entry(key).map_or(node.span, |entry| entry.key.span));
                }
            };
            match next {
                Some(next) => node = next,
                None => return Some(node.span),
            }
        }
        let narrowed = part.and_then(|(start, end)| self.narrow(node, start, end));
        Some(narrowed.unwrap_or(node.span))
    }

    /// The part of a scalar's value from one byte to another, where the value
    /// stands in the text as it is.
    fn narrow(&self, node: &Node, start: usize, end: usize) -> Option<TextSpan> {
        let NodeKind::Scalar { text, style } = &node.kind else {
            return None;
        };
        let quote = match style {
            Style::Plain => 0,
            Style::Single | Style::Double => 1,
            Style::Literal | Style::Folded => return None,
        };
        let raw = self
            .text
            .get(node.span.start + quote..node.span.end.checked_sub(quote)?)?;
        if raw != text || start > end {
            return None;
        }
        let before = text.get(..start)?;
        text.get(..end)?;
        Some(TextSpan {
            start: node.span.start + quote + start,
            end: node.span.start + quote + end,
            line: node.span.line,
            column: node.span.column + quote + before.chars().count(),
        })
    }
}
