//! The changes that a proposal can make, in the words that people use for
//! restructuring. Each kind is a file with its data, its checks and its effect;
//! a new kind is a new file, its line in `changes!` and its line in the reader.

mod adopt_constraint;
mod adopt_rule;
mod amend;
mod appoint;
mod close_area;
mod dissolve;
mod end_term;
mod form;
mod grant;
mod merge;
mod open_area;
mod ratify;
mod register;
mod rename;
mod repeal_constraint;
mod repeal_rule;
mod revoke;
mod split;
mod transfer;
mod waive;

use std::collections::BTreeSet;

pub use adopt_constraint::AdoptConstraint;
pub use adopt_rule::AdoptRule;
pub use amend::{AboutField, Amend, AreaField, ConstraintField, PersonField, RuleField, TeamField};
pub use appoint::{Appoint, Appointee};
pub use close_area::CloseArea;
pub use dissolve::{Destination, Dissolve};
pub use end_term::{EndTerm, Leaver};
pub use form::Form;
pub use grant::Grant;
pub use merge::{Merge, MergeInto};
pub use open_area::OpenArea;
pub use ratify::Ratify;
pub use register::Register;
pub use rename::Rename;
pub use repeal_constraint::RepealConstraint;
pub use repeal_rule::RepealRule;
pub use revoke::Revoke;
pub use split::{Part, Split};
pub use transfer::Transfer;
pub use waive::Waive;

use crate::base::{Date, PersonId, TeamId};
use crate::org::Organisation;
use crate::rule::Class;

use super::refusal::{Problems, Refusal};

/// What every kind of change can say and do.
pub(super) trait ChangeKind {
    /// Its word in files, such as `dissolve`.
    fn word(&self) -> &'static str;

    /// Makes the change, with effect from a day. Where it adds a problem, what
    /// it has done to the organisation is thrown away.
    fn apply(&self, org: &mut Organisation, on: Date, problems: &mut Problems);

    /// What it is a change of, taken by itself.
    fn classes(&self) -> BTreeSet<Class>;

    /// In one line, in plain words.
    fn summary(&self, org: &Organisation) -> String;

    /// The ids that it makes or alters.
    fn touches(&self) -> BTreeSet<String>;

    /// The people whose terms it begins or ends by name.
    fn subject(&self, _org: &Organisation, _on: Date) -> BTreeSet<PersonId> {
        BTreeSet::new()
    }

    /// The teams that it forms or dissolves: who sits in them is then a matter
    /// of structure.
    fn reshapes(&self) -> BTreeSet<TeamId> {
        BTreeSet::new()
    }
}

macro_rules! changes {
    ($($(#[$doc:meta])* $kind:ident $word:literal,)+) => {
        /// One change to the organisation.
        #[derive(Debug, Clone, PartialEq)]
        pub enum Change {$(
            $(#[$doc])*
            $kind($kind),
        )+}

        impl Change {
            /// The word of every kind, in the order of the documentation.
            pub const WORDS: &[&str] = &[$($word),+];

            pub(super) fn kind(&self) -> &dyn ChangeKind {
                match self {$(Self::$kind(change) => change,)+}
            }
        }

        $(impl From<$kind> for Change {
            fn from(change: $kind) -> Self {
                Self::$kind(change)
            }
        })+
    };
}

changes! {
    /// A new team.
    Form "form",
    /// A team ends.
    Dissolve "dissolve",
    /// A team gets another id.
    Rename "rename",
    /// Teams become one.
    Merge "merge",
    /// A team becomes several.
    Split "split",
    /// Fields of something get other values.
    Amend "amend",
    /// The control of an area passes on.
    Transfer "transfer",
    /// A team gets powers.
    Grant "grant",
    /// A team loses powers.
    Revoke "revoke",
    /// A new area.
    OpenArea "open_area",
    /// An area ends.
    CloseArea "close_area",
    /// Terms begin.
    Appoint "appoint",
    /// A term ends.
    EndTerm "end_term",
    /// A person is recorded.
    Register "register",
    /// A rule comes into force.
    AdoptRule "adopt_rule",
    /// A rule goes out of force.
    RepealRule "repeal_rule",
    /// A constraint comes into force.
    AdoptConstraint "adopt_constraint",
    /// A constraint goes out of force.
    RepealConstraint "repeal_constraint",
    /// An exception from a constraint.
    Waive "waive",
    /// Cover for an earlier change.
    Ratify "ratify",
}

impl Change {
    /// Its word in files, such as `dissolve`.
    pub fn word(&self) -> &'static str {
        self.kind().word()
    }

    /// Makes the change, with effect from a day.
    ///
    /// # Errors
    ///
    /// Everything that stands in its way; the organisation is then as it was.
    pub fn apply(&self, org: &mut Organisation, on: Date) -> Result<(), Vec<Refusal>> {
        let mut after = org.clone();
        let mut problems = Problems::of(self.word());
        self.kind().apply(&mut after, on, &mut problems);
        problems.done()?;
        *org = after;
        Ok(())
    }

    /// The ids that it makes or alters.
    pub fn touches(&self) -> BTreeSet<String> {
        self.kind().touches()
    }

    /// What it is a change of, taken by itself. In a proposal,
    /// [`Proposal::classes`](super::Proposal::classes) says more: who sits in
    /// a team that the proposal also forms is a matter of structure.
    pub fn classes(&self) -> BTreeSet<Class> {
        self.kind().classes()
    }

    /// The people whom it appoints, or whose terms it ends, by name.
    pub fn subject(&self, org: &Organisation, on: Date) -> BTreeSet<PersonId> {
        self.kind().subject(org, on)
    }

    /// In one line, in plain words: `dissolve Core team; website to Ops team`.
    /// Names are those of the organisation given, before the change.
    pub fn summary(&self, org: &Organisation) -> String {
        self.kind().summary(org)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_word_is_there_once() {
        let words: BTreeSet<_> = Change::WORDS.iter().collect();
        assert_eq!(words.len(), Change::WORDS.len());
    }
}
