//! Putting one value in the place of another of a different kind.

use serde_yaml::Value;

use super::{EditRefusal, Planner, Slot, refuse};
use crate::base::NodePath;
use crate::format::emit::{double, flow_inside, key, single};
use crate::format::node::{Node, NodeKind, Style};

impl Planner<'_> {
    pub(super) fn replace(
        &mut self,
        node: &Node,
        new: &Value,
        slot: Slot<'_>,
        path: &NodePath,
    ) -> Result<(), EditRefusal> {
        if let Some(text) = requoted(node, new) {
            self.patch(node.span.start, node.span.end, text.map_err(refuse(path))?);
            return Ok(());
        }
        if slot.is_flow() {
            let text = flow_inside(new).map_err(refuse(path))?;
            self.replace_in_flow(node, slot, text);
            return Ok(());
        }
        let emit = self.form;
        let mut written = String::new();
        // What the value stands behind, and what is written behind that.
        let (behind, prefix) = match slot {
            Slot::Value {
                name,
                colon: Some(colon),
                indent,
                ..
            } => {
                emit.entry(name, new, indent, &mut written)
                    .map_err(refuse(path))?;
                (colon, key(name, false).map_err(refuse(path))?.len() + 1)
            }
            Slot::Item { dash, indent, .. } => {
                emit.item(new, indent, &mut written).map_err(refuse(path))?;
                (dash + 1, 1)
            }
            _ => return Err(EditRefusal::new(path, "the whole of it would be replaced")),
        };
        let rest = written.get(prefix..).unwrap_or_default();
        let (inline, lines) = rest.split_once('\n').unwrap_or((rest, ""));
        self.put(node, behind, inline.trim_start(), lines);
        Ok(())
    }

    /// Puts a value, split into what stands on the line of its key or dash and
    /// the lines below, in the place of a node behind `behind`.
    fn put(&mut self, node: &Node, behind: usize, inline: &str, lines: &str) {
        let end = self.layout.end(node).max(behind);
        let start = node.span.start.max(behind);
        let block_scalar = matches!(
            &node.kind,
            NodeKind::Scalar {
                style: Style::Literal | Style::Folded,
                ..
            }
        );
        let same_line = self.layout.line_end(behind) >= start;
        if block_scalar && same_line {
            // The header is replaced, so that a comment behind it stays.
            let header = self.layout.text.get(start..).unwrap_or_default();
            let length = header
                .find(|c: char| c.is_whitespace())
                .unwrap_or(header.len());
            self.fill(behind, start, start + length, inline);
            let (body, next) = (self.layout.next_line(start), self.layout.next_line(end));
            self.patch(body, next, "");
            self.lines(next, lines);
        } else if same_line {
            self.fill(behind, start, end, inline);
            self.lines(self.layout.next_line(end), lines);
        } else {
            // The node stands on lines of its own.
            self.fill(behind, behind, behind, inline);
            let (from, next) = (self.layout.line_start(start), self.layout.next_line(end));
            self.patch(from, next, "");
            // A block scalar follows its header: no comment may come between.
            let text = inline.starts_with('|');
            self.lines(
                if text {
                    self.layout.next_line(behind)
                } else {
                    next
                },
                lines,
            );
        }
    }

    /// Puts a text between `start` and `end`, one space behind `behind`, or
    /// removes that space where there is no text.
    fn fill(&mut self, behind: usize, start: usize, end: usize, text: &str) {
        if text.is_empty() {
            self.patch(behind, end, "");
        } else if start == behind {
            self.patch(start, end, format!(" {text}"));
        } else {
            self.patch(start, end, text);
        }
    }

    fn replace_in_flow(&mut self, node: &Node, slot: Slot<'_>, text: String) {
        match slot {
            Slot::Value {
                colon: None,
                key_end,
                ..
            } => self.patch(key_end, key_end, format!(": {text}")),
            Slot::Value {
                colon: Some(colon), ..
            } => {
                let (start, end) = (node.span.start.max(colon), node.span.end.max(colon));
                self.fill(colon, start, end, &text);
            }
            _ => self.patch(node.span.start, node.span.end, text),
        }
    }
}

/// A text in the quotes of the text that it replaces.
fn requoted(node: &Node, new: &Value) -> Option<Result<String, crate::format::emit::EmitError>> {
    let (NodeKind::Scalar { style, .. }, Value::String(text)) = (&node.kind, new) else {
        return None;
    };
    match style {
        Style::Double => Some(double(text)),
        Style::Single if !text.contains(['\n', '\t']) => Some(single(text)),
        _ => None,
    }
}
