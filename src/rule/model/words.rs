//! The macro behind the small closed vocabularies of a rule: one list gives
//! the enum, how it is read and how it is written, so the three cannot differ.

use crate::finding::nearest;

/// A word that its field does not take.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.say())]
pub struct WordError {
    /// What was typed, cut to a printable length.
    pub typed: String,
    /// What the field says, such as `secrecy`.
    pub what: &'static str,
    /// The words that it takes.
    pub known: &'static [&'static str],
}

impl WordError {
    pub(crate) fn new(typed: &str, what: &'static str, known: &'static [&'static str]) -> Self {
        Self {
            typed: typed.chars().take(40).collect(),
            what,
            known,
        }
    }

    fn say(&self) -> String {
        let known: Vec<String> = self.known.iter().map(|word| format!("`{word}`")).collect();
        format!(
            "`{}` is no {}; it takes {}",
            self.typed,
            self.what,
            known.join(", ")
        )
    }

    /// The word that was most likely meant.
    pub fn nearest(&self) -> Option<&'static str> {
        nearest(&self.typed, self.known.iter().copied())
    }
}

macro_rules! words {
    ($(#[$doc:meta])* $name:ident, $what:literal {
        $($(#[$vdoc:meta])* $variant:ident $text:literal,)+
    }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name {$($(#[$vdoc])* $variant,)+}

        impl $name {
            /// Every value, in the order in which messages list them.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];
            /// Their words, in the same order.
            pub const WORDS: &'static [&'static str] = &[$($text),+];

            /// The word that a rule file uses.
            pub fn as_str(self) -> &'static str {
                match self {$(Self::$variant => $text,)+}
            }
        }

        impl std::str::FromStr for $name {
            type Err = $crate::rule::model::WordError;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                match text {
                    $($text => Ok(Self::$variant),)+
                    other => Err($crate::rule::model::WordError::new(other, $what, Self::WORDS)),
                }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.pad(self.as_str())
            }
        }
    };
}
pub(crate) use words;
