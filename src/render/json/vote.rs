//! Answers about votes.

use schemars::JsonSchema;
use serde::Serialize;

use super::provisional::ProvisionalJson;
use super::{SponsorsJson, UnbrokenJson, WaitsJson};

/// An instant: for scripts in UTC, for people in the organisation's zone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct WhenJson {
    /// RFC 3339, in UTC.
    pub at: String,
    /// As the organisation's clocks show it.
    pub local: String,
}

/// One outcome of a stage with its condition.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct OutcomeJson {
    /// The outcome's name.
    pub name: String,
    /// The condition as the rule says it; nothing for `otherwise`.
    pub condition: Option<String>,
    /// The condition with its numbers.
    pub explained: Vec<String>,
    /// Whether it holds.
    pub holds: bool,
}

/// Who attests the figures of a vote that was held elsewhere. Such a result
/// can be checked, and not computed again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct AttestedByJson {
    /// How the vote was held and counted, as they say.
    pub method: String,
    /// They.
    pub by: Vec<String>,
}

/// How far the attestation of a vote held elsewhere has come.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct AttestingJson {
    /// Those who have attested.
    pub signed: Vec<String>,
    /// Those who have yet to.
    pub missing: Vec<String>,
    /// The figures of each who has, where they differ.
    pub differ: Vec<String>,
}

/// `polity attest --format json`, first version.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct AttestedJson {
    /// `attested/1`.
    pub polity: String,
    /// The proposal's number.
    pub proposal: u32,
    /// The proposal's whole name.
    pub name: String,
    /// The stage.
    pub stage: String,
    /// Who attested.
    pub officer: String,
    /// What, in a line.
    pub figures: String,
    /// How the vote was held and counted.
    pub method: String,
    /// How far it has come.
    pub attesting: AttestingJson,
    /// The commit of the statement.
    pub commit: String,
    /// The closing, where this was the last word that it needed.
    pub closed: Option<ClosedJson>,
}

/// `polity open --format json`, first version.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct OpenedJson {
    /// `opened/1`.
    pub polity: String,
    /// The proposal's number.
    pub proposal: u32,
    /// The proposal's whole name.
    pub name: String,
    /// The stage.
    pub stage: String,
    /// Which stage of its rule, from 1.
    pub number: usize,
    /// How many stages the rule has.
    pub of: usize,
    /// How many may vote.
    pub electors: usize,
    /// How many of them have a key.
    pub with_key: usize,
    /// What can be voted.
    pub takes: Vec<String>,
    /// Those who are to attest the result, where the vote is held elsewhere;
    /// the poll then takes no ballots.
    pub attested_by: Vec<String>,
    /// When it closes.
    pub closes: WhenJson,
    /// The digest that ballots name the poll by.
    pub poll: String,
    /// The commit.
    pub commit: String,
}

/// `polity vote --format json`, first version.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct CastJson {
    /// `cast/1`.
    pub polity: String,
    /// The proposal's number.
    pub proposal: u32,
    /// The proposal's whole name.
    pub name: String,
    /// The stage.
    pub stage: String,
    /// Who voted.
    pub voter: String,
    /// What.
    pub vote: String,
    /// What they had voted before, where this replaces it.
    pub before: Option<String>,
    /// The ballot's digest.
    pub receipt: String,
    /// The commit.
    pub commit: String,
    /// When the poll closes.
    pub closes: WhenJson,
}

/// How many voted what.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct SumJson {
    /// The vote, as it is typed.
    pub vote: String,
    /// The weight of those who cast it.
    pub sum: String,
}

/// One's own ballot.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct OwnJson {
    /// Who one is.
    pub voter: String,
    /// What one voted; nothing if one has not.
    pub vote: Option<String>,
    /// When.
    pub cast: Option<WhenJson>,
    /// The ballot's digest.
    pub receipt: Option<String>,
}

/// A ballot that does not count.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct RejectedJson {
    /// Whose it says to be.
    pub voter: Option<String>,
    /// What identifies it.
    pub ballot: String,
    /// The stable reason.
    pub code: String,
    /// The reason in words.
    pub why: String,
    /// The commit that first brought it.
    pub commit: String,
}

