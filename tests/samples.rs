//! Whole workspaces, broken in one way each or sound, with the exact report
//! that each of them gets.
//!
//! A sample is a folder of files that are laid over `samples/base`; a file
//! `_delete` lists what the base has and the sample has not. What a text file
//! cannot hold (sizes, links, bytes, depth) is made by the tests themselves.
//! With `POLITY_BLESS=1` the reports are written anew.

#![allow(clippy::unwrap_used, reason = "a test that fails may panic")]

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use jiff::tz::TimeZone;
use polity::base::Instant;
use polity::finding::{Code, Finding, Severity};
use polity::store::{Selection, files_in};
use polity::workspace::layout::subject_path;
use polity::workspace::load;
use proptest::prelude::*;
use tempfile::TempDir;

/// When samples are read that state no day.
const NOON: &str = "2020-06-01T12:00:00Z";

fn samples() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/samples")
}

/// The files under a folder, by their path from it.
fn files_under(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    fn walk(folder: &Path, prefix: &str, found: &mut BTreeMap<String, Vec<u8>>) {
        for entry in fs::read_dir(folder).unwrap() {
            let entry = entry.unwrap();
            let name = format!("{prefix}{}", entry.file_name().to_str().unwrap());
            if entry.file_type().unwrap().is_dir() {
                walk(&entry.path(), &format!("{name}/"), found);
            } else {
                found.insert(name, fs::read(entry.path()).unwrap());
            }
        }
    }
    let mut found = BTreeMap::new();
    walk(folder, "", &mut found);
    found
}

/// The base, on disk, with something laid over it.
fn workspace(over: &BTreeMap<String, Vec<u8>>) -> TempDir {
    let mut files = files_under(&samples().join("base"));
    let gone = over.get("_delete").map(Vec::as_slice).unwrap_or_default();
    for path in std::str::from_utf8(gone).unwrap().lines() {
        assert!(files.remove(path).is_some(), "the base has no {path}");
    }
    files.extend(
        over.iter()
            .map(|(path, bytes)| (path.clone(), bytes.clone())),
    );
    files.remove("_delete");
    files.remove("expected.txt");
    let folder = TempDir::new().unwrap();
    for (path, bytes) in files {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }
    folder
}

/// Everything that is said of a workspace on disk, in the order of its files.
fn findings(root: &Path) -> Vec<Finding> {
    let files = files_in(root, &Selection::all(&["governance", "proposals"])).unwrap();
    let now: Instant = NOON.parse().unwrap();
    load(&files, now.day(&TimeZone::UTC)).findings(now)
}

/// One line a finding: `severity[code] path:line:column message / hint`.
fn report(findings: &[Finding]) -> String {
    let mut text = String::new();
    for finding in findings {
        let severity = finding.severity.word();
        let path = subject_path(&finding.place.subject).unwrap_or_else(|| "workspace".to_owned());
        write!(text, "{severity}[{}] {path}", finding.code).unwrap();
        if let Some(span) = finding.span {
            write!(text, ":{}:{}", span.line, span.column).unwrap();
        }
        write!(text, " {}", finding.message).unwrap();
        if let Some(hint) = &finding.hint {
            write!(text, " / {hint}").unwrap();
        }
        text.push('\n');
    }
    text
}

/// Compares the report of every sample of a folder with the one beside it;
/// gives how many there are.
fn drive(folder: &str, judge: impl Fn(&str, &[Finding])) -> usize {
    let bless = std::env::var_os("POLITY_BLESS").is_some();
    let mut names: Vec<_> = fs::read_dir(samples().join(folder))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    let mut wrong = String::new();
    for name in &names {
        let sample = samples().join(folder).join(name);
        let root = workspace(&files_under(&sample));
        let findings = findings(root.path());
        judge(name, &findings);
        let (found, expected) = (report(&findings), sample.join("expected.txt"));
        if bless {
            fs::write(expected, found).unwrap();
            continue;
        }
        let expected = fs::read_to_string(expected).unwrap_or_default();
        if found != expected {
            write!(
                wrong,
                "{folder}/{name}\n  expected\n{expected}  found\n{found}"
            )
            .unwrap();
        }
    }
    assert!(wrong.is_empty(), "{wrong}POLITY_BLESS=1 writes them anew");
    names.len()
}

#[test]
fn the_base_is_sound() {
    let root = workspace(&BTreeMap::new());
    assert_eq!(report(&findings(root.path())), "");
}

