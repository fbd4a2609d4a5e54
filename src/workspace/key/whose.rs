//! Whose the key at hand is, and what each key of a person is good for today.

use std::collections::BTreeMap;

use super::{Session, holder};
use crate::base::{Date, PersonId};
use crate::org::{Organisation, Person, PersonKey};
use crate::sign::{Key, Signer};
use crate::store::{Identity, StoreError};
use crate::workspace::WorkspaceError;
use crate::workspace::roll::{FoundingKeys, KeyRecorded, ripe};

/// A key of somebody, on a day.
#[derive(Debug, Clone)]
pub struct KeyStanding {
    /// As it is recorded.
    pub recorded: PersonKey,
    /// It, where it can be read; else why not.
    pub key: Result<Key, String>,
    /// Whether it is theirs on the day.
    pub theirs: bool,
    /// From which day it is on the rolls of polls; nothing where its `from` is
    /// missing and it did not come with the founding.
    pub ripe: Option<Date>,
    /// Whether a poll opened on the day takes it.
    pub usable: bool,
}

/// A person with their keys.
#[derive(Debug, Clone)]
pub struct KeyOwner {
    /// The id.
    pub person: PersonId,
    /// The name.
    pub name: String,
    /// The keys, in the order of the file.
    pub keys: Vec<KeyStanding>,
}

/// Whom the key at hand makes the person at the keyboard.
#[derive(Debug, Clone)]
pub struct Whose {
    /// Whose it is on the day; nothing where it is nobody's then.
    pub owner: Option<KeyOwner>,
    /// Whose it was or will be, where it is nobody's on the day, with when.
    pub otherwise: Option<(PersonId, PersonKey)>,
    /// Whether the workspace is a draft.
    pub draft: bool,
    /// The day.
    pub today: Date,
    /// What git would write into commits; nothing where it does not know.
    pub identity: Option<Identity>,
}

impl KeyOwner {
    /// The key of a signer among theirs.
    pub fn at_hand(&self, signer: &Signer) -> Option<&KeyStanding> {
        let wanted = signer.fingerprint();
        let mut keys = self.keys.iter();
        keys.find(|it| it.key.as_ref().is_ok_and(|key| key.fingerprint() == wanted))
    }
}

impl Session<'_> {
    /// Who the person at the keyboard is, as their key says.
    ///
    /// # Errors
    ///
    /// Where the workspace cannot be read.
    pub fn whose(&self, signer: &Signer) -> Result<Whose, WorkspaceError> {
        self.with_keys(|org, founding| {
            let owner = self.person_of(org, signer).ok();
            let owner = owner.and_then(|id| {
                let person = org.people.get(&id)?;
                Some(self.owner(org, &id, person, founding(&id)))
            });
            let otherwise = holder(org, signer.key()).filter(|_| owner.is_none());
            Whose {
                owner,
                otherwise: otherwise.map(|(id, key)| (id.clone(), key.clone())),
                draft: org.about.is_draft(),
                today: self.today(org),
                identity: self.repo().author().ok(),
            }
        })
    }

    /// The keys of a person, or of everybody who has one.
    ///
    /// # Errors
    ///
    /// Where the workspace cannot be read, or there is no such person.
    pub fn keys_of(&self, person: Option<&PersonId>) -> Result<Vec<KeyOwner>, WorkspaceError> {
        self.with_keys(|org, founding| {
            let wanted = |id: &PersonId, it: &Person| match person {
                Some(person) => id == person,
                None => !it.keys.is_empty(),
            };
            let found: Vec<_> = org
                .people
                .iter()
                .filter(|(id, it)| wanted(id, it))
                .map(|(id, it)| self.owner(org, id, it, founding(id)))
                .collect();
            match person {
                Some(person) if found.is_empty() => Err(WorkspaceError::NoPerson {
                    id: person.clone(),
                    near: None,
                }),
                _ => Ok(found),
            }
        })?
    }

    /// Gives a function the organisation of the shared line, or of the files
    /// before the first commit, and each person's keys at the founding.
    fn with_keys<T>(
        &self,
        look: impl FnOnce(
            &Organisation,
            &dyn Fn(&PersonId) -> Option<BTreeMap<String, KeyRecorded>>,
        ) -> T,
    ) -> Result<T, WorkspaceError> {
        let line = match self.line() {
            Ok(line) => line,
            Err(WorkspaceError::Store(StoreError::UnbornBranch(_))) => {
                let workspace = self.working_tree()?;
                return Ok(look(workspace.org()?, &|_| None));
            }
            Err(error) => return Err(error),
        };
        let workspace = self.at(line.tip)?;
        let org = workspace.org()?;
        let found = self.anchor(&line);
        let founding = match found.and_then(|anchor| self.known_keys(&line, anchor)) {
            Ok(founding) => founding,
            Err(WorkspaceError::Store(StoreError::MissingObject { .. })) => likely(org),
            Err(error) => return Err(error),
        };
        Ok(look(org, &|id| founding.get(id).cloned()))
    }

    fn owner(
        &self,
        org: &Organisation,
        id: &PersonId,
        person: &Person,
        founding: Option<BTreeMap<String, KeyRecorded>>,
    ) -> KeyOwner {
        let today = self.today(org);
        let standing = |recorded: &PersonKey| {
            let key = recorded.key.parse::<Key>();
            let theirs = recorded.period.holds_on(today);
            // All keys of a draft come with its founding.
            let ripe = match org.about.is_draft() {
                true => Some(today),
                false => ripe(recorded, founding.as_ref(), org),
            };
            KeyStanding {
                usable: key.is_ok() && theirs && ripe.is_some_and(|day| day <= today),
                key: key.map_err(|error| error.to_string()),
                recorded: recorded.clone(),
                theirs,
                ripe,
            }
        };
        KeyOwner {
            person: id.clone(),
            name: person.name.clone(),
            keys: person.keys.iter().map(standing).collect(),
        }
    }
}

/// The keys that came with the founding, as far as the newest files tell: all
/// that were recorded for days before it. For shallow clones, which have not
/// the founding itself; verification never asks this.
pub(in crate::workspace) fn likely(org: &Organisation) -> FoundingKeys {
    let zone = org.about.time_zone.zone();
    let founded = org.about.founded.map(|at| at.day(&zone));
    let early = |key: &&PersonKey| match (key.period.from(), founded) {
        (Some(from), Some(founded)) => from.last_day() < founded,
        _ => true,
    };
    let keys = |person: &Person| -> BTreeMap<String, KeyRecorded> {
        let keys = person.keys.iter().filter(early);
        keys.map(|key| (key.key.clone(), KeyRecorded::Founding))
            .collect()
    };
    let all = org.people.iter();
    all.map(|(id, person)| (id.clone(), keys(person))).collect()
}
