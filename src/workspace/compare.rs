//! What a proposal would make of the organisation, and of its files: tried,
//! never written.

use std::collections::BTreeMap;

use super::WorkspaceError;
use super::edit::{edits, with};
use super::enact::proposal_of;
use super::load::{Governance, Preview, ProposalFolder, Proposals, Way, preview};
use super::status::{ended_by_records, state_by_records};
use super::whole::is_withdrawn;
use crate::base::{Date, EntityId, OptionId, ProposalName, StageId};
use crate::diff::Hints;
use crate::finding::Finding;
use crate::org::Organisation;
use crate::proposal::{Body, Change, State};
use crate::rule::Rule;
use crate::store::Files;
use crate::vote::progress;

/// A workspace as one tree has it, in which proposals are tried on a day.
#[derive(Clone, Copy)]
pub struct Trial<'t> {
    /// The files of the tree.
    pub files: &'t Files,
    /// The organisation in it.
    pub governance: &'t Governance,
    /// The proposals in it.
    pub proposals: &'t Proposals,
    /// The day on which changes take effect.
    pub day: Date,
}

/// One way in which a proposal leaves the organisation, beside what it is
/// drafted against.
#[derive(Debug, Clone, PartialEq)]
pub struct Tried {
    /// The option with its title, where there are several.
    pub option: Option<(OptionId, String)>,
    /// What the proposal is drafted against.
    pub before: Organisation,
    /// What it makes of it.
    pub after: Organisation,
    /// Which bodies continue in which, as the changes say.
    pub hints: Hints,
}

/// The files of `governance/` before and after.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Texts {
    /// Before.
    pub before: Files,
    /// After.
    pub after: Files,
}

