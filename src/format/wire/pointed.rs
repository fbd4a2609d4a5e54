//! Errors that point at a word inside a scalar, such as one of a condition.
//!
//! The error of a typed reader is a text and nothing more, so the place of the
//! word travels in it, set off by a character that no document may hold, and is
//! taken out again by [`narrow`] once the file is read.

use std::fmt;
use std::ops::Range;
use std::str::FromStr;

use crate::finding::Finding;
use crate::format::Document;
use crate::rule::{Condition, ConditionError, Electorate, ElectorateError, Formula};

/// No document that passed the gate holds it, and no message of ours does.
const MARK: char = '\u{0}';

/// A value whose errors know the word that is wrong.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Pointed<T>(pub T);

/// What an error tells of itself.
pub(super) trait Points {
    fn range(&self) -> Range<usize>;
    fn message(&self) -> String;
    fn help(&self) -> Option<String>;
}

macro_rules! points {
    ($($error:ty),+) => {$(
        impl Points for $error {
            fn range(&self) -> Range<usize> {
                self.range.clone()
            }

            fn message(&self) -> String {
                self.message.clone()
            }

            fn help(&self) -> Option<String> {
                self.help.clone()
            }
        }
    )+};
}
points!(ConditionError, ElectorateError);

fn mark(error: &impl Points) -> String {
    let Range { start, end } = error.range();
    let help = error.help().unwrap_or_default();
    format!("{}{MARK}{start}{MARK}{end}{MARK}{help}", error.message())
}

macro_rules! pointed {
    ($($value:ty: $read:path),+) => {$(
        impl FromStr for Pointed<$value> {
            type Err = String;

            fn from_str(text: &str) -> Result<Self, String> {
                $read(text).map(Self).map_err(|error| mark(&error))
            }
        }
    )+};
}
pointed!(Condition: Condition::parse, Electorate: Electorate::parse, Formula: Formula::parse);

impl<T: fmt::Display> fmt::Display for Pointed<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// Takes the place of a word out of a finding's message and puts the finding
/// there.
pub(super) fn narrow(document: &Document, mut finding: Finding) -> Finding {
    let mut parts = finding.message.split(MARK);
    let (Some(message), Some(start), Some(end), help) =
        (parts.next(), parts.next(), parts.next(), parts.next())
    else {
        return finding;
    };
    let (Ok(start), Ok(end)) = (start.parse(), end.parse()) else {
        return finding;
    };
    if let Some(help) = help.filter(|help| !help.is_empty()) {
        finding.hint = Some(help.to_owned());
    }
    let message = message.to_owned();
    finding.place.part = Some((start, end));
    if let Some(span) = document.span(&finding.place.path, finding.place.part) {
        finding.span = Some(span);
    }
    finding.message = message;
    finding
}
