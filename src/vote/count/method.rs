//! The names of the methods and of the definitions on which they differ.

use std::fmt;
use std::str::FromStr;

/// A word that names no method, strength or treatment.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{found}` is no {what}; one of: {allowed}")]
pub struct NameError {
    /// What was asked for, such as `counting method`.
    pub what: &'static str,
    /// The word given, cut to 40 characters.
    pub found: String,
    /// The words allowed, joined by commas.
    pub allowed: String,
}

macro_rules! words {
    ($(#[$doc:meta])* $name:ident, $what:literal:
     $($(#[$item:meta])* $variant:ident $text:literal;)+) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name {$(
            $(#[$item])*
            $variant,
        )+}

        impl $name {
            /// Every one, in the order of the documentation.
            pub const ALL: &[Self] = &[$(Self::$variant),+];

            /// The name as rules write it.
            pub fn as_str(self) -> &'static str {
                match self {$(Self::$variant => $text,)+}
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.pad(self.as_str())
            }
        }

        impl FromStr for $name {
            type Err = NameError;

            fn from_str(text: &str) -> Result<Self, NameError> {
                match text {
                    $($text => Ok(Self::$variant),)+
                    _ => Err(NameError {
                        what: $what,
                        found: text.chars().take(40).collect(),
                        allowed: [$($text),+].join(", "),
                    }),
                }
            }
        }
    };
}

words! {
    /// How an election of several options is counted. Each has its own file,
    /// which says where it comes from.
    Method, "counting method":
    /// Each ballot names one option; the most votes win.
    Plurality "plurality";
    /// Each ballot names any number; the most approvals win.
    Approval "approval";
    /// Each ballot scores the options; the highest sum wins.
    Rating "rating";
    /// Scores, then an automatic run-off of the best two; one seat.
    Star "star";
    /// STAR again for each seat, without those who are elected.
    BlocStar "bloc-star";
    /// The most pairwise wins, a tie being half of one.
    Copeland "copeland";
    /// Strongest paths.
    Schulze "schulze";
    /// Tideman's locking of the strongest victories.
    RankedPairs "ranked-pairs";
    /// The mildest worst defeat.
    Minimax "minimax";
    /// One seat, excluding the lowest until one is left.
    Irv "irv";
    /// The single transferable vote of Scottish local government.
    StvScottish "stv-scottish";
    /// Meek's single transferable vote.
    StvMeek "stv-meek";
    /// The Debian constitution's procedure with its default option.
    Debian "debian";
}

words! {
    /// What makes one pairwise victory stronger than another.
    Strength, "strength":
    /// The number of those who prefer the winner of the pair.
    WinningVotes "winning-votes";
    /// That number less the number of those who prefer the loser.
    Margins "margins";
    /// The number of those who prefer the winner, then the fewer who prefer
    /// the loser.
    Debian "debian";
}

words! {
    /// How many votes elect a candidate, under `stv-scottish`; Meek's method
    /// has a quota of its own that sinks as votes are exhausted.
    #[derive(Default)]
    Quota, "quota":
    /// The whole number above votes / (seats + 1).
    #[default]
    Droop "droop";
    /// Exactly votes / (seats + 1), which must be exceeded; also called
    /// Hagenbach-Bischoff.
    Exact "exact";
}

words! {
    /// What an option means that a ballot does not rank.
    Unranked, "treatment of unranked options":
    /// It stands below every ranked option, equal to the other unranked ones.
    Last "last";
    /// It is compared with nothing on that ballot.
    NotCompared "not-compared";
    /// The ballot is invalid and not counted.
    Invalid "invalid";
}

/// What a method needs to remember of the ballots.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// A total for each option, from ballots that name one.
    Single,
    /// A total for each option, from ballots that name any number.
    Approvals,
    /// A sum for each option, and who scores which above which.
    Scores,
    /// The pairwise matrix.
    Pairwise,
    /// The ballots themselves, equal ones together.
    Transfers,
}

impl Method {
    /// What it needs to remember of the ballots.
    pub fn kind(self) -> Kind {
        match self {
            Self::Plurality => Kind::Single,
            Self::Approval => Kind::Approvals,
            Self::Rating | Self::Star | Self::BlocStar => Kind::Scores,
            Self::Copeland | Self::Schulze | Self::RankedPairs | Self::Minimax | Self::Debian => {
                Kind::Pairwise
            }
            Self::Irv | Self::StvScottish | Self::StvMeek => Kind::Transfers,
        }
    }

    /// Whether it compares victories by [`Strength`].
    pub fn uses_strength(self) -> bool {
        matches!(
            self,
            Self::Schulze | Self::RankedPairs | Self::Minimax | Self::Debian
        )
    }

    /// Whether it fills one seat only.
    pub fn one_seat(self) -> bool {
        matches!(self, Self::Star | Self::Irv)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_is_read_back() {
        for method in Method::ALL {
            assert_eq!(method.to_string().parse(), Ok(*method));
        }
        for strength in Strength::ALL {
            assert_eq!(strength.to_string().parse(), Ok(*strength));
        }
        for unranked in Unranked::ALL {
            assert_eq!(unranked.to_string().parse(), Ok(*unranked));
        }
        let error = "shulze".parse::<Method>().unwrap_err().to_string();
        assert!(error.starts_with("`shulze` is no counting method; one of: plurality, "));
    }
}
