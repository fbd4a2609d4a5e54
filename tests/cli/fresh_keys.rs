//! Keys that were recorded a moment ago: they are on no roll, and no statement
//! that they sign opens, ends or decides a vote. By hand and by the program.

#![expect(
    clippy::unwrap_used,
    reason = "an attack that cannot be made fails its test"
)]

use polity::base::Digest;
use polity::format::join;
use polity::format::wire::record::{read_poll, read_statement, write_statement};
use polity::sign::{Namespace, generate};
use polity::vote::{Statement, StatementKind};

use crate::attested::{FIGURES, SECRET, clerks};
use crate::countback::board;
use crate::town::{SIMPLE, Town, instant};

/// The seed of every fresh key.
const FRESH: u8 = 99;

/// Has a person record a fresh key beside their own, as they may.
fn record(town: &Town, person: &str) {
    town.act(person);
    let file = town.home().join("recorded.pub");
    let key = generate(Some([FRESH; 32])).unwrap().public_key();
    std::fs::write(&file, key.to_string()).unwrap();
    town.ok(&format!("key add {person} --key {}", file.display()));
}

/// Sits a person down with the fresh key.
fn with_fresh(town: &Town, person: &str) {
    town.act(person);
    town.key("fresh", FRESH);
}

/// A statement that the fresh key signs.
fn said(kind: StatementKind, by: &str, about: Digest, at: &str, text: Option<&str>) -> String {
    let prefix = write_statement(&Statement {
        kind,
        by: by.parse().unwrap(),
        at: instant(at),
        about,
        text: text.map(str::to_owned),
    })
    .unwrap();
    signed(&prefix)
}

fn signed(prefix: &[u8]) -> String {
    let key = generate(Some([FRESH; 32])).unwrap();
    let armour = key.sign(Namespace::Statement, prefix).unwrap();
    String::from_utf8(join(prefix, &armour).unwrap()).unwrap()
}

fn poll(town: &Town) -> Digest {
    let text = town.read(&town.poll("1-vote/poll.yaml"));
    read_poll(text.as_bytes()).unwrap().digest
}

