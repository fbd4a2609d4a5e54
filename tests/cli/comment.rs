//! The final comment period: what accepts must hold for a time without a
//! break, and an amendment begins it anew.

use crate::session;
use crate::town::Town;

/// Consent of more than half, held for ten days without an objection.
const COMMENT: &str = "title: Final comment period
decides: [constitution, structure, people, question]
stages:
  - id: sign
    electorate: council
    ballot: consent
    held_for: 10 days
    restart_on: amendment
    outcomes:
      accept: consents > 1/2 of electorate and objections = 0
      pending: otherwise
    then:
      accept: accept
      pending: keep-open
";

/// As soon as everybody has voted.
const AT_ONCE: &str = "title: Voting
decides: [constitution, structure, people, question]
stages:
  - id: vote
    electorate: council
    ballot: for-against
    close_when: silent = 0
    outcomes:
      accept: for > against
      reject: otherwise
";

fn object(town: &Town, person: &str) {
    town.advance(1);
    town.act(person);
    let ran = town.run_args(&["vote", "1", "object", "-m", "It needs a test"]);
    assert_eq!(ran.code, 0, "{ran}");
}

#[test]
fn a_concern_stops_the_clock_and_its_end_starts_it_again() {
    let town = Town::voting(COMMENT);
    for person in ["ann", "ben", "cleo"] {
        town.vote(person, "consent");
    }
    town.advance(24 * 5);
    let mut said = session!(town, "status 1", "close 1");
    object(&town, "dan");
    said.push_str(&session!(town, "status 1"));
    // Ten days after the first consents, but the concern broke them.
    town.advance(24 * 5);
    said.push_str(&session!(town, "close 1"));
    town.act("dan");
    town.ok("vote 1 stand-aside");
    town.advance(24 * 9);
    said.push_str(&session!(town, "close 1"));
    town.advance(24);
    said.push_str(&session!(
        town, "status 1", "close 1", "verify 1", "enact 1"
    ));
    insta::assert_snapshot!(said);
}

#[test]
fn what_comes_after_the_period_was_complete_does_not_count() {
    let town = Town::voting(COMMENT);
    for person in ["ann", "ben", "cleo"] {
        town.vote(person, "consent");
    }
    town.advance(24 * 11);
    object(&town, "dan");
    let said = session!(town, "status 1", "close 1", "verify 1");
    insta::assert_snapshot!(said);
}

#[test]
fn a_concern_that_arrived_late_stops_the_clock_all_the_same() {
    let town = Town::voting(COMMENT);
    for person in ["ann", "ben", "cleo"] {
        town.vote(person, "consent");
    }
    // Dan objects in a clone of his own, within the ten days.
    let clone = Town {
        env: town.env.twin(),
    };
    object(&clone, "dan");
    let path = town.poll("1-sign/ballots/dan.yaml");
    town.advance(24 * 11);
    assert!(town.ok("status 1").stdout.contains("what closes it held"));
    town.write(&path, &clone.read(&path));
    town.commit("Bring the ballot of dan");
    let ran = town.run("close 1");
    assert_eq!(ran.code, 4, "{ran}");
}

#[test]
fn an_amendment_begins_a_new_round() {
    let town = Town::voting(COMMENT);
    for person in ["ann", "ben", "cleo"] {
        town.vote(person, "consent");
    }
    town.advance(24 * 5);
    town.edit(
        "proposals/0001-register-fay/README.md",
        "Because.",
        "Because she helps.",
    );
    town.commit("Say more");
    town.advance(24 * 6);
    town.act("ann");
    let mut said = session!(
        town,
        "status 1",
        "close 1",
        "vote 1 consent",
        "verify 1",
        "open 1"
    );
    for person in ["ann", "ben", "cleo"] {
        town.vote(person, "consent");
    }
    town.advance(24 * 5);
    said.push_str(&session!(town, "close 1"));
    town.advance(24 * 5);
    said.push_str(&session!(town, "close 1", "verify 1", "enact 1"));
    insta::assert_snapshot!(said);
}

#[test]
fn a_result_that_did_not_wait_is_false() {
    let town = Town::voting(COMMENT);
    for person in ["ann", "ben", "cleo"] {
        town.vote(person, "consent");
    }
    let twin = crate::town::Town {
        env: town.env.twin(),
    };
    twin.advance(24 * 10);
    twin.ok("close 1");
    // The same result, dated before the ten days were over.
    let path = town.poll("1-sign/result.yaml");
    let result = twin.read(&path);
    let closed = "closed_at: 2020-02-11T15:00:00Z";
    assert!(result.contains(closed), "{result}");
    town.write(
        &path,
        &result.replace(closed, "closed_at: 2020-02-10T15:00:00Z"),
    );
    town.commit("Close the vote");
    town.advance(24 * 20);
    let ran = town.run("verify 1");
    assert!(ran.stdout.contains("closed before its time"), "{ran}");
    town.ok("close 1");
    assert_eq!(town.run("verify 1").code, 0);
}

#[test]
fn a_vote_that_closes_when_all_have_voted_does() {
    let town = Town::voting(AT_ONCE);
    for person in ["ann", "ben", "cleo"] {
        town.vote(person, "for");
    }
    let mut said = session!(town, "close 1");
    town.vote("dan", "against");
    // It closed with the last vote: nobody changes theirs any more.
    town.vote("cleo", "against");
    said.push_str(&session!(town, "status 1", "close 1", "verify 1"));
    insta::assert_snapshot!(said);
}
