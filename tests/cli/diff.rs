//! `polity diff`.

use std::collections::BTreeMap;

use polity::format::digest_files;
use polity::format::wire::record::write_enactment;
use polity::vote::Enactment;

use crate::env::TestEnv;
use crate::moving;
use crate::session;

/// The tests' own proposal, with what it changes.
fn propose(env: &TestEnv, folder: &str, rest: &str) {
    let path = format!("proposals/{folder}/proposal.yaml");
    let head = "title: A try\nauthors: [tim-graham]\ncreated: 2020-01-01\nrule: core-vote\n";
    env.write(&path, &format!("{head}{rest}"));
}

#[test]
fn dep_10_dissolves_core_and_says_what_follows() {
    let env = TestEnv::django();
    insta::assert_snapshot!(session!(env, "diff 10", "diff 10 --stat"));
    insta::assert_snapshot!("dep_10_people", session!(env, "diff 10 --people"));
    insta::assert_snapshot!("dep_10_source", session!(env, "diff 10 --source"));
    insta::assert_snapshot!("dep_10_markdown", session!(env, "diff 10 --markdown"));
    insta::assert_snapshot!("dep_10_mermaid", session!(env, "diff 10 --mermaid"));
    insta::assert_snapshot!("dep_10_json", session!(env, "diff 10 --format json"));
}

#[test]
fn dep_12_renames_the_board() {
    let env = TestEnv::django();
    insta::assert_snapshot!(session!(env, "diff 12", "diff 12 --stat", "diff 10 12"));
    insta::assert_snapshot!("dep_12_source", session!(env, "diff 12 --source"));
    insta::assert_snapshot!("dep_12_markdown", session!(env, "diff 12 --markdown"));
    insta::assert_snapshot!("dep_12_mermaid", session!(env, "diff 12 --mermaid"));
    insta::assert_snapshot!("dep_12_json", session!(env, "diff 12 --format json"));
}

#[test]
fn a_plain_folder_shows_the_same() {
    let env = TestEnv::django();
    let here = env.run("diff 10").stdout;
    let source = env.run("diff 0012-steering-council --source").stdout;
    std::fs::remove_dir_all(env.dir.join(".git")).unwrap();
    let plain = env.run("diff 10");
    assert_eq!(plain.stdout, here);
    // What needs git is not suggested.
    assert!(!plain.stderr.contains("status"), "{plain}");
    assert_eq!(env.run("diff 12 --source").stdout, source);
    insta::assert_snapshot!(session!(env, "diff", "diff main"));
}

#[test]
fn revisions_and_the_working_tree_are_compared() {
    let env = TestEnv::django();
    env.edit(
        "governance/teams/core.yaml",
        "name: Core team",
        "name: Core people",
    );
    let head = env.git(&["rev-parse", "HEAD"]);
    let shown = session!(env, "diff", "diff --source");
    insta::assert_snapshot!(shown.replace(&head[..10], "$HEAD"));
    env.commit("Rename");
    let two = env.run("diff HEAD~1 HEAD");
    assert!(
        two.stdout.contains("name: Core team -> Core people"),
        "{two}"
    );
    assert!(env.run("diff HEAD").stdout.contains("nothing differs"));
    assert_eq!(env.run("diff main~1 --stat").stdout.lines().count(), 2);
    // Also where the working tree has nothing to read.
    std::fs::remove_dir_all(env.dir.join("governance")).unwrap();
    assert_eq!(env.run("diff main~1 main").code, 0);
}

#[test]
fn two_days_of_the_record_are_compared() {
    let env = TestEnv::django();
    insta::assert_snapshot!(session!(env, "diff --at 2014 2020-03-11"));
    let same = env.run("diff --at 2016 2016-01-01");
    assert!(same.stdout.contains("nothing differs"), "{same}");
}

#[test]
fn a_number_is_a_proposal_first_and_a_branch_by_its_longer_name() {
    let env = TestEnv::django();
    env.git(&["branch", "10"]);
    env.git(&["branch", "11"]);
    assert!(env.run("diff 10").stdout.starts_with("0010  "));
    for branch in ["heads/10", "11"] {
        let ran = env.run(&format!("diff {branch}"));
        assert!(ran.stdout.contains("nothing differs"), "{ran}");
    }
    insta::assert_snapshot!(session!(
        env,
        "diff 99",
        "diff 10 main",
        "diff zebra",
        "diff 10 --stat --markdown",
        "diff 10 --stat --format json",
        "diff --rev main",
        "diff 10 12 13",
    ));
}

