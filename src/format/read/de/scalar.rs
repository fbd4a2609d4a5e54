//! Scalars, in the place of a value or of a key.

use serde::de::value::BorrowedStrDeserializer;
use serde::de::{Deserializer, Visitor};

use crate::format::node::Style;
use crate::format::read::error::Error;
use crate::format::read::words;
use crate::format::resolve::{Plain, resolve};
use crate::format::scalar::TEXT;

/// A scalar in the place of a value or of a key.
#[derive(Clone, Copy)]
pub(super) struct Scalar<'a> {
    pub(super) text: &'a str,
    pub(super) style: Style,
    /// A key is a text whatever it looks like.
    pub(super) key: bool,
}

impl<'de> Scalar<'de> {
    pub(super) fn meaning(self) -> Plain<'de> {
        match self.style {
            Style::Plain => resolve(self.text),
            _ => Plain::Text(self.text),
        }
    }

    pub(super) fn mismatch<'v, V: Visitor<'v>>(self, visitor: &V) -> Error {
        Error::mismatch(visitor, &words::found_scalar(self.text, self.style))
    }

    pub(super) fn any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
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

    pub(super) fn number<V: Visitor<'de>>(
        self,
        float: bool,
        visitor: V,
    ) -> Result<V::Value, Error> {
        match self.meaning() {
            Plain::Float(_) if !float => Err(self.mismatch(&visitor)),
            Plain::Null | Plain::Bool(_) | Plain::Text(_) => Err(self.mismatch(&visitor)),
            _ => self.any(visitor),
        }
    }

    pub(super) fn text<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
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

macro_rules! scalars {
    ($($method:ident => |$scalar:ident, $visitor:ident| $read:expr;)+) => {$(
        fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
            self.with_scalar(visitor, |$scalar, $visitor| $read)
        }
    )+};
}

macro_rules! scalar_methods {
    () => {
        $crate::format::read::de::scalar::scalars! {
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

pub(super) use {scalar_methods, scalars};

/// A key of a map.
pub(super) struct KeyDe<'a>(pub(super) Scalar<'a>);

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
        let deserializer = BorrowedStrDeserializer::<Error>::new(self.0.text);
        visitor.visit_enum(deserializer)
    }

    serde::forward_to_deserialize_any! {
        unit_struct seq tuple tuple_struct map struct ignored_any
    }
}
