//! What is remembered serves, and never changes an answer.

use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};

use super::page::HEAD;
use super::*;
use crate::store::testing::Scratch;
use crate::store::{CommitId, Files, Selection};

/// A repository of many small files.
fn many() -> (Scratch, CommitId) {
    let scratch = Scratch::new();
    for n in 0..100 {
        scratch.write(
            &format!("governance/people/p-{n}.yaml"),
            &format!("name: {n}\n"),
        );
    }
    let commit = scratch.commit_all(1, "Many");
    (scratch, commit)
}

/// What a new process reads, and what is remembered then.
fn read(scratch: &Scratch, commit: CommitId) -> (Files, Repo) {
    let repo = Repo::open(scratch.path()).unwrap();
    let files = repo
        .files_at(commit, &Selection::all(&["governance"]))
        .unwrap();
    (files, repo)
}

fn used(repo: &Repo) -> usize {
    match &repo.texts.borrow().state {
        State::Open(page) => page.used.iter().filter(|used| **used).count(),
        _ => 0,
    }
}

#[test]
fn what_was_read_is_remembered_and_read_again_without_its_objects() {
    let (scratch, commit) = many();
    let (first, repo) = read(&scratch, commit);
    assert_eq!(used(&repo), 0);
    let (again, repo) = read(&scratch, commit);
    assert_eq!(again, first);
    assert_eq!(used(&repo), 100);
    assert_eq!(scratch.git(&["status", "--porcelain"]), "");

    // A few that are new are read from their objects, and not written.
    let page = || std::fs::read(scratch.path().join(".git/polity/notebook/texts")).unwrap();
    let before = page();
    scratch.write("governance/people/p-7.yaml", "name: seven\n");
    let next = scratch.commit_all(2, "Seven");
    let (files, repo) = read(&scratch, next);
    assert_eq!(
        files.bytes("governance/people/p-7.yaml"),
        Some(&b"name: seven\n"[..])
    );
    assert_eq!(used(&repo), 99);
    assert_eq!(page(), before);

    // Many that are new are, and those of before stay.
    for n in 0..80 {
        scratch.write(
            &format!("governance/teams/t-{n}.yaml"),
            &format!("name: Team {n}\n"),
        );
    }
    let last = scratch.commit_all(3, "Teams");
    read(&scratch, last);
    assert_ne!(page(), before);
    assert_eq!(used(&read(&scratch, last).1), 180);
    assert_eq!(used(&read(&scratch, commit).1), 100);
}

#[test]
fn a_clone_in_which_nothing_can_be_written_is_read() {
    let (scratch, commit) = many();
    scratch.write(".git/polity", "a file where the folder would be\n");
    let (first, _) = read(&scratch, commit);
    let (again, repo) = read(&scratch, commit);
    assert_eq!(again, first);
    assert_eq!((again.files.len(), used(&repo)), (100, 0));
}

#[test]
fn a_page_is_bounded() {
    let texts: Vec<(BlobId, Arc<[u8]>)> = (0..1_000_u32)
        .map(|n| {
            let text: Arc<[u8]> = [n.to_le_bytes().as_slice(), &[b'x'; 10_000]]
                .concat()
                .into();
            (BlobId::of(&text, git2::ObjectFormat::Sha1).unwrap(), text)
        })
        .collect();
    let scratch = Scratch::new();
    scratch.repo.open_texts(MANY);
    for (blob, text) in &texts {
        scratch.repo.note_text(*blob, text);
    }
    scratch.repo.keep_texts();
    let page = scratch.repo.recall(PAGE).unwrap().unwrap();
    assert!(
        (MOST / 2..=MOST + 64).contains(&page.len()),
        "{}",
        page.len()
    );
    assert!(scratch.repo.remembered_text(texts[0].0).is_some());
    assert!(scratch.repo.remembered_text(texts[999].0).is_none());
}

#[test]
fn no_page_changes_what_is_read() {
    let (scratch, commit) = many();
    let (expected, _) = read(&scratch, commit);
    let page = scratch.path().join(".git/polity/notebook/texts");
    let good = std::fs::read(&page).unwrap();
    let (other, elsewhere) = many();
    other.write("governance/people/p-1.yaml", "name: foreign\n");
    let foreign = other.commit_all(2, "Other");
    read(&other, elsewhere);
    read(&other, foreign);
    let foreign = std::fs::read(other.path().join(".git/polity/notebook/texts")).unwrap();

    let index = any::<prop::sample::Index>;
    let damage = prop_oneof![
        (Just(good.clone()), index()).prop_map(|(page, at)| page[..at.index(page.len())].to_vec()),
        (
            Just(good.clone()),
            prop::collection::vec((index(), any::<u8>()), 1..8)
        )
            .prop_map(|(mut page, bytes)| {
                for (at, byte) in bytes {
                    let at = at.index(page.len());
                    page[at] = byte;
                }
                page
            }),
        // The table, where numbers and names stand.
        (Just(good.clone()), 0_usize..400, any::<u8>()).prop_map(|(mut page, at, byte)| {
            page[at] = byte;
            page
        }),
        (Just(good.clone()), any::<u32>()).prop_map(|(mut page, count)| {
            let at = HEAD.len() + 1;
            page[at..at + NUMBERS].copy_from_slice(&count.to_le_bytes());
            page
        }),
        prop::collection::vec(any::<u8>(), 0..200).prop_map(|rest| [HEAD, &rest].concat()),
        prop::collection::vec(any::<u8>(), 0..40),
        Just(foreign),
        Just(
            b"polity texts 0\n"
                .iter()
                .chain(&good[HEAD.len()..])
                .copied()
                .collect()
        ),
    ];
    let config = Config {
        cases: 100,
        failure_persistence: None,
        ..Config::default()
    };
    let run = TestRunner::new(config).run(&damage, |bytes| {
        std::fs::write(&page, bytes).unwrap();
        prop_assert_eq!(&read(&scratch, commit).0, &expected);
        Ok(())
    });
    if let Err(error) = run {
        panic!("{error}");
    }
    // A page that is of no use is written anew.
    std::fs::write(&page, b"polity texts 0\n").unwrap();
    read(&scratch, commit);
    assert_eq!(std::fs::read(&page).unwrap(), good);
}
