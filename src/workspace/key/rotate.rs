//! Taking a new key into use, and an old one out of it.

use std::collections::BTreeMap;

use super::{Change, Session, holder, is, refuse_known};
use crate::base::{EntityId, Instant, PartialDate, Period, PersonId, Until};
use crate::org::PersonKey;
use crate::sign::{Key, Signer};
use crate::store::CommitId;
use crate::workspace::WorkspaceError;
use crate::workspace::edit::rewrite_entity;
use crate::workspace::layout::entity_path;

/// Keys that were changed.
#[derive(Debug, Clone)]
pub struct KeyRotated {
    /// Whose.
    pub person: PersonId,
    /// The fingerprint of the key that came, where one came.
    pub added: Option<String>,
    /// The fingerprint of the key that went, where one went.
    pub retired: Option<String>,
    /// From when the new key may vote; nothing in a draft, where it may at
    /// once.
    pub usable: Option<Instant>,
    /// How many keys the person still has that may vote on the next day.
    pub left: usize,
    /// The commit.
    pub commit: CommitId,
}

impl Session<'_> {
    /// Adds a key to those of the person at the keyboard, retires one of them,
    /// or both, in one commit with a statement that a present key signs. The
    /// key that goes keeps its place with the present day as its last: what it
    /// signed until then stays signed.
    ///
    /// # Errors
    ///
    /// Where the key at hand is nobody's, the new one is somebody's already, or
    /// the old one is not theirs today.
    pub fn rotate_key(
        &self,
        new: Option<&Key>,
        retire: Option<&str>,
        signer: &Signer,
    ) -> Result<KeyRotated, WorkspaceError> {
        let line = self.line()?;
        let workspace = self.at(line.tip)?;
        let org = workspace.org()?;
        let person = self.person_of(org, signer)?;
        let today = self.today(org);
        let draft = org.about.is_draft();
        let path = entity_path(&EntityId::Person(person.clone()));
        let bytes = self.repo().file_at(line.tip, &path)?.unwrap_or_default();
        let Some(before) = org.people.get(&person) else {
            return Err(WorkspaceError::NoPerson {
                id: person,
                near: None,
            });
        };
        let mut after = before.clone();
        let mut said = Vec::new();
        let retired = match retire {
            Some(named) => {
                let old = pick(&before.keys, named)?;
                let ended = ended(old.period, today)?;
                for key in after.keys.iter_mut().filter(|it| it.key == old.key) {
                    key.period = ended;
                }
                let print = print_of(old);
                said.push(format!("retires {print}"));
                Some(print)
            }
            None => None,
        };
        let added = match new {
            Some(key) => {
                refuse_known(org, key)?;
                after.keys.push(PersonKey {
                    key: key.to_string(),
                    period: if draft {
                        Period::default()
                    } else {
                        Period::since(today)
                    },
                });
                let print = key.fingerprint().to_string();
                said.insert(0, format!("adds {print}"));
                Some(print)
            }
            None => None,
        };
        let tomorrow = today.tomorrow().unwrap_or(today);
        let left = after.keys_on(tomorrow).count();
        if left == 0 {
            return Err(WorkspaceError::NotAllowed {
                who: person,
                what: "retire their last key",
                why: "nobody could sign for them any more; add the next one in the same command"
                    .to_owned(),
            });
        }
        let new_bytes = rewrite_entity(&path, &bytes, before, &after)?;
        let mut changes = BTreeMap::new();
        let text = said.join(", ");
        if !draft {
            let change = Change {
                person: &person,
                before: &bytes,
                after: &new_bytes,
            };
            let (path, bytes) = self.rotation(&line, org, &change, text.clone(), signer)?;
            changes.insert(path, Some(bytes));
        }
        changes.insert(path, Some(new_bytes));
        let message = format!("Change the keys of {person}\n\nKeys: {text}\n");
        let commit = self.commit(&line, changes, &message, Some(signer))?;
        let usable = if draft || added.is_none() {
            None
        } else {
            self.now().plus(org.about.key_delay)
        };
        Ok(KeyRotated {
            person,
            added,
            retired,
            usable,
            left,
            commit,
        })
    }

    /// Whose a key is, now or formerly, as the newest commit of the shared line
    /// has it.
    ///
    /// # Errors
    ///
    /// Where the workspace cannot be read.
    pub fn holder_of(&self, key: &Key) -> Result<Option<PersonId>, WorkspaceError> {
        let line = self.line()?;
        let workspace = self.at(line.tip)?;
        Ok(holder(workspace.org()?, key).map(|(id, _)| id.clone()))
    }
}

/// The key that was named: its fingerprint or the beginning of it, or the key
/// itself.
fn pick<'a>(keys: &'a [PersonKey], named: &str) -> Result<&'a PersonKey, WorkspaceError> {
    let named = named.trim();
    let whole = named.parse::<Key>().ok();
    let means = |it: &&PersonKey| match &whole {
        Some(key) => is(it, key),
        None => {
            let print = print_of(it);
            let short = print.strip_prefix("SHA256:").unwrap_or(&print);
            print == named
                || (named.len() >= 6
                    && (short.starts_with(named) || print.starts_with(named))
                    && named != "SHA256:")
        }
    };
    let found: Vec<&PersonKey> = keys.iter().filter(means).collect();
    match found.as_slice() {
        [one] => Ok(one),
        [] => Err(WorkspaceError::Other(format!(
            "none of your keys is `{}`; `polity key list` shows their fingerprints",
            named.chars().take(80).collect::<String>()
        ))),
        _ => Err(WorkspaceError::Other(format!(
            "several of your keys begin with `{named}`; give more of the fingerprint"
        ))),
    }
}

/// A key's fingerprint, or how it begins where it cannot be read.
fn print_of(key: &PersonKey) -> String {
    match key.key.parse::<Key>() {
        Ok(read) => read.fingerprint().to_string(),
        Err(_) => key.key.chars().take(30).collect(),
    }
}

/// A period that ends with a day. The day itself is still in it, so that
/// nothing that was signed in it loses its signature.
fn ended(period: Period, day: crate::base::Date) -> Result<Period, WorkspaceError> {
    if !period.is_open() {
        return Err(WorkspaceError::Other(format!(
            "this key has an end already ({period})"
        )));
    }
    let until = Until::At(PartialDate::from(day));
    Period::new(period.from(), until).map_err(|error| {
        WorkspaceError::Other(format!("this key cannot be retired today: {error}"))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sign::generate;

    fn key(seed: u8) -> PersonKey {
        PersonKey {
            key: generate(Some([seed; 32])).unwrap().public_key().to_string(),
            period: Period::default(),
        }
    }

    #[test]
    fn a_key_is_named_by_itself_or_the_beginning_of_its_fingerprint() {
        let keys = [key(1), key(2)];
        let print = print_of(&keys[1]);
        for name in [&keys[1].key, &print, &print[..14], &print[7..15]] {
            assert_eq!(pick(&keys, name).unwrap(), &keys[1], "{name}");
        }
        for name in ["SHA256:", "x", "", &key(3).key] {
            assert!(pick(&keys, name).is_err(), "{name}");
        }
    }

    #[test]
    fn a_key_ends_once_and_with_the_day() {
        let day = jiff::civil::date(2020, 2, 1);
        let period = ended(Period::default(), day).unwrap();
        assert!(period.holds_on(day));
        assert!(!period.holds_on(day.tomorrow().unwrap()));
        assert!(ended(period, day).is_err());
        assert!(ended(Period::since(day.tomorrow().unwrap()), day).is_err());
    }
}
