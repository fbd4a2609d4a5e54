//! `polity import` and `polity export`.

use std::fs;
use std::path::Path;

use polity::render::json::OrganisationJson;

use crate::env::TestEnv;
use crate::session;

fn sample(name: &str) -> std::path::PathBuf {
    let samples = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/samples/exchange");
    samples.join(name)
}

/// An environment with a sample beside the workspace.
fn with(name: &str) -> TestEnv {
    fn copy(from: &Path, to: &Path) {
        if from.is_dir() {
            fs::create_dir_all(to).expect("a folder");
            for entry in fs::read_dir(from).expect("a folder") {
                let entry = entry.expect("an entry");
                copy(&entry.path(), &to.join(entry.file_name()));
            }
        } else {
            fs::copy(from, to).expect("a copy");
        }
    }
    let env = TestEnv::empty();
    copy(&sample(name), &env.dir.join(name));
    env
}

#[test]
fn rust_team_becomes_a_workspace() {
    let env = with("rust-team");
    insta::assert_snapshot!(session!(
        env,
        "import rust-team rust-team --into rust",
        "-C rust check",
        "-C rust show",
        "-C rust show compass",
        "-C rust show leads",
        "-C rust who parser-repository",
        "-C rust export mermaid",
    ));
    assert_eq!(env.git(&["-C", "rust", "status", "--porcelain"]), "");
    let left_out = env.read("rust/exchange/left-out.md");
    assert!(
        left_out.contains("- people/ada.toml:8: `permissions`"),
        "{left_out}"
    );
}

#[test]
fn kubernetes_becomes_a_workspace() {
    let env = with("kubernetes");
    insta::assert_snapshot!(session!(
        env,
        "import kubernetes-sigs kubernetes --into k8s",
        "-C k8s check",
        "-C k8s show",
        "-C k8s show sig-harbour",
        "-C k8s show moorings",
        "-C k8s show bruno-sa",
        "-C k8s export markdown",
    ));
}

#[test]
fn openstack_becomes_a_workspace() {
    let env = with("openstack");
    insta::assert_snapshot!(session!(
        env,
        "import openstack openstack --into os",
        "-C os check",
        "-C os show",
        "-C os show beacon",
        "-C os show beacon-deliverable",
        "-C os show farid-noor",
        "-C os export graphviz",
    ));
}

#[test]
fn peribolos_comes_out_as_it_went_in() {
    let env = with("peribolos");
    insta::assert_snapshot!(session!(
        env,
        "import peribolos peribolos/org.yaml --into p",
        "-C p check",
        "-C p show",
        "-C p show lamp-keepers",
        "-C p export peribolos",
        "-C p export codeowners",
    ));
    let out = env.run("-C p export peribolos --output ../out.yaml");
    assert_eq!(out.code, 0, "{out}");
    env.run("import peribolos out.yaml --into again");
    let again = env.run("-C again export peribolos --rev HEAD");
    assert_eq!(again.stdout, env.read("out.yaml"));
}

#[test]
fn an_import_begins_in_an_empty_folder_and_leaves_nothing_behind() {
    let env = with("peribolos");
    insta::assert_snapshot!(session!(
        env,
        "import peribolos peribolos",
        "import openstack peribolos/org.yaml --into x",
        "import kubernetes-sigs peribolos --into x",
        "import rust-team peribolos --into x",
        "import peribolos no-such-file --into x",
    ));
    assert!(!env.dir.join("x").exists());
}

#[test]
fn scripts_learn_what_was_left_out() {
    let env = with("openstack");
    insta::assert_snapshot!(session!(
        env,
        "import openstack openstack/reference/projects.yaml --into os --format json",
        "-C os export mermaid --format json",
    ));
}

#[test]
fn governance_md_reads_as_if_a_person_had_written_it() {
    let env = TestEnv::django();
    insta::assert_snapshot!(env.run("export markdown"));
}

#[test]
fn exports_are_of_a_day() {
    let env = TestEnv::django();
    let then = env.run("export markdown --at 2013-06").stdout;
    assert!(then.contains("as of 2013-06-01"), "{then}");
    assert!(then.contains("### BDFLs"), "{then}");
    assert!(!then.contains("### Technical Board"), "{then}");
    let json = env.run("export json --at 2013-06").stdout;
    let json: serde_json::Value = serde_json::from_str(&json).expect("JSON");
    assert_eq!(json["on"], "2013-06-01");
    assert!(json["teams"]["bdfls"]["serving"].is_array());
    assert!(json["teams"]["technical-board"].is_null());
    insta::assert_snapshot!(session!(
        env,
        "export graphviz --at 2016",
        "export codeowners"
    ));
}

