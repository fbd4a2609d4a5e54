//! The founding: the anchor of all verification, and whether it holds.

use super::super::layout::{GOVERNANCE, STATEMENTS};
use super::super::session::{Session, SharedLine};
use super::super::signatures::{Signatures, governance_digest};
use crate::base::{Digest, PersonId};
use crate::format::wire::record::read_statement;
use crate::org::Organisation;
use crate::sign::Namespace;
use crate::store::{CommitId, Files};
use crate::vote::{SignatureVerdict, StatementKind};
use crate::workspace::WorkspaceError;
use crate::workspace::examine::keys_on;

/// The page of the clone's notebook that holds the anchor.
const PAGE: &str = "anchor";

/// The commit that founded the organisation, trusted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Anchor {
    /// It.
    pub commit: CommitId,
    /// Those who signed it.
    pub founders: Vec<PersonId>,
    /// Whether nobody told it and this clone did not know it before: then it
    /// is to be compared with what others have.
    pub first_use: bool,
}

impl Session<'_> {
    /// The founding, where it is the one that was told or that this clone
    /// remembers. At first use it is remembered. None for a draft.
    ///
    /// # Errors
    ///
    /// Where it is another one, or does not hold.
    pub fn trusted_anchor(
        &self,
        line: &SharedLine,
        told: Option<CommitId>,
    ) -> Result<Option<Anchor>, WorkspaceError> {
        let found = self.anchor(line)?;
        let remembered = self.remembered_anchor()?;
        let expected = told.or(remembered);
        if let Some(expected) = expected
            && found != Some(expected)
        {
            return Err(WorkspaceError::OtherAnchor {
                expected,
                found,
                told: told.is_some(),
            });
        }
        let Some(commit) = found else {
            return Ok(None);
        };
        let founders = self.founding_holds(commit)?;
        if remembered != Some(commit) {
            self.repo().remember(PAGE, commit.hex().as_bytes())?;
        }
        Ok(Some(Anchor {
            commit,
            founders,
            first_use: expected.is_none(),
        }))
    }

    pub(super) fn remembered_anchor(&self) -> Result<Option<CommitId>, WorkspaceError> {
        let page = self.repo().recall(PAGE)?;
        Ok(page.and_then(|bytes| std::str::from_utf8(&bytes).ok()?.trim().parse().ok()))
    }

    /// Those who signed the founding.
    ///
    /// # Errors
    ///
    /// Where organisation.yaml does not say that it is founded, where a
    /// statement is about other files than are there, or a signature fails.
    pub(super) fn founding_holds(&self, anchor: CommitId) -> Result<Vec<PersonId>, WorkspaceError> {
        if let Some(founders) = self.memo().founders.borrow().get(&anchor) {
            return Ok(founders.clone());
        }
        let founders = self.read_founding(anchor)?;
        let mut known = self.memo().founders.borrow_mut();
        known.insert(anchor, founders.clone());
        Ok(founders)
    }

    fn read_founding(&self, anchor: CommitId) -> Result<Vec<PersonId>, WorkspaceError> {
        let refuse = |why: String| WorkspaceError::FalseFounding {
            commit: anchor,
            why,
        };
        let mut files = Files::clone(&*self.governance_files(anchor)?);
        if let Some(problem) = files
            .problems
            .iter()
            .find(|it| it.path.starts_with(GOVERNANCE))
        {
            return Err(refuse(problem.to_string()));
        }
        let governance = self.governance_at(anchor)?;
        let org = match &governance.org {
            Some(org) if governance.is_readable() => org,
            _ => return Err(refuse("the organisation cannot be read there".to_owned())),
        };
        let prefix = format!("{STATEMENTS}/founding-");
        let mut statements = files.files.split_off(&prefix);
        // What comes after them in the order of paths stays.
        let names: Vec<String> = statements.keys().cloned().collect();
        for name in names.into_iter().filter(|name| !name.starts_with(&prefix)) {
            if let Some(file) = statements.remove(&name) {
                files.files.insert(name, file);
            }
        }
        let about = governance_digest(&files);
        let mut founders = Vec::new();
        for (path, file) in &statements {
            let by = founder(org, about, &file.bytes)?;
            founders.push(by.map_err(|why| refuse(format!("{path}: {why}")))?);
        }
        if founders.is_empty() {
            return Err(refuse("nobody signed it".to_owned()));
        }
        Ok(founders)
    }
}

/// Who signed a founding, or why it is not signed.
fn founder(
    org: &Organisation,
    about: Digest,
    bytes: &[u8],
) -> Result<Result<PersonId, String>, WorkspaceError> {
    let refuse = |why: &str| Ok(Err(why.to_owned()));
    let signed = match read_statement(bytes) {
        Ok(signed) => signed,
        Err(error) => return Ok(Err(error.to_string())),
    };
    let statement = &signed.statement;
    if statement.kind != StatementKind::Founding {
        return refuse("it is no founding");
    }
    if org.about.founded != Some(statement.at) {
        return refuse("organisation.yaml does not say `founded:` with the instant of it");
    }
    if statement.about != about {
        return refuse("it is about other files than governance/ has there");
    }
    let keys = keys_on(org, &statement.by, statement.at);
    let signatures = Signatures::of(org);
    match signatures.check_for(Namespace::Statement, &signed.prefix, &signed.armour, &keys) {
        SignatureVerdict::Good => Ok(Ok(statement.by.clone())),
        SignatureVerdict::Unknown(why) => Err(WorkspaceError::Incomplete(why)),
        _ => Ok(Err(format!("{} did not sign it", statement.by))),
    }
}
