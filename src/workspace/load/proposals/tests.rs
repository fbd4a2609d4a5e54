use std::path::Path;
use std::sync::Arc;

use super::*;
use crate::store::{FileEntry, Selection, files_in};
use crate::workspace::load_governance;

const TODAY: Date = jiff::civil::date(2020, 3, 12);

fn repository() -> Files {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    files_in(root, &Selection::all(&["governance", "proposals"])).unwrap()
}

fn load(files: &Files) -> (Governance, Proposals) {
    let governance = load_governance(files);
    let proposals = load_proposals(files, &governance, TODAY);
    (governance, proposals)
}

#[test]
fn the_repositorys_own_proposals_apply_one_after_the_other() {
    let (governance, proposals) = load(&repository());
    assert_eq!(proposals.findings, []);
    assert_eq!(proposals.proposals.len(), 2);
    let name = "0012-steering-council".parse().unwrap();
    let preview = preview(&governance, &proposals, &name, TODAY).unwrap();
    let (board, council) = (
        "technical-board".parse().unwrap(),
        "steering-council".parse().unwrap(),
    );
    assert!(preview.before.teams.contains_key(&board));
    assert!(
        preview
            .before
            .rules
            .contains_key(&"removal".parse().unwrap())
    );
    let after = preview.after().unwrap();
    assert!(after.teams.contains_key(&council) && !after.teams.contains_key(&board));
}

/// The repository with other texts in some files; nothing removes a file.
fn with(changes: &[(&str, Option<&str>)]) -> Files {
    let mut files = repository();
    for (path, text) in changes {
        match text {
            Some(text) => {
                let bytes: Arc<[u8]> = text.as_bytes().into();
                let entry = FileEntry { bytes, blob: None };
                files.files.insert((*path).to_owned(), entry);
            }
            None => {
                files.files.remove(*path);
            }
        }
    }
    files
}

/// `CODE FILE LINE:COLUMN PATH: message (hint)` of every finding.
fn told(files: &Files) -> Vec<String> {
    let (governance, proposals) = load(files);
    assert_eq!(governance.findings, []);
    let line = |it: &Finding| {
        let file = crate::workspace::layout::subject_path(&it.place.subject).unwrap();
        let file = file.strip_prefix("proposals/").unwrap().to_owned();
        let at = it.span.map(|at| format!(" {}:{}", at.line, at.column));
        let hint = it.hint.as_ref().map(|hint| format!(" ({hint})"));
        let (at, hint) = (at.unwrap_or_default(), hint.unwrap_or_default());
        format!(
            "{} {file}{at} {}: {}{hint}",
            it.code, it.place.path, it.message
        )
    };
    proposals.findings.iter().map(line).collect()
}

const DRAFT: &str = "proposals/0013-draft/proposal.yaml";

fn draft(rest: &str) -> String {
    format!("title: Draft\nauthors: [james-bennett]\ncreated: 2020-03-12\n{rest}")
}

#[test]
fn a_change_that_cannot_be_made_is_refused_at_its_place() {
    let text = draft(
        "rule: core-vote
changes:
  - rename: {team: ops, to: operations}
  - dissolve: {team: releasers, transfer: {releases: operatons}}
  - grant: {team: core, area: websit, powers: [merge]}
",
    );
    assert_eq!(
        told(&with(&[(DRAFT, Some(&text))])),
        [
            "proposal-refused 0013-draft/proposal.yaml 7:54 changes[1].dissolve.transfer.releases: \
             no team `operatons` (did you mean `operations`?)",
            "proposal-refused 0013-draft/proposal.yaml 8:31 changes[2].grant.area: no area \
             `websit` (did you mean `website`?)",
        ]
    );
}

