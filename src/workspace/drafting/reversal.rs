//! Taking back what was enacted: a proposal for it.

use std::collections::{BTreeMap, BTreeSet};

use super::given;
use crate::base::{Date, EntityId, PersonId, ProposalName, RuleId, TeamId};
use crate::diff::{Past, Prevented, Reversal, reverse};
use crate::org::Organisation;
use crate::proposal::{Body, Change};
use crate::store::CommitId;
use crate::workspace::WorkspaceError;
use crate::workspace::enact::proposal_of;
use crate::workspace::enacted_then::{EnactedThen, enacted};
use crate::workspace::layout::{GOVERNANCE, ORGANISATION, entity_path};
use crate::workspace::propose::{Draft, Proposed};
use crate::workspace::session::Session;
use crate::workspace::whole::Workspace;

/// How to take something back.
#[derive(Debug, Clone, Default)]
pub struct Undoing {
    /// Ids for what ended and comes again, by the id that it had.
    pub names: BTreeMap<String, String>,
    /// The rule that is to decide.
    pub rule: Option<RuleId>,
    /// Who writes it.
    pub authors: Vec<PersonId>,
}

/// What takes an enacted proposal back.
#[derive(Debug, Clone)]
pub struct Reversed {
    /// Which.
    pub name: ProposalName,
    /// Its title.
    pub title: String,
    /// When it was enacted.
    pub effective: Date,
    /// The organisation of today.
    pub today: Organisation,
    /// The changes, and what they do not undo.
    pub reversal: Reversal,
    /// The decisions since that changed what is not undone, in their order.
    pub since: Vec<Vec<ProposalName>>,
    /// The files that the changes bring in.
    files: BTreeMap<String, Vec<u8>>,
}

impl Reversed {
    /// What is not undone, each with the decisions that are in the way.
    pub fn prevented(&self) -> impl Iterator<Item = (&Prevented, &[ProposalName])> {
        let since = self.since.iter().map(Vec::as_slice);
        self.reversal.prevented.iter().zip(since)
    }
}

impl Session<'_> {
    /// Finds what takes an enacted proposal back, as far as later decisions
    /// allow. Nothing is written.
    ///
    /// # Errors
    ///
    /// Where it is not enacted, or history does not tell what it did.
    pub fn reversal(
        &self,
        name: &ProposalName,
        names: &BTreeMap<String, String>,
    ) -> Result<Reversed, WorkspaceError> {
        let line = self.line()?;
        let workspace = self.at(line.tip)?;
        let today = workspace.org()?.clone();
        let on = Workspace::day(&today, self.now());
        let folders = &workspace.proposals.proposals;
        let folder = folders
            .get(name)
            .ok_or_else(|| WorkspaceError::NoProposal(name.to_string()))?;
        let proposal = proposal_of(folder)?;
        let EnactedThen {
            commit,
            effective,
            tried,
            texts,
        } = enacted(self.repo(), line.tip, folder)?.ok_or_else(|| {
            WorkspaceError::Other(format!(
                "{name} was not enacted, so there is nothing to undo"
            ))
        })?;
        let renames = renames(&proposal.body, &tried.before, &tried.after);
        let past = Past {
            before: &tried.before,
            after: &tried.after,
            renames: &renames,
            effective,
        };
        let reversal = reverse(past, &today, on, names);
        let files = given(&texts.before, &reversal.found.changes)?;
        let mut later = Vec::new();
        for other in folders.values().filter(|it| it.enactment.is_some()) {
            if other.name == *name {
                continue;
            }
            let path = format!("proposals/{}/enactment.yaml", other.name);
            if let Some(by) = self.repo().last_change(line.tip, &path)?
                && by != commit
                && self.repo().is_ancestor(commit, by)?
            {
                later.push((other.name.clone(), self.changed_by(by)?));
            }
        }
        let since = reversal.prevented.iter().map(|prevented| {
            if !prevented.later {
                return Vec::new();
            }
            let path = prevented.entity.as_ref().map(paths);
            let path = path.unwrap_or_else(|| vec![ORGANISATION.to_owned()]);
            let touched = |paths: &BTreeSet<String>| path.iter().any(|it| paths.contains(it));
            let areas = matches!(prevented.entity, Some(EntityId::Area(_)));
            let named = |name: &ProposalName| {
                // Who controls an area is said in the files of bodies.
                let folder = folders.get(name).and_then(|it| it.proposal.as_ref());
                let all = folder.map(|it| it.alternatives()).unwrap_or_default();
                let mut all = all.into_iter().flatten();
                let id = prevented.entity.as_ref().map(EntityId::as_str);
                areas && all.any(|it: &Change| id.is_some_and(|id| it.touches().contains(id)))
            };
            let found = later.iter();
            found
                .filter(|(name, paths)| touched(paths) || named(name))
                .map(|(name, _)| name.clone())
                .collect()
        });
        Ok(Reversed {
            since: since.collect(),
            name: name.clone(),
            title: proposal.title.clone(),
            effective,
            today,
            reversal,
            files,
        })
    }

    /// Drafts the proposal that takes an enacted one back.
    ///
    /// # Errors
    ///
    /// Where nothing of it can be taken back, or what is left does not apply.
    pub fn undo_enacted(
        &self,
        reversed: &Reversed,
        how: &Undoing,
    ) -> Result<Proposed, WorkspaceError> {
        let changes = &reversed.reversal.found.changes;
        if changes.is_empty() {
            return Err(WorkspaceError::NoEdits(format!(
                "nothing that {} did is left to be undone",
                reversed.name
            )));
        }
        if !reversed.reversal.found.refused.is_empty() {
            let refused = reversed.reversal.found.refused.clone();
            return Err(WorkspaceError::Refused(refused));
        }
        let title: String = format!("Undo: {}", reversed.title)
            .chars()
            .take(100)
            .collect();
        let draft = Draft {
            title: title.clone(),
            body: Body::Changes(changes.clone()),
            authors: how.authors.clone(),
            shepherd: None,
            subject: None,
            rule: how.rule.clone(),
            follows: None,
            resubmits: None,
            files: reversed.files.clone(),
            readme: Some(readme(reversed, &title)),
        };
        self.propose(draft, true)
    }

    fn changed_by(&self, commit: CommitId) -> Result<BTreeSet<String>, WorkspaceError> {
        let parent = self.repo().link(commit)?.parents.first().copied();
        let changes = self.repo().changed_paths(parent, commit, GOVERNANCE)?;
        Ok(changes.paths.into_iter().map(|it| it.path).collect())
    }
}

