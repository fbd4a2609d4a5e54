//! The fields of a constraint that can be amended.

use crate::base::{ConstraintId, Date};
use crate::org::{Constraint, Level, Organisation, Remedy, Requirement};
use crate::proposal::lookup;
use crate::proposal::refusal::Problems;
use crate::rule::Source;

use super::fields;

fields! {
    /// A field of a constraint. The teams that it names are looked at when all
    /// changes of the proposal are made.
    ConstraintField {
        /// It in a sentence.
        Title(String) "title",
        /// How strictly it is meant.
        Level(Level) "level",
        /// What is required, with all that belongs to it, such as `teams`.
        Require(Requirement) "require",
    }
    optional {
        /// The text that it comes from.
        Source(Source) "source",
        /// What is to be done when it breaks.
        Remedy(Remedy) "remedy",
    }
}

/// Sets the fields.
pub(super) fn apply(
    org: &mut Organisation,
    id: &ConstraintId,
    fields: &[ConstraintField],
    on: Date,
    problems: &mut Problems,
) {
    let found = lookup::constraint_in_force(org, id, on, problems.at("id"));
    if problems.take(found).is_some()
        && let Some(constraint) = org.constraints.get_mut(id)
    {
        for field in fields {
            set(constraint, field.clone());
        }
    }
}

fn set(constraint: &mut Constraint, field: ConstraintField) {
    match field {
        ConstraintField::Title(title) => constraint.title = title,
        ConstraintField::Level(level) => constraint.level = level,
        ConstraintField::Require(require) => constraint.require = require,
        ConstraintField::Source(source) => constraint.source = source,
        ConstraintField::Remedy(remedy) => constraint.remedy = remedy,
    }
}

#[cfg(test)]
mod tests {
    use super::super::Amend;
    use super::*;
    use crate::proposal::fixture::*;

    #[test]
    fn a_constraint_in_force_is_amended() {
        let amend = |constraint: &str| {
            let fields = vec![
                ConstraintField::Level(Level::Should),
                ConstraintField::Remedy(None),
            ];
            Amend::Constraint(id(constraint), fields)
        };
        let after = applied(amend("apart"));
        assert_eq!(after.constraints[&id("apart")].level, Level::Should);
        assert_eq!(after.constraints[&id("apart")].remedy, None);
        assert_eq!(
            refused(amend("nowhere")),
            ["amend.id: no constraint `nowhere`"]
        );
    }
}
