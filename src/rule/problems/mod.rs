//! What is wrong inside one rule, whatever the organisation: contradictions,
//! names of nothing, quantities that its ballots never give. Each finding
//! points at the node of the rule's file.

mod clock;
mod conditions;
mod count;
mod stages;

use std::ops::Range;

use super::model::Rule;
use crate::base::{EntityId, NodePath, Place, RuleId, Span, SpanUnit};
use crate::finding::{Code, Finding};

impl Rule {
    /// Every contradiction inside the rule, in the order of its file.
    pub fn problems(&self, id: &RuleId) -> Vec<Finding> {
        let mut report = Report {
            rule: self,
            id,
            found: Vec::new(),
        };
        for check in CHECKS {
            check(&mut report);
        }
        report.found
    }
}

/// The checks, each a function of its own.
const CHECKS: &[fn(&mut Report)] = &[
    stages::ids,
    stages::outcomes,
    stages::ways_on,
    stages::named_stages,
    conditions::stage_conditions,
    conditions::other_conditions,
    clock::periods,
    clock::returns,
    clock::extensions,
    clock::held,
    count::counts,
    count::ballots,
    count::names,
];

/// The findings so far, and what they are about.
struct Report<'a> {
    rule: &'a Rule,
    id: &'a RuleId,
    found: Vec<Finding>,
}

impl Report<'_> {
    fn place(&self, path: NodePath) -> Place {
        Place::of(EntityId::Rule(self.id.clone()), path)
    }

    fn error(&mut self, code: Code, path: NodePath, message: impl Into<String>, hint: &str) {
        let finding = Finding::error(code, self.place(path), message);
        self.push(finding, hint);
    }

    fn warning(&mut self, code: Code, path: NodePath, message: impl Into<String>, hint: &str) {
        let finding = Finding::warning(code, self.place(path), message);
        self.push(finding, hint);
    }

    /// An error at a part of a value, such as a word of a condition.
    fn error_in(
        &mut self,
        code: Code,
        path: NodePath,
        part: &Range<usize>,
        message: impl Into<String>,
        hint: &str,
    ) {
        let place = self.place(path).part(part.clone());
        self.push(Finding::error(code, place, message), hint);
    }

    fn push(&mut self, finding: Finding, hint: &str) {
        self.found.push(if hint.is_empty() {
            finding
        } else {
            finding.hint(hint)
        });
    }
}

/// The path of a stage.
fn stage_path(index: usize) -> NodePath {
    NodePath::root().key("stages").index(index)
}

/// The shortest and longest that a span can be, in hours: months differ.
fn hours(span: Span) -> (u64, u64) {
    let amount = u64::from(span.amount());
    let (least, most) = match span.unit() {
        SpanUnit::Hours => (1, 1),
        SpanUnit::Days => (24, 24),
        SpanUnit::Weeks => (7 * 24, 7 * 24),
        SpanUnit::Months => (28 * 24, 31 * 24),
    };
    (amount * least, amount * most)
}

#[cfg(test)]
mod tests;
