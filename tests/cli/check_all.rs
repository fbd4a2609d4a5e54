//! `polity check` on proposals, and on what they would do.

use crate::env::TestEnv;
use crate::session;

#[test]
fn the_repositorys_own_workspace_has_no_errors() {
    let env = TestEnv::django();
    insta::assert_snapshot!(session!(env, "check", "check --notes"));
}

#[test]
fn a_proposal_is_checked_with_what_it_would_do() {
    let env = TestEnv::django();
    insta::assert_snapshot!(session!(env, "check 10", "check 12", "check 11"));
}

#[test]
fn a_draft_that_no_longer_applies_is_an_error_at_its_place() {
    let env = TestEnv::django();
    env.edit(
        "proposals/0010-new-governance/proposal.yaml",
        "website:",
        "web-site:",
    );
    insta::assert_snapshot!(session!(env, "check 10", "check"));
}

#[test]
fn what_a_proposal_would_break_is_an_error_of_its_own() {
    let env = TestEnv::django();
    let folder = "proposals/0013-wild";
    env.write(
        &format!("{folder}/proposal.yaml"),
        "title: An area that nobody controls
authors: [james-bennett]
created: 2020-03-11
rule: core-vote
changes:
  - open_area: {area: wild, name: Wild}
",
    );
    env.write(&format!("{folder}/README.md"), "# Wild\n");
    let ran = env.run("check 13");
    insta::assert_snapshot!(ran);
    assert_eq!(ran.code, 1);
    // As long as it is a draft, the organisation itself is sound.
    assert_eq!(env.run("check").code, 0);
}

#[test]
fn a_plain_folder_is_checked_and_listed_too() {
    let env = TestEnv::django();
    std::fs::remove_dir_all(env.dir.join(".git")).unwrap();
    assert_eq!(env.run("check").code, 0);
    let ran = env.run("list");
    assert!(ran.stdout.contains("stage core is next"), "{ran}");
}
