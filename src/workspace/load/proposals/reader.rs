//! Reads proposals, each after the one that it follows: what may be amended in
//! it, and whether it can be applied, depends on what that one leaves behind.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::apply::{refusals, ways};
use super::folder::Gathered;
use super::{Governance, ProposalFolder, Proposals, names};
use crate::base::{Date, NodePath, Place, ProposalName, Subject};
use crate::finding::{Code, Finding, nearest};
use crate::format::Document;
use crate::format::wire::{follows, read_proposal};
use crate::org::Organisation;
use crate::proposal::{Body, Proposal};

/// What a proposal is drafted against.
pub(super) struct Base {
    /// The organisation, or the nearest to it.
    pub(super) org: Arc<Organisation>,
    /// Whether it is that. Where not, this was said at its place.
    pub(super) certain: bool,
}

/// The reading of proposals.
pub(super) struct Reader<'a> {
    governance: &'a Governance,
    org: Option<Arc<Organisation>>,
    today: Date,
    gathered: &'a BTreeMap<ProposalName, Gathered<'a>>,
    documents: BTreeMap<ProposalName, Document>,
    /// The proposal that each follows.
    before: BTreeMap<ProposalName, ProposalName>,
    /// Those that others follow.
    awaited: BTreeSet<ProposalName>,
    /// What each of those leaves behind, where that is known.
    after: BTreeMap<ProposalName, Arc<Organisation>>,
    /// Those that are done.
    read: BTreeSet<ProposalName>,
    /// What has been read.
    pub(super) out: Proposals,
}

impl<'a> Reader<'a> {
    pub(super) fn new(
        governance: &'a Governance,
        today: Date,
        gathered: &'a BTreeMap<ProposalName, Gathered<'a>>,
        documents: BTreeMap<ProposalName, Document>,
        mut out: Proposals,
    ) -> Self {
        let mut before = BTreeMap::new();
        let mut missing = Vec::new();
        for (name, document) in &documents {
            let Some(number) = follows(document) else {
                continue;
            };
            match out.numbered(number).next() {
                Some(other) => {
                    before.insert(name.clone(), other.name.clone());
                }
                None => missing.push(no_proposal(&out, name, "follows", number)),
            }
        }
        out.findings.extend(missing);
        Self {
            governance,
            org: governance.org.clone(),
            today,
            gathered,
            documents,
            awaited: before.values().cloned().collect(),
            before,
            after: BTreeMap::new(),
            read: BTreeSet::new(),
            out,
        }
    }

    /// Reads a proposal, and before it those that it follows.
    pub(super) fn read(&mut self, name: &ProposalName) {
        // Not by calling itself: a chain may be as long as there are folders.
        let mut chain = vec![name.clone()];
        let mut seen = BTreeSet::from([name.clone()]);
        while let Some(before) = chain.last().and_then(|last| self.before.get(last)) {
            if self.read.contains(before) || !seen.insert(before.clone()) {
                break;
            }
            chain.push(before.clone());
        }
        for name in chain.into_iter().rev() {
            if self.read.insert(name.clone()) {
                self.read_one(&name);
            }
        }
    }

    fn read_one(&mut self, name: &ProposalName) {
        let Some(document) = self.documents.remove(name) else {
            return;
        };
        let (Some(folder), Some(gathered)) = (
            self.out.proposals.get(name).cloned(),
            self.gathered.get(name),
        ) else {
            return;
        };
        let base = self.base(name, &document);
        let org = base.as_ref().map(|base| base.org.clone());
        let kind_of = |id: &str| org.as_ref().and_then(|org| names::kind_of(org, id));
        let read = read_proposal(name, document, &gathered.others(), &kind_of);
        let certain = base.as_ref().is_some_and(|base| base.certain);
        for finding in read.findings {
            let id = names::scalar(&finding, &read.documents);
            let unread = id
                .as_ref()
                .is_some_and(|id| self.governance.unreadable.contains(id));
            match &org {
                // Who knows what another file, or another proposal, would say.
                _ if finding.code == Code::UnknownId && (!certain || unread) => {}
                Some(org) => self
                    .out
                    .findings
                    .push(names::with_nearest(org, finding, id)),
                None => self.out.findings.push(finding),
            }
        }
        self.out.documents.extend(read.documents);
        let Some(proposal) = read.proposal else {
            return;
        };
        if let Some(kept) = self.out.proposals.get_mut(name) {
            kept.proposal = Some(proposal.clone());
        }
        if let Some(number) = proposal.resubmits
            && self.out.numbered(number).next().is_none()
        {
            let finding = no_proposal(&self.out, name, "resubmits", number);
            self.out.findings.push(finding);
        }
        if let Some(base) = base {
            self.check(&folder, &proposal, &base);
        }
    }

