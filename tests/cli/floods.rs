//! Too much of everything: a hundred thousand files that are no ballots, and
//! files of a hundred megabytes in every place where one is read. What is
//! asked: an answer in good time, in little memory, that anybody computes
//! again. The full sizes are run by hand (`cargo test --test cli -- --ignored
//! floods`), smaller ones every time.

#![expect(
    clippy::unwrap_used,
    reason = "a flood that cannot be made fails its test"
)]

use std::fs::File;
use std::io::{BufWriter, Read as _, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use crate::attacks::voted;
use crate::env::Ran;
use crate::town::Town;

/// A hundred megabytes.
const HUGE: u64 = 100 << 20;

/// The most memory that any answer may take, in MiB: less than one huge file
/// and what the program itself needs.
const MOST: u64 = 90;

/// A bare repository beside a town, so that no flood is checked out.
struct Basin {
    town: Town,
    dir: PathBuf,
}

/// What a command said, how long it took and how much memory, in MiB, where
/// the system tells.
struct Took {
    ran: Ran,
    wall: Duration,
    peak: u64,
}

impl Basin {
    /// Of a town in which ann and ben voted for and cleo against.
    fn of(town: Town) -> Self {
        let dir = town.dir.parent().unwrap().join("basin.git");
        let path = dir.to_str().unwrap();
        town.git(&["clone", "--quiet", "--bare", ".", path]);
        for setting in ["gpg.format", "user.signingkey", "user.name", "user.email"] {
            let value = town.git(&["config", setting]);
            town.git(&["-C", path, "config", setting, value.trim()]);
        }
        Self { town, dir }
    }

    /// Imports what a function writes as a stream of `git fast-import`.
    fn import(&self, write: impl FnOnce(&mut dyn Write)) {
        let mut git = Command::new("git")
            .args(["fast-import", "--quiet"])
            .current_dir(&self.dir)
            .stdin(Stdio::piped())
            .spawn()
            .unwrap();
        let mut input = BufWriter::new(git.stdin.take().unwrap());
        write(&mut input);
        input.flush().unwrap();
        drop(input);
        assert!(git.wait().unwrap().success());
    }

    /// Puts one huge file on the line; gives its id.
    fn import_huge(&self, path: &str) -> String {
        self.import(|to| {
            commit(to, 1);
            write!(to, "M 100644 inline {path}\ndata {HUGE}\n").unwrap();
            std::io::copy(&mut std::io::repeat(b'x').take(HUGE), to).unwrap();
            to.write_all(b"\n").unwrap();
        });
        let id = self.git(&["rev-parse", &format!("main:{path}")]);
        id.trim().to_owned()
    }

    fn run(&self, line: &str) -> Took {
        took(&self.town, &self.dir, line)
    }

    fn git(&self, args: &[&str]) -> String {
        let all = [&["-C", self.dir.to_str().unwrap()], args].concat();
        self.town.git(&all)
    }
}

/// Runs the program in a folder and looks at its memory meanwhile.
fn took(town: &Town, dir: &Path, line: &str) -> Took {
    let args: Vec<&str> = line.split_whitespace().collect();
    let mut polity = town.prepared(&args);
    polity.current_dir(dir);
    polity.stdout(Stdio::piped()).stderr(Stdio::piped());
    let begin = Instant::now();
    let mut child = polity.spawn().unwrap();
    let status = format!("/proc/{}/status", child.id());
    let (mut out, mut err) = (child.stdout.take().unwrap(), child.stderr.take().unwrap());
    let (mut stdout, mut stderr) = (String::new(), String::new());
    let (code, peak) = std::thread::scope(|scope| {
        scope.spawn(|| out.read_to_string(&mut stdout).unwrap());
        scope.spawn(|| err.read_to_string(&mut stderr).unwrap());
        let mut peak = 0;
        loop {
            let text = std::fs::read_to_string(&status).unwrap_or_default();
            let line = text.lines().find_map(|it| it.strip_prefix("VmHWM:"));
            let kib = line.and_then(|it| it.split_whitespace().next()?.parse::<u64>().ok());
            peak = peak.max(kib.unwrap_or_default() / 1024);
            if let Some(status) = child.try_wait().unwrap() {
                return (status.code().unwrap_or(-1), peak);
            }
            std::thread::sleep(Duration::from_millis(2));
        }
    });
    let ran = Ran {
        stdout,
        stderr,
        code,
    };
    let wall = begin.elapsed();
    Took { ran, wall, peak }
}

/// Begins a commit on the shared line.
fn commit(to: &mut dyn Write, n: usize) {
    let unix = 1_580_700_000 + n;
    write!(
        to,
        "commit refs/heads/main\ncommitter A U Thor <a@example.org> {unix} +0000\ndata 5\nJunk\n"
    )
    .unwrap();
    if n == 1 {
        to.write_all(b"from refs/heads/main^0\n").unwrap();
    }
}

/// Adds a file to the commit that was begun.
fn file(to: &mut dyn Write, path: &str, text: &str) {
    let bytes = text.len();
    write!(to, "M 100644 inline {path}\ndata {bytes}\n{text}\n").unwrap();
}

/// So many files that are no ballots among those of a poll, in so many commits.
fn junk(basin: &Basin, files: usize, commits: usize) {
    let folder = basin.town.poll("1-vote/ballots");
    basin.import(|to| {
        for n in 0..files {
            if n % (files / commits) == 0 {
                commit(to, 1 + n / (files / commits));
            }
            let path = format!("{folder}/{:03}/junk-{n:06}.yaml", n / 256);
            file(to, &path, &format!("junk {n}\n"));
        }
    });
}

/// Verifies, closes and verifies again; gives what each took.
fn withstood(basin: &Basin, files: usize) -> Vec<(&'static str, Took)> {
    let mut all = Vec::new();
    let mut run = |line: &'static str| {
        let took = basin.run(line);
        assert_eq!(took.ran.code, 0, "{line}: {}", took.ran);
        all.push((line, took));
    };
    run("verify 1");
    run("status 1");
    basin.town.advance(24 * 8);
    run("close 1");
    run("verify 1");
    run("verify 1 --format json");
    let said = &all[3].1.ran.stdout;
    let wanted = format!("3 counted, {files} rejected");
    assert!(said.contains(&wanted), "{said}");
    assert!(said.lines().count() < 60, "{said}");
    let result = basin.git(&[
        "show",
        &format!("main:{}", basin.town.poll("1-vote/result.yaml")),
    ]);
    let listed = result.matches("not-a-ballot").count();
    assert_eq!(listed, files.min(1_000));
    assert!(result.contains(&format!("count: {files}")), "no count");
    all
}

