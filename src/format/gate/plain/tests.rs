//! Files that people wrote, and single forms.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use super::*;
use crate::base::Subject;
use crate::format::gate::{DEEPEST, LONGEST, gate_of_two_parsers};
use crate::format::{Emit, SIGNED};

/// Whether a text is plain, and that both ways through the gate agree on it.
pub(super) fn is_plain(text: &str) -> bool {
    let Some(document) = read(text.as_bytes()) else {
        return false;
    };
    match gate_of_two_parsers(&Subject::Workspace, text.as_bytes()) {
        Ok(checked) => assert_eq!(document, checked, "{text}"),
        Err(findings) => panic!("{text:?}\n{text}\n{findings:#?}"),
    }
    true
}

/// The YAML files below a folder of the repository.
fn files(folder: &str) -> Vec<(PathBuf, String)> {
    let mut found = Vec::new();
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join(folder)];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if let Ok(text) = fs::read_to_string(&path) {
                found.push((path, text));
            }
        }
    }
    found
}

/// The YAML files below a folder, and how many of them are plain.
fn share(folder: &str) -> (usize, usize) {
    let (mut plain, mut all) = (0, 0);
    for (path, text) in files(folder) {
        if path.extension().is_some_and(|it| it == "yaml") {
            all += 1;
            if is_plain(&text) {
                plain += 1;
            } else {
                println!("not plain: {}", path.display());
            }
        }
    }
    println!("{folder}: {plain} of {all} files are plain");
    (plain, all)
}

#[test]
fn the_files_of_this_repository_are_plain() {
    for folder in ["governance", "proposals", "rules", "tests/samples/base"] {
        let (plain, all) = share(folder);
        assert!(plain * 100 >= all * 95, "{folder}");
    }
    let (plain, all) = share("tests/samples/valid");
    assert!(plain * 100 >= all * 90);
    // Many of these are not, and should not be.
    share("tests/samples");
    for (_, text) in files("tests/corpus") {
        is_plain(&text);
    }
}

#[test]
fn what_the_writer_writes_is_plain() {
    let (mut plain, mut all) = (0, 0);
    for folder in ["governance", "proposals", "rules", "tests/samples/valid"] {
        for (path, text) in files(folder) {
            if path.extension().is_none_or(|it| it != "yaml") {
                continue;
            }
            let value: serde_yaml::Value = serde_yaml::from_str(&text).unwrap();
            for form in [Emit::default(), Emit { flow_width: 0 }, SIGNED] {
                let written = form.file(&value).unwrap();
                all += 1;
                if is_plain(&written) {
                    plain += 1;
                } else {
                    println!("not plain: {}\n{written}", path.display());
                }
            }
        }
    }
    println!("written anew: {plain} of {all} files are plain");
    assert!(all > 500 && plain * 100 >= all * 95);
}

#[test]
fn the_plain_style_is_what_people_write() {
    for text in [
        "# c\n\nname: Zoë  # c: d\nlist:\n- a b\n# c\n- {b: 'i''x', c: [1, -2, 2014-10-03]}\n",
        "a:\n    b:\n      - c: d\n        e:\n        - f\n        - - g\n          - h\ni: j\n",
        "a: |\n  # one\n\n    two \n\nb: >-\n  three\n  four\n\n  five\n# c\nc: |-\n d\n",
        "\"on\": [final, \"a \\\"b\\\"\\n\"]\nat: 2014-10-03T10:00:00Z\nwhen: for >= 4/5 of (a)\n",
        "a: []\nb: {}  # c\nc: { d: [ e ] }\nf: https://g.example/#h\n",
        "key: ssh-ed25519 AAAA+/= a@b.example\ncommit: 09fa10e\nnone: null\nyes-no: true\nvotes: +1 2, -1 3\nv: 1.50\n",
    ] {
        assert!(is_plain(text), "{text}");
    }
}

#[test]
fn what_readers_may_differ_about_is_left_to_two_parsers() {
    // Scalars, in block style and in flow style.
    #[rustfmt::skip]
    let scalars = [
        "~", "no", "On", "Null", "TRUE", "1.", ".5", "01.5", "+1.5", "1.2.3", "1_000", "010", "0x1f", "1e5", "12:30",
        "+1", "-0", "-1.5", "1_0.5", "-a b", "9999999999999999", "2014-10-03 10:00:00", "=", "<<", ".inf", "- a", "? a", "a:",
        "&a b", "*a", "!a b", "@a", "`a", "%a", "\"a\\u0041\"", "'a' b", "'a", "a\tb", "a\u{a0}b",
        "e\u{301}",
    ];
    for scalar in scalars {
        for text in [format!("a: {scalar}\n"), format!("a: [{scalar}]\n")] {
            assert!(!is_plain(&text), "{text}");
        }
    }
    #[rustfmt::skip]
    let files = [
        // What stands at the root, and around it.
        "", "\n", "# c\n", "a\n", "[a]\n", "{a: b}\n", "a: b", "a: b\r\n", "\u{feff}a: b\n",
        "---\na: b\n", "a: b\n...\n", "%YAML 1.2\n---\na: b\n", "a: b # c\u{85}\n", "a: b\0\n",
        // Depths and blanks.
        " a: b\n", "a: b \n", "a: b\n \n", "a: b\n  c\n", "a:\n  b\n", "a:\nb: c\n", "a:\n",
        "a:\n  b: c\n d: e\n", "- a\n b: c\n", "-\n  a\n", "- # c\n  a: b\n", "a: - b\n",
        // Keys.
        "a: b\na: c\n", "a: b\n\"a\": c\n", "no: a\n", "1: a\n", "a:b\n", "? a\n: b\n",
        // Flow style.
        "a: {b: c,d: e}\n", "a: [b,\n  c]\n", "a: {b}\n", "a: [b: c]\n", "a: [b]c\n", "a: [b\n",
        "a: [b, ]\n", "a: [, b]\n", "a: [b #c]\n", "a: [b -]\n", "a: {b: }\n", "a: {\"b\":c}\n",
        // Texts of several lines.
        "a: |+\n  b\n", "a: |2\n  b\n", "a: |\nb: c\n", "a: |\n\n  b\n", "a: |\n  b\n \n",
        "a: |\n    b\n  c\n", "a: |\n  b\n # c\n", "a: >\n  b\n    c\n", "a: >\n  b \n  c\n",
    ];
    for text in files {
        assert!(!is_plain(text), "{text:?}");
    }
}

