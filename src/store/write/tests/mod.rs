//! Commits made by the store, looked at with the git program.

use std::collections::BTreeMap;
use std::fs;

use crate::store::testing::Scratch;
use crate::store::{CommitId, CommitPlan, Repo, Stamp, StoreError};

use super::index::{IndexEdit, Looked, lock_of};

mod interrupted;

fn who() -> Stamp {
    Stamp {
        name: "Ann".to_owned(),
        email: "ann@example.org".to_owned(),
        unix: 1_580_000_000,
        offset: -90,
    }
}

fn changes(of: &[(&str, Option<&str>)]) -> BTreeMap<String, Option<Vec<u8>>> {
    of.iter()
        .map(|(path, text)| ((*path).to_owned(), text.map(|t| t.as_bytes().to_vec())))
        .collect()
}

fn commit(
    repo: &Repo,
    tip: Option<CommitId>,
    of: &[(&str, Option<&str>)],
) -> Result<CommitId, StoreError> {
    repo.commit_files(&CommitPlan::on(
        "main",
        tip,
        changes(of),
        "Change\n\nPoll: 1",
        &who(),
    ))
}

/// The repository and its files are sound, and nothing is left over.
fn assert_sound(scratch: &Scratch, status: &str) {
    assert_eq!(scratch.git(&["status", "--porcelain", "-uall"]), status);
    scratch.git(&["fsck", "--strict", "--no-dangling"]);
    assert!(!scratch.path().join(".git/index.lock").exists());
    assert!(!scratch.path().join(".git/index.polity").exists());
    let journal = fs::read(scratch.path().join(".git/polity/writing"));
    assert_eq!(journal.unwrap_or_default(), b"");
}

#[test]
fn the_first_commit_and_the_next_bring_the_files_along() {
    let scratch = Scratch::new();
    let repo = &scratch.repo;
    let first = commit(
        repo,
        None,
        &[("a/b", Some("1")), ("a.b", Some("2")), ("a-b/c", Some("3"))],
    );
    let first = first.unwrap();
    assert_sound(&scratch, "");
    assert_eq!(
        scratch.git(&["log", "-1", "--format=%an %ae %ai %s"]),
        "Ann ann@example.org 2020-01-25 23:23:20 -0130 Change\n"
    );
    let second = commit(
        repo,
        Some(first),
        &[("a/b", None), ("a/d", Some("4")), ("a.b", Some("5"))],
    );
    let second = second.unwrap();
    assert_sound(&scratch, "");
    assert_eq!(scratch.read("a/b"), None);
    assert_eq!(scratch.read("a.b").as_deref(), Some("5"));
    assert_eq!(scratch.git(&["ls-files"]), "a-b/c\na.b\na/d\n");
    // Nothing needs to be looked at again.
    assert_eq!(scratch.git(&["diff-files"]), "");
    let made = repo.commit(second).unwrap();
    assert_eq!(made.parents, [first]);
    assert_eq!(made.trailer("Poll").as_deref(), Some("1"));
    assert_eq!((made.author.offset, made.author), (-90, who()));
    assert_eq!(scratch.git(&["rev-parse", "main@{1}"]).trim(), first.hex());

    let emptied = commit(
        repo,
        Some(second),
        &[("a-b/c", None), ("a/d", None), ("a.b", None)],
    );
    assert_eq!(scratch.git(&["ls-tree", &emptied.unwrap().hex()]), "");
    assert_sound(&scratch, "");
}

#[test]
fn other_changes_are_left_alone() {
    let scratch = Scratch::new();
    scratch.write("governance/a", "1");
    scratch.write("governance/staged", "1");
    let tip = scratch.commit_all(1, "First");
    scratch.write("governance/a", "mine");
    scratch.write("governance/staged", "mine");
    scratch.git(&["add", "governance/staged"]);
    scratch.write("untracked", "mine");
    commit(&scratch.repo, Some(tip), &[("governance/b", Some("2"))]).unwrap();
    assert_sound(
        &scratch,
        " M governance/a\nM  governance/staged\n?? untracked\n",
    );
    let dirty = scratch.repo.dirty_paths(&["governance"]).unwrap();
    assert_eq!(dirty, ["governance/a", "governance/staged"]);
    assert_eq!(
        scratch.repo.dirty_paths(&["governance/b"]).unwrap(),
        Vec::<String>::new()
    );
}

