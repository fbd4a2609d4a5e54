//! How long the history of an organisation takes to tell, beside `git log
//! --raw` over the same commits; and how long two revisions take to compare,
//! beside `check` and beside `git diff --stat`.
//!
//! `cargo bench --bench log` makes two repositories in a temporary folder: one
//! of 5,000 commits, of which one in ten changes the organisation, three code
//! and six bring a ballot; and one of 2,000 people and 500 bodies, in which
//! first ten files change and then all. Both sides run in turn. Nothing is
//! asserted: a slow machine is not a mistake. Needs cargo, git and Linux.

#![allow(clippy::unwrap_used, reason = "a benchmark that fails may panic")]
#![allow(clippy::print_stdout, reason = "its table is what it is for")]

#[path = "common/mod.rs"]
mod common;

use std::fmt::Write as _;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use common::{Cost, Ratios, in_turns, meter, outside};

const COMMITS: usize = 5_000;
const PEOPLE: usize = 2_000;
const TEAMS: usize = 500;
const RUNS: usize = 5;

/// A repository in a temporary folder.
struct Place {
    dir: PathBuf,
}

impl Place {
    fn new(dir: PathBuf) -> Self {
        fs::create_dir_all(&dir).unwrap();
        let place = Self { dir };
        place.git(&["init", "--quiet", "--initial-branch=main"]);
        place.git(&["config", "user.name", "A U Thor"]);
        place.git(&["config", "user.email", "author@example.org"]);
        place.write(".gitattributes", "* -text\n");
        place
    }

    fn git(&self, args: &[&str]) {
        let ran = Command::new("git")
            .current_dir(&self.dir)
            .args(args)
            .output();
        let ran = ran.unwrap();
        let said = String::from_utf8_lossy(&ran.stderr);
        assert!(ran.status.success(), "git {args:?}: {said}");
    }

