//! Putting one's own commits on top of what others have shared meanwhile.
//!
//! Only files that mean the same wherever they stand are moved: each is taken
//! byte for byte, never merged. What proves a ballot is inside it, so it is not
//! signed again; the commit around it is, where the person asks git for that.

use std::collections::{BTreeMap, BTreeSet};

use super::own::{Left, Record, bound, record};
use crate::base::{Digest, Instant};
use crate::format::LONGEST_SIGNED;
use crate::format::wire::record::read_claim;
use crate::sign::Signer;
use crate::store::{Change, Commit, CommitId, CommitPlan, Entry, StoreError};
use crate::vote::Claim;
use crate::workspace::gather::gather_entries;
use crate::workspace::{Session, WorkspaceError};

/// The most commits that are put on the line at a time.
const MOST: usize = 10_000;

/// A commit that was made here and is put on the line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Put {
    /// It, as it was made.
    pub was: CommitId,
    /// It, on the line; the same where it fits as it is.
    pub now: CommitId,
    /// Its first line.
    pub subject: String,
}

/// What is to be pushed.
#[derive(Debug, Clone)]
pub(super) struct Prepared {
    /// The new end of the line; what others have, where nothing is to be
    /// pushed.
    pub tip: CommitId,
    /// How many commits others have that were not here.
    pub brought: usize,
    /// Own commits on it.
    pub put: Vec<Put>,
    /// Own commits that stay behind.
    pub left: Vec<Left>,
}

/// Files of a commit, with the commit on the line that they go on.
type Files = BTreeMap<String, Option<Vec<u8>>>;

