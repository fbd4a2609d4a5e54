//! Exit codes: each has a name, a number that never changes, and a sentence.

use std::process::ExitCode;

/// How a command ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum Exit {
    /// It did what it was asked, and the answer is not a no.
    Ok = 0,
    /// It did what it was asked, and the answer is no.
    No = 1,
    /// It was not understood.
    Usage = 2,
    /// What it should read is not there or cannot be read.
    Unreadable = 3,
    /// What it should do is not allowed, or not now.
    Refused = 4,
    /// Somebody else changed something meanwhile.
    Moved = 5,
    /// It could not look at everything that it would have to.
    Incomplete = 6,
    /// Something outside failed.
    Outside = 7,
    /// A mistake in polity.
    Internal = 70,
}

impl Exit {
    /// Every exit code.
    pub const ALL: &[Exit] = &[
        Self::Ok,
        Self::No,
        Self::Usage,
        Self::Unreadable,
        Self::Refused,
        Self::Moved,
        Self::Incomplete,
        Self::Outside,
        Self::Internal,
    ];

    /// The number.
    pub fn number(self) -> u8 {
        self as u8
    }

    /// The name, for scripts that read errors as JSON.
    pub fn name(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::No => "no",
            Self::Usage => "usage",
            Self::Unreadable => "unreadable",
            Self::Refused => "refused",
            Self::Moved => "moved",
            Self::Incomplete => "incomplete",
            Self::Outside => "outside",
            Self::Internal => "internal",
        }
    }

    /// What it means, in a sentence.
    pub fn about(self) -> &'static str {
        match self {
            Self::Ok => "done; where there was a question, the answer is not a no",
            Self::No => "done, and the answer is no: errors found, a result not true",
            Self::Usage => "the command line was not understood",
            Self::Unreadable => "no workspace here, or its files cannot be read",
            Self::Refused => "not allowed: by a rule, by permissions, or not in this state",
            Self::Moved => "somebody else changed something meanwhile; try again",
            Self::Incomplete => "not everything could be looked at, so there is no answer",
            Self::Outside => "something outside failed: the disk, git, the network, a key",
            Self::Internal => "a mistake in polity itself",
        }
    }

    /// All of them as lines, for help and documents.
    pub fn table() -> String {
        let line = |exit: &Exit| {
            format!(
                "{:>4}  {:<12}{}\n",
                exit.number(),
                exit.name(),
                exit.about()
            )
        };
        Self::ALL.iter().map(line).collect()
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit.number())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_exit_code_has_a_number_and_a_name_of_its_own() {
        let numbers: BTreeSet<_> = Exit::ALL.iter().map(|exit| exit.number()).collect();
        let names: BTreeSet<_> = Exit::ALL.iter().map(|exit| exit.name()).collect();
        assert_eq!(numbers.len(), Exit::ALL.len());
        assert_eq!(names.len(), Exit::ALL.len());
    }
}
