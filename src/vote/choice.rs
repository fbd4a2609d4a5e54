//! What a voter may choose: as they type it, and as a poll allows it.

use std::collections::{BTreeMap, BTreeSet};

use super::Vote;
use crate::base::{Exact, OptionId, exact, parse_exact, show_exact};
use crate::finding::nearest;
use crate::rule::{BallotKind, Recusal, Stage, Unranked};

/// A vote that this poll does not take.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{why}")]
pub struct ImpossibleVote {
    /// What is wrong.
    pub why: String,
    /// What the poll takes.
    pub takes: String,
}

/// What a stage takes, in words.
fn takes(stage: &Stage, options: &[OptionId]) -> String {
    let mut words: Vec<String> = match &stage.ballot {
        BallotKind::Plurality => options.iter().map(ToString::to_string).collect(),
        BallotKind::Approval { at_most } => {
            let limit = at_most.map_or(String::new(), |n| format!("at most {n} of "));
            let names: Vec<_> = options.iter().map(OptionId::as_str).collect();
            vec![format!("{limit}{}, joined by commas", names.join(","))]
        }
        BallotKind::Rate { from, to } => vec![format!(
            "a grade from {} to {} for each option, such as {}={}",
            show_exact(from),
            show_exact(to),
            options.first().map_or("option", OptionId::as_str),
            show_exact(to)
        )],
        BallotKind::Rank { .. } => {
            let names: Vec<_> = options.iter().map(OptionId::as_str).collect();
            vec![format!("options in order, such as `{}`", names.join(" > "))]
        }
        single => single.choices().iter().map(ToString::to_string).collect(),
    };
    if stage.recusal != Recusal::Forbidden {
        words.push("recused".to_owned());
    }
    words.join(", ")
}

fn impossible(stage: &Stage, options: &[OptionId], why: String) -> ImpossibleVote {
    ImpossibleVote {
        why,
        takes: takes(stage, options),
    }
}

/// Reads a vote as a voter types it: `for`, `+1`, `a,b`, `a=5,b=0`,
/// `a > b = c`, `recused`.
///
/// # Errors
///
/// When the poll of this stage and these options does not take it.
pub fn parse_choice(
    text: &str,
    stage: &Stage,
    options: &[OptionId],
) -> Result<Vote, ImpossibleVote> {
    let refuse = |why: String| impossible(stage, options, why);
    let text = text.trim();
    let no_choice = || refuse(format!("`{text}` is no choice in this poll"));
    if text == "recused" {
        possible(&Vote::Recused, stage, options)?;
        return Ok(Vote::Recused);
    }
    let option = |word: &str| -> Result<OptionId, ImpossibleVote> {
        let word = word.trim();
        let known = options.iter().find(|option| option.as_str() == word);
        known.cloned().ok_or_else(|| {
            let near = nearest(word, options.iter().map(OptionId::as_str));
            let hint = near.map_or(String::new(), |near| format!("; did you mean `{near}`?"));
            refuse(format!("there is no option `{word}`{hint}"))
        })
    };
    let vote = match &stage.ballot {
        BallotKind::ForAgainst => match text {
            "for" => Vote::For,
            "against" => Vote::Against,
            "abstain" => Vote::Abstain,
            _ => return Err(no_choice()),
        },
        BallotKind::PlusMinus { .. } => {
            Vote::Score(Box::new(parse_exact(text).map_err(|_| no_choice())?))
        }
        BallotKind::Consent => match text {
            "consent" => Vote::Consent,
            "stand-aside" => Vote::StandAside,
            "object" => Vote::Object,
            _ => return Err(no_choice()),
        },
        BallotKind::Plurality => Vote::Choose(option(text)?),
        BallotKind::Approval { .. } => {
            let mut approved = BTreeSet::new();
            for word in text.split(',').filter(|_| text != "none") {
                if !approved.insert(option(word)?) {
                    return Err(refuse(format!("`{}` stands twice", word.trim())));
                }
            }
            Vote::Approve(approved)
        }
        BallotKind::Rate { .. } => {
            let mut grades = BTreeMap::new();
            for pair in text.split(',') {
                let (word, grade) = pair.split_once('=').ok_or_else(no_choice)?;
                let grade = parse_exact(grade.trim()).map_err(|_| no_choice())?;
                if grades.insert(option(word)?, grade).is_some() {
                    return Err(refuse(format!("`{}` stands twice", word.trim())));
                }
            }
            Vote::Rate(grades)
        }
        BallotKind::Rank { .. } => {
            let mut ranks = Vec::new();
            for level in text.split('>') {
                let mut equals = BTreeSet::new();
                for word in level.split('=') {
                    if !equals.insert(option(word)?) {
                        return Err(refuse(format!("`{}` stands twice", word.trim())));
                    }
                }
                ranks.push(equals);
            }
            Vote::Rank(ranks)
        }
    };
    possible(&vote, stage, options)?;
    Ok(vote)
}