#[test]
fn each_option_is_shown_under_its_title() {
    let env = TestEnv::django();
    for (team, name) in [("docs", "Docs team"), ("translators", "Translators")] {
        let text = format!(
            "name: {name}\nkind: team\nauthority: [{{area: {team}-site}}]\n\
             members:\n  - {{person: claude-paroz}}\n  - {{person: tim-graham}}\n"
        );
        env.write(&format!("governance/teams/{team}.yaml"), &text);
        let area = format!("governance/areas/{team}-site.yaml");
        env.write(&area, &format!("name: Site of {name}\n"));
    }
    let options = "options:
  - id: rename
    title: Call it something else
    changes:
      - rename: {team: docs, to: writers, name: Writers}
  - id: merge
    title: One team for all words
    changes:
      - merge:
          teams: [docs, translators]
          into: {team: words, name: Words, kind: team}
  - id: close
    title: No team at all
    changes:
      - dissolve: {team: docs, transfer: {docs-site: core}}
";
    propose(&env, "0020-docs", options);
    insta::assert_snapshot!(session!(env, "diff 20", "diff 20 --stat", "diff 12 20"));
    let json = env.run("diff 20 --format json");
    let answer: serde_json::Value = serde_json::from_str(&json.stdout).unwrap();
    assert_eq!(answer["polity"], "diff-options/1");
    assert_eq!(answer["options"].as_array().unwrap().len(), 3);
    assert_eq!(answer["options"][1]["option"], "merge");
    let merged = &answer["options"][1]["diff"]["changes"];
    let merged = merged.as_array().unwrap().iter();
    assert_eq!(merged.filter(|it| it["change"] == "merged").count(), 1);
}

#[test]
fn a_split_is_told_as_one() {
    let env = TestEnv::django();
    env.write(
        "governance/areas/docs-site.yaml",
        "name: Site of the docs\n",
    );
    env.write(
        "governance/teams/docs.yaml",
        "name: Docs team\nkind: team\nauthority: [{area: docs-site}]\n\
         members:\n  - {person: claude-paroz}\n  - {person: tim-graham}\n",
    );
    let changes = "changes:
  - split:
      team: docs
      into:
        - team: writers
          name: Writers
          members: [claude-paroz]
          authority: [{area: docs-site, powers: [control]}]
        - {team: readers, name: Readers, members: [tim-graham]}
";
    propose(&env, "0021-split", changes);
    insta::assert_snapshot!(session!(env, "diff 21"));
}

#[test]
fn a_question_changes_nothing() {
    let env = TestEnv::django();
    propose(&env, "0022-question", "");
    insta::assert_snapshot!(session!(env, "diff 22", "diff 22 --format json"));
}

#[test]
fn why_a_proposal_cannot_be_applied_is_the_answer() {
    let env = TestEnv::django();
    let changes = "changes:
  - dissolve: {team: core}
  - transfer: {area: website, to: bdfls}
";
    propose(&env, "0023-refused", changes);
    propose(
        &env,
        "0024-unreadable",
        "changes:\n  - disolve: {team: core}\n",
    );
    propose(&env, "0025-after", "follows: 23\nchanges: []\n");
    insta::assert_snapshot!(session!(
        env,
        "diff 23",
        "diff 24",
        "diff 25",
        "diff 23 --source"
    ));
}

#[test]
fn an_enacted_proposal_is_what_its_commit_did() {
    let env = TestEnv::django();
    let changes = "changes:\n  - amend: {id: core, set: {name: Core people}}\n";
    propose(&env, "0026-name", changes);
    env.commit("Propose");
    let digest = || {
        let listed = env.git(&["ls-files", "governance"]);
        let text = |path: &str| (path.to_owned(), env.read(path).into_bytes());
        let files: BTreeMap<String, Vec<u8>> = listed.lines().map(text).collect();
        digest_files(&files)
    };
    let before = digest();
    env.edit(
        "governance/teams/core.yaml",
        "name: Core team",
        "name: Core people",
    );
    let enactment = Enactment {
        proposal: "0026-name".parse().unwrap(),
        content: before,
        result: before,
        effective: jiff::civil::date(2020, 3, 11),
        before,
        after: digest(),
    };
    let record = write_enactment(&enactment).unwrap();
    let path = "proposals/0026-name/enactment.yaml";
    env.write(path, str::from_utf8(&record).unwrap());
    assert_eq!(env.run("diff 26").code, 3);
    env.commit("Enact");
    let short = env.git(&["rev-parse", "HEAD"])[..10].to_owned();
    env.edit(
        "governance/teams/core.yaml",
        "name: Core people",
        "name: Core of today",
    );
    let shown = session!(env, "diff 26", "diff 26 --source");
    insta::assert_snapshot!(shown.replace(&short, "$COMMIT"));
    std::fs::remove_dir_all(env.dir.join(".git")).unwrap();
    insta::assert_snapshot!("enacted_without_git", session!(env, "diff 26"));
}

#[test]
fn a_proposal_is_read_from_a_revision() {
    let env = TestEnv::django();
    let first = env.run("diff 10").stdout;
    env.edit(
        "proposals/0010-new-governance/proposal.yaml",
        "name: Mergers\n",
        "name: Committers of tomorrow\n",
    );
    assert!(env.run("diff 10").stdout.contains("Committers of tomorrow"));
    assert_eq!(env.run("diff 10 --rev HEAD").stdout, first);
}

