//! YAML in the plain style, which the gate reads without asking its two
//! parsers: what it takes so, they take as the same tree.

use polity::base::Subject;
use polity::format::{gate, gate_if_plain, gate_of_two_parsers};
use proptest::prelude::*;

use super::harness::{Said, Target};

const WORDS: &[&str] = &[
    ": ",
    ":",
    "\n",
    "\n\n",
    "- ",
    "\n- ",
    "\n  - ",
    " ",
    "  ",
    "\n  ",
    "\n # ",
    "[",
    "]",
    "{",
    "}",
    ", ",
    ",",
    "\"",
    "'",
    "''",
    "\\n",
    "\\",
    "#",
    " #",
    " |\n    ",
    " >-\n  ",
    "|",
    ">",
    "&a ",
    "*a",
    "!a ",
    "? ",
    "<<: ",
    "---\n",
    "...\n",
    "%YAML 1.1\n",
    "\t",
    "\r\n",
    "\u{feff}",
    "null",
    "~",
    "yes",
    "on",
    "2024",
    "-1",
    "+1 2",
    "1.50",
    "010",
    "1_000",
    "0x1",
    "1e3",
    "12:30",
    "2014-10-03",
    "2014-10-03T10:00:00Z",
    "https://a.example/b#c",
    "\u{e9}",
    "\u{2019}",
    "\u{2028}",
    "\u{a0}",
    "e\u{301}",
];

fn check(bytes: &[u8]) -> Said {
    let subject = Subject::Workspace;
    let Some(document) = gate_if_plain(bytes) else {
        return Ok(());
    };
    match gate_of_two_parsers(&subject, bytes) {
        Ok(checked) => prop_assert_eq!(&document, &checked),
        Err(findings) => prop_assert!(false, "{findings:?}"),
    }
    prop_assert_eq!(gate(&subject, bytes).ok(), Some(document));
    Ok(())
}

#[test]
fn plain() {
    let target = Target {
        name: "plain",
        beside: &[
            ("governance", ".yaml"),
            ("rules", ".yaml"),
            ("proposals", ".yaml"),
            ("tests/samples/valid", ".yaml"),
        ],
        made: Vec::new(),
        dictionary: WORDS,
    };
    target.hold(check);
}
