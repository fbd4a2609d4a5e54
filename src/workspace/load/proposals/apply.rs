//! What the organisation would be after a proposal.

use std::collections::{BTreeMap, BTreeSet};

use super::reader::place;
use super::{Governance, ProposalFolder, Proposals};
use crate::base::{Date, NodePath, OptionId, Place, ProposalName, Step, Subject};
use crate::finding::{Code, Finding};
use crate::format::{Document, NodeKind};
use crate::org::Organisation;
use crate::proposal::{Body, Change, Proposal, Refused, apply_all};
use crate::workspace::layout::subject_path;

/// What a proposal would make of the organisation.
#[derive(Debug, Clone, PartialEq)]
pub struct Preview {
    /// What it is drafted against: the organisation as it stands, or as the
    /// proposal that it follows leaves it.
    pub before: Organisation,
    /// The ways in which it may leave it: one for plain changes, one for each
    /// option, none for a question or an election.
    pub ways: Vec<Way>,
}

/// One way in which a proposal may leave the organisation.
#[derive(Debug, Clone, PartialEq)]
pub struct Way {
    /// The option, where there are several.
    pub option: Option<OptionId>,
    /// The changes.
    pub changes: Vec<Change>,
    /// The organisation after them.
    pub after: Organisation,
}

impl Preview {
    /// The organisation after plain changes.
    pub fn after(&self) -> Option<&Organisation> {
        match self.ways.as_slice() {
            [way] if way.option.is_none() => Some(&way.after),
            _ => None,
        }
    }
}

/// What a proposal, draft or not, would make of the organisation on a day. One
/// that is enacted is part of the organisation already.
///
/// # Errors
///
/// What stands in its way, or in that of one that it follows.
pub fn preview(
    governance: &Governance,
    proposals: &Proposals,
    name: &ProposalName,
    day: Date,
) -> Result<Preview, Vec<Finding>> {
    let Some(org) = &governance.org else {
        let place = Place::whole(Subject::Organisation);
        let why = "without the organisation there is nothing to apply it to";
        return Err(vec![Finding::error(Code::NoOrganisation, place, why)]);
    };
    let mut chain = vec![readable(proposals, name)?];
    let mut seen = BTreeSet::from([name]);
    while let Some((folder, proposal)) = chain.last()
        && let Some(number) = proposal.follows
    {
        let at = place(&folder.name, NodePath::root().key("follows"));
        let wrong = |why: String| {
            let finding = Finding::error(Code::ProposalOrder, at.clone(), why);
            Err(vec![proposals.locate(finding)])
        };
        let Some(before) = proposals.numbered(number).next() else {
            return wrong(format!("no proposal {number}"));
        };
        if before.enactment.is_some() {
            break;
        }
        if !seen.insert(&before.name) {
            return wrong(format!(
                "it follows `{}`, which follows it in turn",
                before.name
            ));
        }
        let next = readable(proposals, &before.name)?;
        if matches!(next.1.body, Body::Options(_) | Body::Elect(_)) {
            return wrong(format!(
                "what `{}` leaves behind is not decided",
                before.name
            ));
        }
        chain.push(next);
    }
    let mut before = Organisation::clone(org);
    while let Some((folder, proposal)) = chain.pop() {
        let found = ways(proposal, &before, day).map_err(|refused| {
            let found = refusals(&folder.name, &refused, &proposals.documents);
            found
                .into_iter()
                .map(|it| proposals.locate(it))
                .collect::<Vec<_>>()
        })?;
        if chain.is_empty() {
            return Ok(Preview {
                before,
                ways: found,
            });
        }
        // A question leaves everything as it was.
        if let Some(way) = found.into_iter().next() {
            before = way.after;
        }
    }
    // The chain began with the proposal itself.
    let ways = Vec::new();
    Ok(Preview { before, ways })
}

