//! Drafting a proposal.

use std::collections::BTreeMap;

use super::WorkspaceError;
use super::layout::PROPOSALS;
use super::session::Session;
use super::whole::Workspace;
use crate::base::{Date, PersonId, ProposalName, RuleId};
use crate::format::wire::write_proposal;
use crate::proposal::{Body, Proposal, apply_all};
use crate::rule::{Class, Rule};
use crate::store::CommitId;

/// What a new proposal says.
#[derive(Debug, Clone)]
pub struct Draft {
    /// Its title.
    pub title: String,
    /// What it would do.
    pub body: Body,
    /// Who writes it; the person at the keyboard where nobody is named.
    pub authors: Vec<PersonId>,
    /// The rule; the one that decides these changes where only one does.
    pub rule: Option<RuleId>,
    /// The number of the proposal after which it is meant.
    pub follows: Option<u32>,
    /// The number of the proposal that it brings back.
    pub resubmits: Option<u32>,
    /// Files that changes bring in, by their path in the proposal's folder.
    pub files: BTreeMap<String, Vec<u8>>,
    /// The text that people discuss; a short one is begun where there is none.
    pub readme: Option<String>,
}

/// A proposal that was written.
#[derive(Debug, Clone)]
pub struct Proposed {
    /// Its name.
    pub name: ProposalName,
    /// The rule that is to decide.
    pub rule: RuleId,
    /// The files.
    pub paths: Vec<String>,
    /// The commit, where one was made.
    pub commit: Option<CommitId>,
}

impl Session<'_> {
    /// Writes a proposal's folder, numbered after the last, and commits it.
    ///
    /// # Errors
    ///
    /// Where its changes do not apply, with all that stands in the way, or no
    /// single rule decides them.
    pub fn propose(&self, draft: Draft, commit: bool) -> Result<Proposed, WorkspaceError> {
        let line = self.line()?;
        let workspace = self.at(line.tip)?;
        let org = workspace.org()?;
        let day = org.about.as_of.unwrap_or_else(|| self.today(org));
        let before = self.ground_of(&workspace, draft.follows, day)?;
        if let Body::Changes(changes) = &draft.body {
            apply_all(&before, changes, day).map_err(WorkspaceError::Refused)?;
        }
        let number = workspace
            .proposals
            .proposals
            .keys()
            .map(ProposalName::number)
            .max()
            .unwrap_or(0)
            .checked_add(1)
            .ok_or_else(|| WorkspaceError::Other("there are no numbers left".to_owned()))?;
        let name = ProposalName::new(number, &slug(&draft.title))?;
        let mut proposal = Proposal {
            name: name.clone(),
            title: draft.title.clone(),
            authors: draft.authors,
            shepherd: None,
            created: day.into(),
            rule: placeholder(&before, draft.rule.clone())?,
            subject: None,
            resubmits: draft.resubmits,
            follows: draft.follows,
            body: draft.body,
        };
        if draft.rule.is_none() {
            proposal.rule = only_rule(&before, &proposal, day)?;
        }
        let rule = proposal.rule.clone();
        let Some(text) = before.rules.get(&rule).filter(|rule| in_force(rule, day)) else {
            return Err(WorkspaceError::NoRule(rule));
        };
        super::call::decides(text, &proposal)?;
        let folder = format!("{PROPOSALS}/{name}");
        let yaml = write_proposal(&proposal)
            .map_err(|error| WorkspaceError::Other(format!("it cannot be written: {error}")))?;
        let readme = draft
            .readme
            .unwrap_or_else(|| begin_readme(&proposal, &before));
        let mut files: BTreeMap<String, Option<Vec<u8>>> = draft
            .files
            .into_iter()
            .map(|(path, bytes)| (format!("{folder}/{path}"), Some(bytes)))
            .collect();
        files.insert(format!("{folder}/proposal.yaml"), Some(yaml.into_bytes()));
        files.insert(format!("{folder}/README.md"), Some(readme.into_bytes()));
        let paths = files.keys().cloned().collect();
        let commit = if commit {
            let message = format!("Propose {}\n\nProposal: {number}\n", draft.title);
            Some(self.commit(&line, files, &message, None)?)
        } else {
            crate::store::write_worktree(self.repo().workdir()?, &files)?;
            None
        };
        Ok(Proposed {
            name,
            rule,
            paths,
            commit,
        })
    }

    /// The organisation that a proposal is drafted against.
    fn ground_of(
        &self,
        workspace: &Workspace,
        follows: Option<u32>,
        day: Date,
    ) -> Result<crate::org::Organisation, WorkspaceError> {
        let Some(number) = follows else {
            return Ok(workspace.org()?.clone());
        };
        let names = workspace.proposals.proposals.keys().cloned();
        let name = super::cast::pick_proposal(names, &number.to_string())?;
        let preview = super::load::preview(&workspace.governance, &workspace.proposals, &name, day);
        match preview {
            Ok(preview) => Ok(preview.after().cloned().unwrap_or(preview.before)),
            Err(findings) => Err(WorkspaceError::Broken(findings)),
        }
    }
}

