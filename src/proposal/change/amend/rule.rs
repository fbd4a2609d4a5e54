//! The fields of a rule that can be amended, each as a whole.

use std::collections::BTreeSet;

use crate::base::{Date, OptionId, RuleId};
use crate::org::Organisation;
use crate::proposal::lookup;
use crate::proposal::refusal::Problems;
use crate::rule::{ActsFirst, Class, Rule, Source, Sponsors, Stage, Trigger, Who};

use super::fields;

fields! {
    /// A field of a rule. The teams that it names are looked at when all
    /// changes of the proposal are made.
    RuleField {
        /// What it is called.
        Title(String) "title",
        /// The classes of change that it may decide.
        Decides(BTreeSet<Class>) "decides",
        /// Who may write a proposal under it.
        MayPropose(Who) "may_propose",
        /// The stages, all of them.
        Stages(Vec<Stage>) "stages",
        /// When a decision under it is due.
        Triggers(Vec<Trigger>) "triggers",
        /// The rules whose open polls keep this one from opening.
        BlockedWhile(BTreeSet<RuleId>) "blocked_while",
    }
    optional {
        /// Where it comes from.
        Source(Source) "source",
        /// Who may open a poll.
        MayOpen(Who) "may_open",
        /// Who may cancel an open poll.
        MayCancel(Who) "may_cancel",
        /// Signed support that is needed before a poll opens.
        Sponsors(Sponsors) "sponsors",
        /// Whether somebody may act before the decision.
        ActsFirst(ActsFirst) "acts_first",
        /// What it calls the option of changing nothing.
        StatusQuo(OptionId) "status_quo",
    }
}

/// Sets the fields.
pub(super) fn apply(
    org: &mut Organisation,
    id: &RuleId,
    fields: &[RuleField],
    on: Date,
    problems: &mut Problems,
) {
    let found = lookup::rule_in_force(org, id, on, problems.at("id"));
    if problems.take(found).is_some()
        && let Some(rule) = org.rules.get_mut(id)
    {
        for field in fields {
            set(rule, field.clone());
        }
    }
}

fn set(rule: &mut Rule, field: RuleField) {
    match field {
        RuleField::Title(title) => rule.title = title,
        RuleField::Decides(classes) => rule.decides = classes,
        RuleField::MayPropose(who) => rule.may_propose = who,
        RuleField::Stages(stages) => rule.stages = stages,
        RuleField::Triggers(triggers) => rule.triggers = triggers,
        RuleField::BlockedWhile(rules) => rule.blocked_while = rules,
        RuleField::Source(source) => rule.source = source,
        RuleField::MayOpen(who) => rule.may_open = who,
        RuleField::MayCancel(who) => rule.may_cancel = who,
        RuleField::Sponsors(sponsors) => rule.sponsors = sponsors,
        RuleField::ActsFirst(acts) => rule.acts_first = acts,
        RuleField::StatusQuo(option) => rule.status_quo = option,
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::{Change, RepealRule};
    use super::super::Amend;
    use super::*;
    use crate::proposal::fixture::*;

    #[test]
    fn a_rule_in_force_is_amended() {
        let amend = || {
            let fields = vec![
                RuleField::MayOpen(Some("ops".parse().unwrap())),
                RuleField::Source(None),
            ];
            Amend::Rule(id("core-vote"), fields)
        };
        let after = applied(amend());
        assert!(after.rules[&id("core-vote")].teams().contains(&id("ops")));
        let mut org = organisation();
        let repeal = RepealRule {
            rule: id("core-vote"),
        };
        Change::from(repeal).apply(&mut org, DAY).unwrap();
        assert_eq!(
            said(Change::from(amend()).apply(&mut org, DAY).unwrap_err()),
            ["amend.id: the rule `core-vote` is repealed since 2020-03-12"]
        );
    }
}
