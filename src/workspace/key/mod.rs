//! Keys: one's own, recorded where votes are checked against it.
//!
//! Until the founding anybody may record them. From then on a change of a
//! person's keys is covered by a statement that one of their present keys
//! signs ([`rotation_digest`]), and a first key by housekeeping where the
//! organisation allows it, or by a proposal.

mod add;
mod rotate;
mod whose;

pub use add::KeyAdded;
pub use rotate::KeyRotated;
pub(super) use whose::likely;
pub use whose::{KeyOwner, KeyStanding, Whose};

use super::WorkspaceError;
use super::audit::rotation_digest;
use super::session::{Session, SharedLine, key_print};
use crate::base::PersonId;
use crate::format::join;
use crate::format::wire::record::write_statement;
use crate::org::{Organisation, Person, PersonKey};
use crate::sign::{Key, Namespace, Signer};
use crate::vote::{Statement, StatementKind};

/// A file of a person that is to change, before and after.
struct Change<'a> {
    person: &'a PersonId,
    before: &'a [u8],
    after: &'a [u8],
}

impl Session<'_> {
    /// The signed statement that covers a change of a person's keys, and where
    /// it is kept. They are counted up from 1 for each person.
    fn rotation(
        &self,
        line: &SharedLine,
        org: &Organisation,
        change: &Change<'_>,
        text: String,
        signer: &Signer,
    ) -> Result<(String, Vec<u8>), WorkspaceError> {
        let person = change.person;
        let present = super::examine::keys_on(org, person, self.now());
        let print = key_print(signer.key());
        if !print.is_some_and(|print| present.contains(&print)) {
            return Err(WorkspaceError::NotAllowed {
                who: person.clone(),
                what: "change their keys with the key at hand",
                why: format!(
                    "it is {}, and after the founding one of their present keys signs; sign with \
                     one, or propose the change",
                    signer.fingerprint()
                ),
            });
        }
        let statement = Statement {
            kind: StatementKind::KeyRotation,
            by: person.clone(),
            at: self.now(),
            about: rotation_digest(person, change.before, change.after),
            text: Some(text),
        };
        let bytes = signed(&statement, Namespace::Keys, signer)?;
        Ok((self.next_statement(line, "key-rotation", person)?, bytes))
    }

    /// The path of somebody's next statement of a kind.
    fn next_statement(
        &self,
        line: &SharedLine,
        kind: &str,
        person: &PersonId,
    ) -> Result<String, WorkspaceError> {
        self.next_statement_of(kind, person, line.tip)
    }
}

/// A statement as a signed file.
fn signed(
    statement: &Statement,
    namespace: Namespace,
    signer: &Signer,
) -> Result<Vec<u8>, WorkspaceError> {
    let prefix = write_statement(statement)?;
    let armour = signer.sign(namespace, &prefix)?;
    join(&prefix, &armour).map_err(|error| WorkspaceError::Write(error.into()))
}

/// Who has a key, now or formerly.
fn holder<'a>(org: &'a Organisation, key: &Key) -> Option<(&'a PersonId, &'a PersonKey)> {
    let all = org.people.iter();
    let mut all =
        all.flat_map(|(id, person): (_, &Person)| person.keys.iter().map(move |it| (id, it)));
    all.find(|(_, it)| is(it, key))
}

/// Whether what stands in a person's file is a key.
fn is(recorded: &PersonKey, key: &Key) -> bool {
    let read = recorded.key.parse::<Key>();
    read.is_ok_and(|read| read.fingerprint() == key.fingerprint())
}

/// Refuses a key that somebody has or had: a key comes once and goes for good.
fn refuse_known(org: &Organisation, key: &Key) -> Result<(), WorkspaceError> {
    match holder(org, key) {
        Some((holder, recorded)) => Err(WorkspaceError::Other(format!(
            "this key is recorded already, for {holder} ({})",
            recorded.period
        ))),
        None => Ok(()),
    }
}
