//! The proposals.

use schemars::JsonSchema;
use serde::Serialize;

use super::parts::Named;
use super::{RivalJson, WhenJson};

/// `polity list --format json`, first version.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct ListJson {
    /// `list/1`.
    pub polity: String,
    /// The proposals, by number.
    pub proposals: Vec<ListedJson>,
}

/// `polity status --format json` without a proposal, first version.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct OverallJson {
    /// `overall/1`.
    pub polity: String,
    /// The rules under which a decision is due.
    pub due: Vec<DueRuleJson>,
    /// The proposals that are under way, by number.
    pub proposals: Vec<ListedJson>,
}

/// A rule under which a decision is due.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct DueRuleJson {
    /// Which.
    pub rule: String,
    /// Why, in words.
    pub why: String,
    /// The number of the proposal under it that is under way.
    pub answered_by: Option<u32>,
    /// How far that has come.
    pub state: Option<String>,
}

/// A proposal in the list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct ListedJson {
    /// The number.
    pub number: u32,
    /// The whole name, which is its folder's.
    pub name: String,
    /// The title.
    pub title: String,
    /// How far it has come, in words.
    pub state: String,
    /// The rule that decides it.
    pub rule: String,
    /// Who wrote it.
    pub authors: Vec<Named>,
    /// The number of the proposal after which it is meant, and which is not
    /// enacted yet.
    pub follows: Option<u32>,
    /// What comes next; nothing once it is settled.
    pub due: Option<DueJson>,
    /// Who acted before the decision, where that is not ratified yet.
    pub acted_first: Option<String>,
    /// Whether that act must be undone.
    pub act_lapsed: bool,
    /// The stages whose results are attested, and cannot be computed again.
    pub attested: Vec<String>,
    /// The open proposals that dispose of the same.
    pub rivals: Vec<RivalJson>,
}

/// What comes next for a proposal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct DueJson {
    /// `open`, `vote`, `close`, `enact` or `mend`.
    pub what: String,
    /// The stage of the vote that is to be opened, held or closed.
    pub stage: Option<String>,
    /// When that vote closes or closed.
    pub closes: Option<WhenJson>,
}
