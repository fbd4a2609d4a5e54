//! Rules among each other: each consistent, every change with a rule, and none
//! with two that differ.

use std::collections::BTreeMap;

use super::{Report, at_organisation, at_rule};
use crate::base::{NodePath, RuleId};
use crate::finding::{Code, Finding};
use crate::rule::{Class, Rule};

pub(super) fn rules_are_consistent(report: &mut Report<'_>) {
    for (id, rule) in report.rules() {
        report.found.extend(rule.problems(id));
    }
}

/// Without a rule for the constitution no rule could ever be changed again.
/// While a draft is being written one may still be missing.
pub(super) fn constitution_has_a_rule(report: &mut Report<'_>) {
    let decided = report
        .rules()
        .any(|(_, rule)| rule.decides.contains(&Class::Constitution));
    // The one that is missing may be among the files that cannot be read.
    if decided || !report.unreadable.is_empty() {
        return;
    }
    let founded = !report.org.about.is_draft();
    let place = at_organisation(NodePath::root().key_of("name"));
    let message = "no rule in force decides `constitution`: nothing could change the rules";
    let finding = if founded || !report.org.rules.is_empty() {
        Finding::error(Code::NoRuleForConstitution, place, message)
    } else {
        Finding::warning(Code::NoRuleForConstitution, place, message)
    };
    report.push(finding.hint("write `decides: [constitution]` in a file of governance/rules/"));
}

/// Two ways to decide one thing let people choose the easier one. That may be
/// meant, so it is only noted.
pub(super) fn classes_have_one_rule(report: &mut Report<'_>) {
    let mut by_class: BTreeMap<&Class, Vec<(&RuleId, &Rule)>> = BTreeMap::new();
    for (id, rule) in report.rules() {
        // A question changes nothing, whichever way it is answered.
        for class in rule.decides.iter().filter(|it| **it != Class::Question) {
            by_class.entry(class).or_default().push((id, rule));
        }
    }
    let mut pairs: BTreeMap<(&RuleId, &RuleId), Vec<String>> = BTreeMap::new();
    for (class, rules) in by_class {
        // Each is compared with the first: where several differ, that is where
        // one begins to read.
        let Some(((first, one), others)) = rules.split_first() else {
            continue;
        };
        for (second, other) in others {
            if one.stages != other.stages {
                let classes = pairs.entry((*first, *second)).or_default();
                classes.push(format!("`{class}`"));
            }
        }
    }
    for ((first, second), classes) in pairs {
        let classes = super::list(&classes);
        let message = format!("rule `{first}` decides {classes} too, in another way");
        let finding = Finding::note(
            Code::RulesOverlap,
            at_rule(second, NodePath::root().key_of("decides")),
            message,
        );
        report.push(
            finding.hint("a proposal names the rule that it follows; see that both are meant"),
        );
    }
}
