//! A proposal to fill seats: who stands, and what follows once somebody is
//! elected.

use crate::base::{Date, PersonId, TeamId};
use crate::org::{Basis, Holder, Organisation};

use super::change::{Appoint, Appointee, Change, EndTerm, Leaver};

/// A proposal to fill the seats of a team.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Election {
    /// The team.
    pub team: TeamId,
    /// Those who stand.
    pub candidates: Vec<PersonId>,
    /// What becomes of those who serve now.
    pub sitting: Sitting,
}

/// What becomes of those who serve when others are elected.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub enum Sitting {
    /// Their terms end; whoever is elected again begins a new one.
    #[default]
    End,
    /// They stay, and the elected join them.
    Stay,
}

impl Sitting {
    /// The word for it in files.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::End => "end",
            Self::Stay => "stay",
        }
    }
}

impl Election {
    /// The changes that seat those who were elected, on a day. Terms end for
    /// those who hold one of their own; an office that another brings stays.
    pub fn changes(&self, org: &Organisation, elected: &[PersonId], on: Date) -> Vec<Change> {
        let mut changes: Vec<Change> = Vec::new();
        if self.sitting == Sitting::End {
            let standing = org.on(on);
            let terms = standing.memberships(&self.team);
            changes.extend(terms.filter_map(|term| match &term.holder {
                Holder::Person(person) => Some(Change::from(EndTerm {
                    who: Leaver::Person(person.clone()),
                    team: self.team.clone(),
                    reason: None,
                })),
                Holder::EveryoneIn { .. } => None,
            }));
        }
        changes.extend(elected.iter().map(|person| {
            let who = Appointee::Person(person.clone());
            Change::from(Appoint {
                basis: Some(Basis::Elected),
                ..Appoint::new(who, self.team.clone())
            })
        }));
        changes
    }
}

#[cfg(test)]
mod tests {
    use super::super::apply_all;
    use super::*;
    use crate::proposal::fixture::*;

    fn after(sitting: Sitting, elected: &[&str]) -> Vec<String> {
        let org = organisation();
        let elected: Vec<PersonId> = elected.iter().map(|person| id(person)).collect();
        let election = Election {
            team: id("board"),
            candidates: elected.clone(),
            sitting,
        };
        let changes = election.changes(&org, &elected, DAY);
        let after = apply_all(&org, &changes, DAY).unwrap();
        let day = after.on(DAY);
        let members = day.members(&id("board")).unwrap();
        members.into_iter().map(ToString::to_string).collect()
    }

    #[test]
    fn the_elected_take_the_seats() {
        assert_eq!(
            after(Sitting::End, &["ben", "eve", "fay"]),
            ["ben", "eve", "fay"]
        );
        assert_eq!(after(Sitting::Stay, &["fay"]), ["ada", "ben", "fay"]);
    }
}
