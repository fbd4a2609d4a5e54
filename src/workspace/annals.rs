//! What the shared line ever said in a proposal's records: which commit
//! brought, changed or removed each of them.
//!
//! The newest tree says what is recorded now. Whether a poll was opened
//! before, and a result or an enactment taken away again, only history says.

use std::collections::{BTreeMap, BTreeSet};

use super::WorkspaceError;
use super::layout::PROPOSALS;
use super::session::{Session, SharedLine};
use crate::base::ProposalName;
use crate::store::{BlobId, CommitId, Entry, Link, Repo};

/// A record as one commit of the shared line left it.
#[derive(Debug, Clone)]
pub(super) struct Version {
    /// The place of the commit on the line, counted from the founding.
    pub at: usize,
    /// The commit.
    pub commit: CommitId,
    /// The commit before it on the line.
    pub before: Option<CommitId>,
    /// What stood there from then on; nothing where it was removed.
    pub what: Option<Entry>,
}

impl Version {
    /// The file, where it is a plain one.
    pub fn file(&self) -> Option<BlobId> {
        match self.what {
            Some(Entry::File(blob)) => Some(blob),
            _ => None,
        }
    }
}

/// The records of one proposal, each with all its versions, oldest first.
#[derive(Debug, Clone, Default)]
pub(super) struct Annals {
    records: BTreeMap<String, Vec<Version>>,
}

impl Annals {
    /// The versions of a record, by its path in the proposal's folder.
    pub fn of(&self, path: &str) -> &[Version] {
        self.records.get(path).map_or(&[], Vec::as_slice)
    }

    /// The records in a folder, by name.
    pub fn inside(&self, folder: &str) -> impl Iterator<Item = (&str, &[Version])> {
        self.records.iter().filter_map(move |(path, versions)| {
            let rest = path.strip_prefix(folder)?.strip_prefix('/')?;
            Some((rest, versions.as_slice()))
        })
    }

    /// The names of all folders of polls that there ever were.
    pub fn polls(&self) -> BTreeSet<&str> {
        let inner = self.inside("polls");
        inner
            .filter_map(|(rest, _)| Some(rest.split_once('/')?.0))
            .collect()
    }

    /// The commit after which a record is no longer what it was then, if it
    /// is not.
    pub fn undone(&self, path: &str, then: &Version) -> Option<&Version> {
        let versions = self.of(path);
        let last = versions.last()?;
        if last.what == then.what {
            return None;
        }
        versions.iter().find(|it| it.at > then.at)
    }
}

/// The records as one commit has them.
type Records = BTreeMap<String, Entry>;

impl Session<'_> {
    /// Reads the annals of a proposal, from the founding to the tip.
    pub(super) fn annals(
        &self,
        line: &SharedLine,
        anchor: Option<CommitId>,
        name: &ProposalName,
    ) -> Result<Annals, WorkspaceError> {
        let mut commits = self.repo().first_parent_line(line.tip, anchor)?;
        commits.reverse();
        let folder = format!("{PROPOSALS}/{name}");
        let mut annals = Annals::default();
        let all = self.repo().on_all_cores(&commits, |repo, commits| {
            let mut known: Option<Option<Entry>> = None;
            let mut last: Option<Records> = None;
            let mut records = |commit: &Link| -> Result<Option<Records>, WorkspaceError> {
                let entry = repo.entry_in(commit, &folder)?;
                if known == Some(entry) {
                    return Ok(None);
                }
                known = Some(entry);
                // Most commits bring a ballot and change no record.
                let now = records(repo, commit, &folder)?;
                if last.as_ref() == Some(&now) {
                    return Ok(None);
                }
                last = Some(now.clone());
                Ok(Some(now))
            };
            commits
                .iter()
                .map(&mut records)
                .collect::<Result<Vec<_>, _>>()
        })?;
        let mut records = Records::new();
        for (at, (commit, now)) in commits.iter().zip(all).enumerate() {
            let Some(now) = now else { continue };
            let paths: BTreeSet<&String> = records.keys().chain(now.keys()).collect();
            for path in paths {
                if records.get(path) == now.get(path) {
                    continue;
                }
                let version = Version {
                    at,
                    commit: commit.id,
                    before: commit.parents.first().copied(),
                    what: now.get(path).copied(),
                };
                let versions = annals.records.entry(path.clone()).or_default();
                versions.push(version);
            }
            records = now;
        }
        Ok(annals)
    }
}

/// The records of a proposal in one commit. Ballots are no records: what
/// counts of them is not only what the shared line had.
fn records(repo: &Repo, commit: &Link, folder: &str) -> Result<Records, WorkspaceError> {
    let mut records = Records::new();
    let enactment = format!("{folder}/enactment.yaml");
    if let Some(entry) = repo.entry_in(commit, &enactment)? {
        records.insert("enactment.yaml".to_owned(), entry);
    }
    // Only those statements that go with a change of the organisation.
    let statements = format!("{folder}/statements");
    for (file, entry) in repo.list_in(commit, &statements)?.unwrap_or_default() {
        if file.starts_with("emergency-") || file.starts_with("undo-") {
            records.insert(format!("statements/{file}"), entry);
        }
    }
    let polls = format!("{folder}/polls");
    for (poll, _) in repo.list_in(commit, &polls)?.unwrap_or_default() {
        let inner = repo.list_in(commit, &format!("{polls}/{poll}"))?;
        for (file, entry) in inner.unwrap_or_default() {
            if file != "ballots" {
                records.insert(format!("polls/{poll}/{file}"), entry);
            }
        }
    }
    Ok(records)
}