impl Trial<'_> {
    /// How a proposal would leave the organisation: one way for plain changes,
    /// one for each option, none for a question or an election.
    ///
    /// # Errors
    ///
    /// What stands in its way, or in that of one that it follows.
    pub fn ways(&self, name: &ProposalName) -> Result<Vec<Tried>, Vec<Finding>> {
        let Preview { before, ways } = self.preview(name)?;
        let titled = |id: OptionId| {
            let title = self.option_title(name, &id);
            (id, title)
        };
        let tried = |way: Way| Tried {
            hints: hints(&way.changes),
            option: way.option.map(titled),
            before: before.clone(),
            after: way.after,
        };
        Ok(ways.into_iter().map(tried).collect())
    }

    /// The organisation that a proposal is drafted against, and the one that it
    /// leaves: the same where it only asks, none where that is not decided.
    ///
    /// # Errors
    ///
    /// What stands in its way, or in that of one that it follows.
    pub fn leaves(&self, name: &ProposalName) -> Result<Option<Organisation>, Vec<Finding>> {
        let found = self.preview(name)?;
        let after = found.after().cloned();
        Ok(match self.body(name) {
            Some(Body::Question) => Some(found.before),
            _ => after,
        })
    }

    /// The files before and after each way of [`Trial::ways`], in its order:
    /// the edits that an enactment would make.
    ///
    /// # Errors
    ///
    /// Where a change cannot be made, or a file cannot be edited safely.
    pub fn texts(&self, name: &ProposalName) -> Result<Vec<Texts>, WorkspaceError> {
        let base = self.base(name)?;
        let Preview { before, ways } = self.whole(name)?;
        let each = ways.iter().map(|way| {
            Ok(Texts {
                after: self.after(&base, &before, way, name)?,
                before: base.clone(),
            })
        });
        each.collect()
    }

    /// The files after what [`Trial::leaves`] says; none where that is not
    /// decided.
    ///
    /// # Errors
    ///
    /// As [`Trial::texts`].
    pub fn text_after(&self, name: &ProposalName) -> Result<Option<Files>, WorkspaceError> {
        let base = self.base(name)?;
        let Preview { before, ways } = self.whole(name)?;
        Ok(match (self.body(name), ways.as_slice()) {
            (Some(Body::Question), _) => Some(base),
            (Some(Body::Changes(_)), [way]) => Some(self.after(&base, &before, way, name)?),
            _ => None,
        })
    }

    fn preview(&self, name: &ProposalName) -> Result<Preview, Vec<Finding>> {
        preview(self.governance, self.proposals, name, self.day)
    }

    /// The same, where half an organisation is an error: no file is edited
    /// beside one that cannot be read.
    fn whole(&self, name: &ProposalName) -> Result<Preview, WorkspaceError> {
        if !self.governance.is_readable() {
            let findings = self.governance.findings.clone();
            return Err(WorkspaceError::Broken(findings));
        }
        self.preview(name).map_err(WorkspaceError::Broken)
    }

    fn body(&self, name: &ProposalName) -> Option<&Body> {
        let folder = self.proposals.proposals.get(name)?;
        folder.proposal.as_ref().map(|it| &it.body)
    }

    fn option_title(&self, name: &ProposalName, id: &OptionId) -> String {
        let options = match self.body(name) {
            Some(Body::Options(options)) => options.as_slice(),
            _ => &[],
        };
        let found = options.iter().find(|option| option.id == *id);
        found.map_or_else(|| id.to_string(), |option| option.title.clone())
    }

    /// The files that a proposal is drafted against: those that there are, with
    /// the edits of every proposal that it follows and that is not enacted.
    fn base(&self, name: &ProposalName) -> Result<Files, WorkspaceError> {
        // That the chain ends and can be applied is looked at first.
        self.whole(name)?;
        let mut chain = Vec::new();
        let mut at = name;
        while let Some(next) = self.followed(at)
            && chain.len() < self.proposals.proposals.len()
        {
            chain.push(next);
            at = next;
        }
        let mut files = governance_of(self.files);
        for name in chain.into_iter().rev() {
            let Preview { before, ways } = self.whole(name)?;
            if let Some(way) = ways.first() {
                files = self.after(&files, &before, way, name)?;
            }
        }
        Ok(files)
    }

    /// The proposal that one is drafted against, unless it is enacted.
    fn followed(&self, name: &ProposalName) -> Option<&ProposalName> {
        let folder = self.proposals.proposals.get(name)?;
        let number = folder.proposal.as_ref()?.follows?;
        let next = self.proposals.numbered(number).next()?;
        next.enactment.is_none().then_some(&next.name)
    }

    fn after(
        &self,
        files: &Files,
        before: &Organisation,
        way: &Way,
        name: &ProposalName,
    ) -> Result<Files, WorkspaceError> {
        let given = self.given(name, &way.changes);
        Ok(with(files, &edits(files, before, &way.after, &given)?))
    }

    /// The files that a proposal brings with it, by what they become.
    fn given(&self, name: &ProposalName, changes: &[Change]) -> BTreeMap<EntityId, Vec<u8>> {
        let brought = changes.iter().filter_map(|change| {
            let (entity, file) = match change {
                Change::AdoptRule(it) => (EntityId::Rule(it.rule.clone()), &it.file),
                Change::AdoptConstraint(it) => {
                    (EntityId::Constraint(it.constraint.clone()), &it.file)
                }
                _ => return None,
            };
            let path = format!("proposals/{name}/{file}");
            Some((entity, self.files.bytes(&path)?.to_vec()))
        });
        brought.collect()
    }

    /// How far a proposal has come, as the records in the tree say; a draft
    /// where its rule is not known.
    pub fn state(&self, folder: &ProposalFolder) -> State {
        let org = self.governance.org.as_ref();
        let rule = proposal_of(folder)
            .ok()
            .and_then(|proposal| org?.rules.get(&proposal.rule));
        let (Some(org), Some(rule)) = (org, rule) else {
            return match folder.enactment {
                Some(_) => State::Enacted,
                None => State::Draft,
            };
        };
        if let Some(stage) = open_stage(folder)
            && folder.enactment.is_none()
        {
            return State::Voting {
                stage: rule.stage(stage).map_or(1, |(at, _)| at + 1),
                of: rule.stages.len(),
            };
        }
        let ended = ended_by_records(folder.polls.values());
        let attested = super::examine::attested(org);
        let come = progress(&folder.name, folder.content, rule, &ended, &attested);
        state_by_records(
            folder,
            is_withdrawn(folder, org),
            rule,
            None,
            come.ok().as_ref(),
        )
    }

    /// The rule that a proposal names, where there is one.
    pub fn rule(&self, folder: &ProposalFolder) -> Option<&Rule> {
        let proposal = folder.proposal.as_ref()?;
        self.governance.org.as_ref()?.rules.get(&proposal.rule)
    }
}

