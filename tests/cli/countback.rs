//! Vacancies filled by the ballots of an election, in a workspace and from a
//! file.

use crate::session;
use crate::town::Town;

/// An election of two by a method, with a cap.
fn rule(method: &str) -> String {
    format!(
        "title: Voting
decides: [constitution, structure, people, seats of board, question]
stages:
  - id: vote
    electorate: council
    ballot: {{rank: {{unranked: last}}}}
    period: 7 days
    count:
      method: {method}
      seats: 2
      tie_break: [casting-vote of chair, lot]
      cap: {{by: affiliation, at_most: 1}}
"
    )
}

/// A council of four, that elects a board out of five people.
pub fn board(method: &str) -> Town {
    let town = Town::draft(&rule(method));
    town.write(
        "governance/teams/board.yaml",
        "name: Board\nkind: board\nseats: 2\n",
    );
    town.write(
        "governance/teams/chair.yaml",
        "name: Chair\nkind: role\nmembers: [{person: eve}]\n",
    );
    for person in ["pam", "quin", "rob", "sue", "tom"] {
        let path = format!("governance/people/{person}.yaml");
        town.write(&path, &format!("name: {person} X\n"));
    }
    for person in ["rob", "sue"] {
        let path = format!("governance/people/{person}.yaml");
        let firm = "name: Y\naffiliations: [{organisation: Acme, from: 2019}]\n";
        town.write(&path, &firm.replace('Y', person));
    }
    town.commit("A board");
    for person in ["ann", "ben", "cleo", "dan", "eve"] {
        town.act(person);
        town.ok(&format!("key add {person}"));
    }
    town.act("ann");
    town.ok("found");
    town.write(
        "proposals/0001-register-fay/proposal.yaml",
        "title: The board\nauthors: [ann]\ncreated: 2020-01-01\nrule: vote\nelect:\n  team: board\n  \
         candidates: [pam, quin, rob, sue, tom]\n",
    );
    town.write("proposals/0001-register-fay/README.md", "# Why\n\nTime.\n");
    town.commit("Elect");
    town.ok("open 1");
    town
}

fn rank(town: &Town, votes: &[(&str, &str)]) {
    for (person, choice) in votes {
        town.advance(1);
        town.act(person);
        let ran = town.run_args(&["vote", "1", choice]);
        assert_eq!(ran.code, 0, "{ran}");
    }
}

#[test]
fn a_seat_is_filled_by_the_ballots_that_gave_it() {
    let town = board("stv-scottish");
    rank(
        &town,
        &[
            ("ann", "pam > tom"),
            ("ben", "pam > tom"),
            ("cleo", "rob > sue"),
            ("dan", "rob > sue > tom"),
        ],
    );
    town.close();
    town.ok("enact 1");
    town.advance(24 * 30);
    let mut said = session!(
        town,
        "countback 1 --vacancy pam",
        "countback 1 --vacancy pam --withdrawn tom",
        "countback 1 --vacancy rob",
        "countback 1 --vacancy quin",
        "countback 1 --vacancy pam --withdrawn ann",
        "countback 1 --vacancy pam --format json",
    );
    // The printed command is one that works.
    let ran = town.run_args(&[
        "propose",
        "tom follows pam in board",
        "--end-term",
        "pam=board",
        "--appoint",
        "tom=board",
    ]);
    said.push_str(&ran.to_string());
    insta::assert_snapshot!(said);
}

#[test]
fn by_other_methods_the_next_in_order_moves_up() {
    let town = board("schulze");
    rank(
        &town,
        &[
            ("ann", "pam > rob > sue > tom"),
            ("ben", "pam > rob > sue > tom"),
            ("cleo", "pam > rob > sue > tom > quin"),
        ],
    );
    town.close();
    town.ok("enact 1");
    town.advance(24 * 30);
    insta::assert_snapshot!(session!(
        town,
        // sue is of the firm of rob, who stays; of rob's own seat she is next.
        "countback 1 --vacancy pam",
        "countback 1 --vacancy rob",
    ));
}

#[test]
fn a_file_of_ballots_is_counted_back_without_a_workspace() {
    let town = Town::draft("");
    town.write(
        "../board.blt",
        "4 2\n8 1 4 0\n5 2 0\n9 3 2 0\n0\n\"Ada\"\n\"Ben\"\n\"Cleo\"\n\"Dora\"\n\"Board\"\n",
    );
    let try_it = "rule try --method stv-scottish --ballots ../board.blt";
    insta::assert_snapshot!(session!(
        town,
        &format!("{try_it} --countback ada"),
        &format!("{try_it} --countback ada --without dora"),
        &format!("{try_it} --countback ben"),
    ));
}

#[test]
fn an_election_that_does_not_hold_or_is_no_election_is_refused() {
    let town = board("schulze");
    rank(&town, &[("ann", "pam > rob")]);
    let ran = town.run("countback 1 --vacancy pam");
    assert!(ran.stderr.contains("no vote of"), "{ran}");
    let town = Town::voting(crate::town::SIMPLE);
    let ran = town.run("countback 1 --vacancy ann");
    assert!(ran.stderr.contains("elects nobody"), "{ran}");
}
