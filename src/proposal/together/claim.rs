//! What a proposal lays its hands on, so that two that lay theirs on the same
//! thing are found to be rivals even where both could be applied.

use std::collections::BTreeSet;
use std::fmt;

use crate::base::{AreaId, PersonId, TeamId};
use crate::proposal::change::{Appointee, Change, Leaver, MergeInto};

/// One thing that a proposal disposes of.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Claim {
    /// What becomes of a team: it ends, or gets another id.
    Fate(TeamId),
    /// Who controls an area, or that it ends.
    Control(AreaId),
    /// An id that nobody has yet.
    Id(String),
    /// The term of a person in a team.
    Term(PersonId, TeamId),
    /// A field of something, or the whole of it.
    Text(String, String),
}

impl fmt::Display for Claim {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Fate(team) => write!(f, "what becomes of `{team}`"),
            Self::Control(area) => write!(f, "who controls `{area}`"),
            Self::Id(id) => write!(f, "the new id `{id}`"),
            Self::Term(person, team) => write!(f, "the term of `{person}` in `{team}`"),
            Self::Text(id, field) => write!(f, "`{field}` of `{id}`"),
        }
    }
}

/// Everything that a list of changes disposes of.
pub fn claims(changes: &[Change]) -> BTreeSet<Claim> {
    let mut found = BTreeSet::new();
    for change in changes {
        of(change, &mut found);
    }
    found
}

fn of(change: &Change, found: &mut BTreeSet<Claim>) {
    let text = |id: &dyn fmt::Display, field: &str| Claim::Text(id.to_string(), field.to_owned());
    match change {
        Change::Form(it) => {
            found.insert(Claim::Id(it.team.to_string()));
            let grants = it.fields.authority.iter();
            let control = grants.filter(|grant| grant.powers.iter().any(|it| it.is_control()));
            found.extend(control.map(|grant| Claim::Control(grant.area.clone())));
        }
        Change::Dissolve(it) => {
            found.insert(Claim::Fate(it.team.clone()));
            found.extend(it.transfer.keys().cloned().map(Claim::Control));
        }
        Change::Rename(it) => {
            found.insert(Claim::Fate(it.team.clone()));
            found.insert(Claim::Id(it.to.to_string()));
        }
        Change::Merge(it) => {
            found.extend(it.teams.iter().cloned().map(Claim::Fate));
            if let MergeInto::New { team, .. } = &it.into {
                found.insert(Claim::Id(team.to_string()));
            }
        }
        Change::Split(it) => {
            found.insert(Claim::Fate(it.team.clone()));
            let parts = it.into.iter();
            found.extend(parts.map(|part| Claim::Id(part.team.to_string())));
        }
        Change::Amend(it) => {
            let id = it
                .entity()
                .map_or_else(|| "organisation".to_owned(), |entity| entity.to_string());
            found.extend(it.keys().into_iter().map(|key| text(&id, key)));
        }
        Change::Transfer(it) => _ = found.insert(Claim::Control(it.area.clone())),
        Change::Grant(it) => {
            let what = format!("powers over {}", it.area);
            found.insert(text(&it.team, &what));
        }
        Change::Revoke(it) => {
            let what = format!("powers over {}", it.area);
            found.insert(text(&it.team, &what));
        }
        Change::OpenArea(it) => _ = found.insert(Claim::Id(it.area.to_string())),
        Change::CloseArea(it) => _ = found.insert(Claim::Control(it.area.clone())),
        Change::Appoint(it) => {
            if let Appointee::Person(person) = &it.who {
                found.insert(Claim::Term(person.clone(), it.team.clone()));
            }
        }
        Change::EndTerm(it) => {
            if let Leaver::Person(person) = &it.who {
                found.insert(Claim::Term(person.clone(), it.team.clone()));
            }
        }
        Change::Register(it) => _ = found.insert(Claim::Id(it.person.to_string())),
        Change::AdoptRule(it) => _ = found.insert(Claim::Id(it.rule.to_string())),
        Change::RepealRule(it) => _ = found.insert(text(&it.rule, "force")),
        Change::AdoptConstraint(it) => _ = found.insert(Claim::Id(it.constraint.to_string())),
        Change::RepealConstraint(it) => _ = found.insert(text(&it.constraint, "force")),
        Change::Waive(it) => _ = found.insert(text(&it.constraint, "waivers")),
        Change::Ratify(it) => _ = found.insert(text(&it.commit, "cover")),
    }
}
