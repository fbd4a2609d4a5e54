//! A proposal: what somebody wants to change, and under which rule.

use std::collections::{BTreeMap, BTreeSet};

use crate::base::{Date, OptionId, PartialDate, PersonId, ProposalName, RuleId, TeamId};
use crate::org::Organisation;
use crate::rule::Class;

use super::apply::apply_what_can_be;
use super::change::Change;
use super::election::{Election, Sitting};

/// A proposal.
#[derive(Debug, Clone, PartialEq)]
pub struct Proposal {
    /// Its name: number and slug.
    pub name: ProposalName,
    /// Its title.
    pub title: String,
    /// Who wrote it.
    pub authors: Vec<PersonId>,
    /// Who sees it through.
    pub shepherd: Option<PersonId>,
    /// When it was written.
    pub created: PartialDate,
    /// The rule that it is to be decided under.
    pub rule: RuleId,
    /// The people it concerns, where it says so itself.
    pub subject: Option<BTreeSet<PersonId>>,
    /// The number of an earlier proposal that it brings back.
    pub resubmits: Option<u32>,
    /// The number of the proposal after which it is meant to be read.
    pub follows: Option<u32>,
    /// What it would do.
    pub body: Body,
}

/// What a proposal would do.
#[derive(Debug, Clone, PartialEq)]
pub enum Body {
    /// Change the organisation.
    Changes(Vec<Change>),
    /// Change it in one of several ways.
    Options(Vec<ProposalOption>),
    /// Fill seats.
    Elect(Election),
    /// Nothing: it asks.
    Question,
}

/// One way among several.
#[derive(Debug, Clone, PartialEq)]
pub struct ProposalOption {
    /// Its id on the ballot.
    pub id: OptionId,
    /// Its title.
    pub title: String,
    /// Its class, where the rule distinguishes.
    pub class: Option<Class>,
    /// What it would change.
    pub changes: Vec<Change>,
}

impl Proposal {
    /// Each list of changes that it might make: one, or one for each option.
    /// Those of an election are known when it was held.
    pub fn alternatives(&self) -> Vec<&[Change]> {
        match &self.body {
            Body::Changes(changes) => vec![changes],
            Body::Options(options) => options.iter().map(|it| it.changes.as_slice()).collect(),
            Body::Elect(_) | Body::Question => Vec::new(),
        }
    }

    /// The people it concerns: as it says itself, else those whom its changes
    /// appoint or whose terms they end by name, and those who stand for
    /// election. Those who lose an office only because its team ends are not
    /// among them: that is a change of structure and not about persons.
    pub fn subject(&self, org: &Organisation, on: Date) -> BTreeSet<PersonId> {
        if let Some(subject) = &self.subject {
            return subject.clone();
        }
        if let Body::Elect(election) = &self.body {
            return election.candidates.iter().cloned().collect();
        }
        let mut people = BTreeSet::new();
        for changes in self.alternatives() {
            apply_what_can_be(org, changes, on, |org, change| {
                people.extend(change.subject(org, on));
            });
        }
        people
    }

    /// The classes of all that it might change; its rule must decide each.
    /// A change that ratifies an earlier one counts as a change of the
    /// constitution; see [`Proposal::classes_knowing`].
    pub fn classes(&self) -> BTreeSet<Class> {
        self.classes_knowing(|_| None)
    }

    /// The same, where history can tell what a ratified commit changed.
    pub fn classes_knowing(
        &self,
        ratified: impl Fn(&str) -> Option<BTreeSet<Class>>,
    ) -> BTreeSet<Class> {
        let mut classes: BTreeSet<Class> = match &self.body {
            Body::Elect(election) => {
                let team = election.team.clone();
                // Those who sit leave, whoever comes.
                BTreeSet::from([match election.sitting {
                    Sitting::End => Class::SeatsOf(team),
                    Sitting::Stay => Class::AppointmentsIn(team),
                }])
            }
            _ => {
                let each = self.alternatives().into_iter();
                each.flat_map(|changes| classes(changes, &ratified))
                    .collect()
            }
        };
        if classes.is_empty() {
            classes.insert(Class::Question);
        }
        classes
    }
}

