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
fn what_came_later_stays_and_is_named() {
    let town = town();
    let ran = town.run_args(&["propose", "Speak", "--set", "chat.name=Speak"]);
    assert_eq!(ran.code, 0, "{ran}");
    decide(&town, 3);
    insta::assert_snapshot!(session!(town, "undo 2", "undo 2 --dry-run --format json"));
    insta::assert_snapshot!(town.read("proposals/0004-undo-end-ops/README.md"));
}
