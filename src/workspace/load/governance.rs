//! Reads `governance/`.

use std::collections::BTreeSet;
use std::sync::Arc;

use rayon::prelude::*;

use super::Governance;
use crate::base::{
    AreaId, ConstraintId, EntityId, EventId, NodePath, PersonId, Place, RuleId, Subject, TeamId,
};
use crate::finding::{Code, Finding};
use crate::format::wire::read_entity;
use crate::org::{About, Area, Constraint, Event, Organisation, Person, Team};
use crate::rule::Rule;
use crate::store::{Files, TreeProblem};
use crate::workspace::finding::attested_events;
use crate::workspace::layout::{Holds, ORGANISATION, holds};

/// One entity that was read.
pub(super) enum Read {
    About(Box<About>),
    Person(Box<Person>),
    Team(Box<Team>),
    Area(Box<Area>),
    Rule(Box<Rule>),
    Constraint(Box<Constraint>),
    Event(Box<Event>),
}

pub(super) type Outcome = Result<Read, Vec<Finding>>;

pub(super) fn read_one(holds: &Holds, bytes: &[u8]) -> Option<Outcome> {
    let outcome = match holds {
        Holds::Organisation => read_entity::<About>(&Subject::Organisation, bytes)
            .map(|(_, about)| Read::About(Box::new(about))),
        Holds::Entity(entity) => {
            let subject = Subject::Entity(entity.clone());
            macro_rules! read {
                ($kind:ident) => {
                    read_entity::<$kind>(&subject, bytes)
                        .map(|(_, value)| Read::$kind(Box::new(value)))
                };
            }
            match entity {
                EntityId::Person(_) => read!(Person),
                EntityId::Team(_) => read!(Team),
                EntityId::Area(_) => read!(Area),
                EntityId::Rule(_) => read!(Rule),
                EntityId::Constraint(_) => read!(Constraint),
                EntityId::Event(_) => read!(Event),
            }
        }
        _ => return None,
    };
    Some(outcome)
}

/// The entities of a whole organisation, in the order of their files: maps are
/// made of them at once, which takes less than putting in one by one.
#[derive(Default)]
struct Parts {
    people: Vec<(PersonId, Person)>,
    teams: Vec<(TeamId, Team)>,
    areas: Vec<(AreaId, Area)>,
    rules: Vec<(RuleId, Rule)>,
    constraints: Vec<(ConstraintId, Constraint)>,
    events: Vec<(EventId, Event)>,
}

impl Parts {
    fn keep(&mut self, entity: EntityId, read: Read) {
        match (entity, read) {
            (EntityId::Person(id), Read::Person(it)) => self.people.push((id, *it)),
            (EntityId::Team(id), Read::Team(it)) => self.teams.push((id, *it)),
            (EntityId::Area(id), Read::Area(it)) => self.areas.push((id, *it)),
            (EntityId::Rule(id), Read::Rule(it)) => self.rules.push((id, *it)),
            (EntityId::Constraint(id), Read::Constraint(it)) => self.constraints.push((id, *it)),
            (EntityId::Event(id), Read::Event(it)) => self.events.push((id, *it)),
            _ => {}
        }
    }

    fn organisation(self, about: About) -> Organisation {
        Organisation {
            people: self.people.into_iter().collect(),
            teams: self.teams.into_iter().collect(),
            areas: self.areas.into_iter().collect(),
            rules: self.rules.into_iter().collect(),
            constraints: self.constraints.into_iter().collect(),
            events: self.events.into_iter().collect(),
            ..Organisation::empty(about)
        }
    }
}

/// Puts an entity in its place.
pub(super) fn keep(org: &mut Organisation, entity: EntityId, read: Read) {
    match (entity, read) {
        (EntityId::Person(id), Read::Person(it)) => _ = org.people.insert(id, *it),
        (EntityId::Team(id), Read::Team(it)) => _ = org.teams.insert(id, *it),
        (EntityId::Area(id), Read::Area(it)) => _ = org.areas.insert(id, *it),
        (EntityId::Rule(id), Read::Rule(it)) => _ = org.rules.insert(id, *it),
        (EntityId::Constraint(id), Read::Constraint(it)) => _ = org.constraints.insert(id, *it),
        (EntityId::Event(id), Read::Event(it)) => _ = org.events.insert(id, *it),
        _ => {}
    }
}