#[test]
fn the_repositorys_own_organisation_has_no_errors() {
    let found = findings(Path::new(env!("CARGO_MANIFEST_DIR")));
    let errors = found.iter().filter(|it| it.severity == Severity::Error);
    assert_eq!(errors.count(), 0, "{}", report(&found));
}

#[test]
fn broken_workspaces_are_reported_word_for_word() {
    let number = drive("invalid", |name, findings| {
        assert!(!findings.is_empty(), "{name} is not broken");
    });
    assert!(number >= 60, "{number} samples");
}

#[test]
fn sound_workspaces_have_no_errors() {
    let number = drive("valid", |name, findings| {
        let errors: Vec<_> = findings
            .iter()
            .filter(|it| it.severity == Severity::Error)
            .collect();
        assert!(errors.is_empty(), "{name}: {errors:#?}");
    });
    assert!(number >= 12, "{number} samples");
}

mod made {
    //! Faults that no text file can hold.

    use super::*;

    fn reported(path: &str, bytes: impl Into<Vec<u8>>) -> String {
        let over = BTreeMap::from([(path.to_owned(), bytes.into())]);
        report(&findings(workspace(&over).path()))
    }

    const AREA: &str = "governance/areas/website.yaml";

    #[test]
    fn more_than_a_mebibyte() {
        let mut text = "name: Website\npurpose: ".to_owned();
        text.push_str(&"word ".repeat(1 << 18));
        let size = text.len();
        assert_eq!(
            reported(AREA, text),
            format!(
                "error[too-large] {AREA} `{AREA}` is too large ({size} bytes) / keep what is long \
                 elsewhere, and link to it\n"
            )
        );
    }

    #[test]
    fn nesting_without_end() {
        for (open, close) in [("[", "]"), ("{a: ", "}")] {
            let text = format!("name: {}{}", open.repeat(100_000), close.repeat(100_000));
            let found = reported(AREA, text);
            let start = format!("error[too-deep] {AREA}:1:");
            let end = "lists and maps are nested more than 64 deep\n";
            assert!(found.starts_with(&start) && found.ends_with(end), "{found}");
        }
    }

    #[test]
    fn bytes_that_are_no_text() {
        let hint = "save the file as UTF-8 without a byte order mark";
        for (bytes, place, message) in [
            (
                &b"name: Web\xFFsite\n"[..],
                "1:10",
                "these bytes are no UTF-8",
            ),
            (
                b"\xEF\xBB\xBFname: Website\n",
                "1:1",
                "the file begins with a byte order mark",
            ),
            (
                b"\xFF\xFEn\0a\0",
                "1:1",
                "the file is UTF-16 or UTF-32; only UTF-8 is read",
            ),
        ] {
            let expected = format!("error[not-utf8] {AREA}:{place} {message} / {hint}\n");
            assert_eq!(reported(AREA, bytes), expected);
        }
    }

    #[test]
    fn characters_that_nobody_sees() {
        for (text, place, message) in [
            ("name: Web\0site\n", "1:10", "U+0000 is a control character"),
            (
                "name: Website\npurpose: \u{202E}txet\n",
                "2:10",
                "U+202E is a character that turns the direction of text, so that people read something else",
            ),
            (
                "name: Web\u{1b}[31msite\n",
                "1:10",
                "U+001B is a control character",
            ),
            (
                "name: Web\u{2028}site\n",
                "1:10",
                "U+2028 is a line break that YAML readers disagree about",
            ),
        ] {
            let expected = format!("error[forbidden-character] {AREA}:{place} {message}\n");
            assert!(
                reported(AREA, text).starts_with(&expected),
                "{}",
                reported(AREA, text)
            );
        }
    }

    #[test]
    fn lines_may_end_as_windows_ends_them() {
        assert_eq!(reported(AREA, "name: Website\r\npurpose: Pages\r\n"), "");
    }

    #[test]
    fn names_that_differ_only_in_case() {
        let root = workspace(&BTreeMap::new());
        fs::write(
            root.path().join("governance/areas/Website.yaml"),
            "name: Two\n",
        )
        .unwrap();
        // A file system that ignores case has only one file to show.
        if files_under(root.path()).contains_key("governance/areas/website.yaml") {
            let found = report(&findings(root.path()));
            assert!(found.contains("error[bad-tree]"), "{found}");
            assert!(found.contains("differ only in case"), "{found}");
        }
    }

