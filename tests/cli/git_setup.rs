//! `polity git-setup`, tried with the real git.

use std::process::Command;

use crate::env::{Ran, TestEnv};
use crate::session;

const TEAM: &str = "# Source: the minutes.
name: Technical Board
kind: board
seats: 5
authority:
  - {area: website}
  - {area: tracker}
  - {area: wiki}
# In the order of joining.
members:
  - {person: ann}
  - {person: ben} # the second
";

const RULE: &str = "title: Board vote
decides: [constitution, structure, people, question]
stages:
  - id: vote
    # Whoever serves.
    electorate: board
    ballot: for-against
    period: 7 days
    quorum:
      need: ballots >= 2
      otherwise: fail
    outcomes:
      accept: for > against
      reject: otherwise
    then: {accept: accept, reject: reject}
";

const BOARD: &str = "governance/teams/board.yaml";
const HELPERS: &str = "governance/teams/helpers.yaml";
const VOTE: &str = "governance/rules/vote.yaml";

/// A small organisation, set up, its attributes committed.
fn set_up() -> TestEnv {
    let env = bare_of_setup();
    let ran = env.run("git-setup");
    assert_eq!(ran.code, 0, "{ran}");
    env.commit("Compare and merge by meaning");
    env
}

fn bare_of_setup() -> TestEnv {
    let env = TestEnv::empty();
    env.git(&["init", "--quiet", "--initial-branch=main"]);
    env.write(".gitattributes", "* -text\n");
    env.write("governance/organisation.yaml", "name: Town\n");
    for (id, name) in [
        ("ann", "Ann Arbor"),
        ("ben", "Ben Bow"),
        ("cleo", "Cleo Lane"),
        ("dan", "Dan Dare"),
    ] {
        let path = format!("governance/people/{id}.yaml");
        env.write(&path, &format!("name: {name}\n"));
    }
    for (id, name) in [
        ("website", "Website"),
        ("tracker", "Issue tracker"),
        ("wiki", "Wiki"),
    ] {
        let path = format!("governance/areas/{id}.yaml");
        env.write(&path, &format!("name: {name}\n"));
    }
    env.write(BOARD, TEAM);
    env.write(
        HELPERS,
        "name: Helpers\nkind: team\nmembers:\n  - {person: cleo}\n",
    );
    env.write(VOTE, RULE);
    env.commit("Begin");
    env
}

/// Runs git, which may fail, and gives all that was said.
fn git(env: &TestEnv, args: &[&str]) -> Ran {
    let mut git: Command = env.prepared(&[]);
    let stamp = "2020-02-01T12:00:00Z";
    let vars: Vec<_> = git
        .get_envs()
        .filter_map(|(name, value)| Some((name.to_owned(), value?.to_owned())))
        .collect();
    git = Command::new("git");
    git.args(args)
        .env_clear()
        .envs(vars)
        .env("GIT_AUTHOR_DATE", stamp)
        .env("GIT_COMMITTER_DATE", stamp)
        .env("GIT_EDITOR", "true")
        .current_dir(&env.dir);
    let ran = git.output().expect("it runs");
    Ran {
        stdout: String::from_utf8(ran.stdout).expect("text"),
        stderr: String::from_utf8(ran.stderr).expect("text"),
        code: ran.status.code().unwrap_or(-1),
    }
}

/// The lines of a patch that were added or taken out.
fn changed(patch: &str) -> String {
    let lines = patch.lines().filter(|line| {
        line.starts_with(['+', '-']) && !line.starts_with("+++") && !line.starts_with("---")
    });
    lines.map(|line| format!("{line}\n")).collect()
}

/// Makes a change on a new branch off main, and goes back to main.
fn on_branch(env: &TestEnv, branch: &str, path: &str, from: &str, to: &str) {
    env.git(&["checkout", "--quiet", "-b", branch, "main"]);
    env.edit(path, from, to);
    env.commit(branch);
    env.git(&["checkout", "--quiet", "main"]);
}

