//! Variants of enums: a word, or a map of one key.

use serde::de::{DeserializeSeed, EnumAccess, VariantAccess, Visitor};

use super::scalar::{KeyDe, Scalar};
use super::{De, Pretence};
use crate::format::node::Entry;
use crate::format::read::error::{At, Error};
use crate::format::resolve::Plain;

/// A variant of an enum: a word, or the key of a map of one entry.
pub(super) struct Variant<'a> {
    pub(super) key: Scalar<'a>,
    pub(super) entry: Option<&'a Entry>,
    pub(super) pretence: &'a Pretence,
}

/// What stands behind a variant's name.
pub(super) struct Content<'a> {
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
