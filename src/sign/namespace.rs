//! What a signature is for, so that one made for one thing is worth nothing
//! for another.

use std::fmt;

/// The namespace of an SSH signature (PROTOCOL.sshsig, section 2).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Namespace {
    /// A ballot.
    Ballot,
    /// A statement: founding, sponsoring, withdrawing, cancelling and the like.
    Statement,
    /// A poll, signed by the person who opens it.
    Poll,
    /// A change of a person's own keys.
    Keys,
    /// A git commit.
    Git,
}

impl Namespace {
    /// Every namespace.
    pub const ALL: [Self; 5] = [
        Self::Ballot,
        Self::Statement,
        Self::Poll,
        Self::Keys,
        Self::Git,
    ];

    /// The word that stands in the signature.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Ballot => "polity-ballot",
            Self::Statement => "polity-statement",
            Self::Poll => "polity-poll",
            Self::Keys => "polity-keys",
            Self::Git => "git",
        }
    }
}

impl fmt::Display for Namespace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}
