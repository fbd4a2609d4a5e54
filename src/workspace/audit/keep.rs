//! Housekeeping: edits that need no proposal, committed with the statement
//! that covers them.

use std::collections::BTreeMap;

use super::super::layout::{GOVERNANCE, STATEMENTS};
use super::super::session::Session;
use super::housekeeping::{Edited, allowed, housekeeping_digest};
use crate::base::PersonId;
use crate::format::join;
use crate::format::wire::record::write_statement;
use crate::sign::{Namespace, Signer};
use crate::store::{CommitId, FileEntry, Selection, files_in};
use crate::vote::{Statement, StatementKind};
use crate::workspace::WorkspaceError;
use crate::workspace::load::load_governance;

/// Housekeeping that was done.
#[derive(Debug, Clone)]
pub struct Kept {
    /// By whom.
    pub by: PersonId,
    /// What lets them: `people by ops`.
    pub rule: String,
    /// The files that changed.
    pub paths: Vec<String>,
    /// The statement that covers them.
    pub statement: String,
    /// The commit.
    pub commit: CommitId,
}

impl Session<'_> {
    /// Commits edits of `governance/` in the working tree that need no
    /// proposal, with a statement about them that the person at the keyboard
    /// signs. With paths, only what lies under them.
    ///
    /// # Errors
    ///
    /// Where nothing was edited, where `housekeeping` in organisation.yaml does
    /// not let this person make these changes, or the files would be broken.
    pub fn keep_house(
        &self,
        message: &str,
        paths: &[String],
        signer: &Signer,
    ) -> Result<Kept, WorkspaceError> {
        let line = self.line()?;
        if self.repo().head_commit()? != line.tip {
            return Err(WorkspaceError::Other(format!(
                "housekeeping is done on the branch `{}`; `git switch {}` goes there",
                line.branch, line.branch
            )));
        }
        let workspace = self.at(line.tip)?;
        let before = workspace.org()?;
        if before.about.is_draft() {
            return Err(WorkspaceError::Draft);
        }
        let old = self.governance_files(line.tip)?;
        let disk = files_in(self.repo().workdir()?, &Selection::all(&[GOVERNANCE]))?;
        let wanted = |path: &String| {
            let under = |it: &String| {
                let it = it.trim_end_matches('/');
                path == it
                    || path
                        .strip_prefix(it)
                        .is_some_and(|rest| rest.starts_with('/'))
            };
            paths.is_empty() || paths.iter().any(under)
        };
        let mut edited: Vec<Edited> = Vec::new();
        let all = old.files.keys().chain(disk.files.keys());
        for path in all.collect::<std::collections::BTreeSet<_>>() {
            let side = |files: &crate::store::Files| files.bytes(path).map(<[u8]>::to_vec);
            let (was, is) = (side(&old), side(&disk));
            if was != is && wanted(path) {
                edited.push((path.clone(), was, is));
            }
        }
        if edited.is_empty() {
            return Err(WorkspaceError::Other(
                "nothing was edited there; edit files of governance/people, events or an \
                 external team first"
                    .to_owned(),
            ));
        }
        let mut files = crate::store::Files::clone(&old);
        for (path, _, new) in &edited {
            match new {
                Some(bytes) => {
                    let bytes = bytes.clone().into();
                    files
                        .files
                        .insert(path.clone(), FileEntry { bytes, blob: None });
                }
                None => {
                    files.files.remove(path);
                }
            }
        }
        let governance = load_governance(&files);
        let after = match &governance.org {
            Some(org) if governance.is_readable() => org,
            _ => return Err(WorkspaceError::Broken(governance.findings.clone())),
        };
        let by = self.person_of(before, signer)?;
        let names: Vec<&str> = edited.iter().map(|it| it.0.as_str()).collect();
        let rule = allowed(before, before, after, &names, &by, self.today(before));
        let rule = rule.map_err(|why| WorkspaceError::NotAllowed {
            who: by.clone(),
            what: "make this change without a proposal",
            why,
        })?;
        let path = self.next_statement_of("housekeeping", &by, line.tip)?;
        let statement = Statement {
            kind: StatementKind::Housekeeping,
            by: by.clone(),
            at: self.now(),
            about: housekeeping_digest(&path, &edited),
            text: Some(message.to_owned()),
        };
        let prefix = write_statement(&statement)?;
        let armour = signer.sign(Namespace::Statement, &prefix)?;
        let signed = join(&prefix, &armour).map_err(|error| WorkspaceError::Write(error.into()))?;
        let paths: Vec<String> = edited.iter().map(|it| it.0.clone()).collect();
        let mut changes: BTreeMap<String, Option<Vec<u8>>> = edited
            .into_iter()
            .map(|(path, _, new)| (path, new))
            .collect();
        changes.insert(path.clone(), Some(signed));
        let message = format!("{}\n\nHousekeeping-by: {by}\n", message.trim_end());
        let commit = self.commit(&line, changes, &message, Some(signer))?;
        Ok(Kept {
            by,
            rule,
            paths,
            statement: path,
            commit,
        })
    }

    /// The path of somebody's next statement of a kind, counted from 1.
    pub(in crate::workspace) fn next_statement_of(
        &self,
        kind: &str,
        person: &PersonId,
        tip: CommitId,
    ) -> Result<String, WorkspaceError> {
        let listed = self.repo().list(tip, STATEMENTS)?.unwrap_or_default();
        let start = format!("{kind}-{person}-");
        let number = |name: &str| -> Option<u32> {
            let middle = name.strip_prefix(&start)?.strip_suffix(".yaml")?;
            middle.parse().ok()
        };
        let last = listed.iter().filter_map(|(name, _)| number(name)).max();
        let next = last.unwrap_or(0).saturating_add(1);
        Ok(format!("{STATEMENTS}/{start}{next}.yaml"))
    }
}
