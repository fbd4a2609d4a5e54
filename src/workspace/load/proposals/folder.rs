//! The files of each proposal's folder, sorted by what they are.

use std::collections::{BTreeMap, BTreeSet};

use super::ProposalFolder;
use super::polls::{finding_of, read_polls};
use crate::base::{Digest, PersonId, Place, ProposalName, Subject};
use crate::finding::{Code, Finding};
use crate::format::wire::proposal_document;
use crate::format::wire::record::{SignedStatement, read_enactment, read_statement};
use crate::format::{Document, digest_files};
use crate::store::Files;
use crate::vote::StatementKind;
use crate::workspace::layout::{PROPOSALS, proposal_folder};

/// The files of one folder.
#[derive(Default)]
pub(super) struct Gathered<'a> {
    /// Those that were read, by their path from the folder on.
    pub(super) files: BTreeMap<String, &'a [u8]>,
    /// All paths, those of files that were only listed too.
    pub(super) paths: BTreeSet<String>,
}

/// What is not voted on.
const APART: [&str; 3] = ["polls/", "sponsors/", "statements/"];
const ENACTMENT: &str = "enactment.yaml";
const PROPOSAL: &str = "proposal.yaml";

fn is_voted(path: &str) -> bool {
    path != ENACTMENT && !APART.iter().any(|folder| path.starts_with(folder))
}

/// The digest of what is voted on in a proposal's folder, as every reader of
/// the folder computes it; nothing where there is no such folder.
pub(in crate::workspace) fn voted_content(files: &Files, name: &ProposalName) -> Option<Digest> {
    let gathered = gather(files, &mut Vec::new());
    let folder = gathered.get(name)?;
    let voted = folder.files.iter().filter(|(path, _)| is_voted(path));
    let voted: BTreeMap<&str, &[u8]> = voted.map(|(path, it)| (path.as_str(), *it)).collect();
    Some(digest_files(&voted))
}

/// Files for people, which lie anywhere.
pub(super) fn is_text(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    name.ends_with(".md") || name.starts_with('.')
}

/// Sorts the files of `proposals/` into folders; what has no right name is
/// reported.
pub(super) fn gather<'a>(
    files: &'a Files,
    findings: &mut Vec<Finding>,
) -> BTreeMap<ProposalName, Gathered<'a>> {
    let mut gathered: BTreeMap<ProposalName, Gathered<'a>> = BTreeMap::new();
    let mut bad = BTreeSet::new();
    let read = files
        .files
        .iter()
        .map(|(path, file)| (path, Some(&*file.bytes)));
    let listed = files.unread.keys().map(|path| (path, None));
    for (path, bytes) in read.chain(listed) {
        let Some(rest) = path.strip_prefix("proposals/") else {
            continue;
        };
        let Some((folder, inner)) = rest.split_once('/') else {
            if !is_text(rest) {
                findings.push(misplaced(path.clone()));
            }
            continue;
        };
        match folder.parse::<ProposalName>() {
            Ok(name) => {
                let it = gathered.entry(name).or_default();
                it.paths.insert(inner.to_owned());
                it.files
                    .extend(bytes.map(|bytes| (inner.to_owned(), bytes)));
            }
            Err(_) => {
                if bad.insert(folder) {
                    let place = Place::whole(Subject::File(format!("{PROPOSALS}/{folder}")));
                    let why = format!("`{folder}` is no name of a proposal");
                    let finding = Finding::error(Code::BadName, place, why);
                    findings.push(finding.hint(
                        "a proposal's folder is called by its number, of four digits at least, \
                         and a few words: 0010-new-governance",
                    ));
                }
            }
        }
    }
    gathered
}

/// A file that lies where nothing is read.
pub(super) fn misplaced(path: String) -> Finding {
    let place = Place::whole(Subject::File(path));
    Finding::error(Code::MisplacedFile, place, "nothing is read from here").hint(
        "a proposal's folder holds proposal.yaml, README.md and files/; sponsors/, polls/, \
         statements/ and enactment.yaml are written by the tool",
    )
}

