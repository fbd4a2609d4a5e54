//! Changes of keys that come by branch or mail, honest and hostile.

use std::fs;

use polity::base::PersonId;
use polity::format::wire::record::write_statement;
use polity::sign::{Namespace, generate};
use polity::vote::{Statement, StatementKind};
use polity::workspace::rotation_digest;
use serde_json::Value;

use crate::hub::Hub;
use crate::town::{SIMPLE, Town, instant, sign};

const ANN: &str = "governance/people/ann.yaml";
const STATEMENT: &str = "governance/statements/key-rotation-ann-1.yaml";

/// A public key file beside the workspace, for the command line.
fn public(town: &Town, seed: u8) -> String {
    let key = generate(Some([seed; 32])).expect("a key");
    let name = format!("{seed}.pub");
    fs::write(town.home().join(&name), format!("{}\n", key.public_key())).expect("a file");
    format!("../home/{name}")
}

/// A clerk with the shared line, which goes on meanwhile, and ann, who offers a
/// branch on which she takes two keys into use, one after the other.
fn offered() -> (Town, Town, Hub) {
    let clerk = Town::voting(SIMPLE);
    let hub = Hub::of(&clerk);
    let ann = hub.clone_for(&clerk, "ann");
    for seed in [11, 12] {
        ann.advance(1);
        ann.ok(&format!("key rotate {}", public(&ann, seed)));
    }
    ann.git(&["push", "--quiet", "origin", "main:refs/heads/ann"]);
    clerk.advance(3);
    clerk.vote("ben", "for");
    clerk.git(&["fetch", "--quiet", "origin"]);
    clerk.act("eve");
    (clerk, ann, hub)
}

fn codes(answer: &Value) -> Vec<&str> {
    let refused = answer["refused"].as_array().expect("a list");
    let codes = refused
        .iter()
        .map(|it| it["code"].as_str().expect("a code"));
    codes.collect()
}

/// What the audit says of every change after the founding.
fn covers(town: &Town) -> Vec<String> {
    let (_, answer) = town.json("audit");
    let changes = answer["changes"].as_array().expect("a list").iter();
    let covers = changes
        .skip(1)
        .map(|it| it["cover"].as_str().expect("a word").to_owned());
    covers.collect()
}

#[test]
fn changes_of_keys_are_taken_in_order_and_are_covered() {
    let (clerk, ann, hub) = offered();
    let tip = clerk.rev("main");
    let (code, answer) = clerk.json("collect origin/ann --dry-run");
    assert_eq!(
        (code, answer["taken"].as_array().expect("a list").len()),
        (0, 2),
        "{answer:#}"
    );
    assert_eq!(
        (&answer["commits"], clerk.rev("main")),
        (&Value::from(0), tip)
    );

    let (code, answer) = clerk.json("collect origin/ann --push");
    assert_eq!(
        (code, &answer["commits"]),
        (0, &Value::from(2)),
        "{answer:#}"
    );
    assert_eq!(answer["taken"][0]["path"], STATEMENT);
    assert_eq!(clerk.read(ANN), ann.read(ANN));
    assert_eq!(covers(&clerk), ["key-rotation", "key-rotation"]);
    assert_eq!(clerk.git(&["status", "--porcelain"]), "");
    let pushed = clerk.git(&["-C", &hub.file(), "rev-parse", "main"]);
    assert_eq!(pushed.trim(), clerk.rev("main"));
    let (_, answer) = clerk.json("collect origin/ann");
    assert_eq!(
        (&answer["known"], &answer["commits"]),
        (&Value::from(2), &Value::from(0))
    );
}

#[test]
fn changes_of_keys_come_by_mail_too() {
    let (clerk, ann, _hub) = offered();
    let mails = ann.git(&["format-patch", "--stdout", "main~2..main"]);
    fs::write(clerk.dir.join("../mails"), mails).expect("a file");
    let (code, answer) = clerk.json("collect --mbox ../mails");
    assert_eq!(
        (code, &answer["commits"]),
        (0, &Value::from(2)),
        "{answer:#}"
    );
    assert_eq!(covers(&clerk), ["key-rotation", "key-rotation"]);

    // The file alone is no change that its owner signed.
    let mail = ann.git(&["format-patch", "--stdout", "-1", "main", "--", ANN]);
    fs::write(clerk.dir.join("../mail"), mail).expect("a file");
    clerk.git(&["reset", "--quiet", "--hard", "HEAD~"]);
    let (_, answer) = clerk.json("collect --mbox ../mail");
    assert_eq!(codes(&answer), ["not-a-record"], "{answer:#}");
}

