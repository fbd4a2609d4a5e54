//! What docs/trust.md says is tried, is: every test that its table names is
//! there, and every attack that it quotes.

#![allow(clippy::unwrap_used, reason = "a file that is gone fails the test")]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

fn tests() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests")
}

/// The text of a file of tests, by its name.
fn file(name: &str) -> Option<String> {
    let places = ["", "cli", "cli/situations"];
    let mut paths = places
        .map(|it| tests().join(it).join(format!("{name}.rs")))
        .into_iter();
    paths.find_map(|path| fs::read_to_string(path).ok())
}

/// The functions of a text that are tests.
fn tests_of(text: &str) -> BTreeSet<&str> {
    text.split("#[test]")
        .skip(1)
        .filter_map(|it| it.split_once("fn ")?.1.split_once('('))
        .map(|(name, _)| name)
        .collect()
}

/// What stands between marks.
fn between(text: &str, mark: char) -> impl Iterator<Item = &str> {
    text.split(mark).skip(1).step_by(2)
}

#[test]
fn everything_that_is_said_to_be_tried_is() {
    let document = fs::read_to_string(tests().join("../docs/trust.md")).unwrap();
    let (_, table) = document.split_once("## What is tried\n").unwrap();
    let rows: Vec<&str> = table.lines().filter(|line| line.starts_with('|')).collect();
    let mut named = 0;
    let mut wrong = Vec::new();
    for row in rows.iter().skip(2) {
        let (_, shown) = row.trim_matches('|').split_once('|').unwrap();
        let mut texts = String::new();
        let mut any = false;
        for name in between(shown, '`') {
            any = true;
            named += 1;
            let (module, function) = name.split_once("::").unwrap_or((name, ""));
            let text = file(module).unwrap_or_default();
            if !tests_of(&text).contains(function) {
                wrong.push(format!("there is no test {name}"));
            }
            texts.push_str(&text);
        }
        if !any {
            wrong.push(format!("nothing shows: {row}"));
        }
        for attack in between(shown, '"') {
            if !texts.contains(&format!("what: \"{attack}\"")) {
                wrong.push(format!("there is no attack {attack:?}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(named > 80, "only {named} tests are named");
}
