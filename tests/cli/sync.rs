//! The shared line, kept by several clones at once.

use crate::hub::Hub;
use crate::town::{SIMPLE, Town};

/// A town whose poll is open, and the hub that it shares.
fn shared() -> (Town, Hub) {
    let town = Town::voting(SIMPLE);
    let hub = Hub::of(&town);
    (town, hub)
}

#[test]
fn votes_cast_side_by_side_all_arrive() {
    let (ann, hub) = shared();
    let ben = hub.clone_for(&ann, "ben");
    let cleo = hub.clone_for(&ann, "cleo");
    ann.vote("ann", "for");
    ben.vote("ben", "against");
    cleo.act("cleo");
    let mut said = format!(
        "$ polity vote 1 for --push\n{}\n",
        cleo.run("vote 1 for --push")
    );
    ann.act("ann");
    said.push_str(&format!("$ polity sync\n{}\n", ann.run("sync")));
    ben.act("ben");
    said.push_str(&format!("$ polity sync\n{}\n", ben.run("sync")));
    said.push_str(&format!("$ polity sync\n{}\n", ben.run("sync")));
    insta::assert_snapshot!(said);
    assert_eq!(ann.counted(), 3);
    assert_eq!(ben.git(&["status", "--porcelain"]), "");
    let (code, answer) = ben.json("vote 1 for --push");
    assert_eq!(code, 0);
    assert_eq!(answer["pushed"]["remote"], "origin");
    assert_eq!(answer["pushed"]["commit"], answer["commit"]);
    let tip = ben.git(&["ls-remote", "origin", "refs/heads/main"]);
    assert!(tip.starts_with(answer["commit"].as_str().unwrap()), "{tip}");
}

#[test]
fn commits_are_signed_again_where_that_is_asked_for() {
    let (ann, hub) = shared();
    let ben = hub.clone_for(&ann, "ben");
    ben.git(&["config", "commit.gpgsign", "true"]);
    ben.vote("ben", "for");
    ann.act("ann");
    ann.ok("vote 1 for --push");
    ben.ok("sync");
    let commit = ben.git(&["cat-file", "commit", "origin/main"]);
    assert!(commit.contains("gpgsig "), "{commit}");
    assert_eq!(ann.counted(), 2);
}

#[test]
fn it_works_on_any_branch_and_leaves_open_work_alone() {
    let (ann, hub) = shared();
    let ben = hub.clone_for(&ann, "ben");
    ann.vote("ann", "for");
    ann.ok("sync");
    // Ben is elsewhere, with work that is not committed.
    ben.git(&["switch", "--quiet", "--create", "feature"]);
    ben.write("notes.txt", "mine\n");
    ben.write("governance/organisation.yaml", "name: Changed\n");
    ben.act("ben");
    ben.ok("vote 1 against --push");
    assert_eq!(ben.read("notes.txt"), "mine\n");
    assert_eq!(ben.read("governance/organisation.yaml"), "name: Changed\n");
    assert_eq!(ben.git(&["branch", "--show-current"]), "feature\n");
    assert_eq!(
        ben.git(&["rev-parse", "main"]),
        ben.git(&["rev-parse", "origin/main"])
    );
    assert_eq!(ann.counted(), 2);

    // On the branch itself, with work in the way of what comes.
    let cleo = hub.clone_for(&ann, "cleo");
    ann.vote("ann", "against");
    ann.ok("sync");
    let edited = format!("{}# looked at\n", cleo.read(&cleo.ballot("ann")));
    cleo.write(&cleo.ballot("ann"), &edited);
    let ran = cleo.ok("vote 1 for --push");
    assert!(ran.stderr.contains("was not brought along"), "{ran}");
    assert_eq!(cleo.read(&cleo.ballot("ann")), edited);
    assert_eq!(ann.counted(), 3);
    cleo.git(&["restore", "."]);
    cleo.ok("sync");
    assert_eq!(
        cleo.git(&["rev-parse", "main"]),
        cleo.git(&["rev-parse", "origin/main"])
    );
}

#[test]
fn what_counts_only_where_it_was_made_stays_and_says_so() {
    let (ann, hub) = shared();
    let ben = hub.clone_for(&ann, "ben");
    ann.vote("ann", "for");
    ann.close();
    ben.act("ben");
    ben.ok("vote 1 for --push");
    let mut said = format!("$ polity sync\n{}\n", ann.run("sync"));
    // Ann's ballot went, her result did not.
    assert_eq!(ben.counted(), 2);
    said.push_str(&format!(
        "$ polity close 1 --push\n{}\n",
        ann.run("close 1 --push")
    ));
    ann.git(&["reset", "--quiet", "--keep", "origin/main"]);
    said.push_str(&format!(
        "$ polity close 1 --push\n{}\n",
        ann.run("close 1 --push")
    ));
    ann.ok("enact 1 --push");
    insta::assert_snapshot!(said);
    ben.advance(24 * 9);
    ben.ok("sync");
    let (code, answer) = ben.verified();
    assert_eq!(code, 0, "{answer:#}");
}

