//! Reading a workspace: from the working tree, or as a commit has it.

use std::path::Path;
use std::sync::Arc;

use super::super::WorkspaceError;
use super::super::layout::{GOVERNANCE, ORGANISATION, PROPOSALS};
use super::super::load::{Governance, load_governance, load_proposals};
use super::super::whole::{Workspace, load};
use super::Session;
use crate::base::Date;
use crate::org::Organisation;
use crate::store::{CommitId, Entry, Files, Repo, Selection, Want, files_in};

/// Everything that is read of a workspace, but no ballots: those are read by
/// what counts them.
pub(in crate::workspace) fn without_ballots(path: &str, is_folder: bool) -> Want {
    if is_folder && path.ends_with("/ballots") {
        Want::Skip
    } else if !is_folder && is_long(path) {
        Want::ReadLong
    } else {
        Want::Read
    }
}

/// Whether a file may be long: a poll's record, which has a line for every
/// elector or ballot.
fn is_long(path: &str) -> bool {
    let mut parts = path.rsplit('/');
    let name = parts.next().unwrap_or_default();
    let record = matches!(name, "poll.yaml" | "result.yaml") || name.starts_with("extension-");
    record && parts.nth(1) == Some("polls")
}

/// The files of a folder that need not be in git, without ballots.
///
/// # Errors
///
/// Where the folder cannot be read.
pub fn files_of_folder(root: &Path) -> Result<Files, WorkspaceError> {
    let wanted = Selection::only(&[GOVERNANCE, PROPOSALS], &without_ballots);
    Ok(files_in(root, &wanted)?)
}

/// The same files as a commit has them.
///
/// # Errors
///
/// Where the objects cannot be read.
pub fn files_of_commit(repo: &Repo, commit: CommitId) -> Result<Files, WorkspaceError> {
    let wanted = Selection::only(&[GOVERNANCE, PROPOSALS], &without_ballots);
    Ok(repo.files_at(commit, &wanted)?)
}

impl Session<'_> {
    /// The workspace as its working tree has it; where there is none, as the
    /// commit has it that is checked out.
    ///
    /// # Errors
    ///
    /// Where the files cannot be read; what is wrong in them is in the result.
    pub fn working_tree(&self) -> Result<Workspace, WorkspaceError> {
        if self.repo.is_bare() {
            return self.at(self.repo.head_commit()?);
        }
        let root = self.repo.workdir()?;
        Ok(load(&files_of_folder(root)?, self.utc_day()))
    }

    /// The workspace as a commit has it.
    ///
    /// # Errors
    ///
    /// Where the objects cannot be read; what is wrong in the files is in the
    /// result.
    pub fn at(&self, commit: CommitId) -> Result<Workspace, WorkspaceError> {
        let Some(Entry::Folder(_)) = self.repo.tree_entry(commit, GOVERNANCE)? else {
            // What stands there in its place is a finding.
            return Ok(load(&files_of_commit(&self.repo, commit)?, self.utc_day()));
        };
        let governance = self.governance_at(commit)?;
        let wanted = Selection::only(&[PROPOSALS], &without_ballots);
        let files = self.repo.files_at(commit, &wanted)?;
        Ok(Workspace {
            proposals: load_proposals(&files, &governance, self.utc_day()),
            governance,
        })
    }

    /// What `governance/` says in a commit, read once for every tree.
    pub(in crate::workspace) fn governance_at(
        &self,
        commit: CommitId,
    ) -> Result<Governance, WorkspaceError> {
        let Some(Entry::Folder(tree)) = self.repo.tree_entry(commit, GOVERNANCE)? else {
            return Ok(load_governance(&*self.governance_files(commit)?));
        };
        if let Some(known) = self.known.borrow_mut().get(&tree) {
            return Ok(known.clone());
        }
        let read = load_governance(&*self.governance_files(commit)?);
        self.known.borrow_mut().keep(tree, read.clone());
        Ok(read)
    }

    /// What organisation.yaml says of itself in a commit: an organisation with
    /// nothing else in it, such as for its time zone.
    ///
    /// # Errors
    ///
    /// Where it cannot be read.
    pub fn header_at(&self, commit: CommitId) -> Result<Organisation, WorkspaceError> {
        let bytes = self.repo.file_at(commit, ORGANISATION)?;
        let bytes = bytes.ok_or(WorkspaceError::NoWorkspace)?;
        let subject = crate::base::Subject::Organisation;
        let about = crate::format::wire::read_entity::<crate::org::About>(&subject, &bytes);
        let (_, about) = about.map_err(WorkspaceError::Broken)?;
        Ok(Organisation::empty(about))
    }

    /// The organisation as a commit has it.
    ///
    /// # Errors
    ///
    /// Where it cannot be read.
    pub(in crate::workspace) fn at_organisation(
        &self,
        commit: CommitId,
    ) -> Result<Arc<Organisation>, WorkspaceError> {
        let governance = self.governance_at(commit)?;
        match governance.org {
            Some(org) => Ok(org),
            None => Err(WorkspaceError::Broken(governance.findings)),
        }
    }

    /// Today in UTC, for what is tried before the organisation's zone is known.
    pub(in crate::workspace) fn utc_day(&self) -> Date {
        self.now().day(&jiff::tz::TimeZone::UTC)
    }

    /// The files of `governance/` as a commit has them, read once for every
    /// root.
    pub(in crate::workspace) fn governance_files(
        &self,
        commit: CommitId,
    ) -> Result<Arc<Files>, WorkspaceError> {
        // By the root and not by the folder alone: what stands beside the
        // folder, such as a second one in capitals, is a problem of its own.
        let root = self.repo.commit_tree(commit)?;
        if let Some(known) = self.files.borrow_mut().get(&root) {
            return Ok(Arc::clone(known));
        }
        let wanted = Selection::all(&[GOVERNANCE]);
        let read = Arc::new(self.repo.files_at(commit, &wanted)?);
        self.files.borrow_mut().keep(root, Arc::clone(&read));
        Ok(read)
    }
}
