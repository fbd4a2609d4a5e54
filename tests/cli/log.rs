//! `polity log`.

use crate::moving::{moved_on, tame};
use crate::session;

#[test]
fn history_is_told_in_the_words_of_the_organisation() {
    let town = moved_on();
    insta::assert_snapshot!(tame(&town, &session!(town, "log")));
    insta::assert_snapshot!(
        "of_one_id",
        tame(
            &town,
            &session!(
                town,
                "log website",
                "log assistants",
                "log helpers",
                "log ben",
                "log --terms --since 2019-03",
                "log --since 2030",
                "log nobody"
            )
        )
    );
    let json = tame(&town, &session!(town, "log website --format json"));
    insta::assert_snapshot!("as_json", json);
}

#[test]
fn what_no_decision_did_is_told_with_its_commit() {
    let town = moved_on();
    town.edit(
        "governance/teams/ops.yaml",
        "name: Ops team",
        "name: Operators",
    );
    town.commit("Call them something else");
    town.edit("governance/teams/ops.yaml", "name:", "# The best.\nname:");
    town.commit("Say so");
    town.write("governance/teams/council.yaml", "name: [\n");
    town.commit("Break it");
    town.git(&["revert", "--no-edit", "HEAD"]);
    let told = session!(town, "log --since 2020-01-02");
    let first: Vec<&str> = told.lines().take(12).collect();
    insta::assert_snapshot!(tame(&town, &first.join("\n")));
}