impl<'a> Gathered<'a> {
    /// The files beside `proposal.yaml`.
    pub(super) fn others(&self) -> BTreeMap<String, &'a [u8]> {
        let others = self.files.iter().filter(|(path, _)| *path != PROPOSAL);
        let voted = others.filter(|(path, _)| is_voted(path) && !is_text(path));
        voted.map(|(path, bytes)| (path.clone(), *bytes)).collect()
    }

    /// `proposal.yaml`, where it passes the gate.
    pub(super) fn document(
        &self,
        name: &ProposalName,
        findings: &mut Vec<Finding>,
    ) -> Option<Document> {
        let Some(bytes) = self.files.get(PROPOSAL) else {
            let place = Place::whole(Subject::Proposal(name.clone()));
            let why = format!("`{name}` has no proposal.yaml");
            findings.push(Finding::error(Code::MissingFile, place, why));
            return None;
        };
        match proposal_document(name, bytes) {
            Ok(document) => Some(document),
            Err(found) => {
                findings.extend(found);
                None
            }
        }
    }

    /// Everything of the folder but what is proposed.
    pub(super) fn read_records(
        &self,
        name: &ProposalName,
        findings: &mut Vec<Finding>,
    ) -> ProposalFolder {
        let voted = self.files.iter().filter(|(path, _)| is_voted(path));
        let voted: BTreeMap<&str, &[u8]> = voted.map(|(path, it)| (path.as_str(), *it)).collect();
        for path in &self.paths {
            let strange = match path.split_once('/') {
                None => is_yaml(path) && path != PROPOSAL && path != ENACTMENT,
                Some((folder, _)) => {
                    !matches!(folder, "polls" | "sponsors" | "statements" | "files")
                        && is_yaml(path)
                }
            };
            if strange && !is_text(path) {
                findings.push(misplaced(format!("{}/{path}", proposal_folder(name))));
            }
        }
        let enactment = self.files.get(ENACTMENT).and_then(|bytes| {
            let path = format!("{}/{ENACTMENT}", proposal_folder(name));
            let read = read_enactment(&path, bytes);
            read.map_err(|error| findings.extend(finding_of(&path, bytes, &error)))
                .ok()
        });
        if let Some(enactment) = &enactment
            && enactment.proposal != *name
        {
            let path = format!("{}/{ENACTMENT}", proposal_folder(name));
            let why = format!("it is the enactment of `{}`", enactment.proposal);
            findings.push(record(path, why));
        }
        let statements = self.statements(name, "statements/", findings, |stem, it| {
            let expected = format!("{}-{}", it.statement.kind, it.statement.by);
            (stem != expected).then_some(expected)
        });
        let sponsors = self.statements(name, "sponsors/", findings, |stem, it| {
            let expected = it.statement.by.to_string();
            let sponsor = it.statement.kind == StatementKind::Sponsor;
            (stem != expected || !sponsor).then_some(expected)
        });
        ProposalFolder {
            name: name.clone(),
            proposal: None,
            content: digest_files(&voted),
            polls: read_polls(self, name, findings),
            enactment,
            statements,
            sponsors,
        }
    }

    /// The statements of a folder, each by the name that it must have.
    fn statements(
        &self,
        name: &ProposalName,
        folder: &str,
        findings: &mut Vec<Finding>,
        misnamed: impl Fn(&str, &SignedStatement) -> Option<String>,
    ) -> Vec<SignedStatement> {
        let mut statements = Vec::new();
        for (path, bytes) in &self.files {
            let Some(file) = path.strip_prefix(folder).filter(|file| !is_text(file)) else {
                continue;
            };
            let whole = format!("{}/{path}", proposal_folder(name));
            let Some(stem) = file
                .strip_suffix(".yaml")
                .filter(|stem| !stem.contains('/'))
            else {
                findings.push(misplaced(whole));
                continue;
            };
            match read_statement(bytes) {
                Ok(statement) => match misnamed(stem, &statement) {
                    None => statements.push(statement),
                    Some(expected) => {
                        let (kind, by): (_, &PersonId) =
                            (statement.statement.kind, &statement.statement.by);
                        let why = format!("it holds a statement `{kind}` by `{by}`");
                        let hint = format!("such a one belongs into {expected}.yaml");
                        findings.push(record(whole, why).hint(hint));
                    }
                },
                Err(error) => findings.extend(finding_of(&whole, bytes, &error)),
            }
        }
        statements
    }
}

fn is_yaml(path: &str) -> bool {
    path.ends_with(".yaml") || path.ends_with(".yml")
}

/// A record that is not what its place asks for.
pub(super) fn record(path: String, why: impl Into<String>) -> Finding {
    Finding::error(
        Code::UnreadableRecord,
        Place::whole(Subject::File(path)),
        why,
    )
}
