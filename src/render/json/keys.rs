//! Keys, and whom they make somebody.

use schemars::JsonSchema;
use serde::Serialize;

/// `polity key list --format json`, first version.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct KeysJson {
    /// `keys/1`.
    pub polity: String,
    /// The people, in the order of ids.
    pub people: Vec<KeyOwnerJson>,
}

/// A person with their keys.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct KeyOwnerJson {
    /// The id.
    pub id: String,
    /// The name.
    pub name: String,
    /// The keys, in the order of the file; those that went included.
    pub keys: Vec<KeyJson>,
}

/// A recorded key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct KeyJson {
    /// As `ssh-keygen -l` shows it; for OpenPGP the SHA-256 of the primary key.
    pub fingerprint: Option<String>,
    /// Its kind, such as `ssh-ed25519` or `openpgp`.
    pub kind: Option<String>,
    /// Why it can be used by nobody, where it cannot.
    pub problem: Option<String>,
    /// Its first day, where it is known.
    pub from: Option<String>,
    /// When it is theirs, in words.
    pub period: String,
    /// Whether it is theirs today.
    pub theirs: bool,
    /// Whether a poll that opens today takes it.
    pub usable: bool,
    /// The first day on which a poll takes it, where that is still to come.
    pub usable_from: Option<String>,
}

/// `polity whoami --format json`, first version.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct WhoamiJson {
    /// `whoami/1`.
    pub polity: String,
    /// The person's id.
    pub id: String,
    /// The person's name.
    pub name: String,
    /// The key at hand.
    pub key: KeyJson,
    /// What named it: a setting of git, a file, the agent.
    pub found_by: String,
    /// The program that signs with it; nothing where polity does so itself.
    pub signs: Option<String>,
    /// Whether the workspace is a draft, in which nobody votes yet.
    pub draft: bool,
    /// The day of the answer.
    pub on: String,
    /// Their other keys.
    pub others: Vec<KeyJson>,
    /// The name and address in their commits, which decide nothing; nothing
    /// where git does not know them, and then no commit can be made.
    pub commits_as: Option<String>,
}
