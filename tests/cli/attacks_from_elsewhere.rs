//! Attacks that bring something from where it does not belong: ballots of
//! another stage, round, proposal or repository, polls and results from beside
//! the line, names from a mail map, trees that git would not write.

#![expect(
    clippy::unwrap_used,
    reason = "an attack that cannot be made fails its test"
)]

use polity::base::Digest;
use polity::format::wire::record::{read_poll, write_poll};
use polity::sign::Namespace;
use polity::vote::Vote;
use serde_json::Value;

use crate::attacks::voted;
use crate::attacks_on_governance::piped;
use crate::town::{SIMPLE, Town, sign};

/// The council, and then the council again: a second stage with the same
/// electors, and another round of the first where it is a tie.
const TWICE: &str = "title: Voting
decides: [constitution, structure, people, question]
stages:
  - id: vote
    electorate: council
    ballot: for-against
    period: 7 days
    outcomes: {accept: for > against, tie: for = against, reject: otherwise}
    then: {accept: continue, tie: {stage: vote}, reject: reject}
  - id: again
    electorate: council
    ballot: for-against
    period: 7 days
    outcomes: {accept: for > against, reject: otherwise}
    then: {accept: accept, reject: reject}
";

/// What verification says of a proposal's poll with this place on the line.
fn stage(town: &Town, proposal: u32, at: usize) -> Value {
    let ran = town.run(&format!("verify {proposal} --format json"));
    let answer: Value = serde_json::from_str(&ran.stdout).unwrap_or_else(|_| panic!("{ran}"));
    answer["proposals"][0]["stages"][at].clone()
}

/// Puts ann's ballot of the first poll into another, as it stands.
fn replay(town: &Town, folder: &str) {
    let file = town.read(&town.ballot("ann"));
    town.write(&format!("{folder}/ballots/ann.yaml"), &file);
    town.commit("Vote");
}

/// Checks that nothing is counted there, and why.
fn refused(stage: &Value) {
    assert_eq!(stage["counted"], 0, "{stage:#}");
    assert_eq!(stage["rejected"].as_array().unwrap().len(), 1, "{stage:#}");
    assert_eq!(stage["rejected"][0]["code"], "other-poll", "{stage:#}");
}

#[test]
fn a_ballot_of_one_stage_counts_in_no_other() {
    let town = Town::voting(TWICE);
    for (person, choice) in [("ann", "for"), ("ben", "for")] {
        town.vote(person, choice);
    }
    town.close();
    town.ok("open 1");
    replay(&town, &town.poll("2-again"));
    refused(&stage(&town, 1, 1));
    let closed = town.close();
    assert!(closed.stdout.contains("0 of 4 electors voted"), "{closed}");
    assert_eq!(town.verified().0, 0);
}

#[test]
fn a_ballot_of_one_round_counts_in_no_other() {
    let town = Town::voting(TWICE);
    for (person, choice) in [("ann", "for"), ("ben", "against")] {
        town.vote(person, choice);
    }
    town.close();
    town.ok("open 1");
    let poll = town.read(&town.poll("2-vote/poll.yaml"));
    assert!(poll.contains("\nround: 2\n"), "{poll}");
    replay(&town, &town.poll("2-vote"));
    refused(&stage(&town, 1, 1));
    // Nor does it help to say the other poll in it: that is what is signed.
    let other = read_poll(poll.as_bytes()).unwrap().digest.to_string();
    let first = town.read(&town.poll("1-vote/poll.yaml"));
    let first = read_poll(first.as_bytes()).unwrap().digest.to_string();
    let file = town.read(&town.ballot("ann")).replace(&first, &other);
    // Its hour is moved too, so that nothing else speaks against it.
    let file = file.replace("cast_at: 2020-02-01T13", "cast_at: 2020-02-10T13");
    town.write(&town.poll("2-vote/ballots/ann.yaml"), &file);
    town.commit("Vote");
    let stage = stage(&town, 1, 1);
    assert_eq!(stage["counted"], 0, "{stage:#}");
    assert!(stage.to_string().contains("bad-signature"), "{stage:#}");
}

