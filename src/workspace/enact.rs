//! Enacting: the decision applied to the organisation, in one commit.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::WorkspaceError;
use super::edit::{Edits, edits, with};
use super::emergency::ActStands;
use super::error::MovedFile;
use super::examine::{Examined, OnProgress, PollEnd};
use super::layout::{Holds, holds as holds_path};
use super::load::ProposalFolder;
use super::session::Session;
use super::signatures::governance_digest;
use crate::base::{Date, EntityId, Instant, PersonId, ProposalName, StageId};
use crate::format::wire::record::write_enactment;
use crate::org::{Level, Organisation, evaluate};
use crate::proposal::{Body, Change, Proposal, apply_all};
use crate::store::{CommitId, Files};
use crate::vote::{Enactment, Mandate, Progress};

/// A proposal that was enacted.
#[derive(Debug, Clone)]
pub struct Enacted {
    /// The first day of what was changed.
    pub effective: Date,
    /// The organisation before.
    pub before: Organisation,
    /// The organisation after.
    pub after: Organisation,
    /// The files of `governance/` that changed.
    pub paths: Vec<String>,
    /// The commit.
    pub commit: CommitId,
    /// What was recorded.
    pub enactment: Enactment,
    /// Until when it is to be ratified, where somebody acted first.
    pub provisional: Option<Instant>,
    /// The stages whose results are attested and cannot be computed again.
    pub attested: Vec<StageId>,
}

impl Session<'_> {
    /// Applies an accepted proposal to the organisation, in one commit.
    ///
    /// # Errors
    ///
    /// Where it is not accepted, was enacted before, no longer applies, would
    /// break what must hold, or a file cannot be edited safely.
    pub fn enact(
        &self,
        name: &ProposalName,
        on_progress: OnProgress,
    ) -> Result<Enacted, WorkspaceError> {
        let examined = self.examine(name, on_progress)?;
        let folder = examined.folder()?;
        // One that was enacted stays so, also where its record was removed.
        let enacted = folder.enactment.is_some() || self.verify_enactment(&examined)?.is_some();
        let mandate = match &examined.progress {
            Progress::Accepted(mandate) if !enacted => mandate.clone(),
            _ => {
                return Err(WorkspaceError::State {
                    name: name.clone(),
                    state: examined.state(),
                });
            }
        };
        let acts = self.acts(&examined)?;
        match acts.act {
            Some(act) if act.stands == ActStands::Ratified => {
                return self.ratify(&examined, &mandate, &act);
            }
            Some(act) if matches!(act.stands, ActStands::MustBeUndone { .. }) => {
                return Err(WorkspaceError::Unsound(format!(
                    "somebody acted first, and that must be undone before: `polity undo {}`",
                    name.number()
                )));
            }
            _ => {}
        }
        let proposal = proposal_of(folder)?;
        if mandate.content() != folder.content {
            return Err(WorkspaceError::Unsound(
                "the proposal was changed after it was accepted; only what was voted on can be \
                 enacted"
                    .to_owned(),
            ));
        }
        let before = examined.workspace.sound_org(self.now())?;
        let effective = self.today(before);
        let changes = changes_of(proposal, &examined, before, effective)?;
        let changes = changes.as_slice();
        let after = apply_all(before, changes, effective)
            .map_err(|refused| self.refused_since(name, refused))?;
        let files = self.governance_files(examined.line.tip)?;
        let given = self.given_files(examined.line.tip, name, changes)?;
        let edits = edits(&files, before, &after, &given)?;
        self.unmoved(&examined, changes, &edits)?;
        holds(before, &after, effective)?;
        let enactment = Enactment {
            proposal: name.clone(),
            content: mandate.content(),
            result: mandate.result(),
            effective,
            before: governance_digest(&files),
            after: governance_digest(&with(&files, &edits)),
        };
        let commit = self.write_enactment(&examined, &mandate, &enactment, &edits)?;
        Ok(Enacted {
            effective,
            before: before.clone(),
            after,
            paths: edits.into_keys().collect(),
            commit,
            enactment,
            attested: attested_stages(&examined.ended),
            provisional: None,
        })
    }

    /// The files that a proposal brings with it, by the entity that they
    /// become.
    pub(super) fn given_files(
        &self,
        tip: CommitId,
        name: &ProposalName,
        changes: &[Change],
    ) -> Result<BTreeMap<EntityId, Vec<u8>>, WorkspaceError> {
        let mut given = BTreeMap::new();
        for change in changes {
            let (entity, file) = match change {
                Change::AdoptRule(it) => (EntityId::Rule(it.rule.clone()), &it.file),
                Change::AdoptConstraint(it) => {
                    (EntityId::Constraint(it.constraint.clone()), &it.file)
                }
                _ => continue,
            };
            let path = format!("proposals/{name}/{file}");
            if let Some(bytes) = self.repo().file_at(tip, &path)? {
                given.insert(entity, bytes);
            }
        }
        Ok(given)
    }

    /// The one commit; that it needs a mandate keeps every other way shut.
    fn write_enactment(
        &self,
        examined: &Examined,
        mandate: &Mandate,
        enactment: &Enactment,
        edits: &Edits,
    ) -> Result<CommitId, WorkspaceError> {
        let name = mandate.proposal();
        let mut changes = edits.clone();
        let path = format!("proposals/{name}/enactment.yaml");
        changes.insert(path, Some(write_enactment(enactment)?));
        let title = &proposal_of(examined.folder()?)?.title;
        let message = format!(
            "Enact {title}\n\nProposal: {}\nOutcome: accept\nResult: {}\n",
            name.number(),
            mandate.result()
        );
        self.commit(&examined.line, changes, &message, None)
    }

    /// Whether nothing that the proposal touches has changed since the base of
    /// its last stage: those who voted saw these files.
    fn unmoved(
        &self,
        examined: &Examined,
        changes: &[Change],
        edits: &Edits,
    ) -> Result<(), WorkspaceError> {
        let Some(base) = examined.last_base else {
            return Ok(());
        };
        let mut paths: BTreeSet<String> = edits.keys().cloned().collect();
        let org = examined.org()?;
        for change in changes {
            let ids = change.touches();
            let entities = ids.iter().filter_map(|id| org.find(id));
            paths.extend(entities.map(|entity| super::layout::entity_path(&entity)));
        }
        let mut moved = Vec::new();
        for path in paths {
            if self.repo().blob_at(base, &path)? != self.repo().blob_at(examined.line.tip, &path)? {
                moved.push(path);
            }
        }
        if moved.is_empty() {
            return Ok(());
        }
        // By whom it moved is an addition; that it moved is the reason.
        let came = self.came_since(examined.line.tip, base).unwrap_or_default();
        let told = moved.into_iter().map(|path| {
            let ids = match holds_path(&path) {
                Holds::Entity(entity) => BTreeSet::from([entity.to_string()]),
                _ => BTreeSet::new(),
            };
            let came = came.about(&ids);
            MovedFile { path, came }
        });
        Err(WorkspaceError::Moved(told.collect()))
    }
}

