//! `adopt_constraint`: a constraint comes into force.

use std::collections::BTreeSet;

use crate::base::{ConstraintId, Date};
use crate::org::{Constraint, Organisation};
use crate::proposal::lookup;
use crate::proposal::refusal::{Problems, Refusal};
use crate::rule::Class;

use super::ChangeKind;
use super::adopt_rule::adopted_before;

/// A constraint comes into force. That the teams it names exist is looked at
/// when all changes of the proposal are made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AdoptConstraint {
    /// Its id.
    pub constraint: ConstraintId,
    /// The file that holds it, from the proposal's folder on.
    pub file: String,
    /// What that file says.
    pub content: Box<Constraint>,
}

impl ChangeKind for AdoptConstraint {
    fn word(&self) -> &'static str {
        "adopt_constraint"
    }

    fn apply(&self, org: &mut Organisation, on: Date, problems: &mut Problems) {
        let path = problems.at("constraint");
        match org.constraints.get(&self.constraint) {
            Some(constraint) => {
                let repealed = constraint.repealed.filter(|gone| gone.first_day() <= on);
                let id = self.constraint.as_str();
                problems.add(adopted_before("constraint", id, repealed, path));
            }
            None => {
                problems.take(lookup::free_id(org, self.constraint.as_str(), path));
            }
        }
        if self.content.repealed.is_some() {
            let refusal = Refusal::new(problems.at("file"), "a new constraint has no `repealed`");
            problems.add(refusal.hint(format!("leave it out of {}", self.file)));
        }
        if problems.is_empty() {
            let content = (*self.content).clone();
            org.constraints.insert(self.constraint.clone(), content);
        }
    }

    fn classes(&self) -> BTreeSet<Class> {
        BTreeSet::from([Class::Constitution])
    }

    fn summary(&self, _org: &Organisation) -> String {
        let title = &self.content.title;
        format!("adopt the constraint `{}`: {title}", self.constraint)
    }

    fn touches(&self) -> BTreeSet<String> {
        BTreeSet::from([self.constraint.to_string()])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::proposal::fixture::*;

    fn adopt(constraint: &str) -> AdoptConstraint {
        AdoptConstraint {
            constraint: id(constraint),
            file: format!("files/{constraint}.yaml"),
            content: Box::new(constraint_of(&["ops"])),
        }
    }

    #[test]
    fn a_constraint_comes_into_force_once() {
        let after = applied(adopt("ops-size"));
        assert!(after.constraints[&id("ops-size")].in_force_on(DAY));
        assert_eq!(
            refused(adopt("apart")),
            ["adopt_constraint.constraint: the constraint `apart` is in force already"]
        );
        let mut change = adopt("ops-size");
        change.content.repealed = Some(DAY.into());
        assert_eq!(
            refused(change),
            ["adopt_constraint.file: a new constraint has no `repealed`"]
        );
    }
}
