//! A target: its corpus, its seeds and its time.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use proptest::test_runner::{Config, RngSeed, TestCaseError, TestError, TestRunner};

use super::mutate::files;

/// What a target says of one file.
pub(super) type Said = Result<(), TestCaseError>;

/// The seed that every run begins with.
const FIXED: u64 = 1;
/// The files that are made of one seed.
const CASES: u32 = 100;
/// No reader may take longer over one file, even on a slow machine.
const PATIENCE: Duration = Duration::from_secs(20);

/// A reader that is given changed files.
pub(super) struct Target {
    /// Its name, and that of its folder in the corpus.
    pub name: &'static str,
    /// Other folders whose files are changed too, each with the ending of
    /// those that are meant.
    pub beside: &'static [(&'static str, &'static str)],
    /// Files that are made and not kept, such as signed ones.
    pub made: Vec<Vec<u8>>,
    /// Words that mean something to the reader.
    pub dictionary: &'static [&'static str],
}

impl Target {
    /// Gives the reader everything; `check` says whether it did right.
    pub(super) fn hold(self, check: impl Fn(&[u8]) -> Said) {
        let timed = |file: &[u8]| {
            let begin = Instant::now();
            check(file)?;
            let took = begin.elapsed();
            if took > PATIENCE {
                return Err(TestCaseError::fail(format!("it took {took:?}")));
            }
            Ok(())
        };
        let mut corpus = self.made;
        let folder = root().join("tests/corpus").join(self.name);
        for path in paths(&folder, "") {
            let file = fs::read(&path).unwrap();
            eprintln!("{}: {}", self.name, path.display());
            if let Err(why) = timed(&file) {
                panic!("{}: {why}", path.display());
            }
            corpus.push(file);
        }
        assert!(!corpus.is_empty(), "{} has no corpus", self.name);
        for (folder, ending) in self.beside {
            let all = paths(&root().join(folder), ending);
            assert!(
                !all.is_empty(),
                "{folder} has no file that ends in {ending}"
            );
            corpus.extend(all.iter().map(|path| fs::read(path).unwrap()));
        }
        let run = |seed: u64| run(self.name, seed, corpus.clone(), self.dictionary, &timed);
        if let Some(seed) = asked("POLITY_FUZZ_SEED") {
            run(seed);
            return;
        }
        run(FIXED);
        // Without a time the files are the same in every run, so that a change
        // is blamed for what it broke; who asks for time looks for new ones.
        let seconds = asked("POLITY_FUZZ_SECONDS");
        let time = Duration::from_secs(seconds.unwrap_or(1));
        let mut seed = match (asked("POLITY_FUZZ_FROM"), seconds) {
            (Some(from), _) => from,
            (None, None) => FIXED + 1,
            (None, Some(_)) => fresh(),
        };
        eprintln!("{}: seeds from {seed}", self.name);
        let begin = Instant::now();
        while begin.elapsed() < time {
            run(seed);
            seed = seed.wrapping_add(1);
        }
    }
}

/// All the files of one seed.
fn run(
    name: &str,
    seed: u64,
    corpus: Vec<Vec<u8>>,
    dictionary: &'static [&'static str],
    check: &impl Fn(&[u8]) -> Said,
) {
    let mut runner = TestRunner::new(Config {
        cases: CASES,
        rng_seed: RngSeed::Fixed(seed),
        failure_persistence: None,
        max_shrink_time: 20_000,
        ..Config::default()
    });
    let Err(error) = runner.run(&files(corpus, dictionary), |file| check(&file)) else {
        return;
    };
    let TestError::Fail(why, file) = error else {
        panic!("{name}: {error}");
    };
    let kept = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("{name}-{seed}"));
    fs::write(&kept, &file).unwrap();
    panic!(
        "{name}: {why}\n{:?}\nkept as {}\nagain: POLITY_FUZZ_SEED={seed} cargo test --test fuzz {name}",
        String::from_utf8_lossy(&file),
        kept.display()
    );
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The files below a folder, in the order of their paths.
fn paths(folder: &Path, ending: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).into_iter().flatten() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.to_str().is_some_and(|path| path.ends_with(ending)) {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

/// A number in the environment.
fn asked(name: &str) -> Option<u64> {
    let text = std::env::var(name).ok()?;
    Some(text.parse().expect("a whole number"))
}

/// A seed that no run had before.
fn fresh() -> u64 {
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    now.map_or(0, |since| since.as_nanos() as u64)
}
