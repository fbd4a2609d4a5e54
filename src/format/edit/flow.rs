//! Edits of lists and maps in flow style, `[a, b]` and `{a: b}`.

use serde_yaml::{Mapping, Value};

use super::align::{Op, align};
use super::{EditRefusal, Planner, Slot, refuse};
use crate::base::NodePath;
use crate::format::emit::{flow_inside, key};
use crate::format::node::{Entry, Node};

impl Planner<'_> {
    pub(super) fn flow_map(
        &mut self,
        node: &Node,
        entries: &[Entry],
        old: &Mapping,
        new: &Mapping,
        path: &NodePath,
    ) -> Result<(), EditRefusal> {
        let extents: Vec<(usize, usize)> = entries
            .iter()
            .map(|entry| (entry.key.span.start, self.layout.entry_end(entry)))
            .collect();
        let kept: Vec<bool> = old.keys().map(|key| new.contains_key(key)).collect();
        for (entry, (name, value)) in entries.iter().zip(old) {
            if let Some(wanted) = new.get(name) {
                let slot = Slot::Value {
                    name,
                    colon: self.layout.colon(entry),
                    key_end: entry.key.span.end,
                    indent: 0,
                    flow: true,
                };
                let path = path.clone().key(entry.key.text.as_str());
                self.node(&entry.value, value, wanted, slot, &path)?;
            }
        }
        // Behind which entry each new one goes: the one before it in the new
        // order, else the last that stays.
        let last = kept.iter().rposition(|kept| *kept);
        let mut after = None;
        let mut inserts = Vec::new();
        for (name, value) in new {
            match old.keys().position(|key| key == name) {
                Some(index) => after = Some(index),
                None => {
                    let name = key(name, true).map_err(refuse(path))?;
                    let value = flow_inside(value).map_err(refuse(path))?;
                    inserts.push((after.or(last), format!("{name}: {value}")));
                }
            }
        }
        self.flow_edit(node, &extents, &kept, &inserts, path)
    }

    pub(super) fn flow_list(
        &mut self,
        node: &Node,
        items: &[Node],
        old: &[Value],
        new: &[Value],
        path: &NodePath,
    ) -> Result<(), EditRefusal> {
        let extents: Vec<(usize, usize)> = items
            .iter()
            .map(|item| (item.span.start, self.layout.end(item)))
            .collect();
        let mut kept = vec![false; items.len()];
        let mut inserts = Vec::new();
        let mut after = None;
        // Items that went and have not been given to a new one yet.
        let mut free: Vec<usize> = Vec::new();
        for op in align(old, new) {
            let (index, wanted) = match op {
                Op::Keep(i, _) => {
                    free.clear();
                    (i, None)
                }
                Op::Change(i, j) => {
                    free.clear();
                    (i, new.get(j))
                }
                Op::Remove(i) => {
                    free.push(i);
                    continue;
                }
                Op::Insert(j) => {
                    let Some(value) = new.get(j) else { continue };
                    if free.is_empty() {
                        let text = flow_inside(value).map_err(refuse(path))?;
                        inserts.push((after, text));
                        continue;
                    }
                    // A new item takes the place of one that went.
                    (free.remove(0), Some(value))
                }
            };
            after = Some(index);
            if let Some(kept) = kept.get_mut(index) {
                *kept = true;
            }
            if let (Some(item), Some(old), Some(new)) = (items.get(index), old.get(index), wanted) {
                let slot = Slot::Item {
                    dash: item.span.start,
                    indent: 0,
                    flow: true,
                };
                self.node(item, old, new, slot, &path.clone().index(index))?;
            }
        }
        self.flow_edit(node, &extents, &kept, &inserts, path)
    }

    /// Removes what is not kept and puts in what is new, each behind an item
    /// that is kept or before all.
    fn flow_edit(
        &mut self,
        node: &Node,
        extents: &[(usize, usize)],
        kept: &[bool],
        inserts: &[(Option<usize>, String)],
        path: &NodePath,
    ) -> Result<(), EditRefusal> {
        let (open, close) = (node.span.start + 1, node.span.end - 1);
        if !kept.contains(&true) {
            if self.layout.has_comment(open, close) {
                return Err(EditRefusal::new(
                    path,
                    "comments stand in it, and nothing else of it would stay",
                ));
            }
            let texts: Vec<&str> = inserts.iter().map(|(_, text)| text.as_str()).collect();
            self.patch(open, close, texts.join(", "));
            return Ok(());
        }
        for (after, text) in inserts {
            match after.and_then(|index| extents.get(index)) {
                Some((_, end)) => self.patch(*end, *end, format!(", {text}")),
                None => {
                    let first = extents.first().map_or(open, |(start, _)| *start);
                    self.patch(first, first, format!("{text}, "));
                }
            }
        }
        let mut index = 0;
        while index < kept.len() {
            let run = kept.iter().skip(index).take_while(|kept| !**kept).count();
            if run > 0 {
                self.flow_remove(extents, index, index + run);
            }
            index += run.max(1);
        }
        Ok(())
    }

    /// Removes a run of items with one comma for each.
    fn flow_remove(&mut self, extents: &[(usize, usize)], from: usize, to: usize) {
        let Some(run) = extents.get(from..to) else {
            return;
        };
        let (Some((start, _)), Some((_, end))) = (run.first(), run.last()) else {
            return;
        };
        if let Some((next, _)) = extents.get(to) {
            if !self.layout.has_comment(*start, *next) {
                return self.patch(*start, *next, "");
            }
        } else if let Some((_, before)) = from.checked_sub(1).and_then(|i| extents.get(i))
            && !self.layout.has_comment(*before, *end)
        {
            return self.patch(*before, *end, "");
        }
        // Comments stand between: each item goes with its comma alone. A comma
        // that is left before the bracket means nothing.
        for (start, end) in run {
            let comma = self.layout.skip(*end);
            if self.layout.text.as_bytes().get(comma) != Some(&b',') {
                self.patch(*start, *end, "");
            } else if self.layout.has_comment(*end, comma) {
                self.patch(*start, *end, "");
                self.patch(comma, comma + 1, "");
            } else {
                self.patch(*start, comma + 1, "");
            }
        }
    }
}
