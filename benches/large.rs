//! How long the commands take that people run many times a day, in a large
//! workspace: 1,000 people, 300 bodies and a vote of all of them.
//!
//! `cargo bench --bench large` makes the workspace in a temporary folder, runs
//! every command several times and prints the medians, with `git status` in
//! the same folder beside them. Nothing is asserted: a slow machine is not a
//! mistake. Needs cargo and git alone.
//!
//! Words after `--` choose the commands that begin with one of them, such as
//! `cargo bench --bench large -- show check`.

#![allow(clippy::unwrap_used, reason = "a benchmark that fails may panic")]
#![allow(clippy::print_stdout, reason = "its table is what it is for")]

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use polity::sign::generate;

const PEOPLE: usize = 1_000;
const TEAMS: usize = 300;
const AREAS: usize = 300;
const BALLOTS: usize = 100;
const RUNS: usize = 7;

/// What is timed.
const COMMANDS: [&str; 14] = [
    "show",
    "show person-17",
    "show team-17",
    "who area-17",
    "who control",
    "check",
    "list",
    "diff 1",
    "diff HEAD~20 HEAD",
    "status 1",
    "vote 1 for",
    "tally 1",
    "verify 1",
    "whoami",
];

/// A workspace in a temporary folder.
struct Place {
    home: PathBuf,
    dir: PathBuf,
}

impl Place {
    fn command(&self, program: &str, args: &[&str]) -> Command {
        let mut command = Command::new(program);
        command
            .args(args)
            .env_clear()
            .env("PATH", std::env::var_os("PATH").unwrap_or_default())
            .env("HOME", &self.home)
            .env("TZ", "UTC")
            .current_dir(&self.dir);
        command
    }

    fn run(&self, program: &str, args: &[&str]) {
        let ran = self.command(program, args).output().unwrap();
        let said = String::from_utf8_lossy(&ran.stderr);
        assert!(ran.status.success(), "{program} {args:?}: {said}");
    }

    fn git(&self, args: &[&str]) {
        self.run("git", args);
    }

    fn polity(&self, args: &[&str]) {
        self.run(env!("CARGO_BIN_EXE_polity"), args);
    }

