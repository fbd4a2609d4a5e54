//! Answers about coverage: which decision made what, and what none covers.

use schemars::JsonSchema;
use serde::Serialize;

/// `polity audit --format json`, first version.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct AuditJson {
    /// `audit/1`.
    pub polity: String,
    /// The founding commit.
    pub anchor: String,
    /// Those who signed the founding.
    pub founders: Vec<String>,
    /// Whether this clone met the founding for the first time, untold.
    pub first_use: bool,
    /// The commit up to which it looked.
    pub head: String,
    /// How many commits of the line it looked at.
    pub commits: usize,
    /// Every change of the organisation, oldest first.
    pub changes: Vec<AuditedChangeJson>,
    /// How many of them nothing covers.
    pub uncovered: usize,
    /// What else is worth knowing.
    pub notes: Vec<String>,
}

/// A commit that changed the organisation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct AuditedChangeJson {
    /// It.
    pub commit: String,
    /// The date that it bears.
    pub at: Option<String>,
    /// The files that it changed.
    pub files: Vec<String>,
    /// What it did, in the organisation's words.
    pub what: Vec<String>,
    /// `founding`, `enactment`, `act`, `undoing`, `housekeeping`,
    /// `key-rotation`, `ratified`, `merge` or `uncovered`.
    pub cover: String,
    /// The proposal or the person that covers it.
    pub by: Option<String>,
    /// What organisation.yaml lets whom do, where it is housekeeping; who
    /// acted, where it is an act before the decision.
    pub rule: Option<String>,
    /// Why nothing covers it, where nothing does.
    pub why: Vec<String>,
}

/// `polity blame --format json`, first version.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct BlameJson {
    /// `blame/1`.
    pub polity: String,
    /// The id that was asked about.
    pub id: String,
    /// Its file.
    pub path: String,
    /// The commit as of which it was read.
    pub head: String,
    /// The lines of the file, in order.
    pub lines: Vec<BlamedLineJson>,
}

/// A line of a file with what made it so.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct BlamedLineJson {
    /// The line.
    pub text: String,
    /// The commit that made it so.
    pub commit: String,
    /// The date that the commit bears.
    pub on: Option<String>,
    /// What covers that commit, as `audit` says it; `draft` before the
    /// founding.
    pub cover: String,
    /// The proposal or the person that covers it.
    pub by: Option<String>,
}

/// A branch that no longer contains what was verified before.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct RewrittenJson {
    /// The head that was verified.
    pub was: String,
    /// The head now.
    pub now: String,
    /// The commits that are gone, newest first, at most ten: id and first line.
    pub gone: Vec<(String, String)>,
    /// How many they are in all.
    pub gone_in_all: usize,
}
