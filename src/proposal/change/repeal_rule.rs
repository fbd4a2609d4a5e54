//! `repeal_rule`: a rule goes out of force.

use std::collections::BTreeSet;

use crate::base::{Date, RuleId};
use crate::org::Organisation;
use crate::proposal::lookup;
use crate::proposal::refusal::Problems;
use crate::rule::Class;

use super::ChangeKind;

/// A rule goes out of force; its file stays, as the record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RepealRule {
    /// Which.
    pub rule: RuleId,
}

impl ChangeKind for RepealRule {
    fn word(&self) -> &'static str {
        "repeal_rule"
    }

    fn apply(&self, org: &mut Organisation, on: Date, problems: &mut Problems) {
        let found = lookup::rule_in_force(org, &self.rule, on, problems.at("rule"));
        if problems.take(found).is_some()
            && let Some(rule) = org.rules.get_mut(&self.rule)
        {
            rule.repealed = Some(on.into());
        }
    }

    fn classes(&self) -> BTreeSet<Class> {
        BTreeSet::from([Class::Constitution])
    }

    fn summary(&self, org: &Organisation) -> String {
        match org.rules.get(&self.rule) {
            Some(rule) => format!("repeal the rule `{}`: {}", self.rule, rule.title),
            None => format!("repeal the rule `{}`", self.rule),
        }
    }

    fn touches(&self) -> BTreeSet<String> {
        BTreeSet::from([self.rule.to_string()])
    }
}

#[cfg(test)]
mod tests {
    use super::super::Change;
    use super::*;
    use crate::proposal::fixture::*;

    #[test]
    fn a_rule_is_repealed_once_and_kept() {
        let repeal = Change::from(RepealRule {
            rule: id("core-vote"),
        });
        let mut org = organisation();
        repeal.apply(&mut org, DAY).unwrap();
        assert_eq!(org.rules[&id("core-vote")].repealed, Some(DAY.into()));
        assert_eq!(
            said(repeal.apply(&mut org, DAY).unwrap_err()),
            ["repeal_rule.rule: the rule `core-vote` is repealed since 2020-03-12"]
        );
    }
}
