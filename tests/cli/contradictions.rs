//! Proposals that contradict themselves, or that a decision overtook.

use crate::moving::{decide, propose, tame, town};
use crate::session;

/// A team dissolved twice, an area transferred to a dissolved team, a rename
/// onto an id that exists, and a circle by `part_of`: all at once.
const ALL: &str = "changes:
  - dissolve: {team: ops, transfer: {chat: council}}
  - dissolve: {team: ops}
  - transfer: {area: website, to: ops}
  - rename: {team: helpers, to: council}
  - amend: {id: web, set: {part_of: docs}}
  - amend: {id: docs, set: {part_of: web}}
";

#[test]
fn all_that_is_wrong_is_said_at_once() {
    let town = town();
    for id in ["web", "docs"] {
        town.write(
            &format!("governance/teams/{id}.yaml"),
            &format!("name: {id}\nkind: team\n"),
        );
    }
    propose(&town, "0001-muddle", "A muddle", ALL);
    town.write(
        "muddle.yaml",
        &format!("title: A muddle\nauthors: [ann]\n{ALL}"),
    );
    let tip = town.rev("main");
    let told = session!(
        town,
        "check 1",
        "open 1",
        "diff 1",
        "propose --file muddle.yaml",
        "propose Muddle --dissolve ops --transfer chat=council --dissolve ops --rename \
         helpers=council --set web.part_of=docs --set docs.part_of=web",
    );
    insta::assert_snapshot!(tame(&town, &told));
    assert_eq!(town.rev("main"), tip);
}

#[test]
fn what_was_decided_meanwhile_is_named_when_it_is_enacted() {
    let town = town();
    for (folder, title, changes) in [
        (
            "0001-chat",
            "Chat to the helpers",
            "changes:\n  - transfer: {area: chat, to: helpers}\n",
        ),
        (
            "0002-ops-and-chat",
            "Ops end",
            "changes:\n  - dissolve: {team: ops, transfer: {chat: council}}\n  \
             - open_area: {area: mail, name: Mail, controller: helpers}\n",
        ),
        (
            "0003-assist",
            "Assistants",
            "changes:\n  - rename: {team: helpers, to: assistants}\n",
        ),
    ] {
        propose(&town, folder, title, changes);
    }
    for n in 1..=3 {
        decide(&town, n);
    }
    town.ok("enact 1");
    let tip = town.rev("main");
    let first = session!(town, "enact 2", "enact 2 --format json");
    assert_eq!(town.rev("main"), tip);
    let second = session!(town, "enact 3", "status 3");
    insta::assert_snapshot!(tame(&town, &format!("{first}{second}")));
    assert_eq!(town.git(&["status", "--porcelain"]), "");
}