    /// What a proposal is drafted against; nothing where the organisation
    /// itself could not be read.
    fn base(&mut self, name: &ProposalName, document: &Document) -> Option<Base> {
        let org = self.org.clone()?;
        let unknown = |org| {
            Some(Base {
                org,
                certain: false,
            })
        };
        let Some(before) = self.before.get(name) else {
            let certain = follows(document).is_none();
            return Some(Base { org, certain });
        };
        let folder = self.out.proposals.get(before);
        if folder.is_some_and(|folder| folder.enactment.is_some()) {
            return Some(Base { org, certain: true });
        }
        if let Some(after) = self.after.get(before) {
            let org = after.clone();
            return Some(Base { org, certain: true });
        }
        let place = place(name, NodePath::root().key("follows"));
        let (why, hint) = if self.read.contains(before) && !self.goes_round(name) {
            let why = format!("what `{before}` leaves behind is not known");
            let hint = match folder
                .and_then(|it| it.proposal.as_ref())
                .map(|it| &it.body)
            {
                Some(Body::Options(_)) => "it has options, and none is enacted yet",
                Some(Body::Elect(_)) => "it is an election that is not held yet",
                _ => "it cannot be read or applied as it is; mend it first",
            };
            (why, hint)
        } else {
            let why = format!("it follows `{before}`, which follows it in turn");
            (why, "leave `follows` out of one of them")
        };
        let finding = Finding::error(Code::ProposalOrder, place, why).hint(hint);
        self.out.findings.push(finding);
        unknown(org)
    }

    /// Whether a proposal follows itself, by however many others.
    fn goes_round(&self, name: &ProposalName) -> bool {
        let mut seen = BTreeSet::new();
        let mut at = name;
        while let Some(before) = self.before.get(at) {
            if before == name {
                return true;
            }
            if !seen.insert(before) {
                return false;
            }
            at = before;
        }
        false
    }

    fn check(&mut self, folder: &ProposalFolder, proposal: &Proposal, base: &Base) {
        let on = base.org.about.as_of.unwrap_or(self.today);
        let unreadable = &self.governance.unreadable;
        let checked = names::check(folder, proposal, base, unreadable, on);
        self.out.findings.extend(checked);
        let awaited = self.awaited.contains(&folder.name) && folder.enactment.is_none();
        let wanted = folder.is_draft() || awaited;
        // What comes from a file that cannot be read is that file's problem.
        if !wanted || !base.certain || !self.governance.is_readable() {
            return;
        }
        match ways(proposal, &base.org, on) {
            Ok(ways) => {
                let after = match (&proposal.body, ways.into_iter().next()) {
                    (Body::Question, _) => base.org.clone(),
                    (Body::Changes(_), Some(way)) => Arc::new(way.after),
                    _ => return,
                };
                if awaited {
                    self.after.insert(folder.name.clone(), after);
                }
            }
            Err(refused) if folder.is_draft() => {
                let found = refusals(&folder.name, &refused, &self.out.documents);
                self.out.findings.extend(found);
            }
            // What was put to the vote is looked at again when it is enacted.
            Err(_) => {}
        }
    }
}

/// A place in `proposal.yaml`.
pub(super) fn place(name: &ProposalName, path: NodePath) -> Place {
    Place::new(Subject::Proposal(name.clone()), path)
}

fn no_proposal(out: &Proposals, name: &ProposalName, key: &str, number: u32) -> Finding {
    let place = place(name, NodePath::root().key(key));
    let finding = Finding::error(
        Code::UnknownProposal,
        place,
        format!("no proposal {number}"),
    );
    let others = out.proposals.keys().filter(|it| *it != name);
    let numbers: Vec<String> = others.map(|it| it.number().to_string()).collect();
    match nearest(&number.to_string(), numbers.iter().map(String::as_str)) {
        Some(near) => finding.hint(format!("did you mean {near}?")),
        None => finding,
    }
}
