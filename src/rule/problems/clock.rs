//! Periods, extensions and waiting.

use super::{Report, hours, stage_path};
use crate::finding::Code;
use crate::rule::model::{PollPeriod, Repeat, Secrecy};

pub(super) fn periods(report: &mut Report) {
    for (index, stage) in report.rule.stages.iter().enumerate() {
        let path = stage_path(index).key("period");
        match stage.period {
            Some(PollPeriod::Between { at_least, at_most }) => {
                if hours(at_least).0 > hours(at_most).1 {
                    let message = format!("it lasts at least {at_least} and at most {at_most}");
                    report.error(Code::RuleTime, path, message, "exchange the two");
                } else if at_least.amount() == 0 {
                    let message = "a period of no length gives nobody time to vote";
                    report.error(Code::RuleTime, path.key("at_least"), message, "");
                }
            }
            Some(PollPeriod::Fixed(span)) if span.amount() == 0 => {
                let message = "a period of no length gives nobody time to vote";
                report.error(Code::RuleTime, path, message, "");
            }
            Some(PollPeriod::Fixed(_)) => {}
            None => {
                let ends = stage.close_early.is_some()
                    || stage.close_when.is_some()
                    || stage.held_for.is_some()
                    || stage.returns.is_some();
                if !ends {
                    let message = format!("nothing says when stage `{}` closes", stage.id);
                    let hint = "add a `period:`, or a condition under `close_when:`";
                    report.error(Code::RuleTime, stage_path(index), message, hint);
                }
            }
        }
    }
}

/// A vote whose secrecy git cannot keep is held elsewhere, and its result must
/// be stated by somebody.
pub(super) fn returns(report: &mut Report) {
    for (index, stage) in report.rule.stages.iter().enumerate() {
        if stage.secrecy != Secrecy::Public && stage.returns.is_none() {
            let message = format!(
                "stage `{}` is held elsewhere, for ballots in git are public, and nobody is named \
                 who states its result",
                stage.id
            );
            let path = stage_path(index).key("secrecy");
            let hint = "add `returns:` with those who attest the result, such as `returns: board`";
            report.error(Code::RuleNobodyReturns, path, message, hint);
        }
    }
}

pub(super) fn extensions(report: &mut Report) {
    for (index, stage) in report.rule.stages.iter().enumerate() {
        let Some(extend) = &stage.extend else {
            continue;
        };
        let path = stage_path(index).key("extend");
        if extend.repeat == Repeat::UntilComplete && extend.at_most.is_none() {
            let hint = "add `at_most: 10`, so that nothing stays open for ever";
            let message = "an extension until complete has no bound";
            report.error(Code::RuleTime, path.clone(), message, hint);
        } else if extend.limit() == 0 {
            let hint = "leave out `extend`, or let it happen once";
            let message = "an extension that happens no time at all";
            report.error(Code::RuleTime, path.clone(), message, hint);
        }
        if extend.by.amount() == 0 {
            let message = "an extension by no time at all";
            report.error(Code::RuleTime, path.clone().key("by"), message, "");
        }
        if stage.period.is_none() {
            let message = "a stage without a period has nothing to extend";
            report.error(Code::RuleTime, path, message, "add a `period:`");
        }
    }
}

pub(super) fn held(report: &mut Report) {
    for (index, stage) in report.rule.stages.iter().enumerate() {
        if stage.held_for.is_some() && stage.count.is_some() {
            let message = "only a condition can be held, and a count has none";
            let path = stage_path(index).key("held_for");
            report.error(Code::RuleTime, path, message, "");
        }
        // What would be accepted only because nothing else holds cannot be
        // watched over time.
        let otherwise = stage.outcomes.iter().find(|(name, condition)| {
            let route = stage.route(&name.clone().into());
            condition.is_none() && route.is_some_and(|route| route.passes())
        });
        if let (Some(_), Some((name, _))) = (stage.held_for, otherwise) {
            let message = format!("`{name}` takes it forward and has no condition to be held");
            let path = stage_path(index).key("held_for");
            let hint = "give it a condition, and let another outcome be the `otherwise`";
            report.error(Code::RuleTime, path, message, hint);
        }
        // 1 January to 31 December, or a day short of it on either side.
        let always = stage.blackout.iter().position(|range| {
            let day = |it: crate::rule::model::MonthDay| (it.month(), it.day());
            (day(range.from), day(range.to)) == ((1, 1), (12, 31))
        });
        if let Some(always) = always {
            let path = stage_path(index).key("blackout").index(always);
            report.error(Code::RuleTime, path, "no day of the year is left", "");
        }
    }
}
