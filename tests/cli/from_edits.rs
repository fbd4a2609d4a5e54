//! Proposals drafted from what somebody did: edits, a branch, a patch.

use crate::env::TestEnv;
use crate::session;
use crate::town::{SIMPLE, Town};

/// A town with two areas, both the council's, and an ops team.
fn town() -> Town {
    let rule = SIMPLE.replace("people,", "people, seats of ops,");
    let town = Town::draft(&rule);
    town.write("governance/areas/website.yaml", "name: Website\n");
    town.write("governance/areas/chat.yaml", "name: Chat\n");
    town.edit(
        "governance/teams/council.yaml",
        "members:",
        "authority: [{area: website}, {area: chat}] # all of it\nmembers:",
    );
    town.write(
        "governance/teams/ops.yaml",
        "name: Ops\nkind: team\nmembers:\n  - {person: eve}\n",
    );
    town.act("ann");
    town.commit("Areas");
    town.ok("key add ann");
    town
}

/// Gives the chat to ops, which dan joins, and writes a new constraint.
fn edit(town: &TestEnv) {
    town.edit("governance/teams/council.yaml", ", {area: chat}", "");
    town.write(
        "governance/teams/ops.yaml",
        "name: Ops\nkind: team\nauthority: [{area: chat}]\nmembers:\n  - {person: eve}\n  \
         - {person: dan}\n",
    );
    town.write(
        "governance/constraints/apart.yaml",
        "# Since the outage.\ntitle: Ops and council are apart\nlevel: should\nrequire: disjoint\n\
         teams: [council, ops]\n",
    );
}

#[test]
fn edits_become_a_proposal_and_the_files_are_put_back() {
    let town = town();
    edit(&town);
    town.write("notes.txt", "mine\n");
    town.git(&["add", "governance/teams/ops.yaml"]);
    let tip = town.rev("main");
    insta::assert_snapshot!(session!(
        town,
        "propose --from-edits --dry-run",
        "propose --from-edits --author ann",
        "check 1",
        "propose --from-edits --author ann",
    ));
    // Only the proposal was committed; the rest is as it was.
    assert_eq!(town.git(&["status", "--porcelain"]), "?? notes.txt\n");
    assert_eq!(town.git(&["diff", &tip, "--", "governance"]), "");
    let folder = "proposals/0001-transfer-chat-to-ops-and-2-more-changes";
    insta::assert_snapshot!(town.read(&format!("{folder}/proposal.yaml")));
    // What is adopted is what was written, comments too.
    let file = town.read(&format!("{folder}/files/apart.yaml"));
    assert!(file.starts_with("# Since the outage.\n"), "{file}");
    // And the copy has every edited byte.
    let kept = town.git(&["rev-parse", "--git-path", "polity/edits"]);
    let kept = town.dir.join(kept.trim());
    let copy = std::fs::read_dir(&kept).unwrap().next().unwrap().unwrap();
    let ops = std::fs::read_to_string(copy.path().join("governance/teams/ops.yaml")).unwrap();
    assert!(ops.contains("person: dan"), "{ops}");
}

#[test]
fn what_no_change_can_say_is_not_lost_in_silence() {
    let town = town();
    edit(&town);
    town.edit(
        "governance/people/ben.yaml",
        "name: Ben\n",
        "# our Ben\nname: Ben\n",
    );
    std::fs::remove_file(town.dir.join("governance/people/cleo.yaml")).unwrap();
    insta::assert_snapshot!(session!(town, "propose --from-edits --author ann"));
    // Nothing was done.
    assert_eq!(town.git(&["status", "--porcelain"]).lines().count(), 5);
}

#[test]
fn with_leave_the_rest_is_proposed() {
    let town = town();
    edit(&town);
    town.edit(
        "governance/people/ben.yaml",
        "name: Ben\n",
        "# our Ben\nname: Ben\n",
    );
    insta::assert_snapshot!(session!(
        town,
        "propose Chat --from-edits --leave --author ann"
    ));
    assert_eq!(town.git(&["status", "--porcelain"]), "");
}

#[test]
fn the_answer_for_programs_has_everything() {
    let town = town();
    edit(&town);
    insta::assert_snapshot!(session!(
        town,
        "propose --from-edits --dry-run --format json",
    ));
}

