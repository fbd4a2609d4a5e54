//! From a claim to a ballot that counts.
//!
//! What makes a ballot count is what it proves itself: that it names this
//! poll, a person on the frozen roll and a possible vote, within the window,
//! and that a key of that person signed exactly these bytes. Where the file
//! lay, which commit brought it and what name that commit bears decide nothing.

use std::sync::Arc;

use super::choice::possible;
use super::poll::{KeyPrint, Poll};
use super::rejection::{Reason, Rejection};
use super::{Ballot, Vote};
use crate::base::{Digest, Instant, PersonId};
use crate::rule::ReasonRule;

/// A file found among the ballots.
#[derive(Debug, Clone)]
pub enum Claim {
    /// It is no ballot in the one exact form.
    Unreadable {
        /// The digest of the file.
        digest: Digest,
        /// What is wrong with it.
        why: String,
    },
    /// It has the form of a ballot.
    Ballot {
        /// What it says.
        ballot: Box<Ballot>,
        /// The bytes that are signed.
        prefix: Vec<u8>,
        /// The signature.
        armour: String,
    },
}

/// What a signature check finds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SignatureVerdict {
    /// Good, and by one of the keys.
    Good,
    /// Good, but by another key.
    ForeignKey(String),
    /// Made for another purpose.
    WrongNamespace(String),
    /// Not good.
    Bad(String),
    /// It cannot be told here, such as where a program is missing. No result
    /// may be made of it.
    Unknown(String),
}

/// Checks the signature of a ballot; implemented where signatures are known.
pub trait SignatureCheck: Sync {
    /// Whether `armour` is a signature of `prefix`, made for a ballot, by one
    /// of `keys`.
    fn check(&self, prefix: &[u8], armour: &str, keys: &[KeyPrint]) -> SignatureVerdict;
}

/// A ballot that was verified against its poll. There is no other way to make
/// one.
///
/// ```compile_fail
/// # fn forge(ballot: polity::vote::Ballot, digest: polity::base::Digest) {
/// let forged = polity::vote::VerifiedBallot(std::sync::Arc::new((ballot, digest)));
/// # }
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VerifiedBallot(Arc<Checked>);

/// What was verified, which all copies share.
#[derive(Debug, PartialEq, Eq)]
struct Checked {
    ballot: Ballot,
    digest: Digest,
}

impl VerifiedBallot {
    /// What it says.
    pub fn ballot(&self) -> &Ballot {
        &self.0.ballot
    }

    /// The digest of what is signed.
    pub fn digest(&self) -> Digest {
        self.0.digest
    }

    /// Whose it is.
    pub fn voter(&self) -> &PersonId {
        &self.0.ballot.voter
    }
}

/// The outcome of verifying one claim.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verified {
    /// It is its voter's ballot.
    Yes(VerifiedBallot),
    /// It does not count.
    No(Box<Rejection>),
    /// It cannot be told here.
    Unknown(String),
}

/// Verifies one claim.
///
/// `id` is the digest of the poll, `closes` the end of its window with all
/// extensions. Cheap checks come first, so that junk costs no signature check.
pub fn verify(
    poll: &Poll,
    id: Digest,
    closes: Instant,
    claim: Claim,
    signatures: &dyn SignatureCheck,
) -> Verified {
    let (ballot, prefix, armour) = match claim {
        Claim::Unreadable { digest, why } => {
            return Verified::No(Box::new(Rejection {
                voter: None,
                ballot: digest,
                reason: Reason::NotABallot,
                why,
            }));
        }
        Claim::Ballot {
            ballot,
            prefix,
            armour,
        } => (ballot, prefix, armour),
    };
    let digest = Digest::of(&prefix);
    let reject = |reason, why| {
        Verified::No(Box::new(Rejection {
            voter: Some(ballot.voter.clone()),
            ballot: digest,
            reason,
            why,
        }))
    };
    if ballot.poll != id {
        return reject(
            Reason::OtherPoll,
            format!("it was cast in another poll, {}", ballot.poll.short()),
        );
    }
    if poll.stage.is_held_elsewhere() {
        return reject(
            Reason::HeldElsewhere,
            "the vote of this poll is held elsewhere, so it takes no ballots".to_owned(),
        );
    }
    let Some(elector) = poll.elector(&ballot.voter) else {
        return reject(
            Reason::NotOnTheRoll,
            format!("{} is not on the roll of this poll", ballot.voter),
        );
    };
    if let Err(impossible) = possible(&ballot.vote, &poll.stage, &poll.options) {
        return reject(Reason::ImpossibleVote, impossible.to_string());
    }
    if reason_missing(&ballot, poll.stage.reason) {
        return reject(
            Reason::ReasonMissing,
            "this poll requires a reason, and the ballot gives none".to_owned(),
        );
    }
    if ballot.cast_at < poll.opened {
        return reject(
            Reason::OutsideTheWindow,
            format!("cast at {}, before the opening", ballot.cast_at),
        );
    }
    if closes < ballot.cast_at {
        return reject(
            Reason::OutsideTheWindow,
            format!("cast at {}, after the close", ballot.cast_at),
        );
    }
    if elector.keys.is_empty() {
        return reject(
            Reason::ForeignKey,
            format!("{} had no key on the roll", ballot.voter),
        );
    }
    match signatures.check(&prefix, &armour, &elector.keys) {
        SignatureVerdict::Good => {
            let ballot = *ballot;
            Verified::Yes(VerifiedBallot(Arc::new(Checked { ballot, digest })))
        }
        SignatureVerdict::ForeignKey(_) => reject(
            Reason::ForeignKey,
            format!("signed by a key that is not {}'s", ballot.voter),
        ),
        SignatureVerdict::WrongNamespace(why) => reject(Reason::WrongNamespace, why),
        SignatureVerdict::Bad(why) => reject(Reason::BadSignature, why),
        SignatureVerdict::Unknown(why) => Verified::Unknown(why),
    }
}

/// Whether a reason is required and not given. A recusal needs none.
fn reason_missing(ballot: &Ballot, rule: ReasonRule) -> bool {
    let given = ballot
        .reason
        .as_ref()
        .is_some_and(|reason| !reason.trim().is_empty());
    let objection = ballot.vote == Vote::Object;
    let against = match &ballot.vote {
        Vote::Against | Vote::Object => true,
        Vote::Score(score) => **score < crate::base::exact(0),
        _ => false,
    };
    let required = match rule {
        // An objection is its text.
        _ if objection => true,
        ReasonRule::Required => ballot.vote != Vote::Recused,
        ReasonRule::RequiredForAgainst => against,
        ReasonRule::Optional | ReasonRule::Encouraged => false,
    };
    required && !given
}
