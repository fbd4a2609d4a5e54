//! `polity import` and `polity export`.

use std::fs;
use std::path::Path;

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
