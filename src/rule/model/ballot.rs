//! What is cast, and under what conditions.

use std::fmt;
use std::str::FromStr;

use super::words;
use crate::base::{Exact, exact, show_exact};

words! {
    /// What an option that a ranking leaves out means.
    Unranked, "meaning of an unranked option" {
        /// Below every ranked option, and equal to the other unranked ones.
        Last "last",
        /// It is compared with nothing ("no opinion").
        NotCompared "not-compared",
        /// A ballot that leaves out an option is rejected.
        Invalid "invalid",
    }
}

words! {
    /// Whether a ballot says why.
    ReasonRule, "reason" {
        /// It may.
        Optional "optional",
        /// It should.
        Encouraged "encouraged",
        /// It must.
        Required "required",
        /// It must where it is against.
        RequiredForAgainst "required for against",
    }
}

words! {
    /// Whether a voter may cast again.
    Change, "change" {
        /// The last valid ballot before the close counts.
        UntilClose "until-close",
        /// The first valid ballot counts.
        Never "never",
    }
}

words! {
    /// Who sees a ballot, and when.
    Secrecy, "secrecy" {
        /// Everybody, at once.
        Public "public",
        /// Everybody, after the close.
        Sealed "sealed",
        /// Nobody.
        Secret "secret",
    }
}

/// What a voter puts on the ballot.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum BallotKind {
    /// For, against or abstain.
    ForAgainst,
    /// +1 (counts as for), 0 (abstain) or -1 (against).
    PlusMinus {
        /// Whether a -1 with a reason is a veto.
        veto: bool,
    },
    /// Consent, stand aside or object.
    Consent,
    /// One option.
    Plurality,
    /// Any number of options.
    Approval {
        /// At most this many, where there is a limit.
        at_most: Option<u32>,
    },
    /// A grade for each option.
    Rate {
        /// The lowest grade.
        from: Exact,
        /// The highest grade.
        to: Exact,
    },
    /// Options in order, equal ranks allowed.
    Rank {
        /// What a missing option means.
        unranked: Unranked,
    },
}

/// A text that is no kind of ballot.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BallotKindError {
    /// An unknown word.
    #[error(
        "`{0}` is no kind of ballot; it takes `for-against`, `plus-minus`, `consent`, `plurality`, `approval`, `rate` or `rank`"
    )]
    Unknown(String),
    /// `rate` without its grades.
    #[error("`rate` needs its grades; write {{rate: {{from: 0, to: 5}}}}")]
    RateNeedsGrades,
    /// `rank` without the meaning of a missing option.
    #[error(
        "`rank` needs to say what an unranked option means; write {{rank: {{unranked: last}}}}, or `not-compared` or `invalid`"
    )]
    RankNeedsUnranked,
}

impl BallotKind {
    /// The words that name a kind.
    pub const WORDS: &'static [&'static str] = &[
        "for-against",
        "plus-minus",
        "consent",
        "plurality",
        "approval",
        "rate",
        "rank",
    ];

    /// The word that names the kind.
    pub fn word(&self) -> &'static str {
        match self {
            Self::ForAgainst => "for-against",
            Self::PlusMinus { .. } => "plus-minus",
            Self::Consent => "consent",
            Self::Plurality => "plurality",
            Self::Approval { .. } => "approval",
            Self::Rate { .. } => "rate",
            Self::Rank { .. } => "rank",
        }
    }

    /// Whether it answers one question, rather than choosing among options.
    pub fn is_single_question(&self) -> bool {
        matches!(
            self,
            Self::ForAgainst | Self::PlusMinus { .. } | Self::Consent
        )
    }

    /// The choices that a voter has, as they are typed, where they are few.
    pub fn choices(&self) -> &'static [&'static str] {
        match self {
            Self::ForAgainst => &["for", "against", "abstain"],
            Self::PlusMinus { .. } => &["+1", "0", "-1"],
            Self::Consent => &["consent", "stand-aside", "object"],
            _ => &[],
        }
    }

    /// The words that mean a vote, whatever the kind of ballot, as voters or
    /// those who read a count type them. An option of such a name could not be
    /// told from the vote.
    pub const VOTES: [&str; 10] = [
        "for",
        "against",
        "abstain",
        "recused",
        "consent",
        "stand-aside",
        "object",
        "veto",
        "silent",
        "none",
    ];

    /// Grades from 0 to a number.
    pub fn rate_to(to: u32) -> Self {
        Self::Rate {
            from: exact(0),
            to: exact(to),
        }
    }
}

impl FromStr for BallotKind {
    type Err = BallotKindError;

    /// Reads a kind that one word says in full.
    fn from_str(text: &str) -> Result<Self, BallotKindError> {
        match text {
            "for-against" => Ok(Self::ForAgainst),
            "plus-minus" => Ok(Self::PlusMinus { veto: false }),
            "consent" => Ok(Self::Consent),
            "plurality" => Ok(Self::Plurality),
            "approval" => Ok(Self::Approval { at_most: None }),
            "rate" => Err(BallotKindError::RateNeedsGrades),
            "rank" => Err(BallotKindError::RankNeedsUnranked),
            other => Err(BallotKindError::Unknown(other.chars().take(40).collect())),
        }
    }
}

impl fmt::Display for BallotKind {
    /// As a rule file says it: a word, or a map in one line.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::PlusMinus { veto: true } => f.pad("{plus-minus: {veto: true}}"),
            Self::Approval { at_most: Some(n) } => {
                f.pad(&format!("{{approval: {{at_most: {n}}}}}"))
            }
            Self::Rate { from, to } => f.pad(&format!(
                "{{rate: {{from: {}, to: {}}}}}",
                show_exact(from),
                show_exact(to)
            )),
            Self::Rank { unranked } => f.pad(&format!("{{rank: {{unranked: {unranked}}}}}")),
            plain => f.pad(plain.word()),
        }
    }
}
