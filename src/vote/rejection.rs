//! Why a file among the ballots does not count.

use std::fmt;

use crate::base::{Digest, PersonId};

macro_rules! reasons {
    ($($(#[$doc:meta])* $name:ident $code:literal;)+) => {
        /// A stable reason. Results record it, so a reason keeps its meaning
        /// for ever.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Reason {$($(#[$doc])* $name,)+}

        impl Reason {
            /// Every reason.
            pub const ALL: &[Reason] = &[$(Reason::$name),+];

            /// Its code in records.
            pub fn as_str(self) -> &'static str {
                match self {$(Reason::$name => $code,)+}
            }
        }
    };
}

reasons! {
    /// The file is not a ballot in the one exact form.
    NotABallot "not-a-ballot";
    /// It names another poll.
    OtherPoll "other-poll";
    /// The vote of this poll is held elsewhere, so it takes no ballots.
    HeldElsewhere "held-elsewhere";
    /// Its voter is not on the roll.
    NotOnTheRoll "not-on-the-roll";
    /// Its vote is none of this poll's.
    ImpossibleVote "impossible-vote";
    /// A reason is required and missing.
    ReasonMissing "reason-missing";
    /// It was cast before the opening or after the close.
    OutsideTheWindow "outside-the-window";
    /// The signature is good, but by a key that is not the voter's in the roll.
    ForeignKey "foreign-key";
    /// The signature was made for another purpose.
    WrongNamespace "wrong-namespace";
    /// The signature does not fit what is signed.
    BadSignature "bad-signature";
    /// The rule does not let a vote be changed, and this is a later one.
    ChangeNotAllowed "change-not-allowed";
    /// The rule does not let a vote be changed, and there are several that
    /// differ, none after another.
    Concurrent "concurrent";
}

impl std::str::FromStr for Reason {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        Self::ALL
            .iter()
            .copied()
            .find(|reason| reason.as_str() == text)
            .ok_or_else(|| format!("`{text}` is no reason for a rejection"))
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// A file among the ballots that does not count.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Rejection {
    /// Who it says it is by, where it says so.
    pub voter: Option<PersonId>,
    /// What identifies it: the digest of what is signed, or of the whole file
    /// where nothing is.
    pub ballot: Digest,
    /// Why, as records say it.
    pub reason: Reason,
    /// Why, as people say it.
    pub why: String,
}
