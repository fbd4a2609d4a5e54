//! What a command gets from outside: time, chance, where it runs and what its
//! environment says. Collected once, in `main`, so that nothing deeper asks
//! the process.

use std::collections::BTreeMap;
use std::io::IsTerminal;
use std::path::{Path, PathBuf};

use super::CliError;
use crate::store::{Clock, Entropy, Repo, StoreError, SystemClock, SystemEntropy};

/// What a command gets from outside.
pub struct Env {
    /// The time.
    pub clock: Box<dyn Clock>,
    /// Random bits.
    pub entropy: Box<dyn Entropy>,
    /// The folder in which it runs.
    pub cwd: PathBuf,
    /// The environment's variables, those that are Unicode.
    pub vars: BTreeMap<String, String>,
    /// What is known of the terminal.
    pub terminal: Terminal,
    /// The program's own file as it was called: links on the way stay, so that
    /// the path outlives an update.
    pub program: PathBuf,
}

/// What is known of the terminal.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Terminal {
    /// Whether the standard output is one.
    pub out: bool,
    /// Whether the standard error is one.
    pub err: bool,
    /// Its columns.
    pub columns: Option<usize>,
}

impl Env {
    /// The environment of this process.
    pub fn of_process() -> Self {
        let text = |text: std::ffi::OsString| text.into_string().ok();
        let vars: BTreeMap<String, String> = std::env::vars_os()
            .filter_map(|(name, value)| Some((text(name)?, text(value)?)))
            .collect();
        let size = terminal_size::terminal_size();
        Self {
            clock: clock(&vars),
            entropy: entropy(&vars),
            cwd: std::env::current_dir().unwrap_or_else(|_| PathBuf::from(".")),
            terminal: Terminal {
                out: std::io::stdout().is_terminal(),
                err: std::io::stderr().is_terminal(),
                columns: size.map(|(width, _)| usize::from(width.0)),
            },
            program: own_program(&vars),
            vars,
        }
    }

    /// The repository that commands here mean.
    pub(super) fn repo(&self) -> Result<Repo, StoreError> {
        Repo::meant(&self.cwd, &|name| self.var(name).map(str::to_owned))
    }

    /// Goes to the folder that `-C` names.
    pub(super) fn enter(&mut self, dir: &Path) -> Result<(), CliError> {
        self.cwd.push(dir);
        if self.cwd.is_dir() {
            return Ok(());
        }
        let said = format!("there is no folder `{}`", dir.display());
        Err(CliError::usage("no-folder", said))
    }

    /// A variable that is set and not empty.
    pub fn var(&self, name: &str) -> Option<&str> {
        self.vars
            .get(name)
            .map(String::as_str)
            .filter(|value| !value.is_empty())
    }
}

/// The program's own file: as it was called, else where the shell found it.
fn own_program(vars: &BTreeMap<String, String>) -> PathBuf {
    let called = std::env::args_os().next().map(PathBuf::from);
    let called = called.unwrap_or_else(|| PathBuf::from("polity"));
    if called.components().count() > 1 {
        return std::path::absolute(&called).unwrap_or(called);
    }
    let path = vars.get("PATH").map(String::as_str).unwrap_or_default();
    let mut there = std::env::split_paths(path).map(|dir| dir.join(&called));
    let found = there.find(|file| file.is_absolute() && file.is_file());
    found
        .or_else(|| std::env::current_exe().ok())
        .unwrap_or(called)
}

// A released program takes no time and no chance from its environment: a
// deadline that a variable could move, or a nonce that it could choose, would
// be no protection at all. Only a development build looks, for tests; in a
// release this code is not there.

#[cfg(debug_assertions)]
fn clock(vars: &BTreeMap<String, String>) -> Box<dyn Clock> {
    match vars.get("POLITY_TEST_NOW").map(|now| now.parse()) {
        Some(Ok(now)) => Box::new(crate::store::FixedClock::at(now)),
        _ => Box::new(SystemClock),
    }
}

#[cfg(not(debug_assertions))]
fn clock(_: &BTreeMap<String, String>) -> Box<dyn Clock> {
    Box::new(SystemClock)
}

#[cfg(debug_assertions)]
fn entropy(vars: &BTreeMap<String, String>) -> Box<dyn Entropy> {
    match vars.get("POLITY_TEST_SEED").map(|seed| seed.parse()) {
        Some(Ok(seed)) => Box::new(crate::store::FixedEntropy::from_seed(seed)),
        _ => Box::new(SystemEntropy),
    }
}

#[cfg(not(debug_assertions))]
fn entropy(_: &BTreeMap<String, String>) -> Box<dyn Entropy> {
    Box::new(SystemEntropy)
}
