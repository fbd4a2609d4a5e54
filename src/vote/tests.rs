//! What holds of every poll and every set of ballots.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;

use super::*;
use crate::base::{Digest, Exact, Instant, OptionId, PersonId, Span, exact};
use crate::rule::{Change, Electorate, PollPeriod, ReasonRule, Stage};

/// Finds every signature good, but for armours that name another verdict.
struct Stub;

impl SignatureCheck for Stub {
    fn check(&self, _: &[u8], armour: &str, _: &[KeyPrint]) -> SignatureVerdict {
        let why = armour.to_owned();
        match armour {
            "foreign" => SignatureVerdict::ForeignKey(why),
            "purpose" => SignatureVerdict::WrongNamespace(why),
            "bad" => SignatureVerdict::Bad(why),
            "unknown" => SignatureVerdict::Unknown(why),
            _ => SignatureVerdict::Good,
        }
    }
}

fn at(seconds: i64) -> Instant {
    Instant::from_unix(1_580_000_000 + seconds).unwrap()
}

fn options() -> Vec<OptionId> {
    let ids = ["a", "b", "c", "further-discussion"];
    ids.iter().map(|id| id.parse().unwrap()).collect()
}

/// A poll of ann, ben and cleo, who has no key; open for a day.
pub(crate) fn poll(kind: &str) -> Poll {
    let kind = match kind {
        "rank" => crate::rule::BallotKind::Rank {
            unranked: crate::rule::Unranked::Last,
        },
        "rate" => crate::rule::BallotKind::Rate {
            from: exact(-2),
            to: exact(5),
        },
        word => word.parse().unwrap(),
    };
    let electorate = Electorate::parse("core").unwrap();
    let mut stage = Stage::new("vote".parse().unwrap(), electorate, kind);
    stage.period = Some(PollPeriod::Fixed(Span::days(1)));
    let key: KeyPrint = format!("SHA256:{}", "A".repeat(43)).parse().unwrap();
    let elector = |(person, keys): (&str, Vec<KeyPrint>)| Elector {
        person: person.parse().unwrap(),
        weight: exact(1).into(),
        keys,
    };
    let electors = [
        ("ann", vec![key.clone()]),
        ("ben", vec![key]),
        ("cleo", vec![]),
    ];
    Poll {
        proposal: "0001-x".parse().unwrap(),
        content: Digest::of(b"content"),
        base: "0".repeat(40).parse().unwrap(),
        governance: Digest::of(b"governance"),
        rule: "rule".parse().unwrap(),
        options: options(),
        stage,
        round: 1,
        after: None,
        opened: at(0),
        closes: at(86_400),
        fan_out: false,
        nonce: "0".repeat(32).parse().unwrap(),
        electorate: electors.into_iter().map(elector).collect(),
        opened_by: "ann".parse().unwrap(),
        keyless: true,
    }
}

fn id() -> Digest {
    Digest::of(b"poll")
}

fn ballot(voter: &str, seconds: i64, vote: Vote) -> Ballot {
    Ballot {
        poll: id(),
        voter: voter.parse().unwrap(),
        cast_at: at(seconds),
        vote,
        reason: None,
        replaces: None,
        seen: None,
    }
}

fn check(poll: &Poll, ballot: Ballot, armour: &str) -> Verified {
    let prefix = format!("{ballot:?}").into_bytes();
    let claim = Claim::Ballot {
        ballot: Box::new(ballot),
        prefix,
        armour: armour.to_owned(),
    };
    verify(poll, id(), poll.closes, claim, &Stub)
}

fn valid(poll: &Poll, ballot: Ballot) -> VerifiedBallot {
    match check(poll, ballot, "good") {
        Verified::Yes(ballot) => ballot,
        other => panic!("{other:?}"),
    }
}