#[test]
fn edits_of_another_line_or_in_two_forms_are_refused() {
    let town = town();
    town.git(&["switch", "--quiet", "--create", "topic"]);
    edit(&town);
    town.commit("Edit");
    town.edit("governance/teams/ops.yaml", "name: Ops", "name: Operations");
    let other = town.run("propose --from-edits --author ann");
    town.git(&["restore", "."]);
    town.git(&["switch", "--quiet", "main"]);
    town.edit("governance/teams/ops.yaml", "name: Ops", "name: Operations");
    town.git(&["add", "--all"]);
    town.edit(
        "governance/teams/ops.yaml",
        "name: Operations",
        "name: Operators",
    );
    let forms = town.run("propose --from-edits --author ann");
    insta::assert_snapshot!(format!("{other}\n{forms}"));
    assert_eq!(town.git(&["ls-tree", "main", "proposals"]), "");
}

#[test]
fn what_the_line_did_meanwhile_is_not_undone() {
    let town = town();
    town.git(&["switch", "--quiet", "--create", "topic"]);
    edit(&town);
    town.commit("Edit");
    town.git(&[
        "format-patch",
        "--quiet",
        "-1",
        "--output",
        "../topic.patch",
    ]);
    town.git(&["update-ref", "refs/pull/7/head", "topic"]);
    town.git(&["switch", "--quiet", "main"]);
    town.edit("governance/teams/ops.yaml", "name: Ops", "name: Operations");
    town.write("governance/areas/blog.yaml", "name: Blog\n");
    town.commit("Meanwhile");
    insta::assert_snapshot!(session!(
        town,
        "propose --from-branch topic --dry-run",
        "propose --from-branch pull/7 --author ann",
        "propose --from-branch pull/8 --author ann",
        "propose --from-branch main --author ann",
    ));
    assert_eq!(town.git(&["status", "--porcelain"]), "");
}

#[test]
fn both_sides_of_a_clash_are_said() {
    let town = town();
    town.git(&["switch", "--quiet", "--create", "topic"]);
    town.edit("governance/teams/ops.yaml", "name: Ops", "name: Operators");
    town.commit("Edit");
    town.git(&["switch", "--quiet", "main"]);
    town.edit("governance/teams/ops.yaml", "name: Ops", "name: Operations");
    town.commit("Meanwhile");
    insta::assert_snapshot!(session!(town, "propose --from-branch topic --author ann"));
}

#[test]
fn a_patch_is_taken_as_it_is_mailed() {
    let town = town();
    town.git(&["switch", "--quiet", "--create", "topic"]);
    edit(&town);
    town.commit("Give the chat to ops");
    town.git(&["format-patch", "--quiet", "-1", "--output", "topic.patch"]);
    town.git(&["switch", "--quiet", "main"]);
    insta::assert_snapshot!(session!(
        town,
        "propose --from-patch topic.patch --dry-run",
        "propose Chat --from-patch topic.patch --author ann",
    ));
    let evil = "diff --git a/README.md b/README.md\nnew file mode 100644\n--- /dev/null\n\
                +++ b/README.md\n@@ -0,0 +1 @@\n+x\n";
    town.write("evil.patch", evil);
    town.write("nothing.patch", "hello\n");
    let bad = town
        .read("topic.patch")
        .replace("-authority: [{area: website}", "-authority: [{area: site}");
    town.write("bad.patch", &bad);
    insta::assert_snapshot!(session!(
        town,
        "propose --from-patch evil.patch",
        "propose --from-patch nothing.patch",
        "propose --from-patch bad.patch",
        "propose --from-patch absent.patch",
    ));
}

/// A patch of the last commit, and main as it was before.
fn mailed(town: &Town) {
    town.commit("Give the chat to ops");
    town.git(&[
        "format-patch",
        "--quiet",
        "-1",
        "--output",
        "../topic.patch",
    ]);
    town.git(&["switch", "--quiet", "main"]);
}

#[test]
fn a_patch_from_before_is_read_against_what_it_was_made_from() {
    let town = town();
    town.git(&["switch", "--quiet", "--create", "topic"]);
    edit(&town);
    mailed(&town);
    // The same line as the patch, and one beside it.
    town.edit("governance/teams/ops.yaml", "name: Ops", "name: Operations");
    town.edit(
        "governance/teams/ops.yaml",
        "  - {person: eve}\n",
        "  - {person: ann}\n  - {person: eve}\n",
    );
    town.commit("Meanwhile");
    let applied = town.try_git(&["apply", "--check", "../topic.patch"]);
    assert_ne!(applied.code, 0, "git alone takes it");
    // As a mailer or a page gives it, without git's own ids.
    let patch = std::fs::read_to_string(town.dir.join("../topic.patch")).unwrap();
    let plain: String = patch
        .lines()
        .filter(|line| !line.starts_with("index "))
        .map(|line| format!("{line}\r\n"))
        .collect();
    std::fs::write(town.dir.join("../plain.patch"), plain).unwrap();
    insta::assert_snapshot!(session!(
        town,
        "propose --from-patch ../topic.patch --dry-run",
        "propose --from-patch ../plain.patch --author ann --format json",
    ));
    assert_eq!(town.git(&["status", "--porcelain"]), "");
    let folder = "proposals/0001-transfer-chat-to-operations-and-2-more-c";
    let text = town.read(&format!("{folder}/proposal.yaml"));
    assert!(!text.contains("ann}") && !text.contains("rename"), "{text}");
}

