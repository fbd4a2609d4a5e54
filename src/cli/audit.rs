//! `polity audit`.

use clap::Args;

use super::workspace::session;
use super::{Context, Done, Exit};
use crate::render::audit::audit;
use crate::render::json::{AuditJson, AuditedChangeJson};
use crate::store::CommitId;
use crate::workspace::{Audit as Found, AuditedChange, Cover};

/// Say which decision covers each change of the organisation
///
/// Goes through every commit of the shared line since the founding that
/// changed governance/, and computes what covers it: an accepted proposal that
/// did exactly this, housekeeping that somebody signed who may, a person's own
/// key, or a later decision that ratifies it. What a commit says of itself
/// proves nothing. Ends with `no` where something is not covered.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  polity audit
  polity audit v1.0..
  polity audit main..their-branch
  polity audit --anchor 3f1c9e0b2a4d5968778695a4b3c2d1e0f1e2d3c4")]
pub(super) struct Audit {
    /// Only what came after one commit, up to another: A..B, A.. or ..B
    range: Option<String>,
    /// The commit that founded the organisation, as you were told it
    #[arg(long, value_name = "COMMIT")]
    anchor: Option<String>,
}

impl Audit {
    pub(super) fn run(self, context: &mut Context) -> Done {
        let Context { env, ui } = context;
        let session = session(env)?;
        let mut line = session.line()?;
        let anchor = self
            .anchor
            .as_deref()
            .map(|rev| session.repo().resolve(rev));
        let anchor = anchor.transpose()?;
        let range = match &self.range {
            None => None,
            Some(range) => {
                let (old, new) = range.split_once("..").unwrap_or((range, ""));
                if !new.is_empty() {
                    line.tip = session.repo().resolve(new)?;
                }
                match old {
                    "" => None,
                    old => Some((session.repo().resolve(old)?, line.tip)),
                }
            }
        };
        let bar = ui.progress("auditing commits", 0);
        let found = session.audit(&line, range, anchor, &|done, all| {
            bar.set_length(all as u64);
            bar.set_position(done as u64);
        })?;
        bar.finish_and_clear();
        let answer = answer(&found);
        ui.answer(|width| audit(&answer, width), || &answer)?;
        if found.anchor.first_use {
            ui.warn(first_use(found.anchor.commit));
        }
        if answer.uncovered == 0 {
            ui.hint("`polity blame ID` says what made each line of a file so");
            return Ok(Exit::Ok);
        }
        ui.hint(
            "`git show COMMIT` shows what a commit did; a proposal with `ratify: COMMIT` covers \
             it, or undo it",
        );
        Ok(Exit::No)
    }
}

/// What is said where the founding is met for the first time.
pub(super) fn first_use(anchor: CommitId) -> String {
    format!(
        "this clone takes {anchor} for the founding from now on; compare it with what somebody \
         you trust tells you, or give it as --anchor"
    )
}

/// The words for what covers a change: its kind, by whom or what, and by which
/// rule; of an act, who acted.
pub(super) fn cover_words(cover: &Cover) -> (&'static str, Option<String>, Option<String>) {
    match cover {
        Cover::Enactment { proposal } => ("enactment", Some(proposal.to_string()), None),
        Cover::Housekeeping { rule, by } => {
            ("housekeeping", Some(by.to_string()), Some(rule.clone()))
        }
        Cover::KeyRotation { person } => ("key-rotation", Some(person.to_string()), None),
        Cover::Ratified { by } => ("ratified", Some(by.to_string()), None),
        Cover::Act { proposal, by } => ("act", Some(proposal.to_string()), Some(by.to_string())),
        Cover::Undoing { proposal } => ("undoing", Some(proposal.to_string()), None),
        Cover::Merge => ("merge", None, None),
        Cover::Founding => ("founding", None, None),
        Cover::Uncovered { .. } => ("uncovered", None, None),
    }
}

fn change(of: &AuditedChange) -> AuditedChangeJson {
    let (cover, by, rule) = cover_words(&of.cover);
    AuditedChangeJson {
        commit: of.commit.to_string(),
        at: of.at.map(|at| at.to_string()),
        files: of.files.iter().map(|it| it.path.clone()).collect(),
        what: of.what.clone(),
        cover: cover.to_owned(),
        by,
        rule,
        why: match &of.cover {
            Cover::Uncovered { why } => why.clone(),
            _ => Vec::new(),
        },
    }
}

fn answer(found: &Found) -> AuditJson {
    AuditJson {
        polity: "audit/1".to_owned(),
        anchor: found.anchor.commit.to_string(),
        founders: found
            .anchor
            .founders
            .iter()
            .map(ToString::to_string)
            .collect(),
        first_use: found.anchor.first_use,
        head: found.head.to_string(),
        commits: found.commits,
        changes: found.changes.iter().map(change).collect(),
        uncovered: found.uncovered().count(),
        notes: found.notes.clone(),
    }
}
