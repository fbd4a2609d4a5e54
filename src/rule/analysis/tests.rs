use super::*;
use crate::base::exact;
use crate::rule::decide::{Moment, decide};
use crate::rule::model::{BallotKind, Quorum, QuorumOtherwise, Recusal, Route};
use crate::rule::{Condition, Electorate};

fn stage(ballot: BallotKind, outcomes: &[(&str, &str)]) -> Stage {
    let electorate = Electorate::parse("core").unwrap();
    let mut stage = Stage::new("vote".parse().unwrap(), electorate, ballot);
    stage.outcomes = outcomes
        .iter()
        .map(|(name, text)| {
            let condition = (*text != "otherwise").then(|| Condition::parse(text).unwrap());
            (name.parse().unwrap(), condition)
        })
        .collect();
    for (name, _) in outcomes {
        let name: crate::base::OutcomeName = name.parse().unwrap();
        if Stage::default_then(&name.clone().into()).is_none() {
            stage.then.insert(name, Route::REJECT);
        }
    }
    stage
}

/// Everybody silent.
fn before(weights: &[Exact]) -> Quantities {
    let all: Exact = weights.iter().sum();
    Quantities {
        electorate: all.clone(),
        silent: all,
        seats: Some(weights.len() as u64 + 1),
        serving: Some(weights.len() as u64),
        ..Quantities::default()
    }
}

/// Every end that electors taken one by one can bring about: no grouping, no
/// merging of choices, and the whole of `decide`.
fn exhaustive(
    stage: &Stage,
    current: &Quantities,
    silent: &[Exact],
    ends: &mut BTreeSet<StageOutcome>,
) {
    let Some((weight, rest)) = silent.split_first() else {
        let moment = Moment {
            closes: None,
            extensions: 0,
            held: None,
        };
        let decision = decide(stage, current, moment).unwrap();
        ends.insert(decision.outcome().unwrap().clone());
        return;
    };
    for choice in Cast::of(stage) {
        let mut next = current.clone();
        choice.add(weight, &mut next);
        exhaustive(stage, &next, rest, ends);
    }
}

fn samples() -> Vec<Stage> {
    let yes_no = |text| {
        stage(
            BallotKind::ForAgainst,
            &[("accept", text), ("reject", "otherwise")],
        )
    };
    let mut all: Vec<Stage> = [
        "for > against",
        "for >= 4/5 of ballots",
        "for > against and for >= 1/4 of electorate",
        "for >= 2 * sqrt(electorate)",
        "for - against >= 3 or (silent = 0 and abstain < 2)",
        "for > 1/2 of seats and not against > recused",
        "ballots * for > 6",
    ]
    .map(yes_no)
    .into();
    all.push(stage(
        BallotKind::PlusMinus { veto: true },
        &[
            ("accept", "score >= 3 and vetoes = 0"),
            ("no-action", "score >= 0"),
            ("veto", "otherwise"),
        ],
    ));
    all.push(stage(
        BallotKind::Consent,
        &[
            (
                "accept",
                "consents > silent and silent <= 2 and objections = 0",
            ),
            ("reject", "otherwise"),
        ],
    ));
    let mut quorum = yes_no("for > against");
    quorum.quorum = Some(Quorum {
        need: Condition::parse("ballots >= 1/2 of electorate").unwrap(),
        of: None,
        otherwise: QuorumOtherwise::Fail,
    });
    all.push(quorum);
    let mut lazy = yes_no("against = 0");
    lazy.lazy = true;
    lazy.recusal = Recusal::Forbidden;
    all.push(lazy);
    all
}

#[test]
fn possible_outcomes_are_those_of_an_exhaustive_search() {
    let weights = [1, 2, 1, 1].map(exact);
    for stage in samples() {
        for cast in [&[][..], &[1], &[2], &[1, 2], &[1, 1, 3], &[1, 1, 1, 2]] {
            let mut current = before(&weights);
            for (weight, choice) in weights.iter().zip(cast) {
                Cast::of(&stage)[*choice].add(weight, &mut current);
            }
            let silent = &weights[cast.len()..];
            let mut expected = BTreeSet::new();
            exhaustive(&stage, &current, silent, &mut expected);
            let found = prospects(&stage, &current, silent).unwrap();
            assert_eq!(found.possible, expected, "{:?} {cast:?}", stage.outcomes);
            assert!(found.exact && !found.undecided);
            assert_eq!(found.pivotal(), Some(expected.len() > 1));
            // The bounds never miss one.
            let mut bounded = Prospects {
                possible: BTreeSet::new(),
                exact: true,
                undecided: false,
            };
            bound::prospects(&stage, &current, silent, &mut bounded);
            assert!(
                bounded.possible.is_superset(&expected),
                "{:?}",
                stage.outcomes
            );
            if bounded.exact {
                assert_eq!(bounded.possible, expected, "{:?} {cast:?}", stage.outcomes);
            }
        }
    }
}

/// The fewest in favour, and every end, over every assignment of choices to
/// electors.
fn search(
    stage: &Stage,
    current: &mut Quantities,
    silent: &[Exact],
    fewest: &mut Option<Exact>,
    seen: &mut BTreeSet<StageOutcome>,
) {
    let Some((weight, rest)) = silent.split_first() else {
        let outcome = ends(stage, current).unwrap();
        let favour = &current.in_favour + &current.consents;
        if passes(stage, &outcome) && fewest.as_ref().is_none_or(|known| favour < *known) {
            *fewest = Some(favour);
        }
        seen.insert(outcome);
        return;
    };
    for choice in Cast::of(stage) {
        choice.add(weight, current);
        search(stage, current, rest, fewest, seen);
        choice.add(&-weight, current);
    }
}

