//! Whether conditions ask for things that have a value where they stand.

use std::ops::Range;

use super::{Report, stage_path};
use crate::base::{NodePath, OutcomeName, StageId};
use crate::finding::{Code, nearest};
use crate::rule::condition::{Mention, Quantity};
use crate::rule::model::{BallotKind, QuorumOtherwise, Stage, StageOutcome, Trigger};

pub(super) fn stage_conditions(report: &mut Report) {
    for (index, stage) in report.rule.stages.iter().enumerate() {
        for (keys, condition) in stage.conditions() {
            let path = || {
                keys.iter()
                    .fold(stage_path(index), |path, key| path.key(*key))
            };
            for (mention, part) in condition.mentions() {
                match &mention {
                    Mention::Stage(id, outcome) => {
                        earlier(report, index, path(), &part, id, outcome);
                    }
                    _ if keys == ["when"] => before_opening(report, path(), &part, &mention),
                    Mention::Quantity(quantity) => {
                        bare_team(
                            report,
                            stage,
                            path(),
                            &part,
                            *quantity,
                            keys == ["quorum", "need"],
                        );
                        fits(report, stage, path(), &part, *quantity);
                    }
                    Mention::Pivotal => pivotal(report, stage, path(), &part, &keys),
                    _ => {}
                }
            }
        }
        vetoes(report, index, stage);
        if let Some(quorum) = &stage.quorum
            && quorum.otherwise == QuorumOtherwise::Extend
            && stage.extend.is_none()
        {
            let path = stage_path(index).key("quorum").key("otherwise");
            let hint = "say by how much under `extend:`";
            let message = "the quorum extends the stage, which has no `extend`";
            report.error(Code::RuleTime, path, message, hint);
        }
    }
}

/// Conditions that stand outside the stages.
pub(super) fn other_conditions(report: &mut Report) {
    if let Some(sponsors) = &report.rule.sponsors {
        let path = NodePath::root().key("sponsors").key("need");
        for (mention, part) in sponsors.need.mentions() {
            let known = match &mention {
                Mention::Quantity(Quantity::Sponsors | Quantity::Electorate | Quantity::Days) => {
                    true
                }
                Mention::Quantity(Quantity::Seats | Quantity::Serving) => {
                    sponsors.from.single_team().is_some()
                }
                Mention::Quantity(_) | Mention::Stage(..) | Mention::Pivotal => false,
                _ => true,
            };
            if !known {
                let hint = "before the opening there are `sponsors` and `electorate` (those who may sponsor)";
                report.error_in(Code::RuleQuantity, path.clone(), &part, NO_POLL, hint);
            }
        }
    }
    for (index, trigger) in report.rule.triggers.iter().enumerate() {
        if let Trigger::When(condition) = trigger {
            let path = NodePath::root().key("triggers").index(index).key("when");
            for (mention, part) in condition.mentions() {
                before_opening(report, path.clone(), &part, &mention);
            }
        }
    }
}

const NO_POLL: &str = "nothing is being voted on where this is asked";

/// Where no poll is open, only the organisation and its events can be asked.
fn before_opening(report: &mut Report, path: NodePath, part: &Range<usize>, mention: &Mention) {
    let hint = match mention {
        Mention::Quantity(Quantity::Seats | Quantity::Serving) => {
            "name the team, as in `serving(TEAM)`"
        }
        Mention::Quantity(_) | Mention::Pivotal | Mention::Stage(..) => {
            "ask for `seats(TEAM)`, `serving(TEAM)`, `attested(NAME)`, or in a stage's `when` for `STAGE is OUTCOME`"
        }
        _ => return,
    };
    report.error_in(Code::RuleQuantity, path, part, NO_POLL, hint);
}

