//! Edits of lists and maps in block style: whole lines come and go.

use serde_yaml::{Mapping, Value};

use super::align::{Op, align};
use super::{EditRefusal, Planner, Slot, refuse};
use crate::base::NodePath;
use crate::format::node::{Entry, Node};

impl Planner<'_> {
    pub(super) fn block_map(
        &mut self,
        node: &Node,
        entries: &[Entry],
        old: &Mapping,
        new: &Mapping,
        slot: Slot<'_>,
        path: &NodePath,
    ) -> Result<(), EditRefusal> {
        let extents: Vec<(usize, usize)> = entries
            .iter()
            .map(|entry| (entry.key.span.start, self.layout.entry_end(entry)))
            .collect();
        let kept: Vec<bool> = old.keys().map(|key| new.contains_key(key)).collect();
        let Some((first, last)) = extents.first().zip(extents.last()) else {
            return self.replace(node, &Value::Mapping(new.clone()), slot, path);
        };
        let indent = self.layout.column(first.0);
        let inline = !self.layout.first_on_line(first.0);
        if !kept.contains(&true) && (inline || new.is_empty()) {
            return self.vacate(node, &extents, &Value::Mapping(new.clone()), slot, path);
        }
        for (entry, (name, value)) in entries.iter().zip(old) {
            if let Some(wanted) = new.get(name) {
                let slot = Slot::Value {
                    name,
                    colon: self.layout.colon(entry),
                    key_end: entry.key.span.end,
                    indent,
                    flow: false,
                };
                let path = path.clone().key(entry.key.text.as_str());
                self.node(&entry.value, value, wanted, slot, &path)?;
            }
        }
        self.remove(&extents, &kept, path)?;
        let places: Vec<(&Value, usize)> = old
            .keys()
            .zip(extents.iter().map(|(_, end)| *end))
            .collect();
        let mut at = None;
        for (name, value) in new {
            match places.iter().find(|(key, _)| *key == name) {
                Some((_, end)) => at = Some(*end),
                None => {
                    let mut lines = " ".repeat(indent);
                    self.form
                        .entry(name, value, indent, &mut lines)
                        .map_err(refuse(path))?;
                    let line = self.layout.next_line(at.unwrap_or(last.1));
                    self.lines(line, &lines);
                }
            }
        }
        Ok(())
    }

    pub(super) fn block_list(
        &mut self,
        node: &Node,
        items: &[Node],
        old: &[Value],
        new: &[Value],
        slot: Slot<'_>,
        path: &NodePath,
    ) -> Result<(), EditRefusal> {
        let extents = self.layout.dashes(node, items);
        let ops = align(old, new);
        let mut kept = vec![false; items.len()];
        for op in &ops {
            if let Op::Keep(i, _) | Op::Change(i, _) = op
                && let Some(kept) = kept.get_mut(*i)
            {
                *kept = true;
            }
        }
        let Some(first) = extents.first() else {
            return self.replace(node, &Value::Sequence(new.to_vec()), slot, path);
        };
        let indent = self.layout.column(first.0);
        let inline = !self.layout.first_on_line(first.0);
        if !kept.contains(&true) && (inline || new.is_empty()) {
            return self.vacate(node, &extents, &Value::Sequence(new.to_vec()), slot, path);
        }
        // Where the list begins behind another dash, what comes before its
        // first item that stays is put on that item's line.
        let head = extents
            .iter()
            .zip(&kept)
            .find(|(_, kept)| **kept)
            .map(|((dash, _), _)| *dash);
        let mut after = None;
        for op in ops {
            match op {
                Op::Keep(i, _) => after = Some(i),
                Op::Change(i, j) => {
                    after = Some(i);
                    if let (Some(item), Some(old), Some(new), Some((dash, _))) =
                        (items.get(i), old.get(i), new.get(j), extents.get(i))
                    {
                        let slot = Slot::Item {
                            dash: *dash,
                            indent,
                            flow: false,
                        };
                        self.node(item, old, new, slot, &path.clone().index(i))?;
                    }
                }
                Op::Remove(i) => {
                    if !inline || after.is_some() {
                        after = Some(i);
                    }
                }
                Op::Insert(j) => {
                    let Some(value) = new.get(j) else { continue };
                    let pad = " ".repeat(indent);
                    let mut text = String::new();
                    self.form
                        .item(value, indent, &mut text)
                        .map_err(refuse(path))?;
                    match (after.and_then(|i| extents.get(i)), head) {
                        (None, Some(head)) if inline => {
                            let text = format!("{text}{pad}");
                            let text = text.replace('\n', self.layout.newline);
                            self.patch(head, head, text);
                        }
                        (after, _) => {
                            let line = match after {
                                Some((_, end)) => self.layout.next_line(*end),
                                None => self.layout.line_start(first.0),
                            };
                            self.lines(line, &format!("{pad}{text}"));
                        }
                    }
                }
            }
        }
        self.remove(&extents, &kept, path)
    }

    /// Removes the entries or items that are not kept, with their lines.
    fn remove(
        &mut self,
        extents: &[(usize, usize)],
        kept: &[bool],
        path: &NodePath,
    ) -> Result<(), EditRefusal> {
        let mut gone = extents.iter().zip(kept).peekable();
        if let Some(((start, _), false)) = gone.peek()
            && !self.layout.first_on_line(*start)
        {
            // The first stands behind a dash: the first that stays takes its place.
            let start = *start;
            let next = extents.iter().zip(kept).find(|(_, kept)| **kept);
            let Some(((next, _), _)) = next else {
                return Err(EditRefusal::new(path, "nothing of it would stay"));
            };
            if self.layout.has_own_comment(start, *next) {
                // Comments stay between the dash and what follows.
                if let Some(((_, end), _)) = gone.next() {
                    let before = self.layout.text.get(..start).unwrap_or_default();
                    let blanks = start - before.trim_end_matches(' ').len();
                    self.patch(start - blanks, self.layout.line_end(*end), "");
                }
            } else {
                while gone.next_if(|(_, kept)| !**kept).is_some() {}
                self.patch(start, *next, "");
            }
        }
        for ((start, end), _) in gone.filter(|(_, kept)| !**kept) {
            let (line, next) = (self.layout.line_start(*start), self.layout.next_line(*end));
            self.patch(line, next, "");
        }
        Ok(())
    }

    /// Removes everything in a list or map and puts a new value in its place,
    /// keeping the comments between what is removed.
    fn vacate(
        &mut self,
        node: &Node,
        extents: &[(usize, usize)],
        new: &Value,
        slot: Slot<'_>,
        path: &NodePath,
    ) -> Result<(), EditRefusal> {
        let empty = match new {
            Value::Mapping(map) if map.is_empty() => "{}",
            Value::Sequence(list) if list.is_empty() => "[]",
            _ => return self.replace(node, new, slot, path),
        };
        match slot {
            Slot::Value {
                colon: Some(colon), ..
            } => self.patch(colon, colon, format!(" {empty}")),
            Slot::Root => {
                let first = extents.first().map_or(0, |(start, _)| *start);
                self.lines(self.layout.line_start(first), &format!("{empty}\n"));
            }
            _ => return self.replace(node, new, slot, path),
        }
        let none = vec![false; extents.len()];
        self.remove(extents, &none, path)
    }
}
