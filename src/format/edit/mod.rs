//! Edits of hand-written YAML: only the lines that must change do. Comments,
//! order, quotes, blank lines and line ends stay as people wrote them.
//!
//! The edit is planned on the places of the nodes, and its result is read
//! again: it must mean exactly what was wanted and hold every comment that
//! stood outside what was removed. Where that fails the edit is refused; a
//! hand-written file is never written anew.

mod align;
mod block;
mod flow;
mod layout;
mod patch;
mod replace;
mod target;
mod tidy;

pub use tidy::tidy;

use serde_yaml::Value;

use self::layout::Layout;
use self::patch::{Patch, apply};
use super::emit::{Emit, EmitError, Form, plain};
use super::gate::gate;
use super::node::{Document, Node, NodeKind};
use super::read::read;
use crate::base::{NodePath, Subject};

/// Why an edit is refused. The text stays as it was.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.describe())]
pub struct EditRefusal {
    /// Where in the document.
    pub path: NodePath,
    /// Why.
    pub reason: String,
}

impl EditRefusal {
    fn new(path: &NodePath, reason: impl Into<String>) -> Self {
        Self {
            path: path.clone(),
            reason: reason.into(),
        }
    }

    fn describe(&self) -> String {
        if self.path.0.is_empty() {
            return format!("the file cannot be edited: {}", self.reason);
        }
        format!("`{}` cannot be edited: {}", self.path, self.reason)
    }
}

/// Makes a text that means `before` mean `after`.
///
/// `before` and `after` are wire forms: where the text says the same in
/// another way (a default left out, `2014` for `"2014"`), it stays as it is
/// as long as the two agree there. A new key goes behind the key that stands
/// before it in `after`, or to the end of its map. An item of a list is
/// edited in place where it is the same item in other words, such as another
/// term of the same person; else it is removed and the new one inserted. What
/// is removed goes with the comments inside it and on its last line; comments
/// above it stay.
///
/// # Errors
/// Where the edit cannot be made without losing something, with the place
/// and the reason.
pub fn rewrite(text: &str, before: &Value, after: &Value) -> Result<String, EditRefusal> {
    if !text.ends_with('\n') {
        // Only whole lines come and go; the last one may lack its end.
        let newline = if text.contains("\r\n") { "\r\n" } else { "\n" };
        let edited = rewrite(&format!("{text}{newline}"), before, after)?;
        let bare = edited.strip_suffix(newline).unwrap_or(&edited);
        let same = |text: &str| parse(text).ok().map(|(_, value)| value);
        let may = same(bare).is_some_and(|value| Some(value) == same(&edited));
        return Ok(if may { bare.to_owned() } else { edited });
    }
    let root = NodePath::root();
    let (document, current) = parse(text).map_err(|why| EditRefusal::new(&root, why))?;
    let (before, after) = (plain(before.clone()), plain(after.clone()));
    let wanted = target::target(&current, &before, &after);
    if current == wanted {
        return Ok(text.to_owned());
    }
    // A text of several lines is best a block, but what follows may not allow it.
    let blocks = attempt(&document, &current, &wanted, true);
    blocks.or_else(|why| attempt(&document, &current, &wanted, false).map_err(|_| why))
}

/// The comments of a document in order, each from its `#` to the end of its
/// line, with the byte at which it begins.
pub fn comments(document: &Document) -> Vec<(usize, &str)> {
    let found = Layout::new(document).comments;
    let text = |(start, end): (usize, usize)| Some((start, document.text.get(start..end)?));
    found.into_iter().filter_map(text).collect()
}

/// Plans, makes and checks an edit.
fn attempt(
    document: &Document,
    current: &Value,
    wanted: &Value,
    blocks: bool,
) -> Result<String, EditRefusal> {
    let root = NodePath::root();
    let text = document.text.as_str();
    let mut planner = Planner {
        layout: Layout::new(document),
        form: Form {
            flow_width: Emit::default().flow_width,
            blocks,
        },
        patches: Vec::new(),
    };
    planner.node(&document.root, current, wanted, Slot::Root, &root)?;
    let Planner {
        patches, layout, ..
    } = planner;
    let edited = apply(text, &patches)
        .ok_or_else(|| EditRefusal::new(&root, "two of its changes meet in one place"))?;
    check(text, &layout.comments, &patches, &edited, wanted)
        .map_err(|why| EditRefusal::new(&root, why))?;
    Ok(edited)
}