/// The stages that have ended by attested results.
pub(super) fn attested_stages(ended: &[crate::vote::Ended]) -> Vec<StageId> {
    let attested = ended.iter().filter(|end| end.attested);
    attested.map(|end| end.stage.clone()).collect()
}

/// The proposal of a folder.
pub(super) fn proposal_of(folder: &ProposalFolder) -> Result<&Proposal, WorkspaceError> {
    let missing = || WorkspaceError::Other(format!("proposal {} cannot be read", folder.name));
    folder.proposal.as_ref().ok_or_else(missing)
}

/// The changes that an accepted proposal makes: its own, those of the option
/// that was chosen, or the terms of those who were elected.
pub(super) fn changes_of(
    proposal: &Proposal,
    examined: &Examined,
    before: &Organisation,
    effective: Date,
) -> Result<Vec<Change>, WorkspaceError> {
    let elected = || {
        let counts = examined
            .polls
            .iter()
            .rev()
            .filter_map(|poll| match &poll.end {
                PollEnd::AsRecorded { result, .. } => result.count.as_ref(),
                _ => None,
            });
        let counted = counts.map(|count| count.elected.clone()).next();
        counted.ok_or_else(|| {
            WorkspaceError::Unsound("no stage of it counted several options".to_owned())
        })
    };
    match &proposal.body {
        Body::Changes(changes) => Ok(changes.clone()),
        Body::Question => Ok(Vec::new()),
        Body::Options(options) => {
            let chosen = elected()?;
            let chosen = options.iter().filter(|it| chosen.contains(&it.id));
            Ok(chosen.flat_map(|option| option.changes.clone()).collect())
        }
        Body::Elect(election) => {
            let elected: Vec<PersonId> = elected()?
                .iter()
                .filter_map(|option| option.as_str().parse().ok())
                .filter(|person| election.candidates.contains(person))
                .collect();
            Ok(election.changes(before, &elected, effective))
        }
    }
}

/// Whether nothing that must hold, and held before, is broken after.
pub(super) fn holds(
    before: &Organisation,
    after: &Organisation,
    day: Date,
) -> Result<(), WorkspaceError> {
    let standing = after.on(day);
    let earlier = before.on(day);
    let mut broken = Vec::new();
    for (id, constraint) in &after.constraints {
        if constraint.level != Level::Must || !constraint.in_force_on(day) {
            continue;
        }
        let was = before
            .constraints
            .get(id)
            .is_some_and(|it| evaluate(it, &earlier).is_broken());
        let now = evaluate(constraint, &standing);
        if now.is_broken() && !was {
            let breaches = now.breaches().iter().map(|breach| breach.text.clone());
            let texts: Vec<_> = breaches.collect();
            broken.push(format!("{} ({})", constraint.title, texts.join(", ")));
        }
    }
    if broken.is_empty() {
        return Ok(());
    }
    Err(WorkspaceError::Breaks(broken))
}

/// The files of a commit, as an enactment's reader needs them.
pub(super) fn meaning(files: &Files) -> Option<Arc<Organisation>> {
    let governance = super::load::load_governance(files);
    governance.is_readable().then_some(governance.org).flatten()
}
