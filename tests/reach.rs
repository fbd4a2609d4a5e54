//! What the analysis says of the library's rules, held against trying every
//! count of ballots that up to nine electors can cast.

#![allow(clippy::unwrap_used, reason = "a test that fails may panic")]

use std::collections::BTreeSet;

use polity::base::{Exact, exact};
use polity::rule::analysis::reach;
use polity::rule::decide::{Moment, decide};
use polity::rule::trial::Around;
use polity::rule::{BallotKind, Quantities, Recusal, Route, Stage};
use polity::workspace::library::library;

/// Votes of electors of one weight.
#[derive(Debug, Clone, Copy, Default)]
struct Votes {
    favour: u32,
    against: u32,
    neither: u32,
    silent: u32,
}

/// Every way in which so many electors can vote.
fn ways(electors: u32) -> impl Iterator<Item = Votes> {
    (0..=electors).flat_map(move |favour| {
        (0..=electors - favour).flat_map(move |against| {
            (0..=electors - favour - against).map(move |neither| Votes {
                favour,
                against,
                neither,
                silent: electors - favour - against - neither,
            })
        })
    })
}

/// The single questions of the library whose end depends on ballots alone, by
/// the path of their rule.
fn stages() -> Vec<(String, Stage)> {
    let mut found = Vec::new();
    for of in library() {
        for mut stage in of.rule().unwrap().stages {
            let other = ["days", "attested(", " is ", "pivotal", "sponsors"];
            let texts = stage.conditions();
            let mut texts = texts.iter().map(|(_, condition)| condition.source());
            let alone = !texts.any(|text| other.iter().any(|word| text.contains(word)));
            if stage.ballot.is_single_question() && stage.step.is_none() && alone {
                // With recusals one vote could pass what is measured by the
                // electorate, which says nothing of the rule.
                stage.recusal = Recusal::Forbidden;
                found.push((of.path(), stage));
            }
        }
    }
    assert!(found.len() > 40, "{}", found.len());
    found
}

/// The sums before anybody voted, in a body whose seats are all taken.
fn before(stage: &Stage, electors: u32) -> Quantities {
    let mut sums = Quantities {
        electorate: exact(electors),
        silent: exact(electors),
        ..Quantities::default()
    };
    let around = Around {
        electors: Some(exact(electors)),
        seats: Some(u64::from(electors)),
        serving: Some(u64::from(electors)),
        ..Around::default()
    };
    around.fill(stage, &exact(electors), &mut sums);
    sums
}

/// Whether votes pass a stage; every `against` is a veto where `vetoes` says
/// so and the ballot has them.
fn passes(stage: &Stage, votes: Votes, vetoes: bool) -> bool {
    let Votes {
        favour,
        against,
        neither,
        silent,
    } = votes;
    let mut sums = before(stage, favour + against + neither + silent);
    sums.silent = exact(silent);
    sums.ballots += exact(favour + against + neither);
    sums.abstain += exact(neither);
    if stage.ballot == BallotKind::Consent {
        sums.consents += exact(favour);
        sums.objections += exact(against);
    } else {
        sums.in_favour += exact(favour);
        sums.against += exact(against);
        if vetoes && stage.ballot == (BallotKind::PlusMinus { veto: true }) {
            sums.vetoes += exact(against);
        }
    }
    let moment = Moment {
        extensions: u32::MAX,
        ..Moment::default()
    };
    let decision = decide(stage, &sums, moment).unwrap();
    let route = decision.route();
    route.is_some_and(|route| route.passes() || matches!(route, Route::Start(_)))
}

#[test]
fn the_fewest_votes_that_pass_are_those_of_every_count() {
    for (path, stage) in stages() {
        for electors in 1..=9 {
            let weights: Vec<Exact> = vec![exact(1); electors as usize];
            let found = reach(&stage, &before(&stage, electors), &weights).unwrap();
            let passing = ways(electors)
                .filter(|votes| passes(&stage, *votes, false) || passes(&stage, *votes, true));
            let fewest = passing.map(|votes| votes.favour).min();
            assert!(found.exact, "{path} {}", stage.id);
            assert_eq!(
                found.fewest,
                fewest.map(exact),
                "{path} {} of {electors}",
                stage.id
            );
            assert_eq!(found.any, fewest.is_some());
        }
    }
}

/// Rules that are not monotone by their own text, with the reason.
const NOT_MONOTONE: [(&str, &str); 3] = [
    (
        "django-core/adopt-governance",
        "the board vetoes only with a full quorum, which the last silent member may complete",
    ),
    ("django-core/change", "the same board"),
    (
        "fedora/full-consensus",
        "a vote against leads on to the leader, and too few votes in favour lead nowhere",
    ),
];

#[test]
fn one_more_vote_in_favour_never_turns_acceptance_into_rejection() {
    let mut wrong = BTreeSet::new();
    for (path, stage) in stages() {
        for electors in 1..=9 {
            for votes in ways(electors) {
                for vetoes in [false, true] {
                    if !passes(&stage, votes, vetoes) {
                        continue;
                    }
                    let favour = votes.favour + 1;
                    let more = [
                        votes.silent.checked_sub(1).map(|silent| Votes {
                            silent,
                            favour,
                            ..votes
                        }),
                        votes.against.checked_sub(1).map(|against| Votes {
                            against,
                            favour,
                            ..votes
                        }),
                        votes.neither.checked_sub(1).map(|neither| Votes {
                            neither,
                            favour,
                            ..votes
                        }),
                    ];
                    for after in more.into_iter().flatten() {
                        if !passes(&stage, after, vetoes) {
                            wrong.insert((path.clone(), stage.id.to_string()));
                        }
                    }
                }
            }
        }
    }
    let known: BTreeSet<String> = NOT_MONOTONE
        .iter()
        .map(|(path, _)| (*path).into())
        .collect();
    let found: BTreeSet<String> = wrong.into_iter().map(|(path, _)| path).collect();
    assert_eq!(found, known);
}
