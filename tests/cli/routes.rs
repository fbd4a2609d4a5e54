//! Where outcomes lead: quorums, conditional and optional stages, new rounds,
//! ratification by another body, and results that are put right.

use crate::session;
use crate::town::{SIMPLE, Town};

fn quorum(otherwise: &str) -> String {
    SIMPLE.replace(
        "    outcomes:\n",
        &format!(
            "    quorum: {{need: ballots >= 1/2 of electorate, otherwise: {otherwise}}}\n    \
             outcomes:\n"
        ),
    )
}

/// A board, which asks the second stage only for what is significant, and then
/// another body ratifies.
const PATHS: &str = "title: Voting
decides: [constitution, structure, people, question]
may_open: anyone
stages:
  - id: significance
    electorate: council
    ballot: for-against
    period: 7 days
    outcomes:
      significant: for > against
      minor: otherwise
    then: {significant: continue, minor: continue}
  - id: community
    when: significance is significant
    electorate: council and not subject
    ballot: for-against
    period: 7 days
    outcomes:
      accept: for >= 2 * against
      again: for = against
      reject: otherwise
    then:
      again: {stage: significance}
  - id: ratification
    electorate: mayors
    ballot: for-against
    period: 7 days
    outcomes:
      accept: for > against
      reject: otherwise
    then: {reject: return-to-draft}
";

/// A town with a second body, of eve alone.
fn two_bodies() -> Town {
    let town = Town::draft(PATHS);
    town.write(
        "governance/teams/mayors.yaml",
        "name: Mayors\nkind: board\nmembers: [{person: eve}]\n",
    );
    town.commit("Add mayors");
    for person in ["ann", "ben", "cleo", "dan", "eve"] {
        town.act(person);
        town.ok(&format!("key add {person}"));
    }
    town.act("ann");
    town.ok("found");
    town.propose(1, "fay");
    town.ok("open 1");
    town
}

#[test]
fn without_a_quorum_it_fails() {
    let town = Town::voting(&quorum("fail"));
    town.vote("ann", "for");
    let mut said = town.close().to_string();
    said.push_str(&session!(town, "status 1", "verify 1", "enact 1"));
    insta::assert_snapshot!(said);
}

#[test]
fn without_a_quorum_it_goes_on_as_often_as_the_rule_says() {
    let rule = quorum("extend").replace(
        "    quorum:",
        "    extend: {when: silent = electorate, by: 3 days, repeat: until-complete, at_most: 2}\n    \
         quorum:",
    );
    let town = Town::voting(&rule);
    town.vote("ann", "for");
    let mut said = town.close().to_string();
    town.advance(24 * 3);
    said.push_str(&session!(town, "close 1", "status 1"));
    town.advance(24 * 3);
    said.push_str(&session!(town, "close 1", "verify 1"));
    insta::assert_snapshot!(said);
}

#[test]
fn without_a_quorum_another_round_is_held() {
    let town = Town::voting(&quorum("{stage: vote}"));
    town.vote("ann", "for");
    let mut said = town.close().to_string();
    said.push_str(&session!(town, "open 1"));
    for person in ["ann", "ben"] {
        town.vote(person, "for");
    }
    said.push_str(&town.close().to_string());
    said.push_str(&session!(town, "verify 1", "enact 1"));
    insta::assert_snapshot!(said);
}

#[test]
fn a_stage_that_is_not_needed_is_left_out_and_another_body_ratifies() {
    let town = two_bodies();
    town.vote("ann", "against");
    let mut said = town.close().to_string();
    said.push_str(&session!(town, "open 1"));
    town.vote("eve", "for");
    said.push_str(&town.close().to_string());
    said.push_str(&session!(town, "verify 1", "enact 1"));
    insta::assert_snapshot!(said);
}

#[test]
fn a_tie_goes_round_and_what_is_not_ratified_is_a_draft_again() {
    let town = two_bodies();
    town.vote("ann", "for");
    let mut said = town.close().to_string();
    town.ok("open 1");
    town.vote("ann", "for");
    town.vote("ben", "against");
    said.push_str(&town.close().to_string());
    town.ok("open 1");
    town.vote("ann", "for");
    said.push_str(&town.close().to_string());
    town.ok("open 1");
    town.vote("ben", "for");
    said.push_str(&town.close().to_string());
    town.ok("open 1");
    town.vote("eve", "against");
    said.push_str(&town.close().to_string());
    said.push_str(&session!(town, "status 1", "open 1", "verify 1"));
    insta::assert_snapshot!(said);
}

#[test]
fn an_erroneous_close_is_put_right_by_closing_again() {
    let town = Town::voting(SIMPLE);
    for (person, choice) in [("ann", "for"), ("ben", "against"), ("cleo", "against")] {
        town.vote(person, choice);
    }
    town.close();
    // Somebody writes the other outcome over the result.
    let path = town.poll("1-vote/result.yaml");
    let result = town.read(&path);
    town.git(&["rm", "--quiet", &path]);
    town.commit("Take the result away");
    town.write(&path, &result.replace("outcome: reject", "outcome: accept"));
    town.commit("Write another");
    let mut said = session!(town, "verify 1", "enact 1", "close 1");
    town.write(&path, &result);
    town.commit("Put it back");
    said.push_str(&session!(town, "verify 1", "status 1"));
    // One that was false from the beginning is closed again.
    let town = Town::voting(SIMPLE);
    town.vote("ann", "for");
    town.advance(24 * 8);
    let other = Town {
        env: town.env.twin(),
    };
    other.ok("close 1");
    let result = other.read(&path);
    town.write(&path, &result.replace("outcome: accept", "outcome: reject"));
    town.commit("Close it falsely");
    said.push_str(&session!(
        town, "verify 1", "open 1", "close 1", "verify 1", "enact 1"
    ));
    insta::assert_snapshot!(said);
}
