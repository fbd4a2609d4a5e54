//! `polity show`.

use crate::env::TestEnv;
use crate::session;

#[test]
fn the_organisation_is_seen_at_a_glance() {
    let env = TestEnv::django();
    insta::assert_snapshot!(session!(env, "show", "show --at 2010-01-01"));
}

#[test]
fn a_person_is_shown_with_every_term() {
    let env = TestEnv::django();
    insta::assert_snapshot!(session!(
        env,
        "show tim-graham",
        "show tim-graham --at 2016",
        "show adrian-holovaty",
    ));
}

#[test]
fn bodies_are_shown_with_members_and_powers() {
    let env = TestEnv::django();
    insta::assert_snapshot!(session!(
        env,
        "show core",
        "show technical-board",
        "show fellows",
        "show committers",
        "show bdfls",
        "show dsf-board",
    ));
}

#[test]
fn areas_rules_and_constraints_are_shown() {
    let env = TestEnv::django();
    insta::assert_snapshot!(session!(
        env,
        "show mailing-lists",
        "show core-vote",
        "show areas-controlled",
        "show areas-controlled --at 2010",
    ));
}

#[test]
fn a_name_in_place_of_an_id_finds_it() {
    let env = TestEnv::django();
    insta::assert_snapshot!(session!(
        env,
        "show graham",
        "show techncal-board",
        "show zebra"
    ));
}

#[test]
fn a_revision_shows_what_was_recorded_then() {
    let env = TestEnv::django();
    env.edit(
        "governance/teams/core.yaml",
        "name: Core team",
        "name: Core people",
    );
    let before = env.run("show core --rev HEAD").stdout;
    assert!(before.starts_with("Core team "), "{before}");
    let after = env.run("show core").stdout;
    assert!(after.starts_with("Core people "), "{after}");
    env.commit("Rename");
    let first = env.run("show core --rev HEAD~1").stdout;
    assert_eq!(first, before);
}

#[test]
fn the_day_is_the_records_and_else_today() {
    let env = TestEnv::django();
    env.edit("governance/organisation.yaml", "as_of: 2020-03-11\n", "");
    env.set_clock("2016-05-04T12:00:00Z");
    let shown = env.run("show").stdout;
    assert!(shown.starts_with("Django on 2016-05-04 "), "{shown}");
}

#[test]
fn what_cannot_be_read_is_left_out_and_said() {
    let env = TestEnv::django();
    env.write("governance/teams/ops.yaml", "name: [\n");
    let ran = env.run("show");
    assert_eq!(ran.code, 6);
    assert!(
        ran.stderr
            .contains("1 file of the organisation cannot be read"),
        "{ran}"
    );
    env.write("governance/organisation.yaml", "nme: x\n");
    insta::assert_snapshot!(session!(env, "show"));
}
