//! The count of several options while their vote runs.

use schemars::JsonSchema;
use serde::Serialize;

use super::rule::CountJson;

/// A count of several options, of the ballots that are there now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct ProvisionalJson {
    /// The count. `elected` are those who would be, were it closed now.
    #[serde(flatten)]
    pub count: CountJson,
    /// How many ballots were counted, by weight.
    pub ballots: u64,
    /// Whether silent electors can still change who wins: `settled`, `open` or
    /// `not-worked-out`.
    pub outlook: String,
}
