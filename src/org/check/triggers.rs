//! Decisions that are due.

use super::passing::sizes;
use super::{Report, at_rule, top};
use crate::base::{Date, EventKind, RuleId, Span, SpanUnit};
use crate::finding::{Code, Finding};
use crate::rule::{Class, Condition, InSeries, Rule, Trigger};

pub(super) fn nothing_is_due(report: &mut Report<'_>) {
    let rules: Vec<_> = report.rules().collect();
    for (id, rule) in rules {
        for (index, trigger) in rule.triggers.iter().enumerate() {
            match trigger {
                Trigger::When(condition) => when(report, id, rule, index, condition),
                Trigger::On {
                    event,
                    after,
                    unless,
                } => on(report, id, rule, index, event, *after, unless.as_ref()),
            }
        }
    }
}

fn when(report: &mut Report<'_>, id: &RuleId, rule: &Rule, index: usize, condition: &Condition) {
    let mut quantities = sizes(&report.standing);
    quantities.attested = report.org.findings(report.day);
    // What cannot be worked out (a roll that is not known) is not due.
    let Ok(explained) = condition.explain(&quantities) else {
        return;
    };
    if explained.holds == Ok(true) {
        let place = at_rule(id, top("triggers").index(index).key("when"));
        let reasons = explained.leaves().into_iter();
        let reasons: Vec<String> = reasons
            .filter(|leaf| leaf.holds == Ok(true))
            .map(|leaf| leaf.line().trim_end_matches(": holds").to_owned())
            .collect();
        let why = match reasons.as_slice() {
            // Under a `not` it is what does not hold that makes it so.
            [] => condition.to_string(),
            reasons => reasons.join(", "),
        };
        let message = format!("a decision is due: {why}");
        let finding = Finding::warning(Code::TriggerDue, place, message);
        report.push(finding.hint(format!("write a proposal under `{id}` ({})", rule.title)));
    }
}

/// The day a span after another, where the calendar has it.
fn later(day: Date, span: Span) -> Option<Date> {
    let amount = i64::from(span.amount());
    let spans = jiff::Span::new();
    let span = match span.unit() {
        // A day is the least that an event is dated by.
        SpanUnit::Hours => spans.try_days(i64::from(span.amount().div_ceil(24))),
        SpanUnit::Days => spans.try_days(amount),
        SpanUnit::Weeks => spans.try_weeks(amount),
        SpanUnit::Months => spans.try_months(amount),
    };
    day.checked_add(span.ok()?).ok()
}

fn on(
    report: &mut Report<'_>,
    id: &RuleId,
    rule: &Rule,
    index: usize,
    kind: &EventKind,
    after: Option<Span>,
    unless: Option<&InSeries>,
) {
    let day = report.day;
    let days_of = |kind: &EventKind| {
        let events = report.org.events.values();
        let mut days: Vec<Date> = events
            .filter(|event| event.kind == *kind && event.on.last_day() <= day)
            .map(|event| event.on.last_day())
            .collect();
        days.sort_unstable();
        days
    };
    let happened = days_of(kind);
    let Some(&last) = happened.last() else {
        return;
    };
    let due = match after {
        Some(span) => later(last, span),
        None => Some(last),
    };
    let Some(due) = due.filter(|due| *due <= day) else {
        return;
    };
    let previous = happened.iter().rev().nth(1).copied();
    let needless = unless.is_some_and(|InSeries(other)| {
        let since = |day: &Date| previous.is_none_or(|previous| *day > previous);
        days_of(other).iter().any(since)
    });
    if needless || answered(report, rule, last) {
        return;
    }
    let place = at_rule(id, top("triggers").index(index).key("on"));
    let message = format!("a decision is due since {due}: the last {kind} was on {last}");
    let finding = Finding::warning(Code::TriggerDue, place, message);
    report.push(finding.hint(format!("write a proposal under `{id}` ({})", rule.title)));
}

/// Whether a term has begun since in a team whose seats the rule fills. What
/// other rules decide leaves no trace that could be read here.
fn answered(report: &Report<'_>, rule: &Rule, since: Date) -> bool {
    rule.decides.iter().any(|class| {
        // A removal begins no term.
        let (Class::SeatsOf(team) | Class::AppointmentsIn(team)) = class else {
            return false;
        };
        let team = report.org.teams.get(team);
        let mut terms = team.into_iter().flat_map(|team| team.memberships());
        terms.any(|term| {
            term.period
                .from()
                .is_some_and(|from| from.last_day() >= since)
        })
    })
}
