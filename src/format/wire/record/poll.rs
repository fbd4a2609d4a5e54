//! `polls/<n>-<stage>/poll.yaml`.

use serde::{Deserialize, Serialize};

use super::{RecordError, expect_kind};
use crate::base::{
    Digest, Instant, OptionId, PersonId, ProposalName, RuleId, Subject, parse_exact, show_exact,
};
use crate::format::scalar::Text;
use crate::format::wire::{StageFile, Via};
use crate::format::{canonical, signed_text, split};
use crate::rule::Stage;
use crate::vote::{CommitHex, Elector, KeyPrint, Nonce, Poll};

const KIND: &str = "poll/1";

/// The largest poll, as the gate sets it: a roll of some 8,000 electors.
const LONGEST: usize = 1 << 20;

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

/// A poll with what its opener signed.
#[derive(Debug, Clone)]
pub struct SignedPoll {
    /// The poll.
    pub poll: Poll,
    /// What ballots name it by: the digest of what is signed.
    pub digest: Digest,
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
    } = poll.clone();
    let lines = electorate.into_iter().map(|elector| ElectorLine {
        person: elector.person,
        weight: Text(Weight(elector.weight)),
        keys: elector.keys.into_iter().map(Text).collect(),
    });
    let file = PollFile {
        polity: KIND.to_owned(),
        proposal,
        content: Text(content),
        base: Text(base),
        governance: Text(governance),
        rule,
        stage: Via::new(stage),
        round,
        after: after.map(Text),
        options,
        opened: Text(opened),
        closes: Text(closes),
        fan_out,
        nonce: Text(nonce),
        electorate: lines.collect(),
        opened_by,
        keyless,
    };
    Ok(signed_text(&file)?)
}

/// Reads a poll with its signature, which is not checked here.
///
/// # Errors
///
/// Where it is not, byte for byte, what [`write_poll`] writes for some poll.
pub fn read_poll(bytes: &[u8]) -> Result<SignedPoll, RecordError> {
    let parts = split(bytes, LONGEST)?;
    let file: PollFile = canonical(&Subject::Workspace, parts.prefix)?;
    expect_kind(&file.polity, KIND)?;
    let electorate: Vec<Elector> = file
        .electorate
        .into_iter()
        .map(|line| Elector {
            person: line.person,
            weight: line.weight.0.0,
            keys: line.keys.into_iter().map(|text| text.0).collect(),
        })
        .collect();
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
        electorate,
        opened_by: file.opened_by,
        keyless: file.keyless,
    };
    Ok(SignedPoll {
        poll,
        digest: parts.digest(),
        prefix: parts.prefix.to_vec(),
        armour: parts.armour,
    })
}
