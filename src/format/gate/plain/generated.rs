//! Generated files: well-formed ones of many styles, the same with changes
//! that people and programs make by mistake, and heaps of the signs of YAML.
//! Whatever the plain reader takes, the two parsers must take as the same tree.
//!
//! `POLITY_PLAIN_CASES=1000000 POLITY_PLAIN_SEED=7` tries that many of each
//! kind, from that seed.

use std::cell::Cell;

use proptest::prelude::*;
use proptest::sample::{Index, select};
use proptest::test_runner::{Config, RngSeed, TestRunner};

use self::words::{KEYS, LINES, SIGNS, WORDS};
use super::tests::is_plain;

mod words;

/// A part of a file, before anything is decided about its place.
#[derive(Debug, Clone)]
enum Part {
    /// A scalar or flow value, as it is written.
    Inline(String),
    /// A block: its header, how much deeper it is, its lines.
    Lines(&'static str, usize, Vec<&'static str>),
    Map(Vec<(String, Style, Part)>),
    List(Vec<(Style, Part)>),
}

/// How an entry or item is laid out: most are laid out simply.
#[derive(Debug, Clone, Copy)]
struct Style {
    /// What stands before it.
    above: usize,
    /// Spaces behind the colon or dash.
    spaces: usize,
    /// How much deeper its lines are; for a list, 0 is as deep as its key.
    step: usize,
    /// What stands behind it on its line.
    behind: usize,
}

fn style() -> impl Strategy<Value = Style> {
    let above = prop_oneof![30 => Just(0_usize), 1 => 1_usize..6];
    let spaces = prop_oneof![30 => Just(1_usize), 1 => 0_usize..4];
    let step = prop_oneof![20 => Just(2_usize), 1 => 0_usize..5];
    let behind = prop_oneof![30 => Just(0_usize), 1 => 1_usize..6];
    (above, spaces, step, behind).prop_map(|(above, spaces, step, behind)| Style {
        above,
        spaces,
        step,
        behind,
    })
}

/// One of the first words most times, so that most files are plain.
fn word() -> impl Strategy<Value = String> {
    prop_oneof![
        60 => select(&["core", "a b", "7", "2014-10", "4/5 of x", "'it''s'", "\"c: d\"", "[a, b c]", "{a: b, c: [d, 1]}", "Zoë", "true"][..]).prop_map(str::to_owned),
        4 => select(WORDS).prop_map(str::to_owned),
        1 => "[-+]?[0-9._:]{0,5}[xobeETZ:+ -]{0,2}[0-9a-f._:]{0,5}",
        1 => "[a-zA-Z0-9 :#,'\"\\[\\]{}?!&*|>%@`_./+=()é’-]{0,9}",
        1 => "[\\[{]{0,2}[a-z0-9 :,'\"\\[\\]{}#?-]{0,12}[\\]}]{0,2}",
    ]
}

fn key() -> impl Strategy<Value = String> {
    prop_oneof![
        30 => "[a-f]{1,3}",
        1 => select(KEYS).prop_map(str::to_owned),
    ]
}

fn part() -> BoxedStrategy<Part> {
    let line = prop_oneof![4 => select(&LINES[..4]), 1 => select(LINES)];
    let header = prop_oneof![8 => select(&["|", "|-", ">", ">-"][..]), 1 => select(&["|+", "|2", "| # c", ">1-"][..])];
    let deeper = prop_oneof![6 => Just(2_usize), 1 => 0_usize..5];
    let lines = prop::collection::vec(line, 0..5);
    let leaf = prop_oneof![
        9 => word().prop_map(Part::Inline),
        2 => (header, deeper, lines).prop_map(|(header, deeper, lines)| Part::Lines(header, deeper, lines)),
    ];
    leaf.prop_recursive(4, 16, 4, |inner| {
        prop_oneof![2 => map(inner.clone()), 1 => list(inner)].boxed()
    })
    .boxed()
}

/// How many entries there are: an empty list or map has no block form.
fn size() -> impl Strategy<Value = usize> {
    prop_oneof![1 => Just(0), 40 => 1_usize..4]
}

fn map(inner: impl Strategy<Value = Part> + Clone) -> impl Strategy<Value = Part> {
    size()
        .prop_flat_map(move |size| prop::collection::vec((key(), style(), inner.clone()), size))
        .prop_map(Part::Map)
}

fn list(inner: impl Strategy<Value = Part> + Clone) -> impl Strategy<Value = Part> {
    size()
        .prop_flat_map(move |size| prop::collection::vec((style(), inner.clone()), size))
        .prop_map(Part::List)
}

