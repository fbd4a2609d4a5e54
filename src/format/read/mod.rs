//! Typed reading: a document into what it means, or every problem at its place.
//!
//! serde stops at the first error. To report them all, each error is noted,
//! what caused it is left out, and the rest is read again, until it reads or
//! nothing is left; errors that only the leaving out could have caused are
//! not reported.

mod de;
mod error;
mod hole;
mod words;

use serde::de::DeserializeOwned;

use self::de::{De, Pretence};
use self::error::{At, Error, Problem};
use super::node::{Document, Node, NodeKind};
use crate::base::{NodePath, Place, Step, Subject};
use crate::finding::{Code, Finding};

/// The most problems reported on one file.
const MOST: usize = 50;

/// The most times that a file is read again to find more problems.
const ATTEMPTS: usize = 400;

/// The bytes read again in all: what a file of many problems may cost.
const WORK: usize = 16 << 20;

/// Reads a document as a type.
///
/// Beyond what serde derives: an enum is a word or a map of one key
/// (`dissolve: {…}`), and a [`Text`](super::scalar::Text) takes a number or
/// a date as it is written. Nothing is turned into a text silently: where a
/// text is wanted, a number is an error that says to quote it.
///
/// # Errors
/// Every problem, at most 50, in the order of the text.
pub fn read<T: DeserializeOwned>(
    document: &Document,
    subject: &Subject,
) -> Result<T, Vec<Finding>> {
    let mut search = Search {
        document,
        subject,
        pretence: Pretence::default(),
        findings: Vec::new(),
    };
    let most = (WORK / document.text.len().max(1)).clamp(4, ATTEMPTS);
    for _ in 0..most {
        let root = De {
            node: &document.root,
            pretence: &search.pretence,
        };
        match T::deserialize(root) {
            Ok(value) if search.findings.is_empty() => return Ok(value),
            Ok(_) => break,
            Err(error) => {
                if search.learn(error).is_none() || search.findings.len() >= MOST {
                    break;
                }
            }
        }
    }
    let mut findings = search.findings;
    findings.sort_by_key(|finding| finding.span.map(|span| span.start));
    Err(findings)
}

struct Search<'a> {
    document: &'a Document,
    subject: &'a Subject,
    pretence: Pretence,
    findings: Vec<Finding>,
}

impl Search<'_> {
    /// Notes an error and leaves out its cause; nothing where that is the
    /// whole document.
    fn learn(&mut self, error: Error) -> Option<()> {
        match error.at.unwrap_or(At::Node(self.document.root.number)) {
            At::Hole(map, field) => {
                let attempt = self.pretence.holes.get_mut(&map)?.get_mut(&field)?;
                *attempt += 1;
                if *attempt < hole::ATTEMPTS {
                    return Some(());
                }
                // Nothing can stand in: the map itself is left out.
                self.pretence.holes.remove(&map);
                self.prune(map)
            }
            At::KeyOf(number) => {
                let path = self.path(number, true)?;
                self.note(&path, error.problem);
                self.prune(number)
            }
            At::Node(number) => {
                let path = self.path(number, false)?;
                let node = self.document.node(&path)?;
                match error.problem {
                    Problem::Missing(field) => {
                        // A field that was noted and left out is not missing.
                        if node.get(&field).is_none() {
                            self.note(&path, Problem::Missing(field.clone()));
                        }
                        let holes = self.pretence.holes.entry(number).or_default();
                        holes.insert(field, 0).is_none().then_some(())
                    }
                    Problem::Unknown(field, allowed) => {
                        let entry = node.entry(&field).map(|entry| entry.value.number);
                        let path = match entry {
                            Some(_) => path.key_of(field.clone()),
                            None => path,
                        };
                        self.note(&path, Problem::Unknown(field, allowed));
                        self.prune(entry.unwrap_or(number))
                    }
                    wrong @ Problem::Wrong(..) => {
                        if !self.touched(node) {
                            self.note(&path, wrong);
                        }
                        self.prune(number)
                    }
                }
            }
        }
    }

    fn prune(&mut self, number: usize) -> Option<()> {
        let root = number == self.document.root.number;
        (!root && self.pretence.pruned.insert(number)).then_some(())
    }

    /// Whether something within a node was left out or stood in for, so that
    /// an error about the whole of it may come from that.
    fn touched(&self, node: &Node) -> bool {
        if self.pretence.holes.contains_key(&node.number) {
            return true;
        }
        children(node)
            .any(|(_, child)| self.pretence.pruned.contains(&child.number) || self.touched(child))
    }

    /// The way to the node of a number, or to its key.
    fn path(&self, number: usize, key: bool) -> Option<NodePath> {
        fn search(node: &Node, number: usize, steps: &mut Vec<Step>) -> bool {
            if node.number == number {
                return true;
            }
            // Numbers follow the text: the node lies in the last child whose
            // number is not above it.
            let Some((step, child)) = children(node)
                .take_while(|(_, child)| child.number <= number)
                .last()
            else {
                return false;
            };
            steps.push(step);
            search(child, number, steps)
        }
        let mut steps = Vec::new();
        if !search(&self.document.root, number, &mut steps) {
            return None;
        }
        if key && let Some(Step::Key(name)) = steps.pop() {
            steps.push(Step::KeyOf(name));
        }
        Some(NodePath(steps))
    }

    fn note(&mut self, path: &NodePath, problem: Problem) {
        let place = Place::new(self.subject.clone(), path.clone());
        let mut span = self.document.span(path, None);
        let finding = match problem {
            Problem::Unknown(field, allowed) => {
                let allowed = allowed.iter().map(String::as_str);
                let hint = words::suggest(&field, allowed, "the fields are");
                let message = format!("`{}` is no field here", words::cut(&field));
                let finding = Finding::error(Code::UnknownField, place, message);
                match hint {
                    Some(hint) => finding.hint(hint),
                    None => finding,
                }
            }
            Problem::Missing(field) => {
                // Only the first line is marked: the whole map would be noise.
                if let Some(span) = &mut span {
                    let text = self.document.text.get(span.start..span.end);
                    let line = text.and_then(|text| text.lines().next());
                    span.end = span.start + line.map_or(0, str::len);
                }
                let message = format!("the field `{field}` is missing");
                Finding::error(Code::MissingField, place, message)
            }
            Problem::Wrong(message, hint) => {
                let finding = Finding::error(Code::BadValue, place, message);
                match hint {
                    Some(hint) => finding.hint(hint),
                    None => finding,
                }
            }
        };
        self.findings.push(match span {
            Some(span) => finding.at(span),
            None => finding,
        });
    }
}

/// The nodes directly in a node, each with the step to it.
fn children(node: &Node) -> Box<dyn Iterator<Item = (Step, &Node)> + '_> {
    match &node.kind {
        NodeKind::Map { entries, .. } => Box::new(
            entries
                .iter()
                .map(|entry| (Step::Key(entry.key.text.to_string()), &entry.value)),
        ),
        NodeKind::List { items, .. } => Box::new(
            items
                .iter()
                .enumerate()
                .map(|(index, item)| (Step::Index(index), item)),
        ),
        NodeKind::Scalar { .. } => Box::new(std::iter::empty()),
    }
}

#[cfg(test)]
mod tests;
