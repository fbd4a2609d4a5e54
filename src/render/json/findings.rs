//! Findings.

use schemars::JsonSchema;
use serde::Serialize;

use super::FollowJson;
use crate::finding::{Finding, Severity};

/// `polity check --format json`, first version.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct FindingsJson {
    /// `findings/1`.
    pub polity: String,
    /// How many errors there are.
    pub errors: usize,
    /// How many warnings there are.
    pub warnings: usize,
    /// How many notes there are.
    pub notes: usize,
    /// All of them.
    pub findings: Vec<FindingJson>,
    /// What a draft would do to constraints, rules, areas and seats; absent
    /// where no draft was asked about, or it cannot be applied.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub follows: Option<Vec<FollowJson>>,
}

/// One problem.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct FindingJson {
    /// `error`, `warning` or `note`.
    pub severity: String,
    /// Its kind, stable.
    pub code: String,
    /// What is wrong.
    pub message: String,
    /// What to do about it.
    pub hint: Option<String>,
    /// Where it stands.
    pub place: PlaceJson,
}

/// Where something stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct PlaceJson {
    /// The file, from the workspace's root; none for the workspace as a whole.
    pub file: Option<String>,
    /// The way through the file's keys and items.
    pub path: String,
    /// The line, from 1, where it is known.
    pub line: Option<usize>,
    /// The column in characters, from 1.
    pub column: Option<usize>,
    /// The bytes from and to, counted from the start of the file.
    pub bytes: Option<(usize, usize)>,
}

impl FindingsJson {
    /// Findings, each with the file that it stands in.
    pub fn of<'f>(findings: impl IntoIterator<Item = (&'f Finding, Option<String>)>) -> Self {
        let mut all = Self {
            polity: "findings/1".to_owned(),
            errors: 0,
            warnings: 0,
            notes: 0,
            findings: Vec::new(),
            follows: None,
        };
        for (finding, file) in findings {
            match finding.severity {
                Severity::Error => all.errors += 1,
                Severity::Warning => all.warnings += 1,
                Severity::Note => all.notes += 1,
            }
            let span = finding.span;
            all.findings.push(FindingJson {
                severity: finding.severity.word().to_owned(),
                code: finding.code.to_string(),
                message: finding.message.clone(),
                hint: finding.hint.clone(),
                place: PlaceJson {
                    file,
                    path: finding.place.path.to_string(),
                    line: span.map(|span| span.line),
                    column: span.map(|span| span.column),
                    bytes: span.map(|span| (span.start, span.end)),
                },
            });
        }
        all
    }
}
