//! What merges bring to the line: the commits beside it, and roots among them.

use std::collections::BTreeSet;

use super::super::layout::{GOVERNANCE, PROPOSALS};
use super::super::session::Session;
use super::line::OnLine;
use crate::store::{CommitId, Link};
use crate::workspace::WorkspaceError;

impl Session<'_> {
    /// The commits that a merge brings to the line: what its other parents
    /// reach, and neither the line, the founding nor an earlier merge does.
    pub(super) fn sides_of(&self, merge: &OnLine) -> Result<Vec<Link>, WorkspaceError> {
        let Some(anchor) = self.with_known(|known| known.line.first().cloned()) else {
            return Ok(Vec::new());
        };
        let mut ancestry = self.repo().ancestry(anchor.id)?;
        let mut waiting: Vec<CommitId> = merge.parents.iter().skip(1).copied().collect();
        let mut brought = Vec::new();
        let mut met = BTreeSet::new();
        while let Some(id) = waiting.pop() {
            let known =
                |it: &mut super::line::Known| it.places.contains_key(&id) || it.sides.contains(&id);
            if !met.insert(id) || self.with_known(known) {
                continue;
            }
            let commit = self.repo().link(id)?;
            // Only what could be older than the founding is looked for behind
            // it, so that a young side does not read the whole draft.
            let old = commit.unix <= anchor.latest || commit.parents.is_empty();
            if old && ancestry.contains(id)? {
                continue;
            }
            waiting.extend(&commit.parents);
            brought.push(commit);
        }
        self.with_known(|known| known.sides.extend(brought.iter().map(|it| it.id)));
        brought.sort_by_key(|it| it.id);
        Ok(brought)
    }

    /// The roots among some commits that carry an organisation or proposals:
    /// a second beginning, which nothing covers.
    pub(super) fn roots_among(&self, brought: &[Link]) -> Result<Vec<String>, WorkspaceError> {
        let mut found = Vec::new();
        for commit in brought.iter().filter(|it| it.parents.is_empty()) {
            let top = self.repo().top(commit.tree, [GOVERNANCE, PROPOSALS])?;
            for (name, _) in [GOVERNANCE, PROPOSALS]
                .iter()
                .zip(top)
                .filter(|(_, entry)| entry.is_some())
            {
                found.push(format!(
                    "it brings {}, a second beginning without parents that carries {name}/",
                    commit.id.short()
                ));
            }
        }
        Ok(found)
    }
}
