//! Caps by affiliation, casting votes and lots, through `close` and `verify`.

use polity::base::Digest;
use polity::sign::Namespace;
use polity::vote::{Statement, StatementKind};

use crate::countback::board;
use crate::town::{Town, instant, sign};

/// Everybody's ranking, in turn.
fn rank(town: &Town, choices: [&str; 4]) {
    for (person, choice) in ["ann", "ben", "cleo", "dan"].iter().zip(choices) {
        town.advance(1);
        town.act(person);
        let ran = town.run_args(&["vote", "1", choice]);
        assert_eq!(ran.code, 0, "{ran}");
    }
    town.advance(24 * 8);
}

#[test]
fn a_cap_by_affiliation_lets_the_next_in_order_move_up() {
    let town = board("schulze");
    rank(&town, ["rob > sue > pam > tom"; 4]);
    let mut said = town.ok("close 1").to_string();
    said.push_str(&town.ok("verify 1").to_string());
    said.push_str(&town.ok("enact 1").to_string());
    said.push_str(&town.ok("show board").to_string());
    insta::assert_snapshot!(said);
}

/// Two for pam first and two for tom, and all agree on quin before.
const TIED: [&str; 4] = [
    "quin > pam > tom",
    "quin > pam > tom",
    "quin > tom > pam",
    "quin > tom > pam",
];

#[test]
fn a_tie_goes_to_the_casting_vote_and_only_to_whoever_has_it() {
    let town = board("schulze");
    rank(&town, TIED);
    let mut said = String::new();
    let mut run = |line: &str| {
        said.push_str(&format!("$ polity {line}\n{}\n", town.run(line)));
    };
    town.act("ben");
    run("casting-vote 1 tom");
    town.act("eve");
    run("casting-vote 1 nobody");
    run("casting-vote 1 tom");
    run("close 1");
    run("verify 1");
    run("enact 1");
    run("show board");
    insta::assert_snapshot!(said);
}

/// A casting vote in eve's name, as somebody signs it about something.
fn forged(signer: &str, about: Digest) -> String {
    let said = Statement {
        kind: StatementKind::CastingVote,
        by: "eve".parse().expect("an id"),
        at: instant("2020-02-05T12:00:00Z"),
        about,
        text: Some("tom".to_owned()),
    };
    let prefix = polity::format::wire::record::write_statement(&said).expect("well-formed");
    sign(Namespace::Statement, &prefix, signer)
}

#[test]
fn without_a_casting_vote_a_lot_is_drawn_that_anyone_can_draw_again() {
    let town = board("schulze");
    rank(&town, TIED);
    let poll = town.read(&town.poll("1-vote/poll.yaml"));
    let (prefix, _) = poll.split_once("signature: |\n").expect("well-formed");
    let path = "proposals/0001-register-fay/statements/casting-vote-eve.yaml";
    // Forged, and about another poll: neither is a casting vote.
    for file in [
        forged("ben", Digest::of(prefix.as_bytes())),
        forged("eve", Digest::of(b"another poll")),
    ] {
        town.write(path, &file);
        town.commit("Break the tie");
    }
    let said = town.ok("close 1").stdout;
    assert!(said.contains("broken by lot"), "{said}");
    assert_eq!(town.verified().0, 0);
    // A clone draws the same.
    let twin = Town {
        env: town.env.twin(),
    };
    assert_eq!(twin.verified(), town.verified());
    // Whoever tampers with it is found out.
    let path = town.poll("1-vote/result.yaml");
    let honest = town.read(&path);
    let (from, to) = match honest.contains("elected: [quin, tom]") {
        true => ("elected: [quin, tom]", "elected: [quin, pam]"),
        false => ("elected: [quin, pam]", "elected: [quin, tom]"),
    };
    town.git(&["reset", "--quiet", "--hard", "HEAD~1"]);
    assert!(honest.contains(from), "{honest}");
    town.write(&path, &honest.replace(from, to));
    town.commit("Close");
    assert_eq!(town.verified().0, 1);
}
