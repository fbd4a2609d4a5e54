use super::*;
use crate::base::{exact, show_exact};
use crate::rule::model::{BallotKind, CountSpec, Extend, Method, Quorum, Repeat};
use crate::rule::{Condition, Electorate};

fn condition(text: &str) -> Condition {
    Condition::parse(text).unwrap()
}

fn stage(outcomes: &[(&str, &str)]) -> Stage {
    let electorate = Electorate::parse("core").unwrap();
    let mut stage = Stage::new("vote".parse().unwrap(), electorate, BallotKind::ForAgainst);
    stage.outcomes = outcomes
        .iter()
        .map(|(name, text)| {
            let condition = (*text != "otherwise").then(|| condition(text));
            (name.parse().unwrap(), condition)
        })
        .collect();
    stage
}

fn votes(in_favour: u32, against: u32, electorate: u32) -> Quantities {
    Quantities {
        in_favour: exact(in_favour),
        against: exact(against),
        ballots: exact(in_favour + against),
        electorate: exact(electorate),
        silent: exact(electorate - in_favour - against),
        ..Quantities::default()
    }
}

fn first() -> Moment {
    Moment {
        closes: Some("2020-02-08T00:00:00Z".parse().unwrap()),
        extensions: 0,
        held: None,
    }
}

const SIMPLE: &[(&str, &str)] = &[("accept", "for > against"), ("reject", "otherwise")];

#[test]
fn the_first_condition_that_holds_wins_and_all_before_it_are_shown() {
    let stage = stage(&[
        ("strong", "for >= 4/5 of ballots"),
        ("accept", "for > against"),
        ("reject", "otherwise"),
    ]);
    let decision = decide(&stage, &votes(3, 2, 9), first()).unwrap();
    assert_eq!(decision.outcome().unwrap().as_str(), "accept");
    assert_eq!(decision.route(), Some(&Route::Continue));
    assert_eq!(
        decision.lines(),
        [
            "strong: for 3 >= 4/5 of ballots 5 = 4: does not hold",
            "accept: for 3 > against 2: holds",
        ]
    );
    let strong = decide(&stage, &votes(9, 0, 9), first()).unwrap_err();
    assert_eq!(strong, DecideError::NoRoute("strong".parse().unwrap()));
}

#[test]
fn nobody_voting_rejects_unless_silence_accepts() {
    let mut stage = stage(&[("accept", "against = 0"), ("reject", "otherwise")]);
    let decision = decide(&stage, &votes(0, 0, 9), first()).unwrap();
    assert_eq!(decision.outcome(), Some(&StageOutcome::NoBallots));
    assert_eq!(decision.route(), Some(&Route::REJECT));
    stage.lazy = true;
    let decision = decide(&stage, &votes(0, 0, 9), first()).unwrap();
    assert_eq!(decision.outcome().unwrap().as_str(), "accept");
}

#[test]
fn an_extension_comes_before_no_ballots_and_ends() {
    let mut stage = stage(SIMPLE);
    stage.extend = Some(Extend {
        name: Some("incomplete".parse().unwrap()),
        when: condition("silent > 1/2 of electorate"),
        by: Span::days(7),
        repeat: Repeat::UntilComplete,
        at_most: Some(2),
    });
    let decision = decide(&stage, &votes(0, 0, 9), first()).unwrap();
    let Verdict::Extended(extension) = &decision.verdict else {
        panic!("{decision:?}");
    };
    assert_eq!(extension.number, 1);
    assert_eq!(extension.name.as_ref().unwrap().as_str(), "incomplete");
    assert_eq!(
        extension.closes.unwrap().to_string(),
        "2020-02-15T00:00:00Z"
    );
    let last = Moment {
        extensions: 2,
        ..first()
    };
    let decision = decide(&stage, &votes(0, 0, 9), last).unwrap();
    assert_eq!(decision.outcome(), Some(&StageOutcome::NoBallots));
    assert_eq!(decision.extend, None, "it is not asked any more");
}

#[test]
fn a_missing_quorum_fails_extends_or_leads_elsewhere() {
    let mut stage = stage(SIMPLE);
    let mut with = |otherwise, extend: bool| {
        stage.quorum = Some(Quorum {
            need: condition("ballots >= 1/2 of seats"),
            of: Some("board".parse().unwrap()),
            otherwise,
        });
        stage.extend = extend.then(|| Extend {
            name: None,
            when: condition("1 = 2"),
            by: Span::days(7),
            repeat: Repeat::Times(1),
            at_most: None,
        });
        let mut quantities = votes(3, 0, 9);
        quantities.seats_of.insert("board".parse().unwrap(), 7);
        decide(&stage, &quantities, first()).unwrap()
    };
    let failed = with(QuorumOtherwise::Fail, false);
    assert_eq!(failed.outcome(), Some(&StageOutcome::NoQuorum));
    assert_eq!(failed.route(), Some(&Route::REJECT));
    assert_eq!(
        failed.lines(),
        ["quorum: ballots 3 >= 1/2 of seats 7 = 3.5: does not hold"]
    );
    let extended = with(QuorumOtherwise::Extend, true);
    assert!(matches!(extended.verdict, Verdict::Extended(_)));
    let elsewhere = with(QuorumOtherwise::Stage("second".parse().unwrap()), false);
    let second = Route::Stage("second".parse().unwrap());
    assert_eq!(elsewhere.route(), Some(&second));
    // With nothing left to extend, it fails.
    let none_left = with(QuorumOtherwise::Extend, false);
    assert_eq!(none_left.outcome(), Some(&StageOutcome::NoQuorum));
}

