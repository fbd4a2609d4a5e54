//! The check of a push before it is taken: on a server, or in the checks of a
//! pull request.
//!
//! Nothing here judges a ballot, a result or a change of the organisation by
//! rules of its own: what is new is given to the same verification that anybody
//! runs, and what would not hold is refused, with the commit and the reason.
//! Two things only a server can add: it knows when a push came, and what stood
//! there before.

mod ballots;
mod clock;
mod known;
mod pushed;
mod records;
mod refs;

use super::WorkspaceError;
use super::layout::{GOVERNANCE, PROPOSALS};
use super::session::{Session, SharedLine};
use crate::store::{CommitId, foreign};
use refs::Kind;

/// The most refusals that are listed.
pub const MOST_REFUSED: usize = 100;

/// A ref that a push would move.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RefUpdate {
    /// The ref in full: `refs/heads/main`.
    pub name: String,
    /// Where it is; nothing where it is new.
    pub old: Option<CommitId>,
    /// Where it is to be; nothing where it is to go.
    pub new: Option<CommitId>,
}

/// Why something in a push is not taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refused {
    /// The ref.
    pub name: String,
    /// The commit, where it is one commit's fault.
    pub commit: Option<CommitId>,
    /// The file, where it is one file's.
    pub path: Option<String>,
    /// The kind of it: stable, for scripts. Of a ballot that does not count it
    /// is the reason that results record.
    pub code: &'static str,
    /// Why, fit for a terminal.
    pub why: String,
}

/// How a ref of a push was looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Looked {
    /// It is the shared line: everything was verified.
    SharedLine,
    /// It is the shared line of a draft, in which everything may be edited.
    Draft,
    /// It is no line of decisions; only its name was looked at.
    Other,
}

/// A ref of a push with how it was looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GuardedRef {
    /// The ref.
    pub name: String,
    /// How it was looked at.
    pub looked: Looked,
    /// How many commits it brings, as far as they were looked at.
    pub commits: usize,
    /// How many new ballots they bring that are valid.
    pub ballots: usize,
}

/// What was found of a push.
#[derive(Debug, Clone, Default)]
pub struct Guarded {
    /// Its refs.
    pub refs: Vec<GuardedRef>,
    /// What is not taken: then nothing of the push is.
    pub refused: Vec<Refused>,
    /// How many refusals there are beyond those that are listed; as far as
    /// they were looked for.
    pub more: usize,
}

impl Guarded {
    /// Whether the push may be taken.
    pub fn is_fine(&self) -> bool {
        self.refused.is_empty()
    }
}

/// Collects refusals of one ref.
struct Refusals {
    name: String,
    all: Vec<Refused>,
}

impl Refusals {
    fn add(
        &mut self,
        code: &'static str,
        commit: Option<CommitId>,
        path: Option<&str>,
        why: impl AsRef<str>,
    ) {
        let one = Refused {
            name: self.name.clone(),
            commit,
            path: path.map(one_line),
            code,
            why: one_line(why.as_ref()),
        };
        if !self.all.contains(&one) {
            self.all.push(one);
        }
    }
}

/// Text from elsewhere on one line, fit for a terminal.
fn one_line(text: &str) -> String {
    foreign(text).replace('\n', " ")
}

impl Session<'_> {
    /// Verifies what a push would bring.
    ///
    /// # Errors
    ///
    /// Where something cannot be read or checked here. Then the push is not to
    /// be taken either: it is not known to be sound.
    pub fn guard(&self, updates: &[RefUpdate]) -> Result<Guarded, WorkspaceError> {
        let mut guarded = Guarded::default();
        let lines = self.shared_lines(updates)?;
        for update in updates {
            let mut refusals = Refusals {
                name: one_line(&update.name),
                all: Vec::new(),
            };
            let mut looked = GuardedRef {
                name: one_line(&update.name),
                looked: Looked::Other,
                commits: 0,
                ballots: 0,
            };
            match self.kind_of(update, &lines)? {
                Kind::Other => {
                    if update.new.is_some()
                        && let Some(why) = refs::confuses(&update.name, &lines)
                    {
                        refusals.add("ref-name", None, None, why);
                    }
                }
                Kind::Shared { branch, old } => {
                    looked.looked = Looked::SharedLine;
                    match update.new {
                        None => refusals.add(
                            "deleted",
                            update.old,
                            None,
                            "decisions are made on this branch, and it stays",
                        ),
                        Some(new) => {
                            self.guard_line(&branch, (old, new), &mut refusals, &mut looked)?;
                        }
                    }
                }
            }
            guarded.refs.push(looked);
            guarded.refused.extend(refusals.all);
        }
        guarded.more = guarded.refused.len().saturating_sub(MOST_REFUSED);
        guarded.refused.truncate(MOST_REFUSED);
        Ok(guarded)
    }

    fn guard_line(
        &self,
        branch: &str,
        (old, new): (Option<CommitId>, CommitId),
        refusals: &mut Refusals,
        looked: &mut GuardedRef,
    ) -> Result<(), WorkspaceError> {
        let Some(pushed) = self.pushed(old, new, refusals)? else {
            return Ok(());
        };
        looked.commits = pushed.commits.len();
        // What readers see differently is read no further.
        if !refusals.all.is_empty() || pushed.is_plain() {
            return Ok(());
        }
        if let Some(old) = old
            && pushed.only_ballots()
            && self.guard_ballots_alone(old, &pushed, refusals, looked)?
        {
            return Ok(());
        }
        let at = |tip| SharedLine {
            branch: branch.to_owned(),
            tip,
        };
        if self.anchor_by_memory(&at(new))?.is_none() {
            looked.looked = Looked::Draft;
            return Ok(());
        }
        if pushed.touches(GOVERNANCE) || pushed.has_root() || old.is_none() {
            self.guard_coverage(old.map(at), &at(new), refusals)?;
        }
        if pushed.touches(PROPOSALS) {
            self.guard_records(old.map(at), &at(new), &pushed, refusals, looked)?;
        }
        Ok(())
    }

    fn guard_coverage(
        &self,
        old: Option<SharedLine>,
        new: &SharedLine,
        refusals: &mut Refusals,
    ) -> Result<(), WorkspaceError> {
        let uncovered = match self.uncovered_between(old.as_ref(), new) {
            Ok(uncovered) => uncovered,
            Err(WorkspaceError::BadTree { commit, why }) => {
                refusals.add("bad-tree", Some(commit), None, why);
                return Ok(());
            }
            Err(WorkspaceError::FalseFounding { commit, why }) => {
                refusals.add("false-founding", Some(commit), None, why);
                return Ok(());
            }
            Err(error) => return Err(error),
        };
        for (change, why) in uncovered {
            let path = change.files.first().map(|it| it.path.as_str());
            let why = format!(
                "no decision covers it: {}; {}",
                change.what.join("; "),
                why.join("; ")
            );
            refusals.add("uncovered", Some(change.commit), path, why);
        }
        Ok(())
    }
}
