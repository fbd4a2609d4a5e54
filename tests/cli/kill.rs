//! A vote that is cut off at any moment is cast or not cast, and leaves a whole
//! repository.

use std::process::{Command, Stdio};
use std::time::Duration;

use crate::town::{SIMPLE, Town};

#[test]
fn a_vote_that_is_cut_off_leaves_a_whole_repository() {
    let town = Town::voting(SIMPLE);
    town.act("ann");
    // How long a vote takes here, so that the cuts fall all over it.
    let begun = std::time::Instant::now();
    town.ok("vote 1 for");
    let whole = u64::try_from(begun.elapsed().as_micros()).unwrap();
    // Moments that look like chance, and are the same on every run.
    let mut chance: u64 = 0x2545_f491_4f6c_dd1d;
    let mut receipts = Vec::new();
    for round in 0..40 {
        town.advance(1);
        chance ^= chance << 13;
        chance ^= chance >> 7;
        chance ^= chance << 17;
        let choice = ["for", "against", "abstain"][round % 3];
        let mut vote = town.command(&["vote", "1", choice, "--format", "json"]);
        vote.stdout(Stdio::piped()).stderr(Stdio::null());
        let mut child = vote.spawn().unwrap();
        // Now and then one is let through, so that there is always a ballot
        // that was reported, however busy the machine.
        if round % 8 != 7 {
            std::thread::sleep(Duration::from_micros(chance % (whole + whole / 4)));
            let _ = child.kill();
        }
        let ran = child.wait_with_output().unwrap();
        let said = String::from_utf8_lossy(&ran.stdout);
        if let Ok(said) = serde_json::from_str::<serde_json::Value>(&said) {
            receipts.push(said["receipt"].as_str().unwrap().to_owned());
        }
        if round % 10 == 9 {
            town.git(&["fsck", "--strict", "--no-dangling"]);
        }
        // The next command works, and puts right what was left.
        town.ok("status 1");
    }
    town.ok("vote 1 for");
    assert_eq!(town.git(&["status", "--porcelain"]), "");
    town.git(&["fsck", "--strict", "--no-dangling"]);
    assert!(
        !receipts.is_empty(),
        "every vote was cut off too early to tell"
    );
    for receipt in receipts {
        let ran = town.run(&format!("verify 1 --receipt {receipt}"));
        assert_eq!(ran.code, 0, "a ballot that was reported is lost: {ran}");
    }
}

impl Town {
    /// The program, ready to be started beside the test.
    fn command(&self, args: &[&str]) -> Command {
        self.env.prepared(args)
    }
}

/// Ends a command at each of its steps in turn, each time in a fresh copy, and
/// sees that the next command finds a whole repository: either nothing has
/// happened or all of it.
fn cut_at_every_step(town: &Town, line: &str) {
    let args: Vec<&str> = line.split_whitespace().collect();
    let (mut before, mut after) = (0, 0);
    for step in 1.. {
        let copy = Town {
            env: town.env.twin(),
        };
        let tip = copy.rev("main");
        let at = step.to_string();
        let ran = copy.run_with(&args, &[("POLITY_TEST_ABORT_AT", &at)]);
        if ran.code == 0 {
            // It has fewer steps than that, and all of them were cut at.
            assert!(
                before >= 8 && after >= 3,
                "{line}: {before} and {after} steps"
            );
            return;
        }
        assert_eq!(ran.code, -1, "{line}, step {step}: {ran}");
        assert_eq!(ran.stdout, "", "{line}, step {step}: {ran}");
        // The next command, whatever it is, puts right what was left.
        copy.ok("status 1");
        let now = copy.rev("main");
        let clean = |when: &str| {
            let status = copy.git(&["status", "--porcelain"]);
            assert_eq!(status, "", "{line}, step {step}, {when}");
        };
        clean("after the next command");
        if now == tip {
            before += 1;
            copy.ok(line);
            clean("after it was done again");
        } else {
            after += 1;
            assert_eq!(copy.rev("main~1"), tip, "{line}, step {step}");
        }
        assert!(!copy.dir.join(".git/index.lock").exists());
        assert!(!copy.dir.join(".git/refs/heads/main.lock").exists());
        copy.ok("verify 1");
        copy.git(&["fsck", "--strict", "--no-dangling"]);
    }
}

#[test]
fn a_vote_is_cut_off_at_every_step() {
    let town = Town::voting(SIMPLE);
    town.act("ann");
    cut_at_every_step(&town, "vote 1 for");
}

#[test]
fn a_close_is_cut_off_at_every_step() {
    let town = Town::voting(SIMPLE);
    town.vote("ann", "for");
    town.advance(24 * 8);
    cut_at_every_step(&town, "close 1");
}

#[test]
fn an_enactment_is_cut_off_at_every_step() {
    let town = Town::voting(SIMPLE);
    town.vote("ann", "for");
    town.close();
    cut_at_every_step(&town, "enact 1");
}

#[test]
fn a_rotation_is_cut_off_at_every_step() {
    let town = Town::voting(SIMPLE);
    town.act("ann");
    let key = polity::sign::generate(Some([21; 32])).unwrap();
    key.write_to(&town.home().join("new")).unwrap();
    let new = key.public_key().to_string();
    std::fs::write(town.dir.parent().unwrap().join("new.pub"), new).unwrap();
    let path = town.dir.parent().unwrap().join("new.pub");
    cut_at_every_step(&town, &format!("key rotate {}", path.display()));
}
