//! `polity list`.

use crate::env::TestEnv;
use crate::session;

#[test]
fn proposals_are_listed_by_number() {
    let env = TestEnv::django();
    insta::assert_snapshot!(session!(env, "list", "list --format json"));
}

#[test]
fn a_workspace_without_proposals_says_so() {
    let env = TestEnv::django();
    std::fs::remove_dir_all(env.dir.join("proposals")).unwrap();
    let ran = env.run("list");
    assert_eq!(ran.stdout, "");
    assert_eq!(
        ran.stderr,
        "There are no proposals.\nhint: `polity propose` drafts one\n"
    );
}
