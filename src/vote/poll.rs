//! A poll: the call for votes, frozen when voting opens.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use super::commit::CommitHex;
use crate::base::{Digest, Exact, Instant, OptionId, PersonId, ProposalName, RuleId, TeamId};
use crate::rule::Stage;

/// A text that is not what it should be.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{found}` is no {what}")]
pub struct WordError {
    what: &'static str,
    found: String,
}

impl WordError {
    /// A text that is not what it should be; of a long one the beginning.
    pub(super) fn new(what: &'static str, found: &str) -> Self {
        let found = found.chars().take(60).collect();
        Self { what, found }
    }
}

macro_rules! hex_words {
    ($($(#[$doc:meta])* $name:ident $what:literal $check:expr;)+) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(Arc<str>);

        impl $name {
            /// As text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl FromStr for $name {
            type Err = WordError;

            fn from_str(text: &str) -> Result<Self, WordError> {
                let check: fn(&str) -> bool = $check;
                if check(text) {
                    Ok(Self(text.into()))
                } else {
                    Err(WordError::new($what, text))
                }
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.pad(&self.0)
            }
        }
    )+};
}

fn hex(text: &str) -> bool {
    text.bytes()
        .all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b))
}

hex_words! {
    /// 128 random bits in hexadecimal: they make every poll another, so that a
    /// ballot belongs to one poll of one repository.
    Nonce "nonce of 32 hexadecimal digits"
        |text| text.len() == 32 && hex(text);
    /// The fingerprint of a key: `SHA256:` and unpadded base64 for SSH,
    /// `OPENPGP:` and hexadecimal for OpenPGP.
    KeyPrint "fingerprint of a key"
        |text| {
            let base64 = |b: u8| b.is_ascii_alphanumeric() || b == b'+' || b == b'/';
            let ssh = text.strip_prefix("SHA256:");
            let pgp = text.strip_prefix("OPENPGP:");
            ssh.is_some_and(|rest| rest.len() == 43 && rest.bytes().all(base64))
                || pgp.is_some_and(|rest| (40..=64).contains(&rest.len())
                    && rest.bytes().all(|b| b.is_ascii_hexdigit()))
        };
}

/// One who may vote in a poll.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Elector {
    /// Who.
    pub person: PersonId,
    /// What their vote weighs.
    pub weight: Arc<Exact>,
    /// The keys that sign for them; empty where they have none.
    pub keys: Vec<KeyPrint>,
}

/// How large a body was when the poll opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BodySize {
    /// Its seats, where their number is fixed.
    pub seats: Option<u64>,
    /// How many served, where that is known.
    pub serving: Option<u64>,
}

/// The call for votes.
#[derive(Debug, Clone, PartialEq)]
pub struct Poll {
    /// The proposal.
    pub proposal: ProposalName,
    /// Every voted file of it, by path and bytes.
    pub content: Digest,
    /// The first parent of the commit that opened the poll.
    pub base: CommitHex,
    /// The organisation there, by path and bytes.
    pub governance: Digest,
    /// The rule.
    pub rule: RuleId,
    /// The stage of it, in full, with the period that the opener chose.
    pub stage: Stage,
    /// The how-manieth poll of this stage, from 1.
    pub round: u32,
    /// The result of the stage before.
    pub after: Option<Digest>,
    /// What can be chosen: `adopt` for a single question.
    pub options: Vec<OptionId>,
    /// When voting began.
    pub opened: Instant,
    /// When it ends, extensions apart.
    pub closes: Instant,
    /// Whether ballots lie in folders by the voter's digest.
    pub fan_out: bool,
    /// What makes this poll another than any other.
    pub nonce: Nonce,
    /// Who may vote, by person.
    pub electorate: Arc<[Elector]>,
    /// Who opened it.
    pub opened_by: PersonId,
    /// Whether electors without a key were knowingly counted.
    pub keyless: bool,
}

impl Poll {
    /// The elector of an id; the electorate is in the order of ids.
    pub fn elector(&self, person: &PersonId) -> Option<&Elector> {
        let found = self
            .electorate
            .binary_search_by(|elector| elector.person.cmp(person));
        found.ok().map(|at| &self.electorate[at])
    }

    /// The sum of all weights.
    pub fn weight(&self) -> Exact {
        self.electorate.iter().map(|elector| &*elector.weight).sum()
    }
}

/// The sizes of the bodies that a rule asks about.
pub type Bodies = BTreeMap<TeamId, BodySize>;
