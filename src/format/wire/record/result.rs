//! `result.yaml` and `extension-<k>.yaml`.

use std::collections::BTreeMap;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::long::{put_in, take_out};
use super::{RecordError, expect_kind, read_plain};
use crate::base::{Digest, Exact, Instant, OptionId, PersonId, parse_exact, show_exact};
use crate::format::Emit;
use crate::format::emit::scalar_in_flow;
use crate::format::scalar::Text;
use crate::rule::StageOutcome;
use crate::vote::{
    Attested, CommitHex, CountRecord, ExtensionRecord, Reason, Rejection, StageResult,
};

const RESULT: &str = "result/1";
const EXTENSION: &str = "extension/1";

/// The version of what the fields mean. A later version of the tool computes
/// an old result by the meaning that it was made with.
const SEMANTICS: u32 = 1;

/// A sum as written: a whole number plainly, a fraction as text.
#[derive(Debug)]
pub(super) struct Sum(pub(super) Exact);

impl Serialize for Sum {
    fn serialize<S: serde::Serializer>(&self, writer: S) -> Result<S::Ok, S::Error> {
        let whole = self.0.is_integer().then(|| self.0.to_integer());
        match whole.and_then(|number| i64::try_from(number).ok()) {
            Some(number) => writer.serialize_i64(number),
            None => writer.collect_str(&show_exact(&self.0)),
        }
    }
}

