//! The stand-ins' keys. Each follows from its owner's id, so that the
//! demonstration is the same each time; anybody can make them, so they prove
//! nothing outside it.

use crate::base::{Digest, PersonId};
use crate::sign::{Signer, SignerError, generate};
use crate::workspace::WorkspaceError;

/// The key of a stand-in.
pub(super) fn signer(person: &PersonId) -> Result<Signer, WorkspaceError> {
    let seed = Digest::of(format!("a worthless key for {person}").as_bytes());
    let key = generate(Some(*seed.as_bytes())).map_err(SignerError::from)?;
    Ok(Signer::from(key))
}

/// Its public half, as it stands in a person's file.
pub(super) fn public_key(person: &PersonId) -> Result<String, WorkspaceError> {
    Ok(signer(person)?.key().to_string())
}
