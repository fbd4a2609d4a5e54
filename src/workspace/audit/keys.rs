//! Keys: since when each is recorded, and cover for a change of them by their
//! owner's own signature.

use super::super::layout::{Holds, STATEMENTS, holds};
use super::super::roll::KeyRecorded;
use super::super::session::Session;
use super::Cover;
use super::housekeeping::Case;
use crate::base::{Digest, EntityId, Hasher, PersonId, Subject};
use crate::format::wire::read_entity;
use crate::org::Person;
use crate::sign::Namespace;
use crate::store::Change;
use crate::workspace::WorkspaceError;

/// What a statement about a change of somebody's keys is about: the person,
/// the whole file before and the whole file after, each preceded by its
/// length, so that it covers this one change and no other.
pub fn rotation_digest(person: &PersonId, before: &[u8], after: &[u8]) -> Digest {
    let mut hasher = Hasher::new();
    hasher.part(person.as_str().as_bytes());
    hasher.part(before).part(after);
    hasher.finish()
}

impl Case<'_> {
    /// Whether the statement covers a change of its signer's own keys.
    pub(super) fn rotation(&self) -> Result<Result<Cover, String>, WorkspaceError> {
        let person = &self.signed.statement.by;
        let refuse = |why: String| Ok(Err(why));
        if !self
            .path
            .starts_with(&format!("{STATEMENTS}/key-rotation-{person}-"))
        {
            return refuse(format!("it is not named key-rotation-{person}-N.yaml"));
        }
        let [(path, Some(old), Some(new))] = self.edited else {
            return refuse("it covers the change of one person's file, and no more".to_owned());
        };
        if holds(path) != Holds::Entity(EntityId::Person(person.clone())) {
            return refuse(format!("{path} is not the file of {person}"));
        }
        if self.signed.statement.about != rotation_digest(person, old, new) {
            return refuse("it is about another change".to_owned());
        }
        let (Some(before), Some(after)) = (
            self.before.people.get(person),
            self.after.people.get(person),
        ) else {
            return refuse(format!("there is no person `{person}`"));
        };
        let mut rest = after.clone();
        rest.keys.clone_from(&before.keys);
        if rest != *before {
            return refuse("it changes more than keys".to_owned());
        }
        let taken = self.after.people.iter().find(|(id, other)| {
            let own = |key| {
                after
                    .keys
                    .iter()
                    .any(|own: &crate::org::PersonKey| own.key == key)
            };
            *id != person && other.keys.iter().any(|key| own(key.key.clone()))
        });
        if let Some((other, _)) = taken {
            return refuse(format!("one of the keys is recorded for {other} too"));
        }
        let signed = self.signed_by_a_present_key(Namespace::Keys)?;
        Ok(signed.map(|()| Cover::KeyRotation {
            person: person.clone(),
        }))
    }
}

impl Session<'_> {
    /// Notes the keys that a commit is the first to record. What covers the
    /// commit does not matter here: an uncovered one is judged elsewhere.
    pub(super) fn record_keys(&self, files: &[Change], latest: i64) -> Result<(), WorkspaceError> {
        for it in files {
            let Holds::Entity(EntityId::Person(id)) = holds(&it.path) else {
                continue;
            };
            let Some(blob) = it.new_blob() else { continue };
            let Ok(bytes) = self.record(blob)? else {
                continue;
            };
            let subject = Subject::Entity(EntityId::Person(id.clone()));
            let Ok((_, person)) = read_entity::<Person>(&subject, &bytes) else {
                continue;
            };
            self.with_known(|known| {
                let keys = known.keys.entry(id).or_default();
                for key in person.keys {
                    keys.entry(key.key).or_insert(KeyRecorded::Later(latest));
                }
            });
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rotation_covers_one_change_of_one_person() {
        let ada: PersonId = "ada".parse().unwrap();
        let ben: PersonId = "ben".parse().unwrap();
        let one = rotation_digest(&ada, b"before", b"after");
        assert_eq!(one, rotation_digest(&ada, b"before", b"after"));
        assert_ne!(one, rotation_digest(&ben, b"before", b"after"));
        assert_ne!(one, rotation_digest(&ada, b"after", b"before"));
        // Where one part ends and the next begins is part of it.
        assert_ne!(one, rotation_digest(&ada, b"beforea", b"fter"));
    }
}
