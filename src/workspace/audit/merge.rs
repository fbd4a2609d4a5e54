//! Cover for merges: judged by path, without renames. What a merge takes must
//! stand with one of its parents, and where only one of them changed it, with
//! that one; and what its sides changed must be covered there.
//!
//! A file that both sides changed may also be what polity itself makes of them:
//! that merge is a function of three texts, so it is computed again, and a file
//! that differs from it in one byte is as if nobody had merged it. So what
//! `src/workspace/merge_file.rs` makes of three texts is part of what must stay
//! the same in later versions.

use std::collections::BTreeSet;

use super::super::layout::GOVERNANCE;
use super::super::merge_file::{MergedBy, Sides, merge_file};
use super::super::session::Session;
use super::line::OnLine;
use crate::store::{CommitId, Entry, Link, MergeStyle};
use crate::workspace::WorkspaceError;

/// The longest file that is merged again: no reader takes a longer one.
const LONGEST: u64 = 1 << 20;

impl Session<'_> {
    /// Whether a merge on the line is covered by what its sides are; else why
    /// not.
    pub(super) fn merge_covers(
        &self,
        merge: &OnLine,
        (before, place): (&OnLine, usize),
        brought: &[Link],
    ) -> Result<Result<(), Vec<String>>, WorkspaceError> {
        let mut why = self.merge_by_path(merge.id, &merge.parents)?;
        let law = self.readable(before.id)?;
        for commit in brought {
            let parent = commit.parents.first().copied();
            let top = |tree| self.repo().top(tree, [GOVERNANCE]);
            let (now, then) = match parent {
                Some(parent) => (top(commit.tree)?, top(self.repo().commit_tree(parent)?)?),
                None => (top(commit.tree)?, [None]),
            };
            if now == then {
                continue;
            }
            let files = self.changed_in(parent, commit.id)?;
            let since = match parent {
                Some(parent) => self.repo().link(parent)?.unix,
                None => commit.unix,
            };
            // It was covered there and must be here: a key or an office that
            // was given up on the line since covers nothing from an old side.
            let also = law.as_deref().map(|law| (law, before.latest));
            let signed = match (parent, also) {
                (Some(parent), Some(also)) => {
                    let line = (before.id, place);
                    self.signed_cover((parent, since), commit.id, &files, line, Some(also))?
                }
                _ => Err(None),
            };
            let Err(reason) = signed else { continue };
            if commit.parents.len() > 1
                && self.merge_by_path(commit.id, &commit.parents)?.is_empty()
            {
                continue;
            }
            let reason = reason.unwrap_or_else(|| "nothing covers it there".to_owned());
            why.push(format!("{} beside the line: {reason}", commit.id.short()));
        }
        Ok(if why.is_empty() { Ok(()) } else { Err(why) })
    }

    /// What a merge has in `governance/` that none of its parents accounts
    /// for.
    fn merge_by_path(
        &self,
        merge: CommitId,
        parents: &[CommitId],
    ) -> Result<Vec<String>, WorkspaceError> {
        let mut paths = BTreeSet::new();
        for parent in parents {
            let changes = self.changed_in(Some(*parent), merge)?;
            paths.extend(changes.into_iter().map(|it| it.path));
        }
        let mut bases = BTreeSet::new();
        if let Some((first, rest)) = parents.split_first() {
            for other in rest {
                bases.extend(self.repo().merge_bases(*first, *other)?);
            }
        }
        let mut wrong = Vec::new();
        for path in paths {
            let at = |commit: CommitId| self.repo().tree_entry(commit, &path);
            let here = at(merge)?;
            let mut sides = Vec::new();
            for parent in parents {
                sides.push(at(*parent)?);
            }
            if !sides.contains(&here) {
                let base = bases.first().filter(|_| bases.len() == 1);
                if let (Some(base), [ours, theirs]) = (base, sides.as_slice())
                    && self.is_merged(&path, [at(*base)?, *ours, *theirs, here])?
                {
                    continue;
                }
                wrong.push(format!("{path} is as none of the merged sides has it"));
                continue;
            }
            let mut changed = Vec::new();
            for side in &sides {
                let mut since_all = true;
                for base in &bases {
                    since_all &= at(*base)? != *side;
                }
                // Without a common beginning what is there was brought.
                if since_all && (!bases.is_empty() || side.is_some()) {
                    changed.push(*side);
                }
            }
            if let [only] = changed.as_slice()
                && *only != here
            {
                wrong.push(format!(
                    "{path} leaves out what one of the merged sides changed"
                ));
            }
        }
        Ok(wrong)
    }

    /// Whether a file is, byte for byte, what polity makes of two sides by
    /// meaning without a conflict. Given are what both began with, the first
    /// parent's, the second's, and what the merge has.
    fn is_merged(&self, path: &str, files: [Option<Entry>; 4]) -> Result<bool, WorkspaceError> {
        let mut texts = Vec::new();
        for file in files {
            let Some(blob) = file.and_then(Entry::file) else {
                return Ok(false);
            };
            if self.repo().blob_size(blob)? > LONGEST {
                return Ok(false);
            }
            texts.push(self.repo().blob(blob)?);
        }
        let [base, ours, theirs, here] = texts.as_slice() else {
            return Ok(false);
        };
        let sides = Sides { base, ours, theirs };
        // What cannot be merged was not merged so.
        Ok(
            merge_file(path, sides, &MergeStyle::default()).is_ok_and(|merged| {
                let by_meaning = matches!(merged.how, MergedBy::Meaning { .. });
                merged.clean && by_meaning && merged.text == *here
            }),
        )
    }
}
