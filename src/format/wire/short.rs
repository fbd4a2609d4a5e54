//! Values that are a word where a word says it all, and a map where it does
//! not: `ballot: for-against`, `ballot: {approval: {at_most: 5}}`.

use std::fmt::{self, Display};
use std::marker::PhantomData;
use std::str::FromStr;

use serde::de::value::MapAccessDeserializer;
use serde::de::{Deserialize, Deserializer, Error, MapAccess, Visitor};
use serde::ser::{Serialize, SerializeMap, Serializer};

use crate::format::scalar::Text;

/// A word `S`, or a map `M`.
#[derive(Debug, Clone)]
pub(super) enum Short<S, M> {
    Word(S),
    Map(M),
}

impl<'de, S, M> Deserialize<'de> for Short<S, M>
where
    S: FromStr,
    S::Err: Display,
    M: Deserialize<'de>,
{
    fn deserialize<R: Deserializer<'de>>(reader: R) -> Result<Self, R::Error> {
        struct Either<S, M>(PhantomData<(S, M)>);

        impl<'de, S, M> Visitor<'de> for Either<S, M>
        where
            S: FromStr,
            S::Err: Display,
            M: Deserialize<'de>,
        {
            type Value = Short<S, M>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a word or a map")
            }

            fn visit_str<E: Error>(self, text: &str) -> Result<Self::Value, E> {
                text.parse().map(Short::Word).map_err(E::custom)
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Self::Value, A::Error> {
                M::deserialize(MapAccessDeserializer::new(map)).map(Short::Map)
            }
        }

        reader.deserialize_any(Either(PhantomData))
    }
}

impl<S: Display, M: Serialize> Serialize for Short<S, M> {
    fn serialize<W: Serializer>(&self, writer: W) -> Result<W::Ok, W::Error> {
        match self {
            Self::Word(word) => writer.collect_str(word),
            Self::Map(map) => map.serialize(writer),
        }
    }
}

/// A map in the order of the file.
#[derive(Debug, Clone)]
pub(super) struct Ordered<K, V>(pub Vec<(K, V)>);

impl<K, V> Default for Ordered<K, V> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<K, V> Ordered<K, V> {
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl<'de, K, V> Deserialize<'de> for Ordered<K, V>
where
    K: FromStr,
    K::Err: Display,
    V: Deserialize<'de>,
{
    fn deserialize<R: Deserializer<'de>>(reader: R) -> Result<Self, R::Error> {
        struct Entries<K, V>(PhantomData<(K, V)>);

        impl<'de, K, V> Visitor<'de> for Entries<K, V>
        where
            K: FromStr,
            K::Err: Display,
            V: Deserialize<'de>,
        {
            type Value = Ordered<K, V>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a map")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut entries = Vec::new();
                while let Some((key, value)) = map.next_entry::<Text<K>, V>()? {
                    entries.push((key.0, value));
                }
                Ok(Ordered(entries))
            }
        }

        reader.deserialize_map(Entries(PhantomData))
    }
}

impl<K: Display, V: Serialize> Serialize for Ordered<K, V> {
    fn serialize<W: Serializer>(&self, writer: W) -> Result<W::Ok, W::Error> {
        let mut map = writer.serialize_map(Some(self.0.len()))?;
        for (key, value) in &self.0 {
            map.serialize_entry(&key.to_string(), value)?;
        }
        map.end()
    }
}