/// `STAGE is OUTCOME` names an earlier stage and one of its outcomes.
fn earlier(
    report: &mut Report,
    index: usize,
    path: NodePath,
    part: &Range<usize>,
    id: &StageId,
    outcome: &OutcomeName,
) {
    let rule = report.rule;
    let before = || rule.stages.iter().take(index);
    let Some(stage) = before().find(|stage| stage.id == *id) else {
        let message = if rule.stage(id).is_some() {
            format!("stage `{id}` does not come before this one")
        } else {
            format!("the rule has no stage `{id}`")
        };
        let hint = match nearest(id.as_str(), before().map(|stage| stage.id.as_str())) {
            Some(near) => format!("did you mean `{near}`?"),
            None => "a condition may ask only for stages that are over".to_owned(),
        };
        report.error_in(Code::RuleUnknownStage, path, part, message, &hint);
        return;
    };
    let names = || {
        stage
            .outcome_names()
            .into_iter()
            .chain(StageOutcome::BUILT_IN)
    };
    if !names().any(|name| name == outcome.as_str()) {
        let hint = match nearest(outcome.as_str(), names()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("its outcomes are {}", stage.outcome_names().join(", ")),
        };
        let message = format!("stage `{id}` has no outcome `{outcome}`");
        report.error_in(Code::RuleUnknownOutcome, path, part, message, &hint);
    }
}

fn bare_team(
    report: &mut Report,
    stage: &Stage,
    path: NodePath,
    part: &Range<usize>,
    quantity: Quantity,
    in_quorum: bool,
) {
    if !matches!(quantity, Quantity::Seats | Quantity::Serving) {
        return;
    }
    let team_named = in_quorum && stage.quorum.as_ref().is_some_and(|it| it.of.is_some());
    if team_named || stage.electorate.single_team().is_some() {
        return;
    }
    let message = format!("`{quantity}` of which team? the electorate is not one");
    let hint = format!("name it: `{quantity}(TEAM)`");
    report.error_in(Code::RuleQuantity, path, part, message, &hint);
}

/// Whether a kind of ballot gives a quantity.
fn gives(ballot: &BallotKind, quantity: Quantity) -> bool {
    match quantity {
        Quantity::For | Quantity::Against | Quantity::Score => {
            matches!(
                ballot,
                BallotKind::ForAgainst | BallotKind::PlusMinus { .. }
            )
        }
        Quantity::Abstain => ballot.is_single_question(),
        Quantity::Consents | Quantity::Objections => *ballot == BallotKind::Consent,
        Quantity::Vetoes => *ballot == BallotKind::PlusMinus { veto: true },
        _ => true,
    }
}

fn fits(
    report: &mut Report,
    stage: &Stage,
    path: NodePath,
    part: &Range<usize>,
    quantity: Quantity,
) {
    if gives(&stage.ballot, quantity) {
        return;
    }
    let word = stage.ballot.word();
    let message = format!("a `{word}` ballot gives no `{quantity}`");
    let hint = match (&stage.ballot, quantity) {
        (BallotKind::PlusMinus { veto: false }, Quantity::Vetoes) => {
            "write `ballot: {plus-minus: {veto: true}}`"
        }
        (BallotKind::Consent, _) => "consent has `consents`, `objections` and `silent`",
        (ballot, _) if ballot.is_single_question() => {
            "it has `for`, `against`, `abstain`, `score` and `silent`"
        }
        _ => "several options are decided by a `count:`",
    };
    report.error_in(Code::RuleBallotMismatch, path, part, message, hint);
}

/// `pivotal` asks what the outcomes could become, so they cannot ask for it.
fn pivotal(report: &mut Report, stage: &Stage, path: NodePath, part: &Range<usize>, keys: &[&str]) {
    if keys.first() == Some(&"outcomes") {
        let message = "an outcome cannot depend on whether the outcome can still change";
        let hint = "`pivotal` belongs in `extend`, `close_early` or `close_when`";
        report.error_in(Code::RuleQuantity, path, part, message, hint);
    } else if !stage.ballot.is_single_question() {
        let message = format!(
            "`pivotal` is not worked out for `{}` ballots",
            stage.ballot.word()
        );
        report.error_in(Code::RuleBallotMismatch, path, part, message, "");
    }
}

/// A veto that no condition asks for has no effect.
fn vetoes(report: &mut Report, index: usize, stage: &Stage) {
    let asked = stage
        .conditions()
        .iter()
        .any(|(_, it)| it.asks_for(Quantity::Vetoes));
    if stage.ballot == (BallotKind::PlusMinus { veto: true }) && !asked {
        let message = "a veto can be cast, and no condition asks for `vetoes`";
        let hint = "add `vetoes = 0` to the condition that accepts";
        let path = stage_path(index).key("ballot");
        report.warning(Code::RuleBallotMismatch, path, message, hint);
    }
}
