//! A file of ballots counted, as the answer that is printed.

use super::asked::Asked;
use super::tried::{conditions, where_it_leads};
use crate::base::OptionId;
use crate::cli::count_answer::count_answer;
use crate::render::json::{CountedJson, OptionJson};
use crate::workspace::recount::Recount;

/// The answer of a count, by a stage of a rule where one was asked for.
pub(super) fn answer(
    asked: Option<(&Asked, usize)>,
    vacancy: Option<&OptionId>,
    found: Recount,
) -> CountedJson {
    let lines = found.left_out.lines.iter();
    let mut left_out: Vec<String> = lines
        .map(|bad| format!("line {}: {}", bad.line, bad.why))
        .collect();
    let refused = found.refused.ballots.iter();
    left_out.extend(refused.map(|(nth, why)| format!("ballot {nth}: {why}")));
    let more = found.left_out.more + found.refused.more;
    left_out.extend((more > 0).then(|| format!("and {more} more")));
    let decided =
        asked.and_then(|(asked, index)| Some((asked, index, found.decision.as_ref().ok()?)));
    let (conditions, outcome, leads) = match &decided {
        Some((asked, index, decision)) => {
            let (mut before, outcomes) = conditions(decision);
            before.extend(outcomes);
            let leads = where_it_leads(&asked.rule, *index, decision);
            (
                before,
                decision.outcome().map(ToString::to_string),
                Some(leads),
            )
        }
        None => (Vec::new(), None, None),
    };
    let mut count = count_answer(&found.count, &found.options);
    count.open_steps = found.open_steps.clone();
    CountedJson {
        polity: "rule-count/1".to_owned(),
        rule: asked.map(|(asked, _)| asked.label.clone()),
        title: found
            .title
            .clone()
            .or_else(|| asked.map(|(asked, _)| asked.rule.title.clone())),
        ballots: found.ballots,
        blank: found.blank,
        left_out,
        options: found
            .options
            .iter()
            .map(|(id, name)| OptionJson {
                id: id.to_string(),
                name: name.clone(),
            })
            .collect(),
        count,
        countback: found
            .countback
            .as_ref()
            .map(crate::cli::countback::moves_up),
        vacancy: found
            .countback
            .as_ref()
            .and(vacancy)
            .map(ToString::to_string),
        conditions,
        outcome,
        leads,
    }
}
