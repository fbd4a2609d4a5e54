//! `polity demo`.

use crate::env::{Ran, TestEnv};

/// The session with a word in the place of the program's own path, and of the
/// line that depends on whether ssh-keygen is there.
fn plain(ran: &Ran) -> String {
    let text = ran
        .to_string()
        .replace(env!("CARGO_BIN_EXE_polity"), "polity");
    let there =
        "  ssh-keygen -Y verify says the same of core-05.yaml: a good signature by\n  core-05\n";
    let absent = "  ssh-keygen is not on this machine, so it was not asked about a ballot\n";
    let asked = [there, absent]
        .iter()
        .filter(|it| text.contains(**it))
        .count();
    assert_eq!(asked, 1, "{text}");
    text.replace(there, "  [ssh-keygen]\n")
        .replace(absent, "  [ssh-keygen]\n")
}

#[test]
fn a_whole_decision_is_shown_and_what_it_ends_with_works() {
    let env = TestEnv::empty();
    let ran = env.run("demo django");
    insta::assert_snapshot!(plain(&ran));

    // The commands as printed, each word of which stands for itself here.
    env.set_clock("2020-04-01T12:00:00Z");
    let root = env.dir.parent().unwrap().to_str().unwrap().to_owned();
    let commands: Vec<Vec<String>> = ran
        .stdout
        .lines()
        .filter(|line| line.contains(" -C $TEST"))
        .map(|line| line.replace("$TEST", &root))
        .map(|line| line.split_whitespace().map(str::to_owned).collect())
        .collect();
    assert_eq!(commands.len(), 4, "{ran}");
    let mut printed = String::new();
    for words in &commands {
        let args: Vec<&str> = words[1..].iter().map(String::as_str).collect();
        match words[0].as_str() {
            "git" => printed.push_str(&env.git(&args)),
            program => {
                assert_eq!(program, env!("CARGO_BIN_EXE_polity"));
                let ran = env.run_args(&args);
                assert_eq!(ran.code, 0, "{args:?}: {ran}");
                printed.push_str(&ran.to_string());
            }
        }
    }
    assert!(
        printed.contains("exactly the changes that were voted on"),
        "{printed}"
    );
    assert!(printed.contains("Enact New governance"), "{printed}");

    // Nobody's name, address or settings got into it, and nothing real votes.
    let log = env.git(&["-C", "django", "log", "--format=%an <%ae> %cn <%ce>"]);
    // The beginning and the founding; each poll with its opening and close, the
    // changed and the forged ballot; the enactment.
    let commits = 2 + (2 + 36 + 2) + (2 + 2) + (2 + 6) + 1;
    assert_eq!(log.lines().count(), commits, "{log}");
    assert!(!log.contains("A U Thor"), "{log}");
    for line in log.lines() {
        assert!(
            line.contains("stand-in") || line.starts_with("Demonstration "),
            "{line}"
        );
    }
}

#[test]
fn scripts_get_the_steps() {
    let env = TestEnv::empty();
    let ran = env.run("demo --format json");
    assert_eq!((ran.code, ran.stderr.as_str()), (0, ""), "{ran}");
    let answer: serde_json::Value = serde_json::from_str(&ran.stdout).unwrap();
    assert_eq!(answer["polity"], "demo/1");
    let steps = answer["steps"].as_array().unwrap();
    assert_eq!(steps.len(), 12);
    assert!(steps.iter().all(|step| step["outcome"] != ""), "{answer}");
    assert_eq!(steps[11]["at"], "2020-03-20T12:00:00Z");
    // Without a folder it takes one in the temporary folder.
    let folder = answer["folder"].as_str().unwrap();
    assert!(folder.starts_with("$TEST/polity-demo-"), "{folder}");
}

#[test]
fn a_folder_with_something_in_it_is_left_alone() {
    let env = TestEnv::empty();
    env.write("here/note.txt", "mine\n");
    insta::assert_snapshot!(env.run("demo here").to_string());
    assert_eq!(env.read("here/note.txt"), "mine\n");
    env.write("file", "mine\n");
    let ran = env.run("demo file");
    assert_eq!(ran.code, 7, "{ran}");
    assert_eq!(env.read("file"), "mine\n");
}
