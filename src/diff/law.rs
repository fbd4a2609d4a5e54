//! Rules and constraints adopted, amended, repealed and waived.

use std::collections::BTreeMap;

use crate::base::{ConstraintId, Date, RuleId};
use crate::org::{Constraint, Standing, Waiver};
use crate::rule::Rule;

use super::entity::{Amended, amended, missing};
use super::field::ConstraintField;
use super::rule_field::RuleField;

/// What happened to rules and constraints.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Laws {
    /// Rules in force after that were not before.
    pub rules_adopted: Vec<RuleId>,
    /// Rules that say something else; past ones too.
    pub rules_amended: Vec<Amended<RuleId, RuleField>>,
    /// Rules in force before that are not after.
    pub rules_repealed: Vec<RuleId>,
    /// Records of rules in force on neither day that are new.
    pub rules_recorded: Vec<RuleId>,
    /// Records of rules in force on neither day that are gone.
    pub rules_erased: Vec<RuleId>,
    /// Constraints in force after that were not before.
    pub constraints_adopted: Vec<ConstraintId>,
    /// Constraints that say something else; past ones too. Exceptions granted
    /// stand apart.
    pub constraints_amended: Vec<Amended<ConstraintId, ConstraintField>>,
    /// Constraints in force before that are not after.
    pub constraints_repealed: Vec<ConstraintId>,
    /// Records of constraints in force on neither day that are new.
    pub constraints_recorded: Vec<ConstraintId>,
    /// Records of constraints in force on neither day that are gone.
    pub constraints_erased: Vec<ConstraintId>,
    /// Exceptions granted.
    pub waived: Vec<ConstraintWaived>,
}

/// An exception that was granted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConstraintWaived {
    /// From what.
    pub constraint: ConstraintId,
    /// The exception.
    pub waiver: Waiver,
}

/// A law is in force or not: what both kinds share.
struct Turnover<Id> {
    adopted: Vec<Id>,
    repealed: Vec<Id>,
    recorded: Vec<Id>,
    erased: Vec<Id>,
}

fn turnover<Id: Ord + Clone, T>(
    (old, before): (&BTreeMap<Id, T>, Date),
    (new, after): (&BTreeMap<Id, T>, Date),
    in_force: impl Fn(&T, Date) -> bool,
) -> Turnover<Id> {
    let was = |id: &Id| old.get(id).is_some_and(|law| in_force(law, before));
    let is = |id: &Id| new.get(id).is_some_and(|law| in_force(law, after));
    let adopted = new.keys().filter(|id| is(id) && !was(id));
    let repealed = old.keys().filter(|id| was(id) && !is(id));
    let mut recorded = missing(new, old);
    recorded.retain(|id| !is(id));
    let mut erased = missing(old, new);
    erased.retain(|id| !was(id));
    Turnover {
        adopted: adopted.cloned().collect(),
        repealed: repealed.cloned().collect(),
        recorded,
        erased,
    }
}

impl Laws {
    pub(super) fn between(before: &Standing<'_>, after: &Standing<'_>) -> Self {
        let (old, new) = (before.organisation(), after.organisation());
        let (was, is) = (before.day(), after.day());
        let rules = turnover((&old.rules, was), (&new.rules, is), rule_in_force);
        let in_force = Constraint::in_force_on;
        let constraints = turnover((&old.constraints, was), (&new.constraints, is), in_force);

        let mut rules_amended = amended(&old.rules, &new.rules, RuleField::between);
        for change in &mut rules_amended {
            let turned = rules.adopted.contains(&change.id) || rules.repealed.contains(&change.id);
            let dated = |field: &RuleField| matches!(field, RuleField::Repealed(_));
            change.fields.retain(|field| !(turned && dated(field)));
        }
        rules_amended.retain(|change| !change.fields.is_empty());

        let mut waived = Vec::new();
        let mut constraints_amended =
            amended(&old.constraints, &new.constraints, ConstraintField::between);
        for change in &mut constraints_amended {
            let id = &change.id;
            let turned = constraints.adopted.contains(id) || constraints.repealed.contains(id);
            change.fields.retain(|field| match field {
                ConstraintField::Repealed(_) => !turned,
                ConstraintField::Waivers(change) => {
                    let (was, is) = (&change.before, &change.after);
                    let granted = is.iter().filter(|waiver| !was.contains(waiver));
                    waived.extend(granted.map(|waiver| ConstraintWaived {
                        constraint: id.clone(),
                        waiver: waiver.clone(),
                    }));
                    // Granting only adds; anything else is an amendment too.
                    !is.starts_with(was)
                }
                _ => true,
            });
        }
        constraints_amended.retain(|change| !change.fields.is_empty());
        Self {
            rules_adopted: rules.adopted,
            rules_amended,
            rules_repealed: rules.repealed,
            rules_recorded: rules.recorded,
            rules_erased: rules.erased,
            constraints_adopted: constraints.adopted,
            constraints_amended,
            constraints_repealed: constraints.repealed,
            constraints_recorded: constraints.recorded,
            constraints_erased: constraints.erased,
            waived,
        }
    }

    /// Whether nothing happened.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// Whether a rule is in force on a day.
pub(super) fn rule_in_force(rule: &Rule, day: Date) -> bool {
    rule.repealed.is_none_or(|gone| day < gone.first_day())
}
