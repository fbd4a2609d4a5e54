//! The permission to enact.

use crate::base::{Digest, ProposalName};

/// The permission to enact a proposal: only an accepted outcome of its last
/// stage gives one.
///
/// ```compile_fail
/// # fn usurp(name: polity::base::ProposalName, digest: polity::base::Digest) {
/// polity::vote::Mandate::new(name, digest, digest); // private
/// # }
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mandate {
    proposal: ProposalName,
    content: Digest,
    result: Digest,
}

impl Mandate {
    pub(super) fn new(proposal: ProposalName, content: Digest, result: Digest) -> Self {
        Self {
            proposal,
            content,
            result,
        }
    }

    /// What may be enacted.
    pub fn proposal(&self) -> &ProposalName {
        &self.proposal
    }

    /// The digest of what was voted on.
    pub fn content(&self) -> Digest {
        self.content
    }

    /// The digest of the last stage's result.
    pub fn result(&self) -> Digest {
        self.result
    }
}
