//! `ballots/<voter>.yaml`.

use serde::{Deserialize, Serialize};

use super::vote::VoteValue;
use super::{RecordError, expect_kind};
use crate::base::{Digest, Instant, PersonId, Subject};
use crate::format::scalar::Text;
use crate::format::{LONGEST_SIGNED, canonical, signed_text, split};
use crate::vote::{Ballot, Claim, CommitHex};

const KIND: &str = "ballot/1";

/// A ballot as written, without its signature.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct BallotFile {
    polity: String,
    poll: Text<Digest>,
    voter: PersonId,
    cast_at: Text<Instant>,
    vote: VoteValue,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    reason: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    replaces: Option<Text<Digest>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    seen: Option<Text<CommitHex>>,
}

/// The bytes of a ballot that its voter signs.
///
/// # Errors
///
/// Where the reason holds a character that no file may hold.
pub fn write_ballot(ballot: &Ballot) -> Result<Vec<u8>, RecordError> {
    let Ballot {
        poll,
        voter,
        cast_at,
        vote,
        reason,
        replaces,
        seen,
    } = ballot.clone();
    let file = BallotFile {
        polity: KIND.to_owned(),
        poll: Text(poll),
        voter,
        cast_at: Text(cast_at),
        vote: VoteValue(vote),
        reason,
        replaces: replaces.map(Text),
        seen: seen.map(Text),
    };
    Ok(signed_text(&file)?)
}

/// Reads the signed bytes of a ballot.
///
/// # Errors
///
/// Where they are not, byte for byte, what [`write_ballot`] writes for some
/// ballot.
pub fn read_ballot(prefix: &[u8]) -> Result<Ballot, RecordError> {
    let file: BallotFile = canonical(&Subject::Workspace, prefix)?;
    expect_kind(&file.polity, KIND)?;
    Ok(Ballot {
        poll: file.poll.0,
        voter: file.voter,
        cast_at: file.cast_at.0,
        vote: file.vote.0,
        reason: file.reason,
        replaces: file.replaces.map(|text| text.0),
        seen: file.seen.map(|text| text.0),
    })
}

/// What a file among the ballots claims to be. Never fails: what cannot be
/// read is a claim that will be rejected.
pub fn read_claim(bytes: &[u8]) -> Claim {
    let unreadable = |why: String| Claim::Unreadable {
        digest: Digest::of(bytes),
        why,
    };
    let parts = match split(bytes, LONGEST_SIGNED) {
        Ok(parts) => parts,
        Err(error) => return unreadable(error.to_string()),
    };
    match read_ballot(parts.prefix) {
        Ok(ballot) => Claim::Ballot {
            ballot: Box::new(ballot),
            prefix: parts.prefix.to_vec(),
            armour: parts.armour,
        },
        Err(error) => unreadable(error.to_string()),
    }
}
