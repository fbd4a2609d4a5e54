//! Recording a key beside those that a person has, or as their first.

use std::collections::BTreeMap;

use super::{Change, Session, SharedLine, refuse_known, signed};
use crate::base::{EntityId, Instant, Period, PersonId};
use crate::org::{HousekeepingScope, Organisation, Person, PersonKey};
use crate::rule::Rolls;
use crate::sign::{Key, Namespace, Signer};
use crate::store::CommitId;
use crate::vote::{Statement, StatementKind};
use crate::workspace::WorkspaceError;
use crate::workspace::audit::{Edited, housekeeping_digest};
use crate::workspace::edit::{new_entity, rewrite_entity};
use crate::workspace::layout::entity_path;
use crate::workspace::roll::TeamsOn;

/// A key that was recorded.
#[derive(Debug, Clone)]
pub struct KeyAdded {
    /// Whose.
    pub person: PersonId,
    /// Its fingerprint.
    pub fingerprint: String,
    /// Whether the person was recorded with it.
    pub registered: bool,
    /// Who recorded it by housekeeping, where it is a first key.
    pub by_housekeeping: Option<PersonId>,
    /// From when it may vote; at once in a draft.
    pub usable: Option<Instant>,
    /// The commit.
    pub commit: CommitId,
}

impl Session<'_> {
    /// Records the key at hand, or another public key, as a person's.
    ///
    /// In a draft anybody may. After the founding one of that person's present
    /// keys signs the change; where they have none, somebody whom
    /// `housekeeping` in organisation.yaml allows `first-keys` does.
    ///
    /// # Errors
    ///
    /// Where the key is recorded already, or nobody at hand may sign for it.
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
        refuse_known(org, key)?;
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
        let recorded = PersonKey {
            key: key.to_string(),
            period,
        };
        let (new, registered) = match (org.people.get(person), &bytes, name) {
            (Some(before), Some(bytes), _) => {
                let mut after = before.clone();
                after.keys.push(recorded);
                (rewrite_entity(&path, bytes, before, &after)?, false)
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
        let fingerprint = key.fingerprint().to_string();
        let mut changes = BTreeMap::new();
        let mut by_housekeeping = None;
        if !draft {
            let signer = signer.ok_or_else(|| {
                WorkspaceError::Other("a present key must sign the change".to_owned())
            })?;
            let none = org.people.get(person).is_none_or(|it| it.keys.is_empty());
            let change = Change {
                person,
                before: bytes.as_deref().unwrap_or_default(),
                after: &new,
            };
            let text = format!("adds {fingerprint}");
            let (statement, bytes) = if none {
                let (by, path, bytes) = self.first_key(&line, org, &path, &change, signer)?;
                by_housekeeping = Some(by);
                (path, bytes)
            } else {
                self.rotation(&line, org, &change, text, signer)?
            };
            changes.insert(statement, Some(bytes));
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
            by_housekeeping,
            usable,
            commit,
        })
    }

    /// The housekeeping statement that covers somebody's first key.
    fn first_key(
        &self,
        line: &SharedLine,
        org: &Organisation,
        path: &str,
        change: &Change<'_>,
        signer: &Signer,
    ) -> Result<(PersonId, String, Vec<u8>), WorkspaceError> {
        let by = self.person_of(org, signer)?;
        let standing = org.on(self.today(org));
        let rolls = TeamsOn(&standing);
        let allowed = org.about.housekeeping.iter().any(|line| {
            line.may.contains(&HousekeepingScope::FirstKeys)
                && line
                    .by
                    .members(&rolls as &dyn Rolls)
                    .is_ok_and(|all| all.contains(&by))
        });
        if !allowed {
            return Err(WorkspaceError::NotAllowed {
                who: by,
                what: "record somebody's first key",
                why: format!(
                    "no line of `housekeeping` in organisation.yaml allows it (`first-keys`); \
                     propose it: `- amend: {{id: {}, set: {{keys: [{{key: \"…\", from: {}}}]}}}}`",
                    change.person,
                    self.today(org)
                ),
            });
        }
        let statement_path = self.next_statement(line, "housekeeping", &by)?;
        let edited: Edited = (
            path.to_owned(),
            Some(change.before.to_vec()),
            Some(change.after.to_vec()),
        );
        let about = housekeeping_digest(&statement_path, &[edited]);
        let statement = Statement {
            kind: StatementKind::Housekeeping,
            by: by.clone(),
            at: self.now(),
            about,
            text: Some(format!("the first key of {}", change.person)),
        };
        let bytes = signed(&statement, Namespace::Statement, signer)?;
        Ok((by, statement_path, bytes))
    }
}
