//! What a vote waits for, for answers: before its opening, and before its
//! close.

use schemars::JsonSchema;
use serde::Serialize;

use super::WhenJson;

/// The support that a proposal has.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct SponsorsJson {
    /// Those who sponsor it.
    pub sponsors: Vec<String>,
    /// How many may.
    pub of: usize,
    /// The fewest that are enough, where any number is.
    pub needed: Option<usize>,
    /// The condition, as the rule says it.
    pub condition: String,
    /// Whether there are enough.
    pub enough: bool,
    /// Until when the rest must have signed, where there is a limit.
    pub until: Option<WhenJson>,
}

/// What keeps a vote from opening.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct WaitsJson {
    /// What, in words.
    pub why: String,
    /// When it ends by itself, where that is known.
    pub until: Option<WhenJson>,
}

/// How long what closes a poll has held without a break.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct UnbrokenJson {
    /// For how long it must, as the rule says; nothing where it closes at once.
    pub needed: Option<String>,
    /// Since when it has; nothing where it does not hold now.
    pub since: Option<WhenJson>,
    /// When it will have held for long enough, or did.
    pub until: Option<WhenJson>,
    /// Whether it has held for long enough: what is cast later does not count.
    pub complete: bool,
}
