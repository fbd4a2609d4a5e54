//! How long many ballots take: verifying and counting them beside git's own
//! verification and the signature library's own speed, casting one beside
//! `git commit -S`, and the memory and time of a tally.
//!
//! `cargo bench --bench ballots` holds a vote of 10,000 in a temporary folder,
//! every ballot signed by its own key and in its own commit, and prints what
//! it measured; a number after `--` is another size:
//! `cargo bench --bench ballots -- 100000`; `keep` beside it leaves the folder
//! for a profiler. At the end stand ratios: how many times the library's own
//! time it takes, and how many times as long git takes. Nothing is asserted: a
//! slow machine is not a mistake. Needs cargo, git and ssh-keygen.

#![allow(clippy::unwrap_used, reason = "a benchmark that fails may panic")]
#![allow(clippy::print_stdout, reason = "its table is what it is for")]

use std::fmt::Write as _;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use polity::base::{Digest, Instant as Moment};
use polity::format::wire::record::{SignedPoll, read_poll, write_ballot};
use polity::format::{join, split};
use polity::sign::{Fingerprint, Namespace, PrivateKey, Verifier, generate};
use polity::vote::{Ballot, Vote};
use rayon::prelude::*;

/// How many members a body has at most: the electorate is several bodies.
const BODY: usize = 10_000;
/// How many commits git verifies; the time is scaled.
const SAMPLE: usize = 200;
/// How often what is quick is run.
const RUNS: usize = 9;

/// A workspace in a temporary folder.
struct Place {
    home: PathBuf,
    dir: PathBuf,
}

/// What a program took.
struct Took {
    wall: Duration,
    /// Of all cores together, where the system tells.
    cpu: Duration,
    /// The most memory that it had at once, in MiB, where the system tells.
    peak: f64,
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

    fn run(&self, program: &str, args: &[&str]) -> String {
        let ran = self.command(program, args).output().unwrap();
        let said = String::from_utf8_lossy(&ran.stderr);
        assert!(ran.status.success(), "{program} {args:?}: {said}");
        String::from_utf8_lossy(&ran.stdout).into_owned()
    }

    fn git(&self, args: &[&str]) -> String {
        self.run("git", args)
    }

    /// Runs a program to its end, and looks at its memory meanwhile.
    fn took(&self, program: &str, args: &[&str]) -> Took {
        let (begin, before) = (Instant::now(), cpu_of_children());
        let mut command = self.command(program, args);
        command.stdout(Stdio::null()).stderr(Stdio::null());
        let mut child = command.spawn().unwrap();
        let status = format!("/proc/{}/status", child.id());
        let mut peak = 0.0_f64;
        loop {
            let text = fs::read_to_string(&status).unwrap_or_default();
            let line = text.lines().find_map(|it| it.strip_prefix("VmHWM:"));
            let kib = line.and_then(|it| it.trim().strip_suffix(" kB"));
            let kib: f64 = kib.and_then(|it| it.parse().ok()).unwrap_or(0.0);
            peak = peak.max(kib / 1_024.0);
            if let Some(ended) = child.try_wait().unwrap() {
                let wall = begin.elapsed();
                // `verify` of an open poll may say that it is not over.
                assert!(ended.code().is_some_and(|it| it < 2), "{program} {args:?}");
                let cpu = cpu_of_children().saturating_sub(before);
                return Took { wall, cpu, peak };
            }
            std::thread::sleep(Duration::from_millis(2));
        }
    }

    fn polity(&self, args: &[&str]) -> Took {
        self.took(env!("CARGO_BIN_EXE_polity"), args)
    }

    fn must(&self, args: &[&str]) {
        self.run(env!("CARGO_BIN_EXE_polity"), args);
    }

