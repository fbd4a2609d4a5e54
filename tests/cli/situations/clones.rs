//! Clones that have not everything, and histories that were put together
//! otherwise.

use super::voted;
use crate::town::{SIMPLE, Town};

#[test]
fn squashed_pull_requests_lose_no_ballot() {
    let town = Town::voting(SIMPLE);
    for (person, choice) in [("ann", "for"), ("ben", "against"), ("cleo", "for")] {
        // Each votes in a clone; the commit comes as a pull request.
        let clone = town.cloned(person, &[], person);
        town.advance(1);
        town.ok_in(&clone, &format!("vote 1 {choice}"));
        town.git(&["fetch", "--quiet", clone.to_str().unwrap(), "main:pr"]);
        town.git(&["merge", "--squash", "--quiet", "pr"]);
        town.git(&[
            "commit",
            "--quiet",
            "--message",
            "Squashed by somebody (#1)",
        ]);
        town.git(&["branch", "--quiet", "-D", "pr"]);
    }
    assert_eq!(town.counted_in(&town.dir), 3);
    town.act("eve");
    town.close();
    let (code, answer) = town.verified();
    assert_eq!(code, 0, "{answer}");
}

#[test]
fn a_shallow_clone_votes_and_says_how_to_verify() {
    let town = voted();
    let clone = town.cloned("shallow", &["--depth", "1"], "cleo");
    town.advance(1);
    town.ok_in(&clone, "whoami");
    town.ok_in(&clone, "show");
    let ran = town.run_in(&clone, "verify 1");
    assert_eq!(ran.code, 6, "{ran}");
    assert!(ran.stderr.contains("error[missing-object]"), "{ran}");
    assert!(ran.stderr.contains("git fetch --unshallow"), "{ran}");
    let ran = town.run_in(&clone, "close 1");
    assert_eq!(ran.code, 6, "{ran}");
    // Casting reads the poll alone.
    town.ok_in(&clone, "vote 1 for");
    assert_eq!(town.git_in(&clone, &["status", "--porcelain"]), "");
    // What was said helps.
    town.git_in(&clone, &["fetch", "--quiet", "--unshallow"]);
    town.ok_in(&clone, "verify 1");
    assert_eq!(town.counted_in(&clone), 3);
}

#[test]
fn a_partial_clone_says_how_to_fetch_the_rest() {
    let town = voted();
    // An older ballot is in history alone, so that a check-out does not bring
    // it.
    town.vote("ann", "against");
    town.git(&["config", "uploadpack.allowFilter", "true"]);
    let clone = town.cloned("partial", &["--filter=blob:none"], "cleo");
    let ran = town.run_in(&clone, "verify 1");
    assert_eq!(ran.code, 6, "{ran}");
    assert!(ran.stderr.contains("error[missing-object]"), "{ran}");
    assert!(
        ran.stderr.contains("git fetch --refetch --no-filter"),
        "{ran}"
    );
    town.advance(1);
    town.ok_in(&clone, "vote 1 for");
    town.git_in(&clone, &["fetch", "--quiet", "--refetch", "--no-filter"]);
    town.ok_in(&clone, "verify 1");
    assert_eq!(town.counted_in(&clone), 3);
}

#[test]
fn replaced_and_grafted_commits_change_nothing() {
    let town = voted();
    let tip = town.rev("HEAD");
    // Git shows a history in which nobody voted; what is verified is what
    // the objects say.
    let opened = town.rev("HEAD~2");
    town.git(&["replace", "HEAD~1", &opened]);
    assert_eq!(town.counted_in(&town.dir), 2);
    town.ok("verify 1");
    town.git(&[
        "replace",
        "--delete",
        town.git(&["replace", "--list"]).trim(),
    ]);
    // The same by its own command: a history that begins today.
    town.git(&["replace", "--graft", "HEAD"]);
    assert_eq!(town.git(&["rev-list", "--count", "HEAD"]).trim(), "1");
    assert_eq!(town.counted_in(&town.dir), 2);
    town.ok("verify 1");
    town.git(&["replace", "--delete", &tip]);
    town.write(".git/info/grafts", &format!("{tip}\n"));
    assert_eq!(town.counted_in(&town.dir), 2);
    town.ok("verify 1");
    town.advance(1);
    town.act("cleo");
    town.ok("vote 1 for");
    assert_eq!(town.counted_in(&town.dir), 3);
}

