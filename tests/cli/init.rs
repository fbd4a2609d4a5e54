//! `polity init`.

use crate::env::TestEnv;
use crate::session;

/// What stands in a folder.
fn names(env: &TestEnv) -> Vec<String> {
    let entries = std::fs::read_dir(&env.dir).expect("a folder");
    let mut names: Vec<_> = entries
        .map(|entry| entry.expect("an entry").file_name())
        .map(|name| name.into_string().expect("text"))
        .collect();
    names.sort();
    names
}

#[test]
fn a_newcomer_begins_with_a_small_workspace() {
    let env = TestEnv::empty();
    insta::assert_snapshot!(session!(
        env,
        "init",
        "check",
        "show",
        "show stewards-vote",
        "who repository",
        "list",
        "init",
    ));
    assert_eq!(env.git(&["status", "--porcelain"]), "");
    assert_eq!(env.git(&["log", "--format=%an %s"]).lines().count(), 1);
    assert_eq!(env.git(&["branch", "--show-current"]), "main\n");
    assert_eq!(env.read(".gitattributes"), "* -text\n");
}

#[test]
fn the_key_at_hand_is_recorded() {
    let env = TestEnv::empty();
    env.git(&["init", "--quiet", "--initial-branch=trunk"]);
    let key = env.key("id_ed25519", 7);
    let ran = env.run("init");
    assert_eq!(ran.code, 0, "{ran}");
    let key = key.split(' ').take(2).collect::<Vec<_>>().join(" ");
    assert!(env.read("governance/people/a-u-thor.yaml").contains(&key));
    assert!(
        env.read("governance/organisation.yaml")
            .contains("branch: trunk")
    );
    insta::assert_snapshot!(session!(
        env,
        "check",
        "whoami",
        "found",
        "propose Docs --open-area docs=Docs:stewards",
        "open 1",
        "list",
    ));
}

#[test]
fn an_example_is_embedded() {
    let env = TestEnv::empty();
    insta::assert_snapshot!(session!(
        env,
        "init --example django x",
        "-C x check",
        "-C x propose Irc --transfer irc=ops --author james-bennett --rule core-vote",
        "-C x check 13",
    ));
    let own = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let path = "governance/teams/core.yaml";
    let original = std::fs::read_to_string(own.join(path)).unwrap();
    assert_eq!(env.read(&format!("x/{path}")), original);
}

#[test]
fn nothing_is_overwritten_and_nothing_is_left() {
    let env = TestEnv::empty();
    env.write("governance/README.md", "mine\n");
    let ran = env.run("init");
    assert_eq!(ran.code, 4, "{ran}");
    assert_eq!(names(&env), ["governance"]);

    // Without a name nobody can be the author of a commit.
    let env = TestEnv::empty();
    let nobody = [("GIT_AUTHOR_NAME", ""), ("GIT_AUTHOR_EMAIL", "")];
    let ran = env.run_with(&["init", "deep/er"], &nobody);
    insta::assert_snapshot!(ran);
    assert!(names(&env).is_empty());
}

#[test]
fn a_repository_keeps_its_readme_and_its_attributes() {
    let env = TestEnv::empty();
    env.git(&["init", "--quiet", "--initial-branch=main"]);
    env.write("README.md", "# Project\n");
    env.write(".gitattributes", "*.png binary\n");
    env.write("src/main.c", "int main;\n");
    env.commit("Begin");
    // A folder inside is not where a workspace is looked for.
    let inside = env.run("-C src init");
    assert_eq!(inside.code, 4, "{inside}");
    assert!(inside.stderr.contains("error[not-the-root]"), "{inside}");
    let ran = env.run("init");
    assert_eq!(ran.code, 0, "{ran}");
    assert_eq!(env.read("README.md"), "# Project\n");
    assert_eq!(
        env.read(".gitattributes"),
        "*.png binary\n/governance/** -text\n/proposals/** -text\n"
    );
    assert_eq!(env.git(&["status", "--porcelain"]), "");
}
