//! Where a workspace may lie: beside another check-out, without files, inside
//! another repository, in a folder with an odd name.

use super::{files, voted};
use crate::town::{SIMPLE, Town};

#[test]
fn a_linked_working_tree_votes_where_its_branch_allows() {
    let town = voted();
    let linked = town.dir.parent().unwrap().join("linked");
    let path = linked.to_str().unwrap();
    town.git(&["worktree", "add", "--quiet", "-b", "side", path]);
    town.advance(1);
    town.act("cleo");
    // The branch of decisions is checked out over there, files and all.
    let ran = town.run_in(&linked, "vote 1 for");
    assert_eq!(ran.code, 4, "{ran}");
    assert!(ran.stderr.contains("error[branch-elsewhere]"), "{ran}");
    assert!(ran.stderr.contains("work there"), "{ran}");
    town.ok_in(&linked, "status 1");
    town.ok_in(&linked, "verify 1");
    // Once it is free, the linked one takes it.
    town.git(&["switch", "--quiet", "--detach"]);
    town.git_in(&linked, &["switch", "--quiet", "main"]);
    town.ok_in(&linked, "vote 1 for");
    assert_eq!(town.git_in(&linked, &["status", "--porcelain"]), "");
    assert_eq!(town.counted_in(&linked), 3);
}

#[test]
fn a_bare_repository_is_read_verified_and_voted_in() {
    let town = voted();
    let bare = town.cloned("bare.git", &["--bare"], "cleo");
    town.advance(1);
    for line in [
        "show",
        "show council",
        "check",
        "list",
        "who",
        "whoami",
        "key list",
        "status 1",
    ] {
        if line != "who" {
            town.ok_in(&bare, line);
        }
    }
    town.ok_in(&bare, "verify 1");
    town.ok_in(&bare, "diff 1");
    town.ok_in(&bare, "vote 1 for");
    assert_eq!(town.counted_in(&bare), 3);
    // From outside, by -C and as git itself is told.
    let root = town.dir.parent().unwrap();
    town.ok_in(root, "-C bare.git status 1");
    let vars = [("GIT_DIR", bare.to_str().unwrap())];
    let ran = town.run_args_in(root, &["vote", "1", "against"], &vars);
    assert_eq!(ran.code, 0, "{ran}");
    town.git_in(&bare, &["fsck", "--strict", "--no-dangling"]);
    town.advance(24 * 8);
    town.ok_in(&bare, "close 1");
    town.ok_in(&bare, "verify 1");
}

#[test]
fn git_dir_and_git_work_tree_are_heeded() {
    let town = voted();
    let root = town.dir.parent().unwrap().to_owned();
    // The git folder lies apart from the files, as some keep their dotfiles.
    let apart = root.join("apart.git");
    std::fs::rename(town.dir.join(".git"), &apart).unwrap();
    let vars = [
        ("GIT_DIR", apart.to_str().unwrap()),
        ("GIT_WORK_TREE", town.dir.to_str().unwrap()),
    ];
    let run = |args: &[&str]| town.run_args_in(&root, args, &vars);
    for args in [
        &["show"][..],
        &["whoami"],
        &["vote", "1", "recused"],
        &["verify", "1"],
    ] {
        let ran = run(args);
        assert_eq!(ran.code, 0, "{args:?}: {ran}");
    }
    // Without them there is no repository.
    let ran = town.run_in(&town.dir, "vote 1 for");
    assert!(ran.stderr.contains("error[no-repository]"), "{ran}");
    std::fs::rename(&apart, town.dir.join(".git")).unwrap();
    assert_eq!(town.git(&["status", "--porcelain"]), "");
    assert_eq!(town.counted_in(&town.dir), 2);
}

