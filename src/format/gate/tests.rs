use std::time::{Duration, Instant};

use super::*;
use crate::base::NodePath;

fn subject() -> Subject {
    Subject::File("x.yaml".to_owned())
}

fn document(text: &str) -> Document {
    match gate(&subject(), text.as_bytes()) {
        Ok(document) => document,
        Err(findings) => panic!("{text:?}: {findings:#?}"),
    }
}

/// What is refused: code and the text that is marked.
fn refused(text: &str) -> Vec<(&'static str, String)> {
    let findings = gate(&subject(), text.as_bytes()).expect_err(text);
    findings
        .iter()
        .map(|finding| {
            let span = finding.span.expect("every problem of a text has a place");
            let marked = text.get(span.start..span.end).unwrap_or_default();
            (finding.code.as_str(), marked.to_owned())
        })
        .collect()
}

fn at(document: &Document, path: NodePath) -> (&str, usize, usize) {
    let span = document.span(&path, None).unwrap();
    (&document.text[span.start..span.end], span.line, span.column)
}

#[test]
fn every_node_knows_its_place() {
    let document = document(
        "# head\nname: Zoë  # c\nlist:\n- a\n-\n- {b: 'i''x', c: [1, 2]}\ntext: | # note | x\n  one\n\n  two\n\nlast:\n  - k: v\n    é: ü\n",
    );
    let root = NodePath::root;
    assert_eq!(at(&document, root().key("name")), ("Zoë", 2, 7));
    assert_eq!(at(&document, root().key_of("name")), ("name", 2, 1));
    let list = root().key("list");
    assert_eq!(
        at(&document, list.clone()).0,
        "- a\n-\n- {b: 'i''x', c: [1, 2]}"
    );
    assert_eq!(at(&document, list.clone().index(0)), ("a", 4, 3));
    assert_eq!(
        at(&document, list.clone().index(2).key("b")),
        ("'i''x'", 6, 7)
    );
    assert_eq!(at(&document, list.index(2).key("c")), ("[1, 2]", 6, 18));
    assert_eq!(
        at(&document, root().key("text")),
        ("| # note | x\n  one\n\n  two\n\n", 7, 7)
    );
    let item = root().key("last").index(0);
    assert_eq!(at(&document, item.clone()), ("k: v\n    é: ü", 13, 5));
    assert_eq!(at(&document, item.clone().key("é")), ("ü", 14, 8));
    // A way that leads nowhere ends at the nearest node above.
    assert_eq!(
        at(&document, item.key("no").index(3)),
        ("k: v\n    é: ü", 13, 5)
    );
}

#[test]
fn places_are_exact_where_the_parser_points_beside_them() {
    let document = document(
        "a: \"x\" # c\nb: [] # c\nc: {d: 1, # c\n  }\ne:\n  - |+\n    f\n  - - g\n    - h\ni: {j: }\n",
    );
    let root = NodePath::root;
    assert_eq!(at(&document, root().key("a")), ("\"x\"", 1, 4));
    assert_eq!(at(&document, root().key("b")), ("[]", 2, 4));
    assert_eq!(at(&document, root().key("c")), ("{d: 1, # c\n  }", 3, 4));
    let list = root().key("e");
    assert_eq!(at(&document, list.clone().index(0)), ("|+\n    f\n", 6, 5));
    assert_eq!(at(&document, list.index(1)), ("- g\n    - h", 8, 5));
    assert_eq!(at(&document, root().key("i")), ("{j: }", 10, 4));
}

#[test]
fn large_files_are_read_soon() {
    for line in [
        "k%: |\n x\n",
        "k%:\n- \"a\" # b\n",
        "k%: {a: 'b', c: [d]}\n",
        "é%: ü\n",
    ] {
        let mut text = String::new();
        for n in 0.. {
            let next = line.replace('%', &n.to_string());
            if text.len() + next.len() > LONGEST / 8 {
                break;
            }
            text += &next;
        }
        let start = Instant::now();
        document(&text);
        // What took the square of the length would take minutes.
        assert!(start.elapsed() < Duration::from_secs(5), "{line}");
    }
}

#[test]
fn a_part_of_a_value_has_a_place_of_its_own() {
    let document =
        document("a: core or fellows\nb: \"core or x\"\nc: |\n  core or\nd: 'it''s core'\n");
    let part = |key: &str, from, to| {
        let span = document
            .span(&NodePath::root().key(key), Some((from, to)))
            .unwrap();
        (&document.text[span.start..span.end], span.column)
    };
    assert_eq!(part("a", 8, 15), ("fellows", 12));
    assert_eq!(part("b", 8, 9), ("x", 13));
    assert_eq!(part("c", 0, 4).1, 4, "a block is marked as a whole");
    assert_eq!(
        part("d", 5, 9).0,
        "'it''s core'",
        "so is a text with escapes"
    );
    assert_eq!(
        part("a", 8, 99).0,
        "core or fellows",
        "and a part that is not there"
    );
}