#[test]
fn work_that_is_not_politys_is_never_pushed() {
    let (ann, hub) = shared();
    ann.write("src.txt", "half done\n");
    ann.commit("Half done");
    ann.act("ann");
    let ran = ann.ok("vote 1 for --push");
    assert!(ran.stderr.contains("cannot be put on the line"), "{ran}");
    let there = ann.git(&["ls-tree", "-r", "--name-only", "origin/main"]);
    assert!(!there.contains("src.txt"), "{there}");
    let ben = hub.clone_for(&ann, "ben");
    ben.git(&["reset", "--quiet", "--hard", "origin/main"]);
    assert_eq!(ben.counted(), 1);
    // Git's own rebase brings the rest on top, and finds the ballot there.
    ann.git(&["pull", "--quiet", "--rebase"]);
    assert_eq!(
        ann.git(&["log", "--format=%s", "origin/main..main"]),
        "Half done\n"
    );
}

#[test]
fn each_way_that_is_barred_says_what_to_do() {
    let town = Town::voting(SIMPLE);
    town.act("ann");
    let mut said = format!("no remote\n{}\n", town.run("vote 1 for --push"));
    let hub = Hub::of(&town);
    let elsewhere = hub.path().with_file_name("none.git");
    town.git(&["config", "--unset", "branch.main.remote"]);
    town.git(&["remote", "add", "fork", &hub.file()]);
    said.push_str(&format!("several\n{}\n", town.run("sync")));
    said.push_str(&format!(
        "unknown\n{}\n",
        town.run("sync --remote upstream")
    ));
    town.git(&["branch", "--quiet", "--set-upstream-to=origin/main", "main"]);
    town.git(&["config", "branch.main.merge", "refs/heads/trunk"]);
    said.push_str(&format!("no branch there\n{}\n", town.run("sync")));
    town.git(&["config", "branch.main.merge", "refs/heads/main"]);
    hub.refuse("no \\033[2Jcover\\nask the clerk\\n");
    said.push_str(&format!("refused\n{}\n", town.run("vote 1 for --push")));
    hub.accept();
    town.git(&["remote", "set-url", "origin", elsewhere.to_str().unwrap()]);
    let ran = town.run("vote 1 against --push").to_string();
    said.push_str(&format!("gone\n{ran}\n"));
    town.git(&["remote", "set-url", "origin", "git://127.0.0.1:9/hub.git"]);
    said.push_str(&format!("no network\n{}\n", town.run("sync")));
    town.git(&["remote", "set-url", "origin", &hub.file()]);
    said.push_str(&format!("again\n{}\n", town.run("sync")));
    let said = said.replace(hub.path().parent().unwrap().to_str().unwrap(), "$HUB");
    insta::assert_snapshot!(said);
    assert_eq!(town.counted(), 1);
}

#[test]
fn a_line_that_was_rewritten_is_not_taken_over() {
    let (ann, hub) = shared();
    let ben = hub.clone_for(&ann, "ben");
    ann.vote("ann", "for");
    ann.ok("sync");
    ben.ok("sync");
    ann.git(&["push", "--quiet", "--force", "origin", "main~1:main"]);
    let before = ben.git(&["rev-parse", "main", "origin/main"]);
    let ran = ben.run("sync");
    assert_eq!(ran.code, 4, "{ran}");
    assert!(ran.stderr.contains("error[rewritten]"), "{ran}");
    assert_eq!(ben.git(&["rev-parse", "main", "origin/main"]), before);
}

#[test]
fn two_clones_of_one_voter_cast_both_and_the_greatest_counts() {
    for (first, second) in [("for", "against"), ("against", "for")] {
        let (home, hub) = shared();
        let work = hub.clone_for(&home, "ann");
        home.vote("ann", first);
        work.advance(1);
        work.vote("ann", second);
        // The later one arrives first.
        work.ok("sync");
        home.act("ann");
        home.ok("sync");
        assert_eq!(home.counted(), 1);
        home.advance(24 * 8);
        let (_, closed) = home.json("close 1");
        let votes = closed["votes"].as_array().unwrap();
        let sum = |vote: &str| votes.iter().find(|it| it["vote"] == vote).unwrap()["sum"].clone();
        assert_eq!(
            (sum(first), sum(second)),
            ("0".into(), "1".into()),
            "{closed:#}"
        );
        let verified = home.verified().1;
        assert_eq!(
            verified["proposals"][0]["stages"][0]["touched"],
            serde_json::json!([])
        );
    }
}