impl<'de> Deserialize<'de> for Sum {
    fn deserialize<R: serde::Deserializer<'de>>(reader: R) -> Result<Self, R::Error> {
        let text = Text::<String>::deserialize(reader)?;
        parse_exact(&text.0)
            .map(Self)
            .map_err(serde::de::Error::custom)
    }
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct CountedLine {
    voter: PersonId,
    ballot: Text<Digest>,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct RejectedLine {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    voter: Option<PersonId>,
    ballot: Text<Digest>,
    code: Text<Reason>,
    why: String,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct RejectedInAll {
    count: u64,
    digest: Text<Digest>,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct CountLines {
    method: Vec<String>,
    order: Vec<Vec<OptionId>>,
    elected: Vec<OptionId>,
    lines: Vec<String>,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct AttestedLines {
    method: String,
    by: Vec<AttestedLine>,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct AttestedLine {
    person: PersonId,
    statement: Text<Digest>,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct ResultFile {
    polity: String,
    semantics: u32,
    poll: Text<Digest>,
    counted_at: Text<CommitHex>,
    closed_at: Text<Instant>,
    outcome: Text<StageOutcome>,
    conditions: Vec<String>,
    tally: BTreeMap<String, Sum>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    attested: Option<AttestedLines>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    count: Option<CountLines>,
    counted: Vec<CountedLine>,
    rejected: Vec<RejectedLine>,
    rejected_in_all: RejectedInAll,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct ExtensionFile {
    polity: String,
    semantics: u32,
    poll: Text<Digest>,
    number: u32,
    counted_at: Text<CommitHex>,
    decided_at: Text<Instant>,
    closes: Text<Instant>,
    conditions: Vec<String>,
    tally: BTreeMap<String, Sum>,
    counted: Vec<CountedLine>,
}

/// The list that may be long.
const COUNTED: &str = "counted";

/// A counted ballot as a line: always one, as both parts are short.
fn write_counted((voter, ballot): &(PersonId, Digest)) -> Result<String, RecordError> {
    let voter = scalar_in_flow(voter.as_str())?;
    let ballot = scalar_in_flow(&ballot.to_string())?;
    Ok(format!("  - {{voter: {voter}, ballot: {ballot}}}\n"))
}

/// A counted ballot of a line that is as it is written.
fn read_counted(line: &str) -> Option<(PersonId, Digest)> {
    let rest = line.strip_prefix("  - {voter: ")?.strip_suffix("}\n")?;
    let (voter, ballot) = rest.split_once(", ballot: ")?;
    let voter = voter.trim_matches('"').parse().ok()?;
    let counted = (voter, ballot.parse().ok()?);
    let written = write_counted(&counted).ok()?;
    (written == line).then_some(counted)
}

/// The ballots that a record counts: whose, and which.
type Counted = Vec<(PersonId, Digest)>;

/// Reads a record that is not signed. One with a long list that is written as
/// the tool writes it is read in parts; any other in general.
fn read_long<T: Serialize + DeserializeOwned>(
    path: &str,
    bytes: &[u8],
) -> Result<(T, Option<Counted>), RecordError> {
    let parts = std::str::from_utf8(bytes).ok().and_then(|text| {
        let long = take_out(text, COUNTED)?;
        let counted: Option<Vec<_>> = long.items.iter().map(|it| read_counted(it)).collect();
        let file: T = read_plain(path, long.rest.as_bytes()).ok()?;
        (LINES.file(&file).ok()? == long.rest).then_some((file, Some(counted?)))
    });
    match parts {
        Some(parts) => Ok(parts),
        None => Ok((read_plain(path, bytes)?, None)),
    }
}

fn counted_of(lines: Vec<CountedLine>) -> Vec<(PersonId, Digest)> {
    let pair = |line: CountedLine| (line.voter, line.ballot.0);
    lines.into_iter().map(pair).collect()
}

fn sums_of(tally: BTreeMap<String, Sum>) -> BTreeMap<String, Exact> {
    tally.into_iter().map(|(name, sum)| (name, sum.0)).collect()
}

fn sum_lines(sums: &BTreeMap<String, Exact>) -> BTreeMap<String, Sum> {
    let line = |(name, sum): (&String, &Exact)| (name.clone(), Sum(sum.clone()));
    sums.iter().map(line).collect()
}

fn expect_semantics(found: u32) -> Result<(), RecordError> {
    if found == SEMANTICS {
        return Ok(());
    }
    Err(RecordError::Meaning(format!(
        "it was made with semantics {found}, and this version of polity knows only {SEMANTICS}"
    )))
}

/// The bytes of a result.
///
/// # Errors
///
/// Where it cannot be written.
pub fn write_result(result: &StageResult) -> Result<Vec<u8>, RecordError> {
    let StageResult {
        poll,
        counted_at,
        closed_at,
        counted,
        rejected,
        rejected_in_all,
        rejected_digest,
        sums,
        conditions,
        count,
        outcome,
        attested,
    } = result;
    let attested = attested.clone().map(|it| AttestedLines {
        method: it.method,
        by: it.by.into_iter().map(attested_line).collect(),
    });
    let count = count.clone().map(|it| CountLines {
        method: it.method,
        order: it.order,
        elected: it.elected,
        lines: it.lines,
    });
    let rejected = rejected.iter().map(|rejection| RejectedLine {
        voter: rejection.voter.clone(),
        ballot: Text(rejection.ballot),
        code: Text(rejection.reason),
        why: rejection.why.clone(),
    });
    let file = ResultFile {
        polity: RESULT.to_owned(),
        semantics: SEMANTICS,
        poll: Text(*poll),
        counted_at: Text(counted_at.clone()),
        closed_at: Text(*closed_at),
        outcome: Text(outcome.clone()),
        conditions: conditions.clone(),
        tally: sum_lines(sums),
        attested,
        count,
        counted: Vec::new(),
        rejected: rejected.collect(),
        rejected_in_all: RejectedInAll {
            count: *rejected_in_all,
            digest: Text(*rejected_digest),
        },
    };
    let rest = LINES.file(&file)?.into_bytes();
    put_in(rest, COUNTED, counted.iter().map(write_counted))
}

fn attested_line((person, statement): (PersonId, Digest)) -> AttestedLine {
    AttestedLine {
        person,
        statement: Text(statement),
    }
}

/// How records are written: a ballot a line.
const LINES: Emit = Emit { flow_width: 180 };

/// Reads a result.
///
/// # Errors
///
/// Where it is none.
pub fn read_result(path: &str, bytes: &[u8]) -> Result<StageResult, RecordError> {
    let (file, counted) = read_long::<ResultFile>(path, bytes)?;
    expect_kind(&file.polity, RESULT)?;
    expect_semantics(file.semantics)?;
    let rejected = file.rejected.into_iter().map(|line| Rejection {
        voter: line.voter,
        ballot: line.ballot.0,
        reason: line.code.0,
        why: line.why,
    });
    Ok(StageResult {
        poll: file.poll.0,
        counted_at: file.counted_at.0,
        closed_at: file.closed_at.0,
        counted: counted.unwrap_or_else(|| counted_of(file.counted)),
        rejected: rejected.collect(),
        rejected_in_all: file.rejected_in_all.count,
        rejected_digest: file.rejected_in_all.digest.0,
        sums: sums_of(file.tally),
        conditions: file.conditions,
        count: file.count.map(|it| CountRecord {
            method: it.method,
            order: it.order,
            elected: it.elected,
            lines: it.lines,
        }),
        outcome: file.outcome.0,
        attested: file.attested.map(|it| Attested {
            method: it.method,
            by: it
                .by
                .into_iter()
                .map(|line| (line.person, line.statement.0))
                .collect(),
        }),
    })
}

/// The bytes of an extension.
///
/// # Errors
///
/// Where it cannot be written.
pub fn write_extension(extension: &ExtensionRecord) -> Result<Vec<u8>, RecordError> {
    let ExtensionRecord {
        poll,
        number,
        counted_at,
        decided_at,
        counted,
        sums,
        conditions,
        closes,
    } = extension;
    let file = ExtensionFile {
        polity: EXTENSION.to_owned(),
        semantics: SEMANTICS,
        poll: Text(*poll),
        number: *number,
        counted_at: Text(counted_at.clone()),
        decided_at: Text(*decided_at),
        closes: Text(*closes),
        conditions: conditions.clone(),
        tally: sum_lines(sums),
        counted: Vec::new(),
    };
    let rest = LINES.file(&file)?.into_bytes();
    put_in(rest, COUNTED, counted.iter().map(write_counted))
}

/// Reads an extension.
///
/// # Errors
///
/// Where it is none.
pub fn read_extension(path: &str, bytes: &[u8]) -> Result<ExtensionRecord, RecordError> {
    let (file, counted) = read_long::<ExtensionFile>(path, bytes)?;
    expect_kind(&file.polity, EXTENSION)?;
    expect_semantics(file.semantics)?;
    Ok(ExtensionRecord {
        poll: file.poll.0,
        number: file.number,
        counted_at: file.counted_at.0,
        decided_at: file.decided_at.0,
        counted: counted.unwrap_or_else(|| counted_of(file.counted)),
        sums: sums_of(file.tally),
        conditions: file.conditions,
        closes: file.closes.0,
    })
}