#[test]
fn the_fewest_are_those_of_an_exhaustive_search() {
    for (index, stage) in samples().into_iter().enumerate() {
        // Six electors for every other rule, so that the search stays quick.
        let six: &[u32] = if index % 2 == 0 { &[1; 6] } else { &[1; 4] };
        for weights in [six, &[1], &[2, 1, 1], &[]] {
            let weights: Vec<Exact> = weights.iter().map(|w| exact(*w)).collect();
            let base = before(&weights);
            // What it takes is said without recusals.
            let stage = Stage {
                recusal: Recusal::Forbidden,
                ..stage.clone()
            };
            let found = reach(&stage, &base, &weights).unwrap();
            let (mut fewest, mut seen) = (None, BTreeSet::new());
            search(&stage, &mut base.clone(), &weights, &mut fewest, &mut seen);
            assert_eq!(found.fewest, fewest, "{:?} {weights:?}", stage.outcomes);
            assert_eq!(found.any, fewest.is_some());
            for (name, _) in &stage.outcomes {
                let reached = seen.contains(&StageOutcome::from(name.clone()));
                assert_eq!(found.never.contains(name), !reached, "{name} {weights:?}");
            }
        }
    }
}

#[test]
fn nine_electors_with_two_weights() {
    let weights = [1, 1, 1, 1, 1, 1, 1, 2, 2].map(exact);
    let mut stage = samples().remove(1);
    stage.recusal = Recusal::Forbidden;
    let mut expected = BTreeSet::new();
    let mut current = before(&weights);
    Cast::Against.add(&weights[0], &mut current);
    Cast::For.add(&weights[7], &mut current);
    let mut silent = weights[1..7].to_vec();
    silent.push(weights[8].clone());
    exhaustive(&stage, &current, &silent, &mut expected);
    let found = prospects(&stage, &current, &silent).unwrap();
    assert_eq!(found.possible, expected);
}

#[test]
fn a_rule_nobody_or_one_alone_can_pass() {
    let one = vec![exact(1); 5];
    let pass = |text| {
        let stage = stage(
            BallotKind::ForAgainst,
            &[("accept", text), ("reject", "otherwise")],
        );
        reach(&stage, &before(&one), &one).unwrap()
    };
    let hard = pass("for > electorate");
    assert!(!hard.any);
    assert_eq!(hard.never, ["accept".parse().unwrap()]);
    assert_eq!(hard.fewest, None);
    let codes = |found: &Reach| -> Vec<String> {
        let stage = stage_with("for > against");
        let findings = found.findings(&"rule".parse().unwrap(), 0, &stage, 5);
        let line = |it: &crate::finding::Finding| format!("{} {}", it.place.path, it.code);
        findings.iter().map(line).collect()
    };
    assert_eq!(codes(&hard), ["stages[0] rule-impassable"]);
    let easy = pass("for > against");
    assert_eq!(codes(&easy), ["stages[0] rule-single-ballot"]);
    assert!(easy.single);
    assert_eq!(easy.fewest, Some(exact(1)));
    let rows: Vec<_> = easy
        .turnout
        .iter()
        .map(|row| (row.ballots, row.in_favour))
        .collect();
    assert_eq!(
        rows,
        [
            (1, Some(1)),
            (2, Some(2)),
            (3, Some(2)),
            (4, Some(3)),
            (5, Some(3))
        ]
    );
    let quorate = pass("for > against and ballots >= 4");
    assert!(!quorate.single);
    assert_eq!(codes(&quorate), [""; 0]);
    let always = pass("ballots > 0");
    assert_eq!(
        codes(&always).last().unwrap(),
        "stages[0].outcomes.reject rule-unreachable"
    );
    assert_eq!(quorate.turnout[0].in_favour, None);
    assert!(pass("days >= 28 and against = 0").any);
    assert!(pass("attested(notice) and for > 0").any);
    // A large electorate is still exact where the rule tells few choices apart.
    let many = vec![exact(1); 200];
    let stage = stage_with("for >= 2 * against and for >= max(electorate/4, 2 * sqrt(electorate))");
    let gentoo = reach(&stage, &before(&many), &many).unwrap();
    assert_eq!(gentoo.fewest, Some(exact(50)));
    assert!(gentoo.exact);
}

#[test]
fn a_large_electorate_is_bounded_and_says_so() {
    let mut weights = vec![exact(1); 400];
    weights.extend(vec![exact(2); 400]);
    let stage = samples().remove(0);
    let found = prospects(&stage, &before(&weights), &weights).unwrap();
    assert!(found.exact, "all for, and all against, show both");
    assert_eq!(found.possible.len(), 3);
    let far = stage_with("for = 1/3 of electorate");
    let found = prospects(&far, &before(&weights), &weights).unwrap();
    assert!(!found.exact);
    assert_eq!(found.pivotal(), None);
}

fn stage_with(text: &str) -> Stage {
    stage(
        BallotKind::ForAgainst,
        &[("accept", text), ("reject", "otherwise")],
    )
}
