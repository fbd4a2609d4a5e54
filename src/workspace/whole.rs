//! The whole of a workspace, as one tree has it.

use super::WorkspaceError;
use super::layout::subject_path;
use super::load::{Governance, ProposalFolder, Proposals, load_governance, load_proposals};
use crate::base::{Date, Instant};
use crate::finding::{Finding, Severity};
use crate::org::Organisation;
use crate::rule::Rule;
use crate::sign::Namespace;
use crate::store::Files;
use crate::vote::{SignatureVerdict, StatementKind};

/// Everything that a tree says, but for ballots.
#[derive(Debug, Clone)]
pub struct Workspace {
    /// The organisation.
    pub governance: Governance,
    /// The proposals.
    pub proposals: Proposals,
}

/// Reads everything; `today` is the day on which drafts are tried.
pub fn load(files: &Files, today: Date) -> Workspace {
    let governance = load_governance(files);
    let proposals = load_proposals(files, &governance, today);
    Workspace {
        governance,
        proposals,
    }
}

impl Workspace {
    /// The organisation.
    ///
    /// # Errors
    ///
    /// Where organisation.yaml cannot be read, or any other file of the
    /// organisation: half an organisation decides nothing.
    pub fn org(&self) -> Result<&Organisation, WorkspaceError> {
        self.governance.readable_org()
    }

    /// The organisation, where nothing in it is an error at an instant.
    pub(super) fn sound_org(&self, now: Instant) -> Result<&Organisation, WorkspaceError> {
        let org = self.org()?;
        let day = Self::day(org, now);
        let found = crate::org::check(org, day, &self.governance.unreadable);
        let errors: Vec<Finding> = found
            .into_iter()
            .filter(|finding| finding.severity == Severity::Error)
            .collect();
        if errors.is_empty() {
            return Ok(org);
        }
        Err(WorkspaceError::Broken(self.governance.locate(errors)))
    }

    /// The rule that a proposal names.
    pub(super) fn rule_of(&self, folder: &ProposalFolder) -> Result<&Rule, WorkspaceError> {
        let proposal = super::enact::proposal_of(folder)?;
        let missing = || WorkspaceError::NoRule(proposal.rule.clone());
        self.org()?.rules.get(&proposal.rule).ok_or_else(missing)
    }

    /// The day on which the organisation is judged: the one to which its record
    /// is known, else today in its own time zone.
    pub(super) fn day(org: &Organisation, now: Instant) -> Date {
        let today = || now.day(&org.about.time_zone.zone());
        org.about.as_of.unwrap_or_else(today)
    }

    /// Everything that is wrong, each at its place: with the files, with the
    /// organisation as a whole, with the proposals. In the order of the files,
    /// and of the places in them.
    pub fn findings(&self, now: Instant) -> Vec<Finding> {
        let mut all = self.governance.findings.clone();
        if let Some(org) = &self.governance.org {
            let day = Self::day(org, now);
            all.extend(crate::org::check(org, day, &self.governance.unreadable));
            all.extend(self.started());
            all.extend(self.acts_found(now));
            all = all.into_iter().map(|it| self.answered(it)).collect();
        }
        let mut all = self.governance.locate(all);
        all.extend(self.proposals.findings.iter().cloned());
        in_order(&mut all);
        all
    }
}

/// Sorts findings by file and place, and leaves out what was said twice.
pub(super) fn in_order(all: &mut Vec<Finding>) {
    all.sort_by_cached_key(|it| {
        let start = it.span.map(|span| span.start);
        let path = subject_path(&it.place.subject);
        (path, start, it.severity, it.code, it.message.clone())
    });
    all.dedup();
}

/// Whether an author took a proposal back: a statement about this very text,
/// which one of its authors signed. A file alone takes nothing back.
pub(super) fn is_withdrawn(folder: &ProposalFolder, org: &Organisation) -> bool {
    let Some(proposal) = &folder.proposal else {
        return false;
    };
    let mut statements = folder.statements.iter().filter(|it| {
        let statement = &it.statement;
        statement.kind == StatementKind::Withdraw
            && statement.about == folder.content
            && proposal.authors.contains(&statement.by)
    });
    statements.any(|it| {
        let keys = super::examine::keys_on(org, &it.statement.by, it.statement.at);
        let signatures = super::signatures::Signatures::of(org);
        let verdict = signatures.check_for(Namespace::Statement, &it.prefix, &it.armour, &keys);
        verdict == SignatureVerdict::Good
    })
}
