//! The language of thresholds: exact comparisons of what was cast.
//!
//! ```text
//! condition  = conjunction { "or" conjunction } ;
//! conjunction = negation { "and" negation } ;
//! negation   = "not" negation | comparison ;
//! comparison = sum ( "=" | "!=" | "<" | "<=" | ">" | ">=" ) sum
//!            | sum "in" "{" sum { "," sum } "}"
//!            | "pivotal"
//!            | "attested" "(" NAME ")"
//!            | STAGE "is" OUTCOME
//!            | "(" condition ")" ;
//! sum        = product { ( "+" | "-" ) product } ;
//! product    = part { ( "*" | "/" ) part } ;
//! part       = signed { "of" signed } ;
//! signed     = "-" signed | atom ;
//! atom       = NUMBER | QUANTITY
//!            | ( "seats" | "serving" ) [ "(" TEAM ")" ]
//!            | ( "sqrt" | "floor" | "ceil" ) "(" sum ")"
//!            | ( "min" | "max" ) "(" sum "," sum { "," sum } ")"
//!            | "(" sum ")" ;
//! NUMBER     = DIGITS [ "." DIGITS ] [ "/" DIGITS ] [ "%" ] ;
//! QUANTITY   = "for" | "against" | "abstain" | "recused" | "consents"
//!            | "objections" | "vetoes" | "score" | "ballots" | "electorate"
//!            | "silent" | "sponsors" | "days" ;
//! ```
//!
//! `of` is multiplication and binds tighter than `*` and `/`. A fraction of
//! whole numbers without spaces, such as `4/5`, is one number. Everything is
//! exact: a square root is never rounded but compared by its sign, see
//! [`Real`]. A text is at most 2,000 bytes, nests at most 32 levels, and has
//! numbers of at most 20 digits and at most 8 roots, so no text can exhaust
//! the stack or the clock.

mod ast;
mod eval;
mod explain;
mod lexer;
mod parser;
mod quantities;
mod real;
mod unclear;

use std::fmt;
use std::ops::Range;
use std::str::FromStr;

pub use ast::{Compare, Mention, Number, NumberKind, Quantity, Test, TestKind};
pub use eval::{EvalError, EvalProblem};
pub use explain::{Comparison, Explained, Parts, Side};
pub use quantities::Quantities;
pub use real::Real;

use crate::base::Exact;

/// The longest text of a condition, in bytes.
pub const LONGEST: usize = 2_000;
/// The deepest nesting.
pub const DEEPEST: usize = 32;

/// Why a text is no condition, and which part of it is to blame.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct ConditionError {
    /// The bytes of the text that are wrong.
    pub range: Range<usize>,
    /// What is wrong.
    pub message: String,
    /// What to write in its place.
    pub help: Option<String>,
}

/// Something that holds or does not, such as `for > against`.
#[derive(Clone, PartialEq)]
pub struct Condition {
    source: String,
    test: Test,
}

impl Condition {
    /// Reads a condition.
    pub fn parse(text: &str) -> Result<Self, ConditionError> {
        let test = parser::condition(text)?;
        Ok(Self {
            source: text.to_owned(),
            test,
        })
    }

    /// The text that it was read from.
    pub fn source(&self) -> &str {
        &self.source
    }

    /// What it says; the ranges are in [`Condition::source`].
    pub fn test(&self) -> &Test {
        &self.test
    }

    /// Whether it holds. A part that cannot be worked out is an error only
    /// where the answer depends on it.
    pub fn holds(&self, quantities: &Quantities) -> Result<bool, EvalError> {
        eval::test(&self.test, quantities)
    }

    /// Whether it holds, with every number that it was decided by.
    pub fn explain(&self, quantities: &Quantities) -> Result<Explained, EvalError> {
        explain::explain(&self.source, &self.test, quantities)
    }

    /// Everything that it asks for, with where; in the order of the text.
    pub fn mentions(&self) -> Vec<(Mention, Range<usize>)> {
        let mut found = Vec::new();
        self.test.mentions(&mut found);
        found
    }

    /// Whether it asks for a quantity.
    pub fn asks_for(&self, quantity: Quantity) -> bool {
        self.mentions()
            .iter()
            .any(|(mention, _)| *mention == Mention::Quantity(quantity))
    }
}

impl FromStr for Condition {
    type Err = ConditionError;

    fn from_str(text: &str) -> Result<Self, ConditionError> {
        Self::parse(text)
    }
}

impl fmt::Display for Condition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.source)
    }
}

impl fmt::Debug for Condition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Condition({:?})", self.source)
    }
}

/// A number to be worked out, such as `3/2 * sqrt(electorate)`.
#[derive(Clone, PartialEq)]
pub struct Formula {
    source: String,
    number: Number,
}

impl Formula {
    /// Reads a formula: a `sum` of the grammar.
    pub fn parse(text: &str) -> Result<Self, ConditionError> {
        let number = parser::formula(text)?;
        Ok(Self {
            source: text.to_owned(),
            number,
        })
    }

    /// The text that it was read from.
    pub fn source(&self) -> &str {
        &self.source
    }

    /// What it says; the ranges are in [`Formula::source`].
    pub fn number(&self) -> &Number {
        &self.number
    }

    /// Its exact value.
    pub fn value(&self, quantities: &Quantities) -> Result<Real, EvalError> {
        eval::number(&self.number, quantities)
    }

    /// Whether a number is at least its value, compared exactly.
    pub fn met_by(&self, number: &Exact, quantities: &Quantities) -> Result<bool, EvalError> {
        let short = Real::from(number.clone()).minus(&self.value(quantities)?);
        Ok(short.sign() >= 0)
    }

    /// Everything that it asks for, with where.
    pub fn mentions(&self) -> Vec<(Mention, Range<usize>)> {
        let mut found = Vec::new();
        self.number.mentions(&mut found);
        found
    }
}

impl FromStr for Formula {
    type Err = ConditionError;

    fn from_str(text: &str) -> Result<Self, ConditionError> {
        Self::parse(text)
    }
}

impl fmt::Display for Formula {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.source)
    }
}

impl fmt::Debug for Formula {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Formula({:?})", self.source)
    }
}

#[cfg(test)]
mod tests;
