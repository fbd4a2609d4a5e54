//! N21 and N22, and the arithmetic of transferable votes.

use super::*;
use crate::base::{Exact, parse_exact, show_exact};

fn stv(method: Method, seats: usize, names: &str, ballots: &[&str]) -> Count {
    let tally = tally(names, method, Unranked::Last, ballots);
    tally.count(&Spec::new(method, seats), &[]).unwrap()
}

fn tallies(round: &Round) -> String {
    let one = |(id, votes): &(OptionId, Exact)| format!("{id} {}", show_exact(votes));
    round.tallies.iter().map(one).collect::<Vec<_>>().join(", ")
}

#[test]
fn n21_two_seats() {
    let ballots = ["1 c>a>d>b>f>g>e>i>h", "2 a>c>f>i"];
    for method in [Method::StvScottish, Method::StvMeek] {
        let count = stv(method, 2, "a b c d e f g h i", &ballots);
        let mut elected = count.elected.clone();
        elected.sort();
        assert_eq!(list(&elected), "a c", "{method}");
        assert!(count.is_decided(), "{method}");
    }
}

#[test]
fn n22_the_quota_decides() {
    let ballots = ["4 a>b", "2 c"];
    let count = stv(Method::StvScottish, 2, "a b c", &ballots);
    assert_eq!(count.rounds[0].quota, Some(crate::base::exact(3)));
    assert_eq!(list(&count.elected), "a c");

    let tally = tally("a b c", Method::StvScottish, Unranked::Last, &ballots);
    let exactly = Spec {
        quota: Quota::Exact,
        ..Spec::new(Method::StvScottish, 2)
    };
    let count = tally.count(&exactly, &[]).unwrap();
    assert_eq!(tallies(&count.rounds[1]), "a 2, b 2, c 2");
    // The tie at 2, which the Order decides by the stage before: c led there.
    assert_eq!(count.rounds[1].events, [Event::Excluded(ids("b"))]);
    assert_eq!(list(&count.elected), "a c");
}

#[test]
fn scottish_values_are_cut_to_five_places_and_the_rest_is_accounted_for() {
    // Quota 5 of 13: a has 7, so each of its papers passes on at 2/7.
    let ballots = ["7 a>b", "3 b", "3 c"];
    let count = stv(Method::StvScottish, 2, "a b c", &ballots);
    let second = &count.rounds[1];
    assert_eq!(second.quota, Some(crate::base::exact(5)));
    let b = &second.tallies[1].1;
    assert_eq!(*b, parse_exact("4.99997").unwrap());
    assert_eq!(second.not_transferable, parse_exact("0.00003").unwrap());
}

#[test]
fn a_tie_for_exclusion_is_decided_by_the_latest_stage_that_differs() {
    // After d's votes have gone to b, b and c are equal at 5; b was behind.
    let ballots = ["9 a", "4 b>a", "5 c>a", "1 d>b"];
    let count = stv(Method::StvScottish, 1, "a b c d", &ballots);
    assert_eq!(shown(&count.order), "a c b d");
    assert!(count.is_decided());
}

#[test]
fn meek_passes_surplus_to_those_who_are_elected_too() {
    // Hand-computed limit: of 10 votes for two seats the quota falls to the
    // point where a and b keep just the quota and c gets the rest.
    let ballots = ["6 a>b>c", "2 b", "2 c"];
    let count = stv(Method::StvMeek, 2, "a b c", &ballots);
    assert_eq!(list(&count.elected), "a b");
    let first = &count.rounds[0];
    assert_eq!(first.quota, Some(parse_exact("3.333333334").unwrap()));
}

#[test]
fn meek_rounds_keep_factors_up() {
    // a keeps 3.333333334 of 6: 0.555555556; so b gets 6 x 0.444444444.
    let ballots = ["6 a>b", "2 b", "2 c"];
    let count = stv(Method::StvMeek, 2, "a b c", &ballots);
    let second = &count.rounds[1];
    assert_eq!(tallies(second), {
        let a = show_exact(&parse_exact("3.333333336").unwrap());
        let b = show_exact(&parse_exact("4.666666664").unwrap());
        format!("a {a}, b {b}, c 2")
    });
}

#[test]
fn equal_ranks_are_shared() {
    for method in [Method::Irv, Method::StvScottish, Method::StvMeek] {
        let count = stv(method, 1, "a b c", &["2 a=b", "3 a>b", "4 c"]);
        assert_eq!(list(&count.elected), "a", "{method}");
        assert_eq!(tallies(&count.rounds[0]), "a 4, b 1, c 4", "{method}");
    }
}

#[test]
fn a_tie_in_the_middle_that_changes_nothing_is_no_tie() {
    // b and c tie for exclusion; a is elected either way.
    let ballots = ["6 a", "1 b>c", "1 c>b", "4 d"];
    let count = stv(Method::Irv, 1, "a b c d", &ballots);
    assert_eq!(list(&count.elected), "a");
    assert!(count.is_decided());
}

#[test]
fn many_candidates_without_a_vote_do_not_hide_the_result() {
    let names = (1..=40).map(|n| format!("c{n}")).collect::<Vec<_>>();
    for method in [Method::Irv, Method::StvScottish, Method::StvMeek] {
        let count = stv(method, 1, &names.join(" "), &["3 c7", "2 c9"]);
        assert_eq!(list(&count.elected), "c7", "{method}");
    }
}

#[test]
fn more_ties_than_can_be_followed_leave_the_count_undecided() {
    let names: Vec<String> = (1..=12).map(|n| format!("c{n}")).collect();
    let ballots: Vec<String> = names.iter().map(|name| format!("1 {name}")).collect();
    let ballots: Vec<&str> = ballots.iter().map(String::as_str).collect();
    let count = stv(Method::Irv, 1, &names.join(" "), &ballots);
    assert_eq!((count.elected.len(), count.ties[0].among.len()), (0, 12));
}
