//! The house rules that the compiler does not hold: which part may name which,
//! what the pure parts keep away from, how long a file may be, and that the
//! documents name only what exists.

#![allow(clippy::unwrap_used, reason = "a test that fails may panic")]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

/// The parts of the domain in their order: each may name those before it.
const DOMAIN: [&str; 7] = ["base", "finding", "rule", "org", "proposal", "diff", "vote"];

/// What each part may name beside itself.
fn may_name(part: &str) -> BTreeSet<&'static str> {
    let domain = |count: usize| DOMAIN[..count].iter().copied();
    match part {
        // Each of them alone joins the domain to something outside it.
        "format" | "store" | "sign" | "render" => domain(DOMAIN.len()).collect(),
        // Other tools' files: pure, and read by the project's own gate.
        "exchange" => domain(DOMAIN.len()).chain(["format"]).collect(),
        "workspace" => domain(DOMAIN.len())
            .chain(["exchange", "format", "store", "sign"])
            .collect(),
        "cli" => domain(DOMAIN.len())
            .chain(["exchange", "format", "store", "sign", "workspace", "render"])
            .collect(),
        _ => {
            let place = DOMAIN.iter().position(|it| *it == part);
            domain(place.unwrap_or_else(|| panic!("where does `{part}` belong?"))).collect()
        }
    }
}

/// What the pure parts never name: whatever answers differently tomorrow, or
/// on another machine.
const IMPURE: [&str; 12] = [
    "std::fs",
    "std::io",
    "std::env",
    "std::net",
    "std::time",
    "std::thread",
    "std::process",
    "Timestamp::now",
    "Zoned::now",
    "SystemTime",
    "println!",
    "eprintln!",
];

/// Crates that one part alone, or a few, may name.
const KEPT_TO: [(&str, &[&str]); 18] = [
    ("git2", &["store"]),
    ("ssh_key", &["sign"]),
    ("ed25519_dalek", &["sign"]),
    ("base64ct", &["sign", "format"]),
    ("saphyr_parser", &["format"]),
    ("csv", &["format"]),
    ("comfy_table", &["render"]),
    ("textwrap", &["render"]),
    ("schemars", &["render"]),
    ("similar", &["render", "format"]),
    ("clap", &["cli"]),
    ("clap_complete", &["cli"]),
    ("clap_mangen", &["cli"]),
    ("indicatif", &["cli"]),
    ("terminal_size", &["cli"]),
    ("rayon", &["workspace", "store", "format", "main"]),
    ("tempfile", &["store", "sign", "cli"]),
    ("toml", &["exchange"]),
];

/// The most lines of a file.
const LONGEST: usize = 400;

/// Longer files, each with the reason why it tells one thing all the same.
const LONGER: [(&str, &str); 1] = [(
    "src/format/edit/generated.rs",
    "a generator of edits, its checks and the tests that run it: test code alone",
)];

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// A source file, without its comments and texts.
struct Source {
    /// Its path from the root of the repository, such as `src/org/area.rs`.
    path: String,
    /// Its code; comments and texts are blank, the lines are where they were.
    code: String,
    /// How many lines it has.
    lines: usize,
}

impl Source {
    /// The part that it belongs to: the first name of its module's path.
    fn part(&self) -> &str {
        let inside = self.path.strip_prefix("src/").unwrap();
        let first = inside.split('/').next().unwrap();
        first.strip_suffix(".rs").unwrap_or(first)
    }

    /// How many modules it lies in, itself included: 2 for `src/org/area.rs`.
    fn depth(&self) -> usize {
        let inside = self.path.strip_prefix("src/").unwrap();
        inside.split('/').count() - usize::from(inside.ends_with("/mod.rs"))
    }
}

fn files_below(folder: &Path, ending: &str, found: &mut Vec<PathBuf>) {
    let mut entries: Vec<_> = fs::read_dir(folder)
        .unwrap()
        .map(|it| it.unwrap())
        .collect();
    entries.sort_by_key(std::fs::DirEntry::file_name);
    for entry in entries {
        let path = entry.path();
        if path.is_dir() {
            files_below(&path, ending, found);
        } else if path.to_str().unwrap().ends_with(ending) {
            found.push(path);
        }
    }
}