#[test]
fn it_says_what_it_does_and_takes_it_back() {
    let env = bare_of_setup();
    let before = (env.read(".git/config"), env.read(".gitattributes"));
    insta::assert_snapshot!(session!(env, "git-setup", "git-setup", "check"));
    insta::assert_snapshot!("attributes", env.read(".gitattributes"));
    assert!(env.read(".gitattributes").starts_with("* -text\n"));
    let attr = |what| {
        let said = env.git(&["check-attr", what, BOARD]);
        said.trim().rsplit(' ').next().unwrap().to_owned()
    };
    assert_eq!((attr("diff"), attr("merge"), attr("text")), {
        (
            "polity-team".to_owned(),
            "polity".to_owned(),
            "unset".to_owned(),
        )
    });
    insta::assert_snapshot!(
        "undone",
        session!(env, "git-setup --undo", "git-setup --undo")
    );
    assert_eq!(env.read(".gitattributes"), before.1);
    let settings = |text: &str| text.matches(" = ").count();
    assert_eq!(settings(&env.read(".git/config")), settings(&before.0));
    // For this clone alone.
    assert_eq!(env.run("git-setup --own").code, 0);
    assert_eq!(env.read(".gitattributes"), before.1);
    assert_eq!(attr("diff"), "polity-team");
    assert_eq!(env.run("git-setup --own --undo").code, 0);
    assert_eq!(attr("diff"), "unspecified");
}

#[test]
fn a_program_with_blanks_and_quotes_in_its_path_is_found() {
    let env = bare_of_setup();
    let dir = env.home().join("it's 100% my $tools");
    std::fs::create_dir_all(&dir).unwrap();
    let program = dir.join("polity");
    std::fs::copy(env!("CARGO_BIN_EXE_polity"), &program).unwrap();
    let mut run = Command::new(&program);
    let polity = env.prepared(&["git-setup"]);
    let vars = polity.get_envs().filter_map(|(k, v)| Some((k, v?)));
    run.arg("git-setup")
        .env_clear()
        .envs(vars)
        .current_dir(&env.dir);
    assert!(run.status().unwrap().success());
    env.commit("Set up");
    env.edit(BOARD, "seats: 5", "seats: 6");
    assert_eq!(changed(&env.git(&["diff"])), "-seats: 5\n+seats: 6\n");
    env.commit("Six");
    env.git(&["checkout", "--quiet", "-b", "side", "main~1"]);
    env.edit(BOARD, "members:\n", "members:\n  - {person: dan}\n");
    env.commit("Dan");
    env.git(&["merge", "--quiet", "main"]);
}

#[test]
fn diffs_and_logs_speak_of_facts() {
    let env = set_up();
    env.write(
        BOARD,
        &TEAM
            .replace("seats: 5", "seats: 7")
            .replace(
                "  - {area: tracker}\n",
                "  - {area: tracker, powers: [control, triage], from: 2019}\n",
            )
            .replace("  - {person: ann}\n", "")
            .replace("ben}", "ben, basis: elected, from: 2018-03}")
            .replace("# In the order of joining.\n", ""),
    );
    env.edit(
        "governance/people/dan.yaml",
        "name: Dan Dare",
        "accounts: {github: dan}\nname: Dan Dare",
    );
    env.edit(VOTE, "period: 7 days", "period: 14 days");
    insta::assert_snapshot!(changed(&env.git(&["diff"])));
    let told = changed(&env.git(&["diff"]));
    env.commit("Change");
    assert_eq!(changed(&env.git(&["log", "-p", "-1", "--format="])), told);
    assert_eq!(changed(&env.git(&["show", "--format="])), told);
    // From a folder below, and in a linked working tree.
    assert_eq!(
        changed(&env.git(&["-C", "governance/teams", "show", "--format="])),
        told
    );
    let linked = env.home().join("linked");
    env.git(&[
        "worktree",
        "add",
        "--quiet",
        linked.to_str().unwrap(),
        "main~1",
    ]);
    let linked = ["-C", linked.to_str().unwrap(), "diff", "HEAD", "main"];
    assert_eq!(changed(&env.git(&linked)), told);
    // A file that cannot be read is compared as it is.
    env.edit(BOARD, "seats: 7", "seats: [");
    assert!(changed(&env.git(&["diff"])).contains("+seats: [\n"));
    // Patches for other machines hold the text itself.
    assert!(
        env.git(&["format-patch", "--stdout", "-1"])
            .contains("+seats: 7\n")
    );
}

