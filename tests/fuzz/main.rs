//! What nobody would think of typing: every reader of outside text is given
//! files that were spliced, cut, doubled and scribbled on, and more is asked
//! of it than not to panic. What it accepts must print and read back the same,
//! stay within its limits, and mean the same to a second reader.
//!
//! `cargo test --test fuzz` replays the files of `tests/corpus/`, then the same
//! seeds each time for a second per target. `POLITY_FUZZ_SECONDS=60` gives each
//! target a minute of fresh seeds, or those from `POLITY_FUZZ_FROM` on;
//! `POLITY_FUZZ_SEED=7` replays one seed, which a failure prints. A failure is shrunk and written to a file below the target
//! folder, to be copied into the corpus once it is mended.

#![allow(
    clippy::unwrap_used,
    clippy::print_stderr,
    reason = "a test may fail loudly, and says by which seed"
)]

mod ballots;
mod conditions;
mod electorates;
mod harness;
mod keys;
mod mutate;
mod plain;
mod signed;
mod yaml;
