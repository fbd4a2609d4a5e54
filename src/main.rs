//! The program: take the arguments, run, return the exit code.

use std::process::ExitCode;

use polity::cli::{self, Env};

fn main() -> ExitCode {
    // The main thread is one of those that work on all cores, in place of
    // waiting for them. What cannot be set up so is set up when first needed.
    let _ = rayon::ThreadPoolBuilder::new()
        .use_current_thread()
        .build_global();
    cli::run(std::env::args_os(), Env::of_process()).into()
}
