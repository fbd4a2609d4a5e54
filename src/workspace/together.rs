//! Several proposals looked at together, and which open ones are in each
//! other's way.

use std::collections::BTreeSet;

use super::WorkspaceError;
use super::load::{ProposalFolder, preview};
use super::whole::Workspace;
use crate::base::{Date, OptionId, ProposalName};
use crate::finding::nearest;
use crate::org::Organisation;
use crate::proposal::{Body, Change, Claim, MOST_TOGETHER, claims};

/// One of several proposals that are looked at together.
#[derive(Debug, Clone, PartialEq)]
pub struct Asked {
    /// Which.
    pub name: ProposalName,
    /// Its title.
    pub title: String,
    /// The option, where it has several.
    pub option: Option<OptionId>,
    /// The number of the proposal that it is drafted after, where that is not
    /// enacted yet.
    pub follows: Option<u32>,
    /// What it would change.
    pub changes: Vec<Change>,
}

impl Asked {
    /// As it is typed: `12`, or `12:option`.
    pub fn word(&self) -> String {
        match &self.option {
            Some(option) => format!("{}:{option}", self.name.number()),
            None => self.name.number().to_string(),
        }
    }
}

/// An open proposal that disposes of what another does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RivalOf {
    /// The other.
    pub name: ProposalName,
    /// What both dispose of.
    pub claims: Vec<Claim>,
}

impl Workspace {
    /// The proposals of words such as `10`, `0012-new-name` and `12:option`.
    ///
    /// # Errors
    ///
    /// Where there is no such proposal or option, one stands twice, or what it
    /// changes is not known: an election, a question, one that is enacted.
    pub fn asked(&self, words: &[String]) -> Result<Vec<Asked>, WorkspaceError> {
        let other = |said: String| Err(WorkspaceError::Other(said));
        if words.len() > MOST_TOGETHER {
            return other(format!(
                "at most {MOST_TOGETHER} proposals are looked at together"
            ));
        }
        let mut all: Vec<Asked> = Vec::new();
        for word in words {
            let asked = self.asked_one(word)?;
            if all.iter().any(|it| it.name == asked.name) {
                return other(format!("proposal {} is named twice", asked.name.number()));
            }
            all.push(asked);
        }
        Ok(all)
    }

    fn asked_one(&self, word: &str) -> Result<Asked, WorkspaceError> {
        let (given, option) = match word.split_once(':') {
            Some((given, option)) => (given, Some(option)),
            None => (word, None),
        };
        let name = self.pick(given)?;
        let number = name.number();
        let other = |said: String| Err(WorkspaceError::Other(said));
        let folder = self.proposals.proposals.get(&name);
        let folder = folder.ok_or_else(|| WorkspaceError::NoProposal(given.to_owned()))?;
        let proposal = super::enact::proposal_of(folder)?;
        if folder.enactment.is_some() {
            return other(format!(
                "proposal {number} is enacted: the organisation has its changes already"
            ));
        }
        let (option, changes) = match (&proposal.body, option) {
            (Body::Changes(changes), None) => (None, changes.clone()),
            (Body::Options(options), Some(wanted)) => {
                let known: Vec<&str> = options.iter().map(|it| it.id.as_str()).collect();
                match options.iter().find(|it| it.id.as_str() == wanted) {
                    Some(it) => (Some(it.id.clone()), it.changes.clone()),
                    None => {
                        let near = nearest(wanted, known.iter().copied());
                        let near = near.map_or_else(
                            || format!("its options are {}", known.join(", ")),
                            |near| format!("did you mean `{number}:{near}`?"),
                        );
                        return other(format!(
                            "proposal {number} has no option `{wanted}`; {near}"
                        ));
                    }
                }
            }
            (Body::Options(options), None) => {
                let each: Vec<String> = options
                    .iter()
                    .map(|it| format!("`{number}:{}`", it.id))
                    .collect();
                return other(format!(
                    "proposal {number} has options; say which: {}",
                    each.join(", ")
                ));
            }
            (Body::Changes(_), Some(_)) => {
                return other(format!(
                    "proposal {number} has no options; write `{number}`"
                ));
            }
            (Body::Elect(_), _) => {
                return other(format!(
                    "proposal {number} is an election: what it changes is known when it is held"
                ));
            }
            (Body::Question, _) => {
                return other(format!(
                    "proposal {number} is a question: it changes nothing"
                ));
            }
        };
        Ok(Asked {
            title: proposal.title.clone(),
            follows: proposal.follows.filter(|n| self.awaited(*n).is_some()),
            option,
            changes,
            name,
        })
    }

    /// The organisation that a proposal is drafted against: as it stands, or as
    /// the proposal that it follows leaves it, where that is not enacted yet.
    ///
    /// # Errors
    ///
    /// Where the organisation cannot be read, or that proposal does not apply.
    pub(super) fn ground(
        &self,
        follows: Option<u32>,
        day: Date,
    ) -> Result<Organisation, WorkspaceError> {
        let Some(before) = follows.and_then(|number| self.awaited(number)) else {
            return Ok(self.org()?.clone());
        };
        let found = preview(&self.governance, &self.proposals, &before.name, day);
        let found = found.map_err(WorkspaceError::Broken)?;
        Ok(found.after().cloned().unwrap_or(found.before))
    }

    /// The proposal of a number, where it is still to be enacted.
    fn awaited(&self, number: u32) -> Option<&ProposalFolder> {
        let mut all = self.proposals.numbered(number);
        all.find(|it| it.enactment.is_none())
    }

    /// The open proposals that dispose of what this one does: which dissolve or
    /// rename one team, give one area away, take one id. One that is drafted
    /// after the other is no rival of it.
    pub fn rivals(&self, name: &ProposalName) -> Vec<RivalOf> {
        if !self.is_open(name) {
            return Vec::new();
        }
        let own = self.claims_of(name);
        let others = self.proposals.proposals.keys();
        let others = others.filter(|it| *it != name && self.is_open(it));
        let others = others.filter(|it| !self.builds_on(it, name) && !self.builds_on(name, it));
        let each = others.filter_map(|other| {
            let both = self.claims_of(other);
            let claims: Vec<Claim> = own.intersection(&both).cloned().collect();
            let name = other.clone();
            (!claims.is_empty()).then_some(RivalOf { name, claims })
        });
        each.collect()
    }

    /// Whether nothing has settled a proposal yet.
    fn is_open(&self, name: &ProposalName) -> bool {
        self.state(name).is_some_and(|state| !state.is_final())
    }

    fn claims_of(&self, name: &ProposalName) -> BTreeSet<Claim> {
        let folder = self.proposals.proposals.get(name);
        let proposal = folder.and_then(|folder| folder.proposal.as_ref());
        let lists = proposal.map(|it| it.alternatives()).unwrap_or_default();
        lists.into_iter().flat_map(claims).collect()
    }

    /// Whether a proposal is drafted after another, directly or not.
    fn builds_on(&self, name: &ProposalName, other: &ProposalName) -> bool {
        let mut at = self.proposals.proposals.get(name);
        for _ in 0..self.proposals.proposals.len() {
            let follows = at.and_then(|folder| folder.proposal.as_ref()?.follows);
            at = follows.and_then(|number| self.awaited(number));
            match at {
                Some(folder) if folder.name == *other => return true,
                Some(_) => {}
                None => return false,
            }
        }
        false
    }
}
