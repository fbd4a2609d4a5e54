//! An error.

use schemars::JsonSchema;
use serde::Serialize;

/// An error as `--format json` prints it, to the standard error.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct ErrorJson {
    /// `error/1`.
    pub polity: String,
    /// Its kind, stable.
    pub code: String,
    /// What is wrong.
    pub message: String,
    /// What lies behind it.
    pub causes: Vec<String>,
    /// What is allowed, or other facts.
    pub notes: Vec<String>,
    /// What to type.
    pub hint: Option<String>,
    /// The exit code.
    pub exit: u8,
    /// The name of the exit code.
    pub exit_name: String,
}
