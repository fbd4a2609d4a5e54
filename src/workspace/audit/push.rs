//! Coverage of what a push would bring, before it is taken.

use super::super::session::{Session, SharedLine};
use super::{AuditedChange, Cover};
use crate::store::CommitId;
use crate::workspace::WorkspaceError;

impl Session<'_> {
    /// The changes between two tips of the line that nothing covers, each with
    /// why not. What puts files back as they were before an earlier uncovered
    /// change is not among them.
    ///
    /// What is remembered for the next time is what the first tip has alone:
    /// the second may yet be refused.
    ///
    /// # Errors
    ///
    /// Where a tree is one that readers see differently, the founding does not
    /// hold, or something cannot be read.
    pub(in crate::workspace) fn uncovered_between(
        &self,
        old: Option<&SharedLine>,
        new: &SharedLine,
    ) -> Result<Vec<(AuditedChange, Vec<String>)>, WorkspaceError> {
        let target = match old {
            Some(old) => self.audited_target(old)?,
            None => None,
        };
        let from = target.map(|(_, place)| place);
        let anchor = match target {
            Some((anchor, _)) => anchor,
            None => match self.anchor(new)? {
                Some(anchor) => anchor,
                None => return Ok(Vec::new()),
            },
        };
        let to = self.audited_to(new.tip, anchor, &|_, _| {})?;
        let mut found = Vec::new();
        for (place, change) in self.changes_to(to)? {
            let Cover::Uncovered { why } = &change.cover else {
                continue;
            };
            if from.is_some_and(|from| place <= from)
                || self.ratified_at(new.tip)?.contains_key(&change.commit)
                || self.puts_back(place, &change)?
            {
                continue;
            }
            let why = why.clone();
            found.push((change, why));
        }
        Ok(found)
    }

    /// The founding of a line, by what this repository remembers: a line that
    /// goes through the founding that it trusts has no other, so the commits
    /// need not be searched for one. Only for whom this repository's folder is
    /// beyond doubt, such as its own hook.
    ///
    /// # Errors
    ///
    /// As [`Self::anchor`].
    pub(in crate::workspace) fn anchor_by_memory(
        &self,
        line: &SharedLine,
    ) -> Result<Option<CommitId>, WorkspaceError> {
        if let Some(anchor) = self.remembered_anchor()?
            && self.follow(line.tip, anchor).is_ok()
        {
            return Ok(Some(anchor));
        }
        // What is wrong there is said by whoever needs it.
        self.anchor(line)
    }

    /// Judges what a target has before a push, and remembers it for the next
    /// one.
    ///
    /// # Errors
    ///
    /// As [`Self::uncovered_between`].
    pub(in crate::workspace) fn audit_target(
        &self,
        old: &SharedLine,
    ) -> Result<(), WorkspaceError> {
        self.audited_target(old).map(|_| ())
    }

    /// The same; gives the founding and the place of the target's tip, where it
    /// is no draft.
    fn audited_target(
        &self,
        old: &SharedLine,
    ) -> Result<Option<(CommitId, usize)>, WorkspaceError> {
        let Some(anchor) = self.trusted_anchor(old, None)? else {
            return Ok(None);
        };
        let place = self.audited_to(old.tip, anchor.commit, &|_, _| {})?;
        // Losing it costs time alone.
        let _ = self.remember_audit();
        Ok(Some((anchor.commit, place)))
    }

    /// What covers a commit that would follow the line, judged as it would be on
    /// it; nothing where it changes nothing of the organisation.
    ///
    /// # Errors
    ///
    /// As [`Self::uncovered_between`], and where the workspace is a draft.
    pub(in crate::workspace) fn covered_next(
        &self,
        old: &SharedLine,
        new: &SharedLine,
    ) -> Result<Option<Cover>, WorkspaceError> {
        let anchor = self
            .trusted_anchor(old, None)?
            .ok_or(WorkspaceError::Draft)?;
        let from = self.audited_to(old.tip, anchor.commit, &|_, _| {})?;
        let to = self.audited_to(new.tip, anchor.commit, &|_, _| {})?;
        let mut found = self.changes_to(to)?.into_iter();
        let change = found.find(|(place, change)| *place > from && change.commit == new.tip);
        Ok(change.map(|(_, change)| change.cover))
    }

    /// Whether an uncovered change does nothing but put files back as they
    /// were before the first uncovered change of each.
    fn puts_back(&self, place: usize, change: &AuditedChange) -> Result<bool, WorkspaceError> {
        let Some(before) = place.checked_sub(1) else {
            return Ok(false);
        };
        let earlier = self.uncovered_to(before);
        let was = |path: &str| {
            let files = earlier.iter().flat_map(|it| &it.files);
            files.clone().find(|it| it.path == path).map(|it| it.old)
        };
        let back = |it: &crate::store::Change| was(&it.path) == Some(it.new);
        Ok(!change.files.is_empty() && change.files.iter().all(back))
    }
}
