//! `polity undo` of what changed the bodies themselves: renamed, merged,
//! dissolved, split.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::session;
use crate::town::{SIMPLE, Town};
use crate::undo::decide;

/// Two teams beside the council, each with an area and people.
fn town() -> Town {
    let rule = SIMPLE.replace("people,", "people, seats of web, seats of council,");
    let town = Town::draft(&rule);
    for (id, name) in [("chat", "Chat"), ("website", "Website"), ("mail", "Mail")] {
        town.write(
            &format!("governance/areas/{id}.yaml"),
            &format!("name: {name}\n"),
        );
    }
    town.write(
        "governance/teams/ops.yaml",
        "name: Ops\nkind: team\nauthority: [{area: chat}, {area: mail}]\nmembers:\n  \
         - {person: eve, from: 2018}\n  - {person: dan, role: chair, from: 2019-03}\n",
    );
    town.write(
        "governance/teams/web.yaml",
        "name: Web\nkind: team\nauthority: [{area: website}]\nmembers:\n  - {person: cleo, from: 2017}\n",
    );
    town.commit("Teams");
    for person in ["ann", "ben", "cleo", "dan", "eve"] {
        town.act(person);
        town.ok(&format!("key add {person}"));
    }
    town.act("ann");
    town.ok("found");
    town
}

fn propose(town: &Town, title: &str, args: &[&str]) {
    let ran = town.run_args(&[&["propose", title], args].concat());
    assert_eq!(ran.code, 0, "{ran}");
}

/// Powers by area, and rolls by the name of the body.
type Standing = (BTreeMap<String, Vec<String>>, Vec<(String, Vec<Value>)>);

/// Who holds which power over what, and who serves with whom, whatever the ids
/// of the bodies.
fn standing(town: &Town) -> Standing {
    let told = town.run("export json").stdout;
    let told: Value = serde_json::from_str(&told).expect("JSON");
    let mut powers: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let mut rolls = Vec::new();
    for body in told["teams"].as_object().expect("teams").values() {
        let serving = body["serving"].as_array().expect("a roll").clone();
        for grant in body["authority"].as_array().into_iter().flatten() {
            let who = serving.iter().map(ToString::to_string);
            powers
                .entry(grant["area"].to_string())
                .or_default()
                .extend(who);
        }
        rolls.push((body["name"].to_string(), serving));
    }
    rolls.sort_by_key(|it| it.0.clone());
    (powers, rolls)
}

/// The ways in which a body can change.
const WAYS: [(&str, &[&str]); 4] = [
    ("Rename", &["--rename", "ops=operations:Operations"]),
    ("Merge", &["--merge", "ops,web=web"]),
    (
        "Dissolve",
        &[
            "--dissolve",
            "ops",
            "--transfer",
            "chat=web",
            "--transfer",
            "mail=council",
        ],
    ),
    (
        "Split",
        &["--split", "ops=talk:Talk:eve:chat,post:Post:dan:mail"],
    ),
];

#[test]
fn where_nothing_came_between_everything_is_as_it_was() {
    let begun = town();
    for (title, args) in WAYS {
        let town = Town {
            env: begun.env.twin(),
        };
        let before = standing(&town);
        propose(&town, title, args);
        decide(&town, 1);
        let changed = standing(&town);
        assert_ne!(changed, before, "{title}");
        let told = session!(town, "undo 1", "check 2", "diff 2 --stat");
        let yaml = town.read(&format!(
            "proposals/0002-undo-{}/proposal.yaml",
            title.to_lowercase()
        ));
        insta::assert_snapshot!(
            format!("undone_{}", title.to_lowercase()),
            format!("{told}{yaml}")
        );
        decide(&town, 2);
        assert_eq!(standing(&town), before, "{title}\n{told}");
        let ran = town.run("verify 2");
        assert_eq!(ran.code, 0, "{ran}");
    }
}

#[test]
fn a_later_decision_about_the_same_team_stays_and_is_named() {
    let begun = town();
    let later: [(&str, &[&str]); 4] = [
        // The name was changed again, and an area passed on.
        (
            "Rename",
            &[
                "--set",
                "operations.name=Operators",
                "--transfer",
                "chat=council",
            ],
        ),
        // One of each left the merged body, and the chat went elsewhere.
        (
            "Merge",
            &[
                "--end-term",
                "cleo=web",
                "--end-term",
                "eve=web",
                "--transfer",
                "chat=council",
            ],
        ),
        // The chat passed on from the heir.
        ("Dissolve", &["--transfer", "chat=council"]),
        // A part was renamed, and its area passed on.
        (
            "Split",
            &["--set", "talk.name=Talkers", "--transfer", "chat=web"],
        ),
    ];
    for ((title, args), (_, later)) in WAYS.into_iter().zip(later) {
        let town = Town {
            env: begun.env.twin(),
        };
        propose(&town, title, args);
        decide(&town, 1);
        propose(&town, "Later", later);
        decide(&town, 2);
        let told = session!(town, "undo 1 --dry-run", "undo 1", "check 3");
        let folder = format!("proposals/0003-undo-{}", title.to_lowercase());
        let yaml = town.read(&format!("{folder}/proposal.yaml"));
        let told = format!("{told}{yaml}");
        insta::assert_snapshot!(format!("later_{}", title.to_lowercase()), told);
        if town.run("undo 1 --dry-run").stdout.contains("no change") {
            continue;
        }
        decide(&town, 3);
        let ran = town.run("check");
        assert_eq!(ran.code, 0, "{title}\n{ran}");
    }
}

/// One of the parts of a split is gone: the rest is taken back, and what was
/// handed on stays.
#[test]
fn a_split_whose_part_ended_is_taken_back_as_far_as_it_goes() {
    let town = town();
    propose(&town, WAYS[3].0, WAYS[3].1);
    decide(&town, 1);
    propose(
        &town,
        "Later",
        &["--dissolve", "talk", "--transfer", "chat=web"],
    );
    decide(&town, 2);
    insta::assert_snapshot!(session!(town, "undo 1 --dry-run", "undo 1"));
}
