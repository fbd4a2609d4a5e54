//! Coverage: what `audit`, `blame` and `housekeeping` say of honest histories.

use crate::session;
use crate::town::{SIMPLE, Town};

/// A town whose council may keep house.
pub fn housed() -> Town {
    let town = Town::draft(SIMPLE);
    town.write(
        "governance/organisation.yaml",
        "name: Town\nhousekeeping:\n  - {by: council, may: [people, first-keys, events]}\n  - {by: \
         council, may: [external-members]}\n",
    );
    town.write(
        "governance/teams/guests.yaml",
        "name: Guests\nkind: external\nmembers:\n  - {person: eve}\n",
    );
    town.commit("Say who keeps house");
    for person in ["ann", "ben", "cleo", "dan", "eve"] {
        town.act(person);
        town.ok(&format!("key add {person}"));
    }
    town.act("ann");
    town.ok("found");
    town
}

/// The town with a proposal enacted.
fn enacted(town: &Town) {
    town.propose(1, "fay");
    town.act("ann");
    town.ok("open 1");
    for person in ["ann", "ben", "cleo"] {
        town.vote(person, "for");
    }
    town.close();
    town.ok("enact 1");
}

#[test]
fn every_honest_change_is_covered() {
    let town = housed();
    enacted(&town);
    town.advance(24);
    town.act("ben");
    town.edit("governance/people/eve.yaml", "name: Eve", "name: Eve Ning");
    town.write(
        "governance/events/release-1.yaml",
        "kind: release\non: 2020-02-09\n",
    );
    town.ok("housekeeping -m Release");
    town.edit(
        "governance/teams/guests.yaml",
        "eve}",
        "eve}\n  - {person: fay}",
    );
    town.ok("housekeeping -m Guests governance/teams");
    let extra = polity::sign::generate(Some([77; 32])).expect("a key");
    town.write("../extra.pub", &extra.public_key().to_string());
    town.ok("key add ben --key ../extra.pub");
    insta::assert_snapshot!(session!(
        town,
        "audit",
        "blame guests",
        "blame fay",
        "audit HEAD~1.. --format json",
        "verify",
    ));
}

#[test]
fn a_second_audit_gives_the_same() {
    let town = housed();
    enacted(&town);
    let first = town.ok("audit --format json").stdout;
    assert!(town.dir.join(".git/polity/notebook/audit").exists());
    let again = town.ok("audit --format json").stdout;
    assert_eq!(
        first.replace("\"first_use\": true", "\"first_use\": false"),
        again
    );
    // What it remembers is not believed of another line.
    town.git(&["reset", "--quiet", "--hard", "HEAD~1"]);
    let before = town.ok("audit --format json").stdout;
    assert!(!before.contains("enactment"), "{before}");
}

#[test]
fn housekeeping_does_not_overreach() {
    let town = housed();
    let tries = [
        (
            "governance/teams/council.yaml",
            "seats: 4",
            "seats: 5",
            "that is not external",
        ),
        (
            "governance/teams/guests.yaml",
            "name: Guests",
            "name: Hosts",
            "more of an external",
        ),
        (
            "governance/organisation.yaml",
            "name: Town",
            "name: City",
            "changes this file",
        ),
        (
            "governance/rules/vote.yaml",
            "7 days",
            "1 days",
            "changes this file",
        ),
        (
            "governance/people/ann.yaml",
            "keys:",
            "emails: [a@b.c]\nkeys:",
            "",
        ),
    ];
    for (path, from, to, why) in tries {
        town.edit(path, from, to);
        let ran = town.run("housekeeping -m Tidy");
        if why.is_empty() {
            assert_eq!(ran.code, 0, "{ran}");
        } else {
            assert_eq!(ran.code, 4, "{ran}");
            let said = ran.stderr.split_whitespace().collect::<Vec<_>>().join(" ");
            assert!(said.contains(why), "{ran}");
        }
        town.git(&["checkout", "--quiet", "--", "."]);
    }
    let key = town
        .read("governance/people/ben.yaml")
        .replace("name: Ben", "");
    town.write(
        "governance/people/ann.yaml",
        &format!("name: Ann\n{}", key.trim_start()),
    );
    assert_eq!(town.run("housekeeping -m Keys").code, 4);
    town.git(&["checkout", "--quiet", "--", "."]);
    // Eve is not in the council.
    town.act("eve");
    town.write("governance/people/fay.yaml", "name: Fay\n");
    let ran = town.run("housekeeping -m Fay");
    assert_eq!(ran.code, 4, "{ran}");
    let said = ran.stderr.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(said.contains("does not let eve change people"), "{ran}");
    assert_eq!(town.run("audit").code, 0);
}

#[test]
fn the_founding_is_remembered_and_another_refused() {
    let town = housed();
    let anchor = town.rev("HEAD");
    let ran = town.ok("verify");
    assert!(ran.stderr.contains(&anchor), "{ran}");
    let ran = town.ok("verify");
    assert!(!ran.stderr.contains(&anchor), "{ran}");
    town.ok(&format!("audit --anchor {anchor}"));
    let other = town.rev("HEAD~1");
    for command in ["verify", "audit"] {
        let ran = town.run(&format!("{command} --anchor {other}"));
        assert_eq!(ran.code, 1, "{ran}");
        assert!(ran.stderr.contains("error[other-anchor]"), "{ran}");
    }
    // The same organisation, founded again on a branch of its own.
    town.git(&["reset", "--quiet", "--hard", "HEAD~1"]);
    town.advance(1);
    town.ok("found");
    let ran = town.run("verify");
    assert_eq!(ran.code, 1, "{ran}");
    assert!(ran.stderr.contains("this clone"), "{ran}");
    assert!(ran.stderr.contains("error[other-anchor]"), "{ran}");
}

#[test]
fn a_branch_that_was_rewritten_is_reported() {
    let town = housed();
    town.propose(1, "fay");
    town.act("ann");
    town.ok("open 1");
    town.vote("ann", "for");
    town.vote("ben", "against");
    town.ok("verify");
    town.git(&["reset", "--quiet", "--hard", "HEAD~1"]);
    let ran = town.run("verify");
    assert_eq!(ran.code, 1, "{ran}");
    assert!(ran.stdout.contains("this branch was rewritten"), "{ran}");
    assert!(ran.stdout.contains("1 commit is gone"), "{ran}");
    // It stays reported until somebody accepts it.
    assert_eq!(town.run("verify").code, 1);
    town.ok("verify --accept-head");
    town.ok("verify");
}

#[test]
fn a_proposal_that_was_removed_is_named() {
    let town = housed();
    town.propose(1, "fay");
    std::fs::remove_dir_all(town.dir.join("proposals/0001-register-fay")).expect("a folder");
    town.commit("Tidy up");
    let ran = town.ok("verify");
    assert!(
        ran.stdout
            .contains("proposals/0001-register-fay was removed"),
        "{ran}"
    );
}
