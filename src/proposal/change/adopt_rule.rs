//! `adopt_rule`: a rule comes into force.

use std::collections::BTreeSet;

use crate::base::{Date, NodePath, RuleId};
use crate::org::Organisation;
use crate::proposal::lookup;
use crate::proposal::refusal::{Problems, Refusal};
use crate::rule::{Class, Rule};

use super::ChangeKind;

/// A rule comes into force. That the teams it names exist is looked at when
/// all changes of the proposal are made, for one of them may form a team.
#[derive(Debug, Clone, PartialEq)]
pub struct AdoptRule {
    /// Its id.
    pub rule: RuleId,
    /// The file that holds it, from the proposal's folder on, such as
    /// `files/board-vote.yaml`.
    pub file: String,
    /// What that file says.
    pub content: Box<Rule>,
}

impl ChangeKind for AdoptRule {
    fn word(&self) -> &'static str {
        "adopt_rule"
    }

    fn apply(&self, org: &mut Organisation, on: Date, problems: &mut Problems) {
        let path = problems.at("rule");
        match org.rules.get(&self.rule) {
            Some(rule) => {
                let repealed = rule.repealed.filter(|gone| gone.first_day() <= on);
                problems.add(adopted_before("rule", self.rule.as_str(), repealed, path));
            }
            None => {
                problems.take(lookup::free_id(org, self.rule.as_str(), path));
            }
        }
        if self.content.repealed.is_some() {
            let refusal = Refusal::new(problems.at("file"), "a new rule has no `repealed`");
            problems.add(refusal.hint(format!("leave it out of {}", self.file)));
        }
        if problems.is_empty() {
            org.rules.insert(self.rule.clone(), (*self.content).clone());
        }
    }

    fn classes(&self) -> BTreeSet<Class> {
        BTreeSet::from([Class::Constitution])
    }

    fn summary(&self, _org: &Organisation) -> String {
        format!("adopt the rule `{}`: {}", self.rule, self.content.title)
    }

    fn touches(&self) -> BTreeSet<String> {
        BTreeSet::from([self.rule.to_string()])
    }
}

/// A rule or a constraint has its id for good.
pub(super) fn adopted_before(
    kind: &str,
    id: &str,
    repealed: Option<crate::base::PartialDate>,
    path: NodePath,
) -> Refusal {
    let refusal = match repealed {
        None => Refusal::new(path, format!("the {kind} `{id}` is in force already"))
            .hint("write `amend` to change it, or choose another id to replace it"),
        Some(gone) => {
            let why = format!("the {kind} `{id}` was repealed on {gone}");
            Refusal::new(path, why).hint("choose another id; an id is never used again")
        }
    };
    refusal.because(id)
}

#[cfg(test)]
mod tests {
    use super::super::{Change, RepealRule};
    use super::*;
    use crate::proposal::fixture::*;

    fn adopt(rule: &str) -> AdoptRule {
        AdoptRule {
            rule: id(rule),
            file: format!("files/{rule}.yaml"),
            content: Box::new(rule_of("ops")),
        }
    }

    #[test]
    fn a_rule_comes_into_force() {
        let after = applied(adopt("ops-vote"));
        assert_eq!(after.rules[&id("ops-vote")], rule_of("ops"));
    }

    #[test]
    fn an_id_has_one_rule_for_good() {
        assert_eq!(
            refused(adopt("core-vote")),
            ["adopt_rule.rule: the rule `core-vote` is in force already"]
        );
        let mut org = organisation();
        let repeal = RepealRule {
            rule: id("core-vote"),
        };
        Change::from(repeal).apply(&mut org, DAY).unwrap();
        assert_eq!(
            said(
                Change::from(adopt("core-vote"))
                    .apply(&mut org, DAY)
                    .unwrap_err()
            ),
            ["adopt_rule.rule: the rule `core-vote` was repealed on 2020-03-12"]
        );
        assert_eq!(
            refused(adopt("core")),
            ["adopt_rule.rule: the id `core` belongs to the team Core team"]
        );
    }
}