#[test]
fn of_several_reasons_the_first_is_given() {
    // A ballot in which everything is wrong, mended step by step.
    let mut poll = poll("for-against");
    poll.stage.reason = ReasonRule::Required;
    let mut it = ballot("eve", -1, Vote::Object);
    it.poll = Digest::of(b"another");
    let reason = |ballot: &Ballot, armour: &str| match check(&poll, ballot.clone(), armour) {
        Verified::No(rejection) => rejection.reason.as_str(),
        Verified::Yes(_) => "counted",
        Verified::Unknown(_) => "unknown",
    };
    let mut reasons = vec![reason(&it, "bad")];
    it.poll = id();
    reasons.push(reason(&it, "bad"));
    it.voter = "cleo".parse().unwrap();
    reasons.push(reason(&it, "bad"));
    it.vote = Vote::For;
    reasons.push(reason(&it, "bad"));
    it.reason = Some(" \n".to_owned());
    reasons.push(reason(&it, "bad"));
    it.reason = Some("so".to_owned());
    reasons.push(reason(&it, "bad"));
    it.cast_at = at(86_401);
    reasons.push(reason(&it, "bad"));
    it.cast_at = at(86_400);
    reasons.push(reason(&it, "good"));
    it.voter = "ann".parse().unwrap();
    for armour in ["foreign", "purpose", "bad", "unknown", "good"] {
        reasons.push(reason(&it, armour));
    }
    assert_eq!(
        reasons,
        [
            "other-poll",
            "not-on-the-roll",
            "impossible-vote",
            "reason-missing",
            "reason-missing",
            "outside-the-window",
            "outside-the-window",
            "foreign-key",
            "foreign-key",
            "wrong-namespace",
            "bad-signature",
            "unknown",
            "counted",
        ]
    );
}

#[test]
fn the_end_of_a_chain_counts_and_a_gap_in_it_harms_nothing() {
    let poll = poll("for-against");
    let first = valid(&poll, ballot("ann", 10, Vote::For));
    let mut next = ballot("ann", 20, Vote::Against);
    next.replaces = Some(first.digest());
    let second = valid(&poll, next.clone());
    // Dated before what it replaces: the chain tells, not the clock.
    let mut last = ballot("ann", 5, Vote::Abstain);
    last.replaces = Some(second.digest());
    let third = valid(&poll, last);
    let one = |ballots: Vec<VerifiedBallot>| {
        let (counted, left) = counted(ballots, Change::UntilClose);
        assert_eq!(left, []);
        let counted = counted.values().next().unwrap();
        counted.verified().ballot().vote.clone()
    };
    let all = vec![first.clone(), second.clone(), third.clone()];
    assert_eq!(one(all), Vote::Abstain);
    assert_eq!(one(vec![first.clone(), second]), Vote::Against);
    // Where the middle never arrived, the later of the two that stand.
    assert_eq!(one(vec![first, third]), Vote::For);
}

#[test]
fn where_votes_are_not_changed_the_first_counts_and_two_firsts_do_not() {
    let poll = poll("for-against");
    let first = valid(&poll, ballot("ann", 10, Vote::For));
    let mut next = ballot("ann", 20, Vote::Against);
    next.replaces = Some(first.digest());
    let next = valid(&poll, next);
    let (by, left) = counted(vec![next, first.clone()], Change::Never);
    let ann: PersonId = "ann".parse().unwrap();
    assert_eq!(by[&ann].verified(), &first);
    assert_eq!(left[0].reason, Reason::ChangeNotAllowed);
    let other = valid(&poll, ballot("ann", 5, Vote::Against));
    let (by, left) = counted(vec![first.clone(), other], Change::Never);
    assert!(by.is_empty());
    assert!(left.iter().all(|it| it.reason == Reason::Concurrent));
    // Two that say the same are no contradiction.
    let same = valid(&poll, ballot("ann", 5, Vote::For));
    let (by, left) = counted(vec![first, same.clone()], Change::Never);
    assert_eq!((by[&ann].verified(), left.len()), (&same, 0));
}

