//! Who votes: an expression over teams.
//!
//! ```text
//! electorate  = conjunction { "or" conjunction } ;
//! conjunction = body { "and" [ "not" ] body } ;
//! body        = [ "a" ( "member" | "members" ) "of" | "member" "of" | "members" "of" ] NAME
//!             | "(" electorate ")" ;
//! NAME        = TEAM | "subject" | "authors" | "attested" "(" EVENT-KIND ")" ;
//! ```
//!
//! `and` binds tighter than `or`. There is no plain `not`: nobody can say who
//! is in no team. `attested(meeting)` are those whom an official's signed finding
//! of that kind lists, such as everybody present.

mod reader;

use std::collections::BTreeSet;
use std::fmt;
use std::ops::Range;
use std::str::FromStr;

use crate::base::{EventKind, PersonId, TeamId};

/// Why a text names no electorate, and which part of it is to blame.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct ElectorateError {
    /// The bytes of the text that are wrong.
    pub range: Range<usize>,
    /// What is wrong.
    pub message: String,
    /// What to write in its place.
    pub help: Option<String>,
}

/// A part of an electorate of which nobody can say who is in it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum UnknownRoll {
    /// A team whose members are not known.
    #[error("the roll of `{0}` is not known")]
    Team(TeamId),
    /// A finding that nobody has signed.
    #[error("nobody has attested `{0}`")]
    Attested(EventKind),
}

/// Who is in what, on the day that matters.
pub trait Rolls {
    /// The members of a team; `None` where they are not known or there is no
    /// such team.
    fn roll(&self, team: &TeamId) -> Option<BTreeSet<PersonId>>;
    /// The people whom the proposal concerns.
    fn subject(&self) -> BTreeSet<PersonId>;
    /// The proposal's authors.
    fn authors(&self) -> BTreeSet<PersonId>;
    /// The people whom the newest signed finding of a kind lists; `None` where
    /// there is none, or findings are not looked at.
    fn attested(&self, _kind: &EventKind) -> Option<BTreeSet<PersonId>> {
        None
    }
}

/// What an electorate says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ElectorateExpr {
    /// A team's members, and where the text names it.
    Team(TeamId, Range<usize>),
    /// The people whom the proposal concerns.
    Subject,
    /// The proposal's authors.
    Authors,
    /// Those whom a signed finding lists.
    Attested(EventKind),
    /// Those in any of these.
    Or(Vec<ElectorateExpr>),
    /// Those in the first and, for each that follows, in it (`true`) or not in
    /// it (`false`).
    And(Box<ElectorateExpr>, Vec<(bool, ElectorateExpr)>),
}

/// Who votes.
#[derive(Clone, PartialEq, Eq)]
pub struct Electorate {
    source: String,
    expr: ElectorateExpr,
}

impl Electorate {
    /// Reads an electorate.
    pub fn parse(text: &str) -> Result<Self, ElectorateError> {
        Ok(Self {
            source: text.to_owned(),
            expr: reader::read(text)?,
        })
    }

    /// The members of one team.
    pub fn team(team: TeamId) -> Self {
        let source = team.to_string();
        let range = 0..source.len();
        Self {
            source,
            expr: ElectorateExpr::Team(team, range),
        }
    }

    /// The text that it was read from.
    pub fn source(&self) -> &str {
        &self.source
    }

    /// What it says; the ranges are in [`Electorate::source`].
    pub fn expr(&self) -> &ElectorateExpr {
        &self.expr
    }

    /// Every team that it names, with where.
    pub fn mentions(&self) -> Vec<(&TeamId, Range<usize>)> {
        let mut found = Vec::new();
        collect(&self.expr, &mut found);
        found
    }

    /// Every team that it names.
    pub fn teams(&self) -> BTreeSet<TeamId> {
        let named = self.mentions();
        named.into_iter().map(|(team, _)| team.clone()).collect()
    }

    /// The one team whose seats the bare word `seats` means: where it is one
    /// team, or one team less the `subject` or the `authors`.
    pub fn single_team(&self) -> Option<&TeamId> {
        match &self.expr {
            ElectorateExpr::Team(team, _) => Some(team),
            ElectorateExpr::And(first, rest) => {
                let ElectorateExpr::Team(team, _) = first.as_ref() else {
                    return None;
                };
                let people = |expr: &ElectorateExpr| {
                    matches!(expr, ElectorateExpr::Subject | ElectorateExpr::Authors)
                };
                let only_people = rest.iter().all(|(within, expr)| !within && people(expr));
                only_people.then_some(team)
            }
            _ => None,
        }
    }

    /// Everybody who votes; an error names the first part of which that is
    /// not known.
    pub fn members(&self, rolls: &dyn Rolls) -> Result<BTreeSet<PersonId>, UnknownRoll> {
        members(&self.expr, rolls)
    }
}

impl FromStr for Electorate {
    type Err = ElectorateError;

    fn from_str(text: &str) -> Result<Self, ElectorateError> {
        Self::parse(text)
    }
}

impl fmt::Display for Electorate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.source)
    }
}

impl fmt::Debug for Electorate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Electorate({:?})", self.source)
    }
}

fn collect<'a>(expr: &'a ElectorateExpr, found: &mut Vec<(&'a TeamId, Range<usize>)>) {
    match expr {
        ElectorateExpr::Team(team, range) => found.push((team, range.clone())),
        ElectorateExpr::Subject | ElectorateExpr::Authors | ElectorateExpr::Attested(_) => {}
        ElectorateExpr::Or(parts) => parts.iter().for_each(|part| collect(part, found)),
        ElectorateExpr::And(first, rest) => {
            collect(first, found);
            rest.iter().for_each(|(_, part)| collect(part, found));
        }
    }
}

fn members(expr: &ElectorateExpr, rolls: &dyn Rolls) -> Result<BTreeSet<PersonId>, UnknownRoll> {
    Ok(match expr {
        ElectorateExpr::Team(team, _) => rolls
            .roll(team)
            .ok_or_else(|| UnknownRoll::Team(team.clone()))?,
        ElectorateExpr::Subject => rolls.subject(),
        ElectorateExpr::Authors => rolls.authors(),
        ElectorateExpr::Attested(kind) => {
            let unknown = || UnknownRoll::Attested(kind.clone());
            rolls.attested(kind).ok_or_else(unknown)?
        }
        ElectorateExpr::Or(parts) => {
            let mut all = BTreeSet::new();
            for part in parts {
                all.extend(members(part, rolls)?);
            }
            all
        }
        ElectorateExpr::And(first, rest) => {
            let mut all = members(first, rolls)?;
            for (within, part) in rest {
                let part = members(part, rolls)?;
                all.retain(|person| part.contains(person) == *within);
            }
            all
        }
    })
}

#[cfg(test)]
mod tests;
