//! Votes held elsewhere, whose officers attest the figures: whole sessions, and
//! what becomes of figures that are forged, unsigned or impossible.

#![expect(
    clippy::unwrap_used,
    reason = "an attack that cannot be made fails its test"
)]

use polity::base::Digest;
use polity::format::wire::record::{read_poll, read_result, write_result, write_statement};
use polity::sign::Namespace;
use polity::vote::{Statement, StatementKind};

use crate::town::{Town, instant, sign};

/// A secret vote that two clerks attest.
pub const SECRET: &str = "title: Voting
decides: [constitution, structure, people, question]
stages:
  - id: vote
    electorate: council
    ballot: for-against
    secrecy: secret
    returns: clerks
    period: 7 days
    outcomes:
      accept: for >= 2/3 of ballots
      reject: otherwise
    then: {accept: accept, reject: reject}
";

/// What was counted.
pub const FIGURES: &str = "# counted on paper
tally: {for: 2, against: 1}
turnout: 3
method: paper ballots, counted twice by hand
";

/// A town with two clerks, dan and eve, and a proposal.
pub fn clerks(rule: &str) -> Town {
    let town = Town::draft(rule);
    town.write(
        "governance/teams/clerks.yaml",
        "name: Clerks\nkind: team\nmembers:\n  - {person: dan}\n  - {person: eve}\n",
    );
    town.commit("Appoint clerks");
    for person in ["dan", "eve", "ben", "ann"] {
        town.act(person);
        town.ok(&format!("key add {person}"));
    }
    town.ok("found");
    town.propose(1, "fay");
    town
}

/// With the poll open and its time over.
fn over() -> Town {
    let town = clerks(SECRET);
    town.ok("open 1");
    town.advance(24 * 7 + 1);
    town.write("../figures.yaml", FIGURES);
    town
}

/// Where a clerk's statement lies.
fn statement(person: &str) -> String {
    format!("proposals/0001-register-fay/statements/attestation-{person}.yaml")
}

/// What a text attests, signed by somebody.
fn attests(town: &Town, by: &str, signer: &str, text: &str) -> String {
    let poll = read_poll(town.read(&town.poll("1-vote/poll.yaml")).as_bytes()).unwrap();
    let said = Statement {
        kind: StatementKind::Attestation,
        by: by.parse().unwrap(),
        at: instant("2020-02-08T12:30:00Z"),
        about: poll.digest,
        text: Some(text.to_owned()),
    };
    sign(
        Namespace::Statement,
        &write_statement(&said).unwrap(),
        signer,
    )
}

/// The figures as statements hold them.
const TEXT: &str = "tally: {against: 1, for: 2}\nturnout: 3\nmethod: paper\n";

#[test]
fn two_clerks_attest_a_secret_vote() {
    let town = clerks(SECRET);
    let mut said = String::new();
    let mut run = |line: &str| {
        said.push_str(&format!("$ polity {line}\n{}\n", town.run(line)));
    };
    run("open 1");
    run("vote 1 for");
    run("status 1");
    run("tally 1");
    town.write("../figures.yaml", FIGURES);
    town.act("dan");
    run("attest 1 ../figures.yaml");
    town.advance(24 * 7 + 1);
    run("close 1");
    town.act("ann");
    run("attest 1 ../figures.yaml");
    town.act("dan");
    run("attest 1 ../figures.yaml");
    run("status 1");
    run("close 1");
    // The other has counted otherwise at first.
    town.act("eve");
    town.write(
        "../other.yaml",
        &FIGURES.replace("for: 2, against: 1", "for: 1, against: 2"),
    );
    run("attest 1 ../other.yaml");
    run("close 1");
    town.advance(1);
    run("close 1 --attested ../figures.yaml");
    run("status 1");
    run("list");
    run("verify 1");
    run("enact 1");
    run("verify 1");
    said.push_str(
        &town
            .read(&town.poll("1-vote/result.yaml"))
            .replace(&town.rev("HEAD~1"), "…"),
    );
    insta::assert_snapshot!(said);
}

#[test]
fn answers_for_programs_say_that_a_result_is_attested() {
    let town = over();
    town.act("dan");
    let mut said = town.ok("attest 1 ../figures.yaml --format json").stdout;
    said += &town.ok("status 1 --format json").stdout;
    town.act("eve");
    said += &town.ok("attest 1 ../figures.yaml --format json").stdout;
    said += &town.ok("verify 1 --format json").stdout;
    insta::assert_snapshot!(said);
}

