//! Other tools' files, in and out.

use schemars::JsonSchema;
use serde::Serialize;

/// `polity import --format json`, first version.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct ImportJson {
    /// `import/1`.
    pub polity: String,
    /// The format that was read.
    pub format: String,
    /// The folder of the new workspace.
    pub to: String,
    /// The organisation's name.
    pub name: String,
    /// How many people it has.
    pub people: usize,
    /// How many bodies.
    pub bodies: usize,
    /// How many areas.
    pub areas: usize,
    /// What was left out, or became something else.
    pub left_out: Vec<LeftOutJson>,
    /// How many more of these there were.
    pub left_out_more: usize,
    /// How many errors `polity check` finds in the workspace.
    pub errors: usize,
    /// The commit.
    pub commit: String,
}

/// Something that was left out, or became something else.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct LeftOutJson {
    /// The file that it stands in, where it stands in one.
    pub file: Option<String>,
    /// The line, from 1, where it is known.
    pub line: Option<usize>,
    /// What, in a sentence.
    pub what: String,
}

/// `polity export --format json`, first version.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct ExportJson {
    /// `export/1`.
    pub polity: String,
    /// The format that was written.
    pub format: String,
    /// The day of which the organisation is shown.
    pub on: String,
    /// The file that was written, where one was named.
    pub to: Option<String>,
    /// The text, where no file was named.
    pub text: Option<String>,
    /// What the format cannot hold.
    pub left_out: Vec<LeftOutJson>,
    /// How many more of these there were.
    pub left_out_more: usize,
}
