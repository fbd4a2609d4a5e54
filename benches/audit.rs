//! How long an audit of a long history takes, beside `git log --raw` over the
//! same commits.
//!
//! `cargo bench --bench audit` makes a repository of 5,000 commits in a
//! temporary folder (six in ten bring a ballot, three change code, one is
//! signed housekeeping), runs both in turn, each from scratch, and prints the
//! CPU time of each and the ratio; then the same audit a second time, when the
//! clone remembers it. Nothing is asserted: a slow machine is not a mistake.
//! Needs cargo, git and Linux's /proc.

#![allow(clippy::unwrap_used, reason = "a benchmark that fails may panic")]
#![allow(clippy::print_stdout, reason = "its table is what it is for")]

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use polity::format::join;
use polity::format::wire::record::write_statement;
use polity::sign::{Namespace, generate};
use polity::vote::{Statement, StatementKind};
use polity::workspace::housekeeping_digest;

const COMMITS: usize = 5_000;
const PEOPLE: usize = 100;
const RUNS: usize = 5;

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
            .env("GIT_CONFIG_GLOBAL", "/dev/null")
            .env("GIT_CONFIG_SYSTEM", "/dev/null")
            .env("GIT_AUTHOR_NAME", "A U Thor")
            .env("GIT_AUTHOR_EMAIL", "author@example.org")
            .env("GIT_COMMITTER_NAME", "A U Thor")
            .env("GIT_COMMITTER_EMAIL", "author@example.org")
            .env("TZ", "UTC")
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .current_dir(&self.dir);
        command
    }

    fn git(&self, args: &[&str]) {
        assert!(
            self.command("git", args).status().unwrap().success(),
            "git {args:?}"
        );
    }

    fn polity(&self, args: &[&str]) {
        let ran = self
            .command(env!("CARGO_BIN_EXE_polity"), args)
            .status()
            .unwrap();
        assert!(ran.success(), "polity {args:?}");
    }

    fn write(&self, path: &str, text: &str) {
        let path = self.dir.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
}

/// The CPU time of all programs that have ended, in hundredths of a second.
fn cpu() -> u64 {
    let stat = fs::read_to_string("/proc/self/stat").unwrap();
    let fields: Vec<&str> = stat
        .rsplit(')')
        .next()
        .unwrap()
        .split_whitespace()
        .collect();
    fields[13].parse::<u64>().unwrap() + fields[14].parse::<u64>().unwrap()
}

fn timed(run: impl FnOnce()) -> u64 {
    let before = cpu();
    run();
    cpu() - before
}

fn median(mut times: Vec<u64>) -> u64 {
    times.sort_unstable();
    times[times.len() / 2]
}

fn found(place: &Place) {
    place.git(&["init", "--quiet", "--initial-branch=main"]);
    place.write(".gitattributes", "* -text\n");
    place.write(
        "governance/organisation.yaml",
        "name: Bench\nhousekeeping:\n  - {by: council, may: [people]}\n",
    );
    place.write(
        "governance/teams/council.yaml",
        "name: Council\nkind: board\nmembers:\n  - {person: person-0}\n",
    );
    for n in 0..PEOPLE {
        let path = format!("governance/people/person-{n}.yaml");
        place.write(&path, &format!("name: Person {n}\n"));
    }
    for n in 0..200 {
        place.write(&format!("src/file-{n}.txt"), "0\n");
    }
    place.git(&["add", "--all"]);
    place.git(&["commit", "--quiet", "--message", "Begin"]);
    let key = generate(Some([1; 32])).unwrap();
    let file = place.home.join("key");
    key.write_to(&file).unwrap();
    place.git(&["config", "gpg.format", "ssh"]);
    place.git(&["config", "user.signingkey", file.to_str().unwrap()]);
    place.polity(&["key", "add", "person-0"]);
    place.polity(&["found"]);
}

