//! The rules of real organisations with the votes that their texts decide:
//! each case names its number in the list of vectors, R1 to R34. (R30, a
//! cancelled poll, is no matter of a rule's conditions.)

use std::collections::BTreeMap;

use super::analysis::reach;
use super::decide::{Moment, Verdict, decide};
use super::model::*;
use super::{Condition, Electorate, Quantities};
use crate::base::{Exact, Span, exact};

fn condition(text: &str) -> Condition {
    Condition::parse(text).unwrap_or_else(|error| panic!("{text}: {error}"))
}

/// A stage with these outcomes in order; those that are not `accept` or
/// `reject` are rejections.
fn stage(ballot: &str, outcomes: &[(&str, &str)]) -> Stage {
    let electorate = Electorate::parse("core").unwrap();
    let mut stage = Stage::new("vote".parse().unwrap(), electorate, ballot.parse().unwrap());
    stage.period = Some(PollPeriod::Fixed(Span::days(7)));
    for (name, text) in outcomes {
        let condition = (*text != "otherwise").then(|| condition(text));
        stage.outcomes.push((name.parse().unwrap(), condition));
        if Stage::default_then(&name.parse().unwrap()).is_none() {
            stage.then.insert(name.parse().unwrap(), Route::REJECT);
        }
    }
    stage
}

fn yes_no(ballot: &str, accept: &str) -> Stage {
    stage(ballot, &[("accept", accept), ("reject", "otherwise")])
}

/// The Technical Board's vote of DEP 10, accepting at a score.
fn board(accept_at: u32) -> Stage {
    let accept = format!("score >= {accept_at}");
    let mut stage = stage(
        "plus-minus",
        &[
            ("accept", &accept),
            ("no-action", "score >= 0"),
            ("veto", "otherwise"),
        ],
    );
    stage.extend = Some(Extend {
        name: Some("incomplete".parse().unwrap()),
        when: condition(
            "silent > 1/2 of serving or (silent > 0 and ballots > 1/2 of serving and score in {-1, 0, 2, 3})",
        ),
        by: Span::days(7),
        repeat: Repeat::UntilComplete,
        at_most: Some(10),
    });
    stage
}

/// For, against and abstaining, of an electorate.
fn votes(cast: (u32, u32, u32), electorate: u32) -> Quantities {
    let (favour, against, abstain) = cast;
    Quantities {
        in_favour: exact(favour),
        against: exact(against),
        abstain: exact(abstain),
        ballots: exact(favour + against + abstain),
        electorate: exact(electorate),
        silent: exact(electorate) - exact(favour + against + abstain),
        seats: Some(electorate.into()),
        serving: Some(electorate.into()),
        ..Quantities::default()
    }
}

/// The name of the outcome, or of the extension.
fn ends(stage: &Stage, quantities: &Quantities) -> String {
    let moment = Moment {
        closes: None,
        extensions: 0,
        held: None,
    };
    match decide(stage, quantities, moment).unwrap().verdict {
        Verdict::Extended(extension) => extension.name.unwrap().to_string(),
        Verdict::Decided { outcome, .. } => outcome.to_string(),
    }
}

#[test]
fn r1_to_r11_and_r31_dep_10_board() {
    let accept = board(3);
    for (vector, cast, serving, expected) in [
        ("R1", (4, 1, 0), 5, "accept"),
        ("R2", (3, 0, 0), 5, "incomplete"),
        ("R3", (4, 0, 0), 5, "accept"),
        ("R4", (2, 0, 1), 5, "incomplete"),
        ("R5", (1, 0, 2), 5, "no-action"),
        ("R6", (0, 0, 3), 5, "incomplete"),
        ("R6", (0, 1, 2), 5, "incomplete"),
        ("R7", (0, 2, 1), 5, "veto"),
        ("R8", (2, 0, 0), 5, "incomplete"),
        ("R9", (3, 1, 1), 5, "no-action"),
        ("R9", (1, 1, 3), 5, "no-action"),
        ("R9", (1, 2, 2), 5, "veto"),
        ("R10", (3, 0, 0), 4, "incomplete"),
        ("R11", (3, 1, 0), 4, "no-action"),
        ("R11", (4, 0, 0), 4, "accept"),
        ("R31", (2, 0, 0), 4, "no-action"),
        ("R31", (0, 2, 0), 4, "veto"),
    ] {
        let mut quantities = votes(cast, serving);
        quantities.seats = Some(5);
        assert_eq!(ends(&accept, &quantities), expected, "{vector} {cast:?}");
    }
    // R1: a change of governance needs one more.
    assert_eq!(ends(&board(4), &votes((4, 1, 0), 5)), "no-action");
}