#[test]
fn what_is_added_after_the_look_is_not_lost() {
    let scratch = Scratch::new();
    commit(&scratch.repo, None, &[("a", Some("1"))]).unwrap();
    let place = scratch.path().join(".git/index");
    let format = git2::ObjectFormat::Sha1;
    let listed = |looked| {
        let edit = IndexEdit::begin(&place, "mark", format, looked).unwrap();
        edit.index().len()
    };
    let looked = Looked::at(&place, format).unwrap();
    assert_eq!(listed(Some(looked)), 1);
    let looked = Looked::at(&place, format).unwrap();
    fs::write(scratch.path().join("b"), "2").unwrap();
    scratch.git(&["add", "b"]);
    assert_eq!(listed(Some(looked)), 2);
    assert_sound(&scratch, "A  b\n");
}

#[test]
fn nobodys_work_is_written_over() {
    let scratch = Scratch::new();
    scratch.write("a", "1");
    scratch.write("b", "1");
    let tip = scratch.commit_all(1, "First");
    scratch.write("a", "mine");
    scratch.write("new", "mine");
    scratch.write("b", "staged");
    scratch.git(&["add", "b"]);
    scratch.write("b", "1");
    let objects = scratch.git(&["count-objects"]);
    for path in ["a", "b", "new"] {
        let refused = commit(
            &scratch.repo,
            Some(tip),
            &[(path, Some("2")), ("c", Some("2"))],
        );
        match refused {
            Err(StoreError::DirtyPaths(paths)) => assert_eq!(paths, [path]),
            other => panic!("{path}: {other:?}"),
        }
    }
    assert_eq!(scratch.git(&["count-objects"]), objects);
    assert_eq!(scratch.repo.head_commit().unwrap(), tip);
    // A file that already holds what is to be committed is no obstacle.
    commit(&scratch.repo, Some(tip), &[("new", Some("mine"))]).unwrap();
    assert_sound(&scratch, " M a\nMM b\n");
}

#[test]
fn a_branch_that_moved_is_not_written_over() {
    let scratch = Scratch::new();
    let first = scratch.commit_all(1, "First");
    let second = scratch.commit_all(2, "Second");
    for stale in [None, Some(first)] {
        let refused = commit(&scratch.repo, stale, &[("a", Some("1"))]);
        match refused {
            Err(StoreError::RefMoved { found, .. }) => assert_eq!(found, Some(second)),
            other => panic!("{other:?}"),
        }
    }
    // It moves while the commit is being signed.
    let tip = Some(second);
    let change = changes(&[("a", Some("1"))]);
    let who = who();
    let mut plan = CommitPlan::on("main", tip, change, "Change", &who);
    let sign = |_: &[u8]| {
        scratch.git(&["update-ref", "refs/heads/main", &first.hex()]);
        Ok("armour".to_owned())
    };
    plan.sign = Some(&sign);
    let refused = scratch.repo.commit_files(&plan);
    assert!(
        matches!(refused, Err(StoreError::RefMoved { .. })),
        "{refused:?}"
    );
    assert_eq!(scratch.read("a"), None);
    assert_sound(&scratch, "");
}

