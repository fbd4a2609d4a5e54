//! `end_term`: somebody leaves an office.

use std::collections::BTreeSet;

use crate::base::{Date, NodePath, Period, PersonId, TeamId};
use crate::org::{Holder, Organisation, RollOn, Team};
use crate::proposal::refusal::{Problems, Refusal};
use crate::proposal::{effect, lookup};
use crate::rule::Class;

use super::ChangeKind;

/// The term of a person in a team ends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EndTerm {
    /// Whose.
    pub person: PersonId,
    /// Where.
    pub team: TeamId,
    /// Why; it stays in the proposal, as the record.
    pub reason: Option<String>,
}

impl ChangeKind for EndTerm {
    fn word(&self) -> &'static str {
        "end_term"
    }

    fn apply(&self, org: &mut Organisation, on: Date, problems: &mut Problems) {
        problems.take(lookup::person(org, &self.person, problems.at("person")));
        let found = lookup::own_team(org, &self.team, on, problems.at("team"));
        let Some(team) = problems.take(found) else {
            return;
        };
        let day = Period::new(Some(on.into()), crate::base::Until::At(on.into()));
        let serves = day.is_ok_and(|day| effect::term_meeting(team, &self.person, day).is_some());
        if !serves && problems.is_empty() {
            problems.add(self.not_serving(org, team, on, problems.at("person")));
        }
        if problems.is_empty()
            && let Some(team) = org.teams.get_mut(&self.team)
        {
            effect::end_terms(team, on, |term| {
                term.holder.person() == Some(&self.person) && term.period.holds_on(on)
            });
        }
    }

    fn classes(&self) -> BTreeSet<Class> {
        BTreeSet::from([Class::SeatsOf(self.team.clone())])
    }

    fn summary(&self, org: &Organisation) -> String {
        let (person, team) = (org.person_name(&self.person), org.team_name(&self.team));
        match &self.reason {
            Some(reason) => format!("end the term of {person} in {team}: {reason}"),
            None => format!("end the term of {person} in {team}"),
        }
    }

    fn touches(&self) -> BTreeSet<String> {
        BTreeSet::from([self.team.to_string(), self.person.to_string()])
    }

    fn subject(&self, _org: &Organisation, _on: Date) -> BTreeSet<PersonId> {
        BTreeSet::from([self.person.clone()])
    }
}

impl EndTerm {
    /// There is no term of the person's own to end.
    fn not_serving(&self, org: &Organisation, team: &Team, on: Date, path: NodePath) -> Refusal {
        let name = org.person_name(&self.person);
        let through = match org.on(on).roll(&self.team) {
            RollOn::Known(mut people) => people.remove(&self.person),
            RollOn::Unknown => None,
        };
        let refusal = match through.as_deref() {
            Some([office, ..]) => {
                let office_name = org.team_name(office);
                let line = team.memberships().iter().any(|it| {
                    matches!(&it.holder, Holder::EveryoneIn { team, .. } if team == office)
                });
                let why = format!("{name} is in {} as one of {office_name}", team.name);
                let refusal = Refusal::new(path, why);
                if line {
                    refusal.hint(format!("end the term in `{office}`, which brings this one"))
                } else {
                    refusal
                }
            }
            _ => Refusal::new(path, format!("{name} does not serve in {}", team.name)),
        };
        refusal
            .because(self.team.as_str())
            .because(self.person.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::proposal::fixture::*;

    fn end(person: &str, team: &str) -> EndTerm {
        EndTerm {
            person: id(person),
            team: id(team),
            reason: None,
        }
    }

    #[test]
    fn a_term_lasts_until_the_day_before() {
        let after = applied(end("ada", "core"));
        let serves = |day| after.on(day).members(&id("core")).unwrap().contains(&id("ada"));
        assert!(serves(EVE));
        assert!(!serves(DAY));
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