#[expect(
    clippy::print_stderr,
    reason = "what was measured is for whoever runs it"
)]
fn print(what: &str, all: &[(&str, Took)]) {
    for (line, took) in all {
        let (wall, peak) = (took.wall.as_secs_f64(), took.peak);
        eprintln!("{what}: {line}: {wall:.2} s, {peak} MiB");
    }
}

#[test]
fn junk_among_the_ballots_is_counted_and_not_all_listed() {
    for commits in [1, 200] {
        let basin = Basin::of(voted());
        junk(&basin, 4_000, commits);
        for (line, took) in withstood(&basin, 4_000) {
            assert!(took.peak < MOST, "{line}: {} MiB", took.peak);
        }
    }
}

#[test]
#[ignore = "it takes a minute; prints times and memory"]
fn a_hundred_thousand_junk_ballots() {
    for (what, commits) in [("in one commit", 1), ("in 2,000 commits", 2_000)] {
        let basin = Basin::of(voted());
        junk(&basin, 100_000, commits);
        print(what, &withstood(&basin, 100_000));
    }
}

#[test]
fn a_huge_file_among_the_ballots_is_rejected_by_its_size() {
    let basin = Basin::of(voted());
    basin.import_huge(&basin.town.ballot("dan"));
    let verified = basin.run("verify 1");
    assert_eq!(verified.ran.code, 0, "{}", verified.ran);
    assert!(
        verified.ran.stdout.contains("104857600 bytes"),
        "{}",
        verified.ran
    );
    for line in ["status 1", "tally 1", "check", "vote 1 for"] {
        let took = basin.run(line);
        assert_ne!(took.ran.code, -1, "{line}: {}", took.ran);
        assert!(took.peak < MOST, "{line}: {} MiB", took.peak);
    }
    assert!(verified.peak < MOST, "{} MiB", verified.peak);
    basin.town.advance(24 * 8);
    let closed = basin.run("close 1");
    assert!(closed.ran.stdout.contains("accept"), "{}", closed.ran);
    assert!(closed.peak < MOST, "{} MiB", closed.peak);
    assert_eq!(basin.run("verify 1").ran.code, 0);
}

