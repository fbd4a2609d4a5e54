//! The folders of polls: what was asked, how it ended, and what was put off.

use std::collections::BTreeMap;

use super::PollFolder;
use super::folder::{Gathered, is_text, misplaced, record};
use crate::base::{Place, ProposalName, StageId, Subject, TextSpan};
use crate::finding::{Code, Finding};
use crate::format::CanonicalError;
use crate::format::wire::record::{
    RecordError, read_extension, read_poll, read_result, read_statement,
};
use crate::vote::StatementKind;
use crate::workspace::layout::proposal_folder;

/// The files of one poll, by their name.
type Inner<'a> = BTreeMap<&'a str, &'a [u8]>;

/// The polls of a proposal.
pub(super) fn read_polls(
    gathered: &Gathered<'_>,
    name: &ProposalName,
    findings: &mut Vec<Finding>,
) -> BTreeMap<u32, PollFolder> {
    let mut folders: BTreeMap<&str, Inner<'_>> = BTreeMap::new();
    for path in &gathered.paths {
        let Some(rest) = path.strip_prefix("polls/") else {
            continue;
        };
        let whole = || format!("{}/{path}", proposal_folder(name));
        match rest.split_once('/') {
            None if !is_text(rest) => findings.push(misplaced(whole())),
            None => {}
            Some((folder, file)) => {
                let inner = folders.entry(folder).or_default();
                if file.starts_with("ballots/") {
                    continue;
                }
                match gathered.files.get(path) {
                    Some(bytes) if is_record(file) => {
                        inner.insert(file, bytes);
                    }
                    _ if is_text(file) => {}
                    _ => findings.push(misplaced(whole())),
                }
            }
        }
    }
    let mut polls: BTreeMap<u32, PollFolder> = BTreeMap::new();
    for (folder, inner) in folders {
        let path = format!("{}/polls/{folder}", proposal_folder(name));
        let Some((number, stage)) = parse(folder) else {
            let place = Place::whole(Subject::File(path));
            let why = format!("`{folder}` is no name of a poll");
            let finding = Finding::error(Code::BadName, place, why);
            findings.push(finding.hint("a poll is called by its number and its stage: 1-core"));
            continue;
        };
        if polls.contains_key(&number) {
            let place = Place::whole(Subject::File(path));
            let why = format!("there is another poll {number} of `{name}`");
            findings.push(Finding::error(Code::DuplicateNumber, place, why));
            continue;
        }
        polls.insert(
            number,
            read_poll_folder(path, stage, &inner, name, findings),
        );
    }
    polls
}

fn is_record(file: &str) -> bool {
    matches!(file, "poll.yaml" | "result.yaml" | "cancelled.yaml") || extension(file).is_some()
}

/// The number in `extension-<k>.yaml`.
fn extension(file: &str) -> Option<u32> {
    number(file.strip_prefix("extension-")?.strip_suffix(".yaml")?)
}

/// A number from 1, written in one way.
fn number(text: &str) -> Option<u32> {
    let number: u32 = text.parse().ok()?;
    (number > 0 && number.to_string() == text).then_some(number)
}

/// The number and the stage that the name of a poll's folder tells.
pub(in crate::workspace) fn parse(folder: &str) -> Option<(u32, StageId)> {
    let (count, stage) = folder.split_once('-')?;
    Some((number(count)?, stage.parse().ok()?))
}

fn read_poll_folder(
    path: String,
    stage: StageId,
    inner: &Inner<'_>,
    name: &ProposalName,
    findings: &mut Vec<Finding>,
) -> PollFolder {
    let at = |file: &str| format!("{path}/{file}");
    let poll = match inner.get("poll.yaml") {
        Some(bytes) => read_poll(bytes).and_then(|poll| {
            if poll.poll.proposal != *name {
                let why = format!("it is a poll on `{}`", poll.poll.proposal);
                return Err(RecordError::Meaning(why));
            }
            if poll.poll.stage.id != stage {
                let why = format!("it is a poll of the stage `{}`", poll.poll.stage.id);
                return Err(RecordError::Meaning(why));
            }
            Ok(poll)
        }),
        None => Err(RecordError::Meaning("the poll has no poll.yaml".to_owned())),
    };
    if let Err(error) = &poll {
        let bytes = inner.get("poll.yaml").copied().unwrap_or_default();
        findings.extend(finding_of(&at("poll.yaml"), bytes, error));
    }
    let mut keep = |file: &str, bytes: &[u8], error: RecordError| {
        findings.extend(finding_of(&at(file), bytes, &error));
    };
    let result = inner.get("result.yaml").and_then(|bytes| {
        let read = read_result(&at("result.yaml"), bytes);
        read.map_err(|error| keep("result.yaml", bytes, error)).ok()
    });
    let cancelled = inner.get("cancelled.yaml").and_then(|bytes| {
        let read = read_statement(bytes).and_then(|it| match it.statement.kind {
            StatementKind::Cancel => Ok(it),
            other => Err(RecordError::Meaning(format!(
                "it holds a statement `{other}`"
            ))),
        });
        read.map_err(|error| keep("cancelled.yaml", bytes, error))
            .ok()
    });
    let mut extensions = Vec::new();
    for (file, bytes) in inner {
        let Some(number) = extension(file) else {
            continue;
        };
        let read = read_extension(&at(file), bytes).and_then(|it| {
            if it.number == number {
                return Ok(it);
            }
            let why = format!("it says that it is extension {}", it.number);
            Err(RecordError::Meaning(why))
        });
        match read {
            Ok(extension) => extensions.push(extension),
            Err(error) => keep(file, bytes, error),
        }
    }
    extensions.sort_by_key(|it| it.number);
    if result.is_some() && cancelled.is_some() {
        let why = "the poll has a result and is cancelled";
        findings.push(record(at("cancelled.yaml"), why));
    }
    PollFolder {
        stage,
        ballots_path: format!("{path}/ballots"),
        path,
        poll,
        result,
        extensions,
        cancelled,
    }
}

/// What is wrong with a record, in its own file.
pub(super) fn finding_of(path: &str, bytes: &[u8], error: &RecordError) -> Vec<Finding> {
    let found = match error {
        RecordError::Unreadable(found) | RecordError::Form(CanonicalError::Unreadable(found)) => {
            found
        }
        RecordError::Form(CanonicalError::Form(line)) => {
            let finding = record(path.to_owned(), error.to_string());
            return vec![match line_span(bytes, *line) {
                Some(span) => finding.at(span),
                None => finding,
            }];
        }
        other => return vec![record(path.to_owned(), other.to_string())],
    };
    let own = |finding: &Finding| {
        let mut finding = finding.clone();
        finding.place.subject = Subject::File(path.to_owned());
        finding
    };
    found.iter().map(own).collect()
}

/// A line of a text, from 1.
fn line_span(bytes: &[u8], line: usize) -> Option<TextSpan> {
    let text = std::str::from_utf8(bytes).ok()?;
    let mut start = 0;
    for (n, found) in text.split_inclusive('\n').enumerate() {
        if n + 1 == line {
            let end = start + found.trim_end_matches('\n').len();
            let column = 1;
            return Some(TextSpan {
                start,
                end,
                line,
                column,
            });
        }
        start += found.len();
    }
    None
}
