//! `polity undo` of what was enacted.

use crate::session;
use crate::town::{SIMPLE, Town};

/// A proposal carried through all of it.
pub fn decide(town: &Town, n: u32) {
    town.ok(&format!("open {n}"));
    for person in ["ann", "ben", "cleo"] {
        town.advance(1);
        town.act(person);
        town.ok(&format!("vote {n} for"));
    }
    town.advance(24 * 8);
    town.act("ann");
    town.ok(&format!("close {n}"));
    town.ok(&format!("enact {n}"));
}

/// With a team for the website that is dissolved, and dan out of the council.
fn town() -> Town {
    let town = Town::founded(&SIMPLE.replace("people,", "people, seats of council,"));
    town.act("ann");
    let begin = [
        "propose",
        "Begin",
        "--form",
        "ops=Ops",
        "--open-area",
        "website=Website:ops",
        "--open-area",
        "chat=Chat:council",
        "--appoint",
        "eve=ops",
    ];
    let ran = town.run_args(&begin);
    assert_eq!(ran.code, 0, "{ran}");
    decide(&town, 1);
    let end = [
        "propose",
        "End ops",
        "--dissolve",
        "ops",
        "--transfer",
        "website=council",
        "--end-term",
        "dan=council",
        "--set",
        "chat.name=Talk",
    ];
    let ran = town.run_args(&end);
    assert_eq!(ran.code, 0, "{ran}");
    decide(&town, 2);
    town
}

#[test]
fn what_was_decided_is_taken_back_by_another_decision() {
    let town = town();
    insta::assert_snapshot!(session!(
        town,
        "undo 2 --dry-run",
        "undo 2 --as ops=operations",
        "check 3",
        "undo 3",
        "undo 2 --as council=x",
    ));
    insta::assert_snapshot!(town.read("proposals/0003-undo-end-ops/proposal.yaml"));
    decide(&town, 3);
    insta::assert_snapshot!(session!(
        town,
        "who website",
        "show operations",
        "show council"
    ));
}

#[test]
fn it_is_drafted_on_the_newest_and_pushed() {
    let town = town();
    let hub = crate::hub::Hub::of(&town);
    let other = hub.clone_for(&town, "ben");
    let ran = town.run_args(&["propose", "Speak", "--set", "chat.name=Speak"]);
    assert_eq!(ran.code, 0, "{ran}");
    decide(&town, 3);
    town.git(&["push", "--quiet", "origin", "main"]);
    // The other clone has not fetched that.
    other.advance(24 * 9);
    let (code, answer) = other.json("undo 2 --push");
    assert_eq!(code, 0, "{answer:#}");
    assert_eq!(answer["proposal"]["proposal"], 4);
    assert_eq!(answer["left"][0]["since"][0], "0003-speak", "{answer:#}");
    assert_eq!(answer["pushed"]["remote"], "origin");
    assert_eq!(answer["pushed"]["commit"], answer["proposal"]["commit"]);
    let tip = other.git(&["ls-remote", "origin", "refs/heads/main"]);
    assert!(tip.starts_with(&other.rev("main")), "{tip}");
    // And not where git's settings would, and one says no.
    other.git(&["config", "polity.push", "true"]);
    let (_, answer) = other.json("undo 2 --no-push");
    assert_eq!(
        (&answer["proposal"]["proposal"], &answer["pushed"]),
        (&5.into(), &().into())
    );
    assert!(tip.starts_with(&other.rev("main^")), "{tip}");
}

#[test]
fn who_left_since_a_merger_is_named() {
    let town = Town::draft(&SIMPLE.replace("people,", "people, seats of crew,"));
    for (id, name, member) in [("ops", "Ops", "dan"), ("crew", "Crew", "eve")] {
        let text = format!("name: {name}\nkind: team\nmembers:\n  - {{person: {member}}}\n");
        town.write(&format!("governance/teams/{id}.yaml"), &text);
    }
    town.commit("Teams");
    for person in ["ann", "ben", "cleo", "dan", "eve"] {
        town.act(person);
        town.ok(&format!("key add {person}"));
    }
    town.act("ann");
    town.ok("found");
    let propose = |args: &[&str]| {
        let ran = town.run_args(&[&["propose"], args].concat());
        assert_eq!(ran.code, 0, "{ran}");
    };
    propose(&["Merge", "--merge", "ops,crew=crew"]);
    decide(&town, 1);
    propose(&["Dan goes", "--end-term", "dan=crew"]);
    decide(&town, 2);
    insta::assert_snapshot!(session!(town, "undo 1 --dry-run"));
}

#[test]
fn what_came_later_stays_and_is_named() {
    let town = town();
    let ran = town.run_args(&["propose", "Speak", "--set", "chat.name=Speak"]);
    assert_eq!(ran.code, 0, "{ran}");
    decide(&town, 3);
    insta::assert_snapshot!(session!(town, "undo 2", "undo 2 --dry-run --format json"));
    insta::assert_snapshot!(town.read("proposals/0004-undo-end-ops/README.md"));
}
