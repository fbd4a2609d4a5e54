//! From the bytes of one file to one domain value, and back to a wire value.

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::pointed::narrow;
use super::{AboutFile, AreaFile, ConstraintFile, EventFile, PersonFile, RuleFile, TeamFile, Via};
use crate::base::Subject;
use crate::finding::Finding;
use crate::format::{Document, gate, read};
use crate::org::{About, Area, Constraint, Event, Person, Team};
use crate::rule::Rule;

/// A domain value with a file form of its own.
pub trait Entity: Sized + Clone {
    /// The struct of its file.
    type File: Serialize + DeserializeOwned;

    /// Reads it from its file's struct.
    ///
    /// # Errors
    ///
    /// When the file is in form and means nothing.
    fn from_file(file: Self::File) -> Result<Self, String>;

    /// Its file's struct.
    fn to_file(&self) -> Self::File;
}

macro_rules! entities {
    ($($domain:ty => $file:ty;)+) => {$(
        impl Entity for $domain {
            type File = $file;

            fn from_file(file: $file) -> Result<Self, String> {
                Self::try_from(file)
            }

            fn to_file(&self) -> $file {
                <$file>::from(self)
            }
        }
    )+};
}

entities! {
    About => AboutFile;
    Person => PersonFile;
    Team => TeamFile;
    Area => AreaFile;
    Rule => RuleFile;
    Constraint => ConstraintFile;
    Event => EventFile;
}

/// Reads a file; the document is kept for places and edits.
///
/// # Errors
///
/// Everything that is wrong with the file, each at its place.
pub fn read_entity<D>(subject: &Subject, bytes: &[u8]) -> Result<(Document, D), Vec<Finding>>
where
    D: Entity + TryFrom<D::File, Error = String>,
{
    let document = gate(subject, bytes)?;
    match read::<Via<D::File, D>>(&document, subject) {
        Ok(via) => Ok((document, via.0)),
        Err(findings) => Err(findings
            .into_iter()
            .map(|finding| narrow(&document, finding))
            .collect()),
    }
}

/// The value that a file of this meaning holds.
///
/// # Errors
///
/// What the writer says; a domain value of this crate is always writable.
pub fn entity_value<D: Entity>(value: &D) -> Result<serde_yaml::Value, serde_yaml::Error> {
    serde_yaml::to_value(value.to_file())
}
