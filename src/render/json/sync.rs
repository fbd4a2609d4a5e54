//! Answers about bringing the shared line up to date with others.

use schemars::JsonSchema;
use serde::Serialize;

/// Where something that was done was pushed to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct PushedJson {
    /// The remote.
    pub remote: String,
    /// The branch there.
    pub branch: String,
    /// The commit, as it stands there: another one than was first made, where
    /// somebody else was faster.
    pub commit: String,
    /// How often it was tried.
    pub attempts: u32,
}

/// An answer of a command that can push what it did.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Pushable<T> {
    /// What was done.
    #[serde(flatten)]
    pub answer: T,
    /// Where it was pushed; left out where that was not asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pushed: Option<PushedJson>,
}

/// A commit that was made here and is shared now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct PutJson {
    /// The commit as it was made.
    pub was: String,
    /// The commit as it stands on the line.
    pub commit: String,
    /// Its first line.
    pub subject: String,
}

/// A commit that was made here and stays here.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct LeftJson {
    /// The commit.
    pub commit: String,
    /// Its first line.
    pub subject: String,
    /// Why it stays.
    pub why: String,
    /// What to do.
    pub todo: String,
}

/// `polity sync --format json`, first version.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct SyncJson {
    /// `sync/1`.
    pub polity: String,
    /// The remote.
    pub remote: String,
    /// The shared branch there.
    pub branch: String,
    /// Its newest commit.
    pub head: String,
    /// How many commits of others came.
    pub brought: usize,
    /// What was made here and is there now.
    pub put: Vec<PutJson>,
    /// What was made here and stays here.
    pub left: Vec<LeftJson>,
    /// How often a push was tried.
    pub attempts: u32,
    /// Why the branch here was not brought along, where it was not.
    pub behind: Option<String>,
}

/// A record that was taken in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct TakenJson {
    /// Where it came from.
    pub from: String,
    /// Where it is now.
    pub path: String,
    /// Whose it is.
    pub by: String,
    /// The digest of what is signed: of a ballot, the voter's receipt.
    pub digest: String,
}

/// Something that was not taken in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct NotTakenJson {
    /// Where it came from.
    pub from: String,
    /// The path that it had there.
    pub path: Option<String>,
    /// Why, as a stable word: one of those of rejected ballots, or
    /// `no-open-poll`, `no-such-proposal`, `not-allowed`, `stands-already`,
    /// `changed-since`, `unchecked-signature`, `not-a-record`, `too-large`,
    /// `bad-mail`, `bad-patch`.
    pub code: String,
    /// Why, for people.
    pub why: String,
}

/// `polity collect --format json`, first version.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct CollectJson {
    /// `collect/1`.
    pub polity: String,
    /// What was taken in.
    pub taken: Vec<TakenJson>,
    /// What was not.
    pub refused: Vec<NotTakenJson>,
    /// How many records the line had already.
    pub known: usize,
    /// How many commits were made.
    pub commits: usize,
    /// The new end of the line, where any was made.
    pub head: Option<String>,
    /// Whether it was only tried.
    pub dry_run: bool,
}
