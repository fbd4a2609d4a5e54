//! `repeal_constraint`: a constraint goes out of force.

use std::collections::BTreeSet;

use crate::base::{ConstraintId, Date};
use crate::org::Organisation;
use crate::proposal::lookup;
use crate::proposal::refusal::Problems;
use crate::rule::Class;

use super::ChangeKind;

/// A constraint goes out of force; its file stays, as the record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RepealConstraint {
    /// Which.
    pub constraint: ConstraintId,
}

impl ChangeKind for RepealConstraint {
    fn word(&self) -> &'static str {
        "repeal_constraint"
    }

    fn apply(&self, org: &mut Organisation, on: Date, problems: &mut Problems) {
        let path = problems.at("constraint");
        let found = lookup::constraint_in_force(org, &self.constraint, on, path);
        if problems.take(found).is_some()
            && let Some(constraint) = org.constraints.get_mut(&self.constraint)
        {
            constraint.repealed = Some(on.into());
        }
    }

    fn classes(&self) -> BTreeSet<Class> {
        BTreeSet::from([Class::Constitution])
    }

    fn summary(&self, org: &Organisation) -> String {
        match org.constraints.get(&self.constraint) {
            Some(it) => format!("repeal the constraint `{}`: {}", self.constraint, it.title),
            None => format!("repeal the constraint `{}`", self.constraint),
        }
    }

    fn touches(&self) -> BTreeSet<String> {
        BTreeSet::from([self.constraint.to_string()])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::proposal::fixture::*;

    #[test]
    fn a_constraint_is_kept_when_it_is_repealed() {
        let after = applied(RepealConstraint {
            constraint: id("apart"),
        });
        assert!(after.constraints[&id("apart")].in_force_on(EVE));
        assert!(!after.constraints[&id("apart")].in_force_on(DAY));
        assert_eq!(
            refused(RepealConstraint {
                constraint: id("appart")
            }),
            ["repeal_constraint.constraint: no constraint `appart`"]
        );
    }
}
