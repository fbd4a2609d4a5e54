//! The checks of an organisation: a list of named functions, each of which
//! reports everything that it finds.
//!
//! A new check is one function, one line in [`CHECKS`], and a code of its own.

mod about;
mod authority;
mod constraints;
mod cycles;
mod events;
mod ids;
mod names;
mod passing;
mod people;
mod references;
mod rule_references;
mod rules;
mod seats;
mod terms;
mod triggers;

use std::collections::BTreeSet;

use crate::base::{
    AreaId, ConstraintId, Date, EntityId, EventId, NodePath, PersonId, Place, RuleId, Subject,
    TeamId,
};
use crate::finding::{Code, Finding, nearest};
use crate::rule::Rule;

use super::{Organisation, Standing};
pub(crate) use passing::{Today, before, weights};

/// One check.
pub struct Check {
    /// Its name, as developers say it.
    pub name: &'static str,
    run: fn(&mut Report<'_>),
}

macro_rules! checks {
    ($($file:ident: $($name:ident)+;)+) => {
        &[$($(Check { name: stringify!($name), run: $file::$name },)+)+]
    };
}

/// Every check, in the order in which they run. The order has no effect on
/// what is found.
pub const CHECKS: &[Check] = checks! {
    about: as_of_in_draft branch_is_named housekeeping_is_given_once;
    ids: ids_are_unique former_ids_stay_reserved;
    names: names_say_something;
    people: accounts_are_unique keys_are_keys keys_are_of_one_person;
    references: teams_name_what_there_is areas_name_what_there_is
        constraints_name_what_there_is events_name_what_there_is
        housekeeping_names_what_there_is;
    rule_references: rules_name_what_there_is;
    cycles: teams_are_in_no_circle areas_are_in_no_circle offices_are_in_no_circle;
    authority: one_controller_at_a_time powers_are_listed honorary_teams_hold_no_powers
        authority_ends_with_its_area;
    terms: terms_do_not_overlap terms_lie_in_the_life_of_their_team
        nothing_stays_open_in_a_dissolved_team ends_follow_beginnings;
    seats: seats_are_filled rolls_that_matter_are_known;
    constraints: constraints_hold;
    rules: rules_are_consistent constitution_has_a_rule classes_have_one_rule
        classes_have_a_rule;
    passing: stages_can_be_passed;
    triggers: nothing_is_due;
    events: events_are_recorded_once events_have_happened;
};

/// Everything that is to be said of an organisation on a day. `unreadable` are
/// the ids whose files could not be read: what names them is not reported.
///
/// The findings are sorted by the file that they are in, then by their place
/// in it as far as it is known here.
pub fn check(org: &Organisation, day: Date, unreadable: &BTreeSet<String>) -> Vec<Finding> {
    let mut report = Report {
        org,
        day,
        standing: org.on(day),
        unreadable,
        found: Vec::new(),
        hints_left: HINTS,
    };
    for check in CHECKS {
        (check.run)(&mut report);
    }
    let mut found = report.found;
    found.sort_by(|a, b| {
        order(a)
            .cmp(&order(b))
            .then_with(|| a.message.cmp(&b.message))
    });
    found
}

/// Files stand in the order of their paths: by folder, then by name.
fn order(finding: &Finding) -> (&'static str, &str, &Place, Code) {
    let place = &finding.place;
    let (folder, name) = match &place.subject {
        Subject::Workspace => ("", ""),
        Subject::Organisation => ("organisation.yaml", ""),
        Subject::Entity(entity) => match entity {
            EntityId::Person(id) => ("people", id.as_str()),
            EntityId::Team(id) => ("teams", id.as_str()),
            EntityId::Area(id) => ("areas", id.as_str()),
            EntityId::Rule(id) => ("rules", id.as_str()),
            EntityId::Constraint(id) => ("constraints", id.as_str()),
            EntityId::Event(id) => ("events", id.as_str()),
        },
        Subject::Proposal(name) => ("z", name.as_str()),
        Subject::File(path) => ("z", path.as_str()),
    };
    (folder, name, place, finding.code)
}

/// What the checks look at, and what they have found.
struct Report<'a> {
    org: &'a Organisation,
    day: Date,
    standing: Standing<'a>,
    unreadable: &'a BTreeSet<String>,
    found: Vec<Finding>,
    /// How many more missing names are compared with those that there are.
    hints_left: usize,
}

/// How many missing names get a hint: to look for the nearest of many names is
/// slow, and whoever has more of them has another problem.
const HINTS: usize = 500;

impl<'a> Report<'a> {
    fn push(&mut self, finding: Finding) {
        self.found.push(finding);
    }

