use super::*;
use crate::base::exact;
use crate::rule::BallotKind;
use crate::rule::{Condition, Electorate};

fn stage(ballot: BallotKind, accept: &str) -> Stage {
    let electorate = Electorate::parse("board").unwrap();
    let mut stage = Stage::new("vote".parse().unwrap(), electorate, ballot);
    let accept = Condition::parse(accept).unwrap();
    stage.outcomes = vec![
        ("accept".parse().unwrap(), Some(accept)),
        ("reject".parse().unwrap(), None),
    ];
    stage
}

fn ends(stage: &Stage, text: &str, around: &Around) -> String {
    let sums = Sums::parse(text, stage).unwrap();
    let tried = try_sums(stage, &sums, around).unwrap();
    tried.decision.outcome().unwrap().to_string()
}

fn electors(number: u32) -> Around {
    Around {
        electors: Some(exact(number)),
        ..Around::default()
    }
}

#[test]
fn votes_are_typed_in_any_order() {
    let stage = stage(BallotKind::ForAgainst, "for >= 4/5 of ballots");
    for text in [
        "for 40, against 10",
        "10 against; 40 for",
        "against=10, for: 40",
    ] {
        assert_eq!(ends(&stage, text, &Around::default()), "accept", "{text}");
    }
    let one_more = "for 40, against 10, abstain 1";
    assert_eq!(ends(&stage, one_more, &Around::default()), "reject");
    assert_eq!(ends(&stage, "", &electors(5)), "no-ballots");
}

#[test]
fn numbers_that_are_votes_are_read_as_votes() {
    let stage = stage(
        BallotKind::PlusMinus { veto: true },
        "score >= 3 and vetoes = 0",
    );
    assert_eq!(ends(&stage, "+1 4, -1 1, 0 2", &electors(9)), "accept");
    assert_eq!(ends(&stage, "+1 10, veto 1", &electors(11)), "reject");
    let sums = Sums::parse("+1 4, veto 1", &stage).unwrap();
    let q = sums.quantities(&stage, &electors(7)).unwrap();
    assert_eq!((q.against, q.silent), (exact(1), exact(2)));
}

#[test]
fn a_vacant_seat_counts_as_the_rule_says() {
    let mut stage = stage(BallotKind::ForAgainst, "for > 1/2 of seats");
    stage.vacant_seats = crate::rule::VacantSeats::For;
    let around = Around {
        seats: Some(7),
        ..electors(6)
    };
    assert_eq!(ends(&stage, "for 3, against 3", &around), "accept");
    stage.vacant_seats = crate::rule::VacantSeats::Ignored;
    assert_eq!(ends(&stage, "for 3, against 3", &around), "reject");
}

#[test]
fn sums_that_cannot_be_are_refused() {
    let stage = stage(BallotKind::ForAgainst, "for > against");
    for bad in [
        "for",
        "for x",
        "for -1",
        "for 1 2",
        "four 4",
        "for 1, for 2",
        "consent 3",
    ] {
        assert!(Sums::parse(bad, &stage).is_err(), "{bad}");
    }
    let refused = |text: &str, around: &Around| {
        let sums = Sums::parse(text, &stage).unwrap();
        sums.quantities(&stage, around).unwrap_err().to_string()
    };
    assert!(refused("for 9, against 2", &electors(10)).contains("10 electors"));
    assert!(refused("for 9, silent 2", &electors(10)).contains("silent"));
}
