//! `polity rebase`, and what a draft is told that no longer applies.

use crate::hub::Hub;
use crate::moving::{DRAFT, moved_on, propose, tame, town};
use crate::session;

#[test]
fn a_draft_is_told_which_decision_came_between() {
    let town = moved_on();
    let told = session!(town, "check 2", "check 3", "diff 2", "open 3");
    insta::assert_snapshot!(tame(&town, &told));
    let json = town.run("check 2 --format json");
    assert!(json.stdout.contains("by proposal 1, enacted on"), "{json}");
    // Without git the reasons alone are there.
    std::fs::remove_dir_all(town.dir.join(".git")).unwrap();
    let plain = town.run("check 2");
    assert!(plain.stdout.contains("controls Website already"), "{plain}");
    assert!(!plain.stdout.contains("enacted on"), "{plain}");
}

#[test]
fn what_can_be_mended_is_and_the_rest_is_asked() {
    let town = moved_on();
    let tried = session!(town, "rebase 2 --dry-run");
    let unchanged = town.read("proposals/0002-website-and-eve/proposal.yaml");
    assert!(unchanged.ends_with(DRAFT));
    let told = session!(
        town,
        "rebase 2",
        "rebase 2",
        "check 2",
        "rebase 3",
        "rebase 2 --format json"
    );
    insta::assert_snapshot!(tame(&town, &format!("{tried}{told}")));
    insta::assert_snapshot!(
        "the_mended_file",
        town.read("proposals/0002-website-and-eve/proposal.yaml")
    );
    let said = town.git(&["log", "-1", "--format=%B"]);
    assert!(said.starts_with("Bring proposal 2 up to date\n"), "{said}");
    // The working tree has what was committed.
    assert_eq!(town.git(&["status", "--porcelain"]), "");
    // A person decides, and the vote can be held.
    town.edit(
        "proposals/0003-end-ops/proposal.yaml",
        "{chat: council}",
        "{chat: council, website: council}",
    );
    town.commit("Say who takes the website");
    town.ok("rebase 3");
    town.ok("open 3");
    let voted_on = town.run("rebase 3");
    assert_eq!(voted_on.code, 4, "{voted_on}");
    assert_eq!(town.run("rebase 1").code, 4);
}

#[test]
fn where_nothing_is_left_nothing_is_written() {
    let town = town();
    let changes = "changes:\n  - transfer: {area: website, to: ops}\n";
    propose(&town, "0001-website", "The website to ops", changes);
    propose(&town, "0002-again", "The website to ops once more", changes);
    town.ok("open 1");
    for person in ["ann", "ben", "cleo"] {
        town.vote(person, "for");
    }
    town.act("ann");
    town.close();
    town.ok("enact 1");
    let head = town.rev("HEAD");
    let told = session!(town, "rebase 2");
    assert_eq!(town.rev("HEAD"), head);
    insta::assert_snapshot!(tame(&town, &told));
}

#[test]
fn options_are_mended_each_for_itself() {
    let town = moved_on();
    let options = "options:
  - id: both
    title: Both
    changes:
      - appoint: {team: helpers, person: eve}  # she asked for it
      - transfer: {area: chat, to: council}
  - id: chat
    title: The chat alone
    changes:
      - transfer: {area: chat, to: council}
";
    propose(&town, "0004-options", "Two ways", options);
    let told = session!(town, "rebase 4");
    insta::assert_snapshot!(tame(&town, &told));
    let text = town.read("proposals/0004-options/proposal.yaml");
    assert!(
        text.ends_with(&options.replace("helpers", "assistants")),
        "{text}"
    );
}

#[test]
fn a_mended_draft_is_pushed_where_that_is_asked() {
    let town = moved_on();
    let hub = Hub::of(&town);
    let ben = hub.clone_for(&town, "ben");
    // Somebody else was faster; git's settings say to push.
    ben.write("notes.txt", "mine\n");
    ben.commit("Notes");
    ben.git(&["push", "--quiet", "origin", "main"]);
    town.git(&["config", "polity.push", "true"]);
    let line = hub.file();
    let told = session!(town, "rebase 2 --dry-run", "rebase 2 --no-push");
    let put_off = town.rev("main");
    assert_ne!(put_off, town.rev("origin/main"));
    town.git(&["reset", "--quiet", "--hard", "HEAD~1"]);
    let pushed = session!(town, "rebase 2 --format json", "rebase 3");
    assert_eq!(town.rev("main"), town.rev("origin/main"));
    let there = town.git(&["-C", &line, "log", "--format=%s", "-2", "main"]);
    assert_eq!(there, "Bring proposal 2 up to date\nNotes\n");
    insta::assert_snapshot!(tame(&town, &format!("{told}{pushed}")).replace(&put_off[..7], "$PUT"));
    // What cannot be pushed is said, and stays here.
    town.edit(
        "proposals/0003-end-ops/proposal.yaml",
        "dissolve: {team: ops, transfer: {chat: council}}",
        "appoint: {team: helpers, person: dan}",
    );
    town.commit("Another way");
    hub.refuse("no pushes today");
    let refused = town.run("rebase 3 --push");
    assert_eq!(refused.code, 4, "{refused}");
    assert!(refused.stderr.contains("no pushes today"), "{refused}");
    hub.accept();
    let ran = town.ok("rebase 3 --push");
    assert_eq!(town.rev("main"), town.rev("origin/main"), "{ran}");
}
