//! An id at the head of an entity's own fields: `form: {team: mergers, name:
//! Mergers, kind: role}`.
//!
//! serde's own way, flattening, reads the fields from a copy that has lost
//! where they stand. Here the id is taken out of the map on the way to the
//! struct that reads the rest.

use std::fmt;
use std::marker::PhantomData;

use serde::de::value::{MapAccessDeserializer, StringDeserializer};
use serde::de::{
    Deserialize, DeserializeOwned, DeserializeSeed, Deserializer, Error, IntoDeserializer,
    MapAccess, Visitor,
};
use serde::ser::{self, Serialize, SerializeMap, Serializer};

use crate::base::{AreaId, PersonId, TeamId};

/// The key that stands before an entity's fields.
pub trait Head {
    /// It.
    const KEY: &'static str;
    /// What stands under it.
    type Value: Serialize + DeserializeOwned + fmt::Debug;

    /// What it means where it is missing; none where it must be there.
    fn absent() -> Option<Self::Value> {
        None
    }

    /// Whether it is left out when written.
    fn is_absent(_value: &Self::Value) -> bool {
        false
    }
}

macro_rules! heads {
    ($($(#[$doc:meta])* $name:ident $key:literal $id:ty;)+) => {$(
        $(#[$doc])*
        #[derive(Debug)]
        pub struct $name;

        impl Head for $name {
            const KEY: &'static str = $key;
            type Value = $id;
        }
    )+};
}

heads! {
    /// `team`.
    TeamHead "team" TeamId;
    /// `area`.
    AreaHead "area" AreaId;
    /// `person`.
    PersonHead "person" PersonId;
}

/// `controller`, which may be missing.
#[derive(Debug)]
pub struct ControllerHead;

impl Head for ControllerHead {
    const KEY: &'static str = "controller";
    type Value = Option<TeamId>;

    fn absent() -> Option<Self::Value> {
        Some(None)
    }

    fn is_absent(value: &Self::Value) -> bool {
        value.is_none()
    }
}

/// The value of a head, and what the rest of the map means.
#[derive(Debug)]
pub struct Headed<H: Head, R> {
    /// Under the key.
    pub head: H::Value,
    /// The rest.
    pub rest: R,
}

impl<'de, H: Head, R: Deserialize<'de>> Deserialize<'de> for Headed<H, R> {
    fn deserialize<D: Deserializer<'de>>(reader: D) -> Result<Self, D::Error> {
        struct Whole<H, R>(PhantomData<(H, R)>);

        impl<'de, H: Head, R: Deserialize<'de>> Visitor<'de> for Whole<H, R> {
            type Value = Headed<H, R>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "a map with `{}`", H::KEY)
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Self::Value, A::Error> {
                let mut found = None;
                let without = Without::<H, A> {
                    map,
                    found: &mut found,
                };
                let rest = R::deserialize(MapAccessDeserializer::new(without))?;
                let head = found.or_else(H::absent);
                let head = head.ok_or_else(|| A::Error::missing_field(H::KEY))?;
                Ok(Headed { head, rest })
            }
        }

        reader.deserialize_map(Whole(PhantomData))
    }
}

/// A map without the head, which is put aside when it comes along.
struct Without<'a, H: Head, A> {
    map: A,
    found: &'a mut Option<H::Value>,
}

impl<'de, H: Head, A: MapAccess<'de>> MapAccess<'de> for Without<'_, H, A> {
    type Error = A::Error;

    fn next_key_seed<K: DeserializeSeed<'de>>(
        &mut self,
        mut seed: K,
    ) -> Result<Option<K::Value>, A::Error> {
        loop {
            match self.map.next_key_seed(KeySeed { head: H::KEY, seed })? {
                None => return Ok(None),
                Some(Ok(key)) => return Ok(Some(key)),
                Some(Err(unused)) => {
                    *self.found = Some(self.map.next_value()?);
                    seed = unused;
                }
            }
        }
    }

    fn next_value_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<S::Value, A::Error> {
        self.map.next_value_seed(seed)
    }
}

/// Reads a key for the rest, or gives its reader back where it is the head.
struct KeySeed<K> {
    head: &'static str,
    seed: K,
}

impl<'de, K: DeserializeSeed<'de>> DeserializeSeed<'de> for KeySeed<K> {
    type Value = Result<K::Value, K>;

    fn deserialize<D: Deserializer<'de>>(self, reader: D) -> Result<Self::Value, D::Error> {
        let key = String::deserialize(reader)?;
        if key == self.head {
            return Ok(Err(self.seed));
        }
        let key: StringDeserializer<D::Error> = key.into_deserializer();
        self.seed.deserialize(key).map(Ok)
    }
}

impl<H: Head, R: Serialize> Serialize for Headed<H, R> {
    fn serialize<S: Serializer>(&self, writer: S) -> Result<S::Ok, S::Error> {
        let rest = serde_yaml::to_value(&self.rest).map_err(ser::Error::custom)?;
        let serde_yaml::Value::Mapping(rest) = rest else {
            return Err(ser::Error::custom("an entity is written as a map"));
        };
        let mut map = writer.serialize_map(None)?;
        if !H::is_absent(&self.head) {
            map.serialize_entry(H::KEY, &self.head)?;
        }
        for (key, value) in &rest {
            map.serialize_entry(key, value)?;
        }
        map.end()
    }
}
