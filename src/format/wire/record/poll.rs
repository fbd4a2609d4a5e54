//! `polls/<n>-<stage>/poll.yaml`.

use std::sync::Arc;

use memchr::memmem;
use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::long::{LONGEST_RECORD, Long, put_in, take_out};
use super::{RecordError, expect_kind};
use crate::base::{
    Digest, Exact, Instant, OptionId, PersonId, ProposalName, RuleId, Subject, exact, parse_exact,
    show_exact,
};
use crate::format::emit::scalar_in_flow;
use crate::format::scalar::Text;
use crate::format::wire::{StageFile, Via};
use crate::format::{CanonicalError, SIGNED, SignedParts, canonical, signed_text, split};
use crate::rule::Stage;
use crate::vote::{CommitHex, Elector, KeyPrint, Nonce, Poll};

const KIND: &str = "poll/1";

/// The list that may be long.
const ROLL: &str = "electorate";

/// A poll as written, without its signature.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct PollFile {
    polity: String,
    proposal: ProposalName,
    content: Text<Digest>,
    base: Text<CommitHex>,
    governance: Text<Digest>,
    rule: RuleId,
    stage: Via<StageFile, Stage>,
    round: u32,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    after: Option<Text<Digest>>,
    options: Vec<OptionId>,
    opened: Text<Instant>,
    closes: Text<Instant>,
    fan_out: bool,
    nonce: Text<Nonce>,
    electorate: Vec<ElectorLine>,
    opened_by: PersonId,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    keyless: bool,
}

/// A roll by itself.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Roll {
    electorate: Vec<ElectorLine>,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct ElectorLine {
    person: PersonId,
    weight: Text<Weight>,
    keys: Vec<Text<KeyPrint>>,
}

/// A weight as written.
#[derive(Debug)]
struct Weight(crate::base::Exact);

impl std::str::FromStr for Weight {
    type Err = crate::base::ExactError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        parse_exact(text).map(Self)
    }
}

impl std::fmt::Display for Weight {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&show_exact(&self.0))
    }
}

/// A poll that its opener signed.
#[derive(Debug, Clone)]
pub struct SignedPoll {
    /// The poll.
    pub poll: Poll,
    /// What ballots name it by: the digest of what is signed.
    pub digest: Digest,
}

/// The signature of a poll.
#[derive(Debug, Clone)]
pub struct PollSignature {
    /// What is signed.
    pub prefix: Vec<u8>,
    /// The signature.
    pub armour: String,
}

/// The bytes of a poll that its opener signs.
///
/// # Errors
///
/// Where it cannot be written.
pub fn write_poll(poll: &Poll) -> Result<Vec<u8>, RecordError> {
    let Poll {
        proposal,
        content,
        base,
        governance,
        rule,
        stage,
        round,
        after,
        options,
        opened,
        closes,
        fan_out,
        nonce,
        electorate,
        opened_by,
        keyless,
    } = poll;
    let file = PollFile {
        polity: KIND.to_owned(),
        proposal: proposal.clone(),
        content: Text(*content),
        base: Text(base.clone()),
        governance: Text(*governance),
        rule: rule.clone(),
        stage: Via::new(stage.clone()),
        round: *round,
        after: after.map(Text),
        options: options.clone(),
        opened: Text(*opened),
        closes: Text(*closes),
        fan_out: *fan_out,
        nonce: Text(nonce.clone()),
        electorate: Vec::new(),
        opened_by: opened_by.clone(),
        keyless: *keyless,
    };
    put_in(
        signed_text(&file)?,
        ROLL,
        electorate.iter().map(write_elector),
    )
}