#[test]
fn a_change_of_style_alone_shows_nothing_and_of_a_comment_shows() {
    let env = set_up();
    env.edit(BOARD, "- {area: wiki}", "- area: \"wiki\"");
    assert_eq!(changed(&env.git(&["diff"])), "");
    env.edit(BOARD, "# the second", "# the third");
    assert_eq!(
        changed(&env.git(&["diff"])),
        "-# the second\n+# the third\n"
    );
}

#[test]
fn the_difftool_shows_the_structural_diff() {
    let env = set_up();
    env.edit(BOARD, "seats: 5", "seats: 7");
    env.edit(BOARD, "  - {area: wiki}\n", "");
    env.edit(
        HELPERS,
        "kind: team\n",
        "kind: team\nauthority:\n  - {area: wiki}\n",
    );
    env.write("README.md", "# Town\n");
    env.commit("Move the wiki");
    let tool = ["difftool", "--dir-diff", "--tool=polity", "main~1", "main"];
    let shown = env.git(&tool);
    insta::assert_snapshot!(shown);
    let one = [
        "difftool",
        "--no-prompt",
        "--tool=polity",
        "main~1",
        "main",
        "--",
        BOARD,
    ];
    insta::assert_snapshot!("one_file", env.git(&one));
    // The working tree, of which git hands over links.
    env.edit(BOARD, "seats: 7", "seats: 9");
    let tool = ["difftool", "--dir-diff", "--tool=polity"];
    assert!(env.git(&tool).contains("9"), "{}", env.git(&tool));
    let program = env!("CARGO_BIN_EXE_polity");
    let external = format!("diff.external='{program}' difftool");
    let shown = env.git(&["-c", &external, "diff", "--ext-diff"]);
    assert!(shown.contains("Technical Board"), "{shown}");
}

/// Two members added in one place.
fn both_add(env: &TestEnv) {
    let last = "  - {person: ben} # the second\n";
    let cleo = format!("{last}  # since the spring\n  - {{person: cleo}}\n");
    let dan = format!("{last}  - {{person: dan, from: 2020}} # by vote\n");
    on_branch(env, "cleo", BOARD, last, &cleo);
    on_branch(env, "dan", BOARD, last, &dan);
}

fn holds_both(env: &TestEnv) {
    let text = env.read(BOARD);
    let wanted = "  - {person: ben} # the second
  # since the spring
  - {person: cleo}
  - {person: dan, from: 2020} # by vote
";
    assert!(text.ends_with(wanted), "{text}");
    assert_eq!(env.git(&["status", "--porcelain"]), "");
}

#[test]
fn two_branches_add_a_member_to_one_team() {
    let env = bare_of_setup();
    both_add(&env);
    // Git alone cannot.
    env.git(&["checkout", "--quiet", "cleo"]);
    assert_eq!(git(&env, &["merge", "dan"]).code, 1);
    env.git(&["merge", "--abort"]);
    assert_eq!(env.run("git-setup --own").code, 0);
    env.git(&["merge", "--quiet", "--no-edit", "dan"]);
    holds_both(&env);
}

#[test]
fn rebase_and_cherry_pick_merge_by_meaning_too() {
    let env = set_up();
    both_add(&env);
    env.git(&["checkout", "--quiet", "dan"]);
    env.git(&["rebase", "--quiet", "cleo"]);
    holds_both(&env);
    env.git(&["checkout", "--quiet", "cleo"]);
    env.git(&["cherry-pick", "dan"]);
    holds_both(&env);
}