#[test]
fn packed_refs_and_packed_objects_are_read() {
    let town = voted();
    town.git(&["pack-refs", "--all", "--prune"]);
    town.git(&["gc", "--quiet", "--prune=now"]);
    assert!(!town.dir.join(".git/refs/heads/main").exists());
    town.vote("cleo", "for");
    assert_eq!(town.counted_in(&town.dir), 3);
    town.close();
    assert_eq!(town.verified().0, 0);
    town.git(&["fsck", "--strict", "--no-dangling"]);
}

#[test]
fn other_kinds_of_repository_say_what_to_do() {
    let town = Town::founded(SIMPLE);
    let root = town.dir.parent().unwrap().to_owned();
    let reftable = root.join("reftable");
    let made = [
        "init",
        "--quiet",
        "--ref-format=reftable",
        reftable.to_str().unwrap(),
    ];
    town.git(&made);
    for line in ["show", "check", "vote 1 for", "verify", "init"] {
        let ran = town.run_in(&reftable, line);
        assert_eq!(ran.code, 3, "{line}: {ran}");
        assert!(
            ran.stderr.contains("error[repository-kind]"),
            "{line}: {ran}"
        );
        assert!(
            ran.stderr.contains("git refs migrate --ref-format=files"),
            "{line}: {ran}"
        );
    }
    // And that does it.
    town.git_in(&reftable, &["refs", "migrate", "--ref-format=files"]);
    town.sit(&reftable, "ann");
    town.ok_in(&reftable, "init");
}

#[test]
fn objects_named_by_sha256_are_read_and_written() {
    let town = Town::draft(SIMPLE);
    // The same files in a repository of the other kind.
    std::fs::remove_dir_all(town.dir.join(".git")).unwrap();
    town.git(&[
        "init",
        "--quiet",
        "--initial-branch=main",
        "--object-format=sha256",
    ]);
    town.commit("Begin");
    for person in ["ann", "ben", "cleo", "dan"] {
        town.act(person);
        town.ok(&format!("key add {person}"));
    }
    town.ok("found");
    town.propose(1, "fay");
    town.ok("open 1");
    let poll = town.read(&town.poll("1-vote/poll.yaml"));
    let base = town.rev("HEAD~1");
    assert_eq!(base.len(), 64);
    assert!(poll.contains(&format!("base: {base}\n")), "{poll}");
    town.vote("ann", "for");
    town.vote("ben", "against");
    town.vote("ann", "against");
    town.vote("ann", "for");
    assert!(
        town.read(&town.ballot("ann"))
            .contains(&format!("seen: {}", town.rev("HEAD~1")))
    );
    assert_eq!(town.git(&["status", "--porcelain"]), "");
    town.vote("cleo", "for");
    assert_eq!(town.counted_in(&town.dir), 3);
    // Packed, cloned, and cut off.
    town.git(&["gc", "--quiet", "--prune=now"]);
    let clone = town.cloned("clone", &[], "dan");
    town.ok_in(&clone, "vote 1 abstain");
    town.ok_in(&clone, "verify 1");
    assert_eq!(town.git_in(&clone, &["status", "--porcelain"]), "");
    let shallow = town.cloned("shallow", &["--depth", "1"], "dan");
    let ran = town.run_in(&shallow, "verify 1");
    assert_eq!(ran.code, 6, "{ran}");
    assert!(ran.stderr.contains("git fetch --unshallow"), "{ran}");
    for step in 8..14 {
        town.act("dan");
        let vars = [("POLITY_TEST_ABORT_AT", step.to_string())];
        let vars = vars.each_ref().map(|(name, value)| (*name, value.as_str()));
        assert_eq!(town.run_with(&["vote", "1", "against"], &vars).code, -1);
        town.ok("status 1");
        assert_eq!(town.git(&["status", "--porcelain"]), "");
    }
    let closed = town.close();
    assert!(closed.stdout.contains("accept"), "{closed}");
    town.ok("enact 1");
    let (code, answer) = town.verified();
    assert_eq!(code, 0, "{answer}");
    town.ok("diff 1");
    town.ok("check");
    assert!(town.ok("show fay").stdout.contains("fay Fine"));
    town.git(&["fsck", "--strict", "--no-dangling"]);
    assert_eq!(town.git(&["status", "--porcelain"]), "");
}
