//! Why a use case did not do what was asked. The library says what failed and
//! what is allowed; the command line adds what to type.

use crate::base::{IdError, Instant, PersonId, ProposalName, RuleId, StageId};
use crate::finding::Finding;
use crate::format::wire::record::RecordError;
use crate::proposal::{Refused, State};
use crate::rule::UnknownRoll;
use crate::rule::decide::DecideError;
use crate::sign::SignerError;
use crate::store::{CommitId, StoreError};
use crate::vote::{ImpossibleVote, ProgressError};

/// Why a use case did not do what was asked. Nothing was written.
#[derive(Debug, thiserror::Error)]
pub enum WorkspaceError {
    /// Git said no.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The shared line could not be brought up to date.
    #[error(transparent)]
    Sync(#[from] super::sync::SyncError),
    /// The files of the workspace are broken.
    #[error("the workspace has {} that must be mended first", count(.0.len(), "problem"))]
    Broken(Vec<Finding>),
    /// A tree that readers of git could see differently.
    #[error("{} has a tree that cannot be trusted: {why}", .commit.short())]
    BadTree {
        /// The commit.
        commit: CommitId,
        /// What is wrong.
        why: String,
    },
    /// The founding is not the one that was told or remembered.
    #[error("{}", other_anchor(*.expected, *.found, *.told))]
    OtherAnchor {
        /// The one that was told or remembered.
        expected: CommitId,
        /// The one that the branch has.
        found: Option<CommitId>,
        /// Whether it was told, and not remembered.
        told: bool,
    },
    /// The founding does not hold.
    #[error("the founding in {} does not hold: {why}", .commit.short())]
    FalseFounding {
        /// The commit.
        commit: CommitId,
        /// Why.
        why: String,
    },
    /// There is no workspace here.
    #[error("there is no governance/organisation.yaml here")]
    NoWorkspace,
    /// Something is in the way of a new workspace.
    #[error("`{0}` exists already, and nothing is overwritten")]
    Exists(String),
    /// An import begins in an empty folder.
    #[error("{} is not empty: it has `{}`", .0.display(), .1)]
    NotEmpty(std::path::PathBuf, String),
    /// Another tool's files cannot be taken in.
    #[error(transparent)]
    Import(#[from] crate::exchange::import::ImportError),
    /// What lies beside the workspace cannot be read.
    #[error(transparent)]
    Beside(#[from] crate::exchange::BesideError),
    /// The workspace is a draft.
    #[error("this workspace is a draft; votes are held once it is founded")]
    Draft,
    /// The workspace was founded already.
    #[error("this workspace was founded on {0}")]
    Founded(Instant),
    /// The workspace records a past organisation.
    #[error("this workspace records the organisation as of {0}, not as it is today")]
    AsOf(crate::base::Date),
    /// No proposal of that number or name.
    #[error("there is no proposal `{0}`")]
    NoProposal(String),
    /// Several proposals of that number.
    #[error("there are several proposals of that number: {}", names(.0))]
    SeveralProposals(Vec<ProposalName>),
    /// The proposal is not in a state for this.
    #[error("proposal {name} is {state}")]
    State {
        /// Which.
        name: ProposalName,
        /// Its state.
        state: State,
    },
    /// The changes do not apply.
    #[error("the changes of the proposal do not apply to the organisation")]
    Refused(Vec<Refused>),
    /// The rule that is to decide is not there.
    #[error("there is no rule `{0}` in force")]
    NoRule(RuleId),
    /// The rule may not decide what the proposal changes.
    #[error("rule `{rule}` does not decide {}", .classes.join(", "))]
    WrongRule {
        /// The rule.
        rule: RuleId,
        /// The classes that it does not decide.
        classes: Vec<String>,
    },
    /// Several rules may decide the changes, and none was named.
    #[error("several rules decide {}: {}", .classes.join(" and "), ids(.rules))]
    SeveralRules {
        /// They.
        rules: Vec<RuleId>,
        /// What the changes are.
        classes: Vec<String>,
    },
    /// No rule may decide the changes.
    #[error("no rule in force decides {}", .0.join(" and "))]
    NoRuleDecides(Vec<String>),
    /// Nobody is named as an author, and the key at hand tells nobody.
    #[error("nobody is named as the author, and {0}")]
    NoAuthor(String),
    /// A person who is not in the organisation.
    #[error("there is no person `{id}`")]
    NoPerson {
        /// The id.
        id: PersonId,
        /// The one that was probably meant.
        near: Option<PersonId>,
    },
    /// The folder lies in a repository, and is not its root.
    #[error("this folder lies in the repository {}", .0.display())]
    NotTheRoot(std::path::PathBuf),
    /// Who votes cannot be said.
    #[error("who votes cannot be said: {0}")]
    UnknownRoll(UnknownRoll),
    /// Nobody votes.
    #[error("nobody is in the electorate `{0}`")]
    NobodyVotes(String),
    /// Electors who cannot vote.
    #[error("{}, and could not vote", no_key(.0))]
    Keyless(Vec<PersonId>),
    /// The person may not do this.
    #[error("{who} may not {what}: {why}")]
    NotAllowed {
        /// Who.
        who: PersonId,
        /// What they tried.
        what: &'static str,
        /// Who may.
        why: String,
    },
    /// The key at hand is nobody's.
    #[error("the key at hand, {0}, is recorded for nobody in this workspace")]
    NobodysKey(String),
    /// The person who votes is not on the roll.
    #[error("you ({0}) are not on the roll of this poll")]
    NotOnTheRoll(PersonId),
    /// The person's key is not the one on the roll.
    #[error("the key at hand, {key}, is nobody's on the roll of this poll")]
    NotARollKey {
        /// Its fingerprint.
        key: String,
    },
    /// No poll is open.
    #[error("no poll of proposal {0} is open")]
    NoPoll(ProposalName),
    /// A poll is open already.
    #[error("stage `{stage}` of proposal {name} is open until {closes}")]
    PollOpen {
        /// The proposal.
        name: ProposalName,
        /// The stage.
        stage: StageId,
        /// When it closes.
        closes: Instant,
    },
    /// The end of a poll does not hold.
    #[error(
        "the end of poll {poll}, stage `{stage}`, does not hold; nothing follows until it does"
    )]
    Unsettled {
        /// Its number.
        poll: u32,
        /// The stage.
        stage: StageId,
    },
    /// The poll has closed.
    #[error("the poll closed at {0}")]
    TooLate(Instant),
    /// It is too early.
    #[error("{what} before {at}")]
    TooEarly {
        /// What cannot be done yet.
        what: &'static str,
        /// When it can be.
        at: Instant,
    },
    /// Something keeps the poll from opening.
    #[error("{}", super::gate::in_words(.0))]
    Hindered(Vec<super::gate::Hindrance>),
    /// The period must be chosen, or is not within the rule's bounds.
    #[error("{0}")]
    Period(String),
    /// The poll does not take this vote.
    #[error("{}", .0.why)]
    Choice(#[from] ImpossibleVote),
    /// The rule does not let a vote be changed.
    #[error("you have voted, and this poll takes the first vote")]
    VotedAlready,
    /// A vote that is not held here.
    #[error("{0}")]
    HeldElsewhere(String),
    /// A record is not what it should be.
    #[error("{path}: {error}")]
    Record {
        /// The file.
        path: String,
        /// What is wrong.
        error: RecordError,
    },
    /// A record cannot be written.
    #[error("it cannot be written: {0}")]
    Write(#[from] RecordError),
    /// What was recorded is not what can be recomputed.
    #[error("{0}")]
    Unsound(String),
    /// A signature cannot be made.
    #[error(transparent)]
    Signer(#[from] SignerError),
    /// A signature cannot be checked here.
    #[error("{0}; no result is written while a signature cannot be checked")]
    Incomplete(String),
    /// Figures that cannot be those of the vote.
    #[error("{0}")]
    Figures(String),
    /// A vote held elsewhere whose figures nobody has attested yet, or not all
    /// who must.
    #[error("the vote of stage `{stage}` is held elsewhere, and its figures are not attested by {}", people(.missing))]
    Unattested {
        /// The proposal.
        name: ProposalName,
        /// The stage.
        stage: StageId,
        /// Who must.
        missing: Vec<PersonId>,
    },
    /// A tie that the rule's chain does not break.
    #[error("the ballots leave a tie: {0}")]
    Tie(String),
    /// A rule cannot be worked out.
    #[error("the rule cannot be worked out: {0}")]
    Decide(#[from] DecideError),
    /// The stages do not follow the rule.
    #[error(transparent)]
    Progress(#[from] ProgressError),
    /// What the proposal touches has changed since it was voted on.
    #[error(
        "since the vote these have changed: {}",
        .0.iter().map(|it| it.path.as_str()).collect::<Vec<_>>().join(", ")
    )]
    Moved(Vec<MovedFile>),
    /// A constraint would break.
    #[error("it would break what must hold: {}", .0.join("; "))]
    Breaks(Vec<String>),
    /// An edit of a hand-written file is refused rather than approximated.
    #[error("{path} cannot be edited safely: {why}")]
    Edit {
        /// The file.
        path: String,
        /// Why.
        why: String,
    },
    /// Nothing was edited.
    #[error("{0}; there is nothing to propose")]
    NoEdits(String),
    /// A patch that fits the files of no commit.
    #[error(
        "the patch does not fit {}: neither what the shared line has today nor what it had before",
        .0.join(", ")
    )]
    PatchUnfit(Vec<String>),
    /// What is checked out has another organisation than the shared line.
    #[error("the branch that is checked out has another governance/ than `{0}`")]
    OtherLine(String),
    /// A change of a number that there is not.
    #[error("there is no change {number}; the proposal has {}", count(*.of, "change"))]
    NoChange {
        /// The number.
        number: usize,
        /// How many there are.
        of: usize,
    },
    /// An id is not one.
    #[error(transparent)]
    Id(#[from] IdError),
    /// Anything else that the person must settle.
    #[error("{0}")]
    Other(String),
}

/// A file that a proposal touches and that changed since the vote.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MovedFile {
    /// The file.
    pub path: String,
    /// What was done to it, and by which decision, a sentence each.
    pub came: Vec<String>,
}

impl WorkspaceError {
    /// Whether it says that a poll cannot be decided as it stands; not that
    /// something could not be read.
    pub(super) fn leaves_undecided(&self) -> bool {
        matches!(
            self,
            Self::Tie(_) | Self::Unattested { .. } | Self::Unsound(_) | Self::Decide(_)
        )
    }
}

fn people(ids: &[PersonId]) -> String {
    let ids: Vec<_> = ids.iter().map(PersonId::as_str).collect();
    ids.join(", ")
}

fn other_anchor(expected: CommitId, found: Option<CommitId>, told: bool) -> String {
    let whose = if told {
        "that was given"
    } else {
        "that this clone remembers"
    };
    match found {
        Some(found) => format!(
            "this branch was founded in {found}, and not in {expected}, the founding {whose}"
        ),
        None => format!("this branch has no founding, and {expected} is the one {whose}"),
    }
}

/// A number and its noun.
pub(crate) fn count(number: usize, noun: &str) -> String {
    let plural = if number == 1 { "" } else { "s" };
    format!("{number} {noun}{plural}")
}

fn names(proposals: &[ProposalName]) -> String {
    let names: Vec<_> = proposals.iter().map(ProposalName::as_str).collect();
    names.join(", ")
}

fn ids(rules: &[RuleId]) -> String {
    let ids: Vec<_> = rules.iter().map(RuleId::as_str).collect();
    ids.join(", ")
}

fn no_key(people: &[PersonId]) -> String {
    let shown: Vec<_> = people.iter().take(5).map(PersonId::as_str).collect();
    let more = people.len().saturating_sub(shown.len());
    let more = if more > 0 {
        format!(" and {more} more")
    } else {
        String::new()
    };
    let have = if people.len() == 1 { "has" } else { "have" };
    format!("{}{more} {have} no usable key", shown.join(", "))
}