fn readable<'a>(
    proposals: &'a Proposals,
    name: &ProposalName,
) -> Result<(&'a ProposalFolder, &'a Proposal), Vec<Finding>> {
    let found = proposals.proposals.get(name);
    let read = found.and_then(|folder| Some((folder, folder.proposal.as_ref()?)));
    read.ok_or_else(|| {
        let subject = Subject::Proposal(name.clone());
        let of_it = |it: &&Finding| it.place.subject == subject;
        let known: Vec<Finding> = proposals.findings.iter().filter(of_it).cloned().collect();
        if !known.is_empty() {
            return known;
        }
        let (code, why) = match found {
            Some(_) => (Code::ProposalOrder, format!("`{name}` cannot be read")),
            None => (Code::UnknownProposal, format!("no proposal `{name}`")),
        };
        vec![Finding::error(code, Place::whole(subject), why)]
    })
}

/// What cannot be made, and the list that it stands in.
pub(super) type RefusedIn = (NodePath, Refused);

/// Every way in which a proposal may leave an organisation.
pub(super) fn ways(
    proposal: &Proposal,
    org: &Organisation,
    on: Date,
) -> Result<Vec<Way>, Vec<RefusedIn>> {
    let own = NodePath::root().key("changes");
    let lists: Vec<(Option<OptionId>, &[Change], NodePath)> = match &proposal.body {
        Body::Changes(changes) => vec![(None, changes, own)],
        Body::Options(options) => {
            let each = options.iter().enumerate().map(|(n, it)| {
                let path = NodePath::root().key("options").index(n).key("changes");
                (Some(it.id.clone()), it.changes.as_slice(), path)
            });
            each.collect()
        }
        Body::Elect(_) | Body::Question => Vec::new(),
    };
    let mut ways = Vec::new();
    let mut refused = Vec::new();
    for (option, changes, path) in lists {
        match apply_all(org, changes, on) {
            Ok(after) => ways.push(Way {
                option,
                changes: changes.to_vec(),
                after,
            }),
            Err(found) => refused.extend(found.into_iter().map(|it| (path.clone(), it))),
        }
    }
    if refused.is_empty() {
        Ok(ways)
    } else {
        Err(refused)
    }
}

/// Refusals as findings, each at its place in `proposal.yaml`.
pub(super) fn refusals(
    name: &ProposalName,
    refused: &[RefusedIn],
    documents: &BTreeMap<String, Document>,
) -> Vec<Finding> {
    let subject = Subject::Proposal(name.clone());
    let document = subject_path(&subject).and_then(|path| documents.get(&path));
    let each = refused.iter().map(|(list, refused)| {
        let mut path = list.clone().index(refused.index);
        path.0.extend(refused.path.0.iter().cloned());
        let path = match document {
            Some(document) => as_written(document, path),
            None => path,
        };
        let finding = Finding::error(Code::ProposalRefused, place(name, path), &refused.why);
        match &refused.hint {
            Some(hint) => finding.hint(hint),
            None => finding,
        }
    });
    each.collect()
}

/// Why a proposal does not apply to an organisation: each finding at its place
/// in the text, with the ids whose state it complains of.
pub(in crate::workspace) fn refused_in(
    proposals: &Proposals,
    proposal: &Proposal,
    org: &Organisation,
    on: Date,
) -> Vec<(Finding, BTreeSet<String>)> {
    let Err(refused) = ways(proposal, org, on) else {
        return Vec::new();
    };
    let found = refusals(&proposal.name, &refused, &proposals.documents);
    let found = found.into_iter().map(|it| proposals.locate(it));
    found
        .zip(refused.into_iter().map(|(_, it)| it.because))
        .collect()
}

/// A change knows the powers of a part by their area; the file lists them.
fn as_written(document: &Document, path: NodePath) -> NodePath {
    let mut written = NodePath::root();
    for step in path.0 {
        let listed = match (&step, document.node(&written).map(|node| &node.kind)) {
            (Step::Key(area), Some(NodeKind::List { items, .. })) => {
                items.iter().position(|item| {
                    let named = item.get("area").map(|node| &node.kind);
                    matches!(named, Some(NodeKind::Scalar { text, .. }) if text == area)
                })
            }
            _ => None,
        };
        written.0.push(listed.map_or(step, Step::Index));
    }
    written
}