/// Puts what one file says in its place; nothing where no entity is read from
/// there.
///
/// # Errors
///
/// What is wrong with the file.
pub(in crate::workspace) fn put(
    org: &mut Organisation,
    holds: &Holds,
    bytes: &[u8],
) -> Result<(), Vec<Finding>> {
    match (read_one(holds, bytes), holds) {
        (Some(Ok(Read::About(about))), _) => org.about = *about,
        (Some(Ok(read)), Holds::Entity(entity)) => keep(org, entity.clone(), read),
        (Some(Err(findings)), _) => return Err(findings),
        _ => {}
    }
    Ok(())
}

/// Reads every file of `governance/` to its end and reports every problem.
pub fn load_governance(files: &Files) -> Governance {
    let mut findings: Vec<Finding> = files
        .problems
        .iter()
        .filter(|problem| problem.path.starts_with("governance"))
        .map(tree_finding)
        .collect();
    let paths: Vec<(&String, &[u8], Holds)> = files
        .files
        .iter()
        .filter(|(path, _)| path.starts_with("governance/"))
        .map(|(path, file)| (path, &*file.bytes, holds(path)))
        .collect();
    let outcomes: Vec<Option<Outcome>> = paths
        .par_iter()
        .map(|(_, bytes, holds)| read_one(holds, bytes))
        .collect();

    let mut parts = Parts::default();
    let mut about = None;
    // What the tree holds in a form that is not read is not missing either.
    let unread = files.problems.iter().map(|problem| &problem.path);
    let mut unreadable: BTreeSet<String> = unread
        .filter(|path| !files.files.contains_key(*path))
        .filter_map(|path| match holds(path) {
            Holds::Entity(entity) => Some(entity.as_str().to_owned()),
            _ => None,
        })
        .collect();
    for ((path, _, holds), outcome) in paths.into_iter().zip(outcomes) {
        match (holds, outcome) {
            (Holds::BadName { why }, _) => {
                let place = Place::whole(Subject::File(path.clone()));
                let finding = Finding::error(Code::BadName, place, why)
                    .hint("rename the file: its name without .yaml is the id");
                findings.push(finding);
            }
            (Holds::Misplaced, _) => {
                let place = Place::whole(Subject::File(path.clone()));
                let finding =
                    Finding::error(Code::MisplacedFile, place, "nothing is read from here").hint(
                        "entities are .yaml files in governance/people, teams, areas, rules, \
                         constraints or events",
                    );
                findings.push(finding);
            }
            (Holds::Entity(entity), Some(Err(problems))) => {
                unreadable.insert(entity.as_str().to_owned());
                findings.extend(problems);
            }
            (_, Some(Err(problems))) => findings.extend(problems),
            (holds, Some(Ok(read))) => {
                let entity = match holds {
                    Holds::Entity(entity) => Some(entity),
                    _ => None,
                };
                match (entity, read) {
                    (_, Read::About(read)) => about = Some(*read),
                    (Some(entity), read) => parts.keep(entity, read),
                    (None, _) => {}
                }
            }
            (_, None) => {}
        }
    }
    if about.is_none() && !files.files.contains_key(ORGANISATION) {
        let place = Place::new(Subject::Organisation, NodePath::root());
        let finding = Finding::error(Code::NoOrganisation, place, "the file is missing")
            .hint("`polity init` begins a workspace");
        findings.push(finding);
    }
    let mut org = about.map(|about| parts.organisation(about));
    if let Some(org) = &mut org {
        org.attested = attested_events(org, files);
    }
    Governance {
        org: org.map(Arc::new),
        texts: super::own_texts(files),
        findings,
        unreadable,
    }
}

/// A flaw of a tree or a folder as a finding.
pub(super) fn tree_finding(problem: &TreeProblem) -> Finding {
    let place = Place::whole(Subject::File(problem.path.clone()));
    if problem.what.is_of_size() {
        let finding = Finding::error(Code::TooLarge, place, problem.to_string());
        return finding.hint("keep what is long elsewhere, and link to it");
    }
    Finding::error(Code::BadTree, place, problem.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::{Selection, files_in};

    #[test]
    fn the_repositorys_own_organisation_reads_without_a_problem() {
        let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
        let files = files_in(root, &Selection::all(&["governance"])).unwrap();
        let governance = load_governance(&files);
        assert_eq!(governance.findings, []);
        let org = governance.org.unwrap();
        assert_eq!(org.about.name, "Django");
        let day = org.about.as_of.unwrap();
        let core = "core".parse().unwrap();
        assert_eq!(org.on(day).serving(&core), Some(38));
    }
}