#[test]
fn a_huge_record_is_refused_by_its_size_wherever_it_lies() {
    let basin = Basin::of(voted());
    let clean = basin.git(&["rev-parse", "main"]).trim().to_owned();
    let huge = basin.import_huge("huge.yaml");
    let proposal = "proposals/0001-register-fay";
    let poll = format!("{proposal}/polls/1-vote");
    for path in [
        "governance/organisation.yaml".to_owned(),
        "governance/people/ann.yaml".to_owned(),
        format!("{proposal}/proposal.yaml"),
        format!("{proposal}/README.md"),
        format!("{proposal}/enactment.yaml"),
        format!("{proposal}/sponsors/ann.yaml"),
        format!("{proposal}/statements/casting-vote-ann.yaml"),
        format!("{proposal}/statements/emergency-ann.yaml"),
        format!("{poll}/poll.yaml"),
        format!("{poll}/extension-1.yaml"),
        format!("{poll}/cancelled.yaml"),
        format!("{poll}/result.yaml"),
    ] {
        basin.git(&["update-ref", "refs/heads/main", &clean]);
        basin.import(|to| {
            commit(to, 1);
            writeln!(to, "M 100644 {huge} {path}").unwrap();
        });
        let mut said = String::new();
        for line in ["check", "status 1", "verify 1", "vote 1 for"] {
            let took = basin.run(line);
            assert!(
                ![-1, 70, 101].contains(&took.ran.code),
                "{path}: {line}: {}",
                took.ran
            );
            assert!(took.peak < MOST, "{path}: {line}: {} MiB", took.peak);
            said += &took.ran.to_string();
        }
        assert!(said.contains("104857600"), "{path}: {said}");
    }
    // The same on disk, where the file has a hole and no bytes.
    let town = voted();
    for path in ["governance/organisation.yaml", "governance/people/ann.yaml"] {
        let text = town.read(path);
        File::create(town.dir.join(path))
            .unwrap()
            .set_len(HUGE)
            .unwrap();
        let took = took(&town, &town.dir, "check");
        assert_eq!(took.ran.code, 1, "{path}: {}", took.ran);
        let said = "is too large (104857600 bytes)";
        assert!(took.ran.stdout.contains(said), "{}", took.ran);
        assert!(took.ran.stdout.contains("error[too-large]"), "{}", took.ran);
        assert!(took.peak < MOST, "{path}: {} MiB", took.peak);
        town.write(path, &text);
    }
}

#[test]
fn huge_mails_and_mailboxes_are_read_a_mail_at_a_time() {
    let town = voted();
    let own = town.read(&town.ballot("ann"));
    let town = Town {
        env: town.env.twin(),
    };
    let path = town.dir.join("../huge.mbox");
    let head = "From 0 Mon Sep 17 00:00:00 2001\nSubject: x\n\n";
    // One mail of a hundred megabytes, in one line and in many.
    for filler in [
        &b"x"[..],
        b"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\n",
    ] {
        let mut to = BufWriter::new(File::create(&path).unwrap());
        to.write_all(head.as_bytes()).unwrap();
        for _ in 0..HUGE / filler.len() as u64 {
            to.write_all(filler).unwrap();
        }
        to.flush().unwrap();
        let took = took(&town, &town.dir, "collect --mbox ../huge.mbox");
        assert_eq!(took.ran.code, 1, "{}", took.ran);
        assert!(took.ran.stdout.contains("too-large"), "{}", took.ran);
        assert!(took.peak < MOST, "{} MiB", took.peak);
    }
    // A mailbox of a hundred megabytes, of mails that each look like a record,
    // as long as one may be, and longer than one may be.
    for size in [60_000, 900_000] {
        let mut to = BufWriter::new(File::create(&path).unwrap());
        let record = own.replace("reason", "reasons");
        let mut n = 0;
        while n < HUGE as usize {
            let record = format!("{record}{}\n", "x".repeat(size));
            let record = record.replace("voter: ann", &format!("voter: ann-{n}"));
            write!(to, "{head}{record}\n\n").unwrap();
            n += record.len();
        }
        to.flush().unwrap();
        let took = took(&town, &town.dir, "collect --mbox ../huge.mbox");
        assert_eq!(took.ran.code, 1, "{}", took.ran);
        assert!(took.peak < MOST, "{size}: {} MiB", took.peak);
        assert_eq!(town.git(&["status", "--porcelain"]), "");
    }
}
