//! Whether a clone had a vote before it was closed.

use serde_json::Value;

use super::*;

/// What verification in a clone says of the witness of its first poll.
fn witness(town: &Town, dir: &Path) -> Value {
    let ran = town.run_in(dir, "verify 1 --format json");
    assert_eq!(ran.code, 0, "{ran}");
    let answer: Value = serde_json::from_str(&ran.stdout).expect("an answer");
    answer["proposals"][0]["stages"][0]["witness"].clone()
}

#[test]
fn a_clone_says_whether_it_had_the_vote_before_it_was_closed() {
    let town = Town::voting(SIMPLE);
    town.vote("ann", "for");
    // Nobody runs polity here while the vote is open: git itself knows.
    let early = town.cloned("early", &[], "dan");
    town.vote("ben", "for");
    assert_eq!(witness(&town, &town.dir), Value::Null);
    town.close();
    let late = town.cloned("late", &[], "eve");
    town.git_in(&early, &["pull", "--quiet"]);

    let had = witness(&town, &early);
    assert_eq!(had["state"], "witnessed");
    assert_eq!(had["ballots"], 1);
    assert_eq!(had["at"]["at"], "2020-02-01T13:00:00Z");
    let had = witness(&town, &late);
    assert_eq!(
        (had["state"].as_str(), &had["at"]),
        (Some("unwitnessed"), &Value::Null)
    );
    // Where the votes were cast everything was seen.
    assert_eq!(witness(&town, &town.dir)["ballots"], 2);

    let said = |dir| flat(&town.ok_in(dir, "verify 1").stdout);
    let (early_said, late_said) = (said(&early), said(&late));
    assert!(
        early_said.contains(
            "witnessed: by 2020-02-01 13:00 UTC this clone had the poll and 1 of the 2 ballots \
             that count"
        ),
        "{early_said}"
    );
    assert!(
        late_said.contains("unwitnessed: nothing here shows that this clone had the poll"),
        "{late_said}"
    );

    // Reflogs forget; what polity noted stays.
    std::fs::remove_dir_all(early.join(".git/logs")).expect("git's reflogs");
    assert_eq!(witness(&town, &early)["ballots"], 1);
}
