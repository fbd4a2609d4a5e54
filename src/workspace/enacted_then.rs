//! What an enactment did, as the history of its commit has it.

use std::sync::Arc;

use super::WorkspaceError;
use super::compare::{Texts, Tried, hints};
use super::enact::meaning;
use super::load::ProposalFolder;
use super::signatures::governance_digest;
use crate::base::Date;
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
    if repo.tree_entry(tip, &path)?.is_none() {
        return Ok(None);
    }
    let Some(commit) = repo.last_change(tip, &path)? else {
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
    let recorded = (enactment.before, enactment.after);
    if recorded
        != (
            governance_digest(&texts.before),
            governance_digest(&texts.after),
        )
    {
        return Err(WorkspaceError::Unsound(format!(
            "the commit {} did not do what the enactment of {} records",
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
        effective: enactment.effective,
        tried,
        texts,
    }))
}