#[test]
fn a_signature_stands_where_git_looks_for_it() {
    let scratch = Scratch::new();
    let change = changes(&[("a", Some("1"))]);
    let who = who();
    let mut plan = CommitPlan::on("main", None, change, "Change", &who);
    let fail = |_: &[u8]| Err("no key".to_owned());
    plan.sign = Some(&fail);
    let refused = scratch.repo.commit_files(&plan).unwrap_err().to_string();
    assert!(refused.contains("no key"), "{refused}");
    assert_eq!(scratch.repo.head().unwrap().commit, None);
    let armour = "-----BEGIN SSH SIGNATURE-----\nabc\n-----END SSH SIGNATURE-----";
    let signed = std::cell::RefCell::new(Vec::new());
    let sign = |bytes: &[u8]| {
        signed.borrow_mut().extend_from_slice(bytes);
        Ok(format!("{armour}\n"))
    };
    plan.sign = Some(&sign);
    let made = scratch.repo.commit_files(&plan).unwrap();
    assert_eq!(
        scratch.repo.commit(made).unwrap().signature.as_deref(),
        Some(armour)
    );
    assert_sound(&scratch, "");
    // What was signed is the commit without its signature, which libgit2 cuts
    // out on its own.
    let oid = made.oid().unwrap();
    let (_, content) = scratch.repo.git.extract_signature(&oid, None).unwrap();
    assert_eq!(&*content, signed.borrow().as_slice());
}

#[test]
fn only_the_checked_out_branch_moves_files() {
    let scratch = Scratch::new();
    scratch.write("a", "1");
    let tip = scratch.commit_all(1, "First");
    scratch.git(&["switch", "--quiet", "-c", "side"]);
    let made = commit(&scratch.repo, Some(tip), &[("b", Some("2"))]).unwrap();
    assert_eq!(scratch.repo.branch_tip("main").unwrap(), Some(made));
    assert_eq!(scratch.read("b"), None);
    assert_sound(&scratch, "");

    let other = tempfile::tempdir().unwrap();
    let linked = other.path().join("linked");
    scratch.git(&[
        "worktree",
        "add",
        "--quiet",
        linked.to_str().unwrap(),
        "main",
    ]);
    let refused = commit(&scratch.repo, Some(made), &[("c", Some("3"))]);
    assert!(matches!(refused, Err(StoreError::CheckedOutElsewhere(_))));
    let there = Repo::open(&linked).unwrap();
    commit(&there, Some(made), &[("c", Some("3"))]).unwrap();
    assert_eq!(fs::read(linked.join("c")).unwrap(), b"3");
    assert_eq!(scratch.read("c"), None);

    let bare = other.path().join("bare");
    scratch.git(&["clone", "--quiet", "--bare", ".", bare.to_str().unwrap()]);
    let bare = Repo::open(&bare).unwrap();
    let tip = bare.branch_tip("main").unwrap();
    let made = commit(&bare, tip, &[("d", Some("4"))]).unwrap();
    assert_eq!(bare.branch_tip("main").unwrap(), Some(made));
}

#[test]
fn what_is_busy_is_left_alone() {
    let scratch = Scratch::new();
    let tip = scratch.commit_all(1, "First");
    let lock = lock_of(&scratch.repo.index_path());
    fs::write(&lock, "").unwrap();
    let refused = commit(&scratch.repo, Some(tip), &[("a/b", Some("1"))]);
    assert!(matches!(refused, Err(StoreError::Locked(_))), "{refused:?}");
    assert!(lock.exists(), "it is another's lock");
    fs::remove_file(&lock).unwrap();
    assert_eq!(scratch.repo.head_commit().unwrap(), tip);
    assert_sound(&scratch, "");

    let lock = scratch.path().join(".git/refs/heads/main.lock");
    fs::write(&lock, "").unwrap();
    let refused = commit(&scratch.repo, Some(tip), &[("a/b", Some("1"))]);
    assert!(matches!(refused, Err(StoreError::Locked(_))), "{refused:?}");
    fs::remove_file(&lock).unwrap();
    assert!(!scratch.path().join("a").exists(), "no folder is left over");
    assert_sound(&scratch, "");

    fs::write(scratch.path().join(".git/MERGE_HEAD"), format!("{tip}\n")).unwrap();
    let refused = commit(&scratch.repo, Some(tip), &[("a", Some("1"))]);
    assert!(matches!(refused, Err(StoreError::InProgress(_))));
}

