//! Merges on the shared line whose files git's merge driver joined by meaning:
//! what polity makes of both sides is covered, and nothing else.

use crate::audit::housed;
use crate::hub::Hub;
use crate::town::Town;

const GUESTS: &str = "governance/teams/guests.yaml";
const WITH_BOTH: &str = "members:\n  - {person: eve}\n  - {person: cleo}\n  - {person: dan}\n";

/// A guest more, by the housekeeping of somebody.
fn invite(town: &Town, by: &str, who: &str) {
    town.act(by);
    let eve = "  - {person: eve}\n";
    town.edit(GUESTS, eve, &format!("{eve}  - {{person: {who}}}\n"));
    town.ok("housekeeping -m Guests");
}

/// A branch `side` on which ann invites dan, and the line on which ben invites
/// cleo, in the same place of the same file.
fn sides() -> Town {
    let town = housed();
    assert_eq!(town.run("git-setup --own").code, 0);
    let base = town.rev("main");
    invite(&town, "ann", "dan");
    town.git(&["branch", "--quiet", "side", "main"]);
    town.git(&["reset", "--quiet", "--hard", &base]);
    invite(&town, "ben", "cleo");
    town
}

/// The same, on a guarded server too, with the merge under way and nothing
/// committed.
fn merging() -> (Town, Hub) {
    let town = sides();
    let hub = Hub::guarded(&town);
    town.git(&["merge", "--quiet", "--no-commit", "--no-ff", "side"]);
    (town, hub)
}

fn commit(town: &Town) {
    town.git(&["add", "--all"]);
    town.git(&["commit", "--quiet", "--message", "Merge"]);
}

/// What the audit says of the last change.
fn last(town: &Town) -> (String, String) {
    let (_, answer) = town.json("audit");
    let changes = answer["changes"].as_array().expect("a list");
    let change = changes.last().expect("a change");
    let cover = change["cover"].as_str().expect("a word");
    (cover.to_owned(), change["why"].to_string())
}

fn uncovered(town: &Town, what: &str, why: &str) {
    let found = last(town);
    assert_eq!(found.0, "uncovered", "{what}");
    assert!(found.1.contains(why), "{what}: {found:?}");
}

#[test]
fn what_the_driver_makes_of_two_covered_sides_is_covered() {
    let town = sides();
    let _hub = Hub::guarded(&town);
    town.git(&["merge", "--quiet", "--no-edit", "side"]);
    assert!(
        town.read(GUESTS).ends_with(WITH_BOTH),
        "{}",
        town.read(GUESTS)
    );
    assert_eq!(last(&town).0, "merge");
    town.ok("audit");
    town.taken("a merge by meaning");
    // Later changes rest on it as on any other.
    invite(&town, "cleo", "ben");
    assert_eq!(last(&town).0, "housekeeping");
}

#[test]
fn a_merge_that_says_anything_else_is_not() {
    const AS_NONE: &str = "guests.yaml is as none of the merged sides has it";
    let both = "  - {person: cleo}\n  - {person: dan}\n";
    for (what, with) in [
        ("a guest more", format!("{both}  - {{person: ben}}\n")),
        (
            "a guest fewer than both have",
            "  - {person: ann}\n".to_owned(),
        ),
        (
            "another order",
            "  - {person: dan}\n  - {person: cleo}\n".to_owned(),
        ),
        ("a comment more", format!("{both}# nobody else\n")),
        ("nothing but a blank", format!("{both}\n")),
    ] {
        let (town, _hub) = merging();
        town.edit(GUESTS, both, &with);
        commit(&town);
        uncovered(&town, what, AS_NONE);
        town.refused(what, "uncovered");
    }
    // Another file, of which neither side knows.
    let (town, _hub) = merging();
    town.edit("governance/teams/council.yaml", "seats: 4", "seats: 5");
    commit(&town);
    uncovered(&town, "another file", "council.yaml is as none");
}

#[test]
fn a_side_that_nothing_covers_is_not_covered_by_merging_it() {
    let town = sides();
    town.git(&["checkout", "--quiet", "side"]);
    town.edit(
        GUESTS,
        "  - {person: dan}\n",
        "  - {person: dan}\n  - {person: ben}\n",
    );
    town.commit("Quietly");
    town.git(&["checkout", "--quiet", "main"]);
    town.git(&["merge", "--quiet", "--no-edit", "side"]);
    uncovered(
        &town,
        "a side without cover",
        "beside the line: nothing covers it there",
    );
}

#[test]
fn with_two_beginnings_nothing_is_merged_again() {
    let town = sides();
    let line = town.rev("main");
    // Each side merges the other, so that both are what they have in common.
    town.git(&["checkout", "--quiet", "side"]);
    town.git(&["merge", "--quiet", "--no-edit", &line]);
    town.git(&["checkout", "--quiet", "main"]);
    town.git(&["merge", "--quiet", "--no-edit", "side^"]);
    assert_eq!(last(&town).0, "merge");
    // Both go on, in one place again.
    let line = town.rev("main");
    town.git(&["reset", "--quiet", "--hard", "side"]);
    invite(&town, "dan", "ben");
    town.git(&["branch", "--quiet", "--force", "side", "main"]);
    town.git(&["reset", "--quiet", "--hard", &line]);
    invite(&town, "cleo", "ann");
    assert_eq!(
        town.git(&["merge-base", "--all", "main", "side"])
            .lines()
            .count(),
        2
    );
    town.git(&["merge", "--quiet", "--no-edit", "side"]);
    uncovered(
        &town,
        "a criss-cross",
        "guests.yaml is as none of the merged sides has it",
    );
}
