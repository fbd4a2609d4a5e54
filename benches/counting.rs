//! How fast ballots are counted, beside a plain loop and beside stv-rs, and
//! that memory does not grow with their number.
//!
//! `cargo bench --bench counting` prints a table. Nothing is asserted of the
//! times, as a slow machine is not a mistake; that both sides of a row find
//! the same is asserted. Words after `--` choose the rows that begin with one
//! of them, such as `cargo bench --bench counting -- Meek`.

#![allow(clippy::unwrap_used, reason = "a benchmark that fails may panic")]
#![allow(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "its table is what it is for"
)]

mod common;

use std::fs::File;
use std::io::{BufRead, BufReader, BufWriter, Write};
use std::path::{Path, PathBuf};

use common::{Cost, RUNS, Ratios, in_turns, inside, median, meter, outside};
use polity::format::ballots::{BallotFormat, Reading};
use polity::vote::count::{Method, Options, Spec, Tally, Unranked, Vote};
use stv_rs::arithmetic::{FixedDecimal9, Integer64};
use stv_rs::cli::Parallel;
use stv_rs::meek::stv_droop;
use stv_rs::types::{Ballot, Candidate, Election};

const OPTIONS: usize = 10;
const SEATS: usize = 5;

/// Numbers without an end, always the same (xorshift, Marsaglia 2003).
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        ((self.0 >> 33) % end as u64) as usize
    }

    /// Options in an order in which the first ones stand more often before.
    fn order(&mut self) -> [usize; OPTIONS] {
        let mut order: [usize; OPTIONS] = std::array::from_fn(|place| place);
        for place in (1..OPTIONS).rev() {
            let other = self.below(place + 1);
            order.swap(place, other);
        }
        for _ in 0..4 {
            let place = self.below(OPTIONS - 1);
            if order[place] > order[place + 1] {
                order.swap(place, place + 1);
            }
        }
        order
    }
}

/// Writes strict ballots as a table.
fn table(path: &Path, ballots: usize) {
    let mut file = BufWriter::new(File::create(path).unwrap());
    let names: Vec<String> = (1..=OPTIONS).map(|n| format!("option {n}")).collect();
    writeln!(file, "{}", names.join(",")).unwrap();
    let mut numbers = Numbers(88_172_645_463_325_252);
    for _ in 0..ballots {
        let mut ranks = [0; OPTIONS];
        for (rank, option) in (1..).zip(numbers.order()) {
            ranks[option] = rank;
        }
        let cells = ranks.map(|rank: usize| rank.to_string());
        writeln!(file, "{}", cells.join(",")).unwrap();
    }
    file.flush().unwrap();
}

/// The same work as plainly as it can be written: whole ranks between commas,
/// nothing checked, every pair compared.
fn plain_matrix(path: &Path) -> Vec<Vec<u64>> {
    let mut file = BufReader::with_capacity(1 << 16, File::open(path).unwrap());
    let mut line = Vec::new();
    file.read_until(b'\n', &mut line).unwrap();
    let mut matrix = vec![vec![0; OPTIONS]; OPTIONS];
    loop {
        line.clear();
        if file.read_until(b'\n', &mut line).unwrap() == 0 {
            return matrix;
        }
        let mut ranks = [0_u32; OPTIONS];
        let mut place = 0;
        for byte in &line {
            match byte {
                b',' => place += 1,
                b'\n' => {}
                digit => ranks[place] = ranks[place] * 10 + u32::from(digit - b'0'),
            }
        }
        for (a, row) in matrix.iter_mut().enumerate() {
            for (b, cell) in row.iter_mut().enumerate() {
                *cell += u64::from(ranks[a] < ranks[b]);
            }
        }
    }
}

fn options(names: &[String]) -> Options {
    Options::new(polity::format::ballots::option_ids(names)).unwrap()
}

fn schulze(path: &Path) -> Vec<Vec<u64>> {
    let input = BufReader::with_capacity(1 << 16, File::open(path).unwrap());
    let file = Reading::default().open(input, BallotFormat::Csv).unwrap();
    let options = options(&file.head().names);
    let mut tally = Tally::new(options, Method::Schulze.kind(), Unranked::Last);
    file.each(|ranks, weight| tally.add(Vote::Ranks(ranks), weight))
        .unwrap();
    let count = tally.count(&Spec::new(Method::Schulze, 1), &[]).unwrap();
    count.matrix.unwrap().support
}

