//! What follows from an outcome.

use std::fmt;
use std::str::FromStr;

use super::WaitExpr;
use crate::base::{IdError, OutcomeName, RuleId, StageId};
use crate::rule::{Electorate, ElectorateError};

/// How a stage ended: by an outcome of the rule, or in one of the ways that
/// every stage has.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum StageOutcome {
    /// An outcome that the rule names.
    Named(OutcomeName),
    /// `no-ballots`: nobody cast a valid one.
    NoBallots,
    /// `no-quorum`: too few took part.
    NoQuorum,
}

impl StageOutcome {
    /// The names of the built-in outcomes, which no rule may give to its own.
    pub const BUILT_IN: [&'static str; 2] = ["no-ballots", "no-quorum"];

    /// The name as text.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Named(name) => name.as_str(),
            Self::NoBallots => "no-ballots",
            Self::NoQuorum => "no-quorum",
        }
    }
}

impl From<OutcomeName> for StageOutcome {
    fn from(name: OutcomeName) -> Self {
        match name.as_str() {
            "no-ballots" => Self::NoBallots,
            "no-quorum" => Self::NoQuorum,
            _ => Self::Named(name),
        }
    }
}

impl FromStr for StageOutcome {
    type Err = IdError;

    fn from_str(text: &str) -> Result<Self, IdError> {
        text.parse::<OutcomeName>().map(Self::from)
    }
}

impl fmt::Display for StageOutcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// Where an outcome leads.
#[derive(Debug, Clone, PartialEq)]
pub enum Route {
    /// To the next stage whose `when` holds; acceptance after the last.
    Continue,
    /// The proposal is accepted.
    Accept,
    /// The proposal is rejected.
    Reject {
        /// How long one that `resubmits` it must wait.
        waiting: Option<WaitingPeriod>,
    },
    /// The proposal is a draft again.
    ReturnToDraft,
    /// A new round of a stage.
    Stage(StageId),
    /// The poll stays open.
    KeepOpen,
    /// Another rule's decision is due.
    Start(RuleId),
}

impl Route {
    /// Plain rejection.
    pub const REJECT: Self = Self::Reject { waiting: None };

    /// Whether it takes the proposal forward.
    pub fn passes(&self) -> bool {
        matches!(self, Self::Continue | Self::Accept)
    }
}

impl FromStr for Route {
    type Err = super::WordError;

    /// Reads the routes that one word says.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text {
            "continue" => Ok(Self::Continue),
            "accept" => Ok(Self::Accept),
            "reject" => Ok(Self::REJECT),
            "return-to-draft" => Ok(Self::ReturnToDraft),
            "keep-open" => Ok(Self::KeepOpen),
            other => Err(super::WordError::new(
                other,
                "way on",
                &[
                    "continue",
                    "accept",
                    "reject",
                    "return-to-draft",
                    "keep-open",
                    "{stage: ID}",
                    "{start: RULE}",
                ],
            )),
        }
    }
}

impl fmt::Display for Route {
    /// In a word, or as a map in one line.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Continue => f.pad("continue"),
            Self::Accept => f.pad("accept"),
            Self::Reject { .. } => f.pad("reject"),
            Self::ReturnToDraft => f.pad("return-to-draft"),
            Self::Stage(stage) => f.pad(&format!("{{stage: {stage}}}")),
            Self::KeepOpen => f.pad("keep-open"),
            Self::Start(rule) => f.pad(&format!("{{start: {rule}}}")),
        }
    }
}

/// How long a rejected proposal may not come back.
#[derive(Debug, Clone, PartialEq)]
pub struct WaitingPeriod {
    /// After the first rejection.
    pub until: WaitExpr,
    /// After a further one.
    pub again: Option<WaitExpr>,
    /// What lifts it.
    pub unless: Option<Unless>,
}

/// What lifts a waiting period: `requested by a member of technical-board`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unless {
    /// Any one of these may ask.
    pub requested_by: Electorate,
}

/// A text that lifts no waiting period.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum UnlessError {
    /// It is put in other words.
    #[error("`{0}` lifts no waiting period; write `requested by a member of TEAM`")]
    Form(String),
    /// It names nobody.
    #[error(transparent)]
    Electorate(#[from] ElectorateError),
}

impl FromStr for Unless {
    type Err = UnlessError;

    fn from_str(text: &str) -> Result<Self, UnlessError> {
        let form = || UnlessError::Form(text.chars().take(80).collect());
        let who = text.trim().strip_prefix("requested by ").ok_or_else(form)?;
        let requested_by = Electorate::parse(who)?;
        Ok(Self { requested_by })
    }
}

impl fmt::Display for Unless {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&format!("requested by {}", self.requested_by))
    }
}
