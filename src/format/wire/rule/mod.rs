//! `rules/<rule>.yaml`.

mod ballot;
mod count;
mod route;
mod stage;

use serde::{Deserialize, Serialize};

use super::pointed::Pointed;
use super::source::SourceLine;
use super::via::{Via, all, each};
use crate::base::{EventKind, OptionId, PartialDate, RuleId, Span, StageId};
use crate::format::scalar::Text;
use crate::rule::{
    ActsFirst, ActsFirstOtherwise, Class, Condition, Electorate, InSeries, Rule, Sponsors, Stage,
    Trigger, Who,
};
pub use stage::StageFile;

/// A rule as written.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RuleFile {
    title: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    source: Option<SourceLine>,
    decides: Vec<Text<Class>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    may_propose: Option<Text<WhoWord>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    may_open: Option<Text<WhoWord>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    may_cancel: Option<Text<WhoWord>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    sponsors: Option<SponsorsLine>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    status_quo: Option<OptionId>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    blocked_while: Vec<RuleId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    acts_first: Option<ActsFirstLine>,
    stages: Vec<Via<StageFile, Stage>>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    triggers: Vec<Via<TriggerLine, Trigger>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    repealed: Option<Text<PartialDate>>,
}

/// `anyone`, or an electorate whose errors point at a word.
#[derive(Debug, Clone)]
pub(in crate::format::wire) struct WhoWord(pub(in crate::format::wire) Who);

impl std::str::FromStr for WhoWord {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text.trim() {
            "anyone" => Ok(Self(Who::Anyone)),
            _ => Pointed::<Electorate>::from_str(text).map(|who| Self(Who::Of(who.0))),
        }
    }
}

impl std::fmt::Display for WhoWord {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

/// The support that a rule asks for, as written.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::format::wire) struct SponsorsLine {
    from: Text<Pointed<Electorate>>,
    need: Text<Pointed<Condition>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    within: Option<Text<Span>>,
}

/// An act before the decision, as written.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::format::wire) struct ActsFirstLine {
    by: Text<Pointed<Electorate>>,
    ratify: StageId,
    within: Text<Span>,
    otherwise: Text<ActsFirstOtherwise>,
}

impl From<SponsorsLine> for Sponsors {
    fn from(line: SponsorsLine) -> Self {
        Self {
            from: line.from.0.0,
            need: line.need.0.0,
            within: line.within.map(|text| text.0),
        }
    }
}

impl From<Sponsors> for SponsorsLine {
    fn from(it: Sponsors) -> Self {
        Self {
            from: Text(Pointed(it.from)),
            need: Text(Pointed(it.need)),
            within: it.within.map(Text),
        }
    }
}

impl From<ActsFirstLine> for ActsFirst {
    fn from(line: ActsFirstLine) -> Self {
        Self {
            by: line.by.0.0,
            ratify: line.ratify,
            within: line.within.0,
            otherwise: line.otherwise.0,
        }
    }
}

impl From<ActsFirst> for ActsFirstLine {
    fn from(it: ActsFirst) -> Self {
        Self {
            by: Text(Pointed(it.by)),
            ratify: it.ratify,
            within: Text(it.within),
            otherwise: Text(it.otherwise),
        }
    }
}

/// A trigger as written.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TriggerLine {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    when: Option<Text<Pointed<Condition>>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    on: Option<EventKind>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    after: Option<Text<Span>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    unless: Option<Text<InSeries>>,
}

impl TryFrom<TriggerLine> for Trigger {
    type Error = String;

    fn try_from(line: TriggerLine) -> Result<Self, String> {
        match (line.when, line.on) {
            (Some(when), None) if line.after.is_none() && line.unless.is_none() => {
                Ok(Self::When(when.0.0))
            }
            (Some(_), None) => Err("`after` and `unless` go with `on`".to_owned()),
            (None, Some(event)) => Ok(Self::On {
                event,
                after: line.after.map(|text| text.0),
                unless: line.unless.map(|text| text.0),
            }),
            _ => Err("a trigger has either `when` or `on`".to_owned()),
        }
    }
}

impl From<&Trigger> for TriggerLine {
    fn from(trigger: &Trigger) -> Self {
        match trigger.clone() {
            Trigger::When(when) => Self {
                when: Some(Text(Pointed(when))),
                on: None,
                after: None,
                unless: None,
            },
            Trigger::On {
                event,
                after,
                unless,
            } => Self {
                when: None,
                on: Some(event),
                after: after.map(Text),
                unless: unless.map(Text),
            },
        }
    }
}

impl TryFrom<RuleFile> for Rule {
    type Error = String;

    fn try_from(file: RuleFile) -> Result<Self, String> {
        if file.stages.is_empty() {
            return Err("a rule needs a stage at least".to_owned());
        }
        Ok(Self {
            source: file.source.map(Into::into),
            decides: file.decides.into_iter().map(|text| text.0).collect(),
            may_propose: file.may_propose.map_or(Who::Anyone, |text| text.0.0),
            may_open: file.may_open.map(|text| text.0.0),
            may_cancel: file.may_cancel.map(|text| text.0.0),
            sponsors: file.sponsors.map(Into::into),
            status_quo: file.status_quo,
            blocked_while: file.blocked_while.into_iter().collect(),
            acts_first: file.acts_first.map(Into::into),
            triggers: all(file.triggers),
            repealed: file.repealed.map(|text| text.0),
            ..Self::new(file.title, all(file.stages))
        })
    }
}

impl From<&Rule> for RuleFile {
    fn from(rule: &Rule) -> Self {
        let Rule {
            title,
            source,
            decides,
            may_propose,
            may_open,
            may_cancel,
            sponsors,
            stages,
            triggers,
            blocked_while,
            acts_first,
            status_quo,
            repealed,
        } = rule.clone();
        let who = |who: Who| Text(WhoWord(who));
        Self {
            title,
            source: source.as_ref().map(Into::into),
            decides: decides.into_iter().map(Text).collect(),
            may_propose: Some(who(may_propose)),
            may_open: may_open.map(who),
            may_cancel: may_cancel.map(who),
            sponsors: sponsors.map(Into::into),
            status_quo,
            blocked_while: blocked_while.into_iter().collect(),
            acts_first: acts_first.map(Into::into),
            stages: each(&stages),
            triggers: each(&triggers),
            repealed: repealed.map(Text),
        }
    }
}
