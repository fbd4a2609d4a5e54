//! Waiting periods: what was rejected comes back only when its rule lets it.

use crate::openings::forced;
use crate::session;
use crate::town::Town;

/// Rejection makes a proposal wait, a second one longer, and a member of the
/// council can lift it.
const WAITING: &str = "title: Voting
decides: [constitution, structure, people, question]
may_open: anyone
stages:
  - id: vote
    electorate: council
    ballot: for-against
    period: 7 days
    outcomes:
      accept: for > against
      reject: otherwise
    then:
      accept: accept
      reject:
        reject:
          waiting_period:
            until: \"later of (2 months, next feature-release)\"
            again: next board-election
            unless: requested by a member of council
";

/// A proposal that was rejected on 9 February.
fn rejected() -> Town {
    let town = Town::voting(WAITING);
    town.vote("ann", "against");
    town.close();
    town
}

/// Writes a proposal that registers somebody, with a line more.
fn again(town: &Town, number: u32, who: &str, line: &str) {
    town.propose(number, who);
    let path = format!("proposals/{number:04}-register-{who}/proposal.yaml");
    town.edit(&path, "rule: vote\n", &format!("rule: vote\n{line}"));
    town.commit("Say more");
}

/// Records that something happened.
fn event(town: &Town, id: &str, kind: &str, on: &str) {
    let path = format!("governance/events/{id}.yaml");
    town.write(&path, &format!("kind: {kind}\non: {on}\n"));
    town.commit(&format!("Record {id}"));
}

#[test]
fn what_was_rejected_waits_for_a_time_and_a_release() {
    let town = rejected();
    event(&town, "release-1", "feature-release", "2020-01-15");
    again(&town, 2, "gil", "resubmits: 1\n");
    town.act("eve");
    let mut said = session!(town, "open 2", "status 2", "request 2");
    // A release alone is not enough, and neither is time.
    event(&town, "release-2", "feature-release", "2020-02-20");
    town.set_clock("2020-03-20T12:00:00Z");
    said.push_str(&session!(town, "open 2"));
    town.set_clock("2020-04-10T12:00:00Z");
    said.push_str(&session!(town, "status 2", "open 2", "verify 2"));
    insta::assert_snapshot!(said);
}

#[test]
fn time_alone_is_not_enough_without_the_release() {
    let town = rejected();
    again(&town, 2, "gil", "resubmits: 1\n");
    town.set_clock("2020-12-01T12:00:00Z");
    let ran = town.run("open 2");
    assert!(
        ran.stderr.contains("no feature-release is recorded since"),
        "{ran}"
    );
    // One on the day of the decision came with it, and not after it.
    event(&town, "release-1", "feature-release", "2020-02-09");
    assert_ne!(town.run("open 2").code, 0);
    event(&town, "release-2", "feature-release", "2020-02-10");
    town.ok("open 2");
}

#[test]
fn the_same_changes_wait_though_nothing_says_that_they_come_back() {
    let town = rejected();
    town.propose(2, "fay");
    let mut said = session!(town, "open 2");
    // Others are not held up.
    town.propose(3, "gil");
    said.push_str(&session!(town, "open 3"));
    insta::assert_snapshot!(said);
}

#[test]
fn a_request_by_one_who_may_lifts_the_wait() {
    let town = rejected();
    again(&town, 2, "gil", "resubmits: 1\n");
    town.advance(1);
    town.act("eve");
    let mut said = session!(town, "request 2");
    town.act("ben");
    said.push_str(&session!(town, "request 2", "open 2", "verify 2"));
    // What is asked for is this very text.
    let town = rejected();
    again(&town, 2, "gil", "resubmits: 1\n");
    town.advance(1);
    town.act("ben");
    town.ok("request 2");
    town.edit(
        "proposals/0002-register-gil/README.md",
        "Because.",
        "Because of it.",
    );
    town.commit("Amend");
    said.push_str(&session!(town, "open 2", "request 3"));
    insta::assert_snapshot!(said);
}

#[test]
fn a_second_rejection_waits_longer() {
    let town = rejected();
    event(&town, "release-2", "feature-release", "2020-02-20");
    town.propose(2, "fay");
    town.set_clock("2020-04-10T12:00:00Z");
    town.act("ann");
    town.ok("open 2");
    town.advance(1);
    town.ok("vote 2 against");
    town.advance(24 * 8);
    let mut said = session!(town, "close 2");
    again(&town, 3, "fay", "resubmits: 2\n");
    // Years do not help; the next election does.
    town.set_clock("2023-04-10T12:00:00Z");
    said.push_str(&session!(town, "open 3"));
    event(&town, "election-1", "board-election", "2023-01-10");
    said.push_str(&session!(town, "open 3", "verify 3"));
    insta::assert_snapshot!(said);
}

#[test]
fn an_opening_that_did_not_wait_is_void() {
    let town = rejected();
    again(&town, 2, "gil", "resubmits: 1\n");
    let like = town.poll("1-vote/poll.yaml");
    let ran = forced(&town, (2, "gil"), &like, "2020-02-10T12:00:00Z");
    assert_ne!(ran.code, 0, "{ran}");
    assert!(ran.stdout.contains("void"), "{ran}");
    assert!(ran.stdout.contains("brings back proposal 1"), "{ran}");
    // The same by hand, for one that need not wait, is as good as the program's.
    town.propose(3, "hal");
    let ran = forced(&town, (3, "hal"), &like, "2020-02-10T12:00:00Z");
    assert_eq!(ran.code, 0, "{ran}");
}
