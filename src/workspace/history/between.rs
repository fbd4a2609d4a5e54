//! What came between a draft and the organisation of today: which decision did
//! what a draft now stumbles over.

use std::collections::BTreeSet;

use super::{Onward, Recorded, history};
use crate::base::{Date, ProposalName};
use crate::finding::Finding;
use crate::org::Organisation;
use crate::proposal::Refused;
use crate::store::CommitId;
use crate::workspace::WorkspaceError;
use crate::workspace::layout::proposal_folder;
use crate::workspace::load::refused_in;
use crate::workspace::session::Session;
use crate::workspace::whole::Workspace;

use super::Decision;

/// Everything that was recorded since a draft was last written.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CameBetween {
    /// Newest first.
    pub recorded: Vec<Recorded>,
}

/// So many facts are told of one refusal: more is what `log` is for.
const TOLD: usize = 3;

impl Session<'_> {
    /// What was recorded on the shared line since the file of a draft was last
    /// changed there; nothing of a draft that is not committed.
    ///
    /// # Errors
    ///
    /// Where history cannot be read.
    pub fn came_between(&self, name: &ProposalName) -> Result<CameBetween, WorkspaceError> {
        let tip = self.line()?.tip;
        let path = format!("{}/proposal.yaml", proposal_folder(name));
        if self.repo().tree_entry(tip, &path)?.is_none() {
            return Ok(CameBetween::default());
        }
        match self.repo().last_change(tip, &path)? {
            Some(since) => self.came_since(tip, since),
            None => Ok(CameBetween::default()),
        }
    }

    /// What was recorded on the shared line since a commit of it.
    ///
    /// # Errors
    ///
    /// Where history cannot be read.
    pub(in crate::workspace) fn came_since(
        &self,
        tip: CommitId,
        since: CommitId,
    ) -> Result<CameBetween, WorkspaceError> {
        let org = self.at_organisation(tip)?;
        let mut recorded = Vec::new();
        history(
            self.repo(),
            tip,
            Some(since),
            Organisation::clone(&org),
            &|_, _| {},
            &mut |_, it| {
                recorded.push(it);
                Onward::Continue(())
            },
        )?;
        Ok(CameBetween { recorded })
    }
}

impl Session<'_> {
    /// Findings about a proposal, each that says why it does not apply also
    /// with what came between. Where history cannot be read they stay as they
    /// are.
    pub fn explained(
        &self,
        workspace: &Workspace,
        name: &ProposalName,
        found: Vec<Finding>,
        day: Date,
    ) -> Vec<Finding> {
        let folder = workspace.proposals.proposals.get(name);
        let Some(proposal) = folder.and_then(|folder| folder.proposal.as_ref()) else {
            return found;
        };
        let Ok(org) = workspace.ground(proposal.follows, day) else {
            return found;
        };
        let refused = refused_in(&workspace.proposals, proposal, &org, day);
        if refused.is_empty() {
            return found;
        }
        let came = self.came_between(name).unwrap_or_default();
        let each = found.into_iter().map(|mut finding| {
            let same = |it: &&(Finding, BTreeSet<String>)| {
                it.0.place == finding.place && it.0.message == finding.message
            };
            if let Some((_, ids)) = refused.iter().find(same) {
                finding.message = with(finding.message, &came.about(ids));
            }
            finding
        });
        each.collect()
    }
}

impl Session<'_> {
    /// Why a command was refused; where changes do not apply, also with what
    /// came between.
    pub(in crate::workspace) fn refused_since(
        &self,
        name: &ProposalName,
        refused: Vec<Refused>,
    ) -> WorkspaceError {
        let came = self.came_between(name).unwrap_or_default();
        WorkspaceError::Refused(came.explain(refused))
    }
}

impl CameBetween {
    /// What was done to what a refusal complains of, newest first, a sentence
    /// each: `Website went from Core team to Ops team by proposal 9, enacted on
    /// 2020-03-12`.
    pub fn about(&self, ids: &BTreeSet<String>) -> Vec<String> {
        if ids.is_empty() {
            return Vec::new();
        }
        // What is about all of them tells more than what is about one.
        let all = self.sentences(|said| ids.is_subset(said));
        match all.is_empty() {
            true => self.sentences(|said| !said.is_disjoint(ids)),
            false => all,
        }
    }

    fn sentences(&self, fits: impl Fn(&BTreeSet<String>) -> bool) -> Vec<String> {
        let mut told = Vec::new();
        for recorded in &self.recorded {
            for said in recorded.said.iter().filter(|it| fits(&it.ids)) {
                told.push(format!("{} {}", said.text, by(recorded)));
            }
        }
        told.truncate(TOLD);
        told
    }

    /// Refusals that also say what came between.
    #[must_use]
    pub fn explain(&self, refused: Vec<Refused>) -> Vec<Refused> {
        let each = refused.into_iter().map(|mut it| {
            it.why = with(it.why, &self.about(&it.because));
            it
        });
        each.collect()
    }
}

/// A reason with what came between behind it.
fn with(mut why: String, came: &[String]) -> String {
    for told in came {
        why.push_str(if why.ends_with('?') { " " } else { "; " });
        why.push_str(told);
    }
    why
}

/// By what, when, and where that can be looked up.
fn by(of: &Recorded) -> String {
    let commit = of.commit.short();
    match &of.decision {
        Decision::Proposal {
            name, effective, ..
        } => {
            let day = of.day.max(*effective);
            format!("by proposal {}, enacted on {day} ({commit})", name.number())
        }
        Decision::None { .. } => format!("on {}, by no recorded decision ({commit})", of.day),
        other => format!("by {other}, on {} ({commit})", of.day),
    }
}
