//! N1, N6 to N11 and N16 to N20. N23 and N24 stand with the seats.

use super::*;

#[test]
fn n1_pep_8016_beats_every_other() {
    let rows = "- 40 37 41 50 44 55 57; 22 - 34 33 40 40 48 48; 20 28 - 33 42 42 52 51; \
                18 22 24 - 38 36 47 48; 9 18 16 18 - 30 40 38; 15 20 14 22 28 - 38 43; \
                6 9 9 12 14 17 - 32; 4 14 10 13 23 18 29 -";
    let names = "p8016 p8012 p8011 p8015 p8014 p8010 p8013 further-discussion";
    let matrix = matrix(rows);
    assert_eq!(matrix.condorcet_winner(), Some(0));
    let tally = Tally::from_matrix(options(names), matrix).unwrap();
    for method in [
        Method::Copeland,
        Method::Schulze,
        Method::RankedPairs,
        Method::Minimax,
    ] {
        let count = tally.count(&Spec::new(method, 1), &[]).unwrap();
        assert_eq!(count.winner().unwrap().as_str(), "p8016", "{method}");
    }
}

#[test]
fn n6_unranked_options_are_last_or_not_compared() {
    for (unranked, winner) in [(Unranked::Last, "a"), (Unranked::NotCompared, "c")] {
        let tally = tally("a b c", Method::Schulze, unranked, &["2 a", "1 c>a>b"]);
        let count = tally.count(&Spec::new(Method::Schulze, 1), &[]).unwrap();
        assert_eq!(count.winner().unwrap().as_str(), winner, "{unranked}");
    }
}

#[test]
fn n7_equal_winning_votes_may_differ_in_opposition() {
    let ballots = ["2 b>c>a", "2 a>b", "2 c>a", "1 a=b>c"];
    let tally = tally("a b c", Method::Schulze, Unranked::Last, &ballots);
    let by = |strength| {
        let count = tally.count(&spec(Method::Schulze, strength), &[]).unwrap();
        shown(&count.order[..1])
    };
    assert_eq!(by(Strength::WinningVotes), "a=b");
    assert_eq!(by(Strength::Debian), "a");
}

#[test]
fn n8_winning_votes_and_margins_differ() {
    let ballots = ["2 b=c", "1 a=b>c", "1 c>b>a", "1 b>a>c", "1 b=c>a", "3 a>c"];
    let tally = tally("a b c", Method::Schulze, Unranked::Last, &ballots);
    let by = |strength| {
        let count = tally.count(&spec(Method::Schulze, strength), &[]).unwrap();
        list(&count.elected)
    };
    assert_eq!(by(Strength::WinningVotes), "b");
    assert_eq!(by(Strength::Margins), "c");
}

#[test]
fn n10_a_perfect_cycle_is_a_tie_that_only_the_chain_breaks() {
    let ballots = ["1 a>b>c", "1 b>c>a", "1 c>a>b"];
    let chain = [TieBreak::CastingVote {
        of: "board".into(),
        choice: Some(ids("c")),
    }];
    for method in [
        Method::Copeland,
        Method::Schulze,
        Method::RankedPairs,
        Method::Minimax,
        Method::Irv,
        Method::StvScottish,
        Method::StvMeek,
    ] {
        let tally = tally("a b c", method, Unranked::Last, &ballots);
        let count = tally.count(&Spec::new(method, 1), &[]).unwrap();
        assert_eq!(shown(&count.order), "a=b=c", "{method}");
        assert!(count.elected.is_empty(), "{method}");
        let tie = Tie {
            seats: 1,
            among: ids("a b c"),
        };
        assert_eq!(count.ties, [tie], "{method}");

        let order = TieBreak::Order {
            by: "earlier-joiner".into(),
            groups: vec![ids("c"), ids("b"), ids("a")],
        };
        // Whoever joined last is excluded first where the count is in rounds,
        // and then a's ballot elects b; elsewhere the earliest is elected.
        let count = tally.count(&Spec::new(method, 1), &[order]).unwrap();
        let rounds = method.kind() == Kind::Transfers;
        assert_eq!(
            list(&count.elected),
            if rounds { "b" } else { "c" },
            "{method}"
        );
        assert!(count.is_decided() && !count.broken.is_empty(), "{method}");

        if !rounds {
            let count = tally.count(&Spec::new(method, 1), &chain).unwrap();
            assert_eq!(list(&count.elected), "c", "{method}");
        }
    }
}

/// Approvals as totals only.
fn approved(totals: &[u64]) -> Tally {
    let names: Vec<String> = (1..=totals.len()).map(|n| format!("c{n}")).collect();
    let options = options(&names.join(" "));
    let mut tally = Tally::new(options, Kind::Approvals, Unranked::Last);
    for (option, total) in (0..).zip(totals) {
        tally.add(Vote::Approval(&[option]), *total).unwrap();
    }
    tally
}