#[test]
fn an_election_is_attested_by_its_winners() {
    let rule = "title: Voting
decides: [constitution, structure, people, seats of council, question]
stages:
  - id: vote
    electorate: council
    ballot: approval
    secrecy: sealed
    returns: clerks
    period: 7 days
    count: {method: approval, seats: 2}
";
    let town = clerks(rule);
    town.write(
        "proposals/0001-register-fay/proposal.yaml",
        "title: The council\nauthors: [ann]\ncreated: 2020-01-01\nrule: vote\nelect:\n  team: \
         council\n  candidates: [ann, ben, eve]\n  sitting: end\n",
    );
    town.commit("Elect");
    town.ok("open 1");
    town.advance(24 * 7 + 1);
    let mut said = String::new();
    let mut attest = |person: &str, figures: &str| {
        town.act(person);
        town.write("../figures.yaml", figures);
        said.push_str(&format!("{}\n", town.run("attest 1 ../figures.yaml")));
    };
    attest(
        "dan",
        "tally: {ann: 3, ben: 1, eve: 2}\nturnout: 3\nelected: [ann, ben]\nmethod: x\n",
    );
    attest(
        "dan",
        "tally: {ann: 3, ben: 1, eve: 2}\nturnout: 3\nelected: [ann, fay]\nmethod: x\n",
    );
    attest(
        "dan",
        "tally: {ann: 4}\nturnout: 3\nelected: [ann, eve]\nmethod: x\n",
    );
    attest(
        "dan",
        "tally: {}\nturnout: 3\nelected: [ann, ben, eve]\nmethod: x\n",
    );
    let right = "tally: {ann: 3, ben: 1, eve: 2}\nturnout: 3\nelected: [ann, eve]\nmethod: paper\n";
    attest("dan", right);
    attest("eve", right);
    said.push_str(&town.ok("verify 1").to_string());
    said.push_str(&town.ok("enact 1").to_string());
    said.push_str(&town.ok("show council").to_string());
    insta::assert_snapshot!(said);
}

#[test]
fn figures_that_cannot_be_are_refused_before_they_are_signed() {
    let town = over();
    town.act("dan");
    for (figures, why) in [
        (
            "tally: {for: 4, against: 1}\nturnout: 5\nmethod: x\n",
            "the electors weigh 4",
        ),
        ("tally: {for: 2}\nturnout: 3\nmethod: x\n", "add up to 2"),
        (
            "tally: {for: 4, against: -1}\nturnout: 3\nmethod: x\n",
            "less than 0",
        ),
        (
            "tally: {for: 3/2, against: 3/2}\nturnout: 3\nmethod: x\n",
            "no whole number",
        ),
        (
            "tally: {yes!: 3}\nturnout: 3\nmethod: x\n",
            "no vote of this poll",
        ),
        (
            "tally: {vetoes: 1, for: 3}\nturnout: 3\nmethod: x\n",
            "no vote of this poll",
        ),
        (
            "tally: {for: 3, recused: 2}\nturnout: 3\nmethod: x\n",
            "without those recused",
        ),
        (
            "tally: {for: 3}\nturnout: 3\nmethod: \" \"\n",
            "how the vote was held",
        ),
        (
            "tally: {for: 3}\nturnout: 3\nelected: [ann]\nmethod: x\n",
            "several options",
        ),
        ("tally: {for: 3}\nturnout: 3\n", "method"),
    ] {
        town.write("../figures.yaml", figures);
        let ran = town.run("attest 1 ../figures.yaml");
        assert_ne!(ran.code, 0, "{figures}");
        assert!(ran.stderr.contains(why), "{figures}: {ran}");
    }
    assert!(
        town.run("attest 1 nowhere.yaml")
            .stderr
            .contains("cannot be read")
    );
}

#[test]
fn a_rule_that_says_nobody_who_attests_is_an_error() {
    let town = Town::draft(&SECRET.replace("    returns: clerks\n", ""));
    let ran = town.run("check");
    assert_eq!(ran.code, 1);
    assert!(ran.stdout.contains("error[rule-nobody-returns]"), "{ran}");
}

#[test]
fn a_ballot_cast_all_the_same_is_rejected() {
    let town = over();
    let poll = read_poll(town.read(&town.poll("1-vote/poll.yaml")).as_bytes()).unwrap();
    let ballot = polity::vote::Ballot {
        poll: poll.digest,
        voter: "ann".parse().unwrap(),
        cast_at: instant("2020-02-02T12:00:00Z"),
        vote: polity::vote::Vote::Against,
        reason: None,
        replaces: None,
        seen: None,
    };
    let prefix = polity::format::wire::record::write_ballot(&ballot).unwrap();
    town.write(
        &town.ballot("ann"),
        &sign(Namespace::Ballot, &prefix, "ann"),
    );
    town.commit("Vote");
    for person in ["dan", "eve"] {
        town.act(person);
        town.ok("attest 1 ../figures.yaml");
    }
    let (code, answer) = town.verified();
    assert_eq!(code, 0, "{answer}");
    let stage = &answer["proposals"][0]["stages"][0];
    assert_eq!(stage["rejected"][0]["code"], "held-elsewhere");
    assert_eq!(stage["finding"], "as attested");
    let receipt = Digest::of(&prefix).hex();
    let ran = town.run(&format!("verify 1 --receipt {}", &receipt[..8]));
    assert!(ran.stdout.contains("rejected in poll 1"), "{ran}");
}