/// The export for programs, read by its published form and made again: a field
/// that the form does not know, or forgets, is told.
fn in_form(env: &TestEnv, words: &str) -> serde_json::Value {
    let ran = env.run(&format!("export json{words}"));
    assert_eq!(ran.code, 0, "{ran}");
    let told: serde_json::Value = serde_json::from_str(&ran.stdout).expect("JSON");
    let read = serde_json::from_str::<OrganisationJson>(&ran.stdout);
    let read = read.unwrap_or_else(|error| panic!("{error}: {ran}"));
    assert_eq!(serde_json::to_value(read).expect("JSON"), told);
    told
}

#[test]
fn json_has_the_form_that_is_published() {
    let env = TestEnv::django();
    for words in ["", " --at 2013-06", " --at 2016"] {
        in_form(&env, words);
    }
    // Rules of every kind, and what the organisation above has not.
    let rules = Path::new(env!("CARGO_MANIFEST_DIR")).join("rules");
    let library = rules.is_dir().then_some(rules);
    let town = TestEnv::empty();
    town.write(
        "governance/organisation.yaml",
        "name: Town\nfounded: 2020-01-01T12:00:00Z\n",
    );
    town.write(
        "governance/people/ann.yaml",
        "name: Ann\naccounts: {github: ann}\nemails: [a@b.org]\nkeys:\n  \
         - {key: ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIBz5JH1d0a2xzqRzvJ1GQv0yVb9w8w5b0mQ2b1cXo3fA, from: 2019}\n\
         affiliations:\n  - {organisation: Inc, from: 2018-03}\nalso_known_as: [Anna]\n",
    );
    town.write("governance/people/ben.yaml", "name: Ben\n");
    town.write(
        "governance/teams/fellows.yaml",
        "name: Fellows\nkind: fellowship\nformed: 2015\nformer_ids: [friends]\nauthority:\n  \
         - {area: docs, powers: [control], from: 2016, until: 2030}\nmembers:\n  - {person: ann, basis: contract, \
         role: lead, time: part, funded_by: board, from: 2019-01, until: 2031, note: Mondays}\n",
    );
    town.write(
        "governance/teams/board.yaml",
        "name: Board\nkind: external\nseats: 5\nmembers: unknown\n",
    );
    town.write(
        "governance/teams/all.yaml",
        "name: All\nkind: role\npart_of: fellows\nmembers:\n  - {everyone_in: fellows, except: [ben]}\n",
    );
    town.write(
        "governance/areas/docs.yaml",
        "name: Docs\nshared: true\nopened: 2010-05\nassets:\n  - {kind: url, at: https://d.org, note: n}\n",
    );
    for (id, rest) in [
        (
            "few",
            "require: size\nteams: [fellows]\nat_least: 1\nat_most: 3\n",
        ),
        (
            "cap",
            "require: affiliation-cap\nteams: [fellows]\nat_most: 1/3\n",
        ),
        (
            "apart",
            "require: disjoint\nteams: [fellows, board]\nremedy: {vacate: fellows}\nwaivers:\n  - {reason: so, until: 2040}\n",
        ),
        ("inside", "require: subset\nteams: [all, fellows]\n"),
        (
            "least",
            "require: powers-cap\nat_most: 9\nsource: {document: D, section: \"2\", url: https://d.org}\n",
        ),
    ] {
        town.write(
            &format!("governance/constraints/{id}.yaml"),
            &format!("title: T\nlevel: should\n{rest}"),
        );
    }
    town.write(
        "governance/events/out.yaml",
        "kind: release\non: 2019-12-02\nseries: \"3.0\"\nsource: https://d.org\npeople: [ann]\n",
    );
    town.git(&["init", "--quiet", "--initial-branch=main"]);
    town.commit("Begin");
    if let Some(library) = library {
        for (n, file) in rule_files(&library).into_iter().enumerate() {
            town.write(
                &format!("governance/rules/rule-{n}.yaml"),
                &fs::read_to_string(file).expect("a rule"),
            );
        }
    }
    let told = in_form(&town, "");
    assert_eq!(told["teams"]["board"]["members"], "unknown");
    assert!(
        told["rules"].as_object().expect("rules").len() > 40,
        "{}",
        told["rules"]
    );
    for name in ["constraints", "teams", "events", "people", "areas"] {
        let given = fs::read_dir(town.dir.join("governance").join(name)).expect("a folder");
        assert_eq!(
            told[name].as_object().expect(name).len(),
            given.count(),
            "{name}"
        );
    }
}