#[test]
fn what_could_have_two_meanings_is_refused() {
    for (text, expected) in [
        ("a: 1\nb: 2\na: 3\n", vec![("duplicate-key", "a")]),
        (
            "2024: a\n\"2024\": b\n",
            vec![("duplicate-key", "\"2024\"")],
        ),
        (
            "a: &x 1\nb: *x\n",
            vec![("yaml-feature", "&x 1"), ("yaml-feature", "*x")],
        ),
        ("a: !!str 1\n", vec![("yaml-feature", "!!str 1")]),
        ("<<: {a: 1}\n", vec![("yaml-feature", "<<")]),
        ("a: 1\n---\nb: 2\n", vec![("yaml-feature", "---")]),
        (
            "%YAML 1.1\n---\na: 1\n",
            vec![("yaml-feature", "%YAML 1.1")],
        ),
        ("? a\n: b\n", vec![("yaml-feature", "a")]),
        ("[a]: b\n", vec![("yaml-syntax", "[")]),
        ("", vec![("yaml-syntax", "")]),
        ("a: [b\n", vec![("yaml-syntax", "")]),
        ("a: b\u{202e}c\n", vec![("forbidden-character", "\u{202e}")]),
        ("a: b\rc: d\n", vec![("forbidden-character", "\r")]),
        (
            "a: \"\\u202e\"\n",
            vec![("forbidden-character", "\"\\u202e\"")],
        ),
        ("a: \"\\0\"\n", vec![("forbidden-character", "\"\\0\"")]),
    ] {
        let found = refused(text);
        let found: Vec<_> = found
            .iter()
            .map(|(code, marked)| (*code, marked.as_str()))
            .collect();
        assert_eq!(found, expected, "{text:?}");
    }
}

#[test]
fn several_problems_are_reported_together() {
    let found = refused("a: &x 1\nb: {c: 1, c: 2}\nd: !t e\nf: \u{7}\n");
    let codes: Vec<_> = found.iter().map(|(code, _)| *code).collect();
    assert_eq!(
        codes,
        [
            "yaml-feature",
            "duplicate-key",
            "yaml-feature",
            "forbidden-character"
        ]
    );
}

#[test]
fn ordinary_files_pass() {
    for text in [
        "---\na: b\n",
        "a: b ?\nc: d\n",
        "a: b\r\nc: |\r\n  d\r\n",
        "- a\n- - b\n  - c\n",
        "text",
        "{}",
        "a: \"x\n  y\"\nb: 'z'\n",
        "a: what # why? because\nb: c\n",
    ] {
        document(text);
    }
}

#[test]
fn encodings_other_than_utf_8_are_named() {
    for (bytes, expected) in [
        (
            b"\xEF\xBB\xBFa: b".as_slice(),
            "the file begins with a byte order mark",
        ),
        (
            b"\xFF\xFEa\0",
            "the file is UTF-16 or UTF-32; only UTF-8 is read",
        ),
        (b"a: b\nc: \xC3\x28", "these bytes are no UTF-8"),
    ] {
        let findings = gate(&subject(), bytes).unwrap_err();
        assert_eq!(findings[0].message, expected);
    }
    let findings = gate(&subject(), b"a: b\nc: \xC3\x28").unwrap_err();
    let span = findings[0].span.unwrap();
    assert_eq!((span.line, span.column), (2, 4));
}

#[test]
fn hostile_files_are_refused_soon() {
    let mut bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n".to_owned();
    for n in 1..500 {
        let last = n - 1;
        bomb += &format!("a{n}: &a{n} [*a{last}, *a{last}, *a{last}, *a{last}]\n");
    }
    let deep = |open: &str, n: usize| open.repeat(n);
    for bytes in [
        bomb.into_bytes(),
        deep("[", LONGEST).into_bytes(),
        deep("{a: ", LONGEST / 4).into_bytes(),
        deep("- ", LONGEST / 2).into_bytes(),
        deep("[", 65).into_bytes(),
        deep("? ", LONGEST / 2).into_bytes(),
        deep("\"", LONGEST).into_bytes(),
        deep("a: &b\n", LONGEST / 6).into_bytes(),
        vec![0; LONGEST],
        vec![0xFF; LONGEST],
        vec![b'a'; LONGEST + 1],
    ] {
        let start = Instant::now();
        let findings = gate(&subject(), &bytes).unwrap_err();
        assert!((1..=MOST).contains(&findings.len()));
        assert!(
            start.elapsed() < Duration::from_secs(5),
            "{:?}",
            &bytes[..10]
        );
    }
}

#[test]
fn the_depth_allowed_is_exact() {
    let nested = |n: usize| format!("{}{}", "[".repeat(n), "]".repeat(n));
    document(&nested(DEEPEST));
    assert_eq!(refused(&nested(DEEPEST + 1))[0].0, "too-deep");
}
