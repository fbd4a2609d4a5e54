//! How decisions are made: the rule language, its conditions and electorates.
//!
//! A [`Rule`] is what an organisation's own text says, in types. `condition`
//! reads and evaluates the small language of its thresholds, `electorate` the
//! one that says who votes; `problems` looks for contradictions inside a rule,
//! `decide` turns summed ballots into an outcome with its explanation,
//! `analysis` says what could still happen, `trial` tries a stage with sums
//! that somebody states, and `sentence` says the rule in plain words.
//!
//! All of it is exact and pure: no rounding, no clock, no organisation. What a
//! rule needs to know of the world is passed in as [`Quantities`] and through
//! the trait [`Rolls`].

pub mod analysis;
pub mod condition;
pub mod decide;
pub mod electorate;
pub mod model;
mod problems;
mod rename;
pub mod sentence;
pub mod trial;

pub use condition::{Condition, ConditionError, EvalError, Formula, Quantities};
pub use electorate::{Electorate, ElectorateError, Rolls, UnknownRoll};
pub use model::*;

#[cfg(test)]
mod vectors;
