//! The history of the organisation.

use schemars::JsonSchema;
use serde::Serialize;

/// `polity log --format json`, first version.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct LogJson {
    /// `log/1`.
    pub polity: String,
    /// The id that is asked about; none for all.
    pub of: Option<String>,
    /// The ids that it bears and bore.
    pub ids: Vec<String>,
    /// What changed, newest first.
    pub entries: Vec<LogEntryJson>,
}

/// What one commit recorded, or what a date of the record says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct LogEntryJson {
    /// `commit` for what was recorded, `date` for a term by its own date.
    pub kind: String,
    /// The day of the commit; or the date, which may be a month or a year.
    pub on: String,
    /// The commit.
    pub commit: Option<String>,
    /// What it came by: `proposal`, `acted-first`, `undone`, `founding`,
    /// `housekeeping`, `key-rotation` or `none`; as the commit says, unverified.
    pub by: Option<String>,
    /// The number of the proposal, where it is one's.
    pub proposal: Option<u32>,
    /// The proposal's title; where no decision is recorded, the first line of
    /// the commit's message.
    pub subject: Option<String>,
    /// The author that the commit names, where no decision is recorded.
    pub author: Option<String>,
    /// What changed, a sentence a fact.
    pub said: Vec<String>,
    /// Files that could not be read, so that what they said is not told.
    pub unread: Vec<String>,
}