/// Every source file, read once.
fn sources() -> &'static [Source] {
    static SOURCES: OnceLock<Vec<Source>> = OnceLock::new();
    SOURCES.get_or_init(read_sources)
}

fn read_sources() -> Vec<Source> {
    let mut paths = Vec::new();
    files_below(&root().join("src"), ".rs", &mut paths);
    let read = |path: PathBuf| {
        let text = fs::read_to_string(&path).unwrap();
        Source {
            path: path
                .strip_prefix(root())
                .unwrap()
                .to_str()
                .unwrap()
                .to_owned(),
            code: code_of(&text),
            lines: text.lines().count(),
        }
    };
    paths.into_iter().map(read).collect()
}

/// The code of a file, with comments and texts blanked out.
fn code_of(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut code = String::new();
    let mut at = 0;
    while at < bytes.len() {
        let rest = &text[at..];
        let length = comment_or_text(rest, code.chars().next_back());
        match length {
            Some(length) => {
                let lines = rest[..length].matches('\n').count();
                code.push(' ');
                code.push_str(&"\n".repeat(lines));
                at += length;
            }
            None => {
                let next = rest.chars().next().unwrap();
                code.push(next);
                at += next.len_utf8();
            }
        }
    }
    code
}

/// How many bytes a comment or a text has that begins here, if one does.
fn comment_or_text(rest: &str, before: Option<char>) -> Option<usize> {
    let to_end = |found: Option<usize>| Some(found.unwrap_or(rest.len()));
    if rest.starts_with("//") {
        return to_end(rest.find('\n'));
    }
    if rest.starts_with("/*") {
        return to_end(rest.find("*/").map(|at| at + 2));
    }
    if !before.is_some_and(|it| it.is_alphanumeric() || it == '_') {
        let hashes = rest
            .strip_prefix('r')
            .map(|it| it.len() - it.trim_start_matches('#').len());
        if let Some(hashes) = hashes
            && rest[1 + hashes..].starts_with('"')
        {
            let close = format!("\"{}", "#".repeat(hashes));
            let body = 2 + hashes;
            return to_end(rest[body..].find(&close).map(|at| body + at + close.len()));
        }
    }
    if let Some(inner) = rest.strip_prefix('"') {
        let mut escaped = false;
        let close = inner.char_indices().find(|(_, it)| {
            let closes = *it == '"' && !escaped;
            escaped = *it == '\\' && !escaped;
            closes
        });
        return to_end(close.map(|(at, _)| at + 2));
    }
    // A quote opens a character only where another one closes it at once.
    let inner = rest.strip_prefix('\'')?;
    let width = match inner.strip_prefix('\\') {
        Some(escape) => 1 + escape.find('\'').filter(|at| *at > 0).unwrap_or(1),
        None => inner.chars().next()?.len_utf8(),
    };
    inner.get(width..)?.starts_with('\'').then_some(width + 2)
}

/// The places of a word in code, where it is not part of a longer one.
fn places_of<'a>(code: &'a str, word: &'a str) -> impl Iterator<Item = usize> + 'a {
    let part_of_word = |it: char| it.is_alphanumeric() || it == '_';
    code.match_indices(word)
        .map(|(at, _)| at)
        .filter(move |at| {
            let before = code[..*at].chars().next_back();
            let after = code[at + word.len()..].chars().next();
            let ends_in_word = word.ends_with(part_of_word);
            !(before.is_some_and(part_of_word) || ends_in_word && after.is_some_and(part_of_word))
        })
}

fn first_word(code: &str) -> &str {
    let end = code.find(|it: char| !it.is_alphanumeric() && it != '_');
    &code[..end.unwrap_or(code.len())]
}