    /// The rules in force on the day.
    fn rules(&self) -> impl Iterator<Item = (&'a RuleId, &'a Rule)> + use<'a> {
        let day = self.day;
        let rules = self.org.rules.iter();
        rules.filter(move |(_, rule)| in_force(rule, day))
    }

    /// Reports a team that there is not; says whether it is there.
    fn team(&mut self, id: &TeamId, place: Place) -> bool {
        let known = self.org.teams.keys().map(TeamId::as_str);
        let there = self.org.teams.contains_key(id);
        there || self.missing("team", id.as_str(), known, Code::UnknownTeam, place)
    }

    /// Reports a person that there is not.
    fn person(&mut self, id: &PersonId, place: Place) -> bool {
        let known = self.org.people.keys().map(PersonId::as_str);
        let there = self.org.people.contains_key(id);
        there || self.missing("person", id.as_str(), known, Code::UnknownPerson, place)
    }

    /// Reports an area that there is not.
    fn area(&mut self, id: &AreaId, place: Place) -> bool {
        let known = self.org.areas.keys().map(AreaId::as_str);
        let there = self.org.areas.contains_key(id);
        there || self.missing("area", id.as_str(), known, Code::UnknownArea, place)
    }

    /// Reports a rule that there is not.
    fn rule(&mut self, id: &RuleId, place: Place) -> bool {
        let known = self.org.rules.keys().map(RuleId::as_str);
        let there = self.org.rules.contains_key(id);
        there || self.missing("rule", id.as_str(), known, Code::UnknownRule, place)
    }

    fn missing(
        &mut self,
        kind: &str,
        id: &str,
        known: impl Iterator<Item = &'a str>,
        code: Code,
        place: Place,
    ) -> bool {
        if self.unreadable.contains(id) {
            return false;
        }
        let finding = Finding::error(code, place, format!("no {kind} `{id}`"));
        let Some(left) = self.hints_left.checked_sub(1) else {
            self.push(finding);
            return false;
        };
        self.hints_left = left;
        let mut teams = self.org.teams.iter();
        let renamed = teams.find(|(_, team)| team.former_ids.iter().any(|it| it.as_str() == id));
        let hint = match (self.org.find(id), renamed) {
            (Some(other), _) => {
                let what = other.kind();
                let article = if what.starts_with(['a', 'e']) {
                    "an"
                } else {
                    "a"
                };
                Some(format!("`{id}` is {article} {what}"))
            }
            (None, Some((now, _))) => Some(format!("it is called `{now}` now")),
            (None, None) => nearest(id, known).map(|near| format!("did you mean `{near}`?")),
        };
        self.push(match hint {
            Some(hint) => finding.hint(hint),
            None => {
                let folder = match kind {
                    "person" => "people".to_owned(),
                    kind => format!("{kind}s"),
                };
                finding.hint(format!("there is no governance/{folder}/{id}.yaml"))
            }
        });
        false
    }
}

/// Whether a rule may be used on a day.
fn in_force(rule: &Rule, day: Date) -> bool {
    rule.repealed.is_none_or(|gone| day < gone.first_day())
}

/// The place of a key at the top of a file.
fn top(key: &str) -> NodePath {
    NodePath::root().key(key)
}

fn at_team(id: &TeamId, path: NodePath) -> Place {
    Place::of(EntityId::Team(id.clone()), path)
}

fn at_person(id: &PersonId, path: NodePath) -> Place {
    Place::of(EntityId::Person(id.clone()), path)
}

fn at_area(id: &AreaId, path: NodePath) -> Place {
    Place::of(EntityId::Area(id.clone()), path)
}

fn at_rule(id: &RuleId, path: NodePath) -> Place {
    Place::of(EntityId::Rule(id.clone()), path)
}

fn at_constraint(id: &ConstraintId, path: NodePath) -> Place {
    Place::of(EntityId::Constraint(id.clone()), path)
}

fn at_event(id: &EventId, path: NodePath) -> Place {
    Place::of(EntityId::Event(id.clone()), path)
}

fn at_organisation(path: NodePath) -> Place {
    Place::new(Subject::Organisation, path)
}

/// `a`, `a and b`, `a, b and c`.
fn list<T: AsRef<str>>(words: &[T]) -> String {
    match words {
        [] => String::new(),
        [one] => one.as_ref().to_owned(),
        [first @ .., last] => {
            let first: Vec<&str> = first.iter().map(AsRef::as_ref).collect();
            format!("{} and {}", first.join(", "), last.as_ref())
        }
    }
}

/// `1 seat`, `2 seats`.
fn count(number: usize, noun: &str) -> String {
    let plural = if number == 1 { "" } else { "s" };
    format!("{number} {noun}{plural}")
}

#[cfg(test)]
mod tests;
