//! Several proposals looked at together.

use schemars::JsonSchema;
use serde::Serialize;

use crate::render::diff::DiffJson;

/// `polity together --format json`, first version. A proposal is named as it is
/// typed: `10`, or `12:option`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct TogetherJson {
    /// `together/1`.
    pub polity: String,
    /// The proposals, in the order in which they were named.
    pub proposals: Vec<TogetherOneJson>,
    /// Whether all of them can pass.
    pub all_pass: bool,
    /// In how many orders of all of them each applies.
    pub orders: u64,
    /// Whether there were more ways than are followed, so that `orders` and
    /// `results` are too few.
    pub cut_short: bool,
    /// Which of them must come before which.
    pub before: Vec<BeforeJson>,
    /// The largest sets of them that can pass, where not all can.
    pub passing: Vec<Vec<String>>,
    /// The pairs that claim the same, or of which at most one can pass.
    pub rivals: Vec<RivalsJson>,
    /// What all of them make together; several where the order matters.
    pub results: Vec<TogetherResultJson>,
}

/// One of the proposals.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct TogetherOneJson {
    /// As it is typed.
    pub word: String,
    /// The number.
    pub number: u32,
    /// The option, where it has several.
    pub option: Option<String>,
    /// The title.
    pub title: String,
    /// The number of the proposal that it is drafted after, where that is not
    /// enacted and not among these.
    pub wants: Option<u32>,
    /// Why it does not apply by itself; empty where it does.
    pub refused: Vec<String>,
}

/// A pair that stands in one order wherever all pass.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct BeforeJson {
    /// The one that comes first.
    pub first: String,
    /// The one that comes after it.
    pub then: String,
}

/// Two proposals in each other's way.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct RivalsJson {
    /// The two.
    pub pair: [String; 2],
    /// What both dispose of, in words.
    pub claims: Vec<String>,
    /// Whether at most one of them can pass.
    pub exclude: bool,
    /// Why the second does not apply after the first; empty where it does.
    pub after_first: Vec<String>,
    /// Why the first does not apply after the second; empty where it does.
    pub after_second: Vec<String>,
}

/// What they make in one order, or in several that make the same.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct TogetherResultJson {
    /// The first order that makes it.
    pub order: Vec<String>,
    /// What differs from today; of a second result and later ones, from the
    /// first result.
    pub diff: DiffJson,
}

/// An open proposal that disposes of what another does.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct RivalJson {
    /// Its number.
    pub number: u32,
    /// Its whole name.
    pub name: String,
    /// What both dispose of, in words.
    pub claims: Vec<String>,
}
