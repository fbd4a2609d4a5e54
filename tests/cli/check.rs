//! `polity check`.

use crate::env::TestEnv;
use crate::session;

#[test]
fn only_errors_make_it_fail() {
    let env = TestEnv::django();
    insta::assert_snapshot!(session!(env, "check"));
}

#[test]
fn a_sound_workspace_has_no_problems() {
    let env = TestEnv::empty();
    env.write("governance/organisation.yaml", "name: Two\n");
    env.write("governance/people/ann.yaml", "name: Ann\n");
    env.write(
        "governance/teams/assembly.yaml",
        "name: Assembly\nkind: team\nmembers:\n  - {person: ann}\n",
    );
    env.write(
        "governance/rules/vote.yaml",
        "title: Voting
decides: [constitution, structure, seats of assembly]
stages:
  - id: vote
    electorate: assembly
    ballot: for-against
    period: 7 days
    outcomes:
      accept: for > against
      reject: otherwise
    then: {accept: accept, reject: reject}
",
    );
    let ran = env.run("check");
    assert_eq!(ran.code, 0, "{ran}");
    assert_eq!(ran.stdout, "no problems in 4 files\n");
}

#[test]
fn every_problem_is_reported_at_its_place() {
    let env = TestEnv::django();
    env.edit("governance/teams/ops.yaml", "kind: team", "knd: team");
    env.edit(
        "governance/teams/core.yaml",
        "basis: founder",
        "basis: fonder",
    );
    env.write("governance/people/No-Id.yaml", "name: X\n");
    env.write("governance/areas/two.yaml", "name: Two\nname: Three\n");
    insta::assert_snapshot!(session!(env, "check"));
    // The commit is as it was.
    assert_eq!(env.run("check --rev main").code, 0);
}

#[test]
fn of_many_problems_the_first_hundred_are_shown() {
    let env = TestEnv::django();
    for n in 0..120 {
        env.write(&format!("governance/people/p{n}.yaml"), "nme: X\n");
    }
    let ran = env.run("check");
    assert_eq!(ran.code, 1);
    assert_eq!(ran.stdout.matches("error[").count(), 100);
    assert!(
        ran.stdout
            .contains("more, which `polity check --format json` lists")
    );
    let json = env.run("check --format json");
    assert_eq!(json.code, 1);
    let answer: serde_json::Value = serde_json::from_str(&json.stdout).unwrap();
    let all = answer["findings"].as_array().unwrap();
    let errors = all.iter().filter(|it| it["severity"] == "error").count();
    assert_eq!(answer["errors"], errors);
    assert!(errors >= 120);
    assert_eq!(all[0]["place"]["line"], 1);
}
