//! A draft that was brought up to date.

use schemars::JsonSchema;
use serde::Serialize;

/// `polity rebase --format json`, first version.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct RebasedJson {
    /// `rebased/1`.
    pub polity: String,
    /// The number.
    pub proposal: u32,
    /// The whole name, which is its folder's.
    pub name: String,
    /// The title.
    pub title: String,
    /// Whether this was only tried.
    pub dry_run: bool,
    /// What was mended.
    pub mended: Vec<MendedJson>,
    /// What a person must decide; empty where it applies now.
    pub left: Vec<UndecidedJson>,
    /// Whether nothing would be left of its changes, so that nothing was
    /// written.
    pub nothing_left: bool,
    /// How many had signed in support of the text as it was.
    pub sponsors: usize,
    /// The files that changed, or would.
    pub files: Vec<String>,
    /// The commit, where one was made.
    pub commit: Option<String>,
}

/// One thing that was mended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct MendedJson {
    /// The option, where there are several.
    pub option: Option<String>,
    /// The number of the change, from 1, as it stood.
    pub number: usize,
    /// The change in words, as it was drafted.
    pub change: String,
    /// `renamed`, `shortened` or `dropped`.
    pub how: String,
    /// Why, in words.
    pub why: String,
    /// By which decisions that came, a sentence each.
    pub came: Vec<String>,
}

/// One thing that a person must decide.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct UndecidedJson {
    /// The option, where there are several.
    pub option: Option<String>,
    /// The number of the change, from 1, as it stood.
    pub number: usize,
    /// The change in words.
    pub change: String,
    /// What stands in its way.
    pub why: String,
    /// What to do about it.
    pub hint: Option<String>,
    /// By which decisions that came, a sentence each.
    pub came: Vec<String>,
}
