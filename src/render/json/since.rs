//! What changed in a proposal itself.

use schemars::JsonSchema;
use serde::Serialize;

/// `polity diff N --since REV --format json`, first version.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct SinceJson {
    /// `diff-since/1`.
    pub polity: String,
    /// The number.
    pub proposal: u32,
    /// The title, as it is.
    pub title: String,
    /// The commit of the earlier text.
    pub since: String,
    /// Fields of its head that differ.
    pub fields: Vec<FieldSinceJson>,
    /// What changed in its changes.
    pub changes: Vec<ChangeSinceJson>,
    /// Other files of its folder that differ, by path in it.
    pub files: Vec<String>,
}

/// A field that differs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct FieldSinceJson {
    /// Its key.
    pub key: String,
    /// What it was; none where it was not set.
    pub before: Option<String>,
    /// What it is; none where it is not set.
    pub after: Option<String>,
}

/// What happened to a change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct ChangeSinceJson {
    /// The option, where there are several.
    pub option: Option<String>,
    /// `added`, `removed`, `amended` or `reordered`.
    pub what: String,
    /// As it was, in words.
    pub before: Option<String>,
    /// As it is, in words.
    pub after: Option<String>,
    /// The keys that differ.
    pub keys: Vec<String>,
}