/// A poll and how it stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct PollJson {
    /// The stage.
    pub stage: String,
    /// When it was opened.
    pub opened: WhenJson,
    /// When it closes, with extensions.
    pub closes: WhenJson,
    /// How long until then, in words; nothing when it is over.
    pub left: Option<String>,
    /// Whether it can be closed now.
    pub closable: bool,
    /// From when on it can be closed by the clock: later than `closes` where
    /// ballots on their way are waited for.
    pub closable_from: Option<WhenJson>,
    /// How long what closes it has held, where its rule asks for that.
    pub held: Option<UnbrokenJson>,
    /// How many are on the roll.
    pub electors: usize,
    /// How many voted what.
    pub votes: Vec<SumJson>,
    /// Who has not voted.
    pub silent: Vec<String>,
    /// Ballots that do not count, in the order of records: the first thousand.
    pub rejected: Vec<RejectedJson>,
    /// How many there are in all.
    pub rejected_in_all: usize,
    /// The provisional count, where there are several options.
    pub count: Option<ProvisionalJson>,
    /// Why these ballots cannot be counted, where they cannot.
    pub uncounted: Option<String>,
    /// The outcomes with their conditions, up to the one that would win.
    pub outcomes: Vec<OutcomeJson>,
    /// The outcome, were it closed with these ballots.
    pub outcome: Option<String>,
    /// The outcomes that silent electors can still bring about.
    pub possible: Vec<String>,
    /// Whether the possible outcomes are surely possible.
    pub exact: bool,
    /// One's own ballot, where one is on the roll.
    pub own: Option<OwnJson>,
    /// How far its attestation has come, where the vote is held elsewhere.
    pub attesting: Option<AttestingJson>,
}

/// A stage that has ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct EndedJson {
    /// The stage.
    pub stage: String,
    /// The how-manieth poll of it.
    pub round: u32,
    /// How it ended.
    pub outcome: String,
    /// Whether the result is attested, and cannot be computed again.
    pub attested: bool,
}

/// What somebody did before the decision, as a rule's `acts_first` lets them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct ActJson {
    /// Who acted.
    pub by: String,
    /// The first day of what was changed.
    pub effective: String,
    /// Until when it is to be ratified.
    pub until: String,
    /// The commit.
    pub commit: String,
    /// `provisional`, `ratified`, `must be undone` or `undone`.
    pub stands: String,
    /// Why it must be undone, where it must.
    pub why: Option<String>,
}

/// `polity status --format json`, first version.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct StatusJson {
    /// `status/1`.
    pub polity: String,
    /// The proposal's number.
    pub proposal: u32,
    /// The proposal's whole name.
    pub name: String,
    /// Its title.
    pub title: String,
    /// How far it has come.
    pub state: String,
    /// The rule that decides.
    pub rule: String,
    /// The rule's stages.
    pub stages: Vec<String>,
    /// The stages that have ended.
    pub ended: Vec<EndedJson>,
    /// The stage that is due, where none is open.
    pub due: Option<String>,
    /// How it stands with sponsors, where its rule asks for some before the
    /// first vote.
    pub sponsors: Option<SponsorsJson>,
    /// What keeps the next vote from opening.
    pub waits: Vec<WaitsJson>,
    /// The open poll.
    pub poll: Option<PollJson>,
    /// What somebody did before the decision.
    pub act: Option<ActJson>,
}

/// `polity close --format json`, first version.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct ClosedJson {
    /// `closed/1`.
    pub polity: String,
    /// The proposal's number.
    pub proposal: u32,
    /// The proposal's whole name.
    pub name: String,
    /// The stage.
    pub stage: String,
    /// How many were on the roll.
    pub electors: usize,
    /// How many ballots count.
    pub counted: usize,
    /// How many voted what.
    pub votes: Vec<SumJson>,
    /// Ballots that do not count, in the order of records: the first thousand.
    pub rejected: Vec<RejectedJson>,
    /// How many there are in all.
    pub rejected_in_all: usize,
    /// The sums, the pairwise matrix or the rounds of a count of several
    /// options, a line each.
    pub count: Vec<String>,
    /// Those elected, or the option chosen.
    pub elected: Vec<String>,
    /// Who attests the figures, where the vote was held elsewhere: such a
    /// result cannot be computed again.
    pub attested: Option<AttestedByJson>,
    /// Every condition that was asked, with its numbers.
    pub conditions: Vec<String>,
    /// How the stage ended; nothing where it was extended.
    pub outcome: Option<String>,
    /// The new close, where it was extended.
    pub extended: Option<WhenJson>,
    /// What follows, in words.
    pub next: String,
    /// The commit.
    pub commit: String,
}

/// `polity enact --format json`, first version.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct EnactedJson {
    /// `enacted/1`.
    pub polity: String,
    /// The proposal's number.
    pub proposal: u32,
    /// The proposal's whole name.
    pub name: String,
    /// The first day of what was changed.
    pub effective: String,
    /// The files that changed.
    pub files: Vec<String>,
    /// Until when it is to be ratified, where somebody acted before the
    /// decision: it is provisional.
    pub provisional: Option<String>,
    /// The stages whose results are attested, and cannot be computed again.
    pub attested: Vec<String>,
    /// The commit.
    pub commit: String,
}

/// Anything else that a command did, in a sentence and a commit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct DoneJson {
    /// `done/1`.
    pub polity: String,
    /// What was done, as a word such as `founded`.
    pub what: String,
    /// The person, proposal or folder that it was done to.
    pub to: String,
    /// What was done, for people.
    pub said: Vec<String>,
    /// The commit, where one was made.
    pub commit: Option<String>,
}
