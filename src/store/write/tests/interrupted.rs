//! What a killed command leaves, and what the next one makes of it.

use std::fs;

use crate::store::testing::Scratch;
use crate::store::{CommitId, Repo, StoreError};

use super::super::index::lock_of;
use super::super::journal::Note;
use super::{assert_sound, commit};

/// Leaves the repository as a process leaves it that is killed after it moved
/// the branch, or just before.
fn killed(scratch: &Scratch, tip: CommitId, moved: bool) -> CommitId {
    let other = Repo::open(scratch.path()).unwrap();
    scratch.git(&["switch", "--quiet", "--detach"]);
    let made = commit(
        &other,
        Some(tip),
        &[("ballots/ann", Some("vote")), ("a", None)],
    )
    .unwrap();
    if !moved {
        scratch.git(&["update-ref", "refs/heads/main", &tip.hex()]);
    }
    scratch.git(&["symbolic-ref", "HEAD", "refs/heads/main"]);
    let note = Note {
        branch: "main".to_owned(),
        from: Some(tip.hex()),
        to: made.hex(),
        restore: Default::default(),
    };
    scratch.write(
        ".git/polity/writing",
        &serde_json::to_string(&note).unwrap(),
    );
    scratch.write(".git/index.lock", &note.mark());
    scratch.write(&format!("ballots/{}x", note.prefix()), "vote");
    made
}

#[test]
fn a_killed_command_is_finished_or_forgotten_by_the_next() {
    for moved in [true, false] {
        let scratch = Scratch::new();
        scratch.write("a", "1");
        scratch.write("b", "1");
        let tip = scratch.commit_all(1, "First");
        let made = killed(&scratch, tip, moved);
        scratch.repo.put_right().unwrap();
        assert_sound(&scratch, "");
        let now = if moved { made } else { tip };
        commit(&scratch.repo, Some(now), &[("b", Some("2"))]).unwrap();
        let expected = if moved {
            (None, Some("vote"))
        } else {
            (Some("1"), None)
        };
        let (a, vote) = (scratch.read("a"), scratch.read("ballots/ann"));
        assert_eq!((a.as_deref(), vote.as_deref()), expected);
        assert_sound(&scratch, "");
    }
}

#[test]
fn a_note_that_cannot_be_acted_on_stays() {
    let scratch = Scratch::new();
    scratch.write("a", "1");
    let tip = scratch.commit_all(1, "First");
    killed(&scratch, tip, true);
    let lock = lock_of(&scratch.repo.index_path());
    fs::write(&lock, "another's").unwrap();
    assert!(matches!(
        scratch.repo.put_right(),
        Err(StoreError::Locked(_))
    ));
    fs::remove_file(&lock).unwrap();
    scratch.repo.put_right().unwrap();
    assert_eq!(scratch.read("ballots/ann").as_deref(), Some("vote"));
    assert_sound(&scratch, "");
}

#[test]
fn finishing_leaves_later_work_alone() {
    let scratch = Scratch::new();
    scratch.write("a", "1");
    let tip = scratch.commit_all(1, "First");
    let made = killed(&scratch, tip, true);
    scratch.write("a", "later work");
    commit(&scratch.repo, Some(made), &[("b", Some("2"))]).unwrap();
    assert_eq!(scratch.read("a").as_deref(), Some("later work"));
    assert_eq!(scratch.read("ballots/ann").as_deref(), Some("vote"));
    assert_sound(&scratch, "?? a\n");
}
