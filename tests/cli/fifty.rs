//! Many clones vote and push at the same moment to one bare repository: every
//! vote lands.

use std::fmt::Write;
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use crate::env::TestEnv;
use crate::hub::Hub;
use crate::town::{SIMPLE, Town};

/// An organisation of many, its poll open, with a clone for each.
struct Many {
    town: Town,
    hub: Hub,
    people: u8,
    clones: tempfile::TempDir,
}

impl Many {
    fn of(people: u8) -> Self {
        let town = Town {
            env: TestEnv::empty(),
        };
        town.git(&["init", "--quiet", "--initial-branch=main"]);
        town.write(".gitattributes", "* -text\n");
        town.write("governance/organisation.yaml", "name: Many\n");
        let mut members = String::new();
        for n in 1..=people {
            let key = town.key(&format!("p{n}"), n);
            let file = format!("name: Person {n}\nkeys:\n  - {{key: {}}}\n", key.trim());
            town.write(&format!("governance/people/p{n}.yaml"), &file);
            writeln!(members, "  - {{person: p{n}}}").expect("it works");
        }
        let council = format!("name: Council\nkind: board\nmembers:\n{members}");
        town.write("governance/teams/council.yaml", &council);
        town.write("governance/rules/vote.yaml", SIMPLE);
        town.key("p1", 1);
        town.identity("p1");
        town.commit("Begin");
        town.ok("found");
        town.ok("propose Where? --question --rule vote --author p1");
        town.ok("open 1");
        let hub = Hub::of(&town);
        // Git tidies up behind a push: here within it, as a clone that copies
        // files would otherwise miss one that was just packed.
        for key in ["gc.autoDetach", "maintenance.autoDetach"] {
            town.git(&["-C", &hub.file(), "config", key, "false"]);
        }
        let clones = tempfile::tempdir().expect("it works");
        Self {
            town,
            hub,
            people,
            clones,
        }
    }

    fn make_clone(&self, n: u8, dir: &Path) {
        let hub = self.hub.file();
        let text = dir.to_str().expect("it works");
        self.town
            .git(&["clone", "--quiet", "--origin=origin", &hub, text]);
        let config = format!(
            "[user]\nname = p{n}\nemail = p{n}@example.org\nsigningkey = {}\n[gpg]\nformat = ssh\n",
            self.town.home().join(format!("p{n}")).display()
        );
        let path = dir.join(".git/config");
        let text = fs::read_to_string(&path).expect("it works") + &config;
        fs::write(path, text).expect("it works");
    }

    /// Everybody votes at one moment, once; gives how many count and how long
    /// it took.
    fn vote(&self, address: &str) -> (u64, Duration) {
        let clones = self.clones.path();
        // Back to before the votes.
        let tip = self.town.git(&["rev-parse", "main"]);
        let hub = self.hub.file();
        self.town
            .git(&["-C", &hub, "update-ref", "refs/heads/main", tip.trim()]);
        for n in 1..=self.people {
            let dir = clones.join(n.to_string());
            if !dir.exists() {
                self.make_clone(n, &dir);
            }
            let dir = dir.to_str().expect("it works");
            let to = tip.trim();
            self.town
                .git(&["-C", dir, "reset", "--quiet", "--hard", to]);
            self.town
                .git(&["-C", dir, "update-ref", "refs/remotes/origin/main", to]);
            self.town
                .git(&["-C", dir, "remote", "set-url", "origin", address]);
        }
        let begun = Instant::now();
        let started: Vec<_> = (1..=self.people)
            .map(|n| {
                let choice = ["for", "against", "abstain"][usize::from(n % 3)];
                let mut vote: Command = self.town.prepared(&["vote", "1", choice, "--push"]);
                vote.current_dir(clones.join(n.to_string()))
                    .stdout(Stdio::piped())
                    .stderr(Stdio::piped());
                (n, vote.spawn().expect("it works"))
            })
            .collect();
        for (n, child) in started {
            let ran = child.wait_with_output().expect("it works");
            let said = String::from_utf8_lossy(&ran.stderr);
            assert!(ran.status.success(), "p{n}: {said}");
        }
        let took = begun.elapsed();
        let fresh = tempfile::tempdir().expect("it works");
        let outside = fresh.path().join("outside");
        self.town.git(&[
            "clone",
            "--quiet",
            &hub,
            outside.to_str().expect("it works"),
        ]);
        let mut verify = self.town.prepared(&["verify", "1", "--format", "json"]);
        let ran = verify.current_dir(&outside).output().expect("it works");
        let answer: serde_json::Value = serde_json::from_slice(&ran.stdout).expect("it works");
        let stage = &answer["proposals"][0]["stages"][0];
        assert_eq!(stage["touched"], serde_json::json!([]));
        self.town
            .git(&["-C", &hub, "fsck", "--strict", "--no-dangling"]);
        (stage["counted"].as_u64().expect("it works"), took)
    }
}

#[test]
fn eight_clones_vote_at_once_over_a_path() {
    let many = Many::of(8);
    assert_eq!(many.vote(&many.hub.file()).0, 8);
}

#[test]
fn eight_clones_vote_at_once_over_a_server() {
    let mut many = Many::of(8);
    if let Some(address) = many.hub.served() {
        assert_eq!(many.vote(&address).0, 8);
    }
}

/// `cargo test --test cli -- --ignored --nocapture fifty` prints the figures.
/// `POLITY_FIFTY_RUNS` says how often, 20 where it does not.
#[test]
#[ignore = "it takes minutes"]
fn fifty_clones_vote_at_once_twenty_times() {
    let runs = std::env::var("POLITY_FIFTY_RUNS").ok();
    let runs: usize = runs.and_then(|it| it.parse().ok()).unwrap_or(20);
    let mut many = Many::of(50);
    let served = many.hub.served();
    for (way, address) in [("path", Some(many.hub.file())), ("server", served)] {
        let Some(address) = address else {
            eprintln!("{way}: this git has no daemon");
            continue;
        };
        let mut times = Vec::new();
        for run in 1..=runs {
            let (counted, took) = many.vote(&address);
            eprintln!(
                "{way} {run:2}: {counted} of 50 counted, {:.1} s",
                took.as_secs_f64()
            );
            assert_eq!(counted, 50);
            times.push(took);
        }
        times.sort();
        let middle = times[times.len() / 2].as_secs_f64();
        let longest = times[times.len() - 1].as_secs_f64();
        eprintln!(
            "{way}: all of {runs} runs whole; {middle:.1} s in the middle, {longest:.1} s at most"
        );
    }
}
