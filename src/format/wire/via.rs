//! Domain values read and written through their wire form.

use std::marker::PhantomData;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de, ser};

/// A domain value `D` that is written as the wire struct `W`.
///
/// A value that is in the right form but means nothing (a period that ends
/// before it begins) is refused while it is read, so that the reader can say at
/// which item of which list it stands.
#[derive(Debug)]
pub struct Via<W, D>(pub D, PhantomData<W>);

impl<W, D> Via<W, D> {
    /// Wraps a domain value to be written.
    pub fn new(value: D) -> Self {
        Self(value, PhantomData)
    }
}

impl<'de, W, D> Deserialize<'de> for Via<W, D>
where
    W: Deserialize<'de>,
    D: TryFrom<W, Error = String>,
{
    fn deserialize<R: Deserializer<'de>>(reader: R) -> Result<Self, R::Error> {
        let wire = W::deserialize(reader)?;
        D::try_from(wire).map(Self::new).map_err(de::Error::custom)
    }
}

impl<W, D> Serialize for Via<W, D>
where
    W: Serialize,
    for<'a> W: TryFrom<&'a D>,
    for<'a> <W as TryFrom<&'a D>>::Error: std::fmt::Display,
{
    fn serialize<S: Serializer>(&self, writer: S) -> Result<S::Ok, S::Error> {
        W::try_from(&self.0)
            .map_err(ser::Error::custom)?
            .serialize(writer)
    }
}

/// A list in its wire form, for the fields of wire structs.
pub(super) fn each<W, D: Clone>(values: &[D]) -> Vec<Via<W, D>> {
    values.iter().cloned().map(Via::new).collect()
}

/// The domain values of a list.
pub(super) fn all<W, D>(wire: Vec<Via<W, D>>) -> Vec<D> {
    wire.into_iter().map(|via| via.0).collect()
}