#[test]
fn n16_to_n19_the_five_most_approved_are_elected() {
    for (name, totals) in [
        ("N16", vec![45, 44, 33, 31, 25, 22, 21, 21, 20]),
        ("N17", vec![54, 54, 50, 40, 38, 37, 37, 32, 30]),
        ("N18", vec![61, 48, 48, 44, 42, 39, 35, 34, 26, 24]),
        ("N19", vec![60, 52, 46, 43, 40, 35, 32, 30]),
    ] {
        let tally = approved(&totals);
        let count = tally.count(&Spec::new(Method::Approval, 5), &[]).unwrap();
        assert_eq!(list(&count.elected), "c1 c2 c3 c4 c5", "{name}");
        assert!(count.is_decided(), "{name}");
    }
    // A tie that does matter is left open: two of N17's for a sixth seat.
    let tally = approved(&[54, 54, 50, 40, 38, 37, 37, 32, 30]);
    let count = tally.count(&Spec::new(Method::Approval, 6), &[]).unwrap();
    assert_eq!(count.elected.len(), 5);
    assert_eq!(
        (count.ties[0].seats, list(&count.ties[0].among)),
        (1, "c6 c7".into())
    );
}

#[test]
fn n20_bloc_star_by_totals_and_run_offs() {
    let names = "galindo-salgado ostrowski warsaw na wouters sixth";
    let mut rows = vec![vec![0; 6]; 6];
    let run_offs = [(36, 19), (34, 29), (38, 25), (36, 33), (34, 26)];
    for (n, (higher, lower)) in run_offs.into_iter().enumerate() {
        rows[n][n + 1] = higher;
        rows[n + 1][n] = lower;
    }
    let sums = vec![313, 249, 239, 191, 187, 173];
    let matrix = Pairwise::from_rows(&rows).unwrap();
    let tally = Tally::from_scores(options(names), sums, matrix).unwrap();
    let count = tally.count(&Spec::new(Method::BlocStar, 5), &[]).unwrap();
    assert_eq!(
        list(&count.elected),
        "galindo-salgado ostrowski warsaw na wouters"
    );
    assert_eq!(count.rounds.len(), 5);
}

#[test]
fn the_run_off_may_overturn_the_sums() {
    let mut tally = Tally::new(options("a b"), Kind::Scores, Unranked::Last);
    tally.add(Vote::Scores(&[(0, 5), (1, 0)]), 1).unwrap();
    tally.add(Vote::Scores(&[(0, 3), (1, 4)]), 2).unwrap();
    let winner = |method| {
        let count = tally.count(&Spec::new(method, 1), &[]).unwrap();
        list(&count.elected)
    };
    assert_eq!(
        (winner(Method::Rating), winner(Method::Star)),
        ("a".into(), "b".into())
    );
}

#[test]
fn plurality_counts_one_name_a_ballot_and_by_weight() {
    let mut tally = Tally::new(options("a b"), Kind::Single, Unranked::Last);
    tally.add(Vote::Single(0), 2).unwrap();
    tally.add(Vote::Single(1), 3).unwrap();
    assert!(tally.add(Vote::Approval(&[0]), 1).is_err());
    let count = tally.count(&Spec::new(Method::Plurality, 1), &[]).unwrap();
    assert_eq!((shown(&count.order), count.ballots), ("b a".into(), 5));
}

#[test]
fn a_vacancy_is_filled_by_counting_without_those_who_left_and_who_serve() {
    let ballots = ["4 a>b>c>d", "3 b>c>a>d", "2 d>c>b>a"];
    for method in [Method::Schulze, Method::StvScottish] {
        let tally = tally("a b c d", method, Unranked::Last, &ballots);
        let spec = Spec {
            without: ids("a b").into_iter().collect(),
            ..Spec::new(method, 1)
        };
        let count = tally.count(&spec, &[]).unwrap();
        assert_eq!(
            (list(&count.elected), count.ballots),
            ("c".into(), 9),
            "{method}"
        );
    }
}

#[test]
fn what_a_method_does_not_know_is_refused() {
    let tally = approved(&[1, 2]);
    let refused = |spec: Spec<'_>| tally.count(&spec, &[]).unwrap_err();
    assert_eq!(refused(Spec::new(Method::Approval, 0)), CountError::NoSeats);
    assert!(matches!(
        refused(Spec::new(Method::Star, 2)),
        CountError::OneSeat(..)
    ));
    assert!(matches!(
        refused(spec(Method::Approval, Strength::Margins)),
        CountError::Unused { .. }
    ));
    assert_eq!(refused(Spec::new(Method::Debian, 1)), CountError::NoDefault);
    assert!(matches!(
        refused(Spec::new(Method::Schulze, 1)),
        CountError::OtherBallots(_)
    ));
}

#[test]
fn below_the_default_nobody_is_elected() {
    let ballots = ["3 a>none>b", "2 none>a>b", "1 b>a>none"];
    let tally = tally("a b none", Method::Schulze, Unranked::Last, &ballots);
    let spec = Spec {
        default: Some("none".parse().unwrap()),
        ..Spec::new(Method::Schulze, 2)
    };
    let count = tally.count(&spec, &[]).unwrap();
    assert_eq!(
        (shown(&count.order), list(&count.elected)),
        ("a none b".into(), "a".into())
    );
}