/// The stage whose poll takes ballots.
fn open_stage(folder: &ProposalFolder) -> Option<&StageId> {
    let last = folder.polls.values().last()?;
    let open = last.result.is_none() && last.cancelled.is_none();
    open.then_some(&last.stage)
}

/// What changes say of bodies that continue in others.
pub fn hints(changes: &[Change]) -> Hints {
    let (mut renames, mut merges, mut splits) = (Vec::new(), Vec::new(), Vec::new());
    for change in changes {
        match change {
            Change::Rename(it) => renames.push((it.team.clone(), it.to.clone())),
            Change::Merge(it) => merges.push((it.teams.clone(), it.into.team().clone())),
            Change::Split(it) => {
                let into = it.into.iter().map(|part| part.team.clone());
                splits.push((it.team.clone(), into.collect()));
            }
            _ => {}
        }
    }
    Hints::of_proposal(renames, merges, splits)
}

/// The files of the organisation alone.
pub fn governance_of(files: &Files) -> Files {
    let mut files = files.clone();
    files
        .files
        .retain(|path, _| path.starts_with("governance/"));
    files
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::format::wire::read_entity;
    use crate::workspace::edit::new_entity;
    use crate::workspace::load::{load_governance, load_proposals};
    use crate::workspace::{files_of_folder, layout};

    fn own() -> (Files, Governance) {
        let files = files_of_folder(Path::new(env!("CARGO_MANIFEST_DIR"))).unwrap();
        let governance = load_governance(&files);
        (files, governance)
    }

    #[test]
    fn every_entity_is_read_back_as_it_was_written() {
        let (_, governance) = own();
        let org = governance.org.unwrap();
        let mut read = 0;
        macro_rules! kinds {
            ($($map:ident $kind:ident,)+) => {$(
                for (id, entity) in &org.$map {
                    let path = layout::entity_path(&EntityId::$kind(id.clone()));
                    let text = new_entity(&path, entity).unwrap();
                    let subject = crate::base::Subject::File(path);
                    let (_, again) = read_entity(&subject, &text).unwrap();
                    assert_eq!(entity, &again);
                    read += 1;
                }
            )+};
        }
        kinds! {
            people Person, teams Team, areas Area, rules Rule, constraints Constraint,
            events Event,
        }
        assert!(read > 80);
    }

    #[test]
    fn the_files_after_a_proposal_say_what_it_leaves() {
        let (files, governance) = own();
        let day = jiff::civil::date(2020, 3, 11);
        let proposals = load_proposals(&files, &governance, day);
        let trial = Trial {
            files: &files,
            governance: &governance,
            proposals: &proposals,
            day,
        };
        for name in proposals.proposals.keys() {
            let left = trial.leaves(name).unwrap().unwrap();
            let text = trial.text_after(name).unwrap().unwrap();
            assert_eq!(*load_governance(&text).org.unwrap(), left);
            let [texts] = trial.texts(name).unwrap().try_into().unwrap();
            assert_eq!(texts.after, text);
            let [way] = trial.ways(name).unwrap().try_into().unwrap();
            assert_eq!(*load_governance(&texts.before).org.unwrap(), way.before);
        }
    }
}
