//! Signed files: there is one way to write each, so whatever is read must be
//! what is written for it, byte for byte.

use polity::base::{Digest, exact};
use polity::format::wire::record::{
    read_ballot, read_claim, read_poll_and_signature, read_statement, write_ballot, write_poll,
    write_statement,
};
use polity::format::{LONGEST_SIGNED, join, split};
use polity::vote::{Ballot, Claim, Statement, StatementKind, Vote};
use proptest::prelude::*;

use super::harness::{Said, Target};

const WORDS: &[&str] = &[
    "signature: |\n",
    "  -----BEGIN SSH SIGNATURE-----\n",
    "  -----END SSH SIGNATURE-----\n",
    "  -----BEGIN PGP SIGNATURE-----\n",
    "  ",
    "\n",
    "\r\n",
    "\t",
    ": ",
    "reason: |\n  a\n  b\n",
    "replaces: ",
    "seen: ",
    "vote: against\n",
    "vote: [a, b]\n",
    "polity: ballot/1\n",
    "sha256:",
    "\"",
    "'",
    "#",
    "---\n",
    "\u{85}",
    "\u{feff}",
    "0",
    "a",
    "=",
    "+1",
    "2026-01-01T00:00:00Z",
];

const ARMOUR: &str = "-----BEGIN SSH SIGNATURE-----\nAAAA\n-----END SSH SIGNATURE-----\n";

/// Ballots of every kind of vote, and a statement.
fn made() -> Vec<Vec<u8>> {
    let option = |id: &str| id.parse().unwrap();
    let votes = [
        Vote::For,
        Vote::Score(Box::new(exact(-1) / exact(2))),
        Vote::Choose(option("2020")),
        Vote::Approve([option("a"), option("b")].into()),
        Vote::Rate([(option("a"), exact(-2)), (option("7"), exact(5))].into()),
        Vote::Rank(vec![
            [option("a")].into(),
            [option("b"), option("c")].into(),
        ]),
    ];
    let ballot = |vote: Vote| Ballot {
        poll: Digest::of(b"poll"),
        voter: "ann".parse().unwrap(),
        cast_at: "2026-01-02T03:04:05Z".parse().unwrap(),
        reason: (vote == Vote::For).then(|| "First line: it is good.\nSecond line.\n".to_owned()),
        replaces: (vote != Vote::For).then(|| Digest::of(b"before")),
        seen: (vote == Vote::For).then(|| "a".repeat(40).parse().unwrap()),
        vote,
    };
    let statement = Statement {
        kind: StatementKind::Withdraw,
        by: "ann".parse().unwrap(),
        at: "2026-01-02T03:04:05Z".parse().unwrap(),
        about: Digest::of(b"text"),
        text: Some("It has become moot.".to_owned()),
    };
    let ballots = votes
        .into_iter()
        .map(|vote| write_ballot(&ballot(vote)).unwrap());
    let prefixes = ballots.chain([write_statement(&statement).unwrap()]);
    prefixes
        .map(|prefix| join(&prefix, ARMOUR).unwrap())
        .collect()
}

fn check(bytes: &[u8]) -> Said {
    let parts = split(bytes, LONGEST_SIGNED);
    if let Ok(parts) = &parts {
        prop_assert!(bytes.len() <= LONGEST_SIGNED);
        prop_assert_eq!(join(parts.prefix, &parts.armour).unwrap(), bytes);
        prop_assert_eq!(parts.digest(), Digest::of(parts.prefix));
    }
    match (read_claim(bytes), &parts) {
        (
            Claim::Ballot {
                ballot,
                prefix,
                armour,
            },
            Ok(parts),
        ) => {
            prop_assert_eq!((prefix.as_slice(), &armour), (parts.prefix, &parts.armour));
            prop_assert_eq!(write_ballot(&ballot).unwrap(), prefix);
        }
        (Claim::Unreadable { digest, why }, parts) => {
            prop_assert_eq!(digest, Digest::of(bytes));
            prop_assert!(!why.is_empty());
            if let Ok(parts) = parts {
                prop_assert!(read_ballot(parts.prefix).is_err());
            }
        }
        (claim, parts) => prop_assert!(false, "{claim:?} from {parts:?}"),
    }
    if let Ok(read) = read_statement(bytes) {
        prop_assert_eq!(&write_statement(&read.statement).unwrap(), &read.prefix);
        prop_assert_eq!(join(&read.prefix, &read.armour).unwrap(), bytes);
    }
    if let Ok((read, signature)) = read_poll_and_signature(bytes) {
        prop_assert!(bytes.len() <= 1 << 20);
        prop_assert_eq!(&write_poll(&read.poll).unwrap(), &signature.prefix);
        prop_assert_eq!(join(&signature.prefix, &signature.armour).unwrap(), bytes);
        prop_assert_eq!(read.digest, Digest::of(&signature.prefix));
        let ascending = read
            .poll
            .electorate
            .windows(2)
            .all(|two| two[0].person < two[1].person);
        prop_assert!(ascending);
    }
    Ok(())
}

#[test]
fn signed_files() {
    // What is made must be what is meant, or nothing here would be tried.
    for file in made() {
        let ballot = matches!(read_claim(&file), Claim::Ballot { .. });
        assert!(ballot || read_statement(&file).is_ok());
    }
    let target = Target {
        name: "signed_files",
        beside: &[],
        made: made(),
        dictionary: WORDS,
    };
    target.hold(check);
}
