//! The fields of `proposal.yaml`, and of a file to make one of.

use serde::{Deserialize, Serialize};

use super::ProposalDraft;
use super::change::ChangeLine;
use crate::base::{OptionId, PartialDate, PersonId, ProposalName, RuleId, TeamId};
use crate::format::scalar::Text;
use crate::proposal::{Body, Election, Proposal, ProposalOption, Sitting};
use crate::rule::Class;

/// A proposal as written.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ProposalFile {
    title: String,
    authors: Vec<PersonId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    shepherd: Option<PersonId>,
    created: Text<PartialDate>,
    rule: RuleId,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    subject: Option<Vec<PersonId>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    resubmits: Option<u32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    follows: Option<u32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    changes: Option<Vec<ChangeLine>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    options: Option<Vec<OptionLine>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    elect: Option<ElectLine>,
}

/// A file to make a proposal of.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct DraftFile {
    title: Option<String>,
    #[serde(default)]
    authors: Vec<PersonId>,
    shepherd: Option<PersonId>,
    created: Option<Text<PartialDate>>,
    rule: Option<RuleId>,
    subject: Option<Vec<PersonId>>,
    resubmits: Option<u32>,
    follows: Option<u32>,
    changes: Option<Vec<ChangeLine>>,
    options: Option<Vec<OptionLine>>,
    elect: Option<ElectLine>,
}

/// One way among several.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct OptionLine {
    pub(super) id: OptionId,
    pub(super) title: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) class: Option<Text<Class>>,
    #[serde(default)]
    pub(super) changes: Vec<ChangeLine>,
}

/// Seats to fill.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ElectLine {
    team: TeamId,
    candidates: Vec<PersonId>,
    #[serde(default)]
    sitting: SittingWord,
}

#[derive(Debug, Clone, Copy, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
enum SittingWord {
    #[default]
    End,
    Stay,
}

/// What a proposal would do, as written.
pub(super) enum BodyLines {
    Changes(Vec<ChangeLine>),
    Options(Vec<OptionLine>),
    Elect(Election),
    Question,
}

fn body(
    changes: Option<Vec<ChangeLine>>,
    options: Option<Vec<OptionLine>>,
    elect: Option<ElectLine>,
) -> BodyLines {
    // That no two are there is seen by whoever knows their places.
    match (changes, options, elect) {
        (Some(changes), ..) => BodyLines::Changes(changes),
        (_, Some(options), _) => BodyLines::Options(options),
        (_, _, Some(elect)) => BodyLines::Elect(elect.election()),
        (None, None, None) => BodyLines::Question,
    }
}

impl ElectLine {
    fn election(self) -> Election {
        Election {
            team: self.team,
            candidates: self.candidates,
            sitting: match self.sitting {
                SittingWord::End => Sitting::End,
                SittingWord::Stay => Sitting::Stay,
            },
        }
    }

    fn of(election: &Election) -> Self {
        let Election {
            team,
            candidates,
            sitting,
        } = election.clone();
        Self {
            team,
            candidates,
            sitting: match sitting {
                Sitting::End => SittingWord::End,
                Sitting::Stay => SittingWord::Stay,
            },
        }
    }
}

impl ProposalFile {
    /// Takes out what it would do.
    pub(super) fn body(&mut self) -> BodyLines {
        body(self.changes.take(), self.options.take(), self.elect.take())
    }

    pub(super) fn proposal(self, name: ProposalName, body: Body) -> Proposal {
        Proposal {
            name,
            title: self.title,
            authors: self.authors,
            shepherd: self.shepherd,
            created: self.created.0,
            rule: self.rule,
            subject: self.subject.map(|people| people.into_iter().collect()),
            resubmits: self.resubmits,
            follows: self.follows,
            body,
        }
    }

    pub(super) fn of(proposal: &Proposal) -> Self {
        let lines = |changes: &[crate::proposal::Change]| changes.iter().map(Into::into).collect();
        let option = |option: &ProposalOption| OptionLine {
            id: option.id.clone(),
            title: option.title.clone(),
            class: option.class.clone().map(Text),
            changes: lines(&option.changes),
        };
        let (mut changes, mut options, mut elect) = (None, None, None);
        match &proposal.body {
            Body::Changes(list) => changes = Some(lines(list)),
            Body::Options(list) => options = Some(list.iter().map(option).collect()),
            Body::Elect(election) => elect = Some(ElectLine::of(election)),
            Body::Question => {}
        }
        let subject = proposal.subject.as_ref();
        Self {
            title: proposal.title.clone(),
            authors: proposal.authors.clone(),
            shepherd: proposal.shepherd.clone(),
            created: Text(proposal.created),
            rule: proposal.rule.clone(),
            subject: subject.map(|people| people.iter().cloned().collect()),
            resubmits: proposal.resubmits,
            follows: proposal.follows,
            changes,
            options,
            elect,
        }
    }
}

impl DraftFile {
    /// Takes out what it would do.
    pub(super) fn body(&mut self) -> BodyLines {
        body(self.changes.take(), self.options.take(), self.elect.take())
    }

    pub(super) fn draft(self, body: Body) -> ProposalDraft {
        ProposalDraft {
            title: self.title,
            authors: self.authors,
            shepherd: self.shepherd,
            created: self.created.map(|text| text.0),
            rule: self.rule,
            subject: self.subject,
            resubmits: self.resubmits,
            follows: self.follows,
            body,
        }
    }
}