#[test]
fn a_change_of_keys_that_others_were_faster_than_is_made_again() {
    let (clerk, _ann, hub) = offered();
    let other = hub.clone_for(&clerk, "ann");
    other.ok(&format!("key rotate {}", public(&other, 13)));
    other.ok("sync");
    clerk.ok("sync");
    clerk.act("eve");
    let said = clerk.run("collect origin/ann");
    assert!(said.stdout.contains("polity key rotate"), "{said}");
    let (code, answer) = clerk.json("collect origin/ann");
    assert_eq!(code, 1);
    assert_eq!(
        codes(&answer),
        ["changed-since", "changed-since"],
        "{answer:#}"
    );
    assert_eq!(covers(&clerk), ["key-rotation"]);
}

/// A commit beside the line that gives ann a file and a statement about it.
fn forged(town: &Town, file: &str, purpose: Namespace, signer: &str) {
    let ann: PersonId = "ann".parse().expect("an id");
    let about = rotation_digest(&ann, town.read(ANN).as_bytes(), file.as_bytes());
    let statement = Statement {
        kind: StatementKind::KeyRotation,
        by: ann,
        at: instant("2020-02-01T12:30:00Z"),
        about,
        text: Some("adds a key".to_owned()),
    };
    let prefix = write_statement(&statement).expect("a statement");
    town.git(&["checkout", "--quiet", "-B", "forged", "main"]);
    town.write(ANN, file);
    town.write(STATEMENT, &sign(purpose, &prefix, signer));
    town.commit("Change the keys of ann");
    town.git(&["checkout", "--quiet", "main"]);
}

#[test]
fn nobody_changes_keys_that_are_not_theirs_or_more_than_keys() {
    let town = Town::voting(SIMPLE);
    let before = town.read(ANN);
    let key = generate(Some([21; 32]))
        .expect("a key")
        .public_key()
        .to_string();
    let added = format!("{before}  - key: {key}\n");
    let taken = town.read("governance/people/ben.yaml");
    let bens = taken.split("keys:\n").nth(1).expect("keys");
    for (what, file, purpose, signer, code) in [
        (
            "by another's key",
            added.clone(),
            Namespace::Keys,
            "dan",
            "foreign-key",
        ),
        (
            "signed for something else",
            added.clone(),
            Namespace::Statement,
            "ann",
            "wrong-namespace",
        ),
        (
            "with another name",
            added.replace("Ann", "Queen Ann"),
            Namespace::Keys,
            "ann",
            "not-allowed",
        ),
        (
            "with ben's key",
            format!("{before}{bens}"),
            Namespace::Keys,
            "ann",
            "not-allowed",
        ),
        (
            "that cannot be read",
            format!("{added}: :\n"),
            Namespace::Keys,
            "ann",
            "not-allowed",
        ),
    ] {
        forged(&town, &file, purpose, signer);
        let tip = town.rev("main");
        let (status, answer) = town.json("collect forged");
        assert_eq!(
            (status, codes(&answer)),
            (1, vec![code]),
            "{what}: {answer:#}"
        );
        assert_eq!(town.rev("main"), tip, "{what}");
    }
    // The statement with another file than it was signed for.
    forged(&town, &added, Namespace::Keys, "ann");
    town.git(&["checkout", "--quiet", "forged"]);
    let other = generate(Some([22; 32]))
        .expect("a key")
        .public_key()
        .to_string();
    town.write(ANN, &format!("{before}  - key: {other}\n"));
    town.git(&["commit", "--quiet", "--all", "--amend", "--no-edit"]);
    town.git(&["checkout", "--quiet", "main"]);
    let (_, answer) = town.json("collect forged");
    assert_eq!(codes(&answer), ["changed-since"], "{answer:#}");
    assert_eq!(town.read(ANN), before);
}
