//! Records are written in one form, and no bytes make reading them panic.

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::*;
use crate::base::{Digest, Instant, exact};
use crate::vote::{Ballot, Claim, StageResult, Statement, StatementKind, Vote};

fn at(seconds: i64) -> Instant {
    Instant::from_unix(seconds).unwrap()
}

/// Text as people and attackers write it, where a file may hold it.
fn a_text() -> impl Strategy<Value = Option<String>> {
    let odd = "signature: \\||---|: |#|- |[a-z ]{0,20}|ä|\\n|\"|'|\\*|&x|!!|%|@|yes|~|0x1";
    let text = proptest::collection::vec(proptest::string::string_regex(odd).unwrap(), 0..6);
    proptest::option::of(text.prop_map(|parts| parts.concat()))
}

fn a_vote() -> impl Strategy<Value = Vote> {
    let option = |id: &str| id.parse().unwrap();
    proptest::sample::select(vec![
        Vote::For,
        Vote::Against,
        Vote::Recused,
        Vote::Score(Box::new(exact(1))),
        Vote::Score(Box::new(exact(-1))),
        Vote::Score(Box::new(exact(1) / exact(2))),
        Vote::Choose(option("a-b")),
        Vote::Choose(option("2020")),
        Vote::Approve([option("a"), option("b")].into()),
        Vote::Rate([(option("a"), exact(-2)), (option("7"), exact(5))].into()),
        Vote::Rank(vec![
            [option("a")].into(),
            [option("b"), option("c")].into(),
        ]),
    ])
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn a_ballot_is_written_in_one_form(
        reason in a_text(), vote in a_vote(), seconds in 0_i64..4_000_000_000, odd in any::<u8>(),
    ) {
        let ballot = Ballot {
            poll: Digest::of(&[odd]),
            voter: "elector-7".parse().unwrap(),
            cast_at: at(seconds),
            vote,
            reason,
            replaces: (odd % 2 == 0).then(|| Digest::of(b"before")),
            seen: (odd % 3 == 0).then(|| "a".repeat(40).parse().unwrap()),
        };
        let written = write_ballot(&ballot).unwrap();
        prop_assert_eq!(read_ballot(&written), Ok(ballot));
    }

    #[test]
    fn a_statement_is_written_in_one_form(text in a_text(), seconds in 0_i64..4_000_000_000) {
        let statement = Statement {
            kind: StatementKind::Withdraw,
            by: "ann".parse().unwrap(),
            at: at(seconds),
            about: Digest::of(b"text"),
            text,
        };
        let written = write_statement(&statement).unwrap();
        let armour = "-----BEGIN SSH SIGNATURE-----\nAAAA\n-----END SSH SIGNATURE-----\n";
        // A text that holds the signature's line at a line's beginning can
        // only be indented, so it is joined and split like any other.
        let bytes = crate::format::join(&written, armour).unwrap();
        let read = read_statement(&bytes).unwrap();
        prop_assert_eq!(read.statement, statement);
        prop_assert_eq!(read.prefix, written);
    }

    #[test]
    fn no_bytes_make_reading_panic(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        let _ = read_claim(&bytes);
        let _ = read_poll(&bytes);
        let _ = read_statement(&bytes);
        let _ = read_result("r", &bytes);
        let _ = read_extension("e", &bytes);
        let _ = read_enactment("e", &bytes);
    }

    /// One byte changed anywhere in a signed ballot gives another ballot's
    /// bytes, or none: never the same ballot from other signed bytes.
    #[test]
    fn a_changed_byte_is_another_ballot_or_none(place in any::<usize>(), byte in any::<u8>()) {
        let ballot = Ballot {
            poll: Digest::of(b"poll"),
            voter: "ann".parse().unwrap(),
            cast_at: at(1_580_000_000),
            vote: Vote::For,
            reason: Some("one\ntwo\n".to_owned()),
            replaces: None,
            seen: None,
        };
        let written = write_ballot(&ballot).unwrap();
        let armour = "-----BEGIN SSH SIGNATURE-----\nAAAA\n-----END SSH SIGNATURE-----\n";
        let mut bytes = crate::format::join(&written, armour).unwrap();
        let place = place % bytes.len();
        let same = bytes[place] == byte;
        bytes[place] = byte;
        if let Claim::Ballot { ballot: read, prefix, .. } = read_claim(&bytes) {
            prop_assert_eq!(prefix == written, *read == ballot);
            prop_assert!(same || place >= written.len() || *read != ballot);
        }
    }
}

#[test]
fn a_result_is_written_in_one_form() {
    let result = StageResult {
        count: None,
        attested: Some(crate::vote::Attested {
            method: "a count of paper ballots: by \"hand\"\n".to_owned(),
            by: vec![("cleo".parse().unwrap(), Digest::of(b"4"))],
        }),
        poll: Digest::of(b"poll"),
        counted_at: "a".repeat(40).parse().unwrap(),
        closed_at: at(1_580_000_000),
        counted: vec![("ann".parse().unwrap(), Digest::of(b"1"))],
        rejected: vec![crate::vote::Rejection {
            voter: None,
            ballot: Digest::of(b"2"),
            reason: crate::vote::Reason::NotABallot,
            why: "it: is # no \"ballot\"\n".to_owned(),
        }],
        rejected_in_all: 1,
        rejected_digest: Digest::of(b"3"),
        sums: BTreeMap::from([("for".to_owned(), exact(5) / exact(3))]),
        conditions: vec!["accept: for 1 > against 0: holds".to_owned()],
        outcome: "accept".parse().unwrap(),
    };
    let written = write_result(&result).unwrap();
    let read = read_result("result.yaml", &written).unwrap();
    assert_eq!(write_result(&read).unwrap(), written);
    assert_eq!(read, result);
}