#[test]
fn whoever_and_whatever_is_named_must_be_there() {
    let text = draft(
        "rule: core-vot
shepherd: james-benett
follows: 11
resubmits: 99
",
    );
    let told = told(&with(&[(DRAFT, Some(&text))]));
    assert_eq!(
        told,
        [
            "unknown-proposal 0013-draft/proposal.yaml 6:10 follows: no proposal 11 (did you mean 10?)",
            "unknown-proposal 0013-draft/proposal.yaml 7:12 resubmits: no proposal 99",
        ]
    );
    let text = text.replace(
        "follows: 11\nresubmits: 99\n",
        "subject: [tim-graham, tim-graam]\n",
    );
    assert_eq!(
        self::told(&with(&[(DRAFT, Some(&text))])),
        [
            "unknown-person 0013-draft/proposal.yaml 5:11 shepherd: no person `james-benett` (did \
             you mean `james-bennett`?)",
            "unknown-person 0013-draft/proposal.yaml 6:23 subject[tim-graam]: no person `tim-graam` \
             (did you mean `tim-graham`?)",
            "unknown-rule 0013-draft/proposal.yaml 4:7 rule: no rule `core-vot` (did you mean \
             `core-vote`?)",
        ]
    );
}

#[test]
fn what_follows_a_proposal_sees_what_it_leaves_behind() {
    // Repealed by the proposal that it follows.
    let text = draft("rule: core-vote\nfollows: 10\n");
    let told_of = told(&with(&[(DRAFT, Some(&text))]));
    assert_eq!(told_of.len(), 1);
    assert!(
        told_of[0].contains("the rule `core-vote` is repealed since"),
        "{told_of:?}"
    );
    // Each other's follower.
    let text = draft("rule: core-vote\nfollows: 13\n");
    let told_of = told(&with(&[(DRAFT, Some(&text))]));
    assert_eq!(
        told_of,
        [
            "proposal-order 0013-draft/proposal.yaml 5:10 follows: it follows `0013-draft`, which \
             follows it in turn (leave `follows` out of one of them)"
        ]
    );
    // A broken one spoils what follows it, and says so once.
    let path = "proposals/0010-new-governance/files/removal.yaml";
    let told_of = told(&with(&[(path, None)]));
    assert_eq!(told_of.len(), 2, "{told_of:?}");
    assert!(
        told_of[0].starts_with("missing-file 0010-new-governance/proposal.yaml 98:"),
        "{told_of:?}"
    );
    assert!(told_of[1].starts_with("proposal-order 0012-steering-council/proposal.yaml 7:10"));
}

#[test]
fn folders_and_files_have_their_names() {
    let files = with(&[
        ("proposals/13-draft/proposal.yaml", Some("")),
        ("proposals/README.md", Some("")),
        ("proposals/0012-other/README.md", Some("")),
        ("proposals/0010-new-governance/proposal.yml", Some("")),
        (
            "proposals/0010-new-governance/polls/01-core/poll.yaml",
            Some(""),
        ),
        (
            "proposals/0010-new-governance/polls/1-core/votes/a.yaml",
            Some(""),
        ),
        (
            "proposals/0010-new-governance/statements/withdraw-a.yaml",
            Some("x"),
        ),
    ]);
    let codes: Vec<String> = told(&files)
        .iter()
        .map(|it| it.split(' ').take(2).collect::<Vec<_>>().join(" "))
        .collect();
    assert_eq!(
        codes,
        [
            "bad-name 13-draft",
            "duplicate-number 0012-steering-council/proposal.yaml",
            "misplaced-file 0010-new-governance/proposal.yml",
            "unreadable-record 0010-new-governance/statements/withdraw-a.yaml",
            "misplaced-file 0010-new-governance/polls/1-core/votes/a.yaml",
            "bad-name 0010-new-governance/polls/01-core",
            "unreadable-record 0010-new-governance/polls/1-core/poll.yaml",
            "missing-file 0012-other/proposal.yaml",
        ]
    );
}

#[test]
fn the_content_is_what_is_voted_on() {
    let content = |changes: &[(&str, Option<&str>)]| {
        let (_, proposals) = load(&with(changes));
        let name = "0012-steering-council".parse().unwrap();
        proposals.proposals[&name].content
    };
    let base = content(&[]);
    for apart in [
        "polls/1-a/poll.yaml",
        "sponsors/a.yaml",
        "statements/a.yaml",
        "enactment.yaml",
    ] {
        let path = format!("proposals/0012-steering-council/{apart}");
        assert_eq!(content(&[(&path, Some("x"))]), base, "{apart}");
    }
    for voted in ["README.md", "files/x.md", "picture.png"] {
        let path = format!("proposals/0012-steering-council/{voted}");
        assert_ne!(content(&[(&path, Some("x"))]), base, "{voted}");
    }
}
