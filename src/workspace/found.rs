//! The founding: it ends the draft, and every later change needs cover.

use std::collections::{BTreeMap, BTreeSet};

use super::WorkspaceError;
use super::edit::rewrite_entity;
use super::layout::{ORGANISATION, STATEMENTS};
use super::session::{Session, SharedLine};
use super::signatures::governance_digest;
use crate::base::{Instant, PersonId};
use crate::format::join;
use crate::format::wire::record::write_statement;
use crate::sign::{Namespace, Signer};
use crate::store::CommitId;
use crate::vote::{Statement, StatementKind};

/// What founding made.
#[derive(Debug, Clone)]
pub struct Founded {
    /// When.
    pub at: Instant,
    /// By whom.
    pub by: PersonId,
    /// The commit: the anchor of all verification.
    pub anchor: CommitId,
    /// People with a key, who can vote at once.
    pub with_key: usize,
}

impl Session<'_> {
    /// Ends the draft: records the founding in organisation.yaml and signs
    /// everything that the organisation now says.
    ///
    /// # Errors
    ///
    /// Where the workspace is founded already, records a past day, has errors,
    /// or the person at the keyboard is nobody in it.
    pub fn found(&self, signer: &Signer) -> Result<Founded, WorkspaceError> {
        let line = self.line()?;
        let workspace = self.at(line.tip)?;
        let org = workspace.sound_org(self.now())?;
        if let Some(at) = org.about.founded {
            return Err(WorkspaceError::Founded(at));
        }
        if let Some(day) = org.about.as_of {
            return Err(WorkspaceError::AsOf(day));
        }
        let by = self.person_of(org, signer)?;
        let at = self.now();
        let mut files = crate::store::Files::clone(&*self.governance_files(line.tip)?);
        let mut about = org.about.clone();
        about.founded = Some(at);
        let text = files.bytes(ORGANISATION).unwrap_or_default().to_vec();
        let text = rewrite_entity(ORGANISATION, &text, &org.about, &about)?;
        if let Some(file) = files.files.get_mut(ORGANISATION) {
            file.bytes = text.clone().into();
        }
        let statement = Statement {
            kind: StatementKind::Founding,
            by: by.clone(),
            at,
            about: governance_digest(&files),
            text: None,
        };
        let prefix = write_statement(&statement)?;
        let armour = signer.sign(Namespace::Statement, &prefix)?;
        let signed = join(&prefix, &armour).map_err(|error| WorkspaceError::Write(error.into()))?;
        let changes = BTreeMap::from([
            (ORGANISATION.to_owned(), Some(text)),
            (format!("{STATEMENTS}/founding-{by}.yaml"), Some(signed)),
        ]);
        let message = format!("Found {}\n\nFounded-by: {by}\n", org.about.name);
        let anchor = self.commit(&line, changes, &message, Some(signer))?;
        let with_key = org.people.values().filter(|it| !it.keys.is_empty()).count();
        Ok(Founded {
            at,
            by,
            anchor,
            with_key,
        })
    }

    /// The commit that founded the organisation: the anchor of all
    /// verification.
    ///
    /// # Errors
    ///
    /// Where history cannot be read.
    pub fn anchor(&self, line: &SharedLine) -> Result<Option<CommitId>, WorkspaceError> {
        // The first on the line, whatever became of it later: there is no
        // second founding, also where the first one's file was removed.
        if let Some(anchor) = self.anchor_of_known(line.tip) {
            return Ok(Some(anchor));
        }
        let mut commits = self.repo().first_parent_line(line.tip, None)?;
        commits.reverse();
        let entries = self.repo().on_all_cores(&commits, |repo, commits| {
            let entry = |commit| repo.entry_in(commit, STATEMENTS);
            commits.iter().map(entry).collect::<Result<Vec<_>, _>>()
        })?;
        let mut known = None;
        for (commit, entry) in commits.iter().zip(entries) {
            if entry == known {
                continue;
            }
            known = entry;
            let names = self.repo().list(commit.id, STATEMENTS)?.unwrap_or_default();
            if names.iter().any(|(name, _)| name.starts_with("founding-")) {
                return Ok(Some(commit.id));
            }
        }
        Ok(None)
    }

    /// The keys that were recorded when the workspace was founded.
    pub(super) fn founding_keys(
        &self,
        anchor: Option<CommitId>,
    ) -> Result<BTreeMap<PersonId, BTreeSet<String>>, WorkspaceError> {
        let Some(anchor) = anchor else {
            return Ok(BTreeMap::new());
        };
        let workspace = self.at(anchor)?;
        let org = workspace.org()?;
        let keys = |person: &crate::org::Person| -> BTreeSet<String> {
            person.keys.iter().map(|key| key.key.clone()).collect()
        };
        Ok(org
            .people
            .iter()
            .map(|(id, person)| (id.clone(), keys(person)))
            .collect())
    }
}