#[test]
fn a_patch_that_clashes_or_says_nothing_new_or_fits_nowhere_is_refused() {
    let town = town();
    town.git(&["switch", "--quiet", "--create", "topic"]);
    edit(&town);
    mailed(&town);
    town.git(&["switch", "--quiet", "--create", "clash"]);
    town.edit("governance/teams/ops.yaml", "name: Ops", "name: Operators");
    town.commit("Clash");
    town.git(&[
        "format-patch",
        "--quiet",
        "-1",
        "--output",
        "../clash.patch",
    ]);
    town.git(&["switch", "--quiet", "main"]);
    // Somebody took the patch over in other words.
    edit(&town);
    town.edit("governance/teams/ops.yaml", "name: Ops", "name: \"Ops\"");
    town.commit("The same");
    let same = session!(town, "propose --from-patch ../topic.patch --author ann");
    town.edit(
        "governance/teams/ops.yaml",
        "name: \"Ops\"",
        "name: Operations",
    );
    town.commit("Other");
    let clash = session!(
        town,
        "propose --from-patch ../clash.patch --author ann",
        "propose --from-patch ../clash.patch --author ann --leave",
    );
    let patch = std::fs::read_to_string(town.dir.join("../topic.patch")).unwrap();
    let lost = patch.replace(" kind: team\n", " kind: committee\n");
    assert_ne!(lost, patch);
    std::fs::write(town.dir.join("../lost.patch"), lost).unwrap();
    let lost = session!(town, "propose --from-patch ../lost.patch --author ann");
    insta::assert_snapshot!(format!("{same}{clash}{lost}"));
    assert_eq!(town.git(&["ls-tree", "main", "proposals"]), "");
}

#[test]
fn a_series_of_patches_is_read_against_one_commit() {
    let town = town();
    town.git(&["switch", "--quiet", "--create", "topic"]);
    town.edit("governance/teams/ops.yaml", "name: Ops", "name: Operators");
    town.commit("One");
    town.edit(
        "governance/teams/ops.yaml",
        "name: Operators",
        "name: Operations",
    );
    town.edit("governance/areas/chat.yaml", "name: Chat", "name: Talk");
    town.commit("Two");
    let series = town.git(&["format-patch", "--stdout", "main"]);
    std::fs::write(town.dir.join("../series.mbox"), series).unwrap();
    town.git(&["switch", "--quiet", "main"]);
    town.edit("governance/teams/ops.yaml", "kind: team", "kind: committee");
    town.edit(
        "governance/areas/chat.yaml",
        "name: Chat\n",
        "name: Chat\npurpose: Talk.\n",
    );
    town.commit("Meanwhile");
    insta::assert_snapshot!(session!(
        town,
        "propose --from-patch ../series.mbox --dry-run"
    ));
}

/// Cut off at any step, the edits are in the files, or the proposal is
/// committed and the copy has them.
#[test]
fn a_kill_in_between_loses_nothing() {
    let town = town();
    edit(&town);
    let (mut before, mut after) = (0, 0);
    for step in (1..400).step_by(6) {
        let copy = Town {
            env: town.env.twin(),
        };
        let ran = copy.run_with(
            &["propose", "--from-edits", "--author", "ann"],
            &[("POLITY_TEST_ABORT_AT", &step.to_string())],
        );
        if ran.code == 0 {
            break;
        }
        assert_eq!(ran.code, -1, "{ran}");
        copy.run("propose --from-edits --dry-run");
        let edited = copy
            .read("governance/teams/ops.yaml")
            .contains("person: dan");
        let committed = copy
            .git(&["log", "-1", "--format=%s"])
            .starts_with("Propose");
        let kept = copy.dir.join(".git/polity/edits");
        let kept = std::fs::read_dir(kept)
            .into_iter()
            .flatten()
            .flatten()
            .any(|it| it.path().join("governance/teams/ops.yaml").is_file());
        assert!(edited || (committed && kept), "step {step}: {ran}");
        match edited {
            true => before += 1,
            false => after += 1,
        }
        assert!(
            !copy.git(&["status", "--porcelain"]).contains(".polity-"),
            "step {step}"
        );
        copy.git(&["fsck", "--strict", "--no-dangling"]);
    }
    assert!(before > 0 && after > 0, "{before} {after}");
}