fn a_vote(kind: &'static str) -> BoxedStrategy<Vote> {
    let option = || proptest::sample::select(options());
    let grade = || (-2_i64..=5).prop_map(exact);
    let rank = |order: Vec<OptionId>, cuts: u8| {
        let mut ranks: Vec<BTreeSet<OptionId>> = Vec::new();
        for (at, option) in order.into_iter().enumerate() {
            match ranks.last_mut() {
                Some(last) if cuts & (1 << at) == 0 => {
                    last.insert(option);
                }
                _ => ranks.push(BTreeSet::from([option])),
            }
        }
        Vote::Rank(ranks)
    };
    let some = || proptest::sample::subsequence(options(), 1..=4).prop_shuffle();
    match kind {
        "for-against" => {
            proptest::sample::select(vec![Vote::For, Vote::Against, Vote::Abstain, Vote::Recused])
                .boxed()
        }
        "plus-minus" => (-1_i64..=1)
            .prop_map(|it| Vote::Score(Box::new(exact(it))))
            .boxed(),
        "consent" => {
            proptest::sample::select(vec![Vote::Consent, Vote::StandAside, Vote::Object]).boxed()
        }
        "plurality" => option().prop_map(Vote::Choose).boxed(),
        "approval" => proptest::sample::subsequence(options(), 0..=4)
            .prop_map(|it| Vote::Approve(it.into_iter().collect()))
            .boxed(),
        "rate" => proptest::collection::btree_map(option(), grade(), 1..=4)
            .prop_map(|grades: BTreeMap<OptionId, Exact>| Vote::Rate(grades))
            .boxed(),
        _ => (some(), any::<u8>())
            .prop_map(move |(order, cuts)| rank(order, cuts))
            .boxed(),
    }
}

const KINDS: [&str; 7] = [
    "for-against",
    "plus-minus",
    "consent",
    "plurality",
    "approval",
    "rate",
    "rank",
];

fn a_kind_and_vote() -> impl Strategy<Value = (&'static str, Vote)> {
    proptest::sample::select(KINDS.to_vec()).prop_flat_map(|kind| (Just(kind), a_vote(kind)))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn what_is_shown_of_a_vote_is_read_as_that_vote((kind, vote) in a_kind_and_vote()) {
        let poll = poll(kind);
        let shown = show_vote(&vote);
        let read = parse_choice(&shown, &poll.stage, &poll.options);
        prop_assert_eq!(read.map_err(|it| it.why), Ok(vote), "{}", shown);
    }

    #[test]
    fn no_words_make_reading_a_choice_panic(text in any::<String>(), kind in 0..KINDS.len()) {
        let poll = poll(KINDS[kind]);
        if let Ok(vote) = parse_choice(&text, &poll.stage, &poll.options) {
            let again = parse_choice(&show_vote(&vote), &poll.stage, &poll.options);
            prop_assert_eq!(again.map_err(|it| it.why), Ok(vote));
        }
    }

    /// Ballots of two electors, some of which replace others: the same set in
    /// any order, with copies, gives the same count.
    #[test]
    fn the_count_depends_on_no_order(
        cast in proptest::collection::vec((0..2_usize, 0..50_i64, 0..3_usize, any::<u8>()), 0..9),
        swaps in proptest::collection::vec((any::<usize>(), any::<usize>()), 0..12),
        never in any::<bool>(),
    ) {
        let poll = poll("for-against");
        let mut ballots: Vec<VerifiedBallot> = Vec::new();
        for (voter, seconds, vote, replaces) in cast {
            let vote = [Vote::For, Vote::Against, Vote::Abstain][vote].clone();
            let mut made = ballot(["ann", "ben"][voter], seconds, vote);
            let before = ballots.get(usize::from(replaces) % 12).map(VerifiedBallot::digest);
            made.replaces = before;
            ballots.push(valid(&poll, made));
        }
        let change = if never { Change::Never } else { Change::UntilClose };
        let sorted = |ballots: Vec<VerifiedBallot>| {
            let (counted, mut left) = counted(ballots, change);
            left.sort();
            (counted, left)
        };
        let wanted = sorted(ballots.clone());
        let mut other = ballots.clone();
        other.extend(ballots.iter().take(2).cloned());
        let n = other.len();
        for (a, b) in swaps {
            if n > 0 {
                other.swap(a % n, b % n);
            }
        }
        prop_assert_eq!(sorted(other), wanted.clone());
        // Each elector counts once, and one who voted where votes may be
        // changed is never without a ballot that counts.
        let voters: BTreeSet<_> = ballots.iter().map(|it| it.voter().clone()).collect();
        if !never {
            let counted: BTreeSet<_> = wanted.0.keys().cloned().collect();
            prop_assert_eq!(counted, voters);
        }
    }
}
