//! What must, or should, always hold.

use crate::base::{Date, Exact, PartialDate, TeamId};
use crate::rule::Source;

use super::team::words;
use std::fmt;
use std::str::FromStr;

/// A constraint.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Constraint {
    /// It in a sentence.
    pub title: String,
    /// The text that it comes from.
    pub source: Option<Source>,
    /// How strictly it is meant.
    pub level: Level,
    /// What is required.
    pub require: Requirement,
    /// What is to be done when it breaks.
    pub remedy: Option<Remedy>,
    /// Exceptions that were granted.
    pub waivers: Vec<Waiver>,
    /// The first day without it; its file stays, as the record.
    pub repealed: Option<PartialDate>,
}

words! {
    /// How strictly a constraint is meant.
    Level "level" {
        /// A breach blocks an enactment.
        Must "must",
        /// A breach is reported.
        Should "should",
    }
}

/// What a constraint requires.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Requirement {
    /// Nobody serves in two of the teams at once.
    Disjoint {
        /// At least two teams.
        teams: Vec<TeamId>,
    },
    /// Each of the teams has so many members.
    Size {
        /// The teams.
        teams: Vec<TeamId>,
        /// No fewer.
        at_least: Option<u32>,
        /// No more.
        at_most: Option<u32>,
    },
    /// Every area has a controller.
    EveryAreaControlled,
    /// No more members of one affiliation than so many, or than a share.
    AffiliationCap {
        /// The teams, each by itself.
        teams: Vec<TeamId>,
        /// A number of people from 1, or a share of those serving below 1.
        at_most: Exact,
    },
    /// Nobody serves more than so many terms in a row.
    TermLimit {
        /// The teams, each by itself.
        teams: Vec<TeamId>,
        /// Terms that follow each other without a gap.
        at_most: u32,
    },
    /// Everyone in the first team is also in the second.
    Subset {
        /// The smaller team.
        team: TeamId,
        /// The larger one.
        of: TeamId,
    },
    /// Nobody holds more than so many powers.
    PowersCap {
        /// Powers over areas, counted apart.
        at_most: u32,
    },
}

impl Requirement {
    /// Its word in files.
    pub fn word(&self) -> &'static str {
        match self {
            Self::Disjoint { .. } => "disjoint",
            Self::Size { .. } => "size",
            Self::EveryAreaControlled => "every-area-controlled",
            Self::AffiliationCap { .. } => "affiliation-cap",
            Self::TermLimit { .. } => "term-limit",
            Self::Subset { .. } => "subset",
            Self::PowersCap { .. } => "powers-cap",
        }
    }

    /// The teams that it names.
    pub fn teams(&self) -> Vec<&TeamId> {
        match self {
            Self::Disjoint { teams }
            | Self::Size { teams, .. }
            | Self::AffiliationCap { teams, .. }
            | Self::TermLimit { teams, .. } => teams.iter().collect(),
            Self::Subset { team, of } => vec![team, of],
            Self::EveryAreaControlled | Self::PowersCap { .. } => Vec::new(),
        }
    }

    /// The teams that it names, to be renamed.
    pub fn teams_mut(&mut self) -> Vec<&mut TeamId> {
        match self {
            Self::Disjoint { teams }
            | Self::Size { teams, .. }
            | Self::AffiliationCap { teams, .. }
            | Self::TermLimit { teams, .. } => teams.iter_mut().collect(),
            Self::Subset { team, of } => vec![team, of],
            Self::EveryAreaControlled | Self::PowersCap { .. } => Vec::new(),
        }
    }
}

/// What is to be done when a constraint breaks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Remedy {
    /// The term in this team ends.
    Vacate(TeamId),
}

/// An exception.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waiver {
    /// Why.
    pub reason: String,
    /// Its last day; none means for good.
    pub until: Option<PartialDate>,
}

impl Constraint {
    /// Whether it is in force on a day.
    pub fn in_force_on(&self, day: Date) -> bool {
        self.repealed.is_none_or(|gone| day < gone.first_day())
    }

    /// The waiver that covers a day, if any.
    pub fn waiver_on(&self, day: Date) -> Option<&Waiver> {
        self.waivers
            .iter()
            .find(|waiver| waiver.until.is_none_or(|until| day <= until.last_day()))
    }
}
