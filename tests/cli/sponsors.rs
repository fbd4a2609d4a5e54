//! Who may propose, and whose support a proposal needs before it opens.

use crate::openings::forced;
use crate::session;
use crate::town::{SIMPLE, Town};

/// Half of the council, gathered within a week.
fn sponsored() -> String {
    SIMPLE.replace(
        "may_cancel: council\n",
        "sponsors: {from: council, need: sponsors >= 1/2 * electorate, within: 7 days}\n",
    )
}

/// Only members of the council.
fn members() -> String {
    SIMPLE.replace(
        "may_cancel: council\n",
        "may_propose: council\nmay_open: anyone\n",
    )
}

#[test]
fn support_is_gathered_within_its_time() {
    let town = Town::proposed(&sponsored());
    let mut said = session!(town, "status 1");
    town.ok("sponsor 1");
    said.push_str(&session!(town, "status 1"));
    // The second comes too late to be one with the first, and begins anew.
    town.advance(24 * 8);
    town.act("ben");
    town.ok("sponsor 1");
    said.push_str(&session!(town, "status 1", "open 1"));
    town.advance(24);
    town.act("cleo");
    town.ok("sponsor 1");
    said.push_str(&session!(town, "status 1", "open 1", "status 1"));
    insta::assert_snapshot!(said);
}

#[test]
fn support_is_for_the_text_as_it_was() {
    let town = Town::proposed(&sponsored());
    for person in ["ann", "ben"] {
        town.act(person);
        town.ok("sponsor 1");
    }
    town.edit(
        "proposals/0001-register-fay/README.md",
        "Because.",
        "Or not.",
    );
    town.commit("Amend");
    let ran = town.run("open 1");
    assert!(ran.stderr.contains("it has 0"), "{ran}");
}

#[test]
fn an_opening_without_its_sponsors_is_void() {
    let town = Town::proposed(&sponsored());
    for person in ["ann", "ben"] {
        town.act(person);
        town.ok("sponsor 1");
    }
    town.ok("open 1");
    town.propose(2, "gil");
    let like = town.poll("1-vote/poll.yaml");
    let ran = forced(&town, (2, "gil"), &like, "2020-02-01T13:00:00Z");
    assert!(ran.stdout.contains("void"), "{ran}");
    assert!(ran.stdout.contains("its rule asks for sponsors"), "{ran}");
}

#[test]
fn only_those_who_may_propose_do() {
    let town = Town::founded(&members());
    town.act("eve");
    let line = ["propose", "Register gil", "--register", "gil=Gil Fine"];
    let mut said = format!("$ polity propose\n{}\n", town.run_args(&line));
    town.act("ann");
    said.push_str(&format!("$ polity propose\n{}\n", town.run_args(&line)));
    // By hand anybody can write one, and it does not open.
    town.propose(2, "hal");
    town.edit(
        "proposals/0002-register-hal/proposal.yaml",
        "authors: [ann]",
        "authors: [ann, eve]",
    );
    town.commit("Say who wrote it");
    said.push_str(&session!(town, "status 2", "open 2"));
    insta::assert_snapshot!(said);
}

#[test]
fn an_opening_of_what_nobody_might_propose_is_void() {
    let town = Town::voting(&members());
    town.propose(2, "gil");
    town.edit(
        "proposals/0002-register-gil/proposal.yaml",
        "authors: [ann]",
        "authors: [eve]",
    );
    town.commit("Say who wrote it");
    let like = town.poll("1-vote/poll.yaml");
    let ran = forced(&town, (2, "gil"), &like, "2020-02-01T13:00:00Z");
    assert!(ran.stdout.contains("void"), "{ran}");
    assert!(ran.stdout.contains("eve may not propose"), "{ran}");
}
