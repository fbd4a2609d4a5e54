//! serde over the tree: every error knows the node that it stopped at.

mod access;
mod scalar;
mod variant;

use std::collections::{BTreeMap, BTreeSet};

use serde::de::{Deserializer, Visitor};

use self::access::{Fields, Items};
use self::scalar::{Scalar, scalar_methods};
use self::variant::Variant;
use super::error::{At, Error};
use super::words;
use crate::format::node::{Entry, Node, NodeKind, Style};
use crate::format::resolve::Plain;
use crate::format::scalar::TEXT;

/// What the reader pretends about the tree, so that it can go on behind a
/// problem that was noted.
#[derive(Debug, Default)]
pub(super) struct Pretence {
    /// Numbers of nodes that are not there.
    pub(super) pruned: BTreeSet<usize>,
    /// By the number of a map: fields that stand in for missing ones, each
    /// with the number of the stand-in tried.
    pub(super) holes: BTreeMap<usize, BTreeMap<String, usize>>,
}

/// A node to read.
#[derive(Clone, Copy)]
pub(super) struct De<'a> {
    pub(super) node: &'a Node,
    pub(super) pretence: &'a Pretence,
}

impl<'de> De<'de> {
    fn scalar(self) -> Option<Scalar<'de>> {
        match &self.node.kind {
            NodeKind::Scalar { text, style } => Some(Scalar {
                text,
                style: *style,
                key: false,
            }),
            _ => None,
        }
    }

    fn with_scalar<V: Visitor<'de>>(
        self,
        visitor: V,
        read: impl FnOnce(Scalar<'de>, V) -> Result<V::Value, Error>,
    ) -> Result<V::Value, Error> {
        let read = match self.scalar() {
            Some(scalar) => read(scalar, visitor),
            None => Err(self.mismatch(&visitor)),
        };
        self.here(read)
    }

    fn mismatch<'v, V: Visitor<'v>>(self, visitor: &V) -> Error {
        Error::mismatch(visitor, &words::found(self.node))
    }

    fn here<T>(self, read: Result<T, Error>) -> Result<T, Error> {
        read.map_err(|error| error.at(At::Node(self.node.number)))
    }

    /// Whether there is no text at all: an empty list, or an empty map.
    fn is_empty(self) -> bool {
        self.scalar()
            .is_some_and(|scalar| scalar.text.is_empty() && scalar.style == Style::Plain)
    }

    fn seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        let items: &[Node] = match &self.node.kind {
            NodeKind::List { items, .. } => items,
            _ if self.is_empty() => &[],
            _ => return self.here(Err(self.mismatch(&visitor))),
        };
        let mut access = Items {
            rest: items,
            pretence: self.pretence,
        };
        let read = visitor.visit_seq(&mut access).and_then(|value| {
            // Those noted as wrong already do not count as too many.
            let left = access.rest.len();
            if left == 0 {
                return Ok(value);
            }
            let (most, all) = (items.len() - left, items.len());
            Err(Error::wrong(format!("expected {most} items, found {all}")))
        });
        self.here(read)
    }

    fn map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        let entries: &[Entry] = match &self.node.kind {
            NodeKind::Map { entries, .. } => entries,
            _ if self.is_empty() => &[],
            _ => return self.here(Err(self.mismatch(&visitor))),
        };
        let holes = self.pretence.holes.get(&self.node.number);
        self.here(visitor.visit_map(Fields {
            rest: entries,
            pretence: self.pretence,
            value: None,
            holes: holes.into_iter().flatten().collect(),
            hole: None,
            map: self.node.number,
        }))
    }
}

impl<'de> Deserializer<'de> for De<'de> {
    type Error = Error;

    scalar_methods!();

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match &self.node.kind {
            NodeKind::Map { .. } => self.map(visitor),
            NodeKind::List { .. } => self.seq(visitor),
            NodeKind::Scalar { .. } => self.with_scalar(visitor, Scalar::any),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self.scalar().map(Scalar::meaning) {
            Some(Plain::Null) => self.here(visitor.visit_none()),
            _ => self.here(visitor.visit_some(self)),
        }
    }

    fn deserialize_unit_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, Error> {
        self.deserialize_unit(visitor)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        visitor: V,
    ) -> Result<V::Value, Error> {
        if name == TEXT {
            return self.with_scalar(visitor, |scalar, visitor| match scalar.meaning() {
                Plain::Null => Err(scalar.mismatch(&visitor)),
                _ => visitor.visit_borrowed_str(scalar.text),
            });
        }
        self.here(visitor.visit_newtype_struct(self))
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        self.seq(visitor)
    }

    fn deserialize_tuple<V: Visitor<'de>>(self, _: usize, visitor: V) -> Result<V::Value, Error> {
        self.seq(visitor)
    }

    fn deserialize_tuple_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: usize,
        visitor: V,
    ) -> Result<V::Value, Error> {
        self.seq(visitor)
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        self.map(visitor)
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        self.map(visitor)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        let one = |text: &str| {
            let error = Error::wrong(text);
            match words::suggest("", variants.iter().copied(), "the key may be") {
                Some(hint) => error.hint(hint),
                None => error,
            }
        };
        let read = match &self.node.kind {
            NodeKind::Scalar { text, style } => visitor.visit_enum(Variant {
                key: Scalar {
                    text,
                    style: *style,
                    key: true,
                },
                entry: None,
                pretence: self.pretence,
            }),
            NodeKind::Map { entries, .. } => {
                let pruned = &self.pretence.pruned;
                let mut live = entries.iter().filter(|e| !pruned.contains(&e.value.number));
                match (live.next(), live.next()) {
                    (Some(entry), None) => visitor.visit_enum(Variant {
                        key: Scalar {
                            text: &entry.key.text,
                            style: entry.key.style,
                            key: true,
                        },
                        entry: Some(entry),
                        pretence: self.pretence,
                    }),
                    (None, _) => Err(one("expected a map of one key, found an empty one")),
                    (Some(_), Some(extra)) => Err(one("expected a map of one key, found more")
                        .at(At::KeyOf(extra.value.number))),
                }
            }
            NodeKind::List { .. } => Err(self.mismatch(&visitor)),
        };
        self.here(read)
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_unit()
    }
}
