//! Drafting a proposal.

use std::collections::{BTreeMap, BTreeSet};

use super::WorkspaceError;
use super::gate::may_propose;
use super::layout::PROPOSALS;
use super::roll::RollsOf;
use super::session::Session;
use super::whole::Workspace;
use crate::base::{Date, PersonId, ProposalName, RuleId};
use crate::finding::nearest;
use crate::format::wire::write_proposal;
use crate::org::Organisation;
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
    /// Who sees it through.
    pub shepherd: Option<PersonId>,
    /// The people it concerns, where it says so itself.
    pub subject: Option<BTreeSet<PersonId>>,
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
    /// What it says.
    pub proposal: Proposal,
    /// The organisation that it was drafted against.
    pub before: Organisation,
    /// Whether the workspace is a draft, so that no vote can be opened yet.
    pub is_draft: bool,
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
        let day = Workspace::day(org, self.now());
        let before = self.ground_of(&workspace, draft.follows, day)?;
        let authors = self.authors(&before, draft.authors)?;
        let number = self.next_number(&workspace)?;
        let name = ProposalName::new(number, &slug(&draft.title, "proposal"))?;
        let mut proposal = Proposal {
            name: name.clone(),
            title: draft.title.clone(),
            authors,
            shepherd: draft.shepherd,
            created: day.into(),
            rule: placeholder(&before, draft.rule.clone())?,
            subject: draft.subject,
            resubmits: draft.resubmits,
            follows: draft.follows,
            body: draft.body,
        };
        for changes in proposal.alternatives() {
            apply_all(&before, changes, day).map_err(WorkspaceError::Refused)?;
        }
        if draft.rule.is_none() {
            proposal.rule = only_rule(&before, &proposal, day)?;
        }
        let rule = proposal.rule.clone();
        let Some(text) = before.rules.get(&rule).filter(|rule| in_force(rule, day)) else {
            return Err(WorkspaceError::NoRule(rule));
        };
        super::call::decides(text, &proposal)?;
        self.proposers(&before, text, &proposal, day)?;
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
            is_draft: org.about.is_draft(),
            proposal,
            before,
            paths,
            commit,
        })
    }

    /// Refuses authors who may not propose under a rule. Where it is not known
    /// who may, the draft stands: opening asks again.
    fn proposers(
        &self,
        org: &Organisation,
        rule: &Rule,
        proposal: &Proposal,
        day: Date,
    ) -> Result<(), WorkspaceError> {
        let standing = org.on(day);
        let rolls = RollsOf::new(&standing, proposal);
        match may_propose(rule, proposal, &rolls) {
            Ok(None) | Err(WorkspaceError::UnknownRoll(_)) => Ok(()),
            Ok(Some(why)) => Err(WorkspaceError::Other(why)),
            Err(error) => Err(error),
        }
    }

    /// The organisation that a proposal is drafted against: as it stands, or
    /// as the proposal of a number leaves it; and the day on which it is.
    ///
    /// # Errors
    ///
    /// Where it cannot be read, or that proposal does not apply.
    pub fn ground(&self, follows: Option<u32>) -> Result<(Organisation, Date), WorkspaceError> {
        let workspace = self.at(self.line()?.tip)?;
        let day = Workspace::day(workspace.org()?, self.now());
        Ok((self.ground_of(&workspace, follows, day)?, day))
    }

    /// The authors that are named, who must be there; else the person whose
    /// key is at hand.
    fn authors(
        &self,
        org: &Organisation,
        named: Vec<PersonId>,
    ) -> Result<Vec<PersonId>, WorkspaceError> {
        if let Some(unknown) = named.iter().find(|id| !org.people.contains_key(id)) {
            let known = org.people.keys().map(PersonId::as_str);
            let near = nearest(unknown.as_str(), known).and_then(|id| id.parse().ok());
            let id = unknown.clone();
            return Err(WorkspaceError::NoPerson { id, near });
        }
        if !named.is_empty() {
            return Ok(named);
        }
        let signer = self
            .signer()
            .map_err(|_| WorkspaceError::NoAuthor("no key at hand says who you are".to_owned()))?;
        match self.person_of(org, &signer) {
            Ok(person) => Ok(vec![person]),
            Err(WorkspaceError::NobodysKey(_)) => Err(WorkspaceError::NoAuthor(
                "the key at hand is recorded for nobody".to_owned(),
            )),
            Err(error) => Err(error),
        }
    }

    /// The number after the last one, also of drafts that are not committed.
    fn next_number(&self, workspace: &Workspace) -> Result<u32, WorkspaceError> {
        let committed = workspace.proposals.proposals.keys().cloned();
        let mut names: Vec<ProposalName> = committed.collect();
        // Without a working tree there are no drafts beside the commits.
        if let Ok(root) = self.repo().workdir()
            && let Ok(entries) = std::fs::read_dir(root.join(PROPOSALS))
        {
            let found = entries.filter_map(|entry| entry.ok()?.file_name().into_string().ok());
            names.extend(found.filter_map(|name| name.parse().ok()));
        }
        let last = names.iter().map(ProposalName::number).max().unwrap_or(0);
        let next = last.checked_add(1);
        next.ok_or_else(|| WorkspaceError::Other("there are no numbers left".to_owned()))
    }

    /// The organisation that a proposal is drafted against.
    fn ground_of(
        &self,
        workspace: &Workspace,
        follows: Option<u32>,
        day: Date,
    ) -> Result<Organisation, WorkspaceError> {
        if let Some(number) = follows {
            workspace.pick(&number.to_string())?;
        }
        workspace.ground(follows, day)
    }
}

fn in_force(rule: &Rule, day: Date) -> bool {
    rule.repealed.is_none_or(|gone| day < gone.first_day())
}

/// Any rule, until the classes of the changes have been asked for the right one.
fn placeholder(org: &Organisation, rule: Option<RuleId>) -> Result<RuleId, WorkspaceError> {
    let first = rule.or_else(|| org.rules.keys().next().cloned());
    first.ok_or_else(|| {
        WorkspaceError::Other("there is no rule; add one to governance/rules first".to_owned())
    })
}

/// The rule that decides all classes of a proposal, where only one does.
fn only_rule(org: &Organisation, proposal: &Proposal, day: Date) -> Result<RuleId, WorkspaceError> {
    let classes = proposal.classes();
    let fits =
        |rule: &&Rule| in_force(rule, day) && classes.iter().all(|class| rule.decides_class(class));
    let fitting: Vec<&RuleId> = org
        .rules
        .iter()
        .filter(|(_, rule)| fits(rule))
        .map(|(id, _)| id)
        .collect();
    let words: Vec<String> = classes.iter().map(Class::to_string).collect();
    match fitting.as_slice() {
        [one] => Ok((*one).clone()),
        [] => Err(WorkspaceError::NoRuleDecides(words)),
        several => Err(WorkspaceError::SeveralRules {
            rules: several.iter().map(|id| (*id).clone()).collect(),
            classes: words,
        }),
    }
}

/// A title or name in the form of an id; the word given where it has no letter
/// that an id may have.
pub(super) fn slug(title: &str, otherwise: &str) -> String {
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
        otherwise.to_owned()
    } else {
        slug.to_owned()
    }
}

/// A text to be written on: what is proposed in a sentence a change, and room
/// for why.
fn begin_readme(proposal: &Proposal, org: &Organisation) -> String {
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
            assert_eq!(slug(title, "proposal"), expected);
            assert!(ProposalName::new(1, &slug(title, "proposal")).is_ok());
        }
    }
}