fn flat(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The program refuses, and says by which setting.
fn refused(town: &Town, line: &str) {
    let tip = town.rev("main");
    let ran = town.run(line);
    assert_eq!(ran.code, 4, "$ polity {line}\n{ran}");
    let said = flat(&ran.stderr);
    assert!(said.contains("`key_delay` (14 days)"), "{said}");
    assert!(said.contains("polity key list"), "{said}");
    assert_eq!(town.rev("main"), tip);
}

#[test]
fn a_fresh_key_signs_no_casting_vote() {
    let town = board("schulze");
    // Recorded before the opening, and for less than the delay.
    town.git(&["reset", "--quiet", "--hard", "HEAD~1"]);
    record(&town, "eve");
    town.act("ann");
    town.ok("open 1");
    for (person, choice) in [
        ("ann", "quin > pam > tom"),
        ("ben", "quin > pam > tom"),
        ("cleo", "quin > tom > pam"),
        ("dan", "quin > tom > pam"),
    ] {
        town.advance(1);
        town.act(person);
        assert_eq!(town.run_args(&["vote", "1", choice]).code, 0);
    }
    town.advance(24 * 8);
    with_fresh(&town, "eve");
    refused(&town, "casting-vote 1 tom");
    // Also once its delay is over: it was on no roll when the vote opened.
    town.advance(24 * 30);
    refused(&town, "casting-vote 1 tom");
    let honest = Town {
        env: town.env.twin(),
    };
    let path = "proposals/0001-register-fay/statements/casting-vote-eve.yaml";
    let at = "2020-03-05T12:00:00Z";
    let kind = StatementKind::CastingVote;
    town.write(path, &said(kind, "eve", poll(&town), at, Some("tom")));
    town.commit("Break the tie");
    let closed = town.ok("close 1").stdout;
    assert!(closed.contains("broken by lot"), "{closed}");
    let (code, answer) = town.verified();
    assert_eq!(code, 0, "{answer:#}");
    // The key that is old enough breaks it.
    honest.act("eve");
    honest.ok("casting-vote 1 tom");
    let closed = honest.ok("close 1").stdout;
    assert!(!closed.contains("broken by lot"), "{closed}");
    assert_eq!(honest.verified().0, 0);
}

#[test]
fn a_fresh_key_signs_no_support() {
    let needs = "sponsors: {from: council, need: sponsors >= 2, within: 7 days}\n";
    let town = Town::proposed(&SIMPLE.replace("may_cancel: council\n", needs));
    town.act("ann");
    town.ok("sponsor 1");
    let own = town.read("proposals/0001-register-fay/sponsors/ann.yaml");
    record(&town, "ben");
    with_fresh(&town, "ben");
    refused(&town, "sponsor 1");
    let about = read_statement(own.as_bytes()).unwrap().statement.about;
    let at = "2020-02-01T12:00:00Z";
    town.write(
        "proposals/0001-register-fay/sponsors/ben.yaml",
        &said(StatementKind::Sponsor, "ben", about, at, None),
    );
    town.commit("Sponsor");
    town.act("ann");
    let ran = town.run("open 1");
    assert_eq!(ran.code, 4, "{ran}");
    assert!(flat(&ran.stderr).contains("it has 1"), "{ran}");
    town.act("ben");
    town.git(&[
        "rm",
        "--quiet",
        "proposals/0001-register-fay/sponsors/ben.yaml",
    ]);
    town.commit("Tidy");
    town.ok("sponsor 1");
    town.ok("open 1");
    assert_eq!(town.verified().0, 0);
}

#[test]
fn a_fresh_key_attests_nothing() {
    let town = clerks(SECRET);
    record(&town, "dan");
    town.act("ann");
    town.ok("open 1");
    // Not even once its delay is over: it counts what was on that day.
    town.advance(24 * 30);
    town.write("../figures.yaml", FIGURES);
    with_fresh(&town, "dan");
    let ran = town.run("attest 1 ../figures.yaml");
    assert_eq!(ran.code, 4, "{ran}");
    assert!(
        flat(&ran.stderr).contains("their keys of that day"),
        "{ran}"
    );
    let text = "tally: {against: 1, for: 2}\nturnout: 3\nmethod: paper\n";
    let at = "2020-03-01T12:00:00Z";
    let kind = StatementKind::Attestation;
    town.write(
        "proposals/0001-register-fay/statements/attestation-dan.yaml",
        &said(kind, "dan", poll(&town), at, Some(text)),
    );
    town.commit("Attest");
    town.act("eve");
    town.write("../paper.yaml", text);
    town.ok("attest 1 ../paper.yaml");
    let ran = town.run("close 1");
    assert!(ran.stderr.contains("not attested by dan"), "{ran}");
    town.act("dan");
    town.ok("attest 1 ../paper.yaml");
    assert_eq!(town.verified().0, 0);
}

#[test]
fn a_fresh_key_calls_nothing_off() {
    let town = Town::voting(SIMPLE);
    town.advance(1);
    record(&town, "ben");
    with_fresh(&town, "ben");
    refused(&town, "cancel 1");
    town.write(
        &town.poll("1-vote/cancelled.yaml"),
        &said(
            StatementKind::Cancel,
            "ben",
            poll(&town),
            "2020-02-01T13:00:00Z",
            None,
        ),
    );
    town.commit("Call off");
    let (code, answer) = town.verified();
    assert_eq!(code, 0, "{answer:#}");
    let stage = &answer["proposals"][0]["stages"][0];
    assert_eq!(stage["finding"], "open", "{stage:#}");
    assert!(
        stage.to_string().contains("ben did not sign it"),
        "{stage:#}"
    );
}

#[test]
fn a_fresh_key_does_not_act_first() {
    let first = "acts_first: {by: council, ratify: vote, within: 10 days, otherwise: undo}\n";
    let town = Town::proposed(&SIMPLE.replace("may_cancel: council\n", first));
    record(&town, "ann");
    with_fresh(&town, "ann");
    refused(&town, "enact 1 --provisional");
    // The same act as it is made with the key that may.
    town.act("ann");
    town.ok("enact 1 --provisional");
    let path = "proposals/0001-register-fay/statements/emergency-ann.yaml";
    let honest = town.read(path);
    let (prefix, _) = honest.split_once("signature: |\n").unwrap();
    town.write(path, &signed(prefix.as_bytes()));
    town.git(&["add", "--all"]);
    town.git(&["commit", "--quiet", "--amend", "--no-edit"]);
    let (code, answer) = town.verified();
    assert_eq!(code, 1, "{answer:#}");
    let void = answer["proposals"][0]["void_acts"].to_string();
    assert!(void.contains("ann did not sign it"), "{void}");
    assert_eq!(town.run("audit").code, 1);
}

/// Whoever decides beside the ballots is as much a part of the vote as the
/// roll: a change of theirs that nothing covers voids it.
#[test]
fn a_vote_whose_tie_breakers_were_changed_by_hand_is_void() {
    let seat = |town: &Town| {
        let chair = "governance/teams/chair.yaml";
        town.edit(chair, "{person: eve}", "{person: dan}");
    };
    let swap = |town: &Town| {
        let path = "governance/people/eve.yaml";
        let key = generate(Some([FRESH; 32])).unwrap().public_key();
        let text = town.read(path);
        town.write(path, &format!("{text}  - {{key: {key}, from: 2015}}\n"));
    };
    for (change, file) in [
        (&seat as &dyn Fn(&Town), "teams/chair.yaml"),
        (&swap, "people/eve.yaml"),
    ] {
        let town = board("schulze");
        town.git(&["reset", "--quiet", "--hard", "HEAD~1"]);
        change(&town);
        town.commit("Tidy");
        town.act("ann");
        town.ok("open 1");
        let (code, answer) = town.verified();
        assert_eq!(code, 1, "{answer:#}");
        let stage = &answer["proposals"][0]["stages"][0];
        assert_eq!(stage["finding"], "void", "{stage:#}");
        assert!(stage["why"].as_str().unwrap().contains(file), "{stage:#}");
    }
}
