//! Which decision made each line of a file so.

use std::collections::BTreeMap;

use super::super::layout::entity_path;
use super::super::session::Session;
use super::Cover;
use crate::base::{EntityId, Instant, Subject, TeamId};
use crate::format::carried_lines;
use crate::format::wire::read_entity;
use crate::org::Team;
use crate::store::{Commit, CommitId};
use crate::workspace::WorkspaceError;

/// An entity's file, with what made each line so.
#[derive(Debug, Clone)]
pub struct Blamed {
    /// The file.
    pub path: String,
    /// The commit as of which it was read.
    pub head: CommitId,
    /// Its lines, in order.
    pub lines: Vec<BlamedLine>,
}

/// A line of a file with the commit that made it so.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BlamedLine {
    /// The line.
    pub text: String,
    /// The commit.
    pub commit: CommitId,
    /// The date that the commit bears; it proves nothing.
    pub at: Option<Instant>,
    /// What covers the commit; nothing where it lies before the founding.
    pub cover: Option<Cover>,
}

/// A file as a commit left it.
struct Version {
    commit: Commit,
    text: String,
}

impl Session<'_> {
    /// Says of each line of an entity's file which commit of the shared line
    /// made it so, and what covers that commit. A team is followed through the
    /// ids that it had before.
    ///
    /// # Errors
    ///
    /// Where there is nothing of that id, or history cannot be read.
    pub fn blame(&self, id: &str) -> Result<Blamed, WorkspaceError> {
        let line = self.line()?;
        let workspace = self.at(line.tip)?;
        let org = workspace.org()?;
        let entity = org
            .find(id)
            .ok_or_else(|| WorkspaceError::Other(format!("there is nothing with the id `{id}`")))?;
        let path = entity_path(&entity);
        let versions = self.versions(line.tip, &entity)?;
        let mut covers: BTreeMap<CommitId, Cover> = BTreeMap::new();
        if let Some(anchor) = self.anchor(&line)? {
            let place = self.audited_to(line.tip, anchor, &|_, _| {})?;
            for (_, it) in self.changes_to(place)? {
                covers.insert(it.commit, it.cover);
            }
            for it in self.uncovered_to(place) {
                if let Some(by) = self.ratified_at(line.tip)?.get(&it.commit) {
                    covers.insert(it.commit, Cover::Ratified { by: by.clone() });
                }
            }
        }
        let mut text = String::new();
        let mut made: Vec<usize> = Vec::new();
        for (at, version) in versions.iter().enumerate() {
            let from = carried_lines(&text, &version.text);
            let old = |line: Option<usize>| line.and_then(|line| made.get(line).copied());
            made = from
                .into_iter()
                .map(|line| old(line).unwrap_or(at))
                .collect();
            text.clone_from(&version.text);
        }
        let lines = text.lines().zip(made).filter_map(|(text, at)| {
            let commit = &versions.get(at)?.commit;
            Some(BlamedLine {
                text: text.to_owned(),
                commit: commit.id,
                at: Instant::from_unix(commit.committer.unix),
                cover: covers.get(&commit.id).cloned(),
            })
        });
        Ok(Blamed {
            path,
            head: line.tip,
            lines: lines.collect(),
        })
    }

    /// Every version of an entity's file on the line, oldest first.
    fn versions(&self, tip: CommitId, entity: &EntityId) -> Result<Vec<Version>, WorkspaceError> {
        let mut entity = entity.clone();
        let mut path = entity_path(&entity);
        let mut versions: Vec<Version> = Vec::new();
        let mut commit = self.repo().commit(tip)?;
        let mut here = self.repo().entry_under(commit.tree, &path)?;
        loop {
            let parent = match commit.parents.first() {
                Some(parent) => Some(self.repo().commit(*parent)?),
                None => None,
            };
            let before = match &parent {
                Some(parent) if parent.tree == commit.tree => here,
                Some(parent) => self.repo().entry_under(parent.tree, &path)?,
                None => None,
            };
            let mut next = before;
            if before != here
                && let Some(blob) = here.and_then(crate::store::Entry::file)
            {
                let bytes = self.repo().blob(blob)?;
                if let (None, Some(parent)) = (before, &parent)
                    && let Some(former) = self.former(parent, &entity, &bytes)?
                {
                    entity = former;
                    path = entity_path(&entity);
                    next = self.repo().entry_under(parent.tree, &path)?;
                }
                versions.push(Version {
                    text: String::from_utf8_lossy(&bytes).into_owned(),
                    commit: commit.clone(),
                });
            }
            let Some(parent) = parent else { break };
            (commit, here) = (parent, next);
        }
        versions.reverse();
        Ok(versions)
    }

    /// What a team that is new in a commit was called in the one before.
    fn former(
        &self,
        parent: &Commit,
        entity: &EntityId,
        bytes: &[u8],
    ) -> Result<Option<EntityId>, WorkspaceError> {
        let EntityId::Team(_) = entity else {
            return Ok(None);
        };
        let subject = Subject::Entity(entity.clone());
        let Ok((_, team)) = read_entity::<Team>(&subject, bytes) else {
            return Ok(None);
        };
        let former: Vec<TeamId> = team.former_ids;
        for id in former.into_iter().rev() {
            let entity = EntityId::Team(id);
            let there = self
                .repo()
                .entry_under(parent.tree, &entity_path(&entity))?;
            if there.is_some() {
                return Ok(Some(entity));
            }
        }
        Ok(None)
    }
}
