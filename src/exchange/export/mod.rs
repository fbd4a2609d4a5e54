//! An organisation on a day in other tools' files: one file for each format.

mod codeowners;
mod graph;
mod graphviz;
mod homes;
mod json;
mod markdown;
mod mermaid;
mod peribolos;

use super::beside::Beside;
use super::note::Notes;
use crate::base::{Date, PersonId};
use crate::org::Organisation;

/// A format that an organisation is written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Target {
    /// The `org.yaml` of peribolos.
    Peribolos,
    /// GitHub's `CODEOWNERS`.
    Codeowners,
    /// JSON, in the words of the workspace's own files.
    Json,
    /// A `GOVERNANCE.md` for people.
    Markdown,
    /// The language of Graphviz.
    Graphviz,
    /// A flowchart of Mermaid.
    Mermaid,
}

/// What an exporter made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exported {
    /// The text of the file.
    pub text: String,
    /// What the format cannot hold.
    pub notes: Notes,
}

/// Why nothing was made.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ExportError {
    /// A value cannot be written.
    #[error("it cannot be written: {0}")]
    Write(String),
}

impl Target {
    /// Every format.
    pub const ALL: &[Target] = &[
        Self::Peribolos,
        Self::Codeowners,
        Self::Json,
        Self::Markdown,
        Self::Graphviz,
        Self::Mermaid,
    ];

    /// What people call it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Peribolos => "peribolos",
            Self::Codeowners => "codeowners",
            Self::Json => "json",
            Self::Markdown => "markdown",
            Self::Graphviz => "graphviz",
            Self::Mermaid => "mermaid",
        }
    }

    /// Writes an organisation as it is on a day. `beside` is what the model does
    /// not say, where the workspace was imported from peribolos.
    ///
    /// # Errors
    ///
    /// Where something in it has no form in the format at all.
    pub fn export(
        self,
        org: &Organisation,
        day: Date,
        beside: Option<&Beside>,
    ) -> Result<Exported, ExportError> {
        let standing = org.on(day);
        let mut notes = Notes::default();
        let text = match self {
            Self::Peribolos => peribolos::export(&standing, beside, &mut notes)?,
            Self::Codeowners => codeowners::export(&standing, beside, &mut notes),
            Self::Json => json::export(&standing)?,
            Self::Markdown => markdown::export(&standing),
            Self::Graphviz => graphviz::export(&standing),
            Self::Mermaid => mermaid::export(&standing),
        };
        Ok(Exported { text, notes })
    }
}

/// Somebody's account on GitHub.
fn login<'a>(org: &'a Organisation, person: &PersonId) -> Option<&'a str> {
    let accounts = &org.people.get(person)?.accounts;
    let account = accounts.get("github")?.trim();
    (!account.is_empty()).then_some(account)
}

#[cfg(test)]
mod tests;
