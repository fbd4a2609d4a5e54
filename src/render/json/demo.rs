//! The demonstration.

use schemars::JsonSchema;
use serde::Serialize;

/// `polity demo --format json`, first version.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct DemoJson {
    /// `demo/1`.
    pub polity: String,
    /// The folder of the workspace that it made.
    pub folder: String,
    /// The steps, each of which came out as it should: one that does not is an
    /// error.
    pub steps: Vec<DemoStepJson>,
    /// Commands to try there.
    pub commands: Vec<String>,
}

/// A step of the demonstration.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct DemoStepJson {
    /// Its number, from 1.
    pub step: usize,
    /// What it does.
    pub title: String,
    /// What the demonstration's own clock showed at its end; nothing before the
    /// clock runs.
    pub at: Option<String>,
    /// What came of it.
    pub outcome: String,
}
