//! How far a proposal has come. The state is derived from its folder and its
//! history, never typed in; here are only its words.

use std::fmt;

use crate::base::{OutcomeName, RuleId};

/// How far a proposal has come.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum State {
    /// Being written and discussed.
    Draft,
    /// A poll is open.
    Voting {
        /// The stage, from 1.
        stage: usize,
        /// How many stages its rule has.
        of: usize,
    },
    /// Decided in favour, and not yet applied.
    Accepted,
    /// Decided, and what follows is a decision under another rule.
    Started {
        /// That rule.
        rule: RuleId,
    },
    /// Decided against.
    Rejected {
        /// The rule's own name for it, such as `veto`.
        outcome: OutcomeName,
    },
    /// A stage sent it back to be mended.
    ReturnedToDraft,
    /// Its poll was called off.
    Cancelled,
    /// Its authors took it back.
    Withdrawn,
    /// Applied.
    Enacted,
}

impl State {
    /// Whether nothing more will happen to it.
    pub fn is_final(&self) -> bool {
        matches!(
            self,
            Self::Started { .. } | Self::Rejected { .. } | Self::Withdrawn | Self::Enacted
        )
    }

    /// Whether its text may still change.
    pub fn is_editable(&self) -> bool {
        matches!(self, Self::Draft | Self::ReturnedToDraft | Self::Cancelled)
    }
}

impl fmt::Display for State {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Draft => f.pad("draft"),
            Self::Voting { stage, of } => f.pad(&format!("voting (stage {stage} of {of})")),
            Self::Accepted => f.pad("accepted"),
            Self::Started { rule } => f.pad(&format!("decided; it starts {rule}")),
            Self::Rejected { outcome } if outcome.as_str() == "reject" => f.pad("rejected"),
            Self::Rejected { outcome } => f.pad(&format!("rejected ({outcome})")),
            Self::ReturnedToDraft => f.pad("returned to draft"),
            Self::Cancelled => f.pad("cancelled"),
            Self::Withdrawn => f.pad("withdrawn"),
            Self::Enacted => f.pad("enacted"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rejection_bears_the_rules_own_name_for_it() {
        let rejected = |outcome: &str| State::Rejected {
            outcome: outcome.parse().unwrap(),
        };
        assert_eq!(rejected("veto").to_string(), "rejected (veto)");
        assert_eq!(rejected("reject").to_string(), "rejected");
        let voting = State::Voting { stage: 1, of: 3 };
        assert_eq!(voting.to_string(), "voting (stage 1 of 3)");
    }
}
