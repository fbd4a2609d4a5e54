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

#[test]
fn a_change_is_of_one_kind() {
    let all = format!("a change is one of: {}", Change::WORDS.join(", "));
    assert_eq!(
        told(
            "changes:\n  - desolve: {team: core}\n  - {}\n  - repeal_rule: {rule: core-vote}\n    waive: {}\n"
        ),
        [
            format!(
                "2:5 changes[0].desolve: `desolve` is none of the words that may stand here \
                 (did you mean `dissolve`? {all})"
            ),
            format!("3:5 changes[1]: expected a map of one key, found an empty one ({all})"),
            format!("5:5 changes[2].waive: expected a map of one key, found more ({all})"),
        ]
    );
}

#[test]
fn the_fields_beside_an_id_keep_their_places() {
    let body = "changes:
  - form: {name: A, kind: tem, team: a, purpos: x}
  - form: {name: A, kind: team, authority: [{area: website, powers: [Merge]}]}
  - open_area: {name: B, controller: Ops, area: b}
  - merge: {teams: [a, b], into: {team: C, name: C, kind: team}}
";
    let told = told(body);
    let starts: Vec<&str> = told
        .iter()
        .map(|it| it.split(": ").next().unwrap())
        .collect();
    assert_eq!(
        starts,
        [
            "2:27 changes[0].form.kind",
            "2:41 changes[0].form.purpos",
            "3:11 changes[1].form",
            "3:70 changes[1].form.authority[0].powers[0]",
            "4:38 changes[2].open_area.controller",
            "5:41 changes[3].merge.into.team",
        ]
    );
    assert_eq!(told[2], "3:11 changes[1].form: the field `team` is missing");
}

#[test]
fn what_is_amended_is_read_by_its_kind() {
    let changes = changes(
        "changes:
  - form: {team: triage, name: Triage, kind: team}
  - amend: {id: triage, set: {seats: 3}, unset: [purpose]}
  - amend: {id: website, set: {shared: true}}
  - amend: {id: organisation, set: {key_delay: 7 days}}
  - amend: {id: three, set: {require: size, teams: [core], at_least: 3}}
",
    );
    let amends: Vec<&Change> = changes.iter().skip(1).collect();
    use crate::org::Requirement;
    use crate::proposal::{AboutField, Amend, AreaField, ConstraintField, TeamField};
    let size = Requirement::Size {
        teams: vec!["core".parse().unwrap()],
        at_least: Some(3),
        at_most: None,
    };
    let wanted = [
        Amend::Team(
            "triage".parse().unwrap(),
            vec![TeamField::Seats(Some(3)), TeamField::Purpose(None)],
        ),
        Amend::Area("website".parse().unwrap(), vec![AreaField::Shared(true)]),
        Amend::Organisation(vec![AboutField::KeyDelay("7 days".parse().unwrap())]),
        Amend::Constraint(
            "three".parse().unwrap(),
            vec![ConstraintField::Require(size)],
        ),
    ];
    assert_eq!(amends, wanted.map(Change::from).iter().collect::<Vec<_>>());
}

#[test]
fn errors_in_what_is_amended_come_together_with_all_others() {
    let body = "changes:
  - amend: {id: core, set: {naem: Core, seats: many, members: []}}
  - amend: {id: website, unset: [name, purpos]}
  - amend: {id: nowhere, set: {name: X}}
  - amend: {id: release-1, set: {on: 2020}}
  - amend: {id: core-vote, set: {may_open: core or or ops, title: }}
  - amend: {id: three, set: {at_least: 3}}
  - transfer: {area: irc}
";
    assert_eq!(
        told(body),
        [
            "2:29 changes[0].amend.set.naem: `naem` is no field here (did you mean `name`? the \
             fields are: name, kind, succeeded_by, purpose, part_of, seats, formed)",
            "2:48 changes[0].amend.set.seats: expected a whole number from 0, found the text `many`",
            "2:54 changes[0].amend.set.members: `members` is no field here (members change by \
             `appoint` and `end_term`)",
            "3:34 changes[1].amend.unset[0]: `name` is no field here that can be unset (these can \
             be: purpose, part_of, opened)",
            "3:40 changes[1].amend.unset[1]: `purpos` is no field here that can be unset (did you \
             mean `purpose`?)",
            "4:17 changes[2].amend.id: nothing has the id `nowhere`",
            "5:17 changes[3].amend.id: `release-1` is an event; what happened is not amended (an \
             event is recorded by housekeeping)",
            "6:52 changes[4].amend.set.may_open: a team is needed before `or`",
            "6:65 changes[4].amend.set.title: expected a text, found nothing",
            "7:29 changes[5].amend.set: `teams`, `at_least` and `at_most` go with `require`: \
             write all of it",
            "8:15 changes[6].transfer: the field `to` is missing",
        ]
    );
}

