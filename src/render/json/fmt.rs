//! Files brought into one style.

use schemars::JsonSchema;
use serde::Serialize;

/// `polity fmt --format json`, first version.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct FmtJson {
    /// `fmt/1`.
    pub polity: String,
    /// The files that were looked at, how many.
    pub files: usize,
    /// Whether the files were written; with `--check` and `--diff` they are
    /// only looked at.
    pub written: bool,
    /// The files that were not in the style.
    pub changed: Vec<String>,
    /// The files that are left as they are though they are not in the style,
    /// or may not be.
    pub left: Vec<KeptJson>,
}

/// A file that is left as it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct KeptJson {
    /// Its path.
    pub file: String,
    /// Why.
    pub why: String,
}
