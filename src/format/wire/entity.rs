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

#[cfg(test)]
mod tests {
    use std::path::Path;
    use std::time::Instant;

    use super::*;

    /// Prints how long a file takes to be read into its type, and what of it
    /// is the gate: `CARGO_PROFILE_DEV_OPT_LEVEL=2 cargo test --lib
    /// the_time_of_a_file -- --ignored --nocapture`.
    #[test]
    #[ignore = "it prints, and asserts nothing that a slow machine could break"]
    fn the_time_of_a_file() {
        fn print<D>(file: &str)
        where
            D: Entity + TryFrom<D::File, Error = String>,
        {
            let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(file);
            let bytes = std::fs::read(path).unwrap();
            let time = |work: &dyn Fn() -> bool| {
                let rounds = 5_000;
                let start = Instant::now();
                assert!((0..rounds).all(|_| work()));
                start.elapsed().as_secs_f64() * 1e6 / f64::from(rounds)
            };
            let gate = time(&|| gate(&Subject::Workspace, &bytes).is_ok());
            let all = time(&|| read_entity::<D>(&Subject::Workspace, &bytes).is_ok());
            println!("{file}: {all:.1} µs, the gate {gate:.1} µs of it");
        }
        print::<Person>("governance/people/adrian-holovaty.yaml");
        let rich = "tests/samples/valid/people-with-everything/governance/people/ann.yaml";
        print::<Person>(rich);
        print::<Team>("governance/teams/fellows.yaml");
        print::<Area>("governance/areas/website.yaml");
        print::<Rule>("rules/django/governance-change.yaml");
    }
}