impl Session<'_> {
    /// What has to be pushed so that the line at `theirs` has everything that
    /// was made here.
    ///
    /// Nothing where the two have no history in common.
    pub(super) fn prepare(
        &self,
        local: Option<CommitId>,
        theirs: CommitId,
    ) -> Result<Option<Prepared>, WorkspaceError> {
        let repo = self.repo();
        let mut prepared = Prepared {
            tip: theirs,
            brought: 0,
            put: Vec::new(),
            left: Vec::new(),
        };
        let Some(local) = local.filter(|local| *local != theirs) else {
            return Ok(Some(prepared));
        };
        prepared.brought = repo.commits_reachable(theirs, &[local])?.len();
        if repo.is_ancestor(local, theirs)? {
            return Ok(Some(prepared));
        }
        if repo.merge_bases(local, theirs)?.is_empty() {
            return Ok(None);
        }
        let own = repo.commits_reachable(local, &[theirs])?;
        if own.len() > MOST {
            return Err(WorkspaceError::Other(format!(
                "{} commits here are not shared; at most {MOST} are put on the line at a time",
                own.len()
            )));
        }
        let own = own.iter().map(|it| repo.commit(it.id));
        let own = own.collect::<Result<Vec<Commit>, _>>()?;
        if self.fits_as_it_is(&own, local, theirs)? {
            prepared.tip = local;
            prepared.put = own
                .iter()
                .map(|commit| Put {
                    was: commit.id,
                    now: commit.id,
                    subject: commit.subject().to_owned(),
                })
                .collect();
            return Ok(Some(prepared));
        }
        for commit in &own {
            let left = |(why, todo): (String, String)| Left {
                commit: commit.id,
                subject: commit.subject().to_owned(),
                why,
                todo,
            };
            match self.files_on(commit, prepared.tip, local)? {
                Err(why) => prepared.left.push(left(why)),
                Ok(files) if files.is_empty() => {}
                Ok(files) => {
                    let now = self.put_on(commit, prepared.tip, files)?;
                    prepared.put.push(Put {
                        was: commit.id,
                        now,
                        subject: commit.subject().to_owned(),
                    });
                    prepared.tip = now;
                }
            }
        }
        Ok(Some(prepared))
    }

    /// Whether the branch here only goes on from what others have, by polity's
    /// own records: then it is pushed as it is. The line of first parents must
    /// go through the others' newest commit, for on it decisions are made.
    fn fits_as_it_is(
        &self,
        own: &[Commit],
        local: CommitId,
        theirs: CommitId,
    ) -> Result<bool, WorkspaceError> {
        let mut at = Some(local);
        let known: BTreeMap<CommitId, &Commit> = own.iter().map(|it| (it.id, it)).collect();
        while let Some(commit) = at.and_then(|id| known.get(&id)) {
            at = commit.parents.first().copied();
        }
        if at != Some(theirs) {
            return Ok(false);
        }
        for commit in own {
            let parent = commit.parents.first().copied();
            let changes = self.repo().changed_paths(parent, commit.id, "")?;
            let foreign = |it: &Change| record(&it.path) == Record::Foreign;
            if !changes.problems.is_empty() || changes.paths.iter().any(foreign) {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// The files with which a commit's records are put on another one; none
    /// where everything is there already. Else why they cannot be, and what to
    /// do.
    fn files_on(
        &self,
        commit: &Commit,
        tip: CommitId,
        local: CommitId,
    ) -> Result<Result<Files, (String, String)>, WorkspaceError> {
        let by_hand = || "`git pull --rebase` puts it on the line by hand".to_owned();
        let mut files = Files::new();
        for change in self.brought_by(commit)? {
            let of = record(&change.path);
            if let Some(bound) = bound(of) {
                return Ok(Err(bound));
            }
            if let Record::Ballot { folder } = of {
                let poll = format!("{folder}/poll.yaml");
                if self.repo().blob_at(commit.id, &poll)? != self.repo().blob_at(tip, &poll)? {
                    let why = format!("the poll in {folder} is not on the line");
                    return Ok(Err((why, "open it there first, and vote again".to_owned())));
                }
                let Some(blob) = change.new_blob() else {
                    let why = format!("it takes away the ballot {}", change.path);
                    return Ok(Err((why, "leave it out: ballots stay".to_owned())));
                };
                if self.repo().blob_size(blob)? > LONGEST_SIGNED as u64 {
                    let why = format!("{} is too large for a ballot", change.path);
                    return Ok(Err((why, "leave it out".to_owned())));
                }
                let bytes = self.repo().blob(blob)?;
                if let Some(path) = self.place(folder, &change.path, &bytes, tip, local)? {
                    files.insert(path, Some(bytes));
                }
                continue;
            }
            let there = self.repo().tree_entry(tip, &change.path)?;
            if there == change.new {
                continue;
            }
            if there != change.old {
                let why = format!("{} was changed there, too", change.path);
                return Ok(Err((why, by_hand())));
            }
            if let Record::Draft { proposal } | Record::Statement { proposal } = of
                && let Some(other) = self.same_number(proposal, tip)?
            {
                let why = format!("the number of {proposal} was taken meanwhile, by {other}");
                let todo = format!(
                    "rename the folder proposals/{proposal} to the next free number and commit it"
                );
                return Ok(Err((why, todo)));
            }
            let bytes = match change.new {
                None => None,
                Some(Entry::File(blob)) => Some(self.repo().blob(blob)?),
                Some(_) => {
                    let why = format!("{} is not a plain file", change.path);
                    return Ok(Err((why, "leave it out".to_owned())));
                }
            };
            files.insert(change.path, bytes);
        }
        Ok(Ok(files))
    }

    /// What a commit brought itself. A merge brings what differs from all of
    /// its parents; what came through one of them is a commit of its own.
    fn brought_by(&self, commit: &Commit) -> Result<Vec<Change>, WorkspaceError> {
        let mut parents = commit.parents.iter();
        let first = parents.next().copied();
        let mut changes = self.repo().changed_paths(first, commit.id, "")?.paths;
        for parent in parents {
            let others = self.repo().changed_paths(Some(*parent), commit.id, "")?;
            let others: BTreeSet<String> = others.paths.into_iter().map(|it| it.path).collect();
            changes.retain(|it| others.contains(&it.path));
        }
        Ok(changes)
    }

    /// Another proposal of the same number on the line, where this one is not
    /// there yet.
    fn same_number(&self, proposal: &str, tip: CommitId) -> Result<Option<String>, WorkspaceError> {
        let listed = self.repo().list(tip, crate::workspace::layout::PROPOSALS)?;
        let listed = listed.unwrap_or_default();
        if listed.iter().any(|(name, _)| name == proposal) {
            return Ok(None);
        }
        let number = |name: &str| name.split('-').next().and_then(|it| it.parse::<u32>().ok());
        let taken = |name: &&str| number(name).is_some() && number(name) == number(proposal);
        let mut names = listed.iter().map(|(name, _)| name.as_str());
        Ok(names.find(taken).map(str::to_owned))
    }

    /// Where a ballot goes; nowhere where the line has it. Beside a ballot of
    /// the same voter that the rules put after it, for nobody's newer vote is
    /// written over: of two that were cast at once both are in the history, and
    /// the greater counts.
    pub(crate) fn place(
        &self,
        folder: &str,
        path: &str,
        bytes: &[u8],
        tip: CommitId,
        since: CommitId,
    ) -> Result<Option<String>, WorkspaceError> {
        let repo = self.repo();
        let blob = repo.blob_id(bytes)?;
        let there = match repo.tree_entry(tip, path)? {
            None => return Ok(Some(path.to_owned())),
            Some(Entry::File(there)) if there == blob => return Ok(None),
            Some(Entry::File(there)) => there,
            Some(_) => return Ok(Some(path.to_owned())),
        };
        let stood = gather_entries(self, folder, since, tip)?;
        if stood.contains(&Entry::File(blob)) {
            return Ok(None);
        }
        if repo.blob_size(there)? > LONGEST_SIGNED as u64 {
            return Ok(Some(path.to_owned()));
        }
        let (ours, theirs) = (order(bytes), order(&repo.blob(there)?));
        if let (Some(ours), Some(theirs)) = (ours, theirs)
            && ours < theirs
        {
            let stem = path.strip_suffix(".yaml").unwrap_or(path);
            let beside = format!("{stem}.{}.yaml", ours.1.short());
            let held = repo.blob_at(tip, &beside)?;
            return Ok((held != Some(blob)).then_some(beside));
        }
        Ok(Some(path.to_owned()))
    }

    /// A commit made again on another one: the same files, message and author.
    fn put_on(
        &self,
        commit: &Commit,
        tip: CommitId,
        files: Files,
    ) -> Result<CommitId, WorkspaceError> {
        self.write_on(tip, files, &commit.message, &commit.author)
    }

    /// Makes a commit that no branch is at yet.
    pub(crate) fn write_on(
        &self,
        tip: CommitId,
        files: Files,
        message: &str,
        author: &crate::store::Stamp,
    ) -> Result<CommitId, WorkspaceError> {
        let stamp = self.stamp()?;
        let mut plan = CommitPlan::on("", Some(tip), files, message, &stamp);
        plan.author = author.clone();
        let wants = self.signs_commits()?;
        let signer: Option<Signer> = if wants { self.signer().ok() } else { None };
        let sign = |buffer: &[u8]| match &signer {
            Some(signer) => {
                crate::sign::sign_commit(signer, buffer).map_err(|error| error.to_string())
            }
            None => Err("no key was found to sign the commit with".to_owned()),
        };
        if wants {
            plan.sign = Some(&sign);
        }
        match self.repo().write_commit(&plan) {
            // A commit without a change, such as one that only changed a mode.
            Err(StoreError::NothingToCommit) => Ok(tip),
            made => Ok(made?),
        }
    }
}

/// The order in which the rules put ballots of one voter.
fn order(bytes: &[u8]) -> Option<(Instant, Digest)> {
    match read_claim(bytes) {
        Claim::Ballot { ballot, prefix, .. } => Some((ballot.cast_at, Digest::of(&prefix))),
        Claim::Unreadable { .. } => None,
    }
}