const ABOVE: [&str; 6] = ["", "\n", "# c\n", "      # c\n", " # c: d\n\n", "   \n"];
const BEHIND: [&str; 6] = ["", " # c", "  # c: [d", " ", "# c", " #"];

fn write(part: &Part, indent: usize, style: Style, out: &mut String) {
    let pad = |by: usize, out: &mut String| out.extend(std::iter::repeat_n(' ', by));
    match part {
        Part::Inline(text) => {
            pad(style.spaces, out);
            out.push_str(text);
            out.push_str(BEHIND[style.behind]);
            out.push('\n');
        }
        Part::Lines(header, deeper, lines) => {
            pad(style.spaces, out);
            out.push_str(header);
            out.push('\n');
            for line in lines {
                if !line.is_empty() {
                    pad(indent + deeper, out);
                }
                out.push_str(line);
                out.push('\n');
            }
        }
        Part::Map(entries) => {
            for (key, style, value) in entries {
                out.push_str(ABOVE[style.above]);
                pad(indent, out);
                entry(key, *style, value, indent, out);
            }
        }
        Part::List(items) => {
            for (style, item) in items {
                out.push_str(ABOVE[style.above]);
                pad(indent, out);
                out.push('-');
                let inner = indent + 1 + style.spaces;
                match item {
                    // On the line of the dash.
                    Part::Map(entries) if !entries.is_empty() => {
                        for (at, (key, below, value)) in entries.iter().enumerate() {
                            pad(if at == 0 { style.spaces } else { inner }, out);
                            entry(key, *below, value, inner, out);
                        }
                    }
                    Part::List(items) if !items.is_empty() && style.behind > 0 => {
                        pad(style.spaces, out);
                        let mut nested = String::new();
                        write(item, inner, *style, &mut nested);
                        out.push_str(nested.trim_start_matches(' '));
                    }
                    Part::List(_) | Part::Map(_) => {
                        out.push('\n');
                        write(item, indent + style.step, *style, out);
                    }
                    _ => write(item, indent, *style, out),
                }
            }
        }
    }
}

fn entry(key: &str, style: Style, value: &Part, indent: usize, out: &mut String) {
    out.push_str(key);
    out.push(':');
    if matches!(value, Part::Map(_) | Part::List(_)) {
        out.push_str(BEHIND[style.behind]);
        out.push('\n');
        write(value, indent + style.step, style, out);
    } else {
        write(value, indent, style, out);
    }
}

fn well_formed() -> impl Strategy<Value = String> {
    // A file is seldom a single value.
    let whole = prop_oneof![8 => map(part()), 3 => list(part()), 1 => part()];
    (style(), whole).prop_map(|(style, part)| {
        let mut out = ABOVE[style.above].to_owned();
        write(&part, 0, style, &mut out);
        out
    })
}

/// A change, at a part of the whole.
#[derive(Debug, Clone)]
enum Change {
    Put(Index, &'static str),
    Take(Index, usize),
    Deeper(Index, usize),
    Higher(Index),
    Copy(Index, Index),
    Cut(Index),
}

fn change() -> impl Strategy<Value = Change> {
    let at = any::<Index>;
    prop_oneof![
        6 => (at(), select(SIGNS)).prop_map(|(at, sign)| Change::Put(at, sign)),
        3 => (at(), 1_usize..4).prop_map(|(at, count)| Change::Take(at, count)),
        2 => (at(), 1_usize..4).prop_map(|(at, by)| Change::Deeper(at, by)),
        2 => at().prop_map(Change::Higher),
        1 => (at(), at()).prop_map(|(from, to)| Change::Copy(from, to)),
        1 => at().prop_map(Change::Cut),
    ]
}

fn changed(text: &str, change: &Change) -> String {
    let chars: Vec<char> = text.chars().collect();
    let split = |at: &Index| -> (String, String) {
        let at = at.index(chars.len() + 1);
        (chars[..at].iter().collect(), chars[at..].iter().collect())
    };
    let mut lines: Vec<String> = text.split_inclusive('\n').map(str::to_owned).collect();
    match change {
        Change::Put(at, sign) => {
            let (before, after) = split(at);
            before + sign + &after
        }
        Change::Take(at, count) => {
            let (before, after) = split(at);
            before + &after.chars().skip(*count).collect::<String>()
        }
        Change::Cut(at) => split(at).0,
        _ if lines.is_empty() => String::new(),
        Change::Deeper(at, by) => {
            let line = at.get_mut(&mut lines);
            *line = " ".repeat(*by) + line;
            lines.concat()
        }
        Change::Higher(at) => {
            let line = at.get_mut(&mut lines);
            *line = line.strip_prefix(' ').unwrap_or(line).to_owned();
            lines.concat()
        }
        Change::Copy(from, to) => {
            let line = from.get(&lines).clone();
            lines.insert(to.index(lines.len()), line);
            lines.concat()
        }
    }
}

fn nearly_formed() -> impl Strategy<Value = String> {
    (well_formed(), prop::collection::vec(change(), 1..3))
        .prop_map(|(text, changes)| changes.iter().fold(text, |text, it| changed(&text, it)))
}

fn heap() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        4 => select(SIGNS).prop_map(str::to_owned),
        2 => word(),
        3 => (key(), word()).prop_map(|(key, word)| format!("\n{key}: {word}")),
        2 => key().prop_map(|key| format!("\n{key}: ")),
        1 => key().prop_map(|key| format!("\n  {key}: ")),
        1 => key().prop_map(|key| format!("\n- {key}: ")),
        1 => select(&["\n", "\n  ", "\n- ", "\n  - ", "\n    "][..]).prop_map(str::to_owned),
    ];
    prop::collection::vec(piece, 0..7)
        .prop_map(|pieces| pieces.concat().trim_start_matches('\n').to_owned() + "\n")
}

