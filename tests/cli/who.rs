//! `polity who`.

use crate::env::TestEnv;
use crate::session;

#[test]
fn an_area_says_who_controls_it_and_who_may_do_more() {
    let env = TestEnv::django();
    insta::assert_snapshot!(session!(
        env,
        "who issue-tracker",
        "who issue-tracker --at 2010-01-01",
        "who technical-direction --at 2010-01-01",
    ));
}

#[test]
fn a_power_says_over_what_and_whose_it_is() {
    let env = TestEnv::django();
    insta::assert_snapshot!(session!(env, "who merge", "who control", "who appoint"));
}

#[test]
fn what_is_neither_is_explained() {
    let env = TestEnv::django();
    insta::assert_snapshot!(session!(
        env,
        "who core",
        "who issue-traker",
        "who mrge",
        "who zebra",
    ));
}

#[test]
fn scripts_get_the_same_answer() {
    let env = TestEnv::django();
    let printed = env.run("--format json who releases").stdout;
    let answer: serde_json::Value = serde_json::from_str(&printed).unwrap();
    assert_eq!(answer["polity"], "who/1");
    assert_eq!(answer["rows"][0]["power"], "control");
    assert_eq!(answer["rows"][0]["holders"][0]["team"]["id"], "releasers");
    let people = &answer["rows"][0]["holders"][0]["people"];
    assert_eq!(people.as_array().unwrap().len(), 3);
}
