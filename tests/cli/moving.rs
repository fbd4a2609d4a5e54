//! A town whose organisation moves on while a draft lies there.

use crate::town::{SIMPLE, Town};

/// A town with two areas and two teams beside the council, founded.
pub fn town() -> Town {
    let town = Town::draft(SIMPLE);
    for area in ["website", "chat"] {
        let name = area[..1].to_uppercase() + &area[1..];
        town.write(
            &format!("governance/areas/{area}.yaml"),
            &format!("name: {name}\n"),
        );
    }
    town.edit(
        "governance/teams/council.yaml",
        "members:",
        "authority: [{area: website}]\nmembers:",
    );
    town.write(
        "governance/teams/ops.yaml",
        "name: Ops team\nkind: team\nauthority: [{area: chat}]\nmembers:\n  \
         - {person: dan, from: 2019-03}\n",
    );
    town.write(
        "governance/teams/helpers.yaml",
        "name: Helpers\nkind: team\nmembers:\n  - {person: ben, from: 2018, until: 2019-06-30}\n  \
         - {person: cleo, from: 2019}\n",
    );
    town.commit("Add teams and areas");
    for person in ["ann", "ben", "cleo", "dan", "eve"] {
        town.act(person);
        town.ok(&format!("key add {person}"));
    }
    town.act("ann");
    town.ok("found");
    town
}

/// Writes a proposal with these lines behind its head, and commits it.
pub fn propose(town: &Town, folder: &str, title: &str, rest: &str) {
    let head = format!("title: {title}\nauthors: [ann]\ncreated: 2020-01-01\nrule: vote\n");
    town.write(
        &format!("proposals/{folder}/proposal.yaml"),
        &format!("{head}{rest}"),
    );
    town.write(
        &format!("proposals/{folder}/README.md"),
        "# Why\n\nBecause.\n",
    );
    town.commit(&format!("Propose: {title}"));
}

/// The draft that lies there.
pub const DRAFT: &str = "changes:
  # The website is theirs in all but name.
  - transfer: {area: website, to: ops}
  # Eve helps already.
  - appoint: {team: helpers, person: eve}
";

/// Another, which wants to end the team that the website goes to.
pub const ENDS: &str = "changes:
  - dissolve: {team: ops, transfer: {chat: council}}
";

/// Two drafts lie there, and a proposal is enacted that they know nothing of.
pub fn moved_on() -> Town {
    let town = town();
    propose(
        &town,
        "0001-website-to-ops",
        "Give the website to ops",
        "changes:\n  - transfer: {area: website, to: ops}\n  \
         - rename: {team: helpers, to: assistants, name: Assistants}\n",
    );
    propose(&town, "0002-website-and-eve", "The website and Eve", DRAFT);
    propose(&town, "0003-end-ops", "End ops", ENDS);
    town.ok("open 1");
    for person in ["ann", "ben", "cleo"] {
        town.vote(person, "for");
    }
    town.act("ann");
    town.close();
    town.ok("enact 1");
    town
}

/// A session whose commits are called by their place in history, the oldest
/// first.
pub fn tame(town: &Town, session: &str) -> String {
    let line = town.git(&["rev-list", "--reverse", "main"]);
    let mut told = session.to_owned();
    for (at, hash) in line.lines().enumerate() {
        for digits in [40, 10, 7] {
            told = told.replace(&hash[..digits], &format!("$C{at}"));
        }
    }
    told
}

/// Carries a proposal to its decision, which is not enacted.
pub fn decide(town: &Town, n: u32) {
    town.act("ann");
    town.ok(&format!("open {n}"));
    for person in ["ann", "ben", "cleo"] {
        town.advance(1);
        town.act(person);
        town.ok(&format!("vote {n} for"));
    }
    town.act("ann");
    town.advance(24 * 8);
    town.ok(&format!("close {n}"));
}
