//! `polity fmt`.

use crate::env::TestEnv;
use crate::session;
use crate::town::{SIMPLE, Town};

const LOOSE: &str = "# the board\nname:   'Council'\nkind: board # elected\nseats: 4\nmembers:\n- person: ann\n# the second\n- {person: ben}\n- {person: cleo}\n- {person: dan}\n";

#[test]
fn files_get_one_style_and_keep_what_they_say() {
    let town = Town::draft(SIMPLE);
    let path = "governance/teams/council.yaml";
    town.write(path, LOOSE);
    let before = town.run("show council").stdout;
    insta::assert_snapshot!(session!(
        town.env,
        "fmt --check",
        "fmt --diff governance/teams",
        "fmt governance/people --check",
        "fmt",
        "fmt",
    ));
    insta::assert_snapshot!("formatted", town.read(path));
    assert_eq!(town.run("show council").stdout, before);
    assert_eq!(town.run("fmt governance/nowhere").code, 2);
    let answer = town.run("fmt --format json");
    assert!(answer.stdout.contains("\"polity\": \"fmt/1\""), "{answer}");
}

#[test]
fn what_is_known_by_its_bytes_stays() {
    let town = Town::proposed(SIMPLE);
    let proposal = "proposals/0001-register-fay/proposal.yaml";
    let loosely = |path: &str| town.edit(path, "title: Register", "title:   Register");
    loosely(proposal);
    town.commit("Loosely written");
    town.ok("open 1");
    town.propose(2, "gil");
    loosely("proposals/0002-register-gil/proposal.yaml");
    town.commit("Loosely written too");
    let head = town.rev("HEAD");
    insta::assert_snapshot!(session!(town.env, "fmt --check", "fmt"));
    let changed = town.git(&["diff", "--name-only"]);
    assert_eq!(changed, "proposals/0002-register-gil/proposal.yaml\n");
    town.commit("One style");
    for person in ["ann", "ben", "cleo"] {
        town.vote(person, "for");
    }
    town.close();
    assert_eq!(town.run("verify 1").code, 0);
    assert_eq!(
        town.run("audit").code,
        0,
        "{} after {head}",
        town.run("audit")
    );
}

#[test]
fn the_own_workspace_can_be_formatted_without_changing_what_it_says() {
    let env = TestEnv::django();
    let said = |env: &TestEnv| env.run("show --format json").stdout;
    let before = said(&env);
    assert_eq!(env.run("fmt").code, 0);
    assert_eq!(said(&env), before);
    assert_eq!(env.run("fmt --check").code, 0);
    let diff = env.run("diff");
    assert!(diff.stdout.contains("nothing differs"), "{diff}");
}

#[test]
fn style_alone_is_a_change_that_a_founded_organisation_must_cover() {
    let town = crate::audit::housed();
    let person = "governance/people/eve.yaml";
    town.edit(person, "name: Eve", "name:   \"Eve\"");
    insta::assert_snapshot!(session!(town.env, "fmt --check", "fmt"));
    // By hand nothing covers it, though it means the same.
    town.commit("Style");
    let ran = town.run("audit");
    assert_eq!(ran.code, 1, "{ran}");
    assert!(ran.stdout.contains("uncovered"), "{ran}");
    // What housekeeping may change, it may write otherwise.
    town.git(&["reset", "--quiet", "--soft", "HEAD^"]);
    town.act("ann");
    town.ok("housekeeping -m Style");
    town.ok("audit");
}
