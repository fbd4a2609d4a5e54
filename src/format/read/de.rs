//! serde over the tree: every error knows the node that it stopped at.

use std::collections::{BTreeMap, BTreeSet};

use serde::de::{
    self, DeserializeSeed, Deserializer, EnumAccess, MapAccess, SeqAccess, VariantAccess, Visitor,
};

use super::error::{At, Error};
use super::hole::Hole;
use super::words;
use crate::format::node::{Entry, Node, NodeKind, Style};
use crate::format::resolve::{Plain, resolve};
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

/// A scalar in the place of a value or of a key.
#[derive(Clone, Copy)]
struct Scalar<'a> {
    text: &'a str,
    style: Style,
    /// A key is a text whatever it looks like.
    key: bool,
}

impl<'de> Scalar<'de> {
    fn meaning(self) -> Plain<'de> {
        match self.style {
            Style::Plain => resolve(self.text),
            _ => Plain::Text(self.text),
        }
    }

    fn mismatch<'v, V: Visitor<'v>>(self, visitor: &V) -> Error {
        Error::mismatch(visitor, &words::found_scalar(self.text, self.style))
    }

    fn any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self.meaning() {
            Plain::Null => visitor.visit_unit(),
            Plain::Bool(value) => visitor.visit_bool(value),
            Plain::Unsigned(value) => visitor.visit_u64(value),
            Plain::Signed(value) => visitor.visit_i64(value),
            Plain::Large(value) => visitor.visit_i128(value),
            Plain::Huge(value) => visitor.visit_u128(value),
            Plain::Float(value) => visitor.visit_f64(value),
            Plain::Text(text) => visitor.visit_borrowed_str(text),
        }
    }

    fn number<V: Visitor<'de>>(self, float: bool, visitor: V) -> Result<V::Value, Error> {
        match self.meaning() {
            Plain::Float(_) if !float => Err(self.mismatch(&visitor)),
            Plain::Null | Plain::Bool(_) | Plain::Text(_) => Err(self.mismatch(&visitor)),
            _ => self.any(visitor),
        }
    }

    fn text<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self.meaning() {
            Plain::Text(text) => visitor.visit_borrowed_str(text),
            _ if self.key => visitor.visit_borrowed_str(self.text),
            Plain::Null => Err(self.mismatch(&visitor)),
            _ => {
                let hint = format!("put it in quotes: \"{}\"", self.text);
                Err(self.mismatch(&visitor).hint(hint))
            }
        }
    }
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

macro_rules! scalars {
    ($($method:ident => |$scalar:ident, $visitor:ident| $read:expr;)+) => {$(
        fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
            self.with_scalar(visitor, |$scalar, $visitor| $read)
        }
    )+};
}

macro_rules! scalar_methods {
    () => {
        scalars! {
            deserialize_bool => |scalar, visitor| match scalar.meaning() {
                Plain::Bool(value) => visitor.visit_bool(value),
                _ => Err(scalar.mismatch(&visitor)),
            };
            deserialize_i8 => |scalar, visitor| scalar.number(false, visitor);
            deserialize_i16 => |scalar, visitor| scalar.number(false, visitor);
            deserialize_i32 => |scalar, visitor| scalar.number(false, visitor);
            deserialize_i64 => |scalar, visitor| scalar.number(false, visitor);
            deserialize_i128 => |scalar, visitor| scalar.number(false, visitor);
            deserialize_u8 => |scalar, visitor| scalar.number(false, visitor);
            deserialize_u16 => |scalar, visitor| scalar.number(false, visitor);
            deserialize_u32 => |scalar, visitor| scalar.number(false, visitor);
            deserialize_u64 => |scalar, visitor| scalar.number(false, visitor);
            deserialize_u128 => |scalar, visitor| scalar.number(false, visitor);
            deserialize_f32 => |scalar, visitor| scalar.number(true, visitor);
            deserialize_f64 => |scalar, visitor| scalar.number(true, visitor);
            deserialize_char => |scalar, visitor| scalar.text(visitor);
            deserialize_str => |scalar, visitor| scalar.text(visitor);
            deserialize_string => |scalar, visitor| scalar.text(visitor);
            deserialize_bytes => |scalar, visitor| scalar.text(visitor);
            deserialize_byte_buf => |scalar, visitor| scalar.text(visitor);
            deserialize_unit => |scalar, visitor| match scalar.meaning() {
                Plain::Null => visitor.visit_unit(),
                _ => Err(scalar.mismatch(&visitor)),
            };
            deserialize_identifier => |scalar, visitor| visitor.visit_borrowed_str(scalar.text);
        }
    };
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

/// The items of a list.
struct Items<'a> {
    rest: &'a [Node],
    pretence: &'a Pretence,
}

impl Items<'_> {
    fn skip_pruned(&mut self) {
        while let Some((first, rest)) = self.rest.split_first() {
            if !self.pretence.pruned.contains(&first.number) {
                break;
            }
            self.rest = rest;
        }
    }
}

