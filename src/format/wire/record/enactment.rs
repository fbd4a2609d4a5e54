//! `enactment.yaml`.

use serde::{Deserialize, Serialize};

use super::{RecordError, expect_kind, read_plain};
use crate::base::{Digest, PartialDate, ProposalName};
use crate::format::Emit;
use crate::format::scalar::Text;
use crate::vote::Enactment;

const KIND: &str = "enactment/1";

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct EnactmentFile {
    polity: String,
    proposal: ProposalName,
    content: Text<Digest>,
    result: Text<Digest>,
    effective: Text<PartialDate>,
    before: Text<Digest>,
    after: Text<Digest>,
}

/// The bytes of an enactment.
///
/// # Errors
///
/// Where it cannot be written.
pub fn write_enactment(enactment: &Enactment) -> Result<Vec<u8>, RecordError> {
    let Enactment {
        proposal,
        content,
        result,
        effective,
        before,
        after,
    } = enactment.clone();
    let file = EnactmentFile {
        polity: KIND.to_owned(),
        proposal,
        content: Text(content),
        result: Text(result),
        effective: Text(effective.into()),
        before: Text(before),
        after: Text(after),
    };
    Ok(Emit::default().file(&file)?.into_bytes())
}

/// Reads an enactment.
///
/// # Errors
///
/// Where it is none.
pub fn read_enactment(path: &str, bytes: &[u8]) -> Result<Enactment, RecordError> {
    let file: EnactmentFile = read_plain(path, bytes)?;
    expect_kind(&file.polity, KIND)?;
    if !file.effective.0.is_day() {
        return Err(RecordError::Meaning(
            "`effective` must be a day, such as 2020-03-12".to_owned(),
        ));
    }
    Ok(Enactment {
        proposal: file.proposal,
        content: file.content.0,
        result: file.result.0,
        effective: file.effective.0.first_day(),
        before: file.before.0,
        after: file.after.0,
    })
}
