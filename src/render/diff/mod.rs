//! A difference between two organisations as text, numbers, JSON, Markdown and
//! a chart.

mod body;
mod json;
mod law;
mod markdown;
mod mermaid;
mod record;
mod report;
mod stat;
mod table;
mod text;

use crate::diff::{Consequences, OrgDiff};
use crate::org::Standing;

pub use json::{DiffJson, OptionDiffJson, OptionsDiffJson, json};
pub use markdown::markdown;
pub use mermaid::mermaid;
pub use stat::stat;
pub use table::table;
pub use text::{TextOptions, heading, text, text_with_folds};

/// All that a renderer of a difference looks at.
#[derive(Clone, Copy)]
pub struct DiffView<'v> {
    /// What differs.
    pub diff: &'v OrgDiff,
    /// What follows.
    pub follows: &'v Consequences,
    /// The organisation before.
    pub before: &'v Standing<'v>,
    /// The organisation after.
    pub after: &'v Standing<'v>,
    /// What is compared, in a line: a proposal's number and title, or the two
    /// states.
    pub title: &'v str,
    /// What stands at the right of the title, such as a proposal's state; may
    /// be empty.
    pub aside: &'v str,
}

#[cfg(test)]
mod tests;
