//! The proposals.

use schemars::JsonSchema;
use serde::Serialize;

/// `polity list --format json`, first version.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct ListJson {
    /// `list/1`.
    pub polity: String,
    /// The proposals, by number.
    pub proposals: Vec<ListedJson>,
}

/// A proposal in the list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct ListedJson {
    /// The number.
    pub number: u32,
    /// The whole name, which is its folder's.
    pub name: String,
    /// The title.
    pub title: String,
    /// How far it has come, in words.
    pub state: String,
    /// The rule that decides it.
    pub rule: String,
}