    fn write(&self, path: &str, text: &str) {
        let path = self.dir.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    /// Has git, and so polity, sign with somebody's key.
    fn sign_as(&self, person: usize) {
        let path = self.home.join(format!("key-{person}"));
        if !path.exists() {
            key(person).write_to(&path).unwrap();
        }
        self.git(&["config", "user.signingkey", path.to_str().unwrap()]);
    }
}

fn key(person: usize) -> PrivateKey {
    let mut seed = [7; 32];
    seed[..8].copy_from_slice(&(person as u64).to_be_bytes());
    generate(Some(seed)).unwrap()
}

/// An organisation of so many, founded, with a poll of all of them.
fn workspace(root: &Path, electors: usize) -> Place {
    let place = Place {
        home: root.join("home"),
        dir: root.join("work"),
    };
    fs::create_dir_all(&place.home).unwrap();
    fs::create_dir_all(&place.dir).unwrap();
    place.git(&["init", "--quiet", "--initial-branch=main"]);
    for (name, value) in [
        ("user.name", "A U Thor"),
        ("user.email", "author@example.org"),
        ("gpg.format", "ssh"),
        ("gc.auto", "0"),
    ] {
        place.git(&["config", name, value]);
    }
    place.write(
        "governance/organisation.yaml",
        "name: A large one\nkey_delay: 14 days\n",
    );
    let people: Vec<usize> = (0..electors).collect();
    people.par_iter().for_each(|person| {
        let public = key(*person).public_key().to_string();
        place.write(
            &format!("governance/people/elector-{person}.yaml"),
            &format!("name: Elector {person}\nkeys:\n  - {{key: {public}, from: 2020-01-01}}\n"),
        );
    });
    let mut bodies = Vec::new();
    for (n, members) in people.chunks(BODY).enumerate() {
        let mut text = format!("name: Body {n}\nkind: team\nmembers:\n");
        for person in members {
            writeln!(text, "  - {{person: elector-{person}}}").unwrap();
        }
        place.write(&format!("governance/teams/body-{n}.yaml"), &text);
        bodies.push(format!("body-{n}"));
    }
    place.write(
        "governance/rules/vote.yaml",
        &format!(
            "title: Vote of all
decides: [constitution, structure, people, question]
stages:
  - id: all
    electorate: {}
    ballot: for-against
    period: 7 days
    outcomes:
      accept: for > against
      reject: otherwise
",
            bodies.join(" or ")
        ),
    );
    place.write(".gitattributes", "* -text\n");
    place.git(&["add", "--all"]);
    place.git(&["commit", "--quiet", "--message", "Begin"]);
    place.sign_as(1);
    place.must(&["found"]);
    place.write(
        "proposals/0001-register-fay/proposal.yaml",
        "title: Register Fay\nauthors: [elector-1]\ncreated: 2026-01-01\nrule: vote\nchanges:\n  \
         - register: {person: fay, name: Fay Fine}\n",
    );
    place.write(
        "proposals/0001-register-fay/README.md",
        "# Why\n\nBecause.\n",
    );
    place.git(&["add", "--all"]);
    place.git(&["commit", "--quiet", "--message", "Propose"]);
    let opened = place.polity(&["open", "1"]);
    say("polity open", &opened);
    place.git(&["repack", "-a", "-d", "--quiet"]);
    place
}

const POLL: &str = "proposals/0001-register-fay/polls/1-all";

/// Where a ballot lies, by its own reckoning.
fn path_of(signed: &SignedPoll, voter: &str) -> String {
    let fan = Digest::of(voter.as_bytes()).hex();
    if signed.poll.fan_out {
        format!("{POLL}/ballots/{}/{voter}.yaml", &fan[..2])
    } else {
        format!("{POLL}/ballots/{voter}.yaml")
    }
}

/// A ballot for each of some electors, as files.
fn ballots(signed: &SignedPoll, tip: &str, electors: std::ops::Range<usize>) -> Vec<Vec<u8>> {
    let opened = signed.poll.opened.unix();
    electors
        .into_par_iter()
        .map(|person| {
            let vote = [Vote::For, Vote::For, Vote::Against, Vote::Abstain];
            let ballot = Ballot {
                poll: signed.digest,
                voter: format!("elector-{person}").parse().unwrap(),
                cast_at: Moment::from_unix(opened + person as i64 % 3_600).unwrap(),
                vote: vote[person % 4].clone(),
                reason: None,
                replaces: None,
                seen: Some(tip.parse().unwrap()),
            };
            let prefix = write_ballot(&ballot).unwrap();
            let armour = key(person).sign(Namespace::Ballot, &prefix).unwrap();
            join(&prefix, &armour).unwrap()
        })
        .collect()
}

/// Puts every ballot on the line in a commit of its own, by git's quickest
/// way.
fn cast(place: &Place, signed: &SignedPoll, ballots: &[Vec<u8>], tip: &str) {
    let mut command = place.command("git", &["fast-import", "--quiet"]);
    let mut child = command.stdin(Stdio::piped()).spawn().unwrap();
    let mut out = std::io::BufWriter::new(child.stdin.take().unwrap());
    let unix = signed.poll.opened.unix();
    for (person, ballot) in ballots.iter().enumerate() {
        let voter = format!("elector-{person}");
        let message = "Vote on 0001-register-fay, stage all\n";
        writeln!(out, "commit refs/heads/main").unwrap();
        writeln!(
            out,
            "committer {voter} <{voter}@example.org> {} +0000",
            unix + 1
        )
        .unwrap();
        writeln!(out, "data {}\n{message}", message.len()).unwrap();
        if person == 0 {
            writeln!(out, "from {tip}").unwrap();
        }
        writeln!(out, "M 100644 inline {}", path_of(signed, &voter)).unwrap();
        writeln!(out, "data {}", ballot.len()).unwrap();
        out.write_all(ballot).unwrap();
        writeln!(out).unwrap();
    }
    out.flush().unwrap();
    drop(out);
    assert!(child.wait().unwrap().success());
    place.git(&["reset", "--quiet", "--hard"]);
}

/// The signatures alone, by the library that is used, and by ours.
fn signatures(signed: &SignedPoll, ballots: &[Vec<u8>]) -> (Duration, Duration) {
    let parts: Vec<(Vec<u8>, String)> = ballots
        .iter()
        .map(|ballot| {
            let parts = split(ballot, 1 << 16).unwrap();
            (parts.prefix.to_vec(), parts.armour)
        })
        .collect();
    let theirs: Vec<(ssh_key::SshSig, ssh_key::PublicKey)> = parts
        .iter()
        .enumerate()
        .map(|(person, (_, armour))| {
            let public = key(person).public_key().to_string();
            (armour.parse().unwrap(), public.parse().unwrap())
        })
        .collect();
    let roll: Vec<Fingerprint> = (0..ballots.len())
        .map(|person| key(person).public_key().fingerprint())
        .collect();
    assert!(signed.poll.electorate.len() >= ballots.len());
    let verifier = Verifier::default();
    let (mut library, mut own) = (Vec::new(), Vec::new());
    for _ in 0..5 {
        library.push(timed(|| {
            let good = theirs
                .par_iter()
                .zip(&parts)
                .all(|((sig, key), (text, _))| {
                    key.verify(Namespace::Ballot.as_str(), text, sig).is_ok()
                });
            assert!(good);
        }));
        own.push(timed(|| {
            let good = parts.par_iter().zip(&roll).all(|((text, armour), print)| {
                let allowed = std::slice::from_ref(print);
                verifier
                    .verify(Namespace::Ballot, text, armour, allowed)
                    .is_ok()
            });
            assert!(good);
        }));
    }
    (median(library), median(own))
}

/// What git needs to verify so many signed commits one by one.
fn verified_by_git(place: &Place, sample: usize) -> Duration {
    place.sign_as(1);
    let signers = place.home.join("allowed_signers");
    let public = key(1).public_key().to_string();
    fs::write(&signers, format!("author@example.org {public}\n")).unwrap();
    let file = format!("gpg.ssh.allowedSignersFile={}", signers.display());
    let tip = place.git(&["rev-parse", "main"]).trim().to_owned();
    place.git(&["checkout", "--quiet", "--orphan", "signed"]);
    place.git(&["read-tree", "--empty"]);
    for _ in 0..sample {
        place.git(&["commit", "--quiet", "--allow-empty", "-S", "-m", "Vote"]);
    }
    let commits = place.git(&["rev-list", "signed"]);
    let took = timed(|| {
        for commit in commits.lines() {
            place.git(&["-c", &file, "verify-commit", commit]);
        }
    });
    place.git(&["symbolic-ref", "HEAD", "refs/heads/main"]);
    place.git(&["reset", "--quiet", "--hard", &tip]);
    took
}

/// Casting a ballot, and git's own commit of one, in turn.
fn casting(place: &Place, electors: usize) -> (Duration, Duration) {
    place.git(&["config", "commit.gpgsign", "true"]);
    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    for n in 0..RUNS {
        let person = electors - 1 - n;
        place.sign_as(person);
        ours.push(place.polity(&["vote", "1", "for"]).wall);
        let file = format!("{POLL}/ballots/00/other-{n}.yaml");
        place.write(&file, &"x".repeat(600));
        place.git(&["add", &file]);
        theirs.push(
            place
                .took("git", &["commit", "-q", "-S", "-m", "Vote"])
                .wall,
        );
    }
    place.git(&["config", "--unset", "commit.gpgsign"]);
    (median(ours), median(theirs))
}

/// The time that programs which have ended took of all cores.
fn cpu_of_children() -> Duration {
    let text = fs::read_to_string("/proc/self/stat").unwrap_or_default();
    // Behind the name in brackets; cutime and cstime are the fields 16 and 17.
    let rest = text.rsplit(')').next().unwrap_or_default();
    let ticks = rest.split_whitespace().skip(13).take(2);
    let ticks: u64 = ticks.filter_map(|it| it.parse::<u64>().ok()).sum();
    Duration::from_millis(ticks * 10)
}

fn timed(work: impl FnOnce()) -> Duration {
    let begin = Instant::now();
    work();
    begin.elapsed()
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort_unstable();
    times[times.len() / 2]
}

fn ms(time: Duration) -> f64 {
    time.as_secs_f64() * 1_000.0
}

fn say(what: &str, took: &Took) {
    println!(
        "{what:<46} {:>10.0} ms {:>8.0} ms of cores {:>7.0} MiB",
        ms(took.wall),
        ms(took.cpu),
        took.peak
    );
}

fn show(what: &str, took: Duration) {
    println!("{what:<46} {:>10.1} ms", ms(took));
}

fn main() {
    // Cargo itself passes `--bench`.
    let electors: usize = std::env::args()
        .filter_map(|it| it.parse().ok())
        .next()
        .unwrap_or(10_000);
    let mut root = tempfile::tempdir().unwrap();
    println!("{electors} electors\n");
    if std::env::args().any(|it| it == "keep") {
        root.disable_cleanup(true);
        println!("kept in {}\n", root.path().display());
    }
    let place = workspace(root.path(), electors);
    let bytes = fs::read(place.dir.join(POLL).join("poll.yaml")).unwrap();
    let reading = timed(|| drop(read_poll(&bytes).unwrap()));
    show("reading poll.yaml", reading);
    let signed = read_poll(&bytes).unwrap();
    let tip = place.git(&["rev-parse", "main"]).trim().to_owned();

    let ten = ballots(&signed, &tip, 0..10);
    cast(&place, &signed, &ten, &tip);
    let (ours, theirs) = casting(&place, electors);
    show("casting, 10 ballots in the poll", ours);
    show("  git commit -S", theirs);
    place.git(&["reset", "--quiet", "--hard", &tip]);

    let all = ballots(&signed, &tip, 0..electors);
    cast(&place, &signed, &all, &tip);
    // As a clone has them.
    place.git(&["repack", "-a", "-d", "--quiet"]);
    let (library, own) = signatures(&signed, &all);
    show("signatures alone, the library", library);
    show("signatures alone, polity", own);
    let notebook = place.dir.join(".git/polity/notebook");
    // A first tally remembers what it verified.
    let tally = middle("polity tally", || {
        let _ = fs::remove_dir_all(&notebook);
        place.polity(&["tally", "1"])
    });
    say("polity tally again", &place.polity(&["tally", "1"]));
    let verify = middle("polity verify", || place.polity(&["verify", "1"]));
    let sampled = verified_by_git(&place, SAMPLE.min(electors));
    let git = sampled.mul_f64(electors as f64 / SAMPLE.min(electors) as f64);
    show("git verify-commit, one by one, scaled", git);
    let (ours, theirs) = casting(&place, electors);
    show("casting, all ballots but a few in the poll", ours);
    show("  git commit -S", theirs);
    println!();
    let ratio = |a: Duration, b: Duration| a.as_secs_f64() / b.as_secs_f64();
    let of = |what: &str, ours: Duration| {
        let (library, git) = (ratio(ours, library), ratio(git, ours));
        println!("{what:<42} {library:>6.2} {git:>8.0}");
    };
    println!("{:<42} {:>6} {:>8}", "", "library", "git");
    of("signatures", own);
    of("tally: every ballot verified and counted", tally);
    of("verify: and all history read", verify);
}

/// The median of three runs, each of which is said.
fn middle(what: &str, run: impl Fn() -> Took) -> Duration {
    let each = (0..3).map(|_| {
        let took = run();
        say(what, &took);
        took.wall
    });
    median(each.collect())
}
