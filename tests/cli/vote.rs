//! Whole votes, from the draft to the enactment, as people see them.

use crate::session;
use crate::town::{SIMPLE, Town};

/// A rule with most of what a clock and a score can say.
const BOARD: &str = "title: Changing the governance
decides: [constitution, structure, people, question]
stages:
  - id: board
    electorate: council
    ballot: plus-minus
    reason: required for against
    period: 7 days
    extend:
      name: incomplete
      when: silent > 1/2 of serving
      by: 7 days
      repeat: until-complete
      at_most: 10
    outcomes:
      accept: score >= 2
      no-action: score >= 0
      veto: otherwise
    then:
      accept: continue
      no-action: return-to-draft
      veto:
        reject:
          waiting_period:
            until: 6 months
  - id: all
    electorate: council
    ballot: for-against
    period: {at_least: 3 days, at_most: 10 days}
    outcomes:
      accept: for > against
      again: for = against
      reject: otherwise
    then:
      accept: continue
      again: {stage: board}
      reject: reject
";

/// The hint of what was said, without the rest.
fn error(town: &Town, line: &str) -> String {
    let ran = town.run(line);
    assert_ne!(ran.code, 0, "{ran}");
    assert_eq!(ran.stdout, "", "{ran}");
    ran.stderr
}

#[test]
fn a_vote_from_the_draft_to_the_organisation() {
    let town = Town::draft(SIMPLE);
    let mut said = String::new();
    let mut run = |line: &str| {
        said.push_str(&format!("$ polity {line}\n{}\n", town.run(line)));
    };
    town.act("ann");
    run("key add ann");
    for person in ["ben", "cleo", "dan"] {
        town.act(person);
        town.ok(&format!("key add {person}"));
    }
    town.act("ann");
    run("found");
    town.propose(1, "fay");
    run("status 1");
    run("open 1");
    town.advance(1);
    run("vote 1 for");
    town.act("ben");
    run("vote 1 against");
    run("status 1");
    town.advance(1);
    run("vote 1 for");
    town.act("cleo");
    run("vote 1 recused");
    run("vote 1 yess");
    run("close 1");
    town.act("dan");
    run("vote 1 abstain");
    run("tally 1 --explain");
    town.act("eve");
    run("vote 1 for");
    town.advance(24 * 7);
    run("vote 1 for");
    run("status 1");
    run("close 1");
    run("status 1");
    run("verify 1");
    run("enact 1");
    run("verify 1");
    run("show fay");
    run("enact 1");
    run("close 1");
    run("open 1");
    run("withdraw 1");
    insta::assert_snapshot!(said);
}

#[test]
fn answers_for_programs_hold_what_people_are_told() {
    let town = Town::voting(SIMPLE);
    town.vote("ann", "for");
    let before = town.ok("status 1 --format json").stdout;
    town.close();
    let after = town.ok("verify 1 --format json").stdout;
    insta::assert_snapshot!(format!("{before}\n{after}"));
}

#[test]
fn a_score_an_extension_and_a_second_stage() {
    let town = Town::voting(BOARD);
    town.vote("ann", "+1");
    let mut said = error(&town, "vote 1 -1");
    town.advance(24 * 7);
    said.push_str(&session!(town, "close 1", "status 1"));
    // Those who were silent have time until the extension is over.
    town.vote("ben", "+1");
    town.act("cleo");
    town.ok("vote 1 0");
    said.push_str(&error(&town, "close 1"));
    town.advance(24 * 7);
    said.push_str(&session!(
        town,
        "close 1",
        "open 1 --period",
        "open 1 --period 1d"
    ));
    let ran = town.run_args(&["open", "1", "--period", "30 days"]);
    said.push_str(&ran.to_string());
    let ran = town.run_args(&["open", "1", "--period", "4 days"]);
    said.push_str(&ran.to_string());
    town.vote("ann", "for");
    town.vote("ben", "against");
    town.advance(24 * 4);
    // A tie goes back to the first stage, as a new round.
    said.push_str(&session!(town, "close 1", "open 1", "status 1"));
    for person in ["ann", "ben", "cleo"] {
        town.vote(person, "+1");
    }
    town.advance(24 * 7);
    said.push_str(&session!(town, "close 1", "open 1"));
    town.vote("dan", "for");
    town.advance(24 * 4);
    said.push_str(&session!(town, "close 1", "enact 1", "verify 1"));
    insta::assert_snapshot!(said);
}

#[test]
fn a_veto_rejects_with_a_waiting_period() {
    let town = Town::voting(BOARD);
    town.advance(1);
    for person in ["ann", "ben", "cleo"] {
        town.act(person);
        town.run_args(&["vote", "1", "-1", "-m", "Too early"]);
    }
    town.advance(24 * 7);
    let said = session!(town, "close 1", "status 1", "verify 1", "open 1", "enact 1");
    insta::assert_snapshot!(said);
}

