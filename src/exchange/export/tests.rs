//! What goes out is what came in; and the graph, CODEOWNERS and GOVERNANCE.md
//! of a small organisation.

use jiff::civil::{Date, date};
use proptest::collection::{btree_map, vec};
use proptest::option;
use proptest::prelude::*;
use serde_yaml::{Mapping, Value};

use super::{Exported, Target};
use crate::base::Period;
use crate::exchange::beside::{BESIDE, Beside};
use crate::exchange::import::{Imported, Origin, Sources};
use crate::format::Emit;
use crate::org::{
    About, Area, Asset, Grant, Holder, Kind, Membership, Organisation, Person, Roll, Team,
};

const DAY: Date = date(2020, 6, 1);

fn import(text: &str) -> Imported {
    let sources = Sources::from([("org.yaml".to_owned(), text.as_bytes().to_vec())]);
    Origin::Peribolos.import(&sources).unwrap()
}

fn export(imported: &Imported) -> Exported {
    let beside = Beside::read(imported.beside[BESIDE].as_bytes()).unwrap();
    let made = Target::Peribolos.export(&imported.org, DAY, Some(&beside));
    made.unwrap()
}

/// The meaning of a file of peribolos: lists of people are sets, an empty list
/// or map of what it keeps is none, and so is `null`.
fn meaning(value: &Value) -> Value {
    match value {
        Value::Mapping(map) => {
            let mut out: Vec<(String, Value)> = Vec::new();
            for (key, value) in map {
                let key = key.as_str().unwrap().to_owned();
                let mut value = meaning(value);
                if let ("admins" | "members" | "maintainers", Value::Sequence(list)) =
                    (key.as_str(), &mut value)
                {
                    list.sort_by_key(|it| it.as_str().unwrap_or_default().to_owned());
                }
                let kept = ["admins", "members", "maintainers", "teams", "repos"];
                let empty = match &value {
                    Value::Sequence(list) => list.is_empty(),
                    Value::Mapping(map) => map.is_empty(),
                    _ => false,
                };
                if !(value.is_null() || empty && kept.contains(&key.as_str())) {
                    out.push((key, value));
                }
            }
            out.sort_by(|one, two| one.0.cmp(&two.0));
            let out = out.into_iter().map(|(key, it)| (Value::String(key), it));
            Value::Mapping(out.collect())
        }
        other => other.clone(),
    }
}

fn parsed(text: &str) -> Value {
    serde_yaml::from_str(text).unwrap()
}

#[test]
fn the_sample_comes_out_as_it_went_in() {
    let text = include_str!("../../../tests/samples/exchange/peribolos/org.yaml");
    let made = export(&import(text));
    // What readers of YAML 1.1 take for truth values is written as such, and
    // one spelling of an account is kept.
    let expected = text
        .replace(
            "has_organization_projects: yes",
            "has_organization_projects: true",
        )
        .replace("allow_merge_commit: no", "allow_merge_commit: false")
        .replace("anna-l", "Anna-L");
    // The name of one team, `on`, is quoted for the reader of this test.
    let expected = expected.replace("          on:\n", "          'on':\n");
    assert_eq!(meaning(&parsed(&made.text)), meaning(&parsed(&expected)));
    assert_eq!(made.notes.all, []);
    assert_eq!(export(&import(&made.text)).text, made.text);
}

#[test]
fn a_decision_changes_what_goes_out() {
    let mut imported = import(
        "orgs: {o: {members: [a, b], teams: {'Old name!': {privacy: secret, members: [a]}}}}",
    );
    let id = "old-name".parse().unwrap();
    let team = imported.org.teams.get_mut(&id).unwrap();
    team.name = "New name".to_owned();
    team.members = Roll::Known(vec![Membership::of(
        Holder::Person("b".parse().unwrap()),
        Period::default(),
    )]);
    let made = export(&imported).text;
    let expected =
        "orgs: {o: {members: [a, b], teams: {New name: {privacy: secret, members: [b]}}}}";
    assert_eq!(meaning(&parsed(&made)), meaning(&parsed(expected)));
}

const LOGINS: [&str; 6] = ["Ada", "ben-o", "c1", "null", "007", "zed"];