fn in_force(rule: &Rule, day: Date) -> bool {
    rule.repealed.is_none_or(|gone| day < gone.first_day())
}

/// Any rule, until the classes of the changes have been asked for the right one.
fn placeholder(
    org: &crate::org::Organisation,
    rule: Option<RuleId>,
) -> Result<RuleId, WorkspaceError> {
    let first = rule.or_else(|| org.rules.keys().next().cloned());
    first.ok_or_else(|| {
        WorkspaceError::Other("there is no rule; add one to governance/rules first".to_owned())
    })
}

/// The rule that decides all classes of a proposal, where only one does.
fn only_rule(
    org: &crate::org::Organisation,
    proposal: &Proposal,
    day: Date,
) -> Result<RuleId, WorkspaceError> {
    let classes = proposal.classes();
    let fits = |rule: &&Rule| in_force(rule, day) && classes.is_subset(&rule.decides);
    let fitting: Vec<&RuleId> = org
        .rules
        .iter()
        .filter(|(_, rule)| fits(rule))
        .map(|(id, _)| id)
        .collect();
    match fitting.as_slice() {
        [one] => Ok((*one).clone()),
        [] => {
            let words: Vec<String> = classes.iter().map(Class::to_string).collect();
            Err(WorkspaceError::Other(format!(
                "no rule in force decides {}",
                words.join(" and ")
            )))
        }
        several => {
            let names: Vec<&str> = several.iter().map(|id| id.as_str()).collect();
            Err(WorkspaceError::Other(format!(
                "several rules decide these changes: {}; choose one with --rule",
                names.join(", ")
            )))
        }
    }
}

/// A title as the stem of a folder.
fn slug(title: &str) -> String {
    let mut slug = String::new();
    for c in title.chars().flat_map(char::to_lowercase) {
        match c {
            'a'..='z' | '0'..='9' => slug.push(c),
            _ if !slug.is_empty() && !slug.ends_with('-') => slug.push('-'),
            _ => {}
        }
        if slug.len() >= 40 {
            break;
        }
    }
    let slug = slug.trim_matches('-');
    if slug.is_empty() {
        "proposal".to_owned()
    } else {
        slug.to_owned()
    }
}

/// A text to be written on: what is proposed in a sentence a change, and room
/// for why.
fn begin_readme(proposal: &Proposal, org: &crate::org::Organisation) -> String {
    let mut text = format!("# {}\n\n## What changes\n\n", proposal.title);
    for changes in proposal.alternatives() {
        for change in changes {
            text.push_str(&format!("- {}\n", change.summary(org)));
        }
    }
    text.push_str("\n## Why\n\nSay here what is wrong today, and why this mends it.\n");
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slug_is_an_id() {
        for (title, expected) in [
            ("Dissolve core", "dissolve-core"),
            ("  DEP 10: a (new) governance!", "dep-10-a-new-governance"),
            ("日本", "proposal"),
        ] {
            assert_eq!(slug(title), expected);
            assert!(ProposalName::new(1, &slug(title)).is_ok());
        }
    }
}
