use proptest::prelude::*;

use super::*;
use crate::vote::parse_choice;
use crate::vote::tests::poll;

/// Every vote that one elector can cast among the options of the poll, of a
/// ranking the strict ones of all options.
fn every(kind: &str, options: &[OptionId]) -> Vec<Vote> {
    match kind {
        "plurality" => options.iter().cloned().map(Vote::Choose).collect(),
        "approval" => {
            let some = |set: u32| {
                let chosen = options.iter().enumerate();
                chosen
                    .filter(|(at, _)| set & (1 << at) != 0)
                    .map(|(_, option)| option.clone())
                    .collect()
            };
            (0..1 << options.len())
                .map(|set| Vote::Approve(some(set)))
                .collect()
        }
        "rate" => {
            let grades = [-2, 0, 5];
            let mut all = vec![BTreeMap::new()];
            for option in options {
                all = all
                    .iter()
                    .flat_map(|grown: &BTreeMap<OptionId, Exact>| {
                        grades.map(|grade| {
                            let mut grown = grown.clone();
                            grown.insert(option.clone(), exact(grade));
                            grown
                        })
                    })
                    .collect();
            }
            all.into_iter().map(Vote::Rate).collect()
        }
        _ => {
            let mut all: Vec<Vec<BTreeSet<OptionId>>> = vec![Vec::new()];
            for _ in options {
                all = all
                    .iter()
                    .flat_map(|ranks| {
                        let free = options
                            .iter()
                            .filter(|it| !ranks.iter().flatten().any(|r| r == *it));
                        free.map(|option| {
                            let mut ranks = ranks.clone();
                            ranks.push(BTreeSet::from([option.clone()]));
                            ranks
                        })
                    })
                    .collect();
            }
            all.into_iter().map(Vote::Rank).collect()
        }
    }
}

/// Whether ballots of the silent, each of them casting anything or nothing,
/// change who wins.
fn exhaustive(ground: &Ground<'_>, kind: &str) -> bool {
    fn any(
        ground: &Ground<'_>,
        all: &[Vote],
        voted: &[Weighed<'_>],
        left: usize,
        now: &Count,
    ) -> bool {
        let count = |voted: &[Weighed<'_>]| {
            let beside = Beside {
                quantities: ground.quantities,
                candidacy: ground.candidacy,
                chain: &ground.chain,
            };
            count_votes(ground.poll, ground.spec, voted, &beside)
                .unwrap()
                .count
        };
        if differs(now, &count(voted)) {
            return true;
        }
        left > 0
            && all.iter().any(|vote| {
                let mut more = voted.to_vec();
                more.push((vote, ground.silent[left - 1]));
                any(ground, all, &more, left - 1, now)
            })
    }
    let options = &ground.poll.options;
    let now = ground.with(None).unwrap().count;
    any(
        ground,
        &every(kind, options),
        &ground.voted,
        ground.silent.len(),
        &now,
    )
}

fn hold(kind: &str, method: &str, seats: u32, cast: &[usize], silent: usize) {
    let mut poll = poll(kind);
    poll.options.truncate(if kind == "rate" { 3 } else { 4 });
    let mut spec = CountSpec::new(method.parse().unwrap());
    spec.seats = Some(seats);
    if method == "debian" {
        spec.default = Some("further-discussion".parse().unwrap());
    }
    let all = every(kind, &poll.options);
    let one = exact(1);
    let votes: Vec<&Vote> = cast.iter().map(|at| &all[at % all.len()]).collect();
    let ground = Ground {
        poll: &poll,
        spec: &spec,
        voted: votes.into_iter().map(|vote| (vote, &one)).collect(),
        silent: vec![&one; silent],
        quantities: &Quantities::default(),
        candidacy: &Candidacy::default(),
        chain: Vec::new(),
    };
    let found = ground.outlook().unwrap();
    let changed = exhaustive(&ground, kind);
    match found {
        Outlook::Settled => assert!(!changed, "{method} {cast:?}"),
        Outlook::Open => assert!(changed, "{method} {cast:?}"),
        Outlook::NotWorkedOut => assert!(kind == "rank", "{method} {cast:?}"),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn totals_are_settled_exactly_where_no_ballots_change_them(
        cast in prop::collection::vec(0usize..81, 0..9),
        seats in 1u32..3,
    ) {
        hold("plurality", "plurality", seats, &cast, 2);
        hold("approval", "approval", seats, &cast, 2);
        hold("rate", "rating", seats, &cast, 1);
    }

    #[test]
    fn rankings_that_are_settled_cannot_be_changed(
        // Mostly alike, so that there are winners by far.
        cast in prop::collection::vec(prop::sample::select(vec![0, 0, 0, 1, 2, 6, 23]), 0..9),
    ) {
        for method in ["schulze", "ranked-pairs", "minimax", "copeland", "debian", "irv"] {
            hold("rank", method, 1, &cast, 1);
        }
        hold("rank", "stv-scottish", 2, &cast, 1);
    }
}

fn asked(kind: &str, method: &str, votes: &[&str], silent: usize) -> Outlook {
    let poll = poll(kind);
    let spec = CountSpec::new(method.parse().unwrap());
    let votes: Vec<Vote> = votes
        .iter()
        .map(|text| parse_choice(text, &poll.stage, &poll.options).unwrap())
        .collect();
    let one = exact(1);
    let ground = Ground {
        poll: &poll,
        spec: &spec,
        voted: votes.iter().map(|vote| (vote, &one)).collect(),
        silent: vec![&one; silent],
        quantities: &Quantities::default(),
        candidacy: &Candidacy::default(),
        chain: Vec::new(),
    };
    ground.outlook().unwrap()
}

#[test]
fn a_lead_larger_than_the_silent_is_settled() {
    let three = ["a > b > c"; 3];
    assert_eq!(asked("rank", "schulze", &three, 2), Outlook::Settled);
    assert_eq!(asked("rank", "irv", &three, 2), Outlook::Settled);
    assert_eq!(asked("rank", "schulze", &three, 3), Outlook::Open);
    assert_eq!(
        asked("approval", "approval", &["a"; 3], 2),
        Outlook::Settled
    );
    assert_eq!(asked("approval", "approval", &["a"; 3], 3), Outlook::Open);
    // The best run-off is not bounded, and no single push shows a change.
    assert_eq!(asked("rate", "star", &["a=5"; 9], 1), Outlook::NotWorkedOut);
    assert_eq!(asked("rate", "star", &["a=5"; 9], 0), Outlook::Settled);
}