#[test]
fn colour_only_adds_and_lines_fit() {
    let env = TestEnv::django();
    for columns in [80, 100, 120] {
        env.set_columns(columns);
        for command in ["diff 10", "diff 12", "diff 10 --people", "diff 10 --stat"] {
            let plain = env.run(command).stdout;
            for line in plain.lines() {
                assert!(
                    line.chars().count() <= columns,
                    "{columns} {command}: {line}"
                );
            }
            let coloured = env.run(&format!("--color always {command}")).stdout;
            assert_ne!(coloured, plain);
        }
    }
}

#[test]
fn the_difference_stands_in_tables_too() {
    let env = TestEnv::django();
    insta::assert_snapshot!(session!(env, "diff 10 --table", "diff 12 --table"));
    let wide = env.run("diff 10 --table").stdout;
    assert!(
        wide.lines().all(|line| line.chars().count() <= 80),
        "{wide}"
    );
    let both = env.run("diff 10 --table --stat");
    assert_eq!(both.code, 2, "{both}");
}

#[test]
fn what_changed_in_the_proposal_itself_is_told() {
    let env = TestEnv::django();
    let changes = "changes:
  - amend: {id: core, set: {name: Core people}}
  - transfer: {area: website, to: ops}
  - appoint: {team: ops, person: tim-graham}
  - revoke: {team: committers, area: github, powers: [merge]}
";
    propose(&env, "0030-text", changes);
    env.write("proposals/0030-text/README.md", "# Why\n");
    env.commit("Propose");
    let path = "proposals/0030-text/proposal.yaml";
    env.edit(path, "title: A try", "title: Another try");
    env.edit(path, "to: ops}", "to: security-team}");
    env.edit(path, "{name: Core people}", "{purpose: All of it.}");
    env.edit(
        path,
        "  - appoint: {team: ops, person: tim-graham}\n",
        "  - grant: {team: core, area: github, powers: [merge]}\n",
    );
    env.write("proposals/0030-text/README.md", "# Why not\n");
    insta::assert_snapshot!(
        session!(
            env,
            "diff 30 --since HEAD",
            "diff 30 --since HEAD --format json",
            "diff 30 --since HEAD~1",
            "diff 30 --since opened",
            "diff 10 12 --since HEAD"
        )
        .replace(env.git(&["rev-parse", "HEAD"]).trim(), "$HEAD")
        .replace(&env.git(&["rev-parse", "HEAD"])[..10], "$HEAD")
        .replace(&env.git(&["rev-parse", "HEAD~1"])[..10], "$BEFORE")
    );
    env.commit("Change");
    let nothing = env.run("diff 30 --since HEAD");
    assert!(nothing.stdout.contains("what it said then"), "{nothing}");
}

#[test]
fn what_changed_since_the_vote_was_opened_is_told() {
    let town = moving::town();
    let changes = "changes:\n  - transfer: {area: website, to: ops}\n  \
                   - open_area: {area: mail, name: Mail, controller: ops}\n";
    moving::propose(&town, "0001-web", "The website", changes);
    town.ok("open 1");
    let nothing = town.run("diff 1 --since opened");
    assert!(nothing.stdout.contains("what it said then"), "{nothing}");
    town.run_args(&["cancel", "1", "--reason", "A mistake in it."]);
    town.ok("propose edit 1 --remove 2 --open-area post=Post:helpers");
    let path = "proposals/0001-web/proposal.yaml";
    town.edit(
        path,
        "title: The website",
        "title: The website and the post",
    );
    town.write(
        "proposals/0001-web/README.md",
        "# Why\n\nBecause.\n\nAnd there is post.\n",
    );
    let told = session!(
        town,
        "diff 1 --since opened",
        "diff 1 --since opened --format json",
    );
    insta::assert_snapshot!(moving::tame(&town, &told));
    // Opened again, it is what it says.
    town.commit("Another text");
    town.ok("open 1");
    let nothing = town.run("diff 1 --since opened");
    assert!(nothing.stdout.contains("what it said then"), "{nothing}");
}

#[test]
fn two_proposals_are_compared_in_every_form() {
    let town = moving::town();
    for (folder, title, changes) in [
        (
            "0010-all-to-ops",
            "All to ops",
            "changes:\n  - transfer: {area: website, to: ops}\n  - dissolve: {team: helpers}\n  \
             - appoint: {team: ops, person: eve}\n",
        ),
        (
            "0011-all-to-helpers",
            "All to the helpers",
            "changes:\n  - transfer: {area: website, to: helpers}\n  \
             - transfer: {area: chat, to: helpers}\n  - dissolve: {team: ops}\n  \
             - rename: {team: helpers, to: keepers, name: Keepers}\n",
        ),
    ] {
        moving::propose(&town, folder, title, changes);
    }
    insta::assert_snapshot!(session!(
        town,
        "diff 10 11",
        "diff 11 10",
        "diff 10 11 --stat",
        "diff 10 11 --table",
    ));
    insta::assert_snapshot!(
        "two_proposals_markdown",
        session!(town, "diff 10 11 --markdown", "diff 10 11 --mermaid")
    );
    insta::assert_snapshot!(
        "two_proposals_json",
        session!(town, "diff 10 11 --format json")
    );
    let same = town.run("diff 10 10");
    assert!(same.stdout.contains("nothing differs"), "{same}");
}
