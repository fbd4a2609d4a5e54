//! What the tool itself writes: polls, ballots, results, statements.
//!
//! These files have one exact form. A signed one must equal, byte for byte,
//! what is written for its meaning; the others are computed again and compared.

mod ballot;
mod enactment;
mod figures;
mod long;
mod poll;
mod result;
mod statement;
#[cfg(test)]
mod tests;
mod vote;

pub use ballot::{ballot_head, read_ballot, read_claim, write_ballot};
pub use enactment::{read_enactment, write_enactment};
pub use figures::{read_figures, write_figures};
pub use long::LONGEST_RECORD;
pub use poll::{
    PollSignature, SignedPoll, read_poll, read_poll_and_signature, read_poll_for, write_poll,
};
pub use result::{read_extension, read_result, write_extension, write_result};
pub use statement::{SignedStatement, read_statement, write_statement};

use crate::base::Subject;
use crate::finding::Finding;
use crate::format::{EmitError, SignedError};
use serde::de::DeserializeOwned;

/// Why a record cannot be read.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum RecordError {
    /// It is not in the form of a signed file.
    #[error(transparent)]
    Signed(#[from] SignedError),
    /// It is not written as the tool writes it.
    #[error(transparent)]
    Form(#[from] crate::format::CanonicalError),
    /// It says nothing that makes sense.
    #[error("{0}")]
    Meaning(String),
    /// It cannot be read as YAML of the right fields.
    #[error("{}", .0.first().map_or("it cannot be read", |it| it.message.as_str()))]
    Unreadable(Vec<Finding>),
    /// It cannot be written.
    #[error(transparent)]
    Write(#[from] EmitError),
}

/// Reads a record that is not signed.
fn read_plain<T: DeserializeOwned>(path: &str, bytes: &[u8]) -> Result<T, RecordError> {
    let subject = Subject::File(path.to_owned());
    let document = crate::format::gate(&subject, bytes).map_err(RecordError::Unreadable)?;
    crate::format::read(&document, &subject).map_err(RecordError::Unreadable)
}

/// A marker such as `ballot/1`: the kind of record and the version of its form.
fn expect_kind(found: &str, wanted: &str) -> Result<(), RecordError> {
    if found == wanted {
        return Ok(());
    }
    Err(RecordError::Meaning(format!(
        "it says `polity: {found}`; this is the place of a `{wanted}`"
    )))
}