/// The parts that a file names: after `crate::`, one by one or in braces.
fn parts_named(code: &str) -> BTreeSet<&str> {
    let mut named = BTreeSet::new();
    for at in places_of(code, "crate::") {
        let rest = &code[at + "crate::".len()..];
        let Some(list) = rest.strip_prefix('{') else {
            named.insert(first_word(rest));
            continue;
        };
        let mut depth = 0_usize;
        let mut fresh = true;
        for (at, it) in list.char_indices() {
            match it {
                '{' => depth += 1,
                '}' if depth == 0 => break,
                '}' => depth -= 1,
                ',' if depth == 0 => fresh = true,
                _ if fresh && !it.is_whitespace() => {
                    named.insert(first_word(&list[at..]));
                    fresh = false;
                }
                _ => {}
            }
        }
    }
    named
}

fn line_of(code: &str, at: usize) -> usize {
    code[..at].matches('\n').count() + 1
}

fn none(wrong: Vec<String>) {
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn parts_name_only_what_stands_before_them() {
    let mut wrong = Vec::new();
    for file in sources() {
        let part = file.part();
        if part == "main" || part == "lib" {
            continue;
        }
        let allowed = may_name(part);
        for named in parts_named(&file.code) {
            if named != part && !allowed.contains(named) {
                wrong.push(format!("{}: `{part}` may not name `{named}`", file.path));
            }
        }
    }
    none(wrong);
}

/// `super::` as often as there are modules would reach another part unseen.
#[test]
fn nobody_climbs_out_of_a_part() {
    let mut wrong = Vec::new();
    for file in sources() {
        let mut inside = 0;
        for (number, line) in file.code.lines().enumerate() {
            let line_start = line
                .trim_start_matches("pub ")
                .trim_start_matches("pub(crate) ");
            if line_start.starts_with("mod ") && line.trim_end().ends_with('{') {
                inside = 1;
            } else if line.starts_with('}') {
                inside = 0;
            }
            let climbs = line.matches("super::").count();
            let longest = (1..=climbs)
                .rev()
                .find(|n| line.contains(&"super::".repeat(*n)));
            if longest.is_some_and(|n| n >= file.depth() + inside) {
                wrong.push(format!(
                    "{}:{} climbs out of its part",
                    file.path,
                    number + 1
                ));
            }
        }
    }
    none(wrong);
}

#[test]
fn the_pure_parts_touch_nothing_outside() {
    let mut wrong = Vec::new();
    for file in sources() {
        if !DOMAIN.contains(&file.part()) && file.part() != "exchange" {
            continue;
        }
        for word in IMPURE {
            for at in places_of(&file.code, word) {
                wrong.push(format!("{}:{}: {word}", file.path, line_of(&file.code, at)));
            }
        }
    }
    none(wrong);
}

#[test]
fn crates_stay_where_they_belong() {
    let mut wrong = Vec::new();
    for file in sources() {
        for (name, parts) in KEPT_TO {
            let path = format!("{name}::");
            if places_of(&file.code, &path).next().is_some() && !parts.contains(&file.part()) {
                wrong.push(format!("{}: only {parts:?} may name `{name}`", file.path));
            }
        }
    }
    none(wrong);
}

#[test]
fn nothing_is_unsafe() {
    let unsafe_in = |file: &&Source| places_of(&file.code, "unsafe").next().is_some();
    let wrong = sources()
        .iter()
        .filter(unsafe_in)
        .map(|file| file.path.clone());
    none(wrong.collect());
}

#[test]
fn files_tell_one_thing() {
    let mut wrong = Vec::new();
    for file in sources() {
        let excused = LONGER.iter().any(|(path, _)| *path == file.path);
        match (file.lines > LONGEST, excused) {
            (true, false) => wrong.push(format!("{} has {} lines", file.path, file.lines)),
            (false, true) => wrong.push(format!("{} needs no excuse any more", file.path)),
            _ => {}
        }
    }
    for (path, _) in LONGER {
        if !root().join(path).exists() {
            wrong.push(format!("{path} is gone"));
        }
    }
    none(wrong);
}

/// The names of the crates that the program depends on.
fn dependencies() -> Vec<String> {
    let manifest = fs::read_to_string(root().join("Cargo.toml")).unwrap();
    let (_, rest) = manifest.split_once("[dependencies]\n").unwrap();
    let section = rest.split("\n[").next().unwrap();
    let name = |line: &str| line.split_once(" = ").map(|(name, _)| name.to_owned());
    section.lines().filter_map(name).collect()
}

#[test]
fn every_dependency_is_used_and_explained() {
    let architecture = fs::read_to_string(root().join("ARCHITECTURE.md")).unwrap();
    let mut wrong = Vec::new();
    for name in dependencies() {
        let path = format!("{}::", name.replace('-', "_"));
        let used = |file: &Source| places_of(&file.code, &path).next().is_some();
        if !sources().iter().any(used) {
            wrong.push(format!("nothing uses `{name}`"));
        }
        if !architecture.contains(&format!("| `{name}` |")) {
            wrong.push(format!("ARCHITECTURE.md does not say what `{name}` is for"));
        }
    }
    none(wrong);
}

/// What stands between single backticks in a document, and where its links go.
fn mentions(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut fenced = false;
    for line in text.lines() {
        if line.trim_start().starts_with("```") {
            fenced = !fenced;
        } else if !fenced {
            found.extend(line.split('`').skip(1).step_by(2).map(str::to_owned));
            let targets = line
                .split("](")
                .skip(1)
                .filter_map(|it| it.split(')').next());
            found.extend(targets.map(|target| format!("({target}")));
        }
    }
    found
}

/// Where a document's word leads, if it names a file of this repository.
fn target_of(document: &Path, word: &str) -> Option<PathBuf> {
    if let Some(link) = word.strip_prefix('(') {
        let path = link.split('#').next().unwrap();
        let outside = path.is_empty() || path.contains("://");
        return (!outside).then(|| document.parent().unwrap().join(path));
    }
    let plain = |it: char| it.is_ascii_alphanumeric() || "/._-".contains(it);
    if word.contains("...") || !word.chars().all(plain) {
        return None;
    }
    let (first, rest) = word.split_once('/').unwrap_or((word, ""));
    let ours = ["src", "tests", "docs", "benches", "fuzz", ".ci"];
    if ours.contains(&first) && word.contains('/') {
        return Some(root().join(word));
    }
    if word.contains('/') && root().join("src").join(first).is_dir() {
        return Some(root().join("src").join(first).join(rest));
    }
    let document_name = word.ends_with(".md") && first.chars().all(|it| !it.is_ascii_lowercase());
    (document_name || word.ends_with(".toml") || word.ends_with(".rs")).then(|| root().join(word))
}

#[test]
fn documents_name_only_what_exists() {
    let mut documents = vec![
        root().join("README.md"),
        root().join("ARCHITECTURE.md"),
        root().join("CHANGELOG.md"),
    ];
    files_below(&root().join("docs"), ".md", &mut documents);
    let mut wrong = Vec::new();
    let mut checked = 0;
    for document in &documents {
        let text = fs::read_to_string(document).unwrap();
        for word in mentions(&text) {
            let Some(target) = target_of(document, &word) else {
                continue;
            };
            checked += 1;
            let also = target.with_extension("rs");
            if !target.exists() && !also.exists() {
                wrong.push(format!("{}: {word}", document.display()));
            }
        }
    }
    none(wrong);
    assert!(checked > 20, "only {checked} names were found to check");
}

#[test]
fn comments_and_texts_are_no_code() {
    let code = code_of(
        "a // git2::\n/* git2:: */ b \"git2::\\\" git2::\" r#\"git2:: \" \"# '\"' 'x' '\\'' c<'a>",
    );
    assert!(!code.contains("git2"), "{code}");
    assert_eq!(code.split_whitespace().collect::<String>(), "abc<'a>");
}

#[test]
fn names_in_braces_are_found() {
    let named = parts_named("use crate::{base::{Date, x::Y}, org::Team};\nuse crate::vote;");
    assert_eq!(
        named.into_iter().collect::<Vec<_>>(),
        ["base", "org", "vote"]
    );
    assert!(parts_named("$crate::finding::x!(); my_crate::org").contains("finding"));
}
