//! `polity together`, and rivals that are found without asking.

use crate::moving::{propose, town};
use crate::session;
use crate::town::Town;

fn rivals() -> Town {
    let town = town();
    for (folder, title, changes) in [
        (
            "0001-to-ops",
            "The website to ops",
            "changes:\n  - transfer: {area: website, to: ops}\n",
        ),
        (
            "0002-to-helpers",
            "The website to the helpers",
            "changes:\n  - transfer: {area: website, to: helpers}\n",
        ),
        (
            "0003-end-ops",
            "End ops",
            "changes:\n  - dissolve: {team: ops, transfer: {chat: council}}\n",
        ),
        (
            "0004-triage",
            "A team for triage",
            "changes:\n  - form: {team: triage, name: Triage, kind: team}\n",
        ),
        (
            "0005-chat",
            "The chat to triage",
            "follows: 4\nchanges:\n  - transfer: {area: chat, to: triage}\n",
        ),
        (
            "0006-two-ways",
            "Two ways for helpers",
            "options:\n  - id: rename\n    title: Rename them\n    changes:\n      \
             - rename: {team: helpers, to: assistants}\n  - id: end\n    title: End them\n    \
             changes:\n      - dissolve: {team: helpers}\n",
        ),
        ("0007-well", "Is all well?", ""),
    ] {
        propose(&town, folder, title, changes);
    }
    town
}

#[test]
fn it_says_whether_all_can_pass_and_what_they_make() {
    let town = rivals();
    insta::assert_snapshot!(session!(
        town,
        "together 1 5 4",
        "together 1 2",
        "together 1 3",
        "together 5",
        "together 2 6:end 6:rename",
        "together 2 6:end",
        "together 4 6:rename",
    ));
    insta::assert_snapshot!("json", session!(town, "together 1 2 --format json"));
    insta::assert_snapshot!(
        "not_asked_well",
        session!(
            town,
            "together 6",
            "together 6:ende",
            "together 1:x",
            "together 7",
            "together 99",
            "together"
        )
    );
}

#[test]
fn rivals_are_named_without_asking() {
    let town = rivals();
    insta::assert_snapshot!(session!(town, "list", "status", "check 2 --notes"));
    let list = town.run("list --format json");
    let answer: serde_json::Value = serde_json::from_str(&list.stdout).unwrap();
    assert_eq!(answer["proposals"][0]["rivals"][0]["number"], 2);
    // Who is drafted after another is no rival of it.
    assert_eq!(answer["proposals"][4]["rivals"][0]["number"], 3);
    assert_eq!(answer["proposals"][3]["rivals"], serde_json::json!([]));
}
