//! `polity guard --range` in the checks of a pull request: the shell steps of the
//! examples in docs/guard, run here against a hub with pull requests.

use std::path::Path;

use crate::env::Ran;
use crate::hub::Hub;
use crate::town::{SIMPLE, Town};

/// The lines of the last block in an example that a shell runs.
fn steps(file: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("docs/guard")
        .join(file);
    let text = std::fs::read_to_string(path).expect("an example");
    let lines: Vec<&str> = text.lines().collect();
    let last = lines.iter().rposition(|line| line.ends_with('|'));
    let block = &lines[last.expect("a block") + 1..];
    block
        .iter()
        .map(|line| format!("{}\n", line.trim()))
        .collect()
}

/// Runs the steps of an example in a fresh clone, for pull request 7.
fn check(town: &Town, hub: &Hub, file: &str) -> Ran {
    let clone = town.home().join("check");
    let _ = std::fs::remove_dir_all(&clone);
    let text = clone.to_str().expect("a path");
    town.git(&["clone", "--quiet", &hub.file(), text]);
    let program = Path::new(env!("CARGO_BIN_EXE_polity"));
    let path = std::env::var("PATH").expect("a path");
    let path = format!("{}:{path}", program.parent().expect("a folder").display());
    let mut shell = std::process::Command::new("sh");
    let polity = town.prepared(&[]);
    let now = polity
        .get_envs()
        .filter(|(name, _)| *name == "POLITY_TEST_NOW");
    shell
        .args(["-e", "-c", &steps(file)])
        .current_dir(&clone)
        .env("HOME", town.home())
        .env("GIT_CONFIG_GLOBAL", "/dev/null")
        .env("PATH", path)
        .env("NUMBER", "7")
        .env("BRANCH", "main")
        .env("CI_MERGE_REQUEST_IID", "7")
        .env("CI_MERGE_REQUEST_TARGET_BRANCH_NAME", "main")
        .envs(now.filter_map(|(name, value)| Some((name, value?))));
    let out = shell.output().expect("it runs");
    Ran {
        stdout: String::from_utf8_lossy(&out.stdout).into_owned(),
        stderr: String::from_utf8_lossy(&out.stderr).into_owned(),
        code: out.status.code().unwrap_or(-1),
    }
}

/// Offers what a clone has as pull request 7.
fn offer(clone: &Town) {
    for name in ["refs/pull/7/head", "refs/merge-requests/7/head"] {
        clone.git(&[
            "push",
            "--quiet",
            "--force",
            "origin",
            &format!("main:{name}"),
        ]);
    }
}

#[test]
fn the_examples_take_what_is_honest_and_refuse_what_is_not() {
    let town = Town::voting(SIMPLE);
    let hub = Hub::of(&town);
    let ann = hub.clone_for(&town, "ann");
    ann.vote("ann", "for");
    offer(&ann);
    // The target has moved on meanwhile.
    town.vote("ben", "for");
    town.git(&["push", "--quiet", "origin", "main"]);
    let both = ["github-actions.yml", "gitlab-ci.yml"];
    for file in both {
        let ran = check(&town, &hub, file);
        assert_eq!(ran.code, 0, "{file}\n{ran}");
        assert!(ran.stdout.contains("1 ballot, verified"), "{file}\n{ran}");
    }
    // Its own word for which branch counts does not matter.
    ann.edit(
        "governance/organisation.yaml",
        "name: Town",
        "name: Town\nbranch: other",
    );
    ann.commit("Look elsewhere");
    let file = ann.forge(&ann.read(&ann.ballot("ann")), "ann", |ballot| {
        ballot.voter = "dan".parse().expect("an id");
    });
    ann.write(&ann.ballot("dan"), &file);
    ann.commit("Vote for Dan");
    let bad = ann.rev("HEAD");
    offer(&ann);
    for file in both {
        let ran = check(&town, &hub, file);
        assert_eq!(ran.code, 1, "{file}\n{ran}");
        for said in ["foreign-key", "uncovered", &bad[..7]] {
            assert!(ran.stdout.contains(said), "{file}: {said}\n{ran}");
        }
    }
}

#[test]
fn a_range_is_judged_as_the_push_that_it_would_be() {
    let town = Town::voting(SIMPLE);
    let _hub = Hub::of(&town);
    town.vote("ann", "for");
    let ran = town.ok("guard --range origin/main..HEAD --target origin/main");
    assert!(
        ran.stdout.contains("1 commit with 1 ballot, verified"),
        "{ran}"
    );
    town.ok("guard --range ..HEAD --target main");
    town.ok("guard --range origin/main..HEAD");
    let (code, answer) = town.json("guard --range origin/main..HEAD");
    assert_eq!((code, &answer["fine"]), (0, &true.into()), "{answer:#}");
    // To a branch on which nothing is decided everything may go.
    town.git(&["branch", "work", "origin/main"]);
    town.write(&town.ballot("dan"), "junk\n");
    town.commit("Vote");
    town.ok("guard --range origin/main..HEAD --target work");
    let (code, answer) = town.json("guard --range origin/main..HEAD");
    assert_eq!(
        (code, &answer["refused"][0]["code"]),
        (1, &"not-a-ballot".into())
    );
    for (line, code) in [
        (
            "guard --range HEAD..origin/main --target origin/main",
            "not-the-target",
        ),
        ("guard --range nowhere..HEAD", "unknown-revision"),
        ("guard --range ..HEAD", "no-range"),
    ] {
        let ran = town.run(line);
        assert_eq!(ran.code, 2, "{line}\n{ran}");
        assert!(ran.stderr.contains(code), "{line}\n{ran}");
    }
}