    fn write(&self, path: &str, text: &str) {
        let path = self.dir.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    fn commit(&self, message: &str) {
        self.git(&["add", "--all"]);
        self.git(&["commit", "--quiet", "--message", message]);
    }

    fn dir(&self) -> &str {
        self.dir.to_str().unwrap()
    }

    fn cost_of_git(&self, args: &[&str]) -> Cost {
        let mut all = vec!["-C", self.dir()];
        all.extend(args);
        outside("git", &all, None).0
    }

    fn cost_of_polity(&self, args: &[&str]) -> Cost {
        let mut all = vec!["-C", self.dir()];
        all.extend(args);
        outside(env!("CARGO_BIN_EXE_polity"), &all, None).0
    }
}

/// A body with its members; `turn` is another for every state of it.
fn team(n: usize, people: usize, turn: usize) -> String {
    let mut text = format!("name: Team {n}\nkind: team\npurpose: State {turn}.\n");
    writeln!(
        text,
        "authority:\n  - {{area: area-{n}, from: 2015-01-01}}\nmembers:"
    )
    .unwrap();
    for member in 0..10 {
        let person = (n * 7 + member * 31 + turn) % people;
        writeln!(text, "  - {{person: person-{person}, from: 2016-03-01}}").unwrap();
    }
    text
}

fn person(n: usize, turn: usize) -> String {
    format!("name: Person {n}\naccounts: {{github: person-{n}}}\nalso_known_as: [Number {turn}]\n")
}

fn organisation(place: &Place, people: usize, teams: usize) {
    place.write("governance/organisation.yaml", "name: Bench\n");
    for n in 0..people {
        place.write(&format!("governance/people/person-{n}.yaml"), &person(n, 0));
    }
    for n in 0..teams {
        place.write(
            &format!("governance/teams/team-{n}.yaml"),
            &team(n, people, 0),
        );
        let area = format!("name: Area {n}\n");
        place.write(&format!("governance/areas/area-{n}.yaml"), &area);
    }
}

/// A long history, brought in at once.
fn long(dir: PathBuf) -> Place {
    let place = Place::new(dir);
    organisation(&place, 100, 30);
    for n in 0..200 {
        place.write(&format!("src/file-{n}.txt"), "0\n");
    }
    place.commit("Begin");
    let mut import = Command::new("git")
        .current_dir(&place.dir)
        .args(["fast-import", "--quiet"])
        .stdin(Stdio::piped())
        .spawn()
        .unwrap();
    let mut out = std::io::BufWriter::new(import.stdin.take().unwrap());
    for n in 0..COMMITS {
        let (path, text) = match n % 10 {
            0 if n % 20 == 0 => {
                let which = n / 20 % 30;
                (
                    format!("governance/teams/team-{which}.yaml"),
                    team(which, 100, n),
                )
            }
            0 => {
                let which = n / 20 % 100;
                (
                    format!("governance/people/person-{which}.yaml"),
                    person(which, n),
                )
            }
            1..=6 => (
                format!("proposals/0001-x/polls/1-vote/ballots/voter-{n}.yaml"),
                format!("ballot {n}\n").repeat(20),
            ),
            _ => (format!("src/file-{}.txt", n % 200), format!("{n}\n")),
        };
        let second = 1_600_000_000 + n * 3_600;
        writeln!(out, "commit refs/heads/main").unwrap();
        writeln!(out, "committer A U Thor <a@example.org> {second} +0000").unwrap();
        writeln!(out, "data 6\nChange").unwrap();
        if n == 0 {
            writeln!(out, "from refs/heads/main^0").unwrap();
        }
        writeln!(out, "M 100644 inline {path}\ndata {}\n{text}", text.len()).unwrap();
    }
    drop(out);
    assert!(import.wait().unwrap().success());
    place.git(&["reset", "--quiet", "--hard"]);
    place
}

/// A large organisation in three states: ten files changed, then all.
fn large(dir: PathBuf) -> Place {
    let place = Place::new(dir);
    organisation(&place, PEOPLE, TEAMS);
    place.commit("Begin");
    for n in 0..10 {
        let path = format!("governance/teams/team-{n}.yaml");
        place.write(&path, &team(n, PEOPLE, 1));
    }
    place.commit("Ten");
    for n in 0..PEOPLE {
        place.write(&format!("governance/people/person-{n}.yaml"), &person(n, 2));
    }
    for n in 0..TEAMS {
        let path = format!("governance/teams/team-{n}.yaml");
        place.write(&path, &team(n, PEOPLE, 2));
        let area = format!("name: Area {n}\npurpose: Other.\n");
        place.write(&format!("governance/areas/area-{n}.yaml"), &area);
    }
    place.commit("All");
    // As a clone has it.
    place.git(&["repack", "-a", "-d", "--quiet"]);
    place
}

fn main() {
    meter();
    let root = tempfile::tempdir().unwrap();
    let root: &Path = root.path();
    println!(
        "CPU time, medians of {RUNS} runs in turn; {COMMITS} commits, then {PEOPLE} people and {TEAMS} bodies\n"
    );
    let ratios = Ratios::begin("beside");
    if ratios.wants("log") {
        let place = long(root.join("long"));
        let (ours, theirs) = in_turns(
            RUNS,
            || place.cost_of_polity(&["log"]),
            || place.cost_of_git(&["log", "--raw"]),
        );
        ratios.times("log, git log --raw", ours, theirs);
        let (ours, theirs) = in_turns(
            RUNS,
            || place.cost_of_polity(&["log", "area-7"]),
            || place.cost_of_git(&["log", "--raw"]),
        );
        ratios.times("log area-7, git log --raw", ours, theirs);
    }
    if ratios.wants("diff") {
        let place = large(root.join("large"));
        let (ours, theirs) = in_turns(
            RUNS,
            || place.cost_of_polity(&["diff", "HEAD~1", "HEAD", "--stat"]),
            || place.cost_of_polity(&["check"]),
        );
        ratios.times("diff of all files, check", ours, theirs);
        let (ours, theirs) = in_turns(
            RUNS,
            || place.cost_of_polity(&["diff", "HEAD~2", "HEAD~1"]),
            || place.cost_of_git(&["diff", "--stat", "HEAD~2", "HEAD~1"]),
        );
        ratios.times("diff of ten files, git diff --stat", ours, theirs);
        let (ours, theirs) = in_turns(
            RUNS,
            || place.cost_of_polity(&["diff", "--at", "2016-02-29", "2016-03-01"]),
            || place.cost_of_polity(&["check"]),
        );
        ratios.times("diff --at, check", ours, theirs);
    }
}
