//! Objections that only their author withdraws, and vetoes.

use crate::session;
use crate::town::Town;

/// Consent: nothing passes over an objection.
const CONSENT: &str = "title: Consent
decides: [constitution, structure, people, question]
stages:
  - id: consent
    electorate: council
    ballot: consent
    period: 7 days
    outcomes:
      accept: objections = 0 and consents > 0
      reject: otherwise
";

/// A veto with a reason, which three quarters of the council can override.
const VETO: &str = "title: Voting with a veto
decides: [constitution, structure, people, question]
may_open: anyone
stages:
  - id: vote
    electorate: council
    ballot: {plus-minus: {veto: true}}
    period: 7 days
    outcomes:
      vetoed: vetoes > 0
      accept: for >= 2
      reject: otherwise
    then:
      vetoed: {stage: override}
      accept: accept
  - id: override
    electorate: council
    ballot: for-against
    period: 3 days
    outcomes:
      accept: for >= 3/4 of electorate
      veto: otherwise
    then:
      veto: reject
";

#[test]
fn only_its_author_withdraws_an_objection() {
    let town = Town::voting(CONSENT);
    town.vote("ann", "consent");
    town.advance(1);
    town.act("ben");
    let mut said = session!(town, "vote 1 object");
    let ran = town.run_args(&["vote", "1", "object", "-m", "It needs a test"]);
    said.push_str(&format!("$ polity vote 1 object -m …\n{ran}\n"));
    said.push_str(&session!(town, "status 1"));
    // Ann replaces it by hand with a consent in his name, and takes it away.
    let path = town.poll("1-consent/ballots/ben.yaml");
    let own = town.read(&path);
    let forged = town.forge(&own, "ann", |ballot| {
        ballot.vote = polity::vote::Vote::Consent;
        ballot.reason = None;
    });
    town.write(&path, &forged);
    town.commit("Withdraw the objection of ben");
    town.git(&["rm", "--quiet", &path]);
    town.commit("Clean up");
    let late = Town {
        env: town.env.twin(),
    };
    late.advance(24 * 8);
    said.push_str(&session!(late, "close 1", "verify 1"));
    // Ben himself does it with another vote.
    town.vote("ben", "stand-aside");
    town.advance(24 * 8);
    said.push_str(&session!(town, "close 1", "verify 1"));
    insta::assert_snapshot!(said);
}

#[test]
fn a_veto_is_overridden_by_those_who_may() {
    let town = Town::voting(VETO);
    for person in ["ann", "ben", "cleo"] {
        town.vote(person, "+1");
    }
    town.advance(1);
    town.act("dan");
    let ran = town.run_args(&["vote", "1", "-1", "-m", "It breaks the clock tower"]);
    let mut said = ran.to_string();
    said.push_str(&session!(town, "status 1"));
    said.push_str(&town.close().to_string());
    said.push_str(&session!(town, "open 1"));
    for person in ["ann", "ben", "cleo"] {
        town.vote(person, "for");
    }
    town.vote("dan", "against");
    said.push_str(&town.close().to_string());
    said.push_str(&session!(town, "verify 1", "enact 1"));
    insta::assert_snapshot!(said);
}

#[test]
fn a_veto_stands_where_too_few_override_it() {
    let town = Town::voting(VETO);
    town.vote("ann", "+1");
    town.vote("ben", "+1");
    town.advance(1);
    town.act("dan");
    let ran = town.run_args(&["vote", "1", "-1", "-m", "It breaks the clock tower"]);
    assert_eq!(ran.code, 0, "{ran}");
    town.close();
    town.ok("open 1");
    town.vote("ann", "for");
    town.vote("ben", "for");
    let said = town.close().to_string() + &session!(town, "status 1", "verify 1");
    insta::assert_snapshot!(said);
}
