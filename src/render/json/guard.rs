//! The answer about a push.

use schemars::JsonSchema;
use serde::Serialize;

/// `polity guard --format json`, first version.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct GuardJson {
    /// `guard/1`.
    pub polity: String,
    /// Whether the push may be taken.
    pub fine: bool,
    /// The refs that it would move.
    pub refs: Vec<GuardedRefJson>,
    /// What is not taken; at most 100.
    pub refused: Vec<RefusedJson>,
    /// How many more were found.
    pub more: usize,
}

/// A ref that a push would move.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct GuardedRefJson {
    /// The ref in full.
    #[serde(rename = "ref")]
    pub name: String,
    /// How it was looked at: `shared-line`, `draft`, or `other`, of which only
    /// the name is looked at.
    pub looked: String,
    /// How many commits it brings; of a line alone.
    pub commits: usize,
    /// How many new ballots they bring that are valid.
    pub ballots: usize,
}

/// Something that is not taken.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct RefusedJson {
    /// The ref.
    #[serde(rename = "ref")]
    pub name: String,
    /// The commit, where it is one commit's fault.
    pub commit: Option<String>,
    /// The file, where it is one file's.
    pub path: Option<String>,
    /// What kind of fault. Of a ballot that does not count it is the reason
    /// that results record, such as `foreign-key`.
    pub code: String,
    /// Why.
    pub why: String,
}
