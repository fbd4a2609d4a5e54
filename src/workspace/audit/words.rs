//! What a change did, in the organisation's words, from the changed files
//! alone: reading the whole organisation twice for every commit of a long
//! history would take too long.

use std::collections::BTreeSet;

use super::super::layout::{Holds, holds};
use super::super::session::Session;
use crate::base::{EntityId, Subject};
use crate::format::wire::read_entity;
use crate::org::{Person, Team};
use crate::store::Change;
use crate::workspace::WorkspaceError;

impl Session<'_> {
    /// A short text for each file that changed, but for statements, which
    /// only speak of the others.
    pub(super) fn in_words(&self, files: &[Change]) -> Result<Vec<String>, WorkspaceError> {
        let mut words = Vec::new();
        for it in files {
            let verb = match (it.old, it.new) {
                (None, _) => "new",
                (_, None) => "removed",
                _ => "changed",
            };
            match holds(&it.path) {
                Holds::Statement if verb == "new" => {}
                Holds::Organisation => words.push(format!("organisation.yaml {verb}")),
                Holds::Entity(entity) => {
                    let more = self.detail(&entity, it)?;
                    let kind = kind_of(&entity);
                    words.push(format!("{kind} {entity} {verb}{more}"));
                }
                _ => words.push(format!("{} {verb}", it.path)),
            }
        }
        Ok(words)
    }

    fn detail(&self, entity: &EntityId, file: &Change) -> Result<String, WorkspaceError> {
        let subject = Subject::Entity(entity.clone());
        let mut sides = Vec::new();
        for blob in [file.old_blob(), file.new_blob()] {
            let bytes = match blob {
                Some(blob) => self.record(blob)?.unwrap_or_default(),
                None => Vec::new(),
            };
            sides.push(bytes);
        }
        let [old, new] = sides.as_slice() else {
            return Ok(String::new());
        };
        let lists = match entity {
            EntityId::Person(_) => {
                let keys = |bytes: &[u8]| -> BTreeSet<String> {
                    let read = read_entity::<Person>(&subject, bytes);
                    let keys = read.map(|(_, it)| it.keys).unwrap_or_default();
                    keys.into_iter().map(|it| format!("{it:?}")).collect()
                };
                let (old, new) = (keys(old), keys(new));
                let count = |n: usize, sign: &str| match n {
                    0 => None,
                    1 => Some(format!("{sign}1 key")),
                    n => Some(format!("{sign}{n} keys")),
                };
                let came = count(new.difference(&old).count(), "+");
                let went = count(old.difference(&new).count(), "-");
                came.into_iter().chain(went).collect::<Vec<_>>()
            }
            EntityId::Team(_) => {
                let people = |bytes: &[u8]| -> BTreeSet<String> {
                    let read = read_entity::<Team>(&subject, bytes);
                    let team = read.map(|(_, it)| it).ok();
                    let all = team.iter().flat_map(|it| it.memberships());
                    all.filter(|it| it.period.is_open())
                        .filter_map(|it| it.holder.person().map(ToString::to_string))
                        .collect()
                };
                let (old, new) = (people(old), people(new));
                let came = new.difference(&old).map(|it| format!("+{it}"));
                let went = old.difference(&new).map(|it| format!("-{it}"));
                came.chain(went).collect()
            }
            _ => Vec::new(),
        };
        Ok(match lists.as_slice() {
            [] => String::new(),
            some => format!(" ({})", some.join(" ")),
        })
    }
}

fn kind_of(entity: &EntityId) -> &'static str {
    match entity {
        EntityId::Person(_) => "person",
        EntityId::Team(_) => "team",
        EntityId::Area(_) => "area",
        EntityId::Rule(_) => "rule",
        EntityId::Constraint(_) => "constraint",
        EntityId::Event(_) => "event",
    }
}