#[test]
fn submodules_are_left_alone_outside_the_workspace_and_named_inside() {
    let town = voted();
    let root = town.dir.parent().unwrap().to_owned();
    let library = root.join("library");
    town.git(&["init", "--quiet", library.to_str().unwrap()]);
    std::fs::write(library.join("a"), "a").unwrap();
    town.git_in(&library, &["add", "a"]);
    town.git_in(&library, &["commit", "--quiet", "--message", "Begin"]);
    let add = |to: &str| {
        let from = library.to_str().unwrap();
        let allow = "protocol.file.allow=always";
        town.git(&["-c", allow, "submodule", "add", "--quiet", "--", from, to]);
        town.git(&["commit", "--quiet", "--message", "Add a submodule"]);
    };
    add("vendor/library");
    town.vote("cleo", "for");
    assert_eq!(town.git(&["status", "--porcelain"]), "");
    town.ok("check");
    assert_eq!(town.counted_in(&town.dir), 3);
    add("governance/library");
    let ran = town.run("check");
    assert_eq!(ran.code, 1, "{ran}");
    assert!(
        ran.stdout.contains("error[bad-tree] governance/library"),
        "{ran}"
    );

    // A workspace that is itself one.
    let parent = root.join("parent");
    let other = voted();
    town.git(&["init", "--quiet", parent.to_str().unwrap()]);
    let from = other.dir.to_str().unwrap();
    let allow = "protocol.file.allow=always";
    town.git_in(
        &parent,
        &[
            "-c",
            allow,
            "submodule",
            "add",
            "--quiet",
            "--",
            from,
            "rules",
        ],
    );
    let inside = parent.join("rules");
    town.sit(&inside, "cleo");
    town.set_clock("2020-02-01T16:00:00Z");
    town.ok_in(&inside, "vote 1 for");
    assert_eq!(town.git_in(&inside, &["status", "--porcelain"]), "");
    assert_eq!(town.counted_in(&inside), 3);
    town.ok_in(&inside.join("governance"), "verify 1");
}

#[test]
fn a_detached_head_stays_where_it_is() {
    let town = voted();
    let here = town.rev("HEAD~1");
    town.git(&["switch", "--quiet", "--detach", &here]);
    let before = files(&town.dir);
    town.vote("cleo", "for");
    assert_eq!(town.rev("HEAD"), here);
    assert_eq!(files(&town.dir), before);
    assert_eq!(town.git(&["status", "--porcelain"]), "");
    assert_eq!(town.rev("main~2"), here);
    assert_eq!(town.counted_in(&town.dir), 3);
}

#[test]
fn a_branch_without_a_commit_says_so() {
    let town = Town::founded(SIMPLE);
    let empty = town.dir.parent().unwrap().join("empty");
    town.git(&[
        "init",
        "--quiet",
        "--initial-branch=main",
        empty.to_str().unwrap(),
    ]);
    town.sit(&empty, "ann");
    for line in ["vote 1 for", "open 1", "found", "close 1", "verify 1"] {
        let ran = town.run_in(&empty, line);
        assert_eq!(ran.code, 4, "{line}: {ran}");
        assert!(ran.stderr.contains("error[no-commit]"), "{line}: {ran}");
        assert!(ran.stderr.contains("make the first one"), "{line}: {ran}");
    }
    // And another branch than the one of decisions.
    town.git(&["branch", "--quiet", "--move", "main", "trunk"]);
    let ran = town.run("found");
    assert!(ran.stderr.contains("there is no such branch"), "{ran}");
    assert!(ran.stderr.contains("git branch main"), "{ran}");
}

#[test]
fn a_path_with_spaces_and_other_letters_is_one_like_any() {
    let town = voted();
    let odd = town.dir.parent().unwrap().join("Ämter & Würden (2020)");
    std::fs::rename(&town.dir, &odd).unwrap();
    let vote = |dir: &std::path::Path, choice: &str| {
        let ran = town.run_args_in(dir, &["vote", "1", choice], &[]);
        assert_eq!(ran.code, 0, "{ran}");
    };
    town.advance(1);
    vote(&odd, "for");
    town.advance(1);
    vote(&odd.join("governance/people"), "against");
    let ran = town.run_args_in(&odd.join("proposals"), &["verify", "1"], &[]);
    assert_eq!(ran.code, 0, "{ran}");
    assert_eq!(town.counted_in(&odd), 2);
}
