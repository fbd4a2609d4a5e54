//! Ballots of several options and how they are counted.

use num_traits::{Signed, Zero};

use super::{Report, stage_path};
use crate::base::NodePath;
use crate::finding::Code;
use crate::rule::condition::{Mention, Quantity};
use crate::rule::model::{BallotKind, CountSpec, Method};

pub(super) fn counts(report: &mut Report) {
    for (index, stage) in report.rule.stages.iter().enumerate() {
        let path = || stage_path(index).key("count");
        let Some(count) = &stage.count else {
            if !stage.ballot.is_single_question() {
                let message = format!(
                    "nothing says how `{}` ballots are counted",
                    stage.ballot.word()
                );
                let hint = "add `count: {method: …}`";
                report.error(Code::RuleBallotMismatch, stage_path(index), message, hint);
            }
            continue;
        };
        if !count.method.fits(&stage.ballot) {
            let fitting = Method::ALL
                .iter()
                .filter(|method| method.fits(&stage.ballot));
            let names: Vec<_> = fitting.map(|method| method.as_str()).collect();
            let hint = if names.is_empty() {
                "one question is decided by `outcomes`, without a `count`".to_owned()
            } else {
                format!("these ballots can be counted by {}", names.join(", "))
            };
            let message = format!(
                "{} cannot count `{}` ballots",
                count.method,
                stage.ballot.word()
            );
            report.error(
                Code::RuleBallotMismatch,
                path().key("method"),
                message,
                &hint,
            );
        }
        details(report, index, count);
    }
}

fn details(report: &mut Report, index: usize, count: &CountSpec) {
    let path = || stage_path(index).key("count");
    let mut error = |key: &str, message: String, hint: &str| {
        report.error(Code::RuleBallotMismatch, path().key(key), message, hint);
    };
    if count.strength.is_some() && !count.method.is_pairwise() {
        let message = format!(
            "{} compares no pairs, so links have no strength",
            count.method
        );
        error("strength", message, "leave it out");
    }
    if count.seats == Some(0) {
        error("seats", "nobody can be elected to no seat".to_owned(), "");
    }
    if matches!(count.method, Method::Star | Method::Irv) && count.seats() > 1 {
        let message = format!("{} elects one, not {}", count.method, count.seats());
        error("seats", message, "use bloc-star, or one of the stv methods");
    }
    if count.default.is_none() {
        let hint = "name it under `default:`, such as `further-discussion`";
        for key in ["min_support", "ratios"] {
            let used = match key {
                "ratios" => !count.ratios.is_empty(),
                _ => count.min_support.is_some(),
            };
            if used {
                let message =
                    format!("`{key}` compares with the default option, and there is none");
                error(key, message, hint);
            }
        }
    }
    for (class, ratio) in &count.ratios {
        if ratio.is_negative() || ratio.is_zero() {
            error(
                "ratios",
                format!("the ratio for {class} is not above 0"),
                "",
            );
        }
    }
    if count.cap.is_some_and(|cap| cap.at_most == 0) {
        error("cap", "a cap of 0 lets nobody be elected".to_owned(), "");
    }
    let Some(formula) = &count.min_support else {
        return;
    };
    for (mention, part) in formula.mentions() {
        let Mention::Quantity(quantity) = mention else {
            continue;
        };
        let known = matches!(
            quantity,
            Quantity::Electorate
                | Quantity::Ballots
                | Quantity::Silent
                | Quantity::Recused
                | Quantity::Seats
                | Quantity::Serving
                | Quantity::Sponsors
        );
        if !known {
            let message = format!("a count of several options has no `{quantity}`");
            let hint = "ask for `electorate` or `ballots`";
            let path = path().key("min_support");
            report.error_in(Code::RuleBallotMismatch, path, &part, message, hint);
        }
    }
}

/// An option that is called as a vote is could not be told from the vote.
pub(super) fn names(report: &mut Report) {
    let rule = report.rule;
    let defaults = rule.stages.iter().enumerate().filter_map(|(index, stage)| {
        let default = stage.count.as_ref()?.default.as_ref()?;
        Some((stage_path(index).key("count").key("default"), default))
    });
    let status_quo = rule.status_quo.iter();
    let status_quo = status_quo.map(|it| (NodePath::root().key("status_quo"), it));
    for (path, option) in defaults.chain(status_quo).collect::<Vec<_>>() {
        if BallotKind::VOTES.contains(&option.as_str()) {
            let message = format!("`{option}` is a vote, so it cannot be an option");
            let hint = "choose another name, such as `further-discussion`";
            report.error(Code::OptionIsAVote, path, message, hint);
        }
    }
}

pub(super) fn ballots(report: &mut Report) {
    for (index, stage) in report.rule.stages.iter().enumerate() {
        let path = || stage_path(index).key("ballot");
        match &stage.ballot {
            BallotKind::Rate { from, to } if from >= to => {
                let message = "the lowest grade is not below the highest";
                report.error(Code::RuleBallotMismatch, path(), message, "");
            }
            BallotKind::Approval { at_most: Some(0) } => {
                let message = "a ballot that may approve of nothing";
                report.error(Code::RuleBallotMismatch, path(), message, "");
            }
            _ => {}
        }
        if let Some(step) = &stage.step
            && (!step.is_positive() || *step > crate::base::exact(1))
        {
            let message = "a part of a vote is above 0 and at most 1";
            report.error(
                Code::RuleBallotMismatch,
                stage_path(index).key("step"),
                message,
                "write `step: 1/2`",
            );
        }
        for (team, weight) in &stage.weights {
            if !weight.is_positive() {
                let message = format!("the weight of `{team}` is not above 0");
                let path = stage_path(index).key("weights").key(team.as_str());
                let hint = "take those who have no vote out of the electorate";
                report.error(Code::RuleBallotMismatch, path, message, hint);
            }
        }
    }
}