#[test]
fn the_board_waits_ten_weeks_and_no_longer() {
    let stage = board(3);
    let mut moment = Moment {
        closes: Some("2020-02-08T00:00:00Z".parse().unwrap()),
        extensions: 0,
        held: None,
    };
    let quantities = votes((3, 0, 0), 5);
    for week in 1..=10 {
        let decision = decide(&stage, &quantities, moment).unwrap();
        let Verdict::Extended(extension) = decision.verdict else {
            panic!("week {week}");
        };
        assert_eq!(extension.number, week);
        moment.closes = extension.closes;
        moment.extensions = extension.number;
    }
    assert_eq!(moment.closes.unwrap().to_string(), "2020-04-18T00:00:00Z");
    let decision = decide(&stage, &quantities, moment).unwrap();
    assert_eq!(decision.outcome().unwrap().as_str(), "accept");
    let rule = Rule::new("Board", vec![stage]);
    assert_eq!(rule.problems(&"board".parse().unwrap()), []);
}

#[test]
fn conditions_on_what_was_cast() {
    for (vector, accept, cast, electorate, passes) in [
        ("R12", "for >= 4/5 of ballots", (40, 10, 0), 60, true),
        ("R12", "for >= 4/5 of ballots", (40, 10, 1), 60, false),
        (
            "R12",
            "for >= 4/5 of (for + against)",
            (40, 10, 1),
            60,
            true,
        ),
        ("R13", "for >= 2/3 of ballots", (3, 2, 0), 5, false),
        ("R13", "for >= 2/3 of ballots", (4, 1, 0), 5, true),
        ("R13", "for >= 2/3 of ballots", (4, 2, 0), 6, true),
        ("R14", "for > 1/2 of (for + against)", (2, 1, 2), 5, true),
        ("R16", "for > against", (2, 1, 0), 9, true),
        ("R20", "for >= 2 * against", (8, 4, 9), 40, true),
        ("R20", "for >= 2 * against", (5, 3, 0), 40, false),
        ("R21", GENTOO, (50, 25, 0), 200, true),
        ("R21", GENTOO, (50, 26, 0), 200, false),
        ("R21", GENTOO, (49, 10, 0), 200, false),
        ("R23", CEP_2, (15, 0, 0), 21, true),
        ("R24", "for > 1/2 of seats", (4, 0, 5), 9, false),
        ("R25", "for >= 2/3 of electorate", (6, 0, 0), 9, true),
        ("R25", "for >= 2/3 of electorate", (5, 0, 0), 9, false),
        ("R26", "for >= 66% of ballots", (33, 17, 0), 50, true),
        ("R26", "for >= 2/3 of ballots", (33, 17, 0), 50, false),
        ("R26", "for >= 66% of ballots", (7, 4, 0), 11, false),
        ("R26", "for >= 2/3 of ballots", (7, 4, 0), 11, false),
        ("R33", "for >= 2/3 of ballots", (60, 30, 0), 100, true),
        ("R33", "for >= 2/3 of ballots", (59, 31, 0), 100, false),
        ("R34", "for = electorate", (5, 0, 0), 5, true),
        ("R34", "for = electorate", (4, 0, 1), 5, false),
        ("R34", "for = electorate", (4, 0, 0), 4, true),
    ] {
        let expected = if passes { "accept" } else { "reject" };
        let found = ends(&yes_no("for-against", accept), &votes(cast, electorate));
        assert_eq!(found, expected, "{vector}: {accept} with {cast:?}");
    }
}

const GENTOO: &str = "for >= 2 * against and for >= max(electorate/4, 2 * sqrt(electorate))";
const CEP_2: &str = "ballots >= 60% of electorate and for >= 60% of (for + against)";

#[test]
fn r15_apache_code_change() {
    let mut stage = yes_no("plus-minus", "for >= 3 and vetoes = 0");
    stage.ballot = BallotKind::PlusMinus { veto: true };
    for ((favour, vetoes), expected) in
        [((3, 0), "accept"), ((2, 0), "reject"), ((10, 1), "reject")]
    {
        let mut quantities = votes((favour, vetoes, 0), 20);
        quantities.vetoes = exact(vetoes);
        assert_eq!(ends(&stage, &quantities), expected, "R15 {favour} {vetoes}");
    }
}

/// The fewest in favour that pass an electorate of one weight.
fn fewest(stage: &Stage, electorate: u32) -> Exact {
    let weights = vec![exact(1); electorate as usize];
    let found = reach(stage, &votes((0, 0, 0), electorate), &weights).unwrap();
    assert!(found.exact);
    found.fewest.unwrap()
}