#[test]
fn a_stage_cannot_be_skipped() {
    let town = Town::proposed(TWICE);
    let base = town.rev("main");
    town.ok("open 1");
    let path = town.poll("1-vote/poll.yaml");
    let mut poll = read_poll(town.read(&path).as_bytes()).unwrap().poll;
    town.git(&["reset", "--quiet", "--hard", &base]);
    let rule = town.read("governance/rules/vote.yaml");
    assert!(rule.contains("- id: again"));
    poll.stage.id = "again".parse().unwrap();
    let file = sign(Namespace::Poll, &write_poll(&poll).unwrap(), "ann");
    town.write(&town.poll("1-again/poll.yaml"), &file);
    town.commit("Open");
    let stage = stage(&town, 1, 0);
    assert_eq!(stage["finding"], "void", "{stage:#}");
    assert!(
        stage["why"].as_str().unwrap().contains("`vote` was due"),
        "{stage:#}"
    );
}

#[test]
fn a_poll_from_an_orphan_root_is_none() {
    let town = Town::proposed(SIMPLE);
    let main = town.rev("main");
    // A history of its own, in which the council is another and a vote open.
    town.git(&["checkout", "--quiet", "--orphan", "other"]);
    town.edit(
        "governance/teams/council.yaml",
        "{person: dan}",
        "{person: eve}",
    );
    town.commit("Another beginning");
    let root = town.rev("HEAD");
    town.git(&["branch", "--quiet", "--force", "main", "other"]);
    town.git(&["checkout", "--quiet", "main"]);
    let ran = town.run("open 1");
    // Its founding is not the one that everybody signed.
    assert_ne!(ran.code, 0, "{ran}");
    town.git(&["reset", "--quiet", "--hard", &main]);
    // By hand: as the program would open it on the line, but from that root.
    town.ok("open 1");
    let path = town.poll("1-vote/poll.yaml");
    let mut poll = read_poll(town.read(&path).as_bytes()).unwrap().poll;
    town.git(&["reset", "--quiet", "--hard", &main]);
    poll.base = root.parse().unwrap();
    let file = sign(Namespace::Poll, &write_poll(&poll).unwrap(), "ann");
    town.git(&["checkout", "--quiet", "other"]);
    town.write(&path, &file);
    town.commit("Open");
    town.git(&["checkout", "--quiet", "main"]);
    town.git(&[
        "merge",
        "--quiet",
        "--allow-unrelated-histories",
        "--no-edit",
        "-X",
        "ours",
        "other",
    ]);
    let stage = stage(&town, 1, 0);
    assert_eq!(stage["finding"], "void", "{stage:#}");
    assert!(stage["why"].as_str().unwrap().contains("base"), "{stage:#}");
    let ran = town.run("audit");
    assert_eq!(ran.code, 1, "{ran}");
    assert!(ran.stdout.contains("second beginning"), "{ran}");
    // The honest poll follows, and takes votes; the second root stays named.
    assert_ne!(town.run("enact 1").code, 0);
}

#[test]
fn a_result_from_a_side_branch_counts_what_the_line_had() {
    // Closed on a branch that has not dan's ballot, which the line has.
    for (late, finding) in [(true, "stale"), (false, "as recorded")] {
        let town = voted();
        town.git(&["branch", "--quiet", "side"]);
        if late {
            town.vote("dan", "against");
        } else {
            town.write("note.txt", "main goes on\n");
            town.commit("Note");
        }
        let main = town.rev("main");
        town.git(&["checkout", "--quiet", "side"]);
        town.git(&["branch", "--quiet", "--force", "main", "side"]);
        town.git(&["checkout", "--quiet", "main"]);
        assert!(town.close().stdout.contains("3 of 4 electors voted"));
        town.git(&["branch", "--quiet", "--force", "side", "main"]);
        town.git(&["reset", "--quiet", "--hard", &main]);
        town.git(&["merge", "--quiet", "--no-ff", "--no-edit", "side"]);
        let stage = stage(&town, 1, 0);
        assert_eq!(stage["finding"], finding, "{stage:#}");
        if late {
            assert_ne!(town.run("enact 1").code, 0);
            let closed = town.ok("close 1");
            assert!(closed.stdout.contains("4 of 4 electors voted"), "{closed}");
        }
        assert_eq!(town.verified().0, 0);
    }
}

