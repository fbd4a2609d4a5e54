//! How several options or candidates are counted.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use super::{BallotKind, Class, words};
use crate::base::{Exact, OptionId, TeamId};
use crate::rule::Formula;

words! {
    /// A counting method.
    Method, "counting method" {
        /// The most first choices win.
        Plurality "plurality",
        /// The most approvals win.
        Approval "approval",
        /// The highest sum of grades wins.
        Rating "rating",
        /// The two highest sums, then the one that more voters prefer.
        Star "star",
        /// STAR for one seat after another.
        BlocStar "bloc-star",
        /// The most pairwise victories win.
        Copeland "copeland",
        /// The strongest paths win (Schulze).
        Schulze "schulze",
        /// Victories are locked in, the strongest first (Tideman).
        RankedPairs "ranked-pairs",
        /// The smallest worst defeat wins.
        Minimax "minimax",
        /// The last is dropped until somebody has a majority.
        Irv "irv",
        /// Single transferable vote by the Scottish rules.
        StvScottish "stv-scottish",
        /// Single transferable vote by Meek's method.
        StvMeek "stv-meek",
        /// Debian's constitution, section A.5.
        Debian "debian",
    }
}

impl Method {
    /// Whether it can count ballots of a kind.
    pub fn fits(self, ballot: &BallotKind) -> bool {
        match self {
            Self::Plurality => matches!(ballot, BallotKind::Plurality),
            Self::Approval => matches!(ballot, BallotKind::Approval { .. }),
            Self::Rating | Self::Star | Self::BlocStar => matches!(ballot, BallotKind::Rate { .. }),
            // Grades are also an order, so pairwise methods take them.
            Self::Copeland | Self::Schulze | Self::RankedPairs | Self::Minimax | Self::Debian => {
                matches!(ballot, BallotKind::Rank { .. } | BallotKind::Rate { .. })
            }
            Self::Irv | Self::StvScottish | Self::StvMeek => {
                matches!(ballot, BallotKind::Rank { .. })
            }
        }
    }

    /// Whether it compares options pair by pair, so that the strength of a
    /// link means something.
    pub fn is_pairwise(self) -> bool {
        matches!(
            self,
            Self::Copeland | Self::Schulze | Self::RankedPairs | Self::Minimax | Self::Debian
        )
    }
}

words! {
    /// What makes one pairwise victory stronger than another.
    Strength, "strength of a link" {
        /// The votes of the winning side.
        WinningVotes "winning-votes",
        /// The difference of the two sides.
        Margins "margins",
        /// Support, then less opposition.
        Debian "debian",
    }
}

words! {
    /// What a cap counts.
    CapBy, "kind of cap" {
        /// People of one affiliation.
        Affiliation "affiliation",
    }
}

/// The most of those elected who may share something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cap {
    /// What they may share.
    pub by: CapBy,
    /// How many of them, counting members who stay.
    pub at_most: u32,
}

/// One way to break a tie.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum TieBreak {
    /// A signed casting vote by a member of a team.
    CastingVote(TeamId),
    /// Who joined earlier.
    EarlierJoiner,
    /// A lot that anyone can draw again.
    Lot,
}

/// A text that says no way to break a tie.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` breaks no tie; it takes `casting-vote of TEAM`, `earlier-joiner` or `lot`")]
pub struct TieBreakError(pub String);

impl FromStr for TieBreak {
    type Err = TieBreakError;

    fn from_str(text: &str) -> Result<Self, TieBreakError> {
        let refuse = || TieBreakError(text.chars().take(80).collect());
        match text {
            "earlier-joiner" => Ok(Self::EarlierJoiner),
            "lot" => Ok(Self::Lot),
            other => {
                let team = other.strip_prefix("casting-vote of ").ok_or_else(refuse)?;
                Ok(Self::CastingVote(
                    team.trim().parse().map_err(|_| refuse())?,
                ))
            }
        }
    }
}

impl fmt::Display for TieBreak {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::CastingVote(team) => f.pad(&format!("casting-vote of {team}")),
            Self::EarlierJoiner => f.pad("earlier-joiner"),
            Self::Lot => f.pad("lot"),
        }
    }
}

/// How the ballots of a stage with several options are counted.
#[derive(Debug, Clone, PartialEq)]
pub struct CountSpec {
    /// The method.
    pub method: Method,
    /// The strength of a link, for pairwise methods.
    pub strength: Option<Strength>,
    /// How many are elected; 1 where it is not said.
    pub seats: Option<u32>,
    /// The default option, which others must beat.
    pub default: Option<OptionId>,
    /// How many voters must prefer an option to the default; else it is
    /// dropped.
    pub min_support: Option<Formula>,
    /// By the option's class, how many times as many must prefer it to the
    /// default as the other way round; 1 where it is not said.
    pub ratios: BTreeMap<Class, Exact>,
    /// How ties are broken, in this order.
    pub tie_break: Vec<TieBreak>,
    /// The most of those elected who may share an affiliation.
    pub cap: Option<Cap>,
}

impl CountSpec {
    /// A method with everything else as where a file says nothing.
    pub fn new(method: Method) -> Self {
        Self {
            method,
            strength: None,
            seats: None,
            default: None,
            min_support: None,
            ratios: BTreeMap::new(),
            tie_break: Vec::new(),
            cap: None,
        }
    }

    /// How many are elected.
    pub fn seats(&self) -> u32 {
        self.seats.unwrap_or(1)
    }
}