fn grow(place: &Place) {
    let key = generate(Some([1; 32])).unwrap();
    let mut import = place
        .command("git", &["fast-import", "--quiet"])
        .stdin(Stdio::piped())
        .spawn()
        .unwrap();
    let mut out = std::io::BufWriter::new(import.stdin.take().unwrap());
    let mut names: Vec<Vec<u8>> = (0..PEOPLE)
        .map(|n| format!("name: Person {n}\n").into())
        .collect();
    // The key was recorded in this one.
    names[0] = fs::read(place.dir.join("governance/people/person-0.yaml")).unwrap();
    let start = std::time::SystemTime::now()
        .duration_since(std::time::UNIX_EPOCH)
        .unwrap()
        .as_secs();
    let mut kept = 0;
    for n in 0..COMMITS {
        let mut files: Vec<(String, Vec<u8>)> = Vec::new();
        match n % 10 {
            0 => {
                kept += 1;
                let who = 1 + n / 10 % (PEOPLE - 1);
                let path = format!("governance/people/person-{who}.yaml");
                let new = format!("name: Person {who}\nalso_known_as: [Number {n}]\n").into_bytes();
                let file = format!("governance/statements/housekeeping-person-0-{kept}.yaml");
                let old = std::mem::replace(&mut names[who], new.clone());
                let about =
                    housekeeping_digest(&file, &[(path.clone(), Some(old), Some(new.clone()))]);
                let prefix = write_statement(&Statement {
                    kind: StatementKind::Housekeeping,
                    by: "person-0".parse().unwrap(),
                    at: polity::base::Instant::from_unix((start + n as u64) as i64).unwrap(),
                    about,
                    text: None,
                })
                .unwrap();
                let armour = key.sign(Namespace::Statement, &prefix).unwrap();
                files.push((path, new));
                files.push((file, join(&prefix, &armour).unwrap()));
            }
            1..=6 => {
                let path = format!("proposals/0001-x/polls/1-vote/ballots/voter-{n}.yaml");
                files.push((path, format!("ballot {n}\n").repeat(20).into_bytes()));
            }
            _ => {
                let path = format!("src/file-{}.txt", n % 200);
                files.push((path, format!("{n}\n").into_bytes()));
            }
        }
        writeln!(out, "commit refs/heads/main").unwrap();
        writeln!(
            out,
            "committer A U Thor <a@example.org> {} +0000",
            start + n as u64
        )
        .unwrap();
        writeln!(out, "data 6\nChange").unwrap();
        if n == 0 {
            writeln!(out, "from refs/heads/main^0").unwrap();
        }
        for (path, bytes) in files {
            writeln!(out, "M 100644 inline {path}\ndata {}", bytes.len()).unwrap();
            out.write_all(&bytes).unwrap();
            writeln!(out).unwrap();
        }
    }
    drop(out);
    assert!(import.wait().unwrap().success());
    place.git(&["reset", "--quiet", "--hard"]);
}

fn forget(dir: &Path) {
    let _ = fs::remove_file(dir.join(".git/polity/notebook/audit"));
}

fn main() {
    let root = tempfile::tempdir().unwrap();
    let place = Place {
        home: root.path().join("home"),
        dir: root.path().join("work"),
    };
    fs::create_dir_all(&place.home).unwrap();
    fs::create_dir_all(&place.dir).unwrap();
    found(&place);
    grow(&place);
    let (mut git, mut first, mut again) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..RUNS {
        git.push(timed(|| place.git(&["log", "--raw"])));
        forget(&place.dir);
        first.push(timed(|| place.polity(&["audit"])));
        again.push(timed(|| place.polity(&["audit"])));
    }
    let (git, first, again) = (median(git), median(first), median(again));
    let ratio = |it: u64| it as f64 / git.max(1) as f64;
    println!("{COMMITS} commits, CPU time, median of {RUNS} runs in turn");
    println!("git log --raw      {:>6} ms", git * 10);
    println!(
        "polity audit       {:>6} ms   {:.1} times",
        first * 10,
        ratio(first)
    );
    println!(
        "polity audit again {:>6} ms   {:.1} times",
        again * 10,
        ratio(again)
    );
}
