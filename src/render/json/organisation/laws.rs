//! Rules, constraints and events in the export.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::files;

files! {
    /// A text that something comes from.
    SourceOut {
        /// The document.
        document: String,
    } also {
        /// Its section.
        section: String,
        /// Its address.
        url: String,
    }

    /// A rule.
    RuleOut {
        /// What it is called.
        title: String,
        /// The classes of change that it may decide.
        decides: Vec<String>,
        /// The stages in order, each with the fields that docs/format.md tells.
        stages: Vec<Map<String, Value>>,
    } also {
        /// Where it comes from.
        source: SourceOut,
        /// Who may write a proposal under it.
        may_propose: String,
        /// Who may open a poll.
        may_open: String,
        /// Who may cancel one.
        may_cancel: String,
        /// Signed support that is needed before a poll opens.
        sponsors: Map<String, Value>,
        /// What it calls the option of changing nothing.
        status_quo: String,
        /// The rules whose open polls keep this one from opening.
        blocked_while: Vec<String>,
        /// Whether somebody may act before the decision.
        acts_first: Map<String, Value>,
        /// When a decision under it is due.
        triggers: Vec<Map<String, Value>>,
        /// The first day without it, after this one.
        repealed: String,
    }

    /// A constraint.
    ConstraintOut {
        /// It in a sentence.
        title: String,
        /// `must` or `should`.
        level: String,
        /// What is required: `disjoint`, `size`, `every-area-controlled`,
        /// `affiliation-cap`, `term-limit`, `subset` or `powers-cap`.
        require: String,
    } also {
        /// Where it comes from.
        source: SourceOut,
        /// The bodies that it is about.
        teams: Vec<String>,
        /// The least number.
        at_least: u32,
        /// The greatest number, or a share such as `1/3`.
        at_most: NumberOrText,
        /// What is to be done when it breaks.
        remedy: RemedyOut,
        /// Exceptions.
        waivers: Vec<WaiverOut>,
        /// The first day without it, after this one.
        repealed: String,
    }

    /// What is to be done when a constraint breaks.
    RemedyOut {
        /// The body in which the term ends.
        vacate: String,
    } also {}

    /// An exception from a constraint.
    WaiverOut {
        /// Why.
        reason: String,
    } also {
        /// Its last day.
        until: String,
    }

    /// Something that happened.
    EventOut {
        /// Its kind.
        kind: String,
        /// When.
        on: String,
    } also {
        /// The series that it belongs to.
        series: String,
        /// Where it is recorded.
        source: String,
        /// Those it attests.
        people: Vec<String>,
    }
}

/// A number, or a text for one that is not whole.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum NumberOrText {
    /// A whole number.
    Number(u64),
    /// A fraction or a percentage.
    Text(String),
}