#[test]
fn different_areas_move() {
    let env = set_up();
    on_branch(&env, "one", BOARD, "  - {area: website}\n", "");
    on_branch(
        &env,
        "other",
        BOARD,
        "  - {area: tracker}\n",
        "  # no tracker\n",
    );
    env.git(&["checkout", "--quiet", "one"]);
    env.edit(
        HELPERS,
        "kind: team\n",
        "kind: team\nauthority:\n  - {area: website} # ours now\n",
    );
    env.commit("To the helpers");
    env.git(&["checkout", "--quiet", "other"]);
    env.edit(
        HELPERS,
        "kind: team\n",
        "kind: team\nauthority:\n  - {area: tracker}\n",
    );
    env.commit("To the helpers");
    let ran = git(&env, &["merge", "--no-edit", "one"]);
    assert_eq!(ran.code, 0, "{ran}");
    let helpers = env.read(HELPERS);
    assert!(
        helpers.contains("  - {area: website} # ours now\n"),
        "{helpers}"
    );
    assert!(helpers.contains("  - {area: tracker}\n"), "{helpers}");
    let board = env.read(BOARD);
    assert!(
        !board.contains("website") && !board.contains("{area: tracker}"),
        "{board}"
    );
    assert!(board.contains("  # no tracker\n"), "{board}");
    let ran = env.run("check");
    assert!(!ran.stdout.contains("error"), "{ran}");
}

#[test]
fn different_fields_of_one_stage_are_amended() {
    let env = set_up();
    on_branch(
        &env,
        "one",
        VOTE,
        "    period: 7 days\n",
        "    period: 14 days # longer\n",
    );
    on_branch(
        &env,
        "other",
        VOTE,
        "    ballot: for-against\n",
        "    ballot: for-against\n    notice: 3 days\n",
    );
    env.git(&["checkout", "--quiet", "one"]);
    let ran = git(&env, &["merge", "--no-edit", "other"]);
    assert_eq!(ran.code, 0, "{ran}");
    let text = env.read(VOTE);
    for line in [
        "# Whoever serves.",
        "period: 14 days # longer",
        "notice: 3 days",
    ] {
        assert!(text.contains(line), "{text}");
    }
}

#[test]
fn a_real_conflict_is_said_in_the_organisations_words() {
    let env = set_up();
    on_branch(&env, "five", BOARD, "seats: 5", "seats: 6");
    env.git(&["checkout", "--quiet", "five"]);
    env.edit(
        BOARD,
        "  - {person: ann}\n",
        "  - {person: ann, from: 2019}\n",
    );
    env.commit("Ann since 2019");
    on_branch(&env, "seven", BOARD, "seats: 5", "seats: 7");
    env.git(&["checkout", "--quiet", "seven"]);
    env.edit(
        BOARD,
        "  - {person: ann}\n",
        "  - {person: ann, from: 2018}\n",
    );
    env.commit("Ann since 2018");
    let ran = git(&env, &["merge", "--no-edit", "five"]);
    insta::assert_snapshot!(ran);
    insta::assert_snapshot!("marks", env.read(BOARD));
    env.git(&["merge", "--abort"]);
    let ran = git(&env, &["rebase", "five"]);
    assert!(ran.stderr.contains("the seats of Technical Board"), "{ran}");
    env.git(&["rebase", "--abort"]);
    // The marks are those that the person asked git for.
    env.git(&["config", "merge.conflictStyle", "diff3"]);
    assert_eq!(git(&env, &["merge", "five"]).code, 1);
    assert!(
        env.read(BOARD).contains("\nseats: 5\n=======\n"),
        "{}",
        env.read(BOARD)
    );
}

#[test]
fn what_one_file_cannot_show_is_found_by_check() {
    let env = set_up();
    env.edit(BOARD, "  - {area: wiki}\n", "");
    env.commit("Nobody has the wiki");
    on_branch(
        &env,
        "one",
        BOARD,
        "  - {area: website}\n",
        "  - {area: website}\n  - {area: wiki}\n",
    );
    on_branch(
        &env,
        "other",
        HELPERS,
        "kind: team\n",
        "kind: team\nauthority:\n  - {area: wiki}\n",
    );
    env.git(&["checkout", "--quiet", "one"]);
    env.git(&["merge", "--quiet", "--no-edit", "other"]);
    let ran = env.run("check");
    assert_eq!(ran.code, 1);
    assert!(
        ran.stdout.contains("wiki") || ran.stdout.contains("Wiki"),
        "{ran}"
    );
}