impl<'de> SeqAccess<'de> for &mut Items<'de> {
    type Error = Error;

    fn next_element_seed<T: DeserializeSeed<'de>>(
        &mut self,
        seed: T,
    ) -> Result<Option<T::Value>, Error> {
        self.skip_pruned();
        let Some((node, rest)) = self.rest.split_first() else {
            return Ok(None);
        };
        self.rest = rest;
        let de = De {
            node,
            pretence: self.pretence,
        };
        let read = de.here(seed.deserialize(de)).map(Some);
        self.skip_pruned();
        read
    }
}

/// The entries of a map, and what stands in for its missing fields.
struct Fields<'a> {
    rest: &'a [Entry],
    pretence: &'a Pretence,
    value: Option<&'a Node>,
    holes: Vec<(&'a String, &'a usize)>,
    hole: Option<(&'a String, usize)>,
    map: usize,
}

impl<'de> MapAccess<'de> for Fields<'de> {
    type Error = Error;

    fn next_key_seed<K: DeserializeSeed<'de>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, Error> {
        while let Some((entry, rest)) = self.rest.split_first() {
            self.rest = rest;
            let number = entry.value.number;
            if self.pretence.pruned.contains(&number) {
                continue;
            }
            self.value = Some(&entry.value);
            let key = KeyDe(Scalar {
                text: &entry.key.text,
                style: entry.key.style,
                key: true,
            });
            let read = seed.deserialize(key);
            return read.map(Some).map_err(|error| error.at(At::KeyOf(number)));
        }
        let Some((field, attempt)) = self.holes.pop() else {
            return Ok(None);
        };
        self.hole = Some((field, *attempt));
        let key = KeyDe(Scalar {
            text: field,
            style: Style::Plain,
            key: true,
        });
        let read = seed.deserialize(key);
        read.map(Some)
            .map_err(|error| error.in_hole(self.map, field))
    }

    fn next_value_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<S::Value, Error> {
        if let Some(node) = self.value.take() {
            let de = De {
                node,
                pretence: self.pretence,
            };
            return de.here(seed.deserialize(de));
        }
        match self.hole.take() {
            Some((field, attempt)) => seed
                .deserialize(Hole(attempt))
                .map_err(|error| error.in_hole(self.map, field)),
            None => Err(Error::wrong("a value was asked for before its key")),
        }
    }
}

/// A key of a map.
struct KeyDe<'a>(Scalar<'a>);

impl<'de> KeyDe<'de> {
    fn with_scalar<V: Visitor<'de>>(
        self,
        visitor: V,
        read: impl FnOnce(Scalar<'de>, V) -> Result<V::Value, Error>,
    ) -> Result<V::Value, Error> {
        read(self.0, visitor)
    }
}

impl<'de> Deserializer<'de> for KeyDe<'de> {
    type Error = Error;

    scalar_methods!();

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        self.0.any(visitor)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_some(self)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        visitor: V,
    ) -> Result<V::Value, Error> {
        if name == TEXT {
            return visitor.visit_borrowed_str(self.0.text);
        }
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        let deserializer = de::value::BorrowedStrDeserializer::<Error>::new(self.0.text);
        visitor.visit_enum(deserializer)
    }

    serde::forward_to_deserialize_any! {
        unit_struct seq tuple tuple_struct map struct ignored_any
    }
}

/// A variant of an enum: a word, or the key of a map of one entry.
struct Variant<'a> {
    key: Scalar<'a>,
    entry: Option<&'a Entry>,
    pretence: &'a Pretence,
}

/// What stands behind a variant's name.
struct Content<'a> {
    name: &'a str,
    value: Option<De<'a>>,
}

impl<'de> EnumAccess<'de> for Variant<'de> {
    type Error = Error;
    type Variant = Content<'de>;

    fn variant_seed<V: DeserializeSeed<'de>>(
        self,
        seed: V,
    ) -> Result<(V::Value, Content<'de>), Error> {
        let name = seed
            .deserialize(KeyDe(self.key))
            .map_err(|error| match self.entry {
                Some(entry) => error.at(At::KeyOf(entry.value.number)),
                None => error,
            })?;
        let content = Content {
            name: self.key.text,
            value: self.entry.map(|entry| De {
                node: &entry.value,
                pretence: self.pretence,
            }),
        };
        Ok((name, content))
    }
}

impl<'de> Content<'de> {
    fn value(self) -> Result<De<'de>, Error> {
        self.value
            .ok_or_else(|| Error::wrong(format!("`{0}` needs a value: write `{0}: …`", self.name)))
    }
}

impl<'de> VariantAccess<'de> for Content<'de> {
    type Error = Error;

    fn unit_variant(self) -> Result<(), Error> {
        match self.value {
            None => Ok(()),
            Some(de) => match de.scalar().map(Scalar::meaning) {
                Some(Plain::Null) => Ok(()),
                _ => de.here(Err(Error::wrong(format!("`{}` takes no value", self.name)))),
            },
        }
    }

    fn newtype_variant_seed<T: DeserializeSeed<'de>>(self, seed: T) -> Result<T::Value, Error> {
        let de = self.value()?;
        de.here(seed.deserialize(de))
    }

    fn tuple_variant<V: Visitor<'de>>(self, _: usize, visitor: V) -> Result<V::Value, Error> {
        self.value()?.seq(visitor)
    }

    fn struct_variant<V: Visitor<'de>>(
        self,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        self.value()?.map(visitor)
    }
}
