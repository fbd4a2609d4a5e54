//! The changes of a draft: added, taken out, put in another order.

use std::collections::{BTreeMap, BTreeSet};

use crate::base::ProposalName;
use crate::format::wire::rewrite_proposal;
use crate::org::Organisation;
use crate::proposal::{Body, Change, Proposal, State, apply_all};
use crate::store::{CommitId, StoreError, write_worktree};
use crate::workspace::WorkspaceError;
use crate::workspace::enact::proposal_of;
use crate::workspace::layout::proposal_folder;
use crate::workspace::session::Session;
use crate::workspace::whole::Workspace;

/// What is to be done with the changes of a draft. Numbers are those of the
/// list as it stands, from 1.
#[derive(Debug, Clone, Default)]
pub struct Revision {
    /// To be taken out.
    pub remove: BTreeSet<usize>,
    /// To be moved to the place of another, in this order.
    pub moves: Vec<(usize, usize)>,
    /// To be added.
    pub add: Vec<Change>,
    /// Before which; at the end, where nothing is said.
    pub before: Option<usize>,
    /// The files that they bring in, by their path in the folder.
    pub files: BTreeMap<String, Vec<u8>>,
}

/// A draft that was revised.
#[derive(Debug, Clone)]
pub struct Revised {
    /// What it says now.
    pub proposal: Proposal,
    /// The organisation that it is drafted against.
    pub before: Organisation,
    /// The commit, where one was made.
    pub commit: Option<CommitId>,
    /// Files that no change names any more, and that were removed.
    pub removed: Vec<String>,
    /// How many sponsors signed the text as it was: they have not signed this
    /// one.
    pub sponsors: usize,
}

impl Session<'_> {
    /// Revises the changes of a draft, in one commit; or, without `commit`, in
    /// the working tree alone, as it stands there. The file keeps its comments,
    /// but for those inside of what goes or moves.
    ///
    /// # Errors
    ///
    /// Where it is being voted on or decided, has no plain list of changes, a
    /// number means nothing, or what results does not apply.
    pub fn revise(
        &self,
        name: &ProposalName,
        revision: &Revision,
        commit: bool,
    ) -> Result<Revised, WorkspaceError> {
        let line = self.line()?;
        let workspace = match commit {
            true => self.at(line.tip)?,
            false => self.working_tree()?,
        };
        let missing = || WorkspaceError::NoProposal(name.to_string());
        let folder = workspace
            .proposals
            .proposals
            .get(name)
            .ok_or_else(missing)?;
        let proposal = proposal_of(folder)?;
        let state = self.state_of(name, !folder.is_draft())?;
        if !state.is_editable() {
            let name = name.clone();
            return Err(WorkspaceError::State { name, state });
        }
        let Body::Changes(changes) = &proposal.body else {
            return Err(WorkspaceError::Other(format!(
                "{name} has no plain list of changes; edit its proposal.yaml by hand"
            )));
        };
        let revised = revision.apply(changes)?;
        let before = self.ground(proposal.follows)?.0;
        let day = Workspace::day(workspace.org()?, self.now());
        apply_all(&before, &revised, day).map_err(WorkspaceError::Refused)?;
        let after = Proposal {
            body: Body::Changes(revised),
            ..proposal.clone()
        };
        let path = format!("{}/proposal.yaml", proposal_folder(name));
        let bytes = match commit {
            true => self.repo().file_at(line.tip, &path)?.ok_or_else(missing)?,
            false => {
                let full = self.repo().workdir()?.join(&path);
                std::fs::read(&full).map_err(|error| StoreError::io("read", &full, error))?
            }
        };
        let text = String::from_utf8_lossy(&bytes);
        let text = rewrite_proposal(&text, proposal, &after).map_err(|why| {
            let path = path.clone();
            WorkspaceError::Edit { path, why }
        })?;
        let mut files = BTreeMap::from([(path, Some(text.into_bytes()))]);
        let inside = |file: &str| format!("{}/{file}", proposal_folder(name));
        for (file, bytes) in &revision.files {
            files.insert(inside(file), Some(bytes.clone()));
        }
        let named = brought(&after.body);
        let gone = brought(&proposal.body).into_iter();
        let gone = gone
            .filter(|file| !named.contains(file))
            .map(|it| inside(&it));
        let removed: Vec<String> = gone.collect();
        files.extend(removed.iter().map(|path| (path.clone(), None)));
        let message = format!(
            "Revise the changes of {}\n\nProposal: {}\n",
            after.title,
            name.number()
        );
        let commit = match commit {
            true => Some(self.commit(&line, files, &message, None)?),
            false => {
                write_worktree(self.repo().workdir()?, &files)?;
                None
            }
        };
        Ok(Revised {
            sponsors: folder.sponsors.len(),
            proposal: after,
            before,
            commit,
            removed,
        })
    }

    /// How far a proposal has come; a vote is only looked at where one was
    /// opened.
    fn state_of(&self, name: &ProposalName, begun: bool) -> Result<State, WorkspaceError> {
        match begun {
            false => Ok(State::Draft),
            true => Ok(self.examine(name, &|_| {})?.state()),
        }
    }
}

/// The files that changes bring in.
fn brought(body: &Body) -> BTreeSet<String> {
    let changes: &[Change] = match body {
        Body::Changes(changes) => changes,
        _ => &[],
    };
    let file = |change: &Change| match change {
        Change::AdoptRule(it) => Some(it.file.clone()),
        Change::AdoptConstraint(it) => Some(it.file.clone()),
        _ => None,
    };
    changes.iter().filter_map(file).collect()
}

impl Revision {
    /// The list after it.
    fn apply(&self, changes: &[Change]) -> Result<Vec<Change>, WorkspaceError> {
        let mut list: Vec<(usize, &Change)> = changes
            .iter()
            .enumerate()
            .map(|(n, it)| (n + 1, it))
            .collect();
        let there = |n: usize| match n == 0 || n > changes.len() {
            true => Err(WorkspaceError::NoChange {
                number: n,
                of: changes.len(),
            }),
            false => Ok(()),
        };
        for n in &self.remove {
            there(*n)?;
        }
        list.retain(|(n, _)| !self.remove.contains(n));
        let place = |list: &[(usize, &Change)], n: usize| {
            there(n)?;
            let found = list.iter().position(|(it, _)| *it == n);
            found.ok_or_else(|| {
                WorkspaceError::Other(format!("change {n} is taken out; nothing is moved to it"))
            })
        };
        for (from, to) in &self.moves {
            let (at, target) = (place(&list, *from)?, place(&list, *to)?);
            let moved = list.remove(at);
            list.insert(target, moved);
        }
        let at = match self.before {
            Some(n) => place(&list, n)?,
            None => list.len(),
        };
        let mut revised: Vec<Change> = list.into_iter().map(|(_, it)| it.clone()).collect();
        let rest = revised.split_off(at.min(revised.len()));
        revised.extend(self.add.iter().cloned());
        revised.extend(rest);
        match revised.is_empty() {
            true => Err(WorkspaceError::Other(
                "no change would be left; a proposal without is a question".to_owned(),
            )),
            false => Ok(revised),
        }
    }
}
