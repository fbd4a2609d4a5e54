//! What is wrong with a token that stands where it has no meaning, and what
//! its writer most likely meant.

use super::{Parsed, Parser, fail};
use crate::finding::nearest;
use crate::rule::condition::ConditionError;
use crate::rule::condition::ast::Quantity;
use crate::rule::condition::lexer::{Kind, Token};
use crate::rule::condition::unclear::{synonym, unclear};

/// The words of the language beside quantities.
const WORDS: [&str; 11] = [
    "and", "or", "not", "of", "in", "sqrt", "min", "max", "floor", "ceil", "attested",
];

impl Parser<'_> {
    /// What is wrong with a word that stands where it has no meaning.
    pub(super) fn word_error(&self, token: &Token) -> Option<ConditionError> {
        let Kind::Word(word) = &token.kind else {
            return None;
        };
        let lower = word.to_ascii_lowercase();
        let error = |message: String, help: Option<String>| {
            Some(ConditionError {
                range: token.range.clone(),
                message,
                help,
            })
        };
        if let Some((question, choices)) = unclear(&lower) {
            return error(question.to_owned(), Some(choices.to_owned()));
        }
        if let Some(meant) = synonym(&lower) {
            let help = Some(format!("write `{meant}`"));
            return error(format!("`{word}` is no quantity"), help);
        }
        let known = || {
            Quantity::WORDS
                .iter()
                .copied()
                .chain(WORDS)
                .chain(["pivotal"])
        };
        if known().any(|known| known == word) {
            return None;
        }
        let pieces: Vec<&str> = lower.split('-').collect();
        let means = |piece: &&str| {
            known().any(|known| known == *piece) || piece.bytes().all(|b| b.is_ascii_digit())
        };
        let help = if pieces.len() > 1 && pieces.iter().all(means) {
            let apart = pieces.join(" - ");
            Some(format!("put spaces around a minus: `{apart}`"))
        } else if let Some(near) = nearest(&lower, known()) {
            Some(format!("did you mean `{near}`?"))
        } else {
            let quantities = Quantity::WORDS.join(", ");
            Some(format!("the quantities are {quantities}"))
        };
        error(format!("`{word}` is no quantity"), help)
    }

    pub(super) fn unexpected<T>(&self, token: &Token) -> Parsed<T> {
        if let Some(error) = self.word_error(token) {
            return Err(error);
        }
        let written = self.slice(&token.range);
        fail(
            token.range.clone(),
            format!("`{written}` cannot stand here"),
            None,
        )
    }
}
