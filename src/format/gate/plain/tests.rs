//! Files that people wrote, and single forms.

use std::fs;
use std::path::{Path, PathBuf};

use super::*;
use crate::base::Subject;
use crate::format::gate::gate_of_two_parsers;

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
pub(super) fn files(folder: &str) -> Vec<(PathBuf, String)> {
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

/// How many of the YAML files below a folder are plain, in a hundred.
fn share(folder: &str) -> usize {
    let (mut plain, mut all) = (0, 0);
    for (path, text) in files(folder) {
        if path.extension().is_some_and(|it| it == "yaml") {
            all += 1;
            let is = is_plain(&text);
            plain += usize::from(is);
            if !is {
                println!("not plain: {}", path.display());
            }
        }
    }
    println!("{folder}: {plain} of {all} files are plain");
    plain * 100 / all
}

#[test]
fn nearly_all_files_of_the_repository_are_plain() {
    assert!(share("governance") >= 95);
    assert!(share("rules") >= 95);
    assert!(share("tests/samples/valid") >= 90);
    assert!(share("tests/samples/base") >= 95);
    share("proposals");
    share("tests/samples");
    for (_, text) in files("tests/corpus") {
        is_plain(&text);
    }
}