/// Whether a poll of this stage and these options takes a vote.
pub(super) fn possible(
    vote: &Vote,
    stage: &Stage,
    options: &[OptionId],
) -> Result<(), ImpossibleVote> {
    let refuse = |why: &str| Err(impossible(stage, options, why.to_owned()));
    let stepped = |number: &Exact| {
        let step = stage.step.clone().unwrap_or_else(|| exact(1));
        step > exact(0) && (number / step).is_integer()
    };
    let known = |option: &OptionId| options.contains(option);
    match (vote, &stage.ballot) {
        (Vote::Recused, _) if stage.recusal == Recusal::Forbidden => {
            refuse("nobody may recuse themselves here")
        }
        (Vote::Recused, _)
        | (Vote::For | Vote::Against | Vote::Abstain, BallotKind::ForAgainst)
        | (Vote::Consent | Vote::StandAside | Vote::Object, BallotKind::Consent) => Ok(()),
        (Vote::Score(score), BallotKind::PlusMinus { .. }) => {
            if **score < exact(-1) || exact(1) < **score || !stepped(score) {
                return refuse("a vote here is +1, 0 or -1, or between where the rule has a step");
            }
            Ok(())
        }
        (Vote::Choose(option), BallotKind::Plurality) => {
            if known(option) {
                Ok(())
            } else {
                refuse("it names an option that is not in the poll")
            }
        }
        (Vote::Approve(approved), BallotKind::Approval { at_most }) => {
            if !approved.iter().all(known) {
                return refuse("it names an option that is not in the poll");
            }
            match at_most {
                Some(most) if approved.len() > *most as usize => {
                    refuse(&format!("it approves of more than {most}"))
                }
                _ => Ok(()),
            }
        }
        (Vote::Rate(grades), BallotKind::Rate { from, to }) => {
            if !grades.keys().all(known) {
                return refuse("it names an option that is not in the poll");
            }
            if grades
                .values()
                .any(|grade| grade < from || to < grade || !stepped(grade))
            {
                return refuse("it has a grade outside the range");
            }
            Ok(())
        }
        (Vote::Rank(ranks), BallotKind::Rank { unranked }) => {
            let mut seen = BTreeSet::new();
            for option in ranks.iter().flatten() {
                if !known(option) {
                    return refuse("it names an option that is not in the poll");
                }
                if !seen.insert(option) {
                    return refuse("it ranks an option twice");
                }
            }
            if ranks.iter().any(BTreeSet::is_empty) {
                return refuse("it has an empty rank");
            }
            if *unranked == Unranked::Invalid && seen.len() < options.len() {
                return refuse("it leaves out an option, and this poll asks for all");
            }
            Ok(())
        }
        _ => refuse("it is a vote of another kind of ballot"),
    }
}

/// A vote as a voter would type it.
pub fn show_vote(vote: &Vote) -> String {
    match vote {
        Vote::Recused => "recused".to_owned(),
        Vote::For => "for".to_owned(),
        Vote::Against => "against".to_owned(),
        Vote::Abstain => "abstain".to_owned(),
        Vote::Score(score) if **score > exact(0) => format!("+{}", show_exact(score)),
        Vote::Score(score) => show_exact(score),
        Vote::Consent => "consent".to_owned(),
        Vote::StandAside => "stand-aside".to_owned(),
        Vote::Object => "object".to_owned(),
        Vote::Choose(option) => option.to_string(),
        Vote::Approve(approved) if approved.is_empty() => "none".to_owned(),
        Vote::Approve(approved) => join(approved, ","),
        Vote::Rate(grades) => grades
            .iter()
            .map(|(option, grade)| format!("{option}={}", show_exact(grade)))
            .collect::<Vec<_>>()
            .join(","),
        Vote::Rank(ranks) => ranks
            .iter()
            .map(|equals| join(equals, " = "))
            .collect::<Vec<_>>()
            .join(" > "),
    }
}

fn join(options: &BTreeSet<OptionId>, by: &str) -> String {
    let names: Vec<_> = options.iter().map(OptionId::as_str).collect();
    names.join(by)
}
