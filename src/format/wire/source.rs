//! The text that a rule or a constraint comes from.

use serde::{Deserialize, Serialize};

use crate::format::scalar::Text;
use crate::rule::Source;

/// A source as written.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SourceLine {
    document: Text<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    section: Option<Text<String>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    url: Option<String>,
}

impl From<SourceLine> for Source {
    fn from(line: SourceLine) -> Self {
        Self {
            document: line.document.0,
            section: line.section.map(|text| text.0),
            url: line.url,
        }
    }
}

impl From<&Source> for SourceLine {
    fn from(source: &Source) -> Self {
        Self {
            document: Text(source.document.clone()),
            section: source.section.clone().map(Text),
            url: source.url.clone(),
        }
    }
}