#[test]
fn added_and_deleted_files_are_left_to_git() {
    let env = set_up();
    let new = "governance/teams/docs.yaml";
    for (branch, seats) in [("one", 3), ("other", 4)] {
        env.git(&["checkout", "--quiet", "-b", branch, "main"]);
        env.write(new, &format!("name: Docs\nkind: team\nseats: {seats}\n"));
        env.commit(branch);
    }
    let ran = git(&env, &["merge", "--no-edit", "one"]);
    assert_eq!(ran.code, 1);
    assert!(ran.stderr.contains("both branches add it"), "{ran}");
    assert!(
        env.read(new)
            .contains("<<<<<<< HEAD\nseats: 4\n=======\nseats: 3\n")
    );
    env.git(&["merge", "--abort"]);
    env.git(&["rm", "--quiet", HELPERS]);
    env.commit("No helpers");
    env.git(&["checkout", "--quiet", "one"]);
    env.edit(HELPERS, "name: Helpers", "name: Helping hands");
    env.commit("Rename");
    let ran = git(&env, &["merge", "--no-edit", "other"]);
    assert!(ran.stdout.contains("CONFLICT (modify/delete)"), "{ran}");
}

#[test]
fn one_dissolves_a_body_and_the_other_goes_on_with_it() {
    let env = set_up();
    on_branch(
        &env,
        "end",
        HELPERS,
        "kind: team\nmembers:\n  - {person: cleo}\n",
        "kind: team\ndissolved: 2020-02-01\nmembers:\n  - {person: cleo, until: 2020-01-31}\n",
    );
    on_branch(
        &env,
        "give",
        HELPERS,
        "name: Helpers\nkind: team\n",
        "name: Helpers\nkind: team\nauthority: [{area: wiki}]\n",
    );
    env.git(&["checkout", "--quiet", "give"]);
    env.edit(HELPERS, "members:\n", "members:\n  - {person: dan}\n");
    env.commit("Dan");
    let ran = git(&env, &["merge", "--no-edit", "end"]);
    let state = env.git(&["status", "--porcelain"]);
    insta::assert_snapshot!(format!("{ran}\n{state}\n{}", env.read(HELPERS)));
    env.git(&["merge", "--abort"]);
    // The other way round, by a cherry-pick and by a rebase.
    env.git(&["checkout", "--quiet", "end"]);
    let picked = git(&env, &["cherry-pick", "give~1"]);
    assert_eq!(
        env.git(&["status", "--porcelain"]),
        "UU governance/teams/helpers.yaml\n"
    );
    assert!(
        picked
            .stderr
            .contains("gives it `control` over Wiki (there)"),
        "{picked}"
    );
    env.git(&["cherry-pick", "--abort"]);
    let rebased = git(&env, &["rebase", "give"]);
    assert_eq!(rebased.code, 1, "{rebased}");
    assert!(
        rebased.stderr.contains("has Dan Dare join it (here)"),
        "{rebased}"
    );
    // Somebody settles it.
    env.write(
        HELPERS,
        "name: Helpers\nkind: team\nauthority: [{area: wiki}]\nmembers:\n  - {person: dan}\n",
    );
    env.git(&["add", HELPERS]);
    env.git(&["-c", "core.editor=true", "rebase", "--continue"]);
    assert_eq!(env.git(&["status", "--porcelain"]), "");
}

#[test]
fn both_rename_one_team_differently() {
    let env = set_up();
    on_branch(
        &env,
        "hands",
        HELPERS,
        "name: Helpers",
        "name: Helping hands",
    );
    on_branch(&env, "aides", HELPERS, "name: Helpers", "name: Aides");
    env.git(&["checkout", "--quiet", "aides"]);
    let ran = git(&env, &["merge", "--no-edit", "hands"]);
    let state = env.git(&["status", "--porcelain"]);
    insta::assert_snapshot!(format!("{ran}\n{state}\n{}", env.read(HELPERS)));
    // `check` does not pass over the marks.
    assert_eq!(env.run("check").code, 1);
    env.git(&["merge", "--abort"]);
    // By their ids, which are the names of files: git sees that itself.
    for (branch, to) in [("hands", "hands"), ("aides", "aides")] {
        env.git(&["checkout", "--quiet", branch]);
        env.git(&["mv", HELPERS, &format!("governance/teams/{to}.yaml")]);
        env.commit("Rename");
    }
    let ran = git(&env, &["merge", "--no-edit", "hands"]);
    assert_eq!(ran.code, 1);
    assert!(ran.stdout.contains("CONFLICT (rename/rename)"), "{ran}");
    let state = env.git(&["status", "--porcelain"]);
    assert!(
        state.contains("DD governance/teams/helpers.yaml"),
        "{state}"
    );
}

