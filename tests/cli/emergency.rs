//! Acts before the decision: ratified, rejected, forgotten, and acts that are
//! none.

use polity::format::wire::record::{read_statement, write_statement};
use polity::sign::Namespace;

use crate::town::{SIMPLE, Town, sign};

const PATH: &str = "proposals/0001-register-fay/statements/emergency-ann.yaml";

fn town() -> Town {
    let first = "acts_first: {by: council, ratify: vote, within: 10 days, otherwise: undo}\n";
    Town::proposed(&SIMPLE.replace("may_cancel: council\n", first))
}

/// What verification says of the act: what it stands at, and of acts that do
/// not hold.
fn act(town: &Town) -> (i32, String, String) {
    let (code, answer) = town.verified();
    let it = &answer["proposals"][0];
    let stands = it["act"]["stands"].as_str().unwrap_or_default();
    (code, stands.to_owned(), it["void_acts"].to_string())
}

#[test]
fn an_act_that_is_ratified_is_final() {
    let town = town();
    let mut said = String::new();
    let mut run = |line: &str| {
        said.push_str(&format!("$ polity {line}\n{}\n", town.run(line)));
    };
    town.act("eve");
    run("enact 1 --provisional");
    town.act("ann");
    run("enact 1 --provisional");
    run("enact 1 --provisional");
    run("status 1");
    run("list");
    run("check");
    run("verify");
    run("undo 1");
    run("enact 1");
    run("open 1");
    for person in ["ann", "ben", "cleo"] {
        town.vote(person, "for");
    }
    town.advance(24 * 7);
    run("close 1");
    run("enact 1");
    run("verify 1");
    run("status 1");
    run("show fay");
    said.push_str(&town.git(&["log", "--format=%B", "-1"]));
    insta::assert_snapshot!(said);
}

#[test]
fn an_act_that_is_rejected_is_undone() {
    let town = town();
    let before = town.rev("HEAD:governance");
    town.ok("enact 1 --provisional");
    assert_ne!(town.rev("HEAD:governance"), before);
    town.ok("open 1");
    for person in ["ann", "ben", "cleo"] {
        town.vote(person, "against");
    }
    town.close();
    let mut said = String::new();
    let mut run = |line: &str| {
        said.push_str(&format!("$ polity {line}\n{}\n", town.run(line)));
    };
    run("status 1");
    run("verify 1");
    run("undo 1");
    run("undo 1");
    run("status 1");
    run("verify 1");
    run("audit");
    insta::assert_snapshot!(said);
    assert_eq!(town.rev("HEAD:governance"), before);
}

#[test]
fn an_act_that_nobody_ratifies_in_time_is_undone() {
    let town = town();
    town.ok("enact 1 --provisional");
    assert_eq!(act(&town).1, "provisional");
    town.advance(24 * 10 + 1);
    assert_eq!(act(&town).1, "must be undone");
    // Something else has changed it meanwhile: said, and not guessed at.
    town.edit("governance/people/fay.yaml", "name:", "# new\nname:");
    town.commit("Edit");
    let ran = town.run("undo 1");
    assert!(ran.stderr.contains("was not there"), "{ran}");
    town.git(&["revert", "--no-edit", "HEAD"]);
    town.ok("undo 1");
    let (code, stands, _) = act(&town);
    assert_eq!((code, stands.as_str()), (0, "undone"));
    // Once; the ordinary way is still open.
    town.ok("open 1");
    for person in ["ann", "ben", "cleo"] {
        town.vote(person, "for");
    }
    town.close();
    town.ok("enact 1");
    assert_eq!(town.verified().0, 0);
}

#[test]
fn an_act_that_is_not_what_it_seems_does_not_hold() {
    // A rule that lets nobody act first.
    let ran = Town::proposed(SIMPLE).run("enact 1 --provisional");
    assert!(ran.stderr.contains("no `acts_first`"), "{ran}");
    // Somebody who may not, in the name of one who may.
    let made = town();
    made.ok("enact 1 --provisional");
    let honest = made.read(PATH);
    let signed = read_statement(honest.as_bytes()).unwrap();
    let fay = made.read("governance/people/fay.yaml");
    for (what, why, forged, person) in [
        (
            "another hand",
            "ann did not sign it",
            sign(Namespace::Statement, &signed.prefix, "eve"),
            fay.clone(),
        ),
        (
            "one who may not",
            "eve may not act first",
            {
                let mut said = signed.statement.clone();
                said.by = "eve".parse().unwrap();
                sign(
                    Namespace::Statement,
                    &write_statement(&said).unwrap(),
                    "eve",
                )
            },
            fay.clone(),
        ),
        (
            "something more",
            "not the one that it names",
            honest.clone(),
            format!("{fay}accounts: {{github: x}}\n"),
        ),
        (
            "another text",
            "about another text",
            {
                let mut said = signed.statement.clone();
                said.about = polity::base::Digest::of(b"another");
                sign(
                    Namespace::Statement,
                    &write_statement(&said).unwrap(),
                    "ann",
                )
            },
            fay.clone(),
        ),
        (
            "a day before",
            "its time cannot be",
            {
                let mut said = signed.statement.clone();
                said.text = said
                    .text
                    .map(|text| text.replace("2020-02-01", "2020-01-31"));
                sign(
                    Namespace::Statement,
                    &write_statement(&said).unwrap(),
                    "ann",
                )
            },
            fay.clone(),
        ),
    ] {
        let town = town();
        town.write(PATH, &forged);
        town.write("governance/people/fay.yaml", &person);
        town.commit("Act");
        let (code, stands, void) = act(&town);
        assert_eq!((code, stands.as_str()), (1, ""), "{what}");
        assert!(void.contains(why), "{what}: {void}");
    }
}

/// Whoever looks at the organisation is told that a part of it is provisional,
/// and what to do when its time is over.
#[test]
fn an_act_is_mentioned_wherever_one_looks() {
    let town = town();
    town.ok("enact 1 --provisional");
    let look = ["show", "diff 1", "check 1", "list", "status 1"];
    let mut said = String::new();
    let mut run = |line: &str| {
        said.push_str(&format!("$ polity {line}\n{}\n", town.run(line)));
    };
    run("check --notes");
    look.iter().for_each(|line| run(line));
    town.advance(24 * 10 + 1);
    run("check");
    look.iter().for_each(|line| run(line));
    town.ok("undo 1");
    run("check");
    run("show");
    insta::assert_snapshot!(said);
}

#[test]
fn an_act_on_a_text_that_was_changed_after_it_must_be_undone() {
    let town = town();
    town.ok("enact 1 --provisional");
    town.edit(
        "proposals/0001-register-fay/README.md",
        "Because.",
        "Or not.",
    );
    town.commit("Amend");
    let ran = town.ok("check");
    assert!(ran.stdout.contains("warning[act-lapsed]"), "{ran}");
    assert!(ran.stdout.contains("polity undo 1"), "{ran}");
    let ran = town.ok("status 1");
    assert!(ran.stdout.contains("must be undone"), "{ran}");
    town.ok("undo 1");
    let ran = town.ok("check");
    assert!(!ran.stdout.contains("act-"), "{ran}");
    let (code, stands, _) = act(&town);
    assert_eq!((code, stands.as_str()), (0, "undone"));
    town.ok("audit");
    // And the changed text goes the ordinary way.
    town.ok("open 1");
}
