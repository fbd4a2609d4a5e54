//! Rules among each other: each consistent, every change with a rule, and none
//! with two that differ.

use std::collections::{BTreeMap, BTreeSet};

use super::{Report, at_organisation, at_rule};
use crate::base::{NodePath, RuleId};
use crate::finding::{Code, Finding};
use crate::org::{Holder, Kind};
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
    let mut by_class: BTreeMap<Class, Vec<(&RuleId, &Rule)>> = BTreeMap::new();
    for (id, rule) in report.rules() {
        // A question changes nothing, whichever way it is answered.
        let parts: BTreeSet<Class> = rule.decides.iter().flat_map(Class::parts).collect();
        for class in parts.into_iter().filter(|it| *it != Class::Question) {
            by_class.entry(class).or_default().push((id, rule));
        }
    }
    let mut pairs: BTreeMap<(&RuleId, &RuleId), BTreeSet<Class>> = BTreeMap::new();
    for (class, rules) in by_class {
        // Each is compared with the first: where several differ, that is where
        // one begins to read.
        let Some(((first, one), others)) = rules.split_first() else {
            continue;
        };
        for (second, other) in others {
            if one.stages != other.stages {
                let classes = pairs.entry((*first, *second)).or_default();
                classes.insert(class.clone());
            }
        }
    }
    for ((first, second), classes) in pairs {
        let classes = super::list(&named(classes));
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

/// Classes by name; both parts of a team's seats by the word for the whole.
fn named(classes: BTreeSet<Class>) -> Vec<String> {
    let whole = |class: &Class| {
        let whole = class.team().cloned().map(Class::SeatsOf);
        whole.filter(|it| it.parts().iter().all(|part| classes.contains(part)))
    };
    let named: BTreeSet<Class> = classes
        .iter()
        .map(|class| whole(class).unwrap_or_else(|| class.clone()))
        .collect();
    named.iter().map(|class| format!("`{class}`")).collect()
}

/// What no rule decides can never be changed by a proposal. It may be meant so,
/// and a rule for the constitution can always add one, so it is noted.
pub(super) fn classes_have_a_rule(report: &mut Report<'_>) {
    // The one that is missing may be among the files that cannot be read, and
    // without any rule that is said already.
    if !report.unreadable.is_empty() || report.rules().next().is_none() {
        return;
    }
    let decided = |class: &Class| report.rules().any(|(_, rule)| rule.decides_class(class));
    let mut without: BTreeSet<Class> = BTreeSet::new();
    without.extend((!decided(&Class::Structure)).then_some(Class::Structure));
    for (id, team) in &report.org.teams {
        // Who is in an outside body is decided outside; an office that others
        // bring with them is filled where they are chosen.
        let ours = team.alive_on(report.day) && team.kind != Kind::External;
        let by_office = !team.memberships().is_empty()
            && team
                .memberships()
                .iter()
                .all(|term| matches!(term.holder, Holder::EveryoneIn { .. }));
        if ours && !by_office {
            let parts = Class::SeatsOf(id.clone()).parts();
            without.extend(parts.into_iter().filter(|part| !decided(part)));
        }
    }
    if without.is_empty() {
        return;
    }
    let classes = named(without);
    let message = format!("no rule in force decides {}", super::list(&classes));
    let place = at_organisation(NodePath::root().key_of("name"));
    let finding = Finding::note(Code::NoRuleForClass, place, message);
    report.push(finding.hint("add what is meant to be decided under `decides:` of a rule"));
}