/// All characters beyond ASCII that may stand in a plain file, in every place;
/// a few of the rarer ones unless more cases are asked for.
#[test]
fn every_character_means_the_same_everywhere() {
    let all = std::env::var("POLITY_PLAIN_CASES").is_ok();
    let chars: Vec<char> = ('\u{80}'..=char::MAX)
        .filter(|c| is_common(*c) && (all || *c < '\u{2100}' || u32::from(*c) % 61 == 0))
        .collect();
    println!("{} characters", chars.len());
    assert!(chars.len() > 3_000);
    for some in chars.chunks(50) {
        let mut text = String::new();
        for c in some {
            let first = if c.is_alphanumeric() { *c } else { 'a' };
            text += &format!(
                "- {first}{c} {c}{c}  # {c}\n- '{c}'\n- [\"{c}\", {first}{c}]\n#{c}\n- |\n  {c}\n  a{c}\n"
            );
        }
        assert!(is_plain(&text), "{text}");
    }
}

#[test]
fn large_and_deep_files_are_read_soon() {
    let deep = |n: usize| format!("{}a\n", "- ".repeat(n));
    assert!(is_plain(&deep(DEEPEST)));
    assert!(!is_plain(&deep(DEEPEST + 1)));
    let flow = |n: usize| format!("- {}{}\n", "[".repeat(n), "]".repeat(n));
    assert!(is_plain(&flow(DEEPEST - 1)));
    assert!(!is_plain(&flow(DEEPEST)));
    #[rustfmt::skip]
    let pieces = [
        "k%: v\n", "- é\n", "# c\n", "\n", "k%: {a: 'b', c: [d]}\n", "k%: |\n é\n\n", "''",
        "k%:\n- a\n", "- - - a\n", "é é", "k%: ", "- ", "[", "{a: ", "- '''' é", "\\n", "  ",
        " #", "k%é, ", "'é', ", "- {a: b, ", "{k%: é, ", "k%: é, ",
        "a b ", "a-b", "a%: ", "é",
    ];
    #[rustfmt::skip]
    let around = [
        ("", "\n"), ("a: ", "\n"), ("- [", "a]\n"), ("- {", "a: b}\n"), ("- \"", "\"\n"),
        ("- '", "'\n"), ("a: |\n  ", "\n"),
    ];
    let mut plain = 0;
    // Of some length, both ways are compared; of a great one, one is timed.
    for most in [300, 2_000, LONGEST / 16] {
        for (piece, (before, after)) in pieces.iter().flat_map(|it| around.map(|a| (it, a))) {
            let mut text = before.to_owned();
            for n in 0.. {
                let next = piece.replace('%', &n.to_string());
                if text.len() + next.len() + after.len() > most {
                    break;
                }
                text += &next;
            }
            text += after;
            let start = Instant::now();
            plain += usize::from(if most > 2_000 {
                read(text.as_bytes()).is_some()
            } else {
                is_plain(&text)
            });
            // What took the square of the length would take far longer.
            assert!(start.elapsed() < Duration::from_secs(5), "{piece}");
        }
    }
    assert!(plain >= 60, "{plain}");
}

/// Prints how long each way takes over a file:
/// `CARGO_PROFILE_DEV_OPT_LEVEL=2 cargo test --lib the_time_of_each_way -- --ignored --nocapture`.
#[test]
#[ignore = "it prints, and asserts nothing that a slow machine could break"]
fn the_time_of_each_way() {
    for file in [
        "governance/people/adrian-holovaty.yaml",
        "tests/samples/valid/people-with-everything/governance/people/ann.yaml",
        "governance/teams/fellows.yaml",
        "rules/django/governance-change.yaml",
    ] {
        let bytes = fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join(file)).unwrap();
        let time = |work: &dyn Fn()| {
            let rounds = 2_000;
            let start = Instant::now();
            for _ in 0..rounds {
                work();
            }
            start.elapsed().as_secs_f64() * 1e6 / f64::from(rounds)
        };
        let plain = time(&|| assert!(read(&bytes).is_some()));
        let parsers = time(&|| assert!(gate_of_two_parsers(&Subject::Workspace, &bytes).is_ok()));
        let length = bytes.len();
        println!("{file} ({length} bytes): {plain:.1} µs; by two parsers {parsers:.1} µs");
    }
}