#[test]
fn a_proposal_does_one_thing() {
    assert_eq!(
        told("changes: []\nelect: {team: core, candidates: [ada]}\n"),
        [
            "2:1 elect: `changes` and `elect` stand side by side (a proposal has one of \
             `changes`, `options` and `elect`, or none of them where it is a question)"
        ]
    );
    assert_eq!(
        told("changes:\n"),
        [
            "1:1 changes: nothing stands under `changes` (leave it out: a proposal without is a \
             question)"
        ]
    );
    let read = try_body("").proposal.unwrap();
    assert_eq!(read.body, Body::Question);
    let read = try_body("elect: {team: core, candidates: [ada], sitting: stay}\n");
    assert!(
        matches!(read.proposal.unwrap().body, Body::Elect(it) if it.sitting.as_str() == "stay")
    );
}

#[test]
fn what_is_adopted_lies_under_files_and_is_used() {
    let body = "changes:
  - adopt_rule: {rule: a, file: files/a.yaml}
  - adopt_rule: {rule: b, file: files/../../x.yaml}
  - adopt_rule: {rule: c, file: proposal.yaml}
  - adopt_constraint: {constraint: d, file: files/d.yml}
";
    let files = [
        ("README.md", ""),
        ("files/a.yaml", "title: A\ndecides: [question]\nstage: []\n"),
        (
            "files/d.yaml",
            "title: D\nlevel: must\nrequire: every-area-controlled\n",
        ),
    ];
    let files = files.map(|(path, text)| (path.to_owned(), text.as_bytes().to_vec()));
    let read = read_with(
        "0001-test",
        format!("{HEAD}{body}").as_bytes(),
        &files.into(),
    );
    let line = |it: &Finding| {
        let at = it.span.map_or((0, 0), |at| (at.line, at.column));
        let file = match &it.place.subject {
            Subject::File(path) => path.clone(),
            _ => String::new(),
        };
        format!("{} {file} {}:{} {}", it.code, at.0, at.1, it.message)
    };
    let told: Vec<String> = read.findings.iter().map(line).collect();
    assert_eq!(
        told,
        [
            "bad-value  7:33 `files/../../x.yaml` is not written as a plain path",
            "bad-value  8:33 `proposal.yaml` does not lie under files/",
            "missing-file  9:45 there is no `files/d.yml`",
            "missing-field proposals/0001-test/files/a.yaml 1:1 the field `stages` is missing",
            "unknown-field proposals/0001-test/files/a.yaml 3:1 `stage` is no field here",
            "unused-file proposals/0001-test/files/d.yaml 0:0 no change names this file",
        ]
    );
}

#[test]
fn a_warning_does_not_stop_the_reading() {
    let files = Files::from([("files/x.yaml".to_owned(), Vec::new())]);
    let read = read_with("0001-test", HEAD.as_bytes(), &files);
    assert_eq!(read.findings.len(), 1);
    assert!(read.proposal.is_some());
}

#[test]
fn a_file_of_changes_needs_no_more_than_changes() {
    let read =
        |text: &str| read_changes("drafts/c.yaml", text.as_bytes(), &BTreeMap::new(), &kind_of);
    let draft = read("changes:\n  - close_area: {area: irc}\n").unwrap();
    assert_eq!(draft.title, None);
    assert!(matches!(&draft.body, Body::Changes(changes) if changes.len() == 1));
    let findings = read("changes:\n  - close_area: {aera: irc}\ntitel: X\n").unwrap_err();
    let subject = Subject::File("drafts/c.yaml".to_owned());
    assert!(findings.iter().all(|it| it.place.subject == subject));
    assert_eq!(findings.len(), 3);
}