/// One scalar of all sorts of signs, in every place where one may stand.
fn scalar() -> impl Strategy<Value = String> {
    let text = prop_oneof![
        6 => "[a1(/é+-][-a1 :,?#'\"|>&*!%@.+_/()=~`<{}\\[\\]é]{0,8}",
        2 => "[a1/(][-a1 /:.+_'\"]{0,8}[-a1/:.+?'\"]",
        2 => "'[-a '\":,#\\[\\]{}é\\\\]{0,8}'",
        2 => "\"[-a '\":,#\\[\\]{}é\\\\nt]{0,8}\"",
        1 => "[-+]?[0-9]{1,4}[-_:.eExobTZ0-9 ]{0,9}",
    ];
    let frames = [
        ("a: ", "\n"),
        ("- ", "\n"),
        ("- - ", "\n- b\n"),
        ("a:  ", "  # b\nc: d\n"),
        ("a:\n- b: ", "\n  c: d\n"),
        ("a: [", "]\n"),
        ("a: [b, ", ", c]\n"),
        ("- {a: ", "}\n"),
        ("- {a: b, c: ", " , d: e}  # f\n"),
        ("# ", "\na: b\n"),
        ("a: b # ", "\nc: d\n"),
        ("a: |\n  ", "\n\n  b\nc: d\n"),
        ("a: >-\n  b\n  ", "\n  c\n- d\n"),
        ("- >\n ", "\n\n b\n- d\n"),
        ("", ": a\n"),
        ("{", ": a}\n"),
    ];
    (select(frames.to_vec()), text)
        .prop_map(|((before, after), text)| format!("{before}{text}{after}"))
}

fn asked(name: &str) -> Option<u64> {
    std::env::var(name).ok()?.parse().ok()
}

/// Tries files; so many in a thousand must be plain, or nothing was tried.
fn agree(kind: &str, files: impl Strategy<Value = String>, least: u64) {
    let cases = asked("POLITY_PLAIN_CASES").unwrap_or(2_000);
    let mut runner = TestRunner::new(Config {
        cases: u32::try_from(cases).unwrap(),
        rng_seed: RngSeed::Fixed(asked("POLITY_PLAIN_SEED").unwrap_or(1)),
        failure_persistence: None,
        ..Config::default()
    });
    let plain = Cell::new(0);
    let run = runner.run(&files, |text| {
        plain.set(plain.get() + u64::from(is_plain(&text)));
        Ok(())
    });
    if let Err(error) = run {
        panic!("{error}");
    }
    println!("{kind}: {} of {cases} files are plain", plain.get());
    assert!(plain.get() * 1_000 >= cases * least);
}

#[test]
fn well_formed_files_are_read_as_two_parsers_read_them() {
    agree("well formed", well_formed(), 250);
}

#[test]
fn nearly_formed_files_are_read_as_two_parsers_read_them() {
    agree("nearly formed", nearly_formed(), 50);
}

#[test]
fn single_scalars_are_read_as_two_parsers_read_them() {
    agree("scalars", scalar(), 200);
}

#[test]
fn heaps_of_signs_are_read_as_two_parsers_read_them() {
    agree("heaps", heap(), 40);
}
