//! What stands in lists and maps, less what was noted as wrong.

use serde::de::{DeserializeSeed, MapAccess, SeqAccess};

use super::scalar::{KeyDe, Scalar};
use super::{De, Pretence};
use crate::format::node::{Entry, Node, Style};
use crate::format::read::error::{At, Error};
use crate::format::read::hole::Hole;

/// The items of a list.
pub(super) struct Items<'a> {
    pub(super) rest: &'a [Node],
    pub(super) pretence: &'a Pretence,
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
pub(super) struct Fields<'a> {
    pub(super) rest: &'a [Entry],
    pub(super) pretence: &'a Pretence,
    pub(super) value: Option<&'a Node>,
    pub(super) holes: Vec<(&'a String, &'a usize)>,
    pub(super) hole: Option<(&'a String, usize)>,
    pub(super) map: usize,
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
