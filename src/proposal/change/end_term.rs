//! `end_term`: somebody leaves an office.

use std::collections::BTreeSet;

use crate::base::{Date, NodePath, PersonId, TeamId};
use crate::org::{Holder, Membership, Organisation, RollOn, Team};
use crate::proposal::refusal::{Problems, Refusal};
use crate::proposal::{effect, lookup};
use crate::rule::Class;

use super::ChangeKind;

/// The term of a person in a team ends, or the line that takes in another one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EndTerm {
    /// Whose.
    pub who: Leaver,
    /// Where.
    pub team: TeamId,
    /// Why; it stays in the proposal, as the record.
    pub reason: Option<String>,
}

/// Who leaves an office.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Leaver {
    /// One person, who has a term of their own.
    Person(PersonId),
    /// Whoever is there by holding that office: the standing line ends.
    EveryoneIn(TeamId),
}

impl Leaver {
    fn is(&self, holder: &Holder) -> bool {
        match (self, holder) {
            (Self::Person(leaver), Holder::Person(person)) => leaver == person,
            (Self::EveryoneIn(office), Holder::EveryoneIn { team, .. }) => office == team,
            _ => false,
        }
    }
}

impl ChangeKind for EndTerm {
    fn word(&self) -> &'static str {
        "end_term"
    }

    fn apply(&self, org: &mut Organisation, on: Date, problems: &mut Problems) {
        let path = match &self.who {
            Leaver::Person(person) => {
                let path = problems.at("person");
                problems.take(lookup::person(org, person, path.clone()));
                path
            }
            Leaver::EveryoneIn(office) => {
                let path = problems.at("everyone_in");
                problems.take(lookup::team(org, office, path.clone()));
                path
            }
        };
        let found = lookup::own_team(org, &self.team, on, problems.at("team"));
        let Some(team) = problems.take(found) else {
            return;
        };
        let ends = |it: &Membership| self.who.is(&it.holder) && it.period.holds_on(on);
        if !team.memberships().iter().any(ends) && problems.is_empty() {
            problems.add(self.not_serving(org, team, on, path));
        }
        if problems.is_empty()
            && let Some(team) = org.teams.get_mut(&self.team)
        {
            effect::end_terms(team, on, ends);
        }
    }

    fn classes(&self) -> BTreeSet<Class> {
        BTreeSet::from([Class::RemovalsFrom(self.team.clone())])
    }

    fn summary(&self, org: &Organisation) -> String {
        let team = org.team_name(&self.team);
        let text = match &self.who {
            Leaver::Person(person) => {
                format!("end the term of {} in {team}", org.person_name(person))
            }
            Leaver::EveryoneIn(office) => {
                let office = org.team_name(office);
                format!("no longer take everyone in {office} into {team}")
            }
        };
        match &self.reason {
            Some(reason) => format!("{text}: {reason}"),
            None => text,
        }
    }

    fn touches(&self) -> BTreeSet<String> {
        let person = match &self.who {
            Leaver::Person(person) => Some(person.to_string()),
            Leaver::EveryoneIn(_) => None,
        };
        person.into_iter().chain([self.team.to_string()]).collect()
    }

    fn subject(&self, org: &Organisation, on: Date) -> BTreeSet<PersonId> {
        match &self.who {
            Leaver::Person(person) => BTreeSet::from([person.clone()]),
            Leaver::EveryoneIn(office) => match org.on(on).roll(office) {
                RollOn::Known(people) => people.into_keys().collect(),
                RollOn::Unknown => BTreeSet::new(),
            },
        }
    }
}

impl EndTerm {
    /// There is no term of the person's own, or no such line, to end.
    fn not_serving(&self, org: &Organisation, team: &Team, on: Date, path: NodePath) -> Refusal {
        let refusal = match &self.who {
            Leaver::EveryoneIn(office) => {
                let why = format!("{} does not take in {}", team.name, org.team_name(office));
                Refusal::new(path, why)
            }
            Leaver::Person(person) => {
                let name = org.person_name(person);
                let way = match org.on(on).roll(&self.team) {
                    RollOn::Known(mut people) => people.remove(person),
                    RollOn::Unknown => None,
                };
                match way.and_then(|way| way.into_iter().next()) {
                    Some(office) => {
                        let by = org.team_name(&office);
                        let why = format!("{name} is in {} as one of {by}", team.name);
                        Refusal::new(path, why)
                            .hint(format!("end the term in `{office}`, which brings this one"))
                    }
                    None => Refusal::new(path, format!("{name} does not serve in {}", team.name)),
                }
                .because(person.as_str())
            }
        };
        refusal.because(self.team.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::proposal::fixture::*;

    fn end(person: &str, team: &str) -> EndTerm {
        EndTerm {
            who: Leaver::Person(id(person)),
            team: id(team),
            reason: None,
        }
    }

    #[test]
    fn a_term_lasts_until_the_day_before() {
        let after = applied(end("ada", "core"));
        let serves = |day| {
            after
                .on(day)
                .members(&id("core"))
                .unwrap()
                .contains(&id::<PersonId>("ada"))
        };
        assert!(serves(EVE));
        assert!(!serves(DAY));
    }

    #[test]
    fn a_standing_line_ends_too() {
        let line = |office: &str| EndTerm {
            who: Leaver::EveryoneIn(id(office)),
            team: id("committers"),
            reason: None,
        };
        let after = applied(line("core"));
        assert_eq!(after.on(EVE).serving(&id("committers")), Some(4));
        assert_eq!(after.on(DAY).serving(&id("committers")), Some(1));
        assert_eq!(
            refused(line("ops")),
            ["end_term.everyone_in: Committers does not take in Ops team"]
        );
    }

    #[test]
    fn there_must_be_a_term_to_end() {
        assert_eq!(
            refused(end("fay", "core")),
            ["end_term.person: Fay Field does not serve in Core team"]
        );
        assert_eq!(
            refused(end("fay", "committers")),
            ["end_term.person: Fay Field is in Committers as one of Fellows"]
        );
        assert_eq!(
            refused(end("ada", "foundation")),
            ["end_term.team: Foundation is outside the organisation; no proposal here changes it"]
        );
    }
}