#[test]
fn attestations_that_are_not_what_they_seem_attest_nothing() {
    for (what, by, signer, text, why) in [
        (
            "one's own hand under another's name",
            "dan",
            "ben",
            TEXT,
            "dan did not sign it",
        ),
        (
            "somebody who is no clerk",
            "ben",
            "ben",
            TEXT,
            "ben is not among those",
        ),
        (
            "more ballots than electors",
            "dan",
            "dan",
            "tally: {against: 1, for: 8}\nturnout: 9\nmethod: paper\n",
            "the electors weigh 4",
        ),
        (
            "another form",
            "dan",
            "dan",
            "tally: {for: 2, against: 1}\nturnout: 3\nmethod: paper\n",
            "their one form",
        ),
        (
            "no figures",
            "dan",
            "dan",
            "we won\n",
            "dan.yaml attests nothing",
        ),
    ] {
        let town = over();
        town.write(&statement(by), &attests(&town, by, signer, text));
        town.commit("Attest");
        town.act("eve");
        town.write("../paper.yaml", TEXT);
        town.ok("attest 1 ../paper.yaml");
        let ran = town.run("close 1");
        assert!(ran.stderr.contains("not attested by dan"), "{what}: {ran}");
        let ran = town.run("verify 1");
        assert!(
            ran.stdout.replace("\n      ", " ").contains(why),
            "{what}: {ran}"
        );
        // It holds nothing up: the clerk's own word takes its place.
        town.act("dan");
        town.ok("attest 1 ../paper.yaml");
        assert_eq!(town.verified().0, 0, "{what}");
    }
}

#[test]
fn an_attestation_from_another_poll_or_unsigned_attests_nothing() {
    let town = over();
    let honest = attests(&town, "dan", "dan", TEXT);
    let (prefix, _) = honest.split_once("signature: |\n").unwrap();
    town.write(&statement("dan"), prefix);
    town.commit("Attest without a signature");
    let ran = town.run("verify 1");
    assert!(ran.stdout.contains("attests nothing"), "{ran}");
    // About another poll: it is no word on this one.
    let about = Digest::of(b"another poll").to_string();
    let poll = read_poll(town.read(&town.poll("1-vote/poll.yaml")).as_bytes()).unwrap();
    let other = prefix.replace(&poll.digest.to_string(), &about);
    town.write(
        &statement("dan"),
        &sign(Namespace::Statement, other.as_bytes(), "dan"),
    );
    town.commit("Attest another poll");
    town.act("eve");
    town.ok("attest 1 ../figures.yaml");
    assert!(town.run("close 1").stderr.contains("not attested by dan"));
}

#[test]
fn a_result_that_its_officers_did_not_attest_is_false() {
    let town = over();
    for person in ["dan", "eve"] {
        town.act(person);
        town.ok("attest 1 ../figures.yaml");
    }
    let path = town.poll("1-vote/result.yaml");
    let honest = town.read(&path);
    let result = read_result("result.yaml", honest.as_bytes()).unwrap();
    town.git(&["reset", "--quiet", "--hard", "HEAD~1"]);
    let signed = town;
    for (what, change) in [
        ("other figures", {
            let mut it = result.clone();
            it.sums.insert("for".to_owned(), polity::base::exact(3));
            it
        }),
        ("another outcome", {
            let mut it = result.clone();
            it.outcome = "reject".parse().unwrap();
            it
        }),
        ("a signature less", {
            let mut it = result.clone();
            it.attested.as_mut().unwrap().by.pop();
            it
        }),
        ("as if it were counted here", {
            let mut it = result.clone();
            it.attested = None;
            it
        }),
        ("before all had signed", {
            let mut it = result.clone();
            it.counted_at = signed.rev("HEAD~1").parse().unwrap();
            it
        }),
    ] {
        let town = Town {
            env: signed.env.twin(),
        };
        town.write(
            &path,
            std::str::from_utf8(&write_result(&change).unwrap()).unwrap(),
        );
        town.commit("Close");
        let (code, answer) = town.verified();
        assert_eq!(code, 1, "{what}");
        assert_eq!(
            answer["proposals"][0]["stages"][0]["finding"], "false",
            "{what}"
        );
        assert_ne!(town.run("enact 1").code, 0, "{what}");
        town.ok("close 1");
        assert_eq!(town.verified().0, 0, "{what}");
    }
    // A statement that is changed after the close changes nothing.
    let town = signed;
    town.ok("close 1");
    town.write(&statement("dan"), &attests(&town, "dan", "dan", TEXT));
    town.commit("Say otherwise");
    assert_eq!(town.verified().0, 0);
}