/// Rankings, each of some of the candidates.
fn rankings(ballots: usize) -> Vec<Vec<usize>> {
    let mut numbers = Numbers(2_463_534_242);
    let mut ranking = || {
        let order = numbers.order();
        order[..1 + numbers.below(OPTIONS)].to_vec()
    };
    (0..ballots).map(|_| ranking()).collect()
}

fn meek(rankings: &[Vec<usize>]) -> Vec<usize> {
    let names: Vec<String> = (1..=OPTIONS).map(|n| format!("option {n}")).collect();
    let options = options(&names);
    let mut tally = Tally::new(options.clone(), Method::StvMeek.kind(), Unranked::Last);
    for ranking in rankings {
        let mut ranks = [0; OPTIONS];
        for (rank, option) in (1..).zip(ranking) {
            ranks[*option] = rank;
        }
        tally.add(Vote::Ranks(&ranks), 1).unwrap();
    }
    let count = tally
        .count(&Spec::new(Method::StvMeek, SEATS), &[])
        .unwrap();
    let mut elected: Vec<usize> = count
        .elected
        .iter()
        .map(|id| options.place(id).unwrap())
        .collect();
    elected.sort_unstable();
    elected
}

fn meek_by_stv_rs(rankings: &[Vec<usize>]) -> Vec<usize> {
    let candidates: Vec<Candidate> = (1..=OPTIONS)
        .map(|n| Candidate::new(format!("c{n}"), false))
        .collect();
    let ballot = |ranking: &Vec<usize>| Ballot::new(1, ranking.iter().map(|option| [*option]));
    let ballots: Vec<Ballot> = rankings.iter().map(ballot).collect();
    let election = Election::builder()
        .title("A large one")
        .num_seats(SEATS)
        .candidates(candidates)
        .ballots(ballots)
        .build();
    let mut report = Vec::new();
    let result = stv_droop::<Integer64, FixedDecimal9>(
        &mut report,
        &election,
        "bench",
        6,
        Parallel::No,
        None,
        false,
        false,
        false,
    );
    let mut elected = result.unwrap().elected;
    elected.sort_unstable();
    elected
}

/// `polity rule try` on a file.
fn tried(path: &Path) -> Cost {
    let path = path.to_str().unwrap();
    let args = ["rule", "try", "--method", "schulze", "--ballots", path];
    outside(env!("CARGO_BIN_EXE_polity"), &args, None).0
}

/// The same from the standard input.
fn piped(path: &Path) -> Cost {
    let args = [
        "rule",
        "try",
        "--method",
        "schulze",
        "--ballots",
        "-",
        "--ballot-form",
        "csv",
    ];
    outside(env!("CARGO_BIN_EXE_polity"), &args, Some(path)).0
}

fn main() {
    meter();
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str, ballots: usize| -> PathBuf {
        let path = folder.path().join(name);
        table(&path, ballots);
        path
    };
    let million = file("1.csv", 1_000_000);
    let ratios = Ratios::begin("peer");

    let what = "Schulze, 1,000,000 ballots of 10 options in CSV; a plain loop";
    if ratios.wants(what) {
        assert_eq!(schulze(&million), plain_matrix(&million));
        let loop_ = || inside(|| plain_matrix(&million)).0;
        let (ours, theirs) = in_turns(RUNS, || inside(|| schulze(&million)).0, loop_);
        ratios.times(what, ours, theirs);
        let (ours, theirs) = in_turns(RUNS, || tried(&million), loop_);
        ratios.times("the same by `polity rule try --ballots FILE`", ours, theirs);
        let (ours, theirs) = in_turns(RUNS, || piped(&million), loop_);
        ratios.times("the same by `polity rule try --ballots -`", ours, theirs);
    }

    let what = "memory for 4,000,000 ballots; for 1,000,000";
    if ratios.wants(what) {
        let four = file("4.csv", 4_000_000);
        let least = |path: &Path| median((0..3).map(|_| tried(path)).collect());
        ratios.memories(what, least(&four), least(&million));
        std::fs::remove_file(four).unwrap();
    }

    let what = "Meek, 100,000 ballots, 10 candidates, 5 seats; stv-rs 0.5.1";
    if ratios.wants(what) {
        let rankings = rankings(100_000);
        assert_eq!(meek(&rankings), meek_by_stv_rs(&rankings));
        let (ours, theirs) = in_turns(
            RUNS,
            || inside(|| meek(&rankings)).0,
            || inside(|| meek_by_stv_rs(&rankings)).0,
        );
        ratios.times(what, ours, theirs);
    }
}