#[test]
fn an_opening_is_made_again_on_what_came_meanwhile() {
    let town = Town::proposed(SIMPLE);
    let hub = Hub::of(&town);
    let ben = hub.clone_for(&town, "ben");
    // Somebody is faster while ann opens: their push lands in between.
    ben.write("proposals/0001-register-fay/notes.md", "more\n");
    ben.commit("Say more");
    let hook = town.dir.join(".git/hooks/pre-push");
    let once = format!(
        "#!/bin/sh\nrm \"$0\"\ncd '{}' && git push --quiet origin main\n",
        ben.dir.display()
    );
    std::fs::create_dir_all(hook.parent().unwrap()).unwrap();
    std::fs::write(&hook, once).unwrap();
    use std::os::unix::fs::PermissionsExt;
    std::fs::set_permissions(&hook, std::fs::Permissions::from_mode(0o755)).unwrap();
    town.act("ann");
    let (code, opened) = town.json("open 1 --push");
    assert_eq!(code, 0);
    assert_eq!(opened["pushed"]["attempts"], 2, "{opened:#}");
    ben.act("ben");
    ben.ok("vote 1 for --push");
    assert_eq!(town.counted(), 1);
    assert_eq!(
        town.git(&["log", "--format=%s", "-3"]).lines().nth(2),
        Some("Say more")
    );
}

#[test]
fn statements_and_drafts_travel_and_numbers_that_clash_are_told() {
    let (ann, hub) = shared();
    let ben = hub.clone_for(&ann, "ben");
    ann.act("ann");
    ann.ok("propose Where? --question --rule vote --author ann --push");
    ben.act("ben");
    ben.ok("propose When? --question --rule vote --author ben");
    let ran = ben.run("sync");
    assert_eq!(ran.code, 1, "{ran}");
    assert!(
        ran.stdout.contains("the number of 0002-when was taken"),
        "{ran}"
    );
    ann.ok("withdraw 2 --push");
    ben.git(&["reset", "--quiet", "--keep", "origin/main"]);
    ben.ok("sync");
    let ran = ben.run("status 2");
    assert!(ran.stdout.contains("withdrawn"), "{ran}");
}

#[test]
fn the_setting_pushes_always_and_the_flag_says_no() {
    let (ann, _hub) = shared();
    ann.git(&["config", "polity.push", "true"]);
    ann.act("ann");
    let (_, cast) = ann.json("vote 1 for");
    assert_eq!(cast["pushed"]["branch"], "main", "{cast:#}");
    let (_, cast) = ann.json("vote 1 against --no-push");
    assert_eq!(cast.get("pushed"), None);
}

#[test]
fn a_sync_that_is_cut_off_loses_nothing() {
    let (ann, hub) = shared();
    let ben = hub.clone_for(&ann, "ben");
    let begun = std::time::Instant::now();
    ann.act("ann");
    ann.ok("vote 1 for --push");
    let whole = u64::try_from(begun.elapsed().as_micros()).unwrap();
    let mut chance: u64 = 0x2545_f491_4f6c_dd1d;
    let mut cast = Vec::new();
    for round in 0..10 {
        // Both go on, so that there is something to put on top of.
        ben.vote("ben", ["for", "against"][round % 2]);
        ben.ok("sync");
        ann.vote("ann", ["for", "against"][round % 2]);
        let receipt = ann.git(&["log", "-1", "--format=%(trailers:key=Ballot,valueonly)"]);
        cast.push(receipt.trim().to_owned());
        chance ^= chance << 13;
        chance ^= chance >> 7;
        chance ^= chance << 17;
        let mut sync = ann.env.prepared(&["sync"]);
        sync.stdout(std::process::Stdio::null())
            .stderr(std::process::Stdio::null());
        let mut child = sync.spawn().unwrap();
        std::thread::sleep(std::time::Duration::from_micros(chance % whole));
        let _ = child.kill();
        let _ = child.wait();
        // The git that it started may still be pushing.
        std::thread::sleep(std::time::Duration::from_millis(30));
    }
    let mut tries = 0;
    while ann.run("sync").code != 0 {
        tries += 1;
        assert!(tries < 20, "{}", ann.run("sync"));
        std::thread::sleep(std::time::Duration::from_millis(100));
    }
    assert_eq!(ann.git(&["status", "--porcelain"]), "");
    assert_eq!(ben.counted(), 2);
    for receipt in cast {
        let ran = ben.run(&format!("verify 1 --receipt {receipt}"));
        assert_eq!(ran.code, 0, "{receipt}: {ran}");
    }
}
