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
