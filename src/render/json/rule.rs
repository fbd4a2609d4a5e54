//! Answers about rules: in full, explained, tried, counted, and the library.

use schemars::JsonSchema;
use serde::Serialize;

use super::{FindingJson, MovesUpJson, Named, OutcomeJson, SourceJson, SumJson};

/// `polity rule show --format json`, first version.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct RuleFullJson {
    /// `rule-full/1`.
    pub polity: String,
    /// The id, or the library's name.
    pub id: String,
    /// The title.
    pub title: String,
    /// Where it comes from.
    pub source: Option<SourceJson>,
    /// The first day without it.
    pub repealed: Option<String>,
    /// The classes of change that it may decide.
    pub decides: Vec<String>,
    /// The rule in plain sentences; those about a stage's outcomes begin with
    /// two spaces.
    pub sentences: Vec<String>,
    /// Who could vote in each stage on the day, where that is known.
    pub electors: Vec<ElectorsJson>,
    /// The teams that it names.
    pub teams: Vec<String>,
    /// The other rules that it names.
    pub names: Vec<String>,
    /// The rules that name it.
    pub named_by: Vec<String>,
    /// Its file.
    pub file: String,
    /// The text of the file.
    pub text: String,
}

/// Who could vote in a stage.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct ElectorsJson {
    /// The stage.
    pub stage: String,
    /// Who votes, as the rule says it.
    pub electorate: String,
    /// The people; nothing where they are not known.
    pub people: Option<Vec<Named>>,
    /// Why they are not known.
    pub why: Option<String>,
}

/// `polity rule explain --format json`, first version.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct RuleExplainJson {
    /// `rule-explain/1`.
    pub polity: String,
    /// The id, the library's name, or the file.
    pub id: String,
    /// The title.
    pub title: String,
    /// Where it comes from.
    pub source: Option<SourceJson>,
    /// The comment at the head of its file, for a rule of the library.
    pub comment: Option<String>,
    /// The rule in plain sentences.
    pub sentences: Vec<String>,
    /// What it takes to pass each stage of one question.
    pub stages: Vec<ReachJson>,
    /// What is wrong with it, and where it is weak.
    pub findings: Vec<FindingJson>,
}

/// What it takes to pass a stage.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct ReachJson {
    /// The stage.
    pub stage: String,
    /// Who votes, as the rule says it.
    pub electorate: String,
    /// How many electors this is worked out for.
    pub electors: Option<usize>,
    /// Why it is not worked out, where it is not.
    pub why: Option<String>,
    /// The fewest votes in favour, or consents, that pass, the others doing
    /// whatever helps most.
    pub fewest: Option<String>,
    /// Whether any ballots pass.
    pub any: bool,
    /// Whether the numbers are exact.
    pub exact: bool,
    /// By turnout.
    pub turnout: Vec<TurnoutJson>,
}

/// With so many ballots, how many must be in favour.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct TurnoutJson {
    /// Ballots cast.
    pub ballots: u64,
    /// The fewest in favour that pass, the others being against.
    pub in_favour: Option<u64>,
}

/// `polity rule try --format json` for one question, first version.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct TriedJson {
    /// `rule-try/1`.
    pub polity: String,
    /// The rule: its id, the library's name, or the file.
    pub rule: String,
    /// Its title.
    pub title: String,
    /// The stage.
    pub stage: String,
    /// How many voted what.
    pub votes: Vec<SumJson>,
    /// Those who could vote, recused ones not among them.
    pub electors: String,
    /// Those who did not.
    pub silent: String,
    /// What was taken for what nobody said.
    pub assumed: Vec<String>,
    /// Every condition before the outcomes that was asked: `extend`, `quorum`.
    pub before: Vec<OutcomeJson>,
    /// The outcomes with their conditions, up to the one that won.
    pub outcomes: Vec<OutcomeJson>,
    /// What would close it before its time.
    pub closing: Vec<OutcomeJson>,
    /// How it ends; nothing where it goes on.
    pub outcome: Option<String>,
    /// Where that leads, in words.
    pub leads: String,
    /// The outcomes that silent electors can still bring about.
    pub possible: Vec<String>,
    /// Whether each of these is surely possible.
    pub exact: bool,
}

