//! A proposal that was drafted.

use schemars::JsonSchema;
use serde::Serialize;

use super::parts::Named;

/// `polity propose --format json`, first version.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct ProposedJson {
    /// `proposed/1`.
    pub polity: String,
    /// The number.
    pub proposal: u32,
    /// The whole name, which is its folder's.
    pub name: String,
    /// The title.
    pub title: String,
    /// The rule that is to decide.
    pub rule: String,
    /// Who wrote it.
    pub authors: Vec<Named>,
    /// What it would do, a sentence a change; under its title first where there
    /// are several options.
    pub changes: Vec<String>,
    /// The files, by their path from the workspace's root.
    pub files: Vec<String>,
    /// The commit; none where it was only written.
    pub commit: Option<String>,
}
