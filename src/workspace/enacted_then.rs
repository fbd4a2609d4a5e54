//! What an enactment did, as the history of its commit has it.

use std::sync::Arc;

use super::WorkspaceError;
use super::compare::{Texts, Tried, hints};
use super::enact::meaning;
use super::load::ProposalFolder;
use super::signatures::governance_digest;
use crate::base::{Date, Digest};
use crate::diff::Hints;
use crate::proposal::Body;
use crate::store::{CommitId, Files, Repo, Selection};

/// What an enactment did, as history has it.
#[derive(Debug, Clone, PartialEq)]
pub struct EnactedThen {
    /// The commit that did it.
    pub commit: CommitId,
    /// The first day of what was changed.
    pub effective: Date,
    /// The organisation before and after.
    pub tried: Tried,
    /// The files before and after.
    pub texts: Texts,
}

/// What the enactment of a proposal did, from the history that a commit ends:
/// the organisation before the commit that recorded it, and in it. None where
/// that history has no such commit, or nothing before it.
///
/// # Errors
///
/// Where history cannot be read, or an organisation in it.
pub fn enacted(
    repo: &Repo,
    tip: CommitId,
    folder: &ProposalFolder,
) -> Result<Option<EnactedThen>, WorkspaceError> {
    let Some(enactment) = &folder.enactment else {
        return Ok(None);
    };
    let path = format!("proposals/{}/enactment.yaml", folder.name);
    let recorded = (enactment.before, enactment.after);
    did(repo, tip, folder, (&path, enactment.effective, recorded))
}

/// What an act before the decision did, in the same way. None where nobody
/// acted first, or the act is settled.
///
/// # Errors
///
/// As for an enactment.
pub fn acted(
    repo: &Repo,
    tip: CommitId,
    folder: &ProposalFolder,
) -> Result<Option<EnactedThen>, WorkspaceError> {
    let Some((by, effective, recorded)) = folder.acts() else {
        return Ok(None);
    };
    let path = format!("proposals/{}/statements/emergency-{by}.yaml", folder.name);
    did(repo, tip, folder, (&path, effective, recorded))
}

/// What the commit did that brought a record of the organisation before and
/// after it.
fn did(
    repo: &Repo,
    tip: CommitId,
    folder: &ProposalFolder,
    (path, effective, recorded): (&str, Date, (Digest, Digest)),
) -> Result<Option<EnactedThen>, WorkspaceError> {
    if repo.tree_entry(tip, path)?.is_none() {
        return Ok(None);
    }
    let Some(commit) = repo.last_change(tip, path)? else {
        return Ok(None);
    };
    let Some(parent) = repo.link(commit)?.parents.first().copied() else {
        return Ok(None);
    };
    let read = |commit| repo.files_at(commit, &Selection::all(&[super::layout::GOVERNANCE]));
    let texts = Texts {
        before: read(parent)?,
        after: read(commit)?,
    };
    if recorded
        != (
            governance_digest(&texts.before),
            governance_digest(&texts.after),
        )
    {
        return Err(WorkspaceError::Unsound(format!(
            "the commit {} did not do what the record of {} says",
            commit.short(),
            folder.name
        )));
    }
    let org = |files: &Files| {
        let unreadable =
            || WorkspaceError::Other("an organisation in history cannot be read".into());
        meaning(files).ok_or_else(unreadable)
    };
    let hints = match folder.proposal.as_ref().map(|it| &it.body) {
        Some(Body::Changes(changes)) => hints(changes),
        _ => Hints::none(),
    };
    let tried = Tried {
        option: None,
        before: Arc::unwrap_or_clone(org(&texts.before)?),
        after: Arc::unwrap_or_clone(org(&texts.after)?),
        hints,
    };
    Ok(Some(EnactedThen {
        commit,
        effective,
        tried,
        texts,
    }))
}
