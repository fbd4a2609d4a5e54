//! From the files of a tree to the organisation and its proposals, with every
//! problem on the way.

mod beside;
mod governance;
mod proposals;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::layout::{Holds, holds};
use crate::base::Shared;
use crate::finding::Finding;
use crate::format::{Document, gate};
use crate::org::Organisation;
use crate::store::{FileEntry, Files};
use crate::workspace::WorkspaceError;

pub use beside::load_governance_beside;
pub use governance::load_governance;
pub(super) use governance::put;
pub use proposals::{PollFolder, Preview, ProposalFolder, Proposals, Way, load_proposals, preview};
pub(super) use proposals::{parse_poll, refused_in, voted_content};

/// The texts of `governance/`; those of `proposals/`, which may be beside them,
/// are not held for it: a poll of many has ten megabytes.
fn own_texts(files: &Files) -> Shared<BTreeMap<String, FileEntry>> {
    let own = |path: &String| path.starts_with("governance/");
    if files.files.keys().all(own) {
        return files.files.clone();
    }
    let texts = files.files.iter().filter(|(path, _)| own(path));
    let texts = texts.map(|(path, file)| (path.clone(), file.clone()));
    Shared::from(texts.collect::<BTreeMap<_, _>>())
}

/// What `governance/` says. A copy shares what is large with the original.
#[derive(Debug, Clone)]
pub struct Governance {
    /// The organisation: all of it that could be read. Without a readable
    /// `organisation.yaml` there is none.
    pub org: Option<Arc<Organisation>>,
    /// The texts by path, for the places of findings: few are ever asked for,
    /// and a text with its places takes many times the text alone.
    texts: Shared<BTreeMap<String, FileEntry>>,
    /// Everything that is wrong with the files.
    pub findings: Vec<Finding>,
    /// The ids whose files could not be read. What refers to them is not
    /// reported as dangling: their own findings say what is wrong.
    pub unreadable: BTreeSet<String>,
}

impl Governance {
    /// Whether every file could be read.
    pub fn is_readable(&self) -> bool {
        let error = |finding: &Finding| finding.severity == crate::finding::Severity::Error;
        self.org.is_some() && !self.findings.iter().any(error)
    }

    /// The organisation, where every file could be read: half an organisation
    /// decides nothing.
    pub(super) fn readable_org(&self) -> Result<&Organisation, WorkspaceError> {
        match &self.org {
            Some(org) if self.is_readable() => Ok(org),
            _ => Err(WorkspaceError::Broken(self.findings.clone())),
        }
    }

    /// Gives findings their places in the texts, where they have none yet. A
    /// text is taken apart once, however many findings are in it.
    pub fn locate(&self, findings: Vec<Finding>) -> Vec<Finding> {
        let mut documents: BTreeMap<String, Option<Document>> = BTreeMap::new();
        let mut located = |finding: Finding| {
            let subject = &finding.place.subject;
            let path = super::layout::subject_path(subject);
            let Some(path) = path.filter(|_| finding.span.is_none()) else {
                return finding;
            };
            let document = documents.entry(path).or_insert_with_key(|path| {
                if !matches!(holds(path), Holds::Organisation | Holds::Entity(_)) {
                    return None;
                }
                let text = self.texts.get(path)?;
                gate(subject, &text.bytes).ok()
            });
            at_its_place(document.as_ref(), finding)
        };
        findings.into_iter().map(&mut located).collect()
    }
}

fn at_its_place(document: Option<&Document>, finding: Finding) -> Finding {
    match document.and_then(|it| it.span(&finding.place.path, finding.place.part)) {
        Some(span) => finding.at(span),
        None => finding,
    }
}

/// Gives a finding its place in the text, where it has none yet.
pub fn locate(documents: &BTreeMap<String, Document>, finding: Finding) -> Finding {
    if finding.span.is_some() {
        return finding;
    }
    let path = super::layout::subject_path(&finding.place.subject);
    at_its_place(path.and_then(|path| documents.get(&path)), finding)
}