#[test]
fn r17_to_r19_fewest_votes() {
    // Whoever has not signed stands in the way, silent or not.
    let rfcbot = yes_no(
        "consent",
        "consents > electorate - consents and electorate - consents <= 2 and objections = 0",
    );
    let counted: Vec<Exact> = (1..=8).map(|team| fewest(&rfcbot, team)).collect();
    assert_eq!(counted, [1, 2, 2, 3, 3, 4, 5, 6].map(exact), "R17");
    for (vector, text, members, expected) in [
        ("R18 routine", "for > 1/2 of seats", 7, 4),
        ("R18 quorum", "for >= 2/3 of seats", 7, 5),
        ("R18 removal", "for >= 3/4 of seats", 7, 6),
        (
            "R19 motion",
            "for > against and for >= 1/3 of serving",
            13,
            5,
        ),
        ("R19 charter", "for >= 2/3 of serving", 13, 9),
        ("R19 meeting", "for > 1/2 of serving", 13, 7),
    ] {
        let mut stage = yes_no("for-against", text);
        stage.recusal = Recusal::Forbidden;
        assert_eq!(fewest(&stage, members), exact(expected), "{vector}");
    }
    let motion = yes_no("for-against", "for > against and for >= 1/3 of serving");
    assert_eq!(
        ends(&motion, &votes((5, 5, 0), 13)),
        "reject",
        "R19: a tie fails"
    );
}

#[test]
fn r21_gentoo_seconds() {
    let need = condition("sponsors >= 2 * sqrt(electorate)");
    let enough = |sponsors: u32| {
        let quantities = Quantities {
            sponsors: exact(sponsors),
            ..votes((0, 0, 0), 200)
        };
        need.holds(&quantities).unwrap()
    };
    assert!(!enough(28) && enough(29), "R21");
}

#[test]
fn r22_conda_either_quorum_or_patience() {
    let mut stage = yes_no("for-against", "for > 1/2 of (for + against)");
    stage.quorum = Some(Quorum {
        need: condition(
            "(ballots >= 50% of electorate and ballots >= 5) or (days >= 14 and attested(notices))",
        ),
        of: None,
        otherwise: QuorumOtherwise::Fail,
    });
    assert_eq!(ends(&stage, &votes((3, 2, 1), 10)), "accept", "R22");
    assert_eq!(ends(&stage, &votes((4, 3, 0), 10)), "accept", "R22");
    let mut few = votes((3, 1, 0), 10);
    assert_eq!(ends(&stage, &few), "no-quorum", "R22");
    few.days = 14;
    assert_eq!(ends(&stage, &few), "no-quorum", "R22 without notices");
    few.attested.insert("notices".parse().unwrap());
    assert_eq!(ends(&stage, &few), "accept", "R22");
}

#[test]
fn r27_linkerd_weights() {
    let mut stage = yes_no("for-against", "for > 1/2 of ballots");
    stage.weights = BTreeMap::from([("super-maintainers".parse().unwrap(), exact(2))]);
    // The sums hold the weights already: one super-maintainer is two.
    assert_eq!(ends(&stage, &votes((2, 1, 0), 6)), "accept", "R27");
    assert_eq!(ends(&stage, &votes((2, 2, 0), 6)), "reject", "R27");
}

#[test]
fn r28_nixos_a_vacant_seat_counts_for() {
    let mut stage = yes_no("for-against", "for > 1/2 of seats");
    stage.vacant_seats = VacantSeats::For;
    let mut quantities = votes((3, 3, 0), 6);
    quantities.seats = Some(7);
    assert_eq!(
        ends(&stage, &quantities),
        "reject",
        "R28 without the vacant seat"
    );
    quantities.count_vacant(stage.vacant_seats, 1);
    assert_eq!(ends(&stage, &quantities), "accept", "R28");
    let mut nobody = votes((0, 0, 0), 6);
    nobody.count_vacant(stage.vacant_seats, 7);
    assert_eq!(ends(&stage, &nobody), "no-ballots", "R29");
}

#[test]
fn r29_nothing_cast() {
    for text in [
        "for > against",
        "for >= 0",
        "against = 0",
        "electorate > 1",
        "1 = 1",
    ] {
        let mut stage = yes_no("for-against", text);
        assert_eq!(
            ends(&stage, &votes((0, 0, 0), 9)),
            "no-ballots",
            "R29 {text}"
        );
        let decision = decide(
            &stage,
            &votes((0, 0, 0), 9),
            Moment {
                closes: None,
                extensions: 0,
                held: None,
            },
        );
        assert_eq!(decision.unwrap().route(), Some(&Route::REJECT));
        stage.lazy = true;
        let expected = if text == "for > against" {
            "reject"
        } else {
            "accept"
        };
        assert_eq!(
            ends(&stage, &votes((0, 0, 0), 9)),
            expected,
            "R29 lazy {text}"
        );
    }
}

#[test]
fn r32_kubernetes_charter() {
    let mut stage = yes_no(
        "consent",
        "consents >= 3/4 of seats or (days >= 28 and objections = 0)",
    );
    stage.lazy = true;
    let state = |consents: u32, objections: u32, days| Quantities {
        consents: exact(consents),
        objections: exact(objections),
        days,
        ..votes((0, 0, consents + objections), 7)
    };
    assert_eq!(ends(&stage, &state(6, 0, 3)), "accept", "R32");
    assert_eq!(ends(&stage, &state(5, 0, 3)), "reject", "R32");
    assert_eq!(ends(&stage, &state(0, 0, 28)), "accept", "R32");
    assert_eq!(ends(&stage, &state(0, 1, 28)), "reject", "R32");
}
