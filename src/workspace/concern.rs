//! What concerns one proposal: what is wrong with its own files, and what it
//! would break or leave wrong in the organisation.

use std::collections::BTreeSet;

use super::WorkspaceError;
use super::cast::pick_proposal;
use super::layout::{proposal_folder, subject_path};
use super::load::{Way, preview};
use super::whole::{Workspace, in_order};
use crate::base::{Instant, NodePath, Place, ProposalName, Subject};
use crate::finding::{Code, Finding};
use crate::org::check;
use crate::proposal::Change;

impl Workspace {
    /// The proposal of a number or whole name.
    ///
    /// # Errors
    ///
    /// Where there is none, or several have the number.
    pub fn pick(&self, given: &str) -> Result<ProposalName, WorkspaceError> {
        pick_proposal(self.proposals.proposals.keys().cloned(), given)
    }

    /// What is wrong with a proposal's files, and what the checks of the
    /// organisation would find after it and do not find before. The latter
    /// stands where the proposal makes it so.
    pub fn findings_about(&self, name: &ProposalName, now: Instant) -> Vec<Finding> {
        let folder = format!("{}/", proposal_folder(name));
        let own = |it: &&Finding| {
            subject_path(&it.place.subject).is_some_and(|path| path.starts_with(&folder))
        };
        let found = self.proposals.findings.iter().filter(own);
        let mut all: Vec<Finding> = found.cloned().collect();
        let settled = self.proposals.proposals.get(name);
        let settled = settled.is_some_and(|it| it.enactment.is_some());
        if let Some(org) = self.governance.org.as_ref().filter(|_| !settled) {
            let day = Self::day(org, now);
            // Why it cannot be applied is among its own findings.
            if let Ok(preview) = preview(&self.governance, &self.proposals, name, day) {
                let none = BTreeSet::new();
                let before: BTreeSet<_> = check(&preview.before, day, &self.governance.unreadable)
                    .iter()
                    .map(told)
                    .collect();
                for way in &preview.ways {
                    let after = check(&way.after, day, &none);
                    let new = after.into_iter().filter(|it| !before.contains(&told(it)));
                    all.extend(new.map(|it| self.proposals.locate(blame(it, name, way))));
                }
            }
        }
        all.extend(self.acts_found(now).into_iter().filter(|it| own(&it)));
        for rival in self.rivals(name) {
            let claims = rival.claims.iter().map(ToString::to_string);
            let said = format!(
                "proposal {} disposes of the same: {}",
                rival.name.number(),
                claims.collect::<Vec<_>>().join(", ")
            );
            let place = Place::whole(Subject::Proposal(name.clone()));
            let hint = format!(
                "`polity together {} {}`",
                name.number(),
                rival.name.number()
            );
            all.push(Finding::note(Code::Rivals, place, said).hint(hint));
        }
        in_order(&mut all);
        all
    }
}

/// What makes two findings the same, wherever in a file they stand.
fn told(finding: &Finding) -> (Code, Subject, String) {
    let Finding { code, message, .. } = finding;
    (*code, finding.place.subject.clone(), message.clone())
}

/// A finding of the organisation after a proposal, at the change that is to
/// blame: the last that touched what it is about. For that organisation has no
/// files yet.
fn blame(finding: Finding, name: &ProposalName, way: &Way) -> Finding {
    let changes = match &way.option {
        None => NodePath::root().key("changes"),
        Some(option) => NodePath::root().key("options").item(option.as_str()),
    };
    let about = match &finding.place.subject {
        Subject::Entity(entity) => Some(entity.as_str()),
        _ => None,
    };
    let touches = |change: &Change| about.is_some_and(|id| change.touches().contains(id));
    let last = way.changes.iter().rposition(touches);
    let place = match last.and_then(|at| Some((at, way.changes.get(at)?))) {
        // An adopted file has places of its own.
        Some((_, Change::AdoptRule(adopt))) => beside(name, &adopt.file, &finding),
        Some((_, Change::AdoptConstraint(adopt))) => beside(name, &adopt.file, &finding),
        Some((at, change)) if way.option.is_none() => {
            let path = changes.index(at).key_of(change.word());
            Place::new(Subject::Proposal(name.clone()), path)
        }
        _ => Place::whole(Subject::Proposal(name.clone())),
    };
    let about = match &finding.place.subject {
        Subject::Entity(entity) => format!("{} `{entity}`: ", entity.kind()),
        _ => String::new(),
    };
    let after = match &way.option {
        None => "after it, ".to_owned(),
        Some(option) => format!("after option `{option}`, "),
    };
    Finding {
        message: format!("{after}{about}{}", finding.message),
        place,
        span: None,
        ..finding
    }
}

fn beside(name: &ProposalName, file: &str, finding: &Finding) -> Place {
    let path = format!("{}/{file}", proposal_folder(name));
    Place {
        subject: Subject::File(path),
        ..finding.place.clone()
    }
}
