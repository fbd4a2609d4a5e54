//! `polity propose edit`, and the verbs that came with it.

use crate::session;
use crate::town::{SIMPLE, Town};

fn town() -> Town {
    town_of(SIMPLE)
}

fn town_of(rule: &str) -> Town {
    let town = Town::draft(rule);
    town.write("governance/areas/website.yaml", "name: Website\n");
    town.write("governance/areas/chat.yaml", "name: Chat\n");
    town.edit(
        "governance/teams/council.yaml",
        "members:",
        "authority: [{area: website}, {area: chat}]\nmembers:",
    );
    town.write(
        "governance/teams/ops.yaml",
        "name: Ops\nkind: team\nmembers: [{person: eve}]\n",
    );
    town.write(
        "proposals/0001-chat/proposal.yaml",
        "# To be discussed in May.\ntitle: Chat\nauthors: [ann]\ncreated: 2020-01-01\nrule: vote\n\
         changes:\n  # Ops has the time.\n  - transfer: {area: chat, to: ops}\n  \
         - register: {person: fay, name: Fay} # new\n  - appoint: {person: fay, team: ops}\n",
    );
    town.write("proposals/0001-chat/README.md", "# Why\n\nBecause.\n");
    town.act("ann");
    town.commit("Begin");
    town
}

#[test]
fn changes_are_added_moved_and_taken_out() {
    let town = town();
    insta::assert_snapshot!(session!(
        town,
        "propose edit 1 --transfer website=ops",
        "propose edit 1 --move 4 1",
        "propose edit 1 --remove 2 --before 3 --end-term dan=council",
    ));
    insta::assert_snapshot!(town.read("proposals/0001-chat/proposal.yaml"));
    assert_eq!(town.git(&["status", "--porcelain"]), "");
}

#[test]
fn what_makes_no_sense_is_refused_and_nothing_is_written() {
    let town = town();
    let tip = town.rev("main");
    insta::assert_snapshot!(session!(
        town,
        "propose edit 1",
        "propose edit 1 --remove 4",
        "propose edit 1 --remove 2",
        "propose edit 1 --remove 1 --move 2 1",
        "propose edit 1 --remove 1 --remove 2 --remove 3",
        "propose edit 2 --remove 1",
    ));
    assert_eq!(town.rev("main"), tip);
}

#[test]
fn a_proposal_that_is_voted_on_is_left_alone() {
    let town = Town::voting(SIMPLE);
    insta::assert_snapshot!(session!(town, "propose edit 1 --end-term dan=council"));
}

#[test]
fn a_team_can_be_split_by_a_verb() {
    let town = town();
    town.edit(
        "governance/teams/ops.yaml",
        "members: [{person: eve}]",
        "members: [{person: eve}, {person: dan}]\nauthority: []",
    );
    town.commit("Dan");
    let ran = town.run_args(&[
        "propose",
        "Two teams",
        "--split",
        "ops=web:Web:eve,talk:Talk team:dan",
        "--author",
        "ann",
    ]);
    insta::assert_snapshot!(format!(
        "{ran}\n{}",
        town.read("proposals/0002-two-teams/proposal.yaml")
    ));
}

#[test]
fn check_says_what_a_draft_would_do() {
    let town = town();
    town.write(
        "governance/constraints/apart.yaml",
        "title: Apart\nlevel: should\nrequire: disjoint\nteams: [council, ops]\n",
    );
    town.commit("Apart");
    insta::assert_snapshot!(session!(
        town,
        "check 1",
        "propose edit 1 --appoint dan=ops --end-term ben=council --revoke council=website:control",
        "check 1 --format json",
    ));
}

/// Beside what is committed: a draft that was never committed is worked on as
/// it lies there.
#[test]
fn a_draft_is_revised_in_the_working_tree_alone() {
    let town = town_of(&SIMPLE.replace("people,", "people, seats of ops, seats of council,"));
    town.write(
        "governance/constraints/apart.yaml",
        "title: Apart\nlevel: should\nrequire: disjoint\nteams: [council, ops]\n",
    );
    town.write(
        "governance/constraints/cared-for.yaml",
        "title: Cared for\nlevel: must\nrequire: every-area-controlled\n",
    );
    town.commit("Laws");
    let tip = town.rev("main");
    town.write(
        "few.yaml",
        "changes:\n  - adopt_constraint: {constraint: few, file: files/few.yaml}\n",
    );
    town.write(
        "files/few.yaml",
        "# Since May.\ntitle: Few\nlevel: should\nrequire: size\nteams: [ops]\nat_most: 1\n",
    );
    insta::assert_snapshot!(session!(
        town,
        "propose Ops --appoint dan=ops --author ann --no-commit",
        "propose edit 2 --end-term ben=council --no-commit",
        "propose edit 2 --add few.yaml --before 1 --no-commit",
        "check 2",
        "propose edit 2 --move 3 1 --no-commit",
        "propose edit 2 --revoke council=website:control --no-commit",
        "check 2",
        "propose edit 2 --remove 2 --remove 4 --no-commit",
        "check 2",
        "propose edit 2 --remove 1",
        "propose edit 2 --remove 1 --no-commit --push",
    ));
    insta::assert_snapshot!(town.read("proposals/0002-ops/proposal.yaml"));
    // What no change names any more went, and nothing was committed.
    assert!(!town.dir.join("proposals/0002-ops/files/few.yaml").exists());
    assert_eq!(town.rev("main"), tip);
    // What is edited by hand and not committed is kept, and never committed
    // unasked.
    town.edit("proposals/0001-chat/proposal.yaml", "in May", "in June");
    let both = session!(
        town,
        "propose edit 1 --remove 1",
        "propose edit 1 --remove 1 --no-commit",
    );
    insta::assert_snapshot!(both);
    let text = town.read("proposals/0001-chat/proposal.yaml");
    assert!(text.starts_with("# To be discussed in June.\n"), "{text}");
    assert!(!text.contains("transfer"), "{text}");
}

#[test]
fn what_is_revised_is_pushed_where_that_is_asked() {
    let town = town();
    let hub = crate::hub::Hub::of(&town);
    let other = hub.clone_for(&town, "ben");
    other.write("governance/areas/blog.yaml", "name: Blog\n");
    other.commit("Blog");
    other.git(&["push", "--quiet", "origin", "main"]);
    let ran = town.ok("propose edit 1 --open-area wiki=Wiki:ops --remove 1 --push");
    assert!(ran.stdout.contains("pushed to"), "{ran}");
    assert_eq!(town.rev("main"), town.rev("origin/main"));
    // What stands in the way is told with its place, pushed or not.
    let ran = town.run("propose edit 1 --move 1 2 --push");
    insta::assert_snapshot!(ran);
    assert_eq!(town.rev("main"), town.rev("origin/main"));
}
