//! What every command has in common.

use crate::env::TestEnv;
use crate::session;

#[test]
fn what_is_not_understood_is_said_with_what_to_type() {
    let env = TestEnv::empty();
    insta::assert_snapshot!(session!(
        env,
        "shwo",
        "completions bsh",
        "show --att 2014",
        "show --at 14",
        "-C nowhere show",
    ));
}

#[test]
fn the_programs_name_alone_says_what_there_is() {
    let ran = TestEnv::empty().run("");
    assert_eq!(ran.code, 2);
    assert_eq!(ran.stdout, "");
    assert!(ran.stderr.contains("\n  show "), "{ran}");
}

#[test]
fn a_folder_without_a_workspace_says_how_to_begin_one() {
    let env = TestEnv::empty();
    insta::assert_snapshot!(session!(env, "show", "check", "--format json list"));
    env.git(&["init", "--quiet", "--initial-branch=main"]);
    insta::assert_snapshot!("in_a_repository", session!(env, "show", "show --rev main"));
}

#[test]
fn commands_work_below_the_root_elsewhere_and_without_git() {
    let env = TestEnv::django();
    let here = env.run("show core").to_string();
    // What is suggested works from here, and so has the folder too.
    let here = here.replace("`polity ", "`polity -C governance/teams ");
    assert_eq!(env.run("-C governance/teams show core").to_string(), here);
    std::fs::remove_dir_all(env.dir.join(".git")).unwrap();
    assert_eq!(env.run("-C governance/teams show core").to_string(), here);
}

#[test]
fn colour_only_adds() {
    let env = TestEnv::django();
    let plain = env.run("show");
    let coloured = env.run("--color always show");
    assert_eq!(strip(&coloured.stdout), plain.stdout);
    assert_ne!(coloured.stdout, plain.stdout);
    let args = ["show"];
    for (vars, colour) in [
        (&[("CLICOLOR_FORCE", "1")][..], true),
        (&[("CLICOLOR_FORCE", "0")], false),
        (&[("CLICOLOR_FORCE", "1"), ("NO_COLOR", "1")], false),
    ] {
        let printed = env.run_with(&args, vars).stdout;
        assert_eq!(printed.contains('\u{1b}'), colour, "{vars:?}");
    }
    let never = env.run_with(&["show", "--color=never"], &[("CLICOLOR_FORCE", "1")]);
    assert_eq!(never.stdout, plain.stdout);
}

#[test]
fn no_line_is_wider_than_the_terminal() {
    let env = TestEnv::django();
    for columns in [40, 60, 80, 120] {
        env.set_columns(columns);
        for command in [
            "show",
            "show fellows",
            "show core-vote",
            "who merge",
            "list",
        ] {
            let ran = env.run(command);
            for line in ran.stdout.lines().chain(ran.stderr.lines()) {
                // No wide characters are in these.
                assert!(
                    line.chars().count() <= columns,
                    "{columns} {command}: {line}"
                );
            }
        }
    }
}

#[test]
fn quiet_leaves_answers_alone() {
    let env = TestEnv::django();
    assert!(env.run("show").stderr.starts_with("hint: "));
    assert_eq!(env.run("-q show").stderr, "");
    assert_eq!(env.run("show --quiet").stdout, env.run("show").stdout);
    assert_eq!(env.run("show --format json").stderr, "");
}

#[test]
fn a_reader_that_goes_away_is_no_error() {
    let env = TestEnv::django();
    // A file that is closed for reading at once.
    let script = format!(
        "'{}' completions bash | true; echo ${{PIPESTATUS[0]}}",
        env!("CARGO_BIN_EXE_polity")
    );
    let ran = std::process::Command::new("bash")
        .args(["-c", &script])
        .current_dir(&env.dir)
        .output()
        .unwrap();
    assert_eq!(String::from_utf8_lossy(&ran.stderr), "");
    assert_eq!(String::from_utf8_lossy(&ran.stdout), "0\n");
}

#[test]
#[cfg(target_os = "linux")]
fn a_full_disk_is_one() {
    let ran = std::process::Command::new(env!("CARGO_BIN_EXE_polity"))
        .args(["completions", "bash"])
        .stdout(std::fs::File::create("/dev/full").unwrap())
        .output()
        .unwrap();
    assert_eq!(ran.status.code(), Some(7));
    assert!(String::from_utf8_lossy(&ran.stderr).starts_with("error[output]"));
}

#[test]
fn hints_work_as_printed() {
    let env = TestEnv::django();
    for command in [
        "show",
        "show --at 2010",
        "show core",
        "show tim-graham",
        "show website --rev main",
        "who website --at 2012-05",
        "who merge",
        "check",
        "schema",
    ] {
        let said = env.run(command).stderr;
        let hinted: Vec<&str> = said
            .split('`')
            .skip(1)
            .step_by(2)
            .filter_map(|command| command.strip_prefix("polity "))
            .collect();
        assert!(!hinted.is_empty(), "{command}: {said}");
        for hint in hinted {
            let ran = env.run(hint);
            assert_eq!(ran.code, 0, "{command} hints at `{hint}`: {ran}");
        }
    }
}

#[test]
fn manual_pages_and_completions_come_from_the_same_definitions() {
    let env = TestEnv::empty();
    let ran = env.run("man pages");
    assert_eq!(ran.code, 0, "{ran}");
    let page = env.read("pages/polity-who.1");
    assert!(
        page.contains("who may") || page.contains("Who may"),
        "{page}"
    );
    for shell in ["bash", "zsh", "fish"] {
        let script = env.run(&format!("completions {shell}")).stdout;
        assert!(
            script.contains("issue") || script.contains("who"),
            "{shell}"
        );
    }
}

/// A text without the codes of colours.
fn strip(text: &str) -> String {
    let mut plain = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("\u{1b}[") {
        plain.push_str(before);
        rest = after.split_once('m').map_or("", |(_, after)| after);
    }
    plain + rest
}