#[test]
fn what_is_returned_to_draft_is_mended_and_opened_again() {
    let town = Town::voting(BOARD);
    for person in ["ann", "ben"] {
        town.vote(person, "0");
    }
    let closed = town.close();
    assert!(closed.stdout.contains("no-action"), "{closed}");
    let status = town.ok("status 1");
    assert!(status.stdout.contains("returned to draft"), "{status}");
    town.edit(
        "proposals/0001-register-fay/README.md",
        "Because.",
        "Because she helps.",
    );
    town.commit("Say more");
    town.act("ann");
    town.ok("open 1");
    for person in ["ann", "ben", "cleo"] {
        town.vote(person, "+1");
    }
    assert!(town.close().stdout.contains("accept"));
    let ran = town.ok("verify 1");
    assert_eq!(ran.stdout.matches("as recorded").count(), 2, "{ran}");
}

#[test]
fn a_vote_that_nobody_takes_part_in_is_rejected() {
    let town = Town::voting(SIMPLE);
    let closed = town.close();
    assert!(closed.stdout.contains("no-ballots"), "{closed}");
    assert!(town.ok("status 1").stdout.contains("rejected"));
    let ran = town.ok("verify 1");
    assert!(ran.stdout.contains("no-ballots  as recorded"), "{ran}");
}

#[test]
fn electors_without_a_key_are_counted_only_knowingly() {
    let town = Town::draft(SIMPLE);
    for person in ["ann", "ben"] {
        town.act(person);
        town.ok(&format!("key add {person}"));
    }
    town.ok("found");
    town.propose(1, "fay");
    let said = session!(town, "open 1", "open 1 --keyless");
    insta::assert_snapshot!(said);
}

#[test]
fn a_proposal_with_sponsors_opens_once_it_has_them() {
    let rule = SIMPLE.replace(
        "may_cancel: council\n",
        "sponsors: {from: council, need: sponsors >= 2, within: 7 days}\nmay_open: council\n",
    );
    let town = Town::proposed(&rule);
    let mut said = session!(town, "open 1", "sponsor 1", "open 1");
    town.act("eve");
    said.push_str(&session!(town, "sponsor 1", "open 1"));
    town.act("ben");
    said.push_str(&session!(town, "sponsor 1", "open 1", "cancel 1"));
    insta::assert_snapshot!(said);
}

#[test]
fn what_is_called_off_or_withdrawn_is_over() {
    let town = Town::voting(SIMPLE);
    town.vote("ann", "for");
    town.act("eve");
    let mut said = session!(town, "cancel 1", "withdraw 1");
    town.act("ben");
    said.push_str(&session!(
        town,
        "cancel 1",
        "status 1",
        "vote 1 for",
        "verify 1"
    ));
    town.propose(2, "gil");
    town.act("ann");
    said.push_str(&session!(town, "withdraw 2", "status 2", "open 2"));
    insta::assert_snapshot!(said);
}

/// A rule that chooses among options.
const CHOOSING: &str = "title: Choosing
decides: [constitution, structure, people, question]
stages:
  - id: vote
    electorate: council
    ballot: {rank: {unranked: last}}
    period: 7 days
    count: {method: schulze}
";

#[test]
fn several_options_are_counted_while_the_vote_runs() {
    let town = Town::voting(CHOOSING);
    let status = || town.ok("status 1").stdout;
    assert!(status().contains("there are no ballots to count yet"));
    town.vote("ann", "adopt>status-quo");
    let open = status();
    assert!(open.contains("ahead: adopt"), "{open}");
    assert!(
        open.contains("provisional: the 3 who are silent can still change who wins"),
        "{open}"
    );
    town.vote("ben", "adopt>status-quo");
    town.vote("cleo", "adopt>status-quo");
    let settled = town.ok("tally 1 --explain").stdout;
    assert!(
        settled.contains("the one who is silent cannot change who wins"),
        "{settled}"
    );
    insta::assert_snapshot!(settled);
    let json: serde_json::Value =
        serde_json::from_str(&town.ok("status 1 --format json").stdout).unwrap();
    assert_eq!(json["poll"]["count"]["outlook"], "settled");
    assert_eq!(json["poll"]["count"]["elected"][0], "adopt");
}

#[test]
fn a_rule_for_appointing_does_not_remove() {
    let rule = SIMPLE.replace(
        "people, question]",
        "people, question, appointments in council]",
    );
    let town = Town::founded(&rule);
    town.write(
        "proposals/0001-register-fay/proposal.yaml",
        "title: End a term\nauthors: [ann]\ncreated: 2020-01-01\nrule: vote\nchanges:\n  \
         - end_term: {person: dan, team: council}\n",
    );
    town.write(
        "proposals/0001-register-fay/README.md",
        "# Why\n\nBecause.\n",
    );
    town.commit("Propose to end a term");
    let said = error(&town, "open 1");
    assert!(said.contains("removals from council"), "{said}");
}