/// An elector as a line of the roll.
fn write_elector(elector: &Elector) -> Result<String, RecordError> {
    if let Some(line) = one_line(elector) {
        return Ok(line);
    }
    // Too long for one line, or to be written with care.
    let roll = Roll {
        electorate: vec![ElectorLine {
            person: elector.person.clone(),
            weight: Text(Weight(Exact::clone(&elector.weight))),
            keys: elector.keys.iter().cloned().map(Text).collect(),
        }],
    };
    let text = SIGNED.file(&roll)?;
    let line = text.strip_prefix("electorate:\n").unwrap_or_default();
    Ok(line.to_owned())
}

/// An elector on one line, where it fits.
fn one_line(elector: &Elector) -> Option<String> {
    let weight = elector
        .weight
        .is_integer()
        .then(|| elector.weight.to_integer());
    let weight = i64::try_from(weight?).ok()?;
    let mut line = String::with_capacity(120);
    let person = scalar_in_flow(elector.person.as_str()).ok()?;
    line.push_str("  - {person: ");
    line.push_str(&person);
    line.push_str(", weight: ");
    line.push_str(&weight.to_string());
    line.push_str(", keys: [");
    for (n, key) in elector.keys.iter().enumerate() {
        line.push_str(if n == 0 { "" } else { ", " });
        line.push_str(&scalar_in_flow(key.as_str()).ok()?);
    }
    line.push_str("]}");
    // All of it is ASCII: so are ids and fingerprints.
    let fits = line.len() <= SIGNED.flow_width;
    line.push('\n');
    fits.then_some(line)
}

/// The elector of a line of the roll, which must be as it is written.
fn read_elector(item: &str) -> Result<Elector, RecordError> {
    if let Some(elector) = read_one_line(item)
        && one_line(&elector).is_some_and(|line| line == item)
    {
        return Ok(elector);
    }
    let text = format!("{ROLL}:\n{item}");
    let roll: Roll = canonical(&Subject::Workspace, text.as_bytes())?;
    let one = RecordError::Meaning("its electorate cannot be read".to_owned());
    roll.electorate.into_iter().next().map(elector).ok_or(one)
}

fn read_one_line(item: &str) -> Option<Elector> {
    let rest = item.strip_prefix("  - {person: ")?;
    let (person, rest) = rest.split_once(", weight: ")?;
    let (weight, rest) = rest.split_once(", keys: [")?;
    let keys = rest.strip_suffix("]}\n")?;
    let weight: i64 = weight.parse().ok()?;
    let keys = keys.split(", ").filter(|key| !key.is_empty());
    Some(Elector {
        person: person.parse().ok()?,
        weight: exact(weight).into(),
        keys: keys.map(|key| key.parse().ok()).collect::<Option<_>>()?,
    })
}

fn elector(line: ElectorLine) -> Elector {
    Elector {
        person: line.person,
        weight: line.weight.0.0.into(),
        keys: line.keys.into_iter().map(|text| text.0).collect(),
    }
}

/// The head of a poll and its roll.
fn read_parts(prefix: &[u8]) -> Result<(PollFile, Vec<Elector>), RecordError> {
    let text = std::str::from_utf8(prefix).unwrap_or_default();
    let Some(long) = take_out(text, ROLL) else {
        let mut file: PollFile = canonical(&Subject::Workspace, prefix)?;
        let roll = std::mem::take(&mut file.electorate);
        return Ok((file, roll.into_iter().map(elector).collect()));
    };
    let moved = |error| match error {
        CanonicalError::Form(line) => RecordError::Form(CanonicalError::Form(long.line(line))),
        error => RecordError::Form(error),
    };
    let file = canonical(&Subject::Workspace, long.rest.as_bytes()).map_err(moved)?;
    Ok((file, read_roll(&long)?))
}