/// The tree and the value of a text.
fn parse(text: &str) -> Result<(Document, Value), String> {
    let first = |findings: Vec<crate::finding::Finding>| {
        findings
            .into_iter()
            .next()
            .map_or_else(String::new, |finding| finding.message)
    };
    let subject = Subject::Workspace;
    let document = gate(&subject, text.as_bytes()).map_err(first)?;
    let value = read(&document, &subject).map_err(first)?;
    Ok((document, value))
}

/// Reads the result again and compares meaning and comments.
fn check(
    text: &str,
    comments: &[(usize, usize)],
    patches: &[Patch],
    edited: &str,
    wanted: &Value,
) -> Result<(), String> {
    let lost = "it is written in a way that this change cannot keep";
    let (document, value) = parse(edited).map_err(|why| format!("{lost} ({why})"))?;
    if value != *wanted {
        return Err(format!("{lost} (the result would mean something else)"));
    }
    let removed = |at: usize| {
        patches
            .iter()
            .any(|patch| patch.start <= at && at < patch.end)
    };
    let kept = comments
        .iter()
        .filter(|(start, _)| !removed(*start))
        .map(|(start, end)| text.get(*start..*end));
    let found = Layout::new(&document).comments;
    if !kept.eq(found.iter().map(|(start, end)| edited.get(*start..*end))) {
        return Err(format!("{lost} (a comment would be lost)"));
    }
    Ok(())
}

/// Where a value stands.
#[derive(Debug, Clone, Copy)]
enum Slot<'a> {
    /// It is the whole document.
    Root,
    /// Behind a key.
    Value {
        /// The key.
        name: &'a Value,
        /// The byte behind the colon; nothing where there is none, as in `{a}`.
        colon: Option<usize>,
        /// The byte behind the key.
        key_end: usize,
        /// The columns before the key.
        indent: usize,
        /// Whether the map is in flow style.
        flow: bool,
    },
    /// An item of a list.
    Item {
        /// The byte of its dash, or of the item itself in flow style.
        dash: usize,
        /// The columns before the dash.
        indent: usize,
        /// Whether the list is in flow style.
        flow: bool,
    },
}

impl Slot<'_> {
    fn is_flow(&self) -> bool {
        match self {
            Self::Root => false,
            Self::Value { flow, .. } | Self::Item { flow, .. } => *flow,
        }
    }
}

/// Plans the patches.
struct Planner<'a> {
    layout: Layout<'a>,
    /// How new parts are written.
    form: Form,
    patches: Vec<Patch>,
}

impl Planner<'_> {
    /// Plans how a node that means `old` comes to mean `new`.
    fn node(
        &mut self,
        node: &Node,
        old: &Value,
        new: &Value,
        slot: Slot<'_>,
        path: &NodePath,
    ) -> Result<(), EditRefusal> {
        if old == new {
            return Ok(());
        }
        let shorthand = slot.is_flow() && self.layout.is_block(node);
        if shorthand {
            return Err(EditRefusal::new(
                path,
                "`[a: b]` is not edited; write `[{a: b}]`",
            ));
        }
        let wanted = new;
        match (&node.kind, old, new) {
            (NodeKind::Map { entries, flow }, Value::Mapping(old), Value::Mapping(new)) => {
                if *flow && entries.is_empty() {
                    self.replace(node, wanted, slot, path)
                } else if *flow {
                    self.flow_map(node, entries, old, new, path)
                } else {
                    self.block_map(node, entries, old, new, slot, path)
                }
            }
            (NodeKind::List { items, flow }, Value::Sequence(old), Value::Sequence(new)) => {
                if *flow && items.is_empty() {
                    self.replace(node, wanted, slot, path)
                } else if *flow {
                    self.flow_list(node, items, old, new, path)
                } else {
                    self.block_list(node, items, old, new, slot, path)
                }
            }
            _ => self.replace(node, new, slot, path),
        }
    }

    fn patch(&mut self, start: usize, end: usize, text: impl Into<String>) {
        self.patches.push(Patch {
            start,
            end,
            text: text.into(),
        });
    }

    /// A patch that puts whole lines in front of a line or behind the last.
    fn lines(&mut self, at: usize, lines: &str) {
        if lines.is_empty() {
            return;
        }
        let lines = lines.replace('\n', self.layout.newline);
        self.patch(at, at, lines);
    }
}

/// A value that cannot be written, as a refusal.
fn refuse(path: &NodePath) -> impl Fn(EmitError) -> EditRefusal + '_ {
    |error| EditRefusal::new(path, error.to_string())
}

#[cfg(test)]
mod generated;
#[cfg(test)]
mod tests;