    fn write(&self, path: &str, text: &str) {
        let path = self.dir.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    /// Has git, and so polity, sign with somebody's key.
    fn sign_as(&self, person: usize) {
        let key = self.home.join(format!("key-{person}"));
        self.git(&["config", "user.signingkey", key.to_str().unwrap()]);
    }

    /// How long something takes, once.
    fn time(&self, program: &str, args: &[&str]) -> Duration {
        let mut command = self.command(program, args);
        let begin = Instant::now();
        let ran = command.output().unwrap();
        let took = begin.elapsed();
        // `check` and `verify` may say no; that is an answer.
        let code = ran.status.code().unwrap_or(-1);
        let said = String::from_utf8_lossy(&ran.stderr);
        assert!(code == 0 || code == 1, "{program} {args:?}: {said}");
        took
    }
}

fn organisation(place: &Place) {
    place.write(
        "governance/organisation.yaml",
        "name: A large one\npowers:\n  control: Runs it.\n  merge: Merges changes.\n",
    );
    for person in 0..PEOPLE {
        let key = generate(Some(seed(person))).unwrap();
        let path = place.home.join(format!("key-{person}"));
        key.write_to(&path).unwrap();
        let public = key.public_key().to_string();
        place.write(
            &format!("governance/people/person-{person}.yaml"),
            &format!(
                "name: Person {person}\naccounts: {{github: person-{person}}}\nkeys:\n  - {{key: {public}, from: 2020-01-01}}\n"
            ),
        );
    }
    for team in 0..TEAMS {
        let mut text =
            format!("name: Team {team}\nkind: team\npurpose: Looks after area {team}.\n");
        if team > 0 {
            writeln!(text, "part_of: team-{}", (team - 1) / 10).unwrap();
        }
        writeln!(text, "formed: 2015-01-01\nauthority:").unwrap();
        writeln!(
            text,
            "  - {{area: area-{team}, powers: [control, merge], from: 2015-01-01}}"
        )
        .unwrap();
        writeln!(text, "members:").unwrap();
        for member in 0..10 {
            let person = (team * 7 + member * 31) % PEOPLE;
            let left = if member < 3 {
                ", until: 2019-12-31"
            } else {
                ""
            };
            writeln!(
                text,
                "  - {{person: person-{person}, from: 2016-03-01{left}}}"
            )
            .unwrap();
        }
        place.write(&format!("governance/teams/team-{team}.yaml"), &text);
    }
    let mut all = "name: Assembly\nkind: team\nmembers:\n".to_owned();
    for person in 0..PEOPLE {
        writeln!(all, "  - {{person: person-{person}, from: 2016-03-01}}").unwrap();
    }
    place.write("governance/teams/assembly.yaml", &all);
    for area in 0..AREAS {
        place.write(
            &format!("governance/areas/area-{area}.yaml"),
            &format!("name: Area {area}\npurpose: What team {area} looks after.\n"),
        );
    }
    place.write(
        "governance/rules/vote.yaml",
        "title: Vote of the assembly
decides: [constitution, structure, people, question]
stages:
  - id: assembly
    electorate: assembly
    ballot: for-against
    period: 7 days
    outcomes:
      accept: for > against
      reject: otherwise
",
    );
}

fn seed(person: usize) -> [u8; 32] {
    let mut seed = [7; 32];
    seed[..8].copy_from_slice(&(person as u64).to_be_bytes());
    seed
}

fn proposal(place: &Place) {
    place.write(
        "proposals/0001-merge-two/proposal.yaml",
        "title: Team 17 takes over area 18
authors: [person-1]
created: 2026-01-01
rule: vote
changes:
  - transfer: {area: area-18, to: team-17}
  - dissolve: {team: team-299, transfer: {area-299: team-298}}
",
    );
    place.write(
        "proposals/0001-merge-two/README.md",
        "# Why\n\nFewer teams.\n",
    );
}

fn workspace(root: &Path) -> Place {
    let place = Place {
        home: root.join("home"),
        dir: root.join("work"),
    };
    fs::create_dir_all(&place.home).unwrap();
    fs::create_dir_all(&place.dir).unwrap();
    place.git(&["init", "--quiet", "--initial-branch=main"]);
    place.git(&["config", "user.name", "A U Thor"]);
    place.git(&["config", "user.email", "author@example.org"]);
    place.git(&["config", "gpg.format", "ssh"]);
    organisation(&place);
    place.write(".gitattributes", "* -text\n");
    place.git(&["add", "--all"]);
    place.git(&["commit", "--quiet", "--message", "Begin"]);
    place.sign_as(1);
    place.polity(&["found"]);
    proposal(&place);
    place.git(&["add", "--all"]);
    place.git(&["commit", "--quiet", "--message", "Propose"]);
    place.polity(&["open", "1"]);
    for person in 0..BALLOTS {
        place.sign_as(person);
        let choice = ["for", "for", "against", "abstain"][person % 4];
        place.polity(&["vote", "1", choice]);
    }
    place
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort_unstable();
    times[times.len() / 2]
}

fn row(place: &Place, program: &str, line: &str) {
    let args: Vec<&str> = line.split(' ').collect();
    let first = place.time(program, &args);
    let times: Vec<Duration> = (0..RUNS).map(|_| place.time(program, &args)).collect();
    let least = times.iter().min().copied().unwrap_or(first);
    let name = Path::new(program).file_stem().unwrap().to_str().unwrap();
    println!(
        "{:<28} {:>8.1} {:>8.1} {:>8.1}",
        format!("{name} {line}"),
        median(times).as_secs_f64() * 1_000.0,
        least.as_secs_f64() * 1_000.0,
        first.as_secs_f64() * 1_000.0,
    );
}

fn main() {
    let root = tempfile::tempdir().unwrap();
    let place = workspace(root.path());
    println!(
        "{PEOPLE} people, {TEAMS} bodies, {AREAS} areas, {BALLOTS} ballots; milliseconds, {RUNS} runs\n"
    );
    println!("{:<28} {:>8} {:>8} {:>8}", "", "median", "least", "first");
    // Cargo itself passes `--bench`.
    let chosen: Vec<String> = std::env::args()
        .skip(1)
        .filter(|it| it != "--bench")
        .collect();
    for line in COMMANDS {
        if chosen.is_empty() || chosen.iter().any(|it| line.starts_with(it.as_str())) {
            row(&place, env!("CARGO_BIN_EXE_polity"), line);
        }
    }
    row(&place, "git", "status");
}