fn paths(entity: &EntityId) -> Vec<String> {
    vec![entity_path(entity)]
}

/// The bodies that a decision renamed: as its changes say, and as the record
/// does.
fn renames(body: &Body, before: &Organisation, after: &Organisation) -> BTreeMap<TeamId, TeamId> {
    let mut renames = BTreeMap::new();
    let mut add = |from: &TeamId, to: &TeamId| {
        let moved = before.teams.contains_key(from) && !after.teams.contains_key(from);
        if moved && after.teams.contains_key(to) && !before.teams.contains_key(to) {
            renames.insert(from.clone(), to.clone());
        }
    };
    for (to, team) in &after.teams {
        for from in &team.former_ids {
            add(from, to);
        }
    }
    if let Body::Changes(changes) = body {
        for change in changes {
            if let Change::Rename(it) = change {
                add(&it.team, &it.to);
            }
        }
    }
    renames
}

fn readme(reversed: &Reversed, title: &str) -> String {
    let mut text = format!(
        "# {title}\n\nTakes back what {} did on {}, as far as later decisions allow.\n\n\
         ## What changes\n\n",
        reversed.name, reversed.effective
    );
    let mut org = reversed.today.clone();
    for change in &reversed.reversal.found.changes {
        text.push_str(&format!("- {}\n", change.summary(&org)));
        // For the names of what it makes; the day does not matter to them.
        let _ = change.apply(&mut org, reversed.effective);
    }
    if !reversed.reversal.again.is_empty() {
        text.push_str("\n## What comes again under another id\n\n");
        for (was, is) in &reversed.reversal.again {
            text.push_str(&format!("- `{was}` as `{is}`\n"));
        }
    }
    if !reversed.reversal.prevented.is_empty() {
        text.push_str("\n## What is not undone\n\n");
        for (prevented, since) in reversed.prevented() {
            let of = prevented.entity.as_ref();
            let of = of.map_or_else(String::new, |id| format!("`{id}`: "));
            let names: Vec<&str> = since.iter().map(ProposalName::as_str).collect();
            let by = match names.is_empty() {
                true => String::new(),
                false => format!(" ({})", names.join(", ")),
            };
            text.push_str(&format!("- {of}{}{by}\n", prevented.why));
        }
    }
    text.push_str("\n## Why\n\nSay here what is wrong with it, and why this mends it.\n");
    text
}
