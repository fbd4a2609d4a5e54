//! Stages, their outcomes, and where those lead.

use std::collections::BTreeSet;

use super::{Report, stage_path};
use crate::base::{NodePath, StageId};
use crate::finding::{Code, nearest};
use crate::rule::model::{QuorumOtherwise, Route, StageOutcome};

pub(super) fn ids(report: &mut Report) {
    let rule = report.rule;
    if rule.stages.is_empty() {
        let path = NodePath::root().key("stages");
        let hint = "give it at least one stage under `stages:`";
        report.error(Code::RuleStages, path, "the rule has no stage", hint);
    }
    let mut seen = BTreeSet::new();
    for (index, stage) in rule.stages.iter().enumerate() {
        if !seen.insert(&stage.id) {
            let message = format!("two stages are called `{}`", stage.id);
            let path = stage_path(index).key("id");
            report.error(Code::RuleStages, path, message, "give each its own id");
        }
    }
}

pub(super) fn outcomes(report: &mut Report) {
    for (index, stage) in report.rule.stages.iter().enumerate() {
        let path = || stage_path(index).key("outcomes");
        let Some((last, last_condition)) = stage.outcomes.last() else {
            if stage.count.is_none() {
                let hint = "write `outcomes: {accept: for > against, reject: otherwise}`";
                let message = format!("stage `{}` has no outcomes", stage.id);
                report.error(Code::RuleOutcomes, stage_path(index), message, hint);
            }
            continue;
        };
        if last_condition.is_some() {
            let hint = "make the last one `otherwise`, so that every vote has an outcome";
            let message = format!("the last outcome, `{last}`, is not `otherwise`");
            report.error(Code::RuleOutcomes, path().key(last.as_str()), message, hint);
        }
        let mut names = BTreeSet::new();
        let mut earlier = BTreeSet::new();
        let mut taken = false;
        for (name, condition) in &stage.outcomes {
            let at = || path().key(name.as_str());
            if StageOutcome::BUILT_IN.contains(&name.as_str()) {
                let message = format!("`{name}` is an outcome that every stage has");
                report.error(Code::RuleOutcomes, at(), message, "choose another name");
            }
            if !names.insert(name) {
                let message = format!("two outcomes are called `{name}`");
                report.error(Code::RuleOutcomes, at(), message, "give each its own name");
            }
            // The same words as before: whatever holds now held there.
            let text = condition.as_ref().map(|it| {
                let words: Vec<_> = it.source().split_ascii_whitespace().collect();
                words.join(" ")
            });
            if taken || text.is_some_and(|text| !earlier.insert(text)) {
                let message = format!(
                    "`{name}` can never be reached: an earlier outcome takes all that it would"
                );
                let hint = "put it before that one, or leave it out";
                report.error(Code::RuleUnreachable, at(), message, hint);
            }
            taken |= condition.is_none();
        }
    }
}

pub(super) fn ways_on(report: &mut Report) {
    for (index, stage) in report.rule.stages.iter().enumerate() {
        let names = stage.outcome_names();
        for name in stage.then.keys() {
            let known = names.iter().copied().chain(StageOutcome::BUILT_IN);
            if known.clone().any(|known| known == name.as_str()) {
                continue;
            }
            let path = stage_path(index).key("then").key_of(name.as_str());
            let message = format!("stage `{}` has no outcome `{name}`", stage.id);
            let hint = match nearest(name.as_str(), known) {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("its outcomes are {}", names.join(", ")),
            };
            report.error(Code::RuleUnknownOutcome, path, message, &hint);
        }
        for (name, _) in &stage.outcomes {
            if stage.route(&name.clone().into()).is_some() {
                continue;
            }
            let path = stage_path(index).key("outcomes").key_of(name.as_str());
            let message = format!("nothing says what follows from `{name}`");
            let hint = format!("add it under `then:`, such as `{name}: continue`");
            report.error(Code::RuleNoWayOn, path, message, &hint);
        }
        let passes = names.iter().any(|name| {
            let outcome = name.parse::<StageOutcome>();
            let route = outcome.ok().and_then(|outcome| stage.route(&outcome));
            // A new round or another rule may carry it further.
            route.is_some_and(|route| {
                route.passes() || matches!(route, Route::Stage(_) | Route::Start(_))
            })
        });
        if !passes && !names.is_empty() {
            let message = format!("no outcome of stage `{}` leads any further", stage.id);
            let hint = "let one of them `continue` or `accept`";
            report.error(Code::RuleNoWayOn, stage_path(index), message, hint);
        }
    }
}

pub(super) fn named_stages(report: &mut Report) {
    for (index, stage) in report.rule.stages.iter().enumerate() {
        for (name, route) in &stage.then {
            if let Route::Stage(id) = route {
                let path = stage_path(index).key("then").key(name.as_str());
                known(report, path.key("stage"), id);
            }
        }
        if let Some(quorum) = &stage.quorum
            && let QuorumOtherwise::Stage(id) = &quorum.otherwise
        {
            let path = stage_path(index).key("quorum").key("otherwise");
            known(report, path.key("stage"), id);
        }
    }
    if let Some(acts_first) = &report.rule.acts_first {
        let path = NodePath::root().key("acts_first").key("ratify");
        known(report, path, &acts_first.ratify);
    }
}

fn known(report: &mut Report, path: NodePath, id: &StageId) {
    if report.rule.stage(id).is_some() {
        return;
    }
    let ids = report.rule.stages.iter().map(|stage| stage.id.as_str());
    let hint = match nearest(id.as_str(), ids.clone()) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("its stages are {}", ids.collect::<Vec<_>>().join(", ")),
    };
    let message = format!("the rule has no stage `{id}`");
    report.error(Code::RuleUnknownStage, path, message, &hint);
}
