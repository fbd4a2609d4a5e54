//! One stage in sentences.

use super::capital;
use super::words::{condition_in_words, list, people};
use crate::base::show_exact;
use crate::rule::model::{
    BallotKind, Change, PollPeriod, QuorumOtherwise, ReasonRule, Recusal, Repeat, Route, Secrecy,
    Stage, StageOutcome, Unranked, VacantSeats, WaitExpr,
};

/// The sentences of a stage; `number` where there are several.
pub(super) fn sentences(stage: &Stage, number: Option<usize>, last: bool) -> Vec<String> {
    let leads = |route: &Route| match route {
        Route::Continue if last => "it is accepted".to_owned(),
        Route::Continue => "it goes on to the next stage".to_owned(),
        other => leads(other),
    };
    let mut lines = vec![opening(stage, number)];
    let mut add = |line: String| lines.push(format!("  {line}"));
    who(stage).into_iter().for_each(&mut add);
    clock(stage).into_iter().for_each(&mut add);
    if let Some(quorum) = &stage.quorum {
        let otherwise = match &quorum.otherwise {
            QuorumOtherwise::Fail => "the vote fails".to_owned(),
            QuorumOtherwise::Extend => "the vote is extended".to_owned(),
            QuorumOtherwise::Stage(id) => format!("stage {id} follows"),
        };
        let need = condition_in_words(&quorum.need);
        let of = quorum
            .of
            .as_ref()
            .map_or_else(String::new, |team| format!(" (of {team})"));
        add(format!(
            "There is a quorum{of} when {need}; without it {otherwise}."
        ));
    }
    if let Some(count) = &stage.count {
        super::count::sentences(count)
            .into_iter()
            .for_each(&mut add);
    }
    if stage.outcomes.is_empty() && stage.count.is_some() {
        for (name, when) in [
            ("accept", "if a winner is not the status quo"),
            ("reject", "otherwise"),
        ] {
            let route = name.parse().ok().and_then(|it| stage.route(&it));
            if let Some(route) = route {
                add(format!("{}, {when}: {}.", capital(name), leads(&route)));
            }
        }
    }
    for (name, condition) in &stage.outcomes {
        let when = match condition {
            Some(condition) => format!("if {}", condition_in_words(condition)),
            None if stage.outcomes.len() == 1 => "always".to_owned(),
            None => "otherwise".to_owned(),
        };
        let outcome = StageOutcome::from(name.clone());
        let route = stage.route(&outcome);
        let leads = route.map_or_else(
            || "nothing is said of what follows".to_owned(),
            |it| leads(&it),
        );
        add(format!("{}, {when}: {leads}.", capital(name.as_str())));
    }
    if stage.lazy {
        add("Silence may decide: these hold even if nobody votes.".to_owned());
    } else {
        let route = stage
            .route(&StageOutcome::NoBallots)
            .unwrap_or(Route::REJECT);
        add(format!("If nobody votes, {}.", leads(&route)));
    }
    lines
}

fn opening(stage: &Stage, number: Option<usize>) -> String {
    let ballot = match &stage.ballot {
        BallotKind::ForAgainst => "vote for, against or abstain".to_owned(),
        BallotKind::PlusMinus { veto: false } => "vote +1, 0 or -1".to_owned(),
        BallotKind::PlusMinus { veto: true } => {
            "vote +1, 0 or -1, where a -1 with a reason is a veto".to_owned()
        }
        BallotKind::Consent => "consent, stand aside or object".to_owned(),
        BallotKind::Plurality => "each choose one option".to_owned(),
        BallotKind::Approval { at_most: None } => {
            "each approve of any number of options".to_owned()
        }
        BallotKind::Approval { at_most: Some(1) } => "each approve of at most 1 option".to_owned(),
        BallotKind::Approval {
            at_most: Some(most),
        } => {
            format!("each approve of at most {most} options")
        }
        BallotKind::Rate { from, to } => {
            format!(
                "give each option a grade from {} to {}",
                show_exact(from),
                show_exact(to)
            )
        }
        BallotKind::Rank { unranked } => {
            let rest = match unranked {
                Unranked::Last => "those left out come last",
                Unranked::NotCompared => "those left out are compared with nothing",
                Unranked::Invalid => "none may be left out",
            };
            format!("put the options in order; {rest}")
        }
    };
    let lead = match number {
        Some(number) => format!("Stage {number}, {}: the", stage.id),
        None => "The".to_owned(),
    };
    let when = match &stage.when {
        Some(condition) => format!(" It takes place if {}.", condition_in_words(condition)),
        None => String::new(),
    };
    format!("{lead} electors, {}, {ballot}.{when}", stage.electorate)
}

