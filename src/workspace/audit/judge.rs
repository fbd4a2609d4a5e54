//! What covers one commit of the line.

use super::super::layout::STATEMENTS;
use super::super::session::Session;
use super::line::{OnLine, dated};
use super::{AuditedChange, Cover};
use crate::store::Change;
use crate::workspace::WorkspaceError;

/// What is said where nothing that could cover a change comes with it.
const NOTHING: &str = "no decision, signed housekeeping or key change comes with it";

impl Session<'_> {
    /// Judges the commit at a place; nothing where it changes nothing.
    pub(super) fn judge_commit(
        &self,
        place: usize,
    ) -> Result<Option<AuditedChange>, WorkspaceError> {
        let at = self.on_line(place)?;
        let files = self.with_known(|known| known.changed.get(&place).cloned());
        if place == 0 {
            return self.founding_change(&at).map(Some);
        }
        let before = self.on_line(place - 1)?;
        let brought = match at.parents.len() {
            0 | 1 => Vec::new(),
            _ => self.sides_of(&at)?,
        };
        let roots = self.roots_among(&brought)?;
        let files = files.unwrap_or_default();
        if files.is_empty() && roots.is_empty() {
            return Ok(None);
        }
        let cover = if !roots.is_empty() {
            Cover::Uncovered { why: roots }
        } else if let Some(path) = second_founding(&files) {
            let why = format!("{path}: there is no second founding");
            Cover::Uncovered { why: vec![why] }
        } else {
            self.cover_of(&at, &before, &files, &brought)?
        };
        Ok(Some(AuditedChange {
            commit: at.id,
            at: dated(at.unix),
            what: self.in_words(&files)?,
            files,
            cover,
        }))
    }

    fn founding_change(&self, at: &OnLine) -> Result<AuditedChange, WorkspaceError> {
        let parent = at.parents.first().copied();
        Ok(AuditedChange {
            commit: at.id,
            at: dated(at.unix),
            files: self.changed_in(parent, at.id)?,
            what: vec!["founds the organisation".to_owned()],
            cover: Cover::Founding,
        })
    }

    fn cover_of(
        &self,
        at: &OnLine,
        before: &OnLine,
        files: &[Change],
        brought: &[crate::store::Link],
    ) -> Result<Cover, WorkspaceError> {
        let place = self.place_on_line(before.id)?.unwrap_or(0);
        let mut why = Vec::new();
        for name in self.enacted_in(before.id, at.id)? {
            match self.enactment_covers(&name, at.id, files)? {
                Ok(()) => return Ok(Cover::Enactment { proposal: name }),
                Err(reason) => why.push(format!("proposal {}: {reason}", name.number())),
            }
        }
        for name in self.acted_in(before.id, at.id)? {
            match self.act_covers(&name, (before.id, at.id), files)? {
                Ok(cover) => return Ok(cover),
                Err(reason) => why.push(format!("proposal {}: {reason}", name.number())),
            }
        }
        match self.signed_cover(
            (before.id, before.latest),
            at.id,
            files,
            (before.id, place),
            None,
        )? {
            Ok(cover) => return Ok(cover),
            Err(Some(reason)) => why.push(reason),
            Err(None) => {}
        }
        if at.parents.len() > 1 {
            match self.merge_covers(at, (before, place), brought)? {
                Ok(()) => return Ok(Cover::Merge),
                Err(reasons) => why.extend(reasons),
            }
        }
        if why.is_empty() {
            why.push(NOTHING.to_owned());
        }
        Ok(Cover::Uncovered { why })
    }
}

/// A statement of founding that came with a later commit.
fn second_founding(files: &[Change]) -> Option<&str> {
    let prefix = format!("{STATEMENTS}/founding-");
    let new = files
        .iter()
        .find(|it| it.new.is_some() && it.path.starts_with(&prefix));
    new.map(|it| it.path.as_str())
}
