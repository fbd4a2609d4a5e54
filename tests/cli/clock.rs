//! The clock of a stage: notice, the time to mend, blackouts, grace.

use crate::openings::forced;
use crate::session;
use crate::town::{SIMPLE, Town};

/// The simple rule with lines more in its stage.
fn with(lines: &str) -> String {
    SIMPLE.replace(
        "    period: 7 days\n",
        &format!("    period: 7 days\n{lines}"),
    )
}

/// Two stages, the second after a fortnight to mend.
const MEND: &str = "title: Voting
decides: [constitution, structure, people, question]
stages:
  - id: finding
    electorate: council
    ballot: for-against
    period: 7 days
    outcomes:
      breach: for > against
      unfounded: otherwise
    then: {breach: continue, unfounded: reject}
  - id: remaining
    electorate: council
    ballot: for-against
    delay: 14 days
    period: 7 days
    outcomes:
      accept: for > against
      reject: otherwise
";

#[test]
fn a_vote_opens_once_it_was_announced_for_long_enough() {
    let town = Town::proposed(&with("    notice: 14 days\n"));
    let mut said = session!(town, "status 1", "open 1");
    town.act("eve");
    said.push_str(&session!(town, "announce 1"));
    town.act("ben");
    said.push_str(&session!(town, "announce 1", "open 1", "status 1"));
    town.advance(24 * 14);
    said.push_str(&session!(town, "open 1", "verify 1", "announce 1"));
    insta::assert_snapshot!(said);
}

#[test]
fn an_amendment_is_announced_anew_and_an_opening_before_its_time_is_void() {
    let town = Town::proposed(&with("    notice: 14 days\n"));
    town.ok("announce 1");
    town.advance(24 * 14);
    town.ok("open 1");
    town.propose(2, "gil");
    town.ok("announce 2");
    let like = town.poll("1-vote/poll.yaml");
    let early = town.env.twin();
    let early = Town { env: early };
    let ran = forced(&early, (2, "gil"), &like, "2020-02-16T12:00:00Z");
    assert!(ran.stdout.contains("void"), "{ran}");
    assert!(ran.stdout.contains("was announced by ann"), "{ran}");
    town.edit(
        "proposals/0002-register-gil/README.md",
        "Because.",
        "Or not.",
    );
    town.commit("Amend");
    town.advance(24 * 20);
    let ran = town.run("open 2");
    assert!(ran.stderr.contains("no notice of this text"), "{ran}");
}

#[test]
fn there_is_time_to_mend_between_two_stages() {
    let town = Town::proposed(MEND);
    town.ok("open 1");
    town.vote("ann", "for");
    let mut said = town.close().to_string();
    said.push_str(&session!(town, "status 1", "open 1"));
    town.advance(24 * 14);
    said.push_str(&session!(town, "open 1"));
    town.vote("ann", "for");
    town.advance(24 * 8);
    said.push_str(&session!(town, "close 1", "verify 1"));
    insta::assert_snapshot!(said);
}

#[test]
fn nothing_opens_or_closes_in_a_blackout() {
    let rule = with("    blackout: [\"02-05 to 02-12\", \"02-13 to 02-20\"]\n");
    let town = Town::voting(&rule);
    town.vote("ann", "for");
    // The close would fall among the days on which nothing closes.
    let mut said = session!(town, "status 1");
    town.propose(2, "gil");
    town.set_clock("2020-02-14T12:00:00Z");
    said.push_str(&session!(town, "close 1", "open 2", "status 2"));
    town.vote("ben", "for");
    town.set_clock("2020-02-21T00:00:00Z");
    said.push_str(&session!(town, "close 1", "verify 1", "open 2"));
    insta::assert_snapshot!(said);
}

#[test]
fn an_extension_ends_after_a_blackout_too() {
    let rule =
        with("    extend: {when: silent > 0, by: 7 days}\n    blackout: [\"02-10 to 02-20\"]\n");
    let town = Town::voting(&rule);
    town.vote("ann", "for");
    let mut said = town.close().to_string();
    town.set_clock("2020-02-22T12:00:00Z");
    said.push_str(&session!(town, "close 1", "verify 1"));
    insta::assert_snapshot!(said);
}

#[test]
fn ballots_on_their_way_are_waited_for() {
    let town = Town::voting(&with("    grace: 3 days\n"));
    town.vote("ann", "against");
    // Two vote in time, in a clone of their own.
    let clone = Town {
        env: town.env.twin(),
    };
    for person in ["ben", "cleo"] {
        clone.vote(person, "for");
    }
    town.advance(24 * 7);
    let mut said = session!(town, "status 1", "close 1");
    town.act("dan");
    said.push_str(&session!(town, "vote 1 for"));
    for person in ["ben", "cleo"] {
        town.write(&town.ballot(person), &clone.read(&town.ballot(person)));
    }
    town.commit("Bring two ballots");
    town.advance(24 * 3);
    said.push_str(&session!(town, "close 1", "verify 1"));
    insta::assert_snapshot!(said);
}
