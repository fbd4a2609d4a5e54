//! What was drafted from something else than a list of changes; and a draft
//! that was revised.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;

use super::{FindingsJson, ProposedJson};

/// `polity propose --from-edits` and its like, and `polity undo` of something
/// enacted, with `--format json`, first version.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct DraftedJson {
    /// `drafted/1`.
    pub polity: String,
    /// From what: `edits`, `branch`, `patch` or `enactment`.
    pub from: String,
    /// The commit that the edits were made from, where the shared line went on
    /// since: what it did meanwhile is not undone.
    pub base: Option<String>,
    /// The changes that were found.
    pub changes: Vec<DraftedChangeJson>,
    /// What they do not say.
    pub left: Vec<DraftedLeftJson>,
    /// What ended and comes again under another id, by the id that it had.
    pub again: BTreeMap<String, String>,
    /// The proposal, where one was written.
    pub proposal: Option<ProposedJson>,
    /// The folder where the edited files are kept, where they were put back.
    pub kept: Option<String>,
    /// The files that were put back.
    pub restored: Vec<String>,
}

/// A change that was found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct DraftedChangeJson {
    /// Its number, from 1.
    pub number: usize,
    /// It, in a sentence.
    pub text: String,
    /// Whether it says that a body goes on in another though nobody wrote that
    /// down.
    pub inferred: bool,
}

/// What changes do not say.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct DraftedLeftJson {
    /// Of what, by its id; none for the organisation as a whole.
    pub of: Option<String>,
    /// `dated` (only days differ), `text` (only comments), or `unsaid`.
    pub kind: String,
    /// In a sentence.
    pub what: String,
    /// The decisions that are in the way, where there are any.
    pub since: Vec<String>,
}

/// `polity propose edit --format json`, first version.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct RevisedJson {
    /// `revised/1`.
    pub polity: String,
    /// The number.
    pub proposal: u32,
    /// The whole name, which is its folder's.
    pub name: String,
    /// The title.
    pub title: String,
    /// The changes as they are now, a sentence each.
    pub changes: Vec<String>,
    /// The files that went, as no change names them any more.
    pub removed: Vec<String>,
    /// How many sponsors signed the text as it was.
    pub sponsors: usize,
    /// The commit, unless it was left to the person.
    pub commit: Option<String>,
    /// What `polity check` says of it now.
    pub check: FindingsJson,
}
