//! Sums, products and what they are made of.

use super::{Node, Parsed, Parser, as_number, fail, span};
use crate::rule::condition::ast::{Number, NumberKind, Test};
use crate::rule::condition::lexer::{Kind, Token};

impl Parser<'_> {
    pub(super) fn sum(&mut self) -> Parsed<Node> {
        self.signs("+", "-", Self::product, NumberKind::Sum)
    }

    pub(super) fn product(&mut self) -> Parsed<Node> {
        let node = self.signs("*", "/", Self::of, NumberKind::Product)?;
        if let Node::Number(number) = &node
            && let NumberKind::Product(factors) = &number.kind
        {
            check_roots(factors.iter().map(|(divides, part)| (*divides, part)))?;
        }
        Ok(node)
    }

    pub(super) fn signs(
        &mut self,
        plain: &'static str,
        inverse: &'static str,
        part: fn(&mut Self) -> Parsed<Node>,
        make: fn(Vec<(bool, Number)>) -> NumberKind,
    ) -> Parsed<Node> {
        let first = part(self)?;
        if !self.is_sign(plain) && !self.is_sign(inverse) {
            return Ok(first);
        }
        let mut parts = vec![(false, as_number(first)?)];
        loop {
            let inverts = if self.take_sign(plain) {
                false
            } else if self.take_sign(inverse) {
                true
            } else {
                break;
            };
            if inverts && inverse == "/" {
                self.check_division()?;
            }
            parts.push((inverts, as_number(part(self)?)?));
        }
        let range = span(
            parts.first().map(|(_, n)| &n.range),
            parts.last().map(|(_, n)| &n.range),
        );
        Ok(Node::Number(Number {
            range,
            kind: make(parts),
        }))
    }

    /// Just after a `/`: `for/4/5` and `4 / 5 of ballots` each read two ways.
    pub(super) fn check_division(&self) -> Parsed<()> {
        let Some(Token {
            kind: Kind::Number(_, fraction),
            range,
        }) = self.peek()
        else {
            return Ok(());
        };
        let of_follows = matches!(
            self.tokens.get(self.at + 1),
            Some(Token { kind: Kind::Word(word), .. }) if word == "of"
        );
        let help = if of_follows {
            "write a fraction without spaces, as in `4/5 of ballots`"
        } else if *fraction {
            "`4/5` is one number; put what is meant in brackets"
        } else {
            return Ok(());
        };
        fail(
            range.clone(),
            "it is not clear what is divided by what",
            Some(help.to_owned()),
        )
    }

    pub(super) fn of(&mut self) -> Parsed<Node> {
        let first = self.signed()?;
        if !self.is_word("of") {
            return Ok(first);
        }
        let mut parts = vec![as_number(first)?];
        while self.take_word("of") {
            parts.push(as_number(self.signed()?)?);
        }
        check_roots(parts.iter().map(|part| (false, part)))?;
        let range = span(
            parts.first().map(|n| &n.range),
            parts.last().map(|n| &n.range),
        );
        Ok(Node::Number(Number {
            range,
            kind: NumberKind::Of(parts),
        }))
    }

    pub(super) fn signed(&mut self) -> Parsed<Node> {
        let start = self.peek().map(|token| token.range.clone());
        if !self.take_sign("-") {
            return self.atom();
        }
        let inner = as_number(self.deeper(Self::signed)?)?;
        Ok(Node::Number(Number {
            range: span(start.as_ref(), Some(&inner.range)),
            kind: NumberKind::Negative(Box::new(inner)),
        }))
    }

    pub(super) fn atom(&mut self) -> Parsed<Node> {
        let Some(token) = self.next() else {
            let message = if self.text.trim().is_empty() {
                "a condition cannot be empty"
            } else {
                "something is missing at the end"
            };
            return fail(self.end(), message, None);
        };
        let number = |kind| {
            Ok(Node::Number(Number {
                range: token.range.clone(),
                kind,
            }))
        };
        match &token.kind {
            Kind::Number(value, _) => number(NumberKind::Literal(value.clone())),
            Kind::Sign("(") => {
                let inner = self.deeper(Self::or)?;
                let close = self.expect(")", &token.range)?;
                let range = token.range.start..close.end;
                // The brackets belong to what they hold, so that an
                // explanation copies them.
                Ok(match inner {
                    Node::Number(number) => Node::Number(Number { range, ..number }),
                    Node::Test(test) => Node::Test(Test { range, ..test }),
                })
            }
            Kind::Sign(_) => self.unexpected(&token),
            Kind::Word(word) => self.word(word, &token),
        }
    }
}

/// A product may hold one root, and may not be divided by one: then every
/// value is a sum of roots with rational factors, whose sign is known.
fn check_roots<'a>(factors: impl Iterator<Item = (bool, &'a Number)>) -> Parsed<()> {
    let mut seen = false;
    for (divides, factor) in factors {
        if !factor.has_root() {
            continue;
        }
        let help = |text: &str| Some(text.to_owned());
        if divides {
            return fail(
                factor.range.clone(),
                "dividing by a root cannot be done exactly",
                help("multiply the other side of the comparison by it"),
            );
        }
        if seen {
            return fail(
                factor.range.clone(),
                "two roots multiplied cannot be compared exactly",
                help("write one root of the product: `sqrt(for * electorate)`"),
            );
        }
        seen = true;
    }
    Ok(())
}