/// The classes of a list of changes. Seats of a team that the list also forms
/// or dissolves are a matter of structure; those of a team that it also
/// renames are those of the team by its id from before, which rules know.
fn classes(
    changes: &[Change],
    ratified: &impl Fn(&str) -> Option<BTreeSet<Class>>,
) -> BTreeSet<Class> {
    let mut before: BTreeMap<&TeamId, TeamId> = BTreeMap::new();
    for change in changes {
        if let Change::Rename(rename) = change {
            let old = before.get(&rename.team).unwrap_or(&rename.team).clone();
            before.insert(&rename.to, old);
        }
    }
    let known = |team: &TeamId| before.get(team).unwrap_or(team).clone();
    let reshaped: BTreeSet<TeamId> = changes
        .iter()
        .flat_map(|change| change.kind().reshapes())
        .map(|team| known(&team))
        .collect();
    let in_place = |mut class: Class| {
        if let Some(team) = class.team_mut() {
            *team = known(team);
            if reshaped.contains(team) {
                return Class::Structure;
            }
        }
        class
    };
    let alone = |change: &Change| match change {
        Change::Ratify(ratify) => ratified(&ratify.commit).unwrap_or_else(|| change.classes()),
        _ => change.classes(),
    };
    changes.iter().flat_map(alone).map(in_place).collect()
}

#[cfg(test)]
mod tests {
    use super::super::*;
    use super::*;
    use crate::org::{Kind, Team};
    use crate::proposal::fixture::*;

    fn proposal(body: Body) -> Proposal {
        Proposal {
            name: "0001-test".parse().unwrap(),
            title: "Test".to_owned(),
            authors: vec![id("ada")],
            shepherd: None,
            created: "2020".parse().unwrap(),
            rule: id("core-vote"),
            subject: None,
            resubmits: None,
            follows: None,
            body,
        }
    }

    fn appoint(person: &str, team: &str) -> Change {
        Appoint::new(Appointee::Person(id(person)), id(team)).into()
    }

    fn form(team: &str) -> Change {
        let fields = Team::named("New", Kind::Team);
        let team = id(team);
        Form { team, fields }.into()
    }

    fn end(person: &str, team: &str) -> Change {
        let (who, team) = (Leaver::Person(id(person)), id(team));
        EndTerm {
            who,
            team,
            reason: None,
        }
        .into()
    }

    fn classes_of(changes: Vec<Change>) -> Vec<String> {
        let classes = proposal(Body::Changes(changes)).classes();
        classes.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn seats_of_a_new_team_are_a_matter_of_structure() {
        assert_eq!(
            classes_of(vec![appoint("fay", "core")]),
            ["appointments in core"]
        );
        assert_eq!(
            classes_of(vec![
                form("triage"),
                appoint("fay", "triage"),
                end("ada", "core")
            ]),
            ["structure", "removals from core"]
        );
    }

    #[test]
    fn a_renamed_team_is_known_by_its_id_from_before() {
        let rename = Rename {
            team: id("core"),
            to: id("new"),
            name: None,
        };
        assert_eq!(
            classes_of(vec![rename.into(), appoint("fay", "new")]),
            ["structure", "appointments in core"]
        );
    }

    #[test]
    fn an_election_that_ends_terms_is_about_all_seats() {
        let elect = |sitting| {
            let election = Election {
                team: id("core"),
                candidates: vec![id("fay")],
                sitting,
            };
            let classes = proposal(Body::Elect(election)).classes();
            classes.iter().map(ToString::to_string).collect::<Vec<_>>()
        };
        assert_eq!(elect(Sitting::End), ["seats of core"]);
        assert_eq!(elect(Sitting::Stay), ["appointments in core"]);
    }

    #[test]
    fn nothing_is_a_question_and_options_count_together() {
        assert_eq!(classes_of(Vec::new()), ["question"]);
        let option = |name: &str, changes| ProposalOption {
            id: id(name),
            title: name.to_owned(),
            class: None,
            changes,
        };
        let options = vec![
            option("a", vec![form("triage")]),
            option("b", vec![appoint("fay", "core")]),
        ];
        let classes = proposal(Body::Options(options)).classes();
        assert_eq!(classes.len(), 2);
    }

    #[test]
    fn what_is_ratified_has_the_class_that_history_tells() {
        let commit = "0".repeat(40);
        let it = proposal(Body::Changes(vec![Ratify { commit }.into()]));
        assert_eq!(it.classes(), BTreeSet::from([Class::Constitution]));
        let people = BTreeSet::from([Class::People]);
        assert_eq!(it.classes_knowing(|_| Some(people.clone())), people);
    }

    #[test]
    fn it_concerns_those_it_appoints_or_ends() {
        let org = organisation();
        let everyone = Appointee::EveryoneIn {
            team: id("ops"),
            except: BTreeSet::new(),
        };
        let changes = vec![
            end("ada", "core"),
            Appoint::new(everyone, id("core")).into(),
        ];
        let mut it = proposal(Body::Changes(changes));
        let people: Vec<String> = it
            .subject(&org, DAY)
            .iter()
            .map(ToString::to_string)
            .collect();
        assert_eq!(people, ["ada", "cleo", "eve"]);
        it.subject = Some(BTreeSet::new());
        assert!(it.subject(&org, DAY).is_empty());
    }
}