#[test]
fn a_mail_map_changes_nobody_in_a_counted_and_in_a_discarded_commit() {
    let town = voted();
    town.git(&["config", "log.mailmap", "true"]);
    let map = "Dan <dan@example.org> <author@example.org>\n\
               Dan <dan@example.org> Cleo <cleo@example.org>\n";
    // With a ballot that counts: cleo changes her mind, and stays cleo.
    town.advance(1);
    town.act("cleo");
    let own = town.read(&town.ballot("cleo"));
    town.ok("vote 1 abstain");
    town.write(".mailmap", map);
    town.git(&["add", ".mailmap"]);
    town.git(&["commit", "--quiet", "--amend", "--no-edit"]);
    assert!(town.git(&["log", "-1", "--format=%aN"]).starts_with("Dan"));
    // With one that does not: cleo signs for dan.
    let file = town.forge(&own, "cleo", |ballot| {
        ballot.voter = "dan".parse().unwrap();
        ballot.vote = Vote::Against;
    });
    town.write(&town.ballot("dan"), &file);
    town.write(".mailmap", &map.replace("Dan <dan@", "Dan D. <dan@"));
    town.commit("Vote");
    // And in a commit that a merge throws away.
    town.git(&["checkout", "--quiet", "-b", "side", "HEAD~2"]);
    town.write(".mailmap", map);
    town.write(&town.ballot("dan-2"), &file);
    town.commit("Vote");
    town.git(&["checkout", "--quiet", "main"]);
    town.git(&["merge", "--quiet", "--no-edit", "-s", "ours", "side"]);
    town.close();
    let (code, answer) = town.verified();
    assert_eq!(code, 0, "{answer:#}");
    let stage = &answer["proposals"][0]["stages"][0];
    assert_eq!(stage["counted"], 3, "{stage:#}");
    assert_eq!(stage["rejected"].as_array().unwrap().len(), 1, "{stage:#}");
    assert_eq!(stage["rejected"][0]["code"], "foreign-key", "{stage:#}");
    let result = town.read(&town.poll("1-vote/result.yaml"));
    let (_, counted) = result.split_once("\ncounted:\n").unwrap();
    let (counted, _) = counted.split_once("\nrejected:").unwrap();
    assert!(
        counted.contains("voter: cleo") && !counted.contains("dan"),
        "{result}"
    );
    assert!(result.contains("abstain: 1"), "{result}");
}

#[test]
fn a_merge_that_itself_renames_a_folder_into_the_organisation_is_seen() {
    let town = Town::founded(SIMPLE);
    town.write("docs/stuff/park.yaml", "name: Park\n");
    town.commit("Documents");
    town.git(&["checkout", "--quiet", "-b", "side"]);
    town.write("note.txt", "side\n");
    town.commit("Note");
    town.git(&["checkout", "--quiet", "main"]);
    town.write("code.txt", "1\n");
    town.commit("Code");
    town.git(&["merge", "--quiet", "--no-ff", "--no-commit", "side"]);
    town.git(&["mv", "docs/stuff", "governance/areas"]);
    town.git(&["commit", "--quiet", "--message", "Merge side"]);
    let ran = town.run("audit");
    assert_eq!(ran.code, 1, "{ran}");
    assert!(
        ran.stdout
            .contains("park.yaml is as none of the merged sides has it"),
        "{ran}"
    );
}

/// The bytes of a tree with these entries, as they are given.
fn raw_tree(town: &Town, entries: &[(&str, &str, &str)]) -> String {
    let mut bytes = Vec::new();
    for (mode, name, id) in entries {
        bytes.extend(format!("{mode} {name}\0").bytes());
        let digits = (0..40).step_by(2);
        bytes.extend(digits.map(|n| u8::from_str_radix(&id[n..n + 2], 16).unwrap()));
    }
    let args = ["hash-object", "-w", "-t", "tree", "--literally", "--stdin"];
    piped(town, &args, &bytes)
}