#[test]
fn paths_that_cannot_stand_are_refused() {
    let scratch = Scratch::new();
    scratch.write("dir/File", "1");
    let tip = scratch.commit_all(1, "First");
    for path in [
        "dir",
        "dir/File/x",
        "dir/file",
        "../x",
        ".git/config",
        "a//b",
        "",
        "a\n",
    ] {
        let refused = commit(&scratch.repo, Some(tip), &[(path, Some("2"))]);
        let refused = refused.unwrap_err();
        let expected = matches!(refused, StoreError::BadPath(..) | StoreError::DirtyPaths(_));
        assert!(expected, "{path}: {refused}");
    }
    let nothing = commit(
        &scratch.repo,
        Some(tip),
        &[("dir/File", Some("1")), ("z", None)],
    );
    assert!(matches!(nothing, Err(StoreError::NothingToCommit)));
    let odd = Stamp {
        name: "A\nB".to_owned(),
        ..who()
    };
    let plan = CommitPlan::on("main", Some(tip), changes(&[("z", Some("1"))]), "m", &odd);
    assert!(matches!(
        scratch.repo.commit_files(&plan),
        Err(StoreError::BadStamp(_))
    ));
    assert_sound(&scratch, "");
}

#[test]
fn one_commit_is_put_on_top_of_what_was_fetched() {
    let scratch = Scratch::new();
    scratch.write("a", "1");
    let base = scratch.commit_all(1, "First");
    let mine = commit(&scratch.repo, Some(base), &[("mine", Some("1"))]).unwrap();
    // Somebody else's line, with a removal and a script.
    scratch.git(&["switch", "--quiet", "-c", "theirs", &base.hex()]);
    scratch.write("run", "2");
    scratch.git(&["rm", "--quiet", "a"]);
    scratch.git(&["add", "run"]);
    scratch.git(&["update-index", "--chmod=+x", "run"]);
    scratch.git(&["commit", "--quiet", "-m", "Theirs"]);
    let theirs = scratch.repo.head_commit().unwrap();
    scratch.git(&["checkout", "--quiet", "--force", "main"]);
    let who = who();
    let mut plan = CommitPlan::on(
        "main",
        Some(mine),
        changes(&[("mine", Some("1"))]),
        "m",
        &who,
    );
    plan.parent = Some(theirs);
    let again = scratch.repo.commit_files(&plan).unwrap();
    assert_eq!(scratch.repo.commit(again).unwrap().parents, [theirs]);
    assert_eq!(
        (scratch.read("a"), scratch.read("mine")),
        (None, Some("1".to_owned()))
    );
    assert_sound(&scratch, "");

    scratch.repo.move_branch("main", Some(again), base).unwrap();
    assert_eq!(
        (scratch.read("a"), scratch.read("mine")),
        (Some("1".to_owned()), None)
    );
    assert_sound(&scratch, "");
}

#[test]
fn many_at_once_lose_nothing() {
    let scratch = Scratch::new();
    scratch.commit_all(1, "First");
    let dir = scratch.path();
    std::thread::scope(|scope| {
        for n in 0..8 {
            scope.spawn(move || {
                let repo = Repo::open(dir).unwrap();
                let path = format!("ballots/voter-{n}");
                loop {
                    let tip = Some(repo.head_commit().unwrap());
                    match commit(&repo, tip, &[(&path, Some("vote"))]) {
                        Ok(_) => break,
                        Err(StoreError::RefMoved { .. }) => {}
                        Err(error) => panic!("{error}"),
                    }
                }
            });
        }
    });
    assert_eq!(scratch.git(&["ls-files"]).lines().count(), 8);
    let tip = scratch.repo.head_commit().unwrap();
    assert_eq!(scratch.repo.first_parent_line(tip, None).unwrap().len(), 9);
    assert_sound(&scratch, "");
}
