//! The ways in which repositories are found: each works, or says exactly what
//! to do.

mod clones;
mod obstacles;
mod places;
mod witness;

use std::path::Path;
use std::process::Command;

use crate::env::Ran;
use crate::town::{SIMPLE, Town};

impl Town {
    /// Runs the program in a folder, with a person's key.
    fn run_in(&self, dir: &Path, line: &str) -> Ran {
        let args: Vec<&str> = line.split_whitespace().collect();
        self.run_args_in(dir, &args, &[])
    }

    /// The same with arguments as they are, and variables.
    fn run_args_in(&self, dir: &Path, args: &[&str], vars: &[(&str, &str)]) -> Ran {
        let mut polity = self.prepared(args);
        polity.current_dir(dir).envs(vars.iter().copied());
        ran(polity)
    }

    /// Runs it, and it must succeed.
    fn ok_in(&self, dir: &Path, line: &str) -> Ran {
        let ran = self.run_in(dir, line);
        assert_eq!(ran.code, 0, "$ polity {line}\n{ran}");
        ran
    }

    /// Runs git in a folder, and it must succeed.
    fn git_in(&self, dir: &Path, args: &[&str]) -> String {
        let dir = dir.to_str().expect("a path");
        let args = [&["-C", dir], args].concat();
        self.git(&args)
    }

    /// A clone of the workspace, with a person's key set.
    fn cloned(&self, name: &str, args: &[&str], person: &str) -> std::path::PathBuf {
        let to = self.dir.parent().expect("a folder").join(name);
        let from = format!("file://{}", self.dir.display());
        let all = [
            &["clone", "--quiet"],
            args,
            &[&from, to.to_str().expect("a path")],
        ];
        self.git(&all.concat());
        self.sit(&to, person);
        to
    }

    /// Has git in another folder sign with a person's key.
    fn sit(&self, dir: &Path, person: &str) {
        self.act(person);
        for setting in ["gpg.format", "user.signingkey", "user.name", "user.email"] {
            let value = self.git(&["config", setting]);
            self.git_in(dir, &["config", setting, value.trim()]);
        }
    }

    /// How many ballots of the first poll are counted.
    fn counted_in(&self, dir: &Path) -> u64 {
        let ran = self.ok_in(dir, "tally 1 --format json");
        let answer: serde_json::Value = serde_json::from_str(&ran.stdout).expect("an answer");
        let poll = &answer["poll"];
        let silent = poll["silent"].as_array().map_or(0, Vec::len) as u64;
        poll["electors"].as_u64().unwrap_or_else(|| panic!("{ran}")) - silent
    }
}

/// What was said, on one line.
pub fn flat(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn ran(mut command: Command) -> Ran {
    let ran = command.output().expect("it runs");
    Ran {
        stdout: String::from_utf8_lossy(&ran.stdout).into_owned(),
        stderr: String::from_utf8_lossy(&ran.stderr).into_owned(),
        code: ran.status.code().unwrap_or(-1),
    }
}

/// A town with a vote open and two ballots in it.
fn voted() -> Town {
    let town = Town::voting(SIMPLE);
    town.vote("ann", "for");
    town.vote("ben", "against");
    town
}

/// Every file of a folder with its bytes, git's own left out.
fn files(dir: &Path) -> std::collections::BTreeMap<String, Vec<u8>> {
    let mut found = std::collections::BTreeMap::new();
    let mut folders = vec![dir.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() && !path.ends_with(".git") {
                folders.push(path);
            } else if path.is_file() {
                let bytes = std::fs::read(&path).expect("a file");
                found.insert(path.display().to_string(), bytes);
            }
        }
    }
    found
}
