//! Signed statements beside ballots: founding, sponsoring, withdrawing,
//! cancelling, casting votes, attestations.

use std::fmt;
use std::str::FromStr;

use crate::base::{Digest, Instant, PersonId};

/// A statement. Its signature is kept apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Statement {
    /// What kind.
    pub kind: StatementKind,
    /// Who makes it.
    pub by: PersonId,
    /// When, as they say.
    pub at: Instant,
    /// What it is about, by digest.
    pub about: Digest,
    /// Anything that it says besides, such as a reason or a choice.
    pub text: Option<String>,
}

macro_rules! kinds {
    ($($(#[$doc:meta])* $name:ident $text:literal;)+) => {
        /// A kind of statement.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum StatementKind {$($(#[$doc])* $name,)+}

        impl StatementKind {
            /// Its word in files.
            pub fn as_str(self) -> &'static str {
                match self {$(Self::$name => $text,)+}
            }
        }

        impl FromStr for StatementKind {
            type Err = String;

            fn from_str(text: &str) -> Result<Self, String> {
                match text {
                    $($text => Ok(Self::$name),)+
                    other => Err(format!(
                        "`{other}` is no kind of statement; one is {}",
                        [$($text),+].join(", ")
                    )),
                }
            }
        }
    };
}

kinds! {
    /// The organisation begins; about its files.
    Founding "founding";
    /// Support for a proposal; about what is voted on.
    Sponsor "sponsor";
    /// Notice of a vote that is to open; about what is voted on.
    Notice "notice";
    /// A wish that what was rejected may come back before its time; about what
    /// is voted on.
    Request "request";
    /// An author takes a proposal back; about what is voted on.
    Withdraw "withdraw";
    /// A poll is called off; about the poll.
    Cancel "cancel";
    /// A tie is broken; about the poll, the choice in the text.
    CastingVote "casting-vote";
    /// Figures of a vote held elsewhere; about the poll.
    Attestation "attestation";
    /// An official found that something happened; about the event's file.
    Finding "finding";
    /// Somebody acts before the decision; about what is to be voted on.
    Emergency "emergency";
    /// Such an act is taken back; about what was to be voted on.
    Undo "undo";
    /// A person's keys change; about that person's file before and after.
    KeyRotation "key-rotation";
    /// A change that needs no proposal; about the files before and after.
    Housekeeping "housekeeping";
}

impl fmt::Display for StatementKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}
