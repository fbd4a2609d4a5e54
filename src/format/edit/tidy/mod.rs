//! One style for hand-written files: that of new files, with every comment
//! kept at what it stands at.
//!
//! The nodes are gathered with their comments and printed again. The result is
//! read back: it must mean the same and hold the same comments in the same
//! order, or the text stays as it is.

mod gather;
mod print;

use serde_yaml::Value;

use super::{EditRefusal, comments, parse};
use crate::base::NodePath;

/// A comment that has its line to itself.
#[derive(Debug, Clone, PartialEq)]
struct Note {
    text: String,
    /// Whether a blank line stands above it.
    gap: bool,
}

/// What stands above a key or a dash.
#[derive(Debug, Clone, Default, PartialEq)]
struct Lead {
    notes: Vec<Note>,
    /// Whether a blank line stands directly above.
    gap: bool,
}

/// A value with its comments.
#[derive(Debug, Clone, PartialEq)]
struct Part {
    /// Comments between the key or dash and the value.
    head: Vec<String>,
    body: Body,
    /// The comment behind the value, on its last line.
    after: Option<String>,
    /// Comments behind the last item of a list or map, at its indentation.
    tail: Vec<Note>,
}

/// A value.
#[derive(Debug, Clone, PartialEq)]
enum Body {
    /// A text.
    Text(String),
    /// A text of one paragraph that was written on several lines.
    Prose(String),
    /// What is no text, as it is written.
    Raw(String),
    /// A text in block style: its indicators, and its lines without their
    /// indentation.
    Block(String, Vec<String>),
    Map(Vec<(Lead, String, Part)>),
    List(Vec<(Lead, Part)>),
}

/// The text in one style: indentation, quotes, flow and block style as new
/// files have them; single blank lines and all comments stay.
///
/// # Errors
///
/// Where the text is no sound YAML, or cannot be brought into the style
/// without losing something.
pub fn tidy(text: &str) -> Result<String, EditRefusal> {
    let refuse = |why: String| EditRefusal::new(&NodePath::root(), why);
    let (document, value) = parse(text).map_err(refuse)?;
    let part = gather::gather(&document);
    let tidied = print::print(&part).map_err(|error| refuse(error.to_string()))?;
    let lost = "it is written in a way that one style cannot keep";
    let (again, meaning) = parse(&tidied).map_err(|why| refuse(format!("{lost} ({why})")))?;
    if !same(&meaning, &value) {
        return Err(refuse(format!("{lost} (it would mean something else)")));
    }
    let texts = |document| {
        let all = comments(document).into_iter();
        all.map(|(_, text)| text.trim_end().to_owned())
            .collect::<Vec<_>>()
    };
    if texts(&again) != texts(&document) {
        return Err(refuse(format!("{lost} (a comment would be lost)")));
    }
    Ok(tidied)
}

/// Whether two values are the same, the order of keys too.
fn same(one: &Value, other: &Value) -> bool {
    match (one, other) {
        (Value::Mapping(one), Value::Mapping(other)) => {
            one.len() == other.len()
                && one
                    .iter()
                    .zip(other)
                    .all(|((key, value), (other_key, other))| {
                        key == other_key && same(value, other)
                    })
        }
        (Value::Sequence(one), Value::Sequence(other)) => {
            one.len() == other.len() && one.iter().zip(other).all(|(it, other)| same(it, other))
        }
        // Not a number is itself here.
        (Value::Number(one), Value::Number(other)) => one.to_string() == other.to_string(),
        (one, other) => one == other,
    }
}

#[cfg(test)]
mod tests;
