//! What begins with a word: quantities, functions, stages, attestations.

use std::ops::Range;

use super::{Node, Parsed, Parser, ROOTS, as_number, fail};
use crate::rule::condition::ast::{Number, NumberKind, Quantity, Test, TestKind};
use crate::rule::condition::lexer::{Kind, Token};

impl Parser<'_> {
    pub(super) fn word(&mut self, word: &str, token: &Token) -> Parsed<Node> {
        if self.is_word("is") {
            return self.stage_outcome(word, token);
        }
        match word {
            "pivotal" => {
                return Ok(Node::Test(Test {
                    range: token.range.clone(),
                    kind: TestKind::Pivotal,
                }));
            }
            "attested" => {
                let (name, range) = self.named(token, "NAME")?;
                return Ok(Node::Test(Test {
                    range,
                    kind: TestKind::Attested(name),
                }));
            }
            "seats" | "serving" if self.is_sign("(") => {
                let (team, range) = self.named(token, "TEAM")?;
                let kind = if word == "seats" {
                    NumberKind::Seats(team)
                } else {
                    NumberKind::Serving(team)
                };
                return Ok(Node::Number(Number { range, kind }));
            }
            "sqrt" | "floor" | "ceil" | "min" | "max" => return self.function(word, token),
            _ => {}
        }
        match word.parse::<Quantity>() {
            Ok(quantity) => Ok(Node::Number(Number {
                range: token.range.clone(),
                kind: NumberKind::Quantity(quantity),
            })),
            Err(_) => self.unexpected(token),
        }
    }

    pub(super) fn function(&mut self, word: &str, token: &Token) -> Parsed<Node> {
        if !self.take_sign("(") {
            let help = format!("write `{word}(…)`");
            let message = format!("`{word}` needs what it is taken of");
            return fail(token.range.clone(), message, Some(help));
        }
        let mut inner = vec![as_number(self.deeper(Self::or)?)?];
        while self.take_sign(",") {
            inner.push(as_number(self.deeper(Self::or)?)?);
        }
        let close = self.expect(")", &token.range)?;
        let range = token.range.start..close.end;
        let several = matches!(word, "min" | "max");
        if several != (inner.len() > 1) {
            let help = if several {
                format!("write `{word}(electorate/4, 10)`")
            } else {
                format!("write `{word}(electorate)`")
            };
            let need = if several {
                "two numbers or more"
            } else {
                "one number"
            };
            return fail(range, format!("`{word}` takes {need}"), Some(help));
        }
        let kind = match (word, inner.len()) {
            ("min", _) => NumberKind::Min(inner),
            ("max", _) => NumberKind::Max(inner),
            (_, _) => {
                let Some(inner) = inner.pop().map(Box::new) else {
                    return self.unexpected(token);
                };
                match word {
                    "floor" => NumberKind::Floor(inner),
                    "ceil" => NumberKind::Ceil(inner),
                    _ => self.root(inner, &range)?,
                }
            }
        };
        Ok(Node::Number(Number { range, kind }))
    }

    pub(super) fn root(&mut self, inner: Box<Number>, range: &Range<usize>) -> Parsed<NumberKind> {
        self.roots += 1;
        if self.roots > ROOTS {
            let message = format!("more than {ROOTS} square roots in one condition");
            return fail(range.clone(), message, None);
        }
        if inner.has_root() {
            let help = "make the inner one whole with `floor` or `ceil`".to_owned();
            return fail(
                range.clone(),
                "a root of a root cannot be compared exactly",
                Some(help),
            );
        }
        Ok(NumberKind::Root(inner))
    }

    pub(super) fn stage_outcome(&mut self, word: &str, token: &Token) -> Parsed<Node> {
        self.at += 1;
        let Ok(stage) = word.parse() else {
            return fail(
                token.range.clone(),
                format!("`{word}` is no stage's id"),
                None,
            );
        };
        let help = || Some("write `STAGE is OUTCOME`, such as `board is accept`".to_owned());
        match self.next() {
            Some(Token {
                kind: Kind::Word(outcome),
                range,
            }) => match outcome.parse() {
                Ok(outcome) => Ok(Node::Test(Test {
                    range: token.range.start..range.end,
                    kind: TestKind::Is(stage, outcome),
                })),
                Err(_) => fail(range, format!("`{outcome}` is no outcome's name"), help()),
            },
            Some(other) => fail(other.range, "an outcome's name is needed here", help()),
            None => fail(self.end(), "an outcome's name is missing", help()),
        }
    }

    /// `(NAME)` after a word, read from the text so that a name may be of
    /// digits and hyphens.
    pub(super) fn named<T: std::str::FromStr>(
        &mut self,
        token: &Token,
        what: &str,
    ) -> Parsed<(T, Range<usize>)> {
        let word = self.slice(&token.range).to_owned();
        let help = || Some(format!("write `{word}({what})`"));
        if !self.is_sign("(") {
            return fail(token.range.clone(), format!("`{word}` of what?"), help());
        }
        let start = self.next().map_or(token.range.end, |open| open.range.end);
        let mut end = start;
        while !self.is_sign(")") {
            match self.next() {
                Some(part) => end = part.range.end,
                None => return fail(token.range.clone(), "this has no `)` to end it", help()),
            }
        }
        let close = self.next().map_or(end, |close| close.range.end);
        let name = self.slice(&(start..end)).trim();
        match name.parse() {
            Ok(name) => Ok((name, token.range.start..close)),
            Err(_) => fail(start..end.max(start), format!("`{name}` is no id"), help()),
        }
    }
}
