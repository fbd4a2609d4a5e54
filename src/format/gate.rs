//! The strict gate that every YAML file passes before anything reads it.
//!
//! It refuses what could make two readers see two meanings (a second
//! document, equal keys, aliases, tags, hidden characters) or make one never
//! come back (huge or deep files), and records the place of every node.

use self::builder::Builder;
use super::node::Document;
use super::read;
use crate::base::{Place, Subject};
use crate::finding::{Code, Finding};

mod builder;
mod characters;
mod plain;
mod source;

pub(crate) use characters::first_forbidden;

/// The most bytes that a file may have: 1 MiB.
pub const LONGEST: usize = 1 << 20;

/// The most lists and maps that may stand inside one another.
pub const DEEPEST: usize = 64;

/// The most findings that the gate reports on one file.
const MOST: usize = 50;

/// Reads bytes into a document.
///
/// # Errors
/// Everything about the text that is refused, as far as it could be read, in
/// the order of the text.
pub fn gate(subject: &Subject, bytes: &[u8]) -> Result<Document, Vec<Finding>> {
    match plain::read(bytes) {
        Some(document) => Ok(document),
        None => gate_of_two_parsers(subject, bytes),
    }
}

/// Reads bytes of the plain style, as [`gate`] does first: most files are in
/// it. Public for the tests that compare the two ways.
#[doc(hidden)]
pub fn gate_if_plain(bytes: &[u8]) -> Option<Document> {
    plain::read(bytes)
}

/// Reads bytes as [`gate`] does where they are not in the plain style. Public
/// for the tests that compare the two ways.
///
/// # Errors
/// As [`gate`].
#[doc(hidden)]
pub fn gate_of_two_parsers(subject: &Subject, bytes: &[u8]) -> Result<Document, Vec<Finding>> {
    let whole = || Place::whole(subject.clone());
    if bytes.len() > LONGEST {
        let message = format!(
            "the file has {} bytes; at most {LONGEST} are read",
            bytes.len()
        );
        return Err(vec![Finding::error(Code::TooLarge, whole(), message)]);
    }
    let text = characters::decode(bytes).map_err(|(span, message)| {
        vec![
            Finding::error(Code::NotUtf8, whole(), message)
                .at(span)
                .hint("save the file as UTF-8 without a byte order mark"),
        ]
    })?;
    let mut findings: Vec<Finding> = characters::forbidden(text)
        .take(MOST)
        .map(|(span, message)| Finding::error(Code::ForbiddenCharacter, whole(), message).at(span))
        .collect();
    let mut builder = Builder::new(subject, text);
    let root = builder.build();
    findings.append(&mut builder.findings);
    findings.sort_by_key(|finding| finding.span.map(|span| span.start));
    findings.truncate(MOST);
    let Some(root) = root.filter(|_| findings.is_empty()) else {
        return Err(findings);
    };
    let document = Document {
        text: text.to_owned(),
        root,
    };
    second_reader(subject, &document)?;
    Ok(document)
}

/// Refuses a text of which a second, independent parser makes something else.
fn second_reader(subject: &Subject, document: &Document) -> Result<(), Vec<Finding>> {
    let theirs = serde_yaml::from_str::<serde_yaml::Value>(&document.text);
    let ours = read::<serde_yaml::Value>(document, subject);
    let (at, message) = match (ours, theirs) {
        (Ok(ours), Ok(theirs)) if ours == theirs => return Ok(()),
        // Both refuse a number that is too large for them.
        (Err(_), Err(_)) => return Ok(()),
        (_, Err(error)) => {
            let at = error.location().map_or(0, |location| location.index());
            (
                at,
                format!("YAML readers disagree about this file: one says: {error}"),
            )
        }
        _ => (0, "YAML readers disagree about this file".to_owned()),
    };
    let at = at.min(document.text.len());
    let finding = Finding::error(Code::YamlSyntax, Place::whole(subject.clone()), message)
        .at(characters::place(&document.text, at, at))
        .hint("write it more plainly: spaces for tabs, quotes around texts of odd characters, a space behind each colon, a line end after the last line");
    Err(vec![finding])
}

#[cfg(test)]
mod tests;
