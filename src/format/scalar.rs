//! Values that are written as one scalar and read by their own rules: dates
//! such as `2014`, numbers such as `4/5`, ids such as `2020`.
//!
//! YAML takes `2014` for a number and `2014-10` for a text; a field of type
//! [`Text`] reads both as they are written.

use std::fmt::{self, Display};
use std::marker::PhantomData;
use std::str::FromStr;

use serde::de::{Deserialize, Deserializer, Error, Visitor};
use serde::ser::{Serialize, Serializer};

/// The name under which the reader is asked for a scalar as it is written.
pub(crate) const TEXT: &str = "polity::format::scalar::Text";

/// A value read from a scalar's text by [`FromStr`] and written by [`Display`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Text<T>(pub T);

impl<T> Text<T> {
    /// The value.
    pub fn into_inner(self) -> T {
        self.0
    }
}

impl<T> From<T> for Text<T> {
    fn from(value: T) -> Self {
        Self(value)
    }
}

impl<T: Display> Serialize for Text<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        text::serialize(&self.0, serializer)
    }
}

impl<'de, T> Deserialize<'de> for Text<T>
where
    T: FromStr,
    T::Err: Display,
{
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer
            .deserialize_newtype_struct(TEXT, TextVisitor(PhantomData))
            .map(Self)
    }
}

/// Reads a field by its text, for `#[serde(with = "polity::format::scalar::text")]`.
pub mod text {
    use super::{Deserialize, Deserializer, Display, FromStr, Serializer, Text};

    /// Reads the field.
    ///
    /// # Errors
    /// What [`FromStr`] says.
    pub fn deserialize<'de, D: Deserializer<'de>, T>(deserializer: D) -> Result<T, D::Error>
    where
        T: FromStr,
        T::Err: Display,
    {
        Text::deserialize(deserializer).map(Text::into_inner)
    }

    /// Writes the field: a whole number as one, so that the year 2014 is
    /// written `2014` as people write it, and anything else as a text.
    ///
    /// # Errors
    /// What the serializer says.
    pub fn serialize<S: Serializer, T: Display>(
        value: &T,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        let text = value.to_string();
        match text.parse::<i64>() {
            Ok(number) if number.to_string() == text => serializer.serialize_i64(number),
            _ => serializer.serialize_str(&text),
        }
    }
}

/// Reads an optional field by its text, for
/// `#[serde(default, with = "polity::format::scalar::option")]`.
pub mod option {
    use super::{Deserialize, Deserializer, Display, FromStr, Serializer, Text};

    /// Reads the field.
    ///
    /// # Errors
    /// What [`FromStr`] says.
    pub fn deserialize<'de, D: Deserializer<'de>, T>(deserializer: D) -> Result<Option<T>, D::Error>
    where
        T: FromStr,
        T::Err: Display,
    {
        Ok(Option::<Text<T>>::deserialize(deserializer)?.map(Text::into_inner))
    }

    /// Writes the field.
    ///
    /// # Errors
    /// What the serializer says.
    pub fn serialize<S: Serializer, T: Display>(
        value: &Option<T>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        match value {
            Some(value) => super::text::serialize(value, serializer),
            None => serializer.serialize_none(),
        }
    }
}

/// An exact number, written `3`, `4/5`, `1.5` or `60%`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Number(pub crate::base::Exact);

impl FromStr for Number {
    type Err = crate::base::ExactError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        crate::base::parse_exact(text).map(Self)
    }
}

impl Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&crate::base::show_exact(&self.0))
    }
}

struct TextVisitor<T>(PhantomData<T>);

impl<'de, T> Visitor<'de> for TextVisitor<T>
where
    T: FromStr,
    T::Err: Display,
{
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a text")
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(self, deserializer: D) -> Result<T, D::Error> {
        deserializer.deserialize_any(self)
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<T, E> {
        text.parse().map_err(E::custom)
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<T, E> {
        self.visit_str(&number.to_string())
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<T, E> {
        self.visit_str(&number.to_string())
    }

    fn visit_f64<E: Error>(self, number: f64) -> Result<T, E> {
        // Other readers, and enums without a tag, have lost how it was written.
        Err(E::custom(format!(
            "the number {number} may have been written in another form; put it in quotes"
        )))
    }
}