#[test]
fn what_cannot_be_worked_out_is_an_error_and_not_a_no() {
    let mut stage = stage(&[("accept", "for / against > 2"), ("reject", "otherwise")]);
    let error = decide(&stage, &votes(3, 0, 9), first()).unwrap_err();
    assert_eq!(
        error.to_string(),
        "`for / against > 2` cannot be worked out: division by zero"
    );
    stage.outcomes.truncate(1);
    let error = decide(&stage, &votes(1, 3, 9), first()).unwrap_err();
    assert_eq!(error, DecideError::NoOutcome);
}

#[test]
fn a_count_accepts_a_winner() {
    let mut stage = stage(&[]);
    stage.count = Some(CountSpec::new(Method::Schulze));
    let outcome = |winner, votes: &Quantities| {
        let decision = decide_counted(&stage, votes, first(), winner).unwrap();
        decision.outcome().unwrap().to_string()
    };
    assert_eq!(outcome(true, &votes(3, 0, 9)), "accept");
    assert_eq!(outcome(false, &votes(3, 0, 9)), "reject");
    assert_eq!(outcome(true, &votes(0, 0, 9)), "no-ballots");
    let error = decide(&stage, &votes(3, 0, 9), first()).unwrap_err();
    assert_eq!(error, DecideError::NeedsCount);
}

#[test]
fn a_stage_closes_after_its_grace_or_when_its_conditions_hold() {
    let mut stage = stage(SIMPLE);
    stage.grace = Some(Span::days(1));
    stage.close_early = Some(condition("for > 1/2 of electorate"));
    let closes = first().closes;
    let at = |text: &str| text.parse::<Instant>().unwrap();
    let clock = ClosingClock {
        closes,
        ..ClosingClock::default()
    };
    let check = |q: &Quantities, now| may_close(&stage, q, clock, at(now)).unwrap();
    assert!(!check(&votes(1, 1, 9), "2020-02-08T12:00:00Z").allowed);
    assert!(check(&votes(1, 1, 9), "2020-02-09T00:00:00Z").allowed);
    let early = check(&votes(5, 0, 9), "2020-02-02T00:00:00Z");
    assert!(early.allowed);
    assert_eq!(
        early.early.unwrap().lines(),
        ["for 5 > 1/2 of electorate 9 = 4.5: holds"]
    );
    assert_eq!(show_exact(&votes(5, 0, 9).silent), "4");
}

#[test]
fn nothing_closes_early_in_a_blackout_or_while_it_is_kept_open() {
    let mut stage = stage(&[("accept", "for > against"), ("reject", "otherwise")]);
    stage.close_early = Some(condition("for > 1/2 of electorate"));
    let now: Instant = "2020-02-02T00:00:00Z".parse().unwrap();
    let allowed = |clock| {
        let check = may_close(&stage, &votes(5, 0, 9), clock, now);
        check.unwrap().allowed
    };
    let clock = ClosingClock {
        closes: first().closes,
        ..ClosingClock::default()
    };
    assert!(allowed(clock));
    assert!(!allowed(ClosingClock {
        dark: true,
        ..clock
    }));
    let keeps_open = true;
    assert!(!allowed(ClosingClock {
        keeps_open,
        ..clock
    }));
}

#[test]
fn what_accepts_must_have_held_for_long_enough() {
    let mut stage = stage(&[("accept", "for > against"), ("reject", "otherwise")]);
    stage.extend = None;
    stage.held_for = Some(crate::base::Span::days(10));
    let since = "2020-02-01T00:00:00Z".parse().ok();
    let held = |complete| Held {
        since,
        complete_at: since.and_then(|it: Instant| it.plus(crate::base::Span::days(10))),
        complete,
    };
    let decided = |held| {
        let moment = Moment { held, ..first() };
        decide(&stage, &votes(5, 0, 5), moment).unwrap()
    };
    let name = |it: &StageDecision| it.outcome().unwrap().to_string();
    let passes = |it: &StageDecision| it.route().unwrap().passes();
    assert!(passes(&decided(Some(held(true)))));
    // Where nobody looked at time, as when votes are tried, it is left out.
    assert!(passes(&decided(None)));
    let early = decided(Some(held(false)));
    assert!(!passes(&early), "{}", name(&early));
    assert!(
        early
            .lines()
            .iter()
            .any(|it| it.contains("not held for long enough"))
    );
}