/// People in a list or in the other, or in none.
fn people(one: &'static str, other: &'static str) -> impl Strategy<Value = Mapping> {
    vec(0..3_u8, LOGINS.len()).prop_map(move |drawn| {
        let mut map = Mapping::new();
        for (key, wanted) in [(one, 1), (other, 2)] {
            let own = LOGINS.iter().zip(&drawn).filter(|(_, it)| **it == wanted);
            let own: Vec<Value> = own.map(|(login, _)| Value::from(*login)).collect();
            map.insert(key.into(), own.into());
        }
        map
    })
}

fn text() -> impl Strategy<Value = Value> {
    "[a-zA-Z0-9 :#é\"'\n-]{0,30}|yes|1\\.5|~|x{300}".prop_map(Value::from)
}

fn name() -> impl Strategy<Value = String> {
    "[a-zA-Z0-9][a-zA-Z0-9 ._-]{0,10}|on|no|日本|a{80}| b|c{200}"
}

/// Fields of their own kinds, each perhaps missing.
fn fields(
    texts: &'static [&'static str],
    truths: &'static [&'static str],
) -> BoxedStrategy<Mapping> {
    let one = (
        vec(option::of(text()), texts.len()),
        vec(option::of(any::<bool>()), truths.len()),
    );
    one.prop_map(move |(said, true_)| {
        let mut map = Mapping::new();
        for (key, it) in texts.iter().zip(said) {
            map.extend(it.map(|it| (Value::from(*key), it)));
        }
        for (key, it) in truths.iter().zip(true_) {
            map.extend(it.map(|it| (Value::from(*key), it.into())));
        }
        map
    })
    .boxed()
}

fn joined(maps: impl IntoIterator<Item = Mapping>) -> Value {
    Value::Mapping(maps.into_iter().flatten().collect())
}

fn under(key: &str, value: impl Into<Value>) -> Mapping {
    [(Value::from(key), value.into())].into_iter().collect()
}

fn map(all: std::collections::BTreeMap<String, Value>) -> Mapping {
    all.into_iter()
        .map(|(key, it)| (Value::from(key), it))
        .collect()
}

fn team() -> impl Strategy<Value = Value> {
    let power = prop::sample::select(vec![
        "read", "triage", "write", "maintain", "admin", "none", "own",
    ]);
    let powers = btree_map("[a-zA-Z0-9._-]{1,6}", power.prop_map(Value::from), 0..3);
    let leaf = (
        people("members", "maintainers"),
        fields(&["description", "privacy", "unknown"], &[]),
        powers,
        option::of(vec("[a-z]{1,4}", 0..2)),
    );
    let leaf = leaf.prop_map(|(people, fields, powers, before)| {
        let before = before.map(|it| under("previously", it));
        joined(
            [people, fields, under("repos", map(powers))]
                .into_iter()
                .chain(before),
        )
    });
    leaf.prop_recursive(3, 10, 3, |inner| {
        (inner.clone(), btree_map(name(), inner, 0..3)).prop_map(|(team, below)| {
            let Value::Mapping(team) = team else {
                unreachable!()
            };
            joined([team, under("teams", map(below))])
        })
    })
}

fn org() -> impl Strategy<Value = Value> {
    let repo = (
        fields(
            &["description", "homepage", "default_branch"],
            &["private", "has_wiki", "archived"],
        ),
        option::of(Just(under("on_create", Mapping::new()))),
    );
    let repo = repo.prop_map(|(fields, create)| joined([fields].into_iter().chain(create)));
    (
        people("admins", "members"),
        fields(
            &[
                "name",
                "description",
                "billing_email",
                "default_repository_permission",
            ],
            &[
                "has_organization_projects",
                "members_can_create_repositories",
            ],
        ),
        btree_map("[a-zA-Z0-9._-]{1,6}", repo, 0..4),
        btree_map(name(), team(), 0..4),
    )
        .prop_map(|(people, fields, repos, teams)| {
            joined([
                people,
                fields,
                under("repos", map(repos)),
                under("teams", map(teams)),
            ])
        })
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(96) })]
    #[test]
    fn nothing_that_peribolos_can_say_is_lost(orgs in btree_map("[a-z][a-z0-9-]{0,8}", org(), 1..3)) {
        let value = Value::Mapping(under("orgs", map(orgs)));
        let text = Emit::default().file(&value).unwrap();
        let imported = import(&text);
        let found = crate::org::check(&imported.org, DAY, &Default::default());
        let bad = found.iter().find(|it| it.severity == crate::finding::Severity::Error);
        prop_assert!(bad.is_none(), "{:?}", bad);
        let made = export(&imported);
        prop_assert_eq!(meaning(&parsed(&made.text)), meaning(&value), "{}", text);
        prop_assert!(made.notes.all.is_empty(), "{:?}", made.notes);
    }
}