fn who(stage: &Stage) -> Vec<String> {
    let mut lines = Vec::new();
    for (team, weight) in &stage.weights {
        lines.push(format!(
            "A member of {team} has a weight of {}.",
            show_exact(weight)
        ));
    }
    lines.extend(
        match stage.recusal {
            Recusal::Allowed => None,
            Recusal::RequiredForSubject => Some("Those whom it concerns must recuse themselves."),
            Recusal::Forbidden => Some("Nobody may recuse themselves."),
        }
        .map(str::to_owned),
    );
    let vacant = match stage.vacant_seats {
        VacantSeats::Ignored => None,
        VacantSeats::For => Some("a vote for"),
        VacantSeats::Against => Some("a vote against"),
        VacantSeats::Abstain => Some("an abstention"),
    };
    lines.extend(vacant.map(|as_what| format!("A vacant seat counts as {as_what}.")));
    let reason = match stage.reason {
        ReasonRule::Optional => None,
        ReasonRule::Encouraged => Some("A reason is encouraged."),
        ReasonRule::Required => Some("Every ballot must give a reason."),
        ReasonRule::RequiredForAgainst => Some("A ballot against must give a reason."),
    };
    lines.extend(reason.map(str::to_owned));
    if stage.change == Change::Never {
        lines.push("A ballot cannot be changed.".to_owned());
    }
    let secrecy = match stage.secrecy {
        Secrecy::Public => None,
        Secrecy::Sealed => Some("Ballots are sealed until the close."),
        Secrecy::Secret => Some("Ballots are secret."),
    };
    lines.extend(secrecy.map(str::to_owned));
    if let Some(step) = &stage.step {
        lines.push(format!(
            "A vote may be given in parts of {}.",
            show_exact(step)
        ));
    }
    if let Some(returns) = &stage.returns {
        lines.push(format!(
            "If it is held elsewhere, {} sign the figures.",
            returns
        ));
    }
    lines
}

fn clock(stage: &Stage) -> Vec<String> {
    let mut lines = Vec::new();
    if let Some(span) = stage.notice {
        lines.push(format!("It is announced {span} before it opens."));
    }
    if let Some(span) = stage.delay {
        lines.push(format!(
            "It opens {span} after the stage before, as time to mend."
        ));
    }
    lines.extend(stage.period.map(|period| match period {
        PollPeriod::Fixed(span) => format!("It is open for {span}."),
        PollPeriod::Between { at_least, at_most } => {
            format!("It is open for {at_least} to {at_most}, as its opener chooses.")
        }
    }));
    if let Some(extend) = &stage.extend {
        let times = match (extend.repeat, extend.limit()) {
            (Repeat::UntilComplete, most) => {
                format!("again and again, at most {}", plural(most, "time"))
            }
            (Repeat::Times(_), 1) => "once".to_owned(),
            (Repeat::Times(_), most) => format!("at most {}", plural(most, "time")),
        };
        let name = extend.name.as_ref();
        let name = name.map_or_else(String::new, |name| format!(" (it is then \"{name}\")"));
        lines.push(format!(
            "It goes on for a further {}, {times}, if at its end {}{name}.",
            extend.by,
            condition_in_words(&extend.when)
        ));
    }
    if let Some(condition) = &stage.close_early {
        lines.push(format!(
            "It may close early if {}.",
            condition_in_words(condition)
        ));
    }
    if let Some(condition) = &stage.close_when {
        lines.push(format!(
            "It closes as soon as {}.",
            condition_in_words(condition)
        ));
    }
    if let Some(span) = stage.held_for {
        lines.push(format!(
            "What accepts it must have held for {span} without a break."
        ));
    }
    if let Some(span) = stage.grace {
        lines.push(format!(
            "Ballots on their way are waited for during {span}."
        ));
    }
    if stage.restart_on.is_some() {
        lines.push("An amendment starts the clock again.".to_owned());
    }
    if !stage.blackout.is_empty() {
        let ranges = stage
            .blackout
            .iter()
            .map(|range| format!("from {}", range.in_words()));
        lines.push(format!(
            "It neither opens nor closes {}.",
            list(ranges, "and")
        ));
    }
    lines
}

/// Where an outcome leads, as a clause: `it is accepted`.
pub fn leads(route: &Route) -> String {
    match route {
        Route::Continue => "it goes on, and is accepted after the last stage".to_owned(),
        Route::Accept => "it is accepted".to_owned(),
        Route::Reject { waiting: None } => "it is rejected".to_owned(),
        Route::Reject {
            waiting: Some(waiting),
        } => {
            let mut text = format!(
                "it is rejected and may not come back until {}",
                wait(&waiting.until)
            );
            if let Some(again) = &waiting.again {
                text.push_str(&format!(", a second time until {}", wait(again)));
            }
            if let Some(unless) = &waiting.unless {
                text.push_str(&format!(", unless {} asks", people(&unless.requested_by)));
            }
            text
        }
        Route::ReturnToDraft => "it returns to draft".to_owned(),
        Route::Stage(id) => format!("stage {id} is held anew"),
        Route::KeepOpen => "the vote stays open".to_owned(),
        Route::Start(rule) => format!("a decision under {rule} begins"),
    }
}

fn wait(expr: &WaitExpr) -> String {
    match expr {
        WaitExpr::Span(span) if span.amount() == 1 => format!("{span} has passed"),
        WaitExpr::Span(span) => format!("{span} have passed"),
        WaitExpr::Next(kind) => format!("the next {kind}"),
        WaitExpr::LaterOf(parts) => format!(
            "the later of these: {}",
            list(parts.iter().map(wait), "and")
        ),
        WaitExpr::EarlierOf(parts) => {
            format!(
                "the earlier of these: {}",
                list(parts.iter().map(wait), "and")
            )
        }
    }
}

pub(super) fn plural(number: u32, word: &str) -> String {
    let s = if number == 1 { "" } else { "s" };
    format!("{number} {word}{s}")
}
