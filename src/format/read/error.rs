//! What stops serde from reading a node, with the node that it stopped at.

use std::fmt;

use serde::de::{self, Expected, Unexpected};

use super::words;

/// What is wrong.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Problem {
    /// A field that the map does not have, and those that it has.
    Unknown(String, Vec<String>),
    /// A field that the map must have.
    Missing(String),
    /// Anything else, with a hint.
    Wrong(String, Option<String>),
}

/// Where it is wrong.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum At {
    /// At the node of this number.
    Node(usize),
    /// At the key of the entry whose value has this number.
    KeyOf(usize),
    /// In a value that stands in for this field, missing in the map of this number.
    Hole(usize, String),
}

/// A problem, and where it is as soon as that is known.
#[derive(Debug, Clone)]
pub(super) struct Error {
    pub(super) problem: Problem,
    pub(super) at: Option<At>,
}

impl Error {
    pub(super) fn wrong(message: impl Into<String>) -> Self {
        Self {
            problem: Problem::Wrong(message.into(), None),
            at: None,
        }
    }

    pub(super) fn mismatch(expected: &dyn Expected, found: &str) -> Self {
        let expected = words::expected(&expected.to_string());
        Self::wrong(format!("expected {expected}, found {found}"))
    }

    pub(super) fn hint(mut self, text: String) -> Self {
        if let Problem::Wrong(_, hint) = &mut self.problem {
            *hint = Some(text);
        }
        self
    }

    /// The error at a place, unless it knows a closer one.
    pub(super) fn at(mut self, at: At) -> Self {
        self.at.get_or_insert(at);
        self
    }

    /// The error in a stand-in, whatever it says about its place.
    pub(super) fn in_hole(mut self, map: usize, field: &str) -> Self {
        self.at = Some(At::Hole(map, field.to_owned()));
        self
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.problem {
            Problem::Unknown(field, _) => write!(f, "`{field}` is no field here"),
            Problem::Missing(field) => write!(f, "the field `{field}` is missing"),
            Problem::Wrong(message, _) => f.write_str(message),
        }
    }
}

impl std::error::Error for Error {}

/// The text between the first two backquotes.
fn quoted(text: &str) -> String {
    text.split('`').nth(1).unwrap_or_default().to_owned()
}

impl de::Error for Error {
    fn custom<T: fmt::Display>(message: T) -> Self {
        let message = message.to_string();
        // serde's code for flattened maps and for enums without a tag knows no
        // other way to say these.
        let problem = if message.starts_with("unknown field `") {
            let allowed = message.split('`').skip(3).step_by(2);
            Problem::Unknown(quoted(&message), allowed.map(str::to_owned).collect())
        } else if message.starts_with("missing field `") {
            Problem::Missing(quoted(&message))
        } else if message.starts_with("data did not match any variant of untagged enum") {
            Problem::Wrong(
                "this is none of the forms that may stand here".to_owned(),
                None,
            )
        } else {
            Problem::Wrong(message, None)
        };
        Self { problem, at: None }
    }

    fn invalid_type(found: Unexpected<'_>, expected: &dyn Expected) -> Self {
        Self::mismatch(expected, &words::unexpected(found))
    }

    fn invalid_value(found: Unexpected<'_>, expected: &dyn Expected) -> Self {
        Self::mismatch(expected, &words::unexpected(found))
    }

    fn invalid_length(length: usize, expected: &dyn Expected) -> Self {
        let expected = words::expected(&expected.to_string());
        let plural = if length == 1 { "" } else { "s" };
        Self::wrong(format!("expected {expected}, found {length} item{plural}"))
    }

    fn unknown_variant(variant: &str, expected: &'static [&'static str]) -> Self {
        let message = format!(
            "`{}` is none of the words that may stand here",
            words::cut(variant)
        );
        let error = Self::wrong(message);
        match words::suggest(variant, expected.iter().copied(), "it may be") {
            Some(hint) => error.hint(hint),
            None => error,
        }
    }

    fn unknown_field(field: &str, expected: &'static [&'static str]) -> Self {
        let expected = expected.iter().map(|name| (*name).to_owned()).collect();
        Self {
            problem: Problem::Unknown(field.to_owned(), expected),
            at: None,
        }
    }

    fn missing_field(field: &'static str) -> Self {
        Self {
            problem: Problem::Missing(field.to_owned()),
            at: None,
        }
    }

    fn duplicate_field(field: &'static str) -> Self {
        Self::wrong(format!(
            "the field `{field}` is given twice, under two names"
        ))
    }
}
