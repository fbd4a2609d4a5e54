//! `polity propose`.

use crate::env::{Ran, TestEnv};
use crate::session;

/// Proposes under a rule and an author, with the words given.
fn propose(env: &TestEnv, args: &[&str]) -> Ran {
    let all = [
        &["propose"],
        args,
        &["--author", "james-bennett", "--rule", "core-vote"],
    ];
    env.run_args(&all.concat())
}

#[test]
fn verbs_become_changes_in_their_order() {
    let env = TestEnv::django();
    let ran = propose(
        &env,
        &[
            "A team for the docs",
            "--form",
            "docs=Docs: the team:committee",
            "--open-area",
            "docs-site=Docs site:docs",
            "--register",
            "ada=Ada Lovelace",
            "--appoint",
            "ada=docs",
            "--appoint",
            "tim-graham=docs",
            "--grant",
            "docs=website:triage,merge",
            "--set",
            "technical-board.seats=6",
        ],
    );
    let folder = "proposals/0013-a-team-for-the-docs";
    let yaml = env.read(&format!("{folder}/proposal.yaml"));
    let readme = env.read(&format!("{folder}/README.md"));
    insta::assert_snapshot!(format!("{ran}\n{yaml}\n{readme}"));
    assert_eq!(env.git(&["status", "--porcelain"]), "");
    assert_eq!(env.run("check 13").code, 0);
}

#[test]
fn transfers_belong_to_the_team_that_is_dissolved() {
    let env = TestEnv::django();
    env.write("governance/areas/docs.yaml", "name: Docs\n");
    env.write(
        "governance/teams/writers.yaml",
        "name: Writers\nkind: team\nauthority: [{area: docs}]\nmembers: []\n",
    );
    env.commit("Writers");
    let ran = propose(
        &env,
        &[
            "Writers end",
            "--transfer",
            "docs=ops",
            "--dissolve",
            "writers",
            "--transfer",
            "irc=technical-board",
        ],
    );
    assert_eq!(ran.code, 0, "{ran}");
    let yaml = env.read("proposals/0013-writers-end/proposal.yaml");
    insta::assert_snapshot!(format!("{ran}\n{yaml}"));
}

#[test]
fn everything_that_stands_in_the_way_is_said_at_once() {
    let env = TestEnv::django();
    insta::assert_snapshot!(session!(
        env,
        "propose Irc --transfer irc=ops --author james-bennett",
        "propose Irc --transfer irc=ops --rule core-vote",
        "propose Irc --transfer irc=ops --rule core-vote --author james-benett",
        "propose Irc --transfer irc=opps --appoint tim-gram=ops --grant ops=irc:mrge \
         --rule core-vote --author james-bennett",
        "propose Core --dissolve core --transfer website=ops --rule core-vote \
         --author james-bennett",
        "propose Irc --transfer irc",
        "propose Irc --set technical-board.seets=6",
        "propose Irc",
        "propose --transfer irc=ops",
        "propose Irc --question --transfer irc=ops",
        "propose --file absent.yaml",
    ));
    // Nothing was written.
    assert_eq!(env.git(&["status", "--porcelain"]), "");
    assert_eq!(env.git(&["log", "--format=%s"]), "Begin\n");
}

#[test]
fn a_file_may_say_all_of_it() {
    let env = TestEnv::django();
    env.write(
        "draft/changes.yaml",
        "title: Where to meet
authors: [james-bennett]
rule: core-vote
options:
  - id: berlin
    title: In Berlin
    changes:
      - open_area: {area: berlin, name: Berlin, controller: ops}
      - adopt_constraint: {constraint: few, file: files/few.yaml}
  - {id: online, title: Online}
",
    );
    env.write(
        "draft/files/few.yaml",
        "title: Few in ops\nlevel: should\nrequire: size\nteams: [ops]\nat_most: 9\n",
    );
    env.write("draft/files/other.yaml", "not named\n");
    let ran = env.run("propose --file draft/changes.yaml --no-commit");
    insta::assert_snapshot!(ran);
    let folder = env.dir.join("proposals/0013-where-to-meet");
    assert!(folder.join("files/few.yaml").is_file());
    assert!(!folder.join("files/other.yaml").exists());
    // A draft that is not committed keeps its number.
    let ran = propose(&env, &["Another", "--question"]);
    assert!(ran.stdout.starts_with("0014"), "{ran}");
}

#[test]
fn a_file_with_mistakes_is_reported_at_its_places() {
    let env = TestEnv::django();
    env.write(
        "changes.yaml",
        "title: X\nchanges:\n  - dissolv: {team: core}\n  - transfer: {area: irc}\n",
    );
    let ran = env.run("propose --file changes.yaml");
    insta::assert_snapshot!(ran);
}

#[test]
fn a_proposal_may_follow_another() {
    let env = TestEnv::django();
    insta::assert_snapshot!(session!(
        env,
        "propose Mergers --appoint tim-graham=mergers --author james-bennett",
        "propose Mergers --appoint tim-graham=mergers --author james-bennett --follows 10 \
         --rule board-vote",
        "list",
        "propose Again --transfer irc=ops --resubmits 10 --author james-bennett --rule core-vote \
         --format json",
    ));
}
