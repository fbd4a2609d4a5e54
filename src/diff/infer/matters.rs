//! People, rules, constraints, and what is said of the whole.

use super::Draft;
use crate::base::EntityId;
use crate::diff::RuleField as OfRule;
use crate::diff::{AboutField as About, ConstraintField as OfConstraint, PersonField as OfPerson};
use crate::org::Waiver;
use crate::proposal::{
    AboutField, AdoptConstraint, AdoptRule, Amend, Change, ConstraintField, PersonField, Register,
    RepealConstraint, RepealRule, RuleField, Waive,
};

impl Draft<'_> {
    /// People who are new to the record.
    pub(super) fn register_people(&mut self) {
        for (person, fields) in &self.goal.people {
            if !self.now.people.contains_key(person) {
                let (person, fields) = (person.clone(), fields.clone());
                self.push(Register { person, fields });
            }
        }
    }

    /// What else is said of people.
    pub(super) fn amend_people(&mut self) {
        for (id, goal) in &self.goal.people {
            let Some(now) = self.now.people.get(id) else {
                continue;
            };
            let fields = OfPerson::between(now, goal).into_iter();
            let fields: Vec<PersonField> = fields
                .map(|field| match field {
                    OfPerson::Name(it) => PersonField::Name(it.after),
                    OfPerson::Accounts(it) => PersonField::Accounts(it.after),
                    OfPerson::Emails(it) => PersonField::Emails(it.after),
                    OfPerson::Keys(it) => PersonField::Keys(it.after),
                    OfPerson::Affiliations(it) => PersonField::Affiliations(it.after),
                    OfPerson::AlsoKnownAs(it) => PersonField::AlsoKnownAs(it.after),
                })
                .collect();
            if !fields.is_empty() {
                self.push(Amend::Person(id.clone(), fields));
            }
        }
    }

    /// Powers are listed before a team gets one; those that are no longer
    /// listed go when nobody has them.
    pub(super) fn list_powers(&mut self) {
        let mut all = self.now.about.powers.clone();
        all.extend(self.goal.about.powers.clone());
        if all != self.now.about.powers {
            self.push(Amend::Organisation(vec![AboutField::Powers(all)]));
        }
    }

    /// What is said of the whole.
    pub(super) fn amend_about(&mut self) {
        let mut fields = Vec::new();
        for field in About::between(&self.now.about, &self.goal.about) {
            fields.push(match field {
                About::Name(it) => AboutField::Name(it.after),
                About::Homepage(it) => AboutField::Homepage(it.after),
                About::TimeZone(it) => AboutField::TimeZone(it.after),
                About::Branch(it) => AboutField::Branch(it.after),
                About::KeyDelay(it) => AboutField::KeyDelay(it.after),
                About::Powers(it) => AboutField::Powers(it.after),
                About::Housekeeping(it) => AboutField::Housekeeping(it.after),
                // Said in the comparison at the end.
                About::AsOf(_) | About::Founded(_) => continue,
            });
        }
        if !fields.is_empty() {
            self.push(Amend::Organisation(fields));
        }
    }

    /// Rules adopted, amended and repealed.
    pub(super) fn amend_rules(&mut self) {
        let goal = self.goal;
        for (id, rule) in &goal.rules {
            let Some(now) = self.now.rules.get(id) else {
                if rule.repealed.is_some() {
                    let what = "a rule that is repealed already cannot be adopted";
                    self.unsayable(EntityId::Rule(id.clone()), what);
                    continue;
                }
                self.push(AdoptRule {
                    rule: id.clone(),
                    file: format!("files/{id}.yaml"),
                    content: Box::new(rule.clone()),
                });
                continue;
            };
            let mut repealed = false;
            let mut fields = Vec::new();
            for field in OfRule::between(now, rule) {
                fields.push(match field {
                    OfRule::Title(it) => RuleField::Title(it.after),
                    OfRule::Source(it) => RuleField::Source(it.after),
                    OfRule::Decides(it) => RuleField::Decides(it.after),
                    OfRule::MayPropose(it) => RuleField::MayPropose(it.after),
                    OfRule::MayOpen(it) => RuleField::MayOpen(it.after),
                    OfRule::MayCancel(it) => RuleField::MayCancel(it.after),
                    OfRule::Sponsors(it) => RuleField::Sponsors(it.after),
                    OfRule::Stages(it) => RuleField::Stages(it.after),
                    OfRule::Triggers(it) => RuleField::Triggers(it.after),
                    OfRule::BlockedWhile(it) => RuleField::BlockedWhile(it.after),
                    OfRule::ActsFirst(it) => RuleField::ActsFirst(it.after),
                    OfRule::StatusQuo(it) => RuleField::StatusQuo(it.after),
                    OfRule::Repealed(it) => {
                        repealed = it.before.is_none() && it.after.is_some();
                        continue;
                    }
                });
            }
            if !fields.is_empty() {
                self.push(Amend::Rule(id.clone(), fields));
            }
            if repealed {
                self.push(RepealRule { rule: id.clone() });
            }
        }
        let gone = self
            .now
            .rules
            .keys()
            .filter(|id| !goal.rules.contains_key(id));
        for rule in gone.cloned().collect::<Vec<_>>() {
            self.push(RepealRule { rule });
        }
    }

    /// Constraints adopted, amended, waived and repealed.
    pub(super) fn amend_constraints(&mut self) {
        let goal = self.goal;
        for (id, constraint) in &goal.constraints {
            let Some(now) = self.now.constraints.get(id) else {
                if constraint.repealed.is_some() {
                    let what = "a constraint that is repealed already cannot be adopted";
                    self.unsayable(EntityId::Constraint(id.clone()), what);
                    continue;
                }
                self.push(AdoptConstraint {
                    constraint: id.clone(),
                    file: format!("files/{id}.yaml"),
                    content: Box::new(constraint.clone()),
                });
                continue;
            };
            let mut after: Vec<Change> = Vec::new();
            let mut fields = Vec::new();
            for field in OfConstraint::between(now, constraint) {
                fields.push(match field {
                    OfConstraint::Title(it) => ConstraintField::Title(it.after),
                    OfConstraint::Source(it) => ConstraintField::Source(it.after),
                    OfConstraint::Level(it) => ConstraintField::Level(it.after),
                    OfConstraint::Require(it) => ConstraintField::Require(it.after),
                    OfConstraint::Remedy(it) => ConstraintField::Remedy(it.after),
                    OfConstraint::Waivers(it) => {
                        let added = it.after.strip_prefix(it.before.as_slice());
                        let waive = |waiver: &Waiver| Waive {
                            constraint: id.clone(),
                            reason: waiver.reason.clone(),
                            until: waiver.until,
                        };
                        let added = added.unwrap_or_default().iter();
                        after.extend(added.map(|waiver| waive(waiver).into()));
                        continue;
                    }
                    OfConstraint::Repealed(it) => {
                        if it.before.is_none() && it.after.is_some() {
                            let constraint = id.clone();
                            after.push(RepealConstraint { constraint }.into());
                        }
                        continue;
                    }
                });
            }
            if !fields.is_empty() {
                self.push(Amend::Constraint(id.clone(), fields));
            }
            for change in after {
                self.push(change);
            }
        }
        let gone = self.now.constraints.keys();
        let gone = gone.filter(|id| !goal.constraints.contains_key(id));
        for constraint in gone.cloned().collect::<Vec<_>>() {
            self.push(RepealConstraint { constraint });
        }
    }
}
