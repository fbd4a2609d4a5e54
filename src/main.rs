//! The program: take the arguments, run, return the exit code.

use std::process::ExitCode;

use polity::cli::{self, Env};

fn main() -> ExitCode {
    cli::run(std::env::args_os(), Env::of_process()).into()
}
