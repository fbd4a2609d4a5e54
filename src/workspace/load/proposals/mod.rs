//! Reads `proposals/`.

mod apply;
mod folder;
mod names;
mod polls;
mod reader;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use super::governance::tree_finding;
use super::{Governance, locate};
use crate::base::{Date, Digest, Place, ProposalName, StageId, Subject};
use crate::finding::{Code, Finding};
use crate::format::Document;
use crate::format::wire::record::{RecordError, SignedPoll, SignedStatement};
use crate::proposal::Proposal;
use crate::store::Files;
use crate::vote::{Enactment, ExtensionRecord, StageResult, StatementKind};
use crate::workspace::layout::PROPOSALS;

pub(in crate::workspace) use apply::refused_in;
pub use apply::{Preview, Way, preview};
pub(in crate::workspace) use folder::voted_content;
pub(in crate::workspace) use polls::parse as parse_poll;

use reader::Reader;

/// What `proposals/` says.
#[derive(Debug, Clone, Default)]
pub struct Proposals {
    /// The proposals by name, unreadable ones too.
    pub proposals: BTreeMap<ProposalName, ProposalFolder>,
    /// Everything that is wrong with them.
    pub findings: Vec<Finding>,
    /// The documents by path, for places and edits.
    pub documents: BTreeMap<String, Document>,
}

/// The folder of one proposal.
#[derive(Debug, Clone)]
pub struct ProposalFolder {
    /// Its name.
    pub name: ProposalName,
    /// What it proposes; none where that could not be read.
    pub proposal: Option<Proposal>,
    /// The digest of what is voted on: every file of the folder by path and
    /// bytes, but for polls, sponsors, statements and the enactment.
    pub content: Digest,
    /// Its polls by number.
    pub polls: BTreeMap<u32, PollFolder>,
    /// What was applied, where it was.
    pub enactment: Option<Enactment>,
    /// Statements about it, whose signatures are not checked here.
    pub statements: Vec<SignedStatement>,
    /// Signed support, whose signatures are not checked here.
    pub sponsors: Vec<SignedStatement>,
}

/// The folder of one poll. Ballots are not read with it: their path is where
/// to look for them.
#[derive(Debug, Clone)]
pub struct PollFolder {
    /// The stage that its name tells.
    pub stage: StageId,
    /// Its path from the workspace's root.
    pub path: String,
    /// The poll, or why it cannot be read.
    pub poll: Result<SignedPoll, RecordError>,
    /// The result, once it is closed.
    pub result: Option<StageResult>,
    /// The extensions, in the order of their numbers.
    pub extensions: Vec<ExtensionRecord>,
    /// What stands in place of a result, where it was called off.
    pub cancelled: Option<SignedStatement>,
    /// The path of its ballots.
    pub ballots_path: String,
}

impl ProposalFolder {
    /// Whether nothing was decided about it and nobody was asked yet.
    pub fn is_draft(&self) -> bool {
        let withdrawn = |it: &SignedStatement| it.statement.kind == StatementKind::Withdraw;
        self.polls.is_empty()
            && self.enactment.is_none()
            && !self.has_act()
            && !self.statements.iter().any(withdrawn)
    }
}

impl Proposals {
    /// The proposals of a number; more than one only until one is renumbered.
    pub fn numbered(&self, number: u32) -> impl Iterator<Item = &ProposalFolder> {
        let all = self.proposals.values();
        all.filter(move |it| it.name.number() == number)
    }

    /// Gives a finding its place in the text, where it has none yet.
    pub fn locate(&self, finding: Finding) -> Finding {
        locate(&self.documents, finding)
    }
}

/// Reads every file of `proposals/` but the ballots, reports every problem,
/// and looks at whether each draft can be applied.
///
/// A draft is applied to the organisation on the day to which that is known
/// (`as_of`), else on `today`; where it follows another that is not enacted
/// yet, to the organisation as that one leaves it.
pub fn load_proposals(files: &Files, governance: &Governance, today: Date) -> Proposals {
    let mut out = Proposals {
        findings: files
            .problems
            .iter()
            .filter(|problem| problem.path.starts_with(PROPOSALS))
            .map(tree_finding)
            .collect(),
        ..Proposals::default()
    };
    let gathered = folder::gather(files, &mut out.findings);
    same_numbers(gathered.keys(), &mut out.findings);
    let mut documents = BTreeMap::new();
    for (name, folder) in &gathered {
        let read = folder.read_records(name, &mut out.findings);
        out.proposals.insert(name.clone(), read);
        documents.extend(
            folder
                .document(name, &mut out.findings)
                .map(|it| (name.clone(), it)),
        );
    }
    let mut reader = Reader::new(governance, today, &gathered, documents, out);
    for name in gathered.keys() {
        reader.read(name);
    }
    let mut out = reader.out;
    let findings = std::mem::take(&mut out.findings);
    out.findings = findings.into_iter().map(|it| out.locate(it)).collect();
    out
}

/// Two clones may have chosen one number; one proposal is renumbered.
fn same_numbers<'a>(names: impl Iterator<Item = &'a ProposalName>, findings: &mut Vec<Finding>) {
    let mut first: BTreeMap<u32, &ProposalName> = BTreeMap::new();
    for name in names {
        let Some(other) = first.get(&name.number()) else {
            first.insert(name.number(), name);
            continue;
        };
        let place = Place::whole(Subject::Proposal(name.clone()));
        let why = format!("`{other}` and `{name}` have the same number");
        let finding = Finding::error(Code::DuplicateNumber, place, why);
        findings.push(finding.hint("rename the folder of the one that is not yet voted on"));
    }
}
