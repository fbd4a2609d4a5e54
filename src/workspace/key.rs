//! Keys: one's own, recorded where votes are checked against it.

use std::collections::BTreeMap;

use super::WorkspaceError;
use super::edit::{new_entity, rewrite_entity};
use super::layout::entity_path;
use super::session::Session;
use crate::base::Period;
use crate::base::{EntityId, Instant, PersonId};
use crate::format::join;
use crate::format::wire::record::write_statement;
use crate::org::{Person, PersonKey};
use crate::sign::{Key, Namespace, Signer};
use crate::store::CommitId;
use crate::vote::{Statement, StatementKind};

/// A key that was recorded.
#[derive(Debug, Clone)]
pub struct KeyAdded {
    /// Whose.
    pub person: PersonId,
    /// Its fingerprint.
    pub fingerprint: String,
    /// Whether the person was recorded with it.
    pub registered: bool,
    /// From when it may vote; at once in a draft.
    pub usable: Option<Instant>,
    /// The commit.
    pub commit: CommitId,
}

impl Session<'_> {
    /// Records the key at hand, or another public key, as a person's.
    ///
    /// In a draft anybody may; after the founding the change is signed with a
    /// present key of that person.
    ///
    /// # Errors
    ///
    /// Where the key is recorded already, or the person has no present key to
    /// sign with.
    pub fn add_key(
        &self,
        person: &PersonId,
        name: Option<&str>,
        key: &Key,
        signer: Option<&Signer>,
    ) -> Result<KeyAdded, WorkspaceError> {
        let line = self.line()?;
        let workspace = self.at(line.tip)?;
        let org = workspace.org()?;
        let fingerprint = key.fingerprint().to_string();
        let text = key.to_string();
        let holder = org.people.iter().find(|(_, other)| {
            let mut keys = other
                .keys
                .iter()
                .filter_map(|it| it.key.parse::<Key>().ok());
            keys.any(|it| it.fingerprint() == key.fingerprint())
        });
        if let Some((holder, _)) = holder {
            return Err(WorkspaceError::Other(format!(
                "this key is recorded already, for {holder}"
            )));
        }
        let draft = org.about.is_draft();
        let path = entity_path(&EntityId::Person(person.clone()));
        let bytes = self.repo().file_at(line.tip, &path)?;
        // Of a draft's keys nobody asks since when they are recorded: all of
        // them come with the founding.
        let period = if draft {
            Period::default()
        } else {
            Period::since(self.today(org))
        };
        let recorded = PersonKey { key: text, period };
        let (new, registered) = match (org.people.get(person), bytes, name) {
            (Some(before), Some(bytes), _) => {
                let mut after = before.clone();
                after.keys.push(recorded);
                (rewrite_entity(&path, &bytes, before, &after)?, false)
            }
            (_, _, Some(name)) if draft && !org.taken_ids().contains(person.as_str()) => {
                let mut after = Person::named(name);
                after.keys.push(recorded);
                (new_entity(&path, &after)?, true)
            }
            _ => {
                return Err(WorkspaceError::Other(format!(
                    "there is no person `{person}`; in a draft --name \"…\" records one, later a \
                     proposal does"
                )));
            }
        };
        let mut changes = BTreeMap::new();
        if !draft {
            let signer = signer.ok_or_else(|| {
                WorkspaceError::Other("a present key must sign the change".to_owned())
            })?;
            let (path, bytes) = self.rotation(&line, person, &path, (key, &new), signer)?;
            changes.insert(path, Some(bytes));
        }
        changes.insert(path, Some(new));
        let message = format!("Record a key of {person}\n\nKey: {fingerprint}\n");
        let commit = self.commit(&line, changes, &message, signer)?;
        let usable = if draft {
            None
        } else {
            self.now().plus(org.about.key_delay)
        };
        Ok(KeyAdded {
            person: person.clone(),
            fingerprint,
            registered,
            usable,
            commit,
        })
    }

    /// The signed statement that covers a change of keys: about the person's
    /// file before and after, with the new key in its text.
    fn rotation(
        &self,
        line: &super::session::SharedLine,
        person: &PersonId,
        path: &str,
        (key, after): (&Key, &[u8]),
        signer: &Signer,
    ) -> Result<(String, Vec<u8>), WorkspaceError> {
        let workspace = self.at(line.tip)?;
        let present = super::examine::keys_on(workspace.org()?, person, self.now());
        let print = super::session::key_print(signer.key());
        if !print.is_some_and(|print| present.contains(&print)) {
            return Err(WorkspaceError::NotAllowed {
                who: person.clone(),
                what: "record this key",
                why: "after the founding one of their present keys signs for a new one; sign \
                      with it, or propose the change"
                    .to_owned(),
            });
        }
        let before = self.repo().file_at(line.tip, path)?.unwrap_or_default();
        let statement = Statement {
            kind: StatementKind::KeyRotation,
            by: person.clone(),
            at: self.now(),
            about: super::audit::rotation_digest(person, &before, after),
            text: Some(key.to_string()),
        };
        let prefix = write_statement(&statement)?;
        let armour = signer.sign(Namespace::Keys, &prefix)?;
        let bytes = join(&prefix, &armour).map_err(|error| WorkspaceError::Write(error.into()))?;
        let path = self.next_statement_of("key-rotation", person, line.tip)?;
        Ok((path, bytes))
    }
}
