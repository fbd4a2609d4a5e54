//! `ballots/<voter>.yaml`.

use serde::{Deserialize, Serialize};

use super::vote::VoteValue;
use super::{RecordError, expect_kind};
use crate::base::{Digest, Instant, PersonId, Subject};
use crate::format::emit::scalar_on_line;
use crate::format::scalar::Text;
use crate::format::{LONGEST_SIGNED, canonical, signed_text, split};
use crate::vote::{Ballot, Claim, CommitHex, Vote, show_vote};

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

/// How the signed bytes of every ballot in a poll begin.
pub fn ballot_head(poll: Digest) -> String {
    format!("polity: {KIND}\npoll: {poll}\n")
}

/// Reads the signed bytes of a ballot.
///
/// # Errors
///
/// Where they are not, byte for byte, what [`write_ballot`] writes for some
/// ballot.
pub fn read_ballot(prefix: &[u8]) -> Result<Ballot, RecordError> {
    match quick(prefix) {
        Some(ballot) => Ok(ballot),
        None => read_in_general(prefix),
    }
}

/// Most ballots are a word without a reason. What is written for one can be
/// told without the general writer, and what equals it is read by it in the
/// same way; the tests try it. It takes a tenth of the time.
fn quick(prefix: &[u8]) -> Option<Ballot> {
    let text = std::str::from_utf8(prefix).ok()?;
    let mut lines = text.split_inclusive('\n').peekable();
    let mut line = |key: &str| -> Option<&str> {
        let value = lines.peek()?.strip_prefix(key)?.strip_prefix(": ")?;
        let value = value.strip_suffix('\n')?;
        lines.next();
        Some(value)
    };
    if line("polity")? != KIND {
        return None;
    }
    let ballot = Ballot {
        poll: line("poll")?.parse().ok()?,
        voter: line("voter")?.parse().ok()?,
        cast_at: line("cast_at")?.parse().ok()?,
        vote: word(line("vote")?)?,
        reason: None,
        replaces: match line("replaces") {
            Some(digest) => Some(digest.parse().ok()?),
            None => None,
        },
        seen: match line("seen") {
            Some(commit) => Some(commit.parse().ok()?),
            None => None,
        },
    };
    (quickly_written(&ballot)? == text).then_some(ballot)
}

/// The votes that are one word.
const WORDS: [Vote; 7] = [
    Vote::For,
    Vote::Against,
    Vote::Abstain,
    Vote::Recused,
    Vote::Consent,
    Vote::StandAside,
    Vote::Object,
];

fn word(text: &str) -> Option<Vote> {
    WORDS.into_iter().find(|vote| show_vote(vote) == text)
}

/// What is written for a ballot that is a word without a reason.
fn quickly_written(ballot: &Ballot) -> Option<String> {
    let Ballot {
        poll,
        voter,
        cast_at,
        vote,
        reason: None,
        replaces,
        seen,
    } = ballot
    else {
        return None;
    };
    let mut text = format!("polity: {KIND}\n");
    let mut line = |key: &str, value: &str| {
        text.push_str(key);
        text.push_str(": ");
        text.push_str(&scalar_on_line(value).ok()?);
        text.push('\n');
        Some(())
    };
    line("poll", &poll.to_string())?;
    line("voter", voter.as_str())?;
    line("cast_at", &cast_at.to_string())?;
    line(
        "vote",
        WORDS.contains(vote).then(|| show_vote(vote))?.as_str(),
    )?;
    if let Some(replaces) = replaces {
        line("replaces", &replaces.to_string())?;
    }
    if let Some(seen) = seen {
        line("seen", &seen.to_string())?;
    }
    Some(text)
}

fn read_in_general(prefix: &[u8]) -> Result<Ballot, RecordError> {
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

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn ballot(
        voter: &str,
        vote: usize,
        seconds: i64,
        replaces: bool,
        seen: Option<&str>,
    ) -> Ballot {
        Ballot {
            poll: Digest::of(voter.as_bytes()),
            voter: voter.parse().unwrap_or_else(|_| "ann".parse().unwrap()),
            cast_at: Instant::from_unix(seconds).unwrap(),
            vote: WORDS[vote % WORDS.len()].clone(),
            reason: None,
            replaces: replaces.then(|| Digest::of(b"before")),
            seen: seen.map(|it| it.parse().unwrap()),
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(200))]

        #[test]
        fn the_quick_writer_writes_as_the_general_one(
            voter in "[a-z]{1,9}|[0-9]{1,4}|1e5|0x1", vote in 0_usize..7,
            seconds in 0_i64..4_000_000_000, replaces in any::<bool>(),
            seen in proptest::option::of("[0-9a-f]{40}|[0-9]{40}|[0-9]{20}e[0-9]{19}"),
        ) {
            let ballot = ballot(&voter, vote, seconds, replaces, seen.as_deref());
            let written = String::from_utf8(write_ballot(&ballot).unwrap()).unwrap();
            prop_assert_eq!(quickly_written(&ballot), Some(written.clone()));
            prop_assert!(written.starts_with(&ballot_head(ballot.poll)));
            prop_assert_eq!(read_in_general(written.as_bytes()), Ok(ballot));
        }

        #[test]
        fn what_was_changed_is_read_by_both_readers_or_by_none(
            vote in 0_usize..7, at in any::<prop::sample::Index>(), cut in 0_usize..3,
            with in "[ \na-z0-9:,{}\"'#-]{0,3}|reason: a\n",
        ) {
            let ballot = ballot("ann", vote, 1_600_000_000, true, Some(&"a".repeat(40)));
            let mut text = quickly_written(&ballot).unwrap();
            let at = at.index(text.len());
            text.replace_range(at..(at + cut).min(text.len()), &with);
            let general = read_in_general(text.as_bytes()).ok();
            prop_assert_eq!(read_ballot(text.as_bytes()).ok(), general);
        }
    }
}
