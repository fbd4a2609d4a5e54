//! An official's finding that a rule asks for: who may make it, and that a
//! file alone, or somebody else's hand, attests nothing.

use polity::base::Digest;
use polity::sign::Namespace;
use polity::vote::{Statement, StatementKind};

use crate::town::{Town, instant, sign};

/// Two stages: the second only where a notice was given.
const RULE: &str = "title: Voting
decides: [constitution, structure, people, question]
stages:
  - id: vote
    electorate: council
    ballot: for-against
    period: 7 days
    outcomes:
      accept: attested(notice) and for > against
      reject: otherwise
    then: {accept: accept, reject: reject}
";

/// A town in which eve, the clerk, keeps events.
fn town() -> Town {
    town_with(RULE)
}

/// The same with another rule.
fn town_with(rule: &str) -> Town {
    let town = Town::draft(rule);
    town.write(
        "governance/teams/clerks.yaml",
        "name: Clerks\nkind: team\nmembers:\n  - {person: eve}\n",
    );
    town.write(
        "governance/organisation.yaml",
        "name: Town\nhousekeeping:\n  - {by: clerks, may: [events]}\n",
    );
    town.commit("A clerk");
    for person in ["eve", "dan", "cleo", "ben", "ann"] {
        town.act(person);
        town.ok(&format!("key add {person}"));
    }
    town.ok("found");
    town.propose(1, "fay");
    town
}

const EVENT: &str = "kind: notice\non: 2020-01-31\n";
const PATH: &str = "governance/events/notice-1.yaml";

/// The outcome of a vote that all are for.
fn outcome(town: &Town) -> String {
    town.ok("open 1");
    for person in ["ann", "ben", "cleo", "dan"] {
        town.vote(person, "for");
    }
    let said = town.close().stdout;
    assert_eq!(town.verified().0, 0);
    match said.contains("of 0001-register-fay: accept") {
        true => "accept".to_owned(),
        false => "reject".to_owned(),
    }
}

#[test]
fn a_clerk_attests_what_a_rule_asks_for() {
    let town = town();
    let mut said = String::new();
    let mut run = |line: &str| {
        said.push_str(&format!("$ polity {line}\n{}\n", town.run(line)));
    };
    run("event notice-1 --kind notice --on 2020-01-31");
    town.act("eve");
    run("event notice-1");
    run("event notice-1 --kind notice --on 2020-01-31 --source https://example.org/notice");
    run("event notice-1 --kind notice --on 2020-01-30");
    run("show notice-1");
    run("check");
    run("audit");
    town.act("ann");
    insta::assert_snapshot!(said);
    assert_eq!(outcome(&town), "accept");
}

#[test]
fn what_nobody_who_may_has_signed_attests_nothing() {
    let at = |by: &str, about: &str| Statement {
        kind: StatementKind::Finding,
        by: by.parse().expect("an id"),
        at: instant("2020-02-01T12:00:00Z"),
        about: Digest::of(about.as_bytes()),
        text: Some("notice-1".to_owned()),
    };
    let file = |by: &str, about: &str, signer: &str| {
        let prefix = polity::format::wire::record::write_statement(&at(by, about));
        let prefix = prefix.expect("well-formed");
        Some(sign(Namespace::Statement, &prefix, signer))
    };
    for (what, statement, wanted) in [
        ("the file alone", None, "reject"),
        (
            "another's hand in her name",
            file("eve", EVENT, "ben"),
            "reject",
        ),
        ("one who may not", file("ben", EVENT, "ben"), "reject"),
        (
            "another text",
            file("eve", "kind: notice\n", "eve"),
            "reject",
        ),
        ("the clerk", file("eve", EVENT, "eve"), "accept"),
    ] {
        let town = town();
        town.write(PATH, EVENT);
        if let Some(file) = statement {
            town.write("governance/statements/finding-notice-1-eve.yaml", &file);
        }
        town.commit("Record the notice");
        assert_eq!(outcome(&town), wanted, "{what}");
    }
}

/// Those who vote are the members who came to the meeting, as the clerk found.
#[test]
fn those_who_came_are_the_electorate() {
    let rule = RULE
        .replace(
            "electorate: council",
            "electorate: council and attested(meeting)",
        )
        .replace("attested(notice) and for > against", "for > against");
    let town = town_with(&rule);
    let refused = town.run("open 1");
    assert_ne!(refused.code, 0);
    assert!(
        refused.stderr.contains("nobody has attested `meeting`"),
        "{refused}"
    );
    town.act("eve");
    town.ok(
        "event meeting-1 --kind meeting --on 2020-01-31 --person ann --person cleo --person eve",
    );
    town.act("ann");
    town.ok("open 1");
    let poll = town.read(&town.poll("1-vote/poll.yaml"));
    let roll: Vec<&str> = poll
        .lines()
        .filter_map(|line| line.split("person: ").nth(1)?.split(',').next())
        .collect();
    assert_eq!(roll, ["ann", "cleo"]);
    town.vote("cleo", "for");
    town.close();
    assert_eq!(town.verified().0, 0);
}
