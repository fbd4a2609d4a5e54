//! From text to tokens.

use std::ops::Range;

use super::ConditionError;
use crate::base::{Exact, parse_exact};

/// The most digits of a number.
const DIGITS: usize = 20;

#[derive(Debug, Clone, PartialEq)]
pub(super) enum Kind {
    /// A word: a quantity, a function, an id.
    Word(String),
    /// A number, and whether it was written as a fraction.
    Number(Exact, bool),
    /// A sign: one of `( ) { } , + - * / = != < <= > >=`.
    Sign(&'static str),
}

#[derive(Debug, Clone, PartialEq)]
pub(super) struct Token {
    pub kind: Kind,
    pub range: Range<usize>,
}

const SIGNS: [&str; 15] = [
    "!=", "<=", ">=", "(", ")", "{", "}", ",", "+", "-", "*", "/", "=", "<", ">",
];

pub(super) fn tokens(text: &str) -> Result<Vec<Token>, ConditionError> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(rest) = text.get(at..) {
        let Some(first) = rest.chars().next() else {
            break;
        };
        if first.is_ascii_whitespace() {
            at += 1;
            continue;
        }
        let (kind, length) = if first.is_ascii_alphanumeric() || first == '_' {
            word_or_number(rest, at)?
        } else if let Some(sign) = SIGNS.iter().find(|sign| rest.starts_with(**sign)) {
            (Kind::Sign(sign), sign.len())
        } else {
            return Err(stray(first, at));
        };
        found.push(Token {
            kind,
            range: at..at + length,
        });
        at += length;
    }
    Ok(found)
}

fn stray(found: char, at: usize) -> ConditionError {
    let help = match found {
        '≥' => Some("write `>=`"),
        '≤' => Some("write `<=`"),
        '≠' | '!' => Some("write `!=` for unequal, and `not` to deny a condition"),
        '×' | '·' => Some("write `*`"),
        '÷' => Some("write `/`"),
        '−' | '–' | '—' => Some("write the plain minus `-`"),
        '&' => Some("write `and`"),
        '|' => Some("write `or`"),
        '%' => Some("a percent sign follows its number: `60% of ballots`"),
        '√' => Some("write `sqrt(…)`"),
        _ => None,
    };
    ConditionError {
        range: at..at + found.len_utf8(),
        message: format!("`{}` has no meaning in a condition", found.escape_debug()),
        help: help.map(str::to_owned),
    }
}

/// A run of letters, digits and hyphens is a word if it has a letter, and a
/// number else; a hyphen at its end belongs to what follows.
fn word_or_number(rest: &str, at: usize) -> Result<(Kind, usize), ConditionError> {
    let run = rest
        .bytes()
        .take_while(|b| b.is_ascii_alphanumeric() || *b == b'-' || *b == b'_')
        .count();
    let word = rest.get(..run).unwrap_or_default().trim_end_matches('-');
    if word.bytes().any(|b| b.is_ascii_alphabetic() || b == b'_') {
        return Ok((Kind::Word(word.to_owned()), word.len()));
    }
    number(rest, at)
}

fn number(rest: &str, at: usize) -> Result<(Kind, usize), ConditionError> {
    let digits = |from: usize| {
        let rest = rest.as_bytes().get(from..).unwrap_or_default();
        rest.iter().take_while(|b| b.is_ascii_digit()).count()
    };
    let mut length = digits(0);
    let mut longest = length;
    let mut fraction = false;
    for sign in [b'.', b'/'] {
        let more = digits(length + 1);
        if rest.as_bytes().get(length) == Some(&sign) && more > 0 {
            length += 1 + more;
            longest = longest.max(more);
            fraction = sign == b'/';
        }
    }
    if rest.as_bytes().get(length) == Some(&b'%') {
        length += 1;
    }
    let text = rest.get(..length).unwrap_or_default();
    let fail = |message: String, help: &str| ConditionError {
        range: at..at + length,
        message,
        help: Some(help.to_owned()),
    };
    if longest > DIGITS {
        return Err(fail(
            format!("a number of {longest} digits is too long"),
            "a number has at most 20 digits",
        ));
    }
    match parse_exact(text) {
        Ok(value) => Ok((Kind::Number(value, fraction), length)),
        Err(_) => Err(fail(
            format!("`{text}` is no number"),
            "nothing can be divided by 0",
        )),
    }
}
