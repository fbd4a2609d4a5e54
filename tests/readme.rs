//! The documents show what the program really does: the sessions of README.md
//! are run and compared, and the files of docs/format.md are one sound
//! workspace.
//!
//! A session stands in blocks marked `console`. A comment before a block says
//! where it runs: `<!-- session: own -->` in a copy of this repository's
//! workspace, `<!-- session: new -->` in an empty folder `heron`, and
//! `<!-- session: +8 days -->` goes on in the same folder, later. With
//! `POLITY_BLESS=1` the answers are written anew.

#![allow(clippy::unwrap_used, reason = "a test that fails may panic")]

#[path = "cli/env.rs"]
#[allow(dead_code, unused_macros, reason = "the program's tests use the rest")]
mod env;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use env::TestEnv;

fn document(name: &str) -> (PathBuf, String) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(name);
    let text = fs::read_to_string(&path).unwrap();
    (path, text)
}

/// The words of a command; quotes hold words together.
fn words(line: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    let mut quoted = false;
    for it in line.chars() {
        match it {
            '"' => {
                quoted = !quoted;
                word.get_or_insert_default();
            }
            ' ' if !quoted => words.extend(word.take()),
            _ => word.get_or_insert_default().push(it),
        }
    }
    words.extend(word);
    words
}

/// The settings of somebody with an SSH key that git signs with. The home is
/// beside the workspace.
fn settings(env: &TestEnv) -> PathBuf {
    env.dir.with_file_name("home").join(".gitconfig")
}

/// Ada, at her machine.
fn ada(env: &TestEnv) {
    let settings = settings(env);
    let key = polity::sign::generate(Some([7; 32])).unwrap();
    let path = settings.with_file_name("id_ed25519");
    key.write_to(&path).unwrap();
    let text = format!(
        "[user]\n\tname = Ada\n\temail = ada@example.org\n\tsigningkey = {}\n[gpg]\n\tformat = ssh\n",
        path.display()
    );
    fs::write(settings, text).unwrap();
}

/// What a command of a session prints.
fn answer(env: &TestEnv, line: &str) -> String {
    let words = words(line);
    let args: Vec<&str> = words[1..].iter().map(String::as_str).collect();
    let settings = settings(env);
    let mut vars = vec![("GIT_AUTHOR_NAME", "Ada"), ("GIT_COMMITTER_NAME", "Ada")];
    if settings.exists() {
        vars.push(("GIT_CONFIG_GLOBAL", settings.to_str().unwrap()));
    }
    match words[0].as_str() {
        "polity" => {
            let ran = env.run_with(&args, &vars);
            // Where the folder really lies is nobody's business.
            format!("{}{}", ran.stdout, ran.stderr).replace("$TEST/work", "/home/ada")
        }
        "git" => env.git(&args),
        other => panic!("sessions run polity and git, and not {other}"),
    }
}

/// A document with the answers of its sessions as the program gives them.
fn run_sessions(text: &str) -> String {
    let mut made = String::new();
    let mut env: Option<TestEnv> = None;
    let mut lines = text.lines();
    while let Some(line) = lines.next() {
        made.push_str(line);
        made.push('\n');
        let directive = line.strip_prefix("<!-- session: ");
        match directive.and_then(|it| it.strip_suffix(" -->")) {
            Some("own") => env = Some(TestEnv::django()),
            Some("new") => {
                let mut new = TestEnv::empty();
                new.dir.push("heron");
                fs::create_dir(&new.dir).unwrap();
                fs::create_dir(new.dir.with_file_name("home")).unwrap();
                ada(&new);
                env = Some(new);
            }
            Some(later) => {
                let days = later
                    .strip_prefix('+')
                    .and_then(|it| it.strip_suffix(" days"));
                let days: i64 = days.unwrap().parse().unwrap();
                env.as_ref().unwrap().advance(days * 24);
            }
            None => {}
        }
        if line != "```console" {
            continue;
        }
        let env = env.as_ref().expect("a session before the block");
        let block: Vec<&str> = lines.by_ref().take_while(|it| *it != "```").collect();
        let commands = block.iter().filter(|it| it.starts_with("$ "));
        let runs: Vec<String> = commands
            .map(|command| format!("{command}\n{}", answer(env, &command[2..])))
            .collect();
        made.push_str(&runs.join("\n"));
        made.push_str("```\n");
    }
    made
}

#[test]
fn the_sessions_are_what_the_program_prints() {
    let (path, text) = document("README.md");
    let made = run_sessions(&text);
    if std::env::var_os("POLITY_BLESS").is_some() {
        fs::write(path, made).unwrap();
        return;
    }
    for (at, (written, run)) in text.lines().zip(made.lines()).enumerate() {
        assert_eq!(written, run, "README.md:{}", at + 1);
    }
    assert_eq!(text, made, "README.md");
}

/// The examples of docs/format.md, by the path that each names first.
fn examples(text: &str) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    for block in text.split("```yaml\n").skip(1) {
        let block = block.split("```").next().unwrap();
        let (first, rest) = block.split_once('\n').unwrap();
        if let Some(path) = first.strip_prefix("# ") {
            found.insert(path.to_owned(), rest.to_owned());
        }
    }
    found
}

#[test]
fn the_examples_are_one_sound_workspace() {
    let (_, text) = document("docs/format.md");
    let examples = examples(&text);
    for folder in ["people", "teams", "areas", "rules", "constraints", "events"] {
        let prefix = format!("governance/{folder}/");
        let one = examples.keys().any(|path| path.starts_with(&prefix));
        assert!(one, "no example of {folder}");
    }
    let env = TestEnv::empty();
    env.set_clock("2026-06-01T12:00:00Z");
    for (path, text) in &examples {
        env.write(path, text);
    }
    let ran = env.run("check");
    assert_eq!(ran.code, 0, "{ran}");
    assert!(!ran.stdout.contains("warning["), "{ran}");
    let ran = env.run("list");
    assert_eq!(ran.code, 0, "{ran}");
}