    #[cfg(unix)]
    #[test]
    fn links_in_place_of_files_and_folders() {
        let root = workspace(&BTreeMap::new());
        let governance = root.path().join("governance");
        std::os::unix::fs::symlink("ann.yaml", governance.join("people/eve.yaml")).unwrap();
        std::os::unix::fs::symlink("people", governance.join("events")).unwrap();
        assert_eq!(
            report(&findings(root.path())),
            "error[bad-tree] governance/events `governance/events` is a symbolic link, not a file\n\
             error[bad-tree] governance/people/eve.yaml `governance/people/eve.yaml` is a symbolic \
             link, not a file\n"
        );
    }

    #[test]
    fn another_repository_in_place_of_a_folder() {
        let root = workspace(&BTreeMap::new());
        fs::create_dir_all(root.path().join("governance/events/.git")).unwrap();
        assert_eq!(
            report(&findings(root.path())),
            "error[bad-tree] governance/events `governance/events` is a submodule, not a folder\n"
        );
    }

    #[test]
    fn an_empty_workspace() {
        let root = TempDir::new().unwrap();
        fs::create_dir(root.path().join("governance")).unwrap();
        assert_eq!(
            report(&findings(root.path())),
            "error[no-organisation] governance/organisation.yaml the file is missing / \
             `polity init` begins a workspace\n"
        );
    }

    /// Comparing each line with each other one would take minutes.
    #[test]
    fn a_file_full_of_clashes() {
        let mut text = "name: Crowd\nkind: team\nauthority:\n".to_owned();
        for _ in 0..8_000 {
            text.push_str("  - {area: website}\n");
        }
        text.push_str("members:\n");
        for _ in 0..8_000 {
            text.push_str("  - {person: ann}\n");
        }
        for n in 0..8_000 {
            writeln!(text, "  - {{person: nobody-{n}}}").unwrap();
        }
        let over = BTreeMap::from([("governance/teams/crowd.yaml".to_owned(), text.into_bytes())]);
        let found = findings(workspace(&over).path());
        let number = |code: Code| found.iter().filter(|it| it.code == code).count();
        assert_eq!(number(Code::TwoControllers), 2);
        assert_eq!(number(Code::OverlappingTerms), 7_999);
        assert_eq!(number(Code::UnknownPerson), 8_000);
    }

    #[test]
    fn chains_of_offices_without_end() {
        let mut over = BTreeMap::new();
        for n in 0..40 {
            let text = format!(
                "name: T{n}\nkind: team\nmembers: [{{everyone_in: t{}}}]\n",
                n + 1
            );
            over.insert(format!("governance/teams/t{n}.yaml"), text.into_bytes());
        }
        let last = b"name: T40\nkind: team\nmembers: [{person: ann}]\n".to_vec();
        over.insert("governance/teams/t40.yaml".to_owned(), last);
        assert_eq!(
            report(&findings(workspace(&over).path())),
            "note[no-rule-for-class] governance/organisation.yaml:1:1 no rule in force decides `seats \
             of t40` / add what is meant to be decided under `decides:` of a rule\n\
             error[long-chain] governance/teams/t8.yaml:3:1 33 offices take each other in; at most \
             32 are followed / take in the last office of the chain directly\n"
        );
    }
}

fn paths() -> Vec<String> {
    files_under(&samples().join("base")).into_keys().collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn random_bytes_give_findings_and_never_a_panic(
        which in any::<prop::sample::Index>(),
        bytes in prop::collection::vec(any::<u8>(), 0..300),
    ) {
        let paths = paths();
        let path = which.get(&paths).clone();
        let root = workspace(&BTreeMap::from([(path, bytes)]));
        prop_assert!(!findings(root.path()).is_empty());
    }

    #[test]
    fn a_file_with_a_stretch_replaced_never_panics(
        which in any::<prop::sample::Index>(),
        at in any::<prop::sample::Index>(),
        length in 0_usize..20,
        put in "[a-z0-9:{}\\[\\], \n#&*!|>'\"-]{0,20}",
    ) {
        let files = files_under(&samples().join("base"));
        let paths: Vec<_> = files.keys().cloned().collect();
        let path = which.get(&paths).clone();
        let mut bytes = files[&path].clone();
        let start = at.index(bytes.len());
        let end = (start + length).min(bytes.len());
        bytes.splice(start..end, put.into_bytes());
        let root = workspace(&BTreeMap::from([(path, bytes)]));
        let found = findings(root.path());
        // Whatever is said has a place in a file and reads in one line.
        for finding in &found {
            prop_assert!(!finding.message.contains('\n'), "{}", finding.message);
            prop_assert!(subject_path(&finding.place.subject).is_some());
        }
    }
}
