//! What the benches share: the processor's time of this process or of another
//! program, medians of two sides that take turns, and a table of ratios.
//!
//! Processor time and not the clock, as other programs run beside a bench; in
//! turns, as the machine is slower in one minute than in another.

#![allow(dead_code, reason = "each bench uses a part of it")]
#![allow(clippy::print_stderr, reason = "a bench speaks to who runs it")]

use std::process::{Command, Stdio};
use std::time::Duration;

use nix::sys::resource::{Usage, UsageWho, getrusage};

/// How often each side runs where nothing else is said.
pub const RUNS: usize = 7;

/// What something cost.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Cost {
    /// The processor's time, in all threads and for the system too.
    pub time: Duration,
    /// The most memory held at once, in bytes; of a program of its own only.
    pub memory: u64,
}

fn time_of(usage: &Usage) -> Duration {
    let part = |seconds: i64, micros: i64| {
        Duration::from_secs(u64::try_from(seconds).unwrap_or(0))
            + Duration::from_micros(u64::try_from(micros).unwrap_or(0))
    };
    let (user, system) = (usage.user_time(), usage.system_time());
    part(user.tv_sec(), user.tv_usec()) + part(system.tv_sec(), system.tv_usec())
}

/// What a part of this process costs; its memory is not known.
pub fn inside<T>(run: impl FnOnce() -> T) -> (Cost, T) {
    let now = || time_of(&getrusage(UsageWho::RUSAGE_SELF).unwrap());
    let begin = now();
    let found = std::hint::black_box(run());
    let time = now() - begin;
    (Cost { time, memory: 0 }, found)
}

/// The word by which a bench's own program is asked to be a [`meter`].
const METER: &str = "--meter";

/// Runs another program and says on stderr what it alone cost, where this
/// program was started for that by [`outside`]; call it first in `main`.
pub fn meter() {
    let mut args = std::env::args().skip(1);
    if args.next().as_deref() != Some(METER) {
        return;
    }
    let program = args.next().unwrap();
    let status = Command::new(program).args(args).status().unwrap();
    let usage = getrusage(UsageWho::RUSAGE_CHILDREN).unwrap();
    // Linux gives kilobytes.
    let memory = usage.max_rss() * 1024;
    eprintln!("{METER} {} {memory}", time_of(&usage).as_micros());
    std::process::exit(status.code().unwrap_or(1));
}

/// What another program costs, and what it writes to stdout. `input` is given
/// on its standard input.
pub fn outside(program: &str, args: &[&str], input: Option<&std::path::Path>) -> (Cost, String) {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.arg(METER).arg(program).args(args);
    match input {
        Some(path) => command.stdin(std::fs::File::open(path).unwrap()),
        None => command.stdin(Stdio::null()),
    };
    let ran = command.output().unwrap();
    let said = String::from_utf8_lossy(&ran.stderr);
    assert!(ran.status.success(), "{program} {args:?}: {said}");
    let line = said.lines().last().unwrap_or_default();
    let mut words = line.strip_prefix(METER).unwrap().split_whitespace();
    let mut number = || words.next().unwrap().parse::<u64>().unwrap();
    let cost = Cost {
        time: Duration::from_micros(number()),
        memory: number(),
    };
    (cost, String::from_utf8_lossy(&ran.stdout).into_owned())
}

/// The middle of some costs, by time.
pub fn median(mut costs: Vec<Cost>) -> Cost {
    costs.sort_unstable();
    costs[costs.len() / 2]
}

/// The medians of two sides that take turns, `runs` times each; both run once
/// before, unmeasured.
pub fn in_turns(
    runs: usize,
    mut ours: impl FnMut() -> Cost,
    mut theirs: impl FnMut() -> Cost,
) -> (Cost, Cost) {
    ours();
    theirs();
    let (mut one, mut two) = (Vec::new(), Vec::new());
    for _ in 0..runs {
        one.push(ours());
        two.push(theirs());
    }
    (median(one), median(two))
}

/// A table of what was compared, printed line by line.
pub struct Ratios {
    chosen: Vec<String>,
}

impl Ratios {
    /// Prints the head. Words on the command line choose the rows that begin
    /// with one of them.
    pub fn begin(peer: &str) -> Self {
        println!("| what | polity | {peer} | ratio |");
        println!("|---|--:|--:|--:|");
        // Cargo itself passes `--bench`.
        let chosen = std::env::args().skip(1).filter(|it| it != "--bench");
        Self {
            chosen: chosen.collect(),
        }
    }

    /// Whether a row is wanted.
    pub fn wants(&self, what: &str) -> bool {
        self.chosen.is_empty() || self.chosen.iter().any(|it| what.starts_with(it.as_str()))
    }

    /// A row of two times.
    pub fn times(&self, what: &str, ours: Cost, theirs: Cost) {
        let shown = |time: Duration| format!("{:.0} ms", time.as_secs_f64() * 1_000.0);
        let ratio = ours.time.as_secs_f64() / theirs.time.as_secs_f64();
        let (ours, theirs) = (shown(ours.time), shown(theirs.time));
        println!("| {what} | {ours} | {theirs} | {ratio:.2} |");
    }

    /// A row of two amounts of memory.
    pub fn memories(&self, what: &str, ours: Cost, theirs: Cost) {
        let shown = |bytes: u64| format!("{:.1} MB", bytes as f64 / 1e6);
        let ratio = ours.memory as f64 / theirs.memory as f64;
        let (ours, theirs) = (shown(ours.memory), shown(theirs.memory));
        println!("| {what} | {ours} | {theirs} | {ratio:.2} |");
    }
}
