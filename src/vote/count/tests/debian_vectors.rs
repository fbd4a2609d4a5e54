//! N2 to N5 and N11: the Debian procedure.

use super::*;
use crate::base::{Exact, exact};

/// The quorum of the constitution, 3 x sqrt(E) / 2, compared by squaring.
fn quorum(electors: u64) -> impl Fn(&u64) -> bool {
    move |votes| exact(4) * exact(*votes) * exact(*votes) >= exact(9) * exact(electors)
}

fn debian<'a>(default: &str, enough: &'a dyn Fn(&u64) -> bool) -> Spec<'a> {
    Spec {
        default: Some(default.parse().unwrap()),
        min_support: Some(enough),
        ..Spec::new(Method::Debian, 1)
    }
}

#[test]
fn n2_non_free_firmware_2022() {
    let rows = "- 158 206 270 72 129 264; 170 - 235 286 121 75 291; \
                144 99 - 294 127 84 306; 80 64 53 - 74 55 135; \
                229 219 229 279 - 169 289; 216 253 266 298 163 - 311; \
                91 63 51 197 63 42 -";
    let tally = Tally::from_matrix(options("o1 o2 o3 o4 o5 o6 o7"), matrix(rows)).unwrap();
    let enough = quorum(936);
    let ratios = ids("o5 o6").into_iter().map(|id| (id, exact(3))).collect();
    let spec = Spec {
        ratios,
        ..debian("o7", &enough)
    };
    let count = tally.count(&spec, &[]).unwrap();
    let why = DropReason::Majority {
        support: 135,
        against: 197,
    };
    assert_eq!(count.dropped, [("o4".parse().unwrap(), why)]);
    assert_eq!(count.winner().unwrap().as_str(), "o5");
    assert_eq!(shown(&count.order[..2]), "o5 o6");
    // The ratio binds: at 5:1 the winner would be dropped (289:63).
    let ratios: std::collections::BTreeMap<_, Exact> =
        ids("o5 o6").into_iter().map(|id| (id, exact(5))).collect();
    let strict = Spec { ratios, ..spec };
    let count = tally.count(&strict, &[]).unwrap();
    assert_eq!(count.winner().unwrap().as_str(), "o6");
}

/// One option against the default.
fn kept(support: u64, against: u64, electors: u64, ratio: Option<u64>) -> bool {
    let rows = vec![vec![0, support], vec![against, 0]];
    let matrix = Pairwise::from_rows(&rows).unwrap();
    let tally = Tally::from_matrix(options("a default"), matrix).unwrap();
    let enough = quorum(electors);
    let a: OptionId = "a".parse().unwrap();
    let spec = Spec {
        ratios: ratio.into_iter().map(|n| (a.clone(), exact(n))).collect(),
        ..debian("default", &enough)
    };
    tally.count(&spec, &[]).unwrap().dropped.is_empty()
}

#[test]
fn n3_the_quorum_is_never_rounded() {
    for (electors, kept_at, dropped_at) in [(100, 15, 14), (911, 46, 45), (996, 48, 47)] {
        assert!(kept(kept_at, 0, electors, None), "{electors}");
        assert!(!kept(dropped_at, 0, electors, None), "{electors}");
    }
}

#[test]
fn n4_at_least_n_times_and_strictly_more() {
    assert!(kept(30, 10, 0, Some(3)));
    assert!(!kept(29, 10, 0, Some(3)));
    assert!(!kept(0, 0, 0, Some(3)));
    assert!(!kept(10, 10, 0, None));
}

#[test]
fn n5_leader_election_2004() {
    let names = "nagy robinson michlmayr none";
    let mut rows = vec![vec![0; 4]; 4];
    for (option, (over, under)) in [(144, 258), (394, 70), (442, 26)].into_iter().enumerate() {
        rows[option][3] = over;
        rows[3][option] = under;
    }
    let matrix = Pairwise::from_rows(&rows).unwrap();
    let tally = Tally::from_matrix(options(names), matrix).unwrap();
    let enough = quorum(911);
    let count = tally.count(&debian("none", &enough), &[]).unwrap();
    let dropped: Vec<&str> = count.dropped.iter().map(|(id, _)| id.as_str()).collect();
    assert_eq!(dropped, ["nagy"]);
}

#[test]
fn n11_the_casting_vote_decides_a_schwartz_set_of_two() {
    // As in the technical committee of 2014: eight voters, four on each side,
    // both above further discussion.
    let ballots = ["4 systemd>upstart>fd", "4 upstart>systemd>fd"];
    let tally = tally(
        "systemd upstart fd",
        Method::Debian,
        Unranked::Last,
        &ballots,
    );
    let enough = |votes: &u64| *votes >= 2;
    let spec = debian("fd", &enough);
    let count = tally.count(&spec, &[]).unwrap();
    assert_eq!(
        (count.ties[0].seats, list(&count.ties[0].among)),
        (1, "systemd upstart".into())
    );
    let cast = |choice| TieBreak::CastingVote {
        of: "chair".into(),
        choice,
    };
    let open = tally.count(&spec, &[cast(None)]).unwrap();
    assert!(!open.is_decided());
    let count = tally.count(&spec, &[cast(Some(ids("systemd")))]).unwrap();
    assert_eq!(count.winner().unwrap().as_str(), "systemd");
    assert_eq!(count.broken[0].by, "casting-vote of chair");
}

#[test]
fn the_default_wins_where_nothing_beats_it() {
    let ballots = ["1 a>fd", "2 fd>a"];
    let tally = tally("a fd", Method::Debian, Unranked::Last, &ballots);
    let enough = |_: &u64| true;
    let count = tally.count(&debian("fd", &enough), &[]).unwrap();
    assert_eq!(list(&count.elected), "fd");
}