/// Two bodies, one of them with paths to look after.
fn small() -> Organisation {
    let mut org = Organisation::empty(About::named("A \"small\" <org>"));
    for (id, account) in [("ada", Some("AdaM")), ("ben", None)] {
        let mut person = Person::named(id.to_uppercase());
        let account = account.map(|it| ("github".to_owned(), it.to_owned()));
        person.accounts.extend(account);
        org.people.insert(id.parse().unwrap(), person);
    }
    let mut team = Team::named("Docs_team", Kind::Team);
    let term = |id: &str| Membership::of(Holder::Person(id.parse().unwrap()), Period::default());
    team.members = Roll::Known(vec![term("ada"), term("ben")]);
    let docs: crate::base::AreaId = "docs".parse().unwrap();
    team.authority
        .push(Grant::control(docs.clone(), Period::default()));
    org.teams.insert("docs-team".parse().unwrap(), team);
    let mut area = Area::named("Docs");
    for at in ["/docs/how to/", "*", "!no", "/docs/"] {
        area.assets.push(Asset {
            kind: "path".to_owned(),
            at: at.to_owned(),
            note: None,
        });
    }
    org.areas.insert(docs, area);
    org
}

#[test]
fn codeowners_have_the_widest_pattern_first() {
    let made = Target::Codeowners.export(&small(), DAY, None).unwrap();
    insta::assert_snapshot!(made.text, @r#"
    # Who answers for which files of A "small" <org>, on 2020-06-01.
    # Made by `polity export codeowners`.

    # Docs
    * @AdaM

    # Docs
    /docs/ @AdaM

    # Docs
    /docs/how\ to/ @AdaM
    "#);
    let notes: Vec<_> = made.notes.all.iter().map(ToString::to_string).collect();
    assert_eq!(
        notes,
        [
            "BEN of Docs_team has no account on GitHub and no address",
            "`!no` of Docs is no pattern that GitHub takes, and is left out"
        ]
    );
}

#[test]
fn graphs_name_bodies_areas_and_powers() {
    let made = Target::Mermaid.export(&small(), DAY, None).unwrap();
    insta::assert_snapshot!(made.text, @r#"
    flowchart LR
      t1["Docs_team<br>team, 2 people"]
      a1(["Docs"])
      t1 -- "control" --> a1
    "#);
    let made = Target::Graphviz.export(&small(), DAY, None).unwrap();
    insta::assert_snapshot!(made.text, @r#"
    digraph organisation {
      graph [rankdir=LR, label="A \"small\" <org> on 2020-06-01", labelloc=t]
      node [shape=box, style=rounded]
      t1 [label="Docs_team\nteam, 2 people"]
      a1 [label="Docs", shape=ellipse, style=solid]
      t1 -> a1 [label="control"]
    }
    "#);
}

#[test]
fn a_workspace_of_another_origin_goes_to_github_too() {
    let mut org = small();
    let area = org.areas.get_mut(&"docs".parse().unwrap()).unwrap();
    area.assets.push(Asset {
        kind: "repository".to_owned(),
        at: "https://github.com/a-small-org/docs".to_owned(),
        note: None,
    });
    let made = Target::Peribolos.export(&org, DAY, None).unwrap();
    insta::assert_snapshot!(made.text, @r#"
    orgs:
      a-small-org:
        name: A "small" <org>
        members: [AdaM]
        teams:
          Docs_team:
            members: [AdaM]
            repos: {docs: admin}
        repos:
          docs: {}
    "#);
}