#[test]
fn rebase_and_cherry_pick_move_areas_too() {
    let env = set_up();
    on_branch(&env, "one", BOARD, "  - {area: website}\n", "");
    on_branch(&env, "other", BOARD, "  - {area: tracker}\n", "");
    for (branch, area) in [("one", "website"), ("other", "tracker")] {
        env.git(&["checkout", "--quiet", branch]);
        let given = format!("kind: team\nauthority:\n  - {{area: {area}}} # {branch}\n");
        env.edit(HELPERS, "kind: team\n", &given);
        env.git(&["add", "--all"]);
        env.git(&["commit", "--quiet", "--amend", "--no-edit"]);
    }
    let both = |env: &TestEnv| {
        let helpers = env.read(HELPERS);
        for line in ["{area: website} # one", "{area: tracker} # other"] {
            assert!(helpers.contains(line), "{helpers}");
        }
        let board = env.read(BOARD);
        assert!(
            !board.contains("website") && !board.contains("tracker"),
            "{board}"
        );
        assert!(board.contains("# In the order of joining."), "{board}");
        assert_eq!(env.git(&["status", "--porcelain"]), "");
    };
    env.git(&["checkout", "--quiet", "-b", "picked", "one"]);
    env.git(&["cherry-pick", "other"]);
    both(&env);
    env.git(&["checkout", "--quiet", "other"]);
    env.git(&["rebase", "--quiet", "one"]);
    both(&env);
    // And what was picked can be taken back.
    env.git(&["revert", "--no-edit", "HEAD"]);
    assert!(!env.read(HELPERS).contains("tracker"));
}

/// For all repositories of a person, with a home that is nobody's.
#[test]
fn the_settings_of_all_repositories_can_have_it() {
    let env = bare_of_setup();
    let home = env.home();
    let config = home.join(".gitconfig");
    std::fs::write(&config, "# mine\n[user]\n\tname = Ann\n").unwrap();
    let own = env.read(".git/config");
    let vars = [("GIT_CONFIG_GLOBAL", config.to_str().unwrap())];
    let first = env.run_with(&["git-setup", "--global"], &vars);
    let again = env.run_with(&["git-setup", "--global"], &vars);
    insta::assert_snapshot!(format!("{first}\n{again}"));
    assert_eq!(env.read(".git/config"), own);
    let text = std::fs::read_to_string(&config).unwrap();
    assert!(text.starts_with("# mine\n[user]\n\tname = Ann\n"), "{text}");
    env.commit("Attributes");
    both_add(&env);
    env.git(&["checkout", "--quiet", "cleo"]);
    // With these settings, and without them.
    let merge = |vars: &[(&str, &str)]| {
        let mut git = env.prepared(&[]);
        let all: Vec<_> = git
            .get_envs()
            .filter_map(|(name, value)| Some((name.to_owned(), value?.to_owned())))
            .collect();
        git = Command::new("git");
        git.args(["merge", "--quiet", "--no-edit", "dan"])
            .env_clear()
            .envs(all)
            .envs(vars.iter().copied())
            .current_dir(&env.dir);
        git.output().unwrap().status.success()
    };
    assert!(!merge(&[]));
    env.git(&["merge", "--abort"]);
    assert!(merge(&vars));
    holds_both(&env);
    let undone = env.run_with(&["git-setup", "--global", "--undo"], &vars);
    assert_eq!(undone.code, 0, "{undone}");
    let text = std::fs::read_to_string(&config).unwrap();
    assert!(!text.contains("polity"), "{text}");
    assert!(text.contains("name = Ann"), "{text}");
}
