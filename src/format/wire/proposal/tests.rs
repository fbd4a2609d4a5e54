use super::*;
use std::path::Path;

type Files = BTreeMap<String, Vec<u8>>;

/// The files of one of the repository's own proposals.
fn repository(name: &str) -> (Vec<u8>, Files) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("proposals")
        .join(name);
    let mut files = Files::new();
    for entry in std::fs::read_dir(folder.join("files")).unwrap() {
        let path = entry.unwrap().path();
        let stem = path.file_name().unwrap().to_str().unwrap();
        files.insert(format!("files/{stem}"), std::fs::read(&path).unwrap());
    }
    (std::fs::read(folder.join("proposal.yaml")).unwrap(), files)
}

fn kind_of(id: &str) -> Option<EntityId> {
    Some(match id {
        "ada" => EntityId::Person(id.parse().unwrap()),
        "website" | "irc" | "mailing-lists" => EntityId::Area(id.parse().unwrap()),
        "core-vote" | "board-election" => EntityId::Rule(id.parse().unwrap()),
        "three" => EntityId::Constraint(id.parse().unwrap()),
        "release-1" => EntityId::Event(id.parse().unwrap()),
        "technical-board" | "security-team" | "releasers" | "ops" | "core" => {
            EntityId::Team(id.parse().unwrap())
        }
        _ => return None,
    })
}

fn read_with(name: &str, bytes: &[u8], files: &Files) -> ProposalRead {
    let name: ProposalName = name.parse().unwrap();
    let document = proposal_document(&name, bytes).unwrap();
    let files = files
        .iter()
        .map(|(path, bytes)| (path.clone(), bytes.as_slice()));
    read_proposal(&name, document, &files.collect(), &kind_of)
}

const HEAD: &str = "title: Test\nauthors: [ada]\ncreated: 2020-01-02\nrule: core-vote\n";

fn try_body(body: &str) -> ProposalRead {
    read_with(
        "0001-test",
        format!("{HEAD}{body}").as_bytes(),
        &Files::new(),
    )
}

/// `LINE:COLUMN PATH: message (hint)` of every finding; lines after the head.
fn told(body: &str) -> Vec<String> {
    let read = try_body(body);
    assert!(read.proposal.is_none());
    let line = |it: &Finding| {
        let at = it.span.unwrap();
        let hint = it
            .hint
            .as_ref()
            .map(|hint| format!(" ({hint})"))
            .unwrap_or_default();
        let (line, path) = (at.line - 4, &it.place.path);
        format!("{line}:{} {path}: {}{hint}", at.column, it.message)
    };
    read.findings.iter().map(line).collect()
}

fn changes(body: &str) -> Vec<Change> {
    let read = try_body(body);
    assert_eq!(read.findings, []);
    match read.proposal.unwrap().body {
        Body::Changes(changes) => changes,
        other => panic!("{other:?}"),
    }
}

#[test]
fn the_repositorys_own_proposals_are_read_and_written() {
    for (name, count) in [("0010-new-governance", 37), ("0012-steering-council", 4)] {
        let (bytes, files) = repository(name);
        let mut read = read_with(name, &bytes, &files);
        if name.starts_with("0012") {
            // The council is made by the first change.
            assert_eq!(
                follows(&read.documents[&format!("proposals/{name}/proposal.yaml")]),
                Some(10)
            );
        }
        assert_eq!(read.findings, []);
        let proposal = read.proposal.take().unwrap();
        assert_eq!(proposal.alternatives()[0].len(), count, "{name}");
        let written = write_proposal(&proposal).unwrap();
        let again = read_with(name, written.as_bytes(), &files);
        assert_eq!(again.findings, []);
        assert_eq!(again.proposal.unwrap(), proposal);
    }
}

#[test]
fn an_error_deep_in_a_change_points_at_its_scalar() {
    let body = "changes:
  - form: {team: a, name: A, kind: team}
  - revoke: {team: a, area: b, powers: [merge]}
  - dissolve:
      team: core
      transfer:
        issues: ops
        website: Ops Team
";
    let told = told(body);
    assert_eq!(told.len(), 1);
    assert!(
        told[0].starts_with("8:18 changes[2].dissolve.transfer.website: `Ops Team` holds `O`"),
        "{told:?}"
    );
}