fn rule_files(folder: &Path) -> Vec<std::path::PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            files.extend(rule_files(&path));
        } else if path.to_string_lossy().ends_with(".yaml")
            && !path.to_string_lossy().ends_with(".vectors.yaml")
        {
            files.push(path);
        }
    }
    files.sort();
    files
}

/// What the export says of everything is the file of it: written down again, it
/// is the same organisation.
#[test]
fn json_read_as_files_is_the_same_organisation() {
    let env = TestEnv::django();
    let told = in_form(&env, "");
    let again = TestEnv::empty();
    again.git(&["init", "--quiet", "--initial-branch=main"]);
    let whole = told["organisation"].to_string();
    again.write("governance/organisation.yaml", &whole);
    for kind in ["people", "teams", "areas", "rules", "constraints", "events"] {
        for (id, value) in told[kind].as_object().expect("a map") {
            let mut value = value.clone();
            value.as_object_mut().expect("a map").remove("serving");
            again.write(&format!("governance/{kind}/{id}.yaml"), &value.to_string());
        }
    }
    again.commit("Begin");
    let ran = again.run("check --format json");
    let found: serde_json::Value = serde_json::from_str(&ran.stdout).expect("JSON");
    let errors = found["findings"].as_array().expect("findings");
    let errors: Vec<_> = errors
        .iter()
        .filter(|it| it["severity"] == "error")
        .collect();
    // Bodies of the past are no part of it, so what names them is alone.
    for error in errors {
        assert!(error["code"] == "unknown-team", "{error}");
    }
    assert_eq!(in_form(&again, ""), told);
}

/// A checkout in which the teams lie in files of their own, beside one of the
/// organisation: the export has all of them in one file, and nothing is lost.
#[test]
fn peribolos_may_lie_in_several_files() {
    use serde_yaml::Value;
    let env = with("peribolos-parts");
    insta::assert_snapshot!(session!(
        env,
        "import peribolos peribolos-parts --into p",
        "-C p check",
        "-C p show",
        "-C p export peribolos",
        "import peribolos peribolos-parts/org.yaml --into alone",
        "-C alone list",
    ));
    let yaml = |text: &str| serde_yaml::from_str::<Value>(text).expect("YAML");
    let mut wanted = yaml(&env.read("peribolos-parts/org.yaml"));
    for part in ["keepers", "sig-light/inner"] {
        let more = yaml(&env.read(&format!("peribolos-parts/{part}/teams.yaml")));
        let teams = wanted
            .get_mut("teams")
            .and_then(Value::as_mapping_mut)
            .expect("teams");
        teams.extend(more["teams"].as_mapping().expect("teams").clone());
    }
    let out = env.run("-C p export peribolos");
    assert_eq!(plain(&yaml(&out.stdout)), plain(&wanted), "{out}");
    // Again from what came out.
    env.write("out.yaml", &out.stdout);
    env.run("import peribolos out.yaml --into again");
    assert_eq!(env.run("-C again export peribolos").stdout, out.stdout);
    // Parts of an organisation that is not there are not taken in silence.
    env.write(
        "peribolos-parts/org.yaml",
        &format!("orgs:\n  o:\n{}", indented(&out.stdout)),
    );
    let ran = env.run("import peribolos peribolos-parts --into several");
    assert!(ran.stdout.contains("keepers/teams.yaml"), "{ran}");
}

fn indented(text: &str) -> String {
    text.lines().map(|line| format!("    {line}\n")).collect()
}

/// A file of peribolos as it is meant: people are sets, and an account has one
/// spelling; an empty list of people is none.
fn plain(value: &serde_yaml::Value) -> serde_json::Value {
    use serde_json::Value as Json;
    match value {
        serde_yaml::Value::Mapping(map) => {
            let entry = |(key, value): (&serde_yaml::Value, _)| {
                let key = key.as_str().expect("a word").to_owned();
                let mut value = plain(value);
                if let Json::Array(people) = &mut value {
                    people.sort_by_key(ToString::to_string);
                }
                (key, value)
            };
            let all = map.iter().map(entry);
            all.filter(|(_, value)| *value != Json::Array(Vec::new()))
                .collect()
        }
        serde_yaml::Value::Sequence(items) => items.iter().map(plain).collect(),
        serde_yaml::Value::String(text) if text.eq_ignore_ascii_case("lou") => "Lou".into(),
        other => serde_json::to_value(other).expect("JSON"),
    }
}
