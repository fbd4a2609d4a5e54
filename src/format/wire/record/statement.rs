//! Signed statements.

use serde::{Deserialize, Serialize};

use super::{RecordError, expect_kind};
use crate::base::{Digest, Instant, PersonId, Subject};
use crate::format::scalar::Text;
use crate::format::{LONGEST_SIGNED, canonical, signed_text, split};
use crate::vote::{Statement, StatementKind};

const KIND: &str = "statement/1";

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct StatementFile {
    polity: String,
    kind: Text<StatementKind>,
    by: PersonId,
    at: Text<Instant>,
    about: Text<Digest>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    text: Option<String>,
}

/// A statement with its signature, which is not checked here.
#[derive(Debug, Clone)]
pub struct SignedStatement {
    /// What it says.
    pub statement: Statement,
    /// What is signed.
    pub prefix: Vec<u8>,
    /// The signature.
    pub armour: String,
}

/// The bytes of a statement that are signed.
///
/// # Errors
///
/// Where its text holds a character that no file may hold.
pub fn write_statement(statement: &Statement) -> Result<Vec<u8>, RecordError> {
    let Statement {
        kind,
        by,
        at,
        about,
        text,
    } = statement.clone();
    let file = StatementFile {
        polity: KIND.to_owned(),
        kind: Text(kind),
        by,
        at: Text(at),
        about: Text(about),
        text,
    };
    Ok(signed_text(&file)?)
}

/// Reads a signed statement.
///
/// # Errors
///
/// Where it is not, byte for byte, what [`write_statement`] writes.
pub fn read_statement(bytes: &[u8]) -> Result<SignedStatement, RecordError> {
    let parts = split(bytes, LONGEST_SIGNED)?;
    let file: StatementFile = canonical(&Subject::Workspace, parts.prefix)?;
    expect_kind(&file.polity, KIND)?;
    let statement = Statement {
        kind: file.kind.0,
        by: file.by,
        at: file.at.0,
        about: file.about.0,
        text: file.text,
    };
    Ok(SignedStatement {
        statement,
        prefix: parts.prefix.to_vec(),
        armour: parts.armour,
    })
}