/// An option or a candidate.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct OptionJson {
    /// The id.
    pub id: String,
    /// The name in the file of ballots.
    pub name: String,
}

/// An option with a number.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct TotalJson {
    /// The option.
    pub option: String,
    /// Its votes, points or sum, exactly.
    pub total: String,
}

/// One round of a count.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct RoundJson {
    /// What each option still in it has.
    pub tallies: Vec<TotalJson>,
    /// What was needed.
    pub quota: Option<String>,
    /// Votes that are no longer with any option.
    pub not_transferable: String,
    /// What came of it, in words.
    pub events: Vec<String>,
}

/// A tie that a step of the chain broke.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct BrokenJson {
    /// The options that were tied.
    pub among: Vec<String>,
    /// The order that came of it.
    pub into: Vec<Vec<String>>,
    /// What broke it.
    pub by: String,
}

/// A tie that nothing breaks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct TieJson {
    /// How many of them have a seat to win.
    pub seats: usize,
    /// The tied options.
    pub among: Vec<String>,
}

/// A count of several options: all that a person needs to follow it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct CountJson {
    /// The counting method.
    pub method: String,
    /// The definitions that were used where tools differ.
    pub notes: Vec<String>,
    /// Seats.
    pub seats: usize,
    /// Ballots not counted because they do not rank every option.
    pub invalid: u64,
    /// Totals, points or sums.
    pub totals: Vec<TotalJson>,
    /// Row over column, in the order of `matrix_options`: how many prefer one
    /// to the other.
    pub matrix: Vec<Vec<u64>>,
    /// The options of the matrix.
    pub matrix_options: Vec<String>,
    /// The rounds.
    pub rounds: Vec<RoundJson>,
    /// Options dropped before the comparison, with the reason.
    pub dropped: Vec<(String, String)>,
    /// All options, best first, equals together.
    pub order: Vec<Vec<String>>,
    /// Those who are elected for certain by these ballots.
    pub elected: Vec<String>,
    /// Those who gave way under a cap.
    pub over_cap: Vec<String>,
    /// Ties that were broken.
    pub broken: Vec<BrokenJson>,
    /// Ties that are open.
    pub ties: Vec<TieJson>,
    /// The step of the rule's chain that would have to speak next.
    pub open_steps: Vec<String>,
}

/// `polity rule try --ballots FILE --format json`, first version.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct CountedJson {
    /// `rule-count/1`.
    pub polity: String,
    /// The rule, where one was given.
    pub rule: Option<String>,
    /// The election's title, or the rule's.
    pub title: Option<String>,
    /// Ballots counted, by weight.
    pub ballots: u64,
    /// Among them those that choose nothing.
    pub blank: u64,
    /// The lines and ballots left out, with the reason.
    pub left_out: Vec<String>,
    /// The options.
    pub options: Vec<OptionJson>,
    /// The count itself.
    #[serde(flatten)]
    pub count: CountJson,
    /// Whose seat was filled by countback.
    pub vacancy: Option<String>,
    /// Who fills it.
    pub countback: Option<MovesUpJson>,
    /// The quorum and the outcomes of the stage, where it has them.
    pub conditions: Vec<OutcomeJson>,
    /// How the stage ends, where a rule was given.
    pub outcome: Option<String>,
    /// Where that leads, in words.
    pub leads: Option<String>,
}

/// `polity rule list --format json`, first version.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct RuleListJson {
    /// `rule-list/1`.
    pub polity: String,
    /// The library's rules.
    pub rules: Vec<LibraryRuleJson>,
}

/// A rule of the library.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct LibraryRuleJson {
    /// Its name, such as `apache/code-change`.
    pub name: String,
    /// Its title.
    pub title: String,
    /// The document that it is taken from.
    pub source: Option<SourceJson>,
    /// What it decides.
    pub decides: Vec<String>,
    /// The teams that it names, to be mapped to one's own.
    pub teams: Vec<String>,
    /// The other rules that it names.
    pub names: Vec<String>,
}
