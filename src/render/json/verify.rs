//! Answers about what verification found.

use schemars::JsonSchema;
use serde::Serialize;

use super::{ActJson, AttestedByJson, RejectedJson, RewrittenJson, WhenJson};

/// One stage as verification found it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct VerifiedStageJson {
    /// The poll's number.
    pub poll: u32,
    /// The stage.
    pub stage: String,
    /// How many were on the roll.
    pub electors: usize,
    /// How many ballots count.
    pub counted: usize,
    /// Ballots that do not count, in the order of records: the first thousand.
    pub rejected: Vec<RejectedJson>,
    /// How many there are in all.
    pub rejected_in_all: usize,
    /// Ballots that a commit removed, overwrote or moved: path and commit.
    pub touched: Vec<(String, String)>,
    /// Valid ballots that came after the close, and so do not count.
    pub late: Vec<LateJson>,
    /// Records that decide nothing, and why.
    pub notes: Vec<String>,
    /// Whether this clone had the poll before it was closed, where it was closed
    /// by a count of ballots. It changes no finding.
    pub witness: Option<WitnessJson>,
    /// How often it was extended.
    pub extensions: u32,
    /// Who attests the figures, where the vote was held elsewhere.
    pub attested: Option<AttestedByJson>,
    /// `open`, `cancelled`, `superseded`, `as recorded`, `as attested`, `false`, `stale`,
    /// `contested` or `void`.
    pub finding: String,
    /// How the stage ended, where it did.
    pub outcome: Option<String>,
    /// Why it does not hold, where it does not.
    pub why: Option<String>,
}

/// What this clone had of a poll before it was closed, by its own clock.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct WitnessJson {
    /// `witnessed`, or `unwitnessed` where nothing here shows that this clone
    /// had the poll before it was closed.
    pub state: String,
    /// When this clone last had a head of the branch before the close.
    pub at: Option<WhenJson>,
    /// That head.
    pub head: Option<String>,
    /// How many of the ballots that count it held.
    pub ballots: usize,
}

/// A valid ballot that came after the close.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct LateJson {
    /// Whose.
    pub voter: String,
    /// Its digest.
    pub ballot: String,
    /// The commit that brought it.
    pub commit: String,
}

/// The enactment as verification found it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct VerifiedEnactmentJson {
    /// The commit.
    pub commit: String,
    /// The first day of what was changed.
    pub effective: String,
    /// Why it is not exactly what was voted on, if it is not.
    pub wrong: Option<String>,
}

/// One proposal as verification found it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct VerifiedJson {
    /// The proposal's number.
    pub proposal: u32,
    /// The proposal's whole name.
    pub name: String,
    /// Its state.
    pub state: String,
    /// Its polls, in order.
    pub stages: Vec<VerifiedStageJson>,
    /// What stands in the place of polls and is none, and why.
    pub notes: Vec<String>,
    /// What somebody did before the decision.
    pub act: Option<ActJson>,
    /// Acts that do not hold: the commit and why.
    pub void_acts: Vec<(String, String)>,
    /// Its enactment.
    pub enactment: Option<VerifiedEnactmentJson>,
    /// Whether everything is as recorded.
    pub sound: bool,
}

/// `polity verify --format json`, first version.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct VerifyJson {
    /// `verify/1`.
    pub polity: String,
    /// The commit whose history was read.
    pub head: String,
    /// The founding commit: the anchor of it all.
    pub anchor: Option<String>,
    /// Whether this clone met that founding for the first time, untold.
    pub first_use: bool,
    /// Set where the branch no longer contains what was verified here before.
    pub rewritten: Option<RewrittenJson>,
    /// The proposals.
    pub proposals: Vec<VerifiedJson>,
    /// What else is worth knowing: proposals that were removed, changes that
    /// nothing covers.
    pub notes: Vec<String>,
    /// What became of the receipt that was asked for.
    pub receipt: Option<ReceiptJson>,
    /// Whether everything is as recorded.
    pub sound: bool,
}

/// What became of a ballot.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct ReceiptJson {
    /// The digits that were asked for.
    pub receipt: String,
    /// `counted`, `replaced`, `rejected` or `unknown`.
    pub state: String,
    /// In which poll.
    pub poll: Option<u32>,
    /// Why, where it is rejected.
    pub why: Option<String>,
}