/// Puts a tree in the place of a folder, and everything above it anew.
fn graft(town: &Town, folder: &str, tree: &str) {
    let (mut folder, mut tree) = (folder.to_owned(), tree.to_owned());
    loop {
        let (above, name) = match folder.rsplit_once('/') {
            Some((above, name)) => (above.to_owned(), name.to_owned()),
            None => (String::new(), folder.clone()),
        };
        let listed = town.git(&["ls-tree", &format!("HEAD:{above}")]);
        let kept = listed
            .lines()
            .filter(|it| !it.ends_with(&format!("\t{name}")));
        let text = kept.map(|it| format!("{it}\n")).collect::<String>();
        let text = format!("{text}040000 tree {tree}\t{name}\n");
        tree = piped(town, &["mktree"], text.as_bytes());
        if above.is_empty() {
            break;
        }
        folder = above;
    }
    let parent = town.rev("HEAD");
    let commit = town.git(&["commit-tree", &tree, "-p", &parent, "-m", "Odd"]);
    town.git(&["update-ref", "refs/heads/main", commit.trim()]);
}

#[test]
fn a_bad_tree_among_the_ballots_takes_nobodys_ballot() {
    type Odd = fn(&Town, &str, &str) -> String;
    let odds: [(&str, Odd); 3] = [
        ("a name twice", |town, good, junk| {
            raw_tree(
                town,
                &[("100644", "ann.yaml", good), ("100644", "ann.yaml", junk)],
            )
        }),
        ("the wrong order", |town, good, junk| {
            raw_tree(
                town,
                &[("100644", "zoe.yaml", junk), ("100644", "ann.yaml", good)],
            )
        }),
        ("an odd mode", |town, good, junk| {
            raw_tree(
                town,
                &[("100666", "ann.yaml", junk), ("100644", "ben.yaml", good)],
            )
        }),
    ];
    for (what, odd) in odds {
        let town = voted();
        let good = town.rev(&format!("HEAD:{}", town.ballot("ann")));
        let junk = piped(&town, &["hash-object", "-w", "--stdin"], b"junk\n");
        let tree = odd(&town, &good, &junk);
        graft(&town, &town.poll("1-vote/ballots"), &tree);
        town.git(&["read-tree", "HEAD~1"]);
        let ran = town.run("verify 1 --format json");
        assert!([0, 1].contains(&ran.code), "{what}: {ran}");
        let answer: Value = serde_json::from_str(&ran.stdout).unwrap_or_else(|_| panic!("{ran}"));
        let stage = &answer["proposals"][0]["stages"][0];
        assert_eq!(stage["counted"], 3, "{what}: {stage:#}");
        // Those whose ballots it took away are named with the commit.
        assert!(
            !stage["touched"].as_array().unwrap().is_empty(),
            "{what}: {stage:#}"
        );
    }
}

#[test]
fn what_a_voter_had_seen_shows_a_line_that_was_rewritten() {
    let town = voted();
    // A commit that is here and on no line, and one that nobody has.
    let lost = town.git(&["commit-tree", "HEAD^{tree}", "-p", "HEAD", "-m", "Lost"]);
    let cases = [
        (lost.trim().to_owned(), "rewritten: dan had seen"),
        ("1".repeat(40), "dan had seen"),
    ];
    for (seen, said) in cases {
        let clean = town.rev("HEAD");
        let file = town.forge(&town.read(&town.ballot("ann")), "dan", |ballot| {
            ballot.voter = "dan".parse().unwrap();
            ballot.seen = Some(seen.parse().unwrap());
        });
        town.write(&town.ballot("dan"), &file);
        town.commit("Vote");
        let ran = town.run("verify 1");
        let flat: Vec<&str> = ran.stdout.split_whitespace().collect();
        assert!(flat.join(" ").contains(said), "{ran}");
        // It counts all the same: what it says is about the line.
        let stage = stage(&town, 1, 0);
        assert_eq!(stage["counted"], 4, "{stage:#}");
        town.git(&["reset", "--quiet", "--hard", &clean]);
    }
}

#[test]
fn a_receipt_says_what_became_of_a_ballot() {
    let town = voted();
    let kept = crate::town::receipt(&town.read(&town.ballot("ann")));
    town.git(&["rm", "--quiet", &town.ballot("ann")]);
    town.commit("Tidy");
    town.close();
    let ran = town.ok(&format!("verify 1 --receipt {kept}"));
    assert!(ran.stdout.contains("counted"), "{ran}");
    let other = Digest::of(b"never cast").hex();
    let ran = town.run(&format!("verify 1 --receipt {other}"));
    assert_eq!(ran.code, 1, "{ran}");
}