fn read_roll(long: &Long) -> Result<Vec<Elector>, RecordError> {
    let read = |(n, item): (usize, &&str)| {
        read_elector(item).map_err(|error| match error {
            RecordError::Form(CanonicalError::Form(line)) => {
                // Its own first line is the key's.
                let line = long.line_of(n) + line.saturating_sub(2);
                RecordError::Form(CanonicalError::Form(line))
            }
            error => error,
        })
    };
    // A line is read by itself, and a roll may be long.
    let read: Vec<Result<Elector, RecordError>> =
        long.items.par_iter().enumerate().map(read).collect();
    let mut roll: Vec<Elector> = Vec::with_capacity(read.len());
    for elector in read {
        let mut elector = elector?;
        // Most weigh the same, and one weight does for them all.
        if let Some(before) = roll.last().filter(|it| it.weight == elector.weight) {
            elector.weight = Arc::clone(&before.weight);
        }
        roll.push(elector);
    }
    Ok(roll)
}

/// Reads a poll with its signature, which is not checked here.
///
/// # Errors
///
/// Where it is not, byte for byte, what [`write_poll`] writes for some poll.
pub fn read_poll(bytes: &[u8]) -> Result<SignedPoll, RecordError> {
    let parts = split(bytes, LONGEST_RECORD)?;
    let (file, electorate) = read_parts(parts.prefix)?;
    signed_poll(&parts, file, electorate)
}

/// Reads a poll as [`read_poll`] does, with what is needed to check its
/// signature.
///
/// # Errors
///
/// As [`read_poll`].
pub fn read_poll_and_signature(bytes: &[u8]) -> Result<(SignedPoll, PollSignature), RecordError> {
    let parts = split(bytes, LONGEST_RECORD)?;
    let (file, electorate) = read_parts(parts.prefix)?;
    let poll = signed_poll(&parts, file, electorate)?;
    let signature = PollSignature {
        prefix: parts.prefix.to_vec(),
        armour: parts.armour,
    };
    Ok((poll, signature))
}

/// Reads a poll for somebody who votes in it: its roll then holds only the
/// electors with their key. The other lines are not looked at, which a vote
/// need not do and a verification must.
///
/// # Errors
///
/// Where what is read of it is not as [`write_poll`] writes it.
pub fn read_poll_for(bytes: &[u8], key: &KeyPrint) -> Result<SignedPoll, RecordError> {
    let parts = split(bytes, LONGEST_RECORD)?;
    let text = std::str::from_utf8(parts.prefix).unwrap_or_default();
    let (file, mut electorate) = match take_out(text, ROLL) {
        None => read_parts(parts.prefix)?,
        Some(long) => {
            let file = canonical(&Subject::Workspace, long.rest.as_bytes())?;
            let named = memmem::Finder::new(key.as_str());
            let has_key = |item: &&&str| named.find(item.as_bytes()).is_some();
            let own = long.items.iter().filter(has_key);
            let own: Result<_, _> = own.map(|item| read_elector(item)).collect();
            (file, own?)
        }
    };
    electorate.retain(|elector| elector.keys.contains(key));
    signed_poll(&parts, file, electorate)
}

fn signed_poll(
    parts: &SignedParts<'_>,
    file: PollFile,
    electorate: Vec<Elector>,
) -> Result<SignedPoll, RecordError> {
    expect_kind(&file.polity, KIND)?;
    if electorate
        .windows(2)
        .any(|pair| pair[0].person >= pair[1].person)
    {
        return Err(RecordError::Meaning(
            "its electorate is not in the order of ids, each once".to_owned(),
        ));
    }
    let poll = Poll {
        proposal: file.proposal,
        content: file.content.0,
        base: file.base.0,
        governance: file.governance.0,
        rule: file.rule,
        stage: file.stage.0,
        round: file.round,
        after: file.after.map(|text| text.0),
        options: file.options,
        opened: file.opened.0,
        closes: file.closes.0,
        fan_out: file.fan_out,
        nonce: file.nonce.0,
        electorate: electorate.into(),
        opened_by: file.opened_by,
        keyless: file.keyless,
    };
    Ok(SignedPoll {
        poll,
        digest: parts.digest(),
    })
}

#[cfg(test)]
#[path = "poll_tests.rs"]
mod tests;
