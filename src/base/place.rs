//! Where something stands: first in the domain's words (a subject and a path
//! of keys), and once a file is known, as line and column.

use std::fmt;
use std::ops::Range;

use super::{EntityId, ProposalName};

/// What a place lies in.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Subject {
    /// `organisation.yaml`.
    Organisation,
    /// One entity's own file.
    Entity(EntityId),
    /// A proposal's `proposal.yaml`.
    Proposal(ProposalName),
    /// Any other file, by its path from the workspace's root.
    File(String),
    /// The workspace as a whole.
    Workspace,
}

/// One step into a document.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Step {
    /// The value under a key of a map.
    Key(String),
    /// An item of a list, from 0.
    Index(usize),
    /// The key itself; only as the last step.
    KeyOf(String),
    /// An item of a list, by its text: for lists that mean a set, whose order
    /// is lost when they are read.
    Item(String),
}

/// The way from a document's root to a node.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct NodePath(pub Vec<Step>);

impl NodePath {
    /// The root.
    pub fn root() -> Self {
        Self::default()
    }

    /// The path with the value under `key` added.
    #[must_use]
    pub fn key(mut self, key: impl Into<String>) -> Self {
        self.0.push(Step::Key(key.into()));
        self
    }

    /// The path with an item added.
    #[must_use]
    pub fn index(mut self, index: usize) -> Self {
        self.0.push(Step::Index(index));
        self
    }

    /// The path with the item of a text added.
    #[must_use]
    pub fn item(mut self, text: impl Into<String>) -> Self {
        self.0.push(Step::Item(text.into()));
        self
    }

    /// The path to a key itself.
    #[must_use]
    pub fn key_of(mut self, key: impl Into<String>) -> Self {
        self.0.push(Step::KeyOf(key.into()));
        self
    }
}

impl fmt::Display for NodePath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (n, step) in self.0.iter().enumerate() {
            match step {
                Step::Key(key) | Step::KeyOf(key) if n == 0 => write!(f, "{key}")?,
                Step::Key(key) | Step::KeyOf(key) => write!(f, ".{key}")?,
                Step::Index(index) => write!(f, "[{index}]")?,
                Step::Item(text) => write!(f, "[{text}]")?,
            }
        }
        Ok(())
    }
}

/// A stretch of a file's text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TextSpan {
    /// Its first byte, counted from the start of the file.
    pub start: usize,
    /// The byte after its last.
    pub end: usize,
    /// The line of its start, from 1.
    pub line: usize,
    /// The column of its start in characters, from 1.
    pub column: usize,
}

/// Where something stands, in the domain's words. The format module turns it
/// into a file, a line and a column.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place {
    /// What it lies in.
    pub subject: Subject,
    /// The way to the node.
    pub path: NodePath,
    /// A part of that node's value, in bytes of the value, such as one word of
    /// a condition.
    pub part: Option<(usize, usize)>,
}

impl Place {
    /// A node of a subject.
    pub fn new(subject: Subject, path: NodePath) -> Self {
        Self {
            subject,
            path,
            part: None,
        }
    }

    /// The whole of a subject.
    pub fn whole(subject: Subject) -> Self {
        Self::new(subject, NodePath::root())
    }

    /// A node of an entity's file.
    pub fn of(entity: EntityId, path: NodePath) -> Self {
        Self::new(Subject::Entity(entity), path)
    }

    /// The same place, narrowed to a part of its value.
    #[must_use]
    pub fn part(mut self, part: Range<usize>) -> Self {
        self.part = Some((part.start, part.end));
        self
    }
}
