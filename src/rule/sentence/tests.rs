use super::*;
use crate::base::{EventKind, Span, exact};
use crate::rule::model::*;
use crate::rule::{Condition, Electorate};

fn words(text: &str) -> String {
    condition_in_words(&Condition::parse(text).unwrap())
}

#[test]
fn conditions_read_as_clauses() {
    for (text, expected) in [
        (
            "for > against",
            "the votes for are more than the votes against",
        ),
        (
            "for >= 4/5 of ballots",
            "the votes for are at least 4/5 of the ballots",
        ),
        (
            "for >= 60% of (for + against)",
            "the votes for are at least 60% of (the votes for plus the votes against)",
        ),
        ("objections = 0", "there are no objections"),
        (
            "silent > 0 and ballots >= 5",
            "there are silent electors, and there are at least 5 ballots",
        ),
        ("score in {-1, 0, 2}", "the score is one of -1, 0 and 2"),
        (
            "score >= 1 and (days >= 28 or attested(notice))",
            "the score is at least 1, and either at least 28 days have passed since the opening or \"notice\" is attested",
        ),
        (
            "for >= max(electorate/4, 2 * sqrt(electorate))",
            "the votes for are at least the greater of the electors divided by 4 and 2 times the square root of the electors",
        ),
        (
            "not (board is veto)",
            "it is not so that stage board ended as \"veto\"",
        ),
    ] {
        assert_eq!(words(text), expected, "{text}");
    }
}

#[test]
fn a_rule_reads_as_its_source_does() {
    let electorate = Electorate::parse("technical-board").unwrap();
    let mut board = Stage::new(
        "board".parse().unwrap(),
        electorate.clone(),
        BallotKind::PlusMinus { veto: false },
    );
    board.reason = ReasonRule::Encouraged;
    board.period = Some(PollPeriod::Fixed(Span::days(7)));
    board.extend = Some(Extend {
        name: Some("incomplete".parse().unwrap()),
        when: Condition::parse("silent > 1/2 of serving").unwrap(),
        by: Span::days(7),
        repeat: Repeat::UntilComplete,
        at_most: Some(10),
    });
    board.outcomes = vec![
        (
            "accept".parse().unwrap(),
            Some(Condition::parse("score >= 4").unwrap()),
        ),
        ("veto".parse().unwrap(), None),
    ];
    let waiting = WaitingPeriod {
        until: "later of (6 months, next feature-release)".parse().unwrap(),
        again: Some("next board-election".parse().unwrap()),
        unless: Some("requested by a member of technical-board".parse().unwrap()),
    };
    let veto = Route::Reject {
        waiting: Some(waiting),
    };
    board.then.insert("veto".parse().unwrap(), veto);
    let mut rule = Rule::new("Changing Django's governance", vec![board]);
    rule.source = Some(Source {
        document: "DEP 10".to_owned(),
        section: Some("Changing this governance process".to_owned()),
        url: None,
    });
    rule.decides = [Class::Constitution, Class::Structure].into();
    rule.may_open = Some(Who::Of(electorate));
    rule.triggers = vec![Trigger::On {
        event: "final-feature-release".parse::<EventKind>().unwrap(),
        after: Some(Span::days(7)),
        unless: Some("board-election in series".parse().unwrap()),
    }];
    assert_eq!(
        rule.sentences(),
        [
            "Changing Django's governance (DEP 10, \"Changing this governance process\").",
            "It decides on the constitution and the structure.",
            "Anyone may propose; a member of technical-board may open the vote.",
            "The electors, technical-board, vote +1, 0 or -1.",
            "  A reason is encouraged.",
            "  It is open for 7 days.",
            "  It goes on for a further 7 days, again and again, at most 10 times, if at its end the silent electors are more than 1/2 of the serving members (it is then \"incomplete\").",
            "  Accept, if the score is at least 4: it is accepted.",
            "  Veto, otherwise: it is rejected and may not come back until the later of these: 6 months have passed and the next feature-release, a second time until the next board-election, unless a member of technical-board asks.",
            "  If nobody votes, it is rejected.",
            "It is due 7 days after a final-feature-release, unless there was a board-election in the same series.",
        ]
    );
}

#[test]
fn a_count_and_its_plurals() {
    let mut election = Stage::new(
        "election".parse().unwrap(),
        Electorate::parse("core or fellows").unwrap(),
        BallotKind::Approval { at_most: Some(5) },
    );
    election.period = Some(PollPeriod::Between {
        at_least: Span::days(7),
        at_most: Span::days(30),
    });
    election.secrecy = Secrecy::Secret;
    election
        .weights
        .insert("fellows".parse().unwrap(), exact(2));
    let mut count = CountSpec::new(Method::Approval);
    count.seats = Some(5);
    count.tie_break = vec![TieBreak::EarlierJoiner, TieBreak::Lot];
    count.cap = Some(Cap {
        by: CapBy::Affiliation,
        at_most: 2,
    });
    election.count = Some(count.clone());
    let lines = Rule::new("Election", vec![election]).sentences();
    for line in [
        "The electors, core or fellows, each approve of at most 5 options.",
        "  A member of fellows has a weight of 2.",
        "  Ballots are secret.",
        "  It is open for 7 days to 30 days, as its opener chooses.",
        "  The most approvals win, for 5 seats.",
        "  A tie is broken in favour of whoever joined earlier, then by a lot that anyone can draw again.",
        "  At most 2 of one affiliation may serve, those who stay among them; the next in order moves up.",
    ] {
        assert!(
            lines.iter().any(|found| found == line),
            "{line}: {lines:#?}"
        );
    }
}
