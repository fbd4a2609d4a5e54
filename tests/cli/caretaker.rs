//! Decisions that are due, those that others start, and what a caretaker may
//! not decide meanwhile.

use crate::openings::forced;
use crate::session;
use crate::town::{SIMPLE, Town};

/// An election is due while a seat is empty, after a release, or by a vote of
/// no confidence.
const ELECTION: &str = "title: Electing the council
decides: [seats of council]
triggers:
  - when: serving(council) < 4
  - {on: release, after: 7 days, unless: council-election in series}
stages:
  - id: vote
    electorate: council
    ballot: {approval: {at_most: 2}}
    period: 7 days
    count: {method: approval, seats: 1}
";

/// A vote that leads to an election, and nowhere else.
const CONFIDENCE: &str = "title: Confidence in the council
decides: [question]
stages:
  - id: remaining
    electorate: council
    ballot: for-against
    period: 7 days
    outcomes:
      remains: for > against
      mended: otherwise
    then:
      remains: {start: election}
      mended: reject
";

/// A town with three rules, of which the first waits for elections.
fn town() -> Town {
    let rule = SIMPLE.replace(
        "may_cancel: council\n",
        "blocked_while: [election]\nmay_open: anyone\n",
    );
    let rule = rule.replace("people, question]", "people]");
    let town = Town::draft(&rule);
    town.write("governance/rules/election.yaml", ELECTION);
    town.write("governance/rules/confidence.yaml", CONFIDENCE);
    town.commit("Add rules");
    for person in ["ann", "ben", "cleo", "dan", "eve"] {
        town.act(person);
        town.ok(&format!("key add {person}"));
    }
    town.act("ann");
    town.ok("found");
    town
}

/// Writes a proposal under a rule, with a body of its own.
fn propose(town: &Town, folder: &str, rule: &str, body: &str) {
    let path = format!("proposals/{folder}/proposal.yaml");
    let head = "title: What is due\nauthors: [ann]\ncreated: 2020-01-01";
    town.write(&path, &format!("{head}\nrule: {rule}\n{body}"));
    town.write(
        &format!("proposals/{folder}/README.md"),
        "# Why\n\nIt is due.\n",
    );
    town.commit(&format!("Propose {folder}"));
}

const ELECT: &str = "elect: {team: council, candidates: [eve]}\n";

#[test]
fn a_release_makes_an_election_due_until_one_is_held() {
    let town = town();
    let mut said = session!(town, "status", "check");
    let release = "governance/events/release-1.yaml";
    town.write(release, "kind: release\non: 2020-02-03\n");
    town.commit("Record a release");
    town.set_clock("2020-02-09T12:00:00Z");
    said.push_str(&session!(town, "status"));
    town.set_clock("2020-02-11T12:00:00Z");
    said.push_str(&session!(town, "status", "check"));
    propose(&town, "0001-elect", "election", ELECT);
    said.push_str(&session!(town, "status", "check"));
    insta::assert_snapshot!(said);
}

#[test]
fn a_vote_of_no_confidence_starts_an_election() {
    let town = town();
    propose(&town, "0001-confidence", "confidence", "changes: []\n");
    town.ok("open 1");
    town.vote("ben", "for");
    let mut said = town.close().to_string();
    said.push_str(&session!(town, "status 1", "status", "enact 1", "verify 1"));
    town.act("ann");
    propose(&town, "0002-elect", "election", ELECT);
    said.push_str(&session!(town, "open 2", "status"));
    insta::assert_snapshot!(said);
}

#[test]
fn nothing_else_opens_while_an_election_is_under_way() {
    let town = town();
    town.propose(1, "fay");
    propose(&town, "0002-elect", "election", ELECT);
    town.ok("open 2");
    let mut said = session!(town, "open 1", "status 1");
    town.advance(1);
    town.ok("vote 2 eve");
    town.advance(24 * 8);
    // Past its end and not closed, it is under way still.
    said.push_str(&session!(town, "open 1", "close 2", "open 1", "verify 1"));
    insta::assert_snapshot!(said);
}

#[test]
fn an_opening_while_an_election_is_under_way_is_void() {
    let town = town();
    town.propose(1, "fay");
    town.ok("open 1");
    propose(&town, "0002-elect", "election", ELECT);
    town.ok("open 2");
    town.propose(3, "gil");
    let like = town.poll("1-vote/poll.yaml");
    let ran = forced(&town, (3, "gil"), &like, "2020-02-01T13:00:00Z");
    assert!(ran.stdout.contains("void"), "{ran}");
    assert!(ran.stdout.contains("while one under `election`"), "{ran}");
}
