//! From tokens to a tree, by descent. One set of functions reads numbers and
//! tests alike, because only what stands in a bracket shows which it is.

mod blame;
mod numbers;
mod words;

use std::ops::Range;

use super::ast::{Compare, Number, Test, TestKind};
use super::lexer::{Kind, Token, tokens};
use super::{ConditionError, DEEPEST, LONGEST};

/// The most square roots in one text: the comparison of sums of roots needs
/// digits that grow with their number.
const ROOTS: usize = 8;

type Parsed<T> = Result<T, ConditionError>;

/// What a piece of text says.
enum Node {
    Number(Number),
    Test(Test),
}

impl Node {
    fn range(&self) -> Range<usize> {
        match self {
            Self::Number(number) => number.range.clone(),
            Self::Test(test) => test.range.clone(),
        }
    }
}

pub(super) fn condition(text: &str) -> Parsed<Test> {
    match whole(text)? {
        Node::Test(test) => Ok(test),
        Node::Number(number) => Err(not_a_test(&number)),
    }
}

pub(super) fn formula(text: &str) -> Parsed<Number> {
    match whole(text)? {
        Node::Number(number) => Ok(number),
        Node::Test(test) => Err(not_a_number(test.range)),
    }
}

fn fail<T>(range: Range<usize>, message: impl Into<String>, help: Option<String>) -> Parsed<T> {
    Err(ConditionError {
        range,
        message: message.into(),
        help,
    })
}

fn not_a_test(number: &Number) -> ConditionError {
    ConditionError {
        range: number.range.clone(),
        message: "a number alone neither holds nor fails".to_owned(),
        help: Some("compare it with another, as in `for > against`".to_owned()),
    }
}

fn not_a_number(range: Range<usize>) -> ConditionError {
    ConditionError {
        range,
        message: "a number is needed here, and this is a condition".to_owned(),
        help: Some("join conditions with `and`, `or` and `not`".to_owned()),
    }
}

fn whole(text: &str) -> Parsed<Node> {
    if text.len() > LONGEST {
        return fail(
            0..text.len(),
            format!("a condition of {} bytes is too long", text.len()),
            Some(format!("a condition has at most {LONGEST} bytes")),
        );
    }
    let tokens = tokens(text)?;
    let mut parser = Parser {
        text,
        tokens,
        at: 0,
        depth: 0,
        roots: 0,
    };
    let node = parser.or()?;
    match parser.peek() {
        None => Ok(node),
        Some(token) => parser.unexpected(&token.clone()),
    }
}

struct Parser<'a> {
    text: &'a str,
    tokens: Vec<Token>,
    at: usize,
    depth: usize,
    roots: usize,
}

impl Parser<'_> {
    fn peek(&self) -> Option<&Token> {
        self.tokens.get(self.at)
    }

    fn next(&mut self) -> Option<Token> {
        let token = self.tokens.get(self.at).cloned();
        self.at += usize::from(token.is_some());
        token
    }

    fn is_word(&self, word: &str) -> bool {
        matches!(self.peek(), Some(Token { kind: Kind::Word(found), .. }) if found == word)
    }

    fn is_sign(&self, sign: &str) -> bool {
        matches!(self.peek(), Some(Token { kind: Kind::Sign(found), .. }) if *found == sign)
    }

    fn take_word(&mut self, word: &str) -> bool {
        let found = self.is_word(word);
        self.at += usize::from(found);
        found
    }

    fn take_sign(&mut self, sign: &str) -> bool {
        let found = self.is_sign(sign);
        self.at += usize::from(found);
        found
    }

    /// The place after the last token: where something is missing.
    fn end(&self) -> Range<usize> {
        let end = self.text.trim_end().len();
        end..end
    }

    fn expect(&mut self, sign: &'static str, opened: &Range<usize>) -> Parsed<Range<usize>> {
        match self.next() {
            Some(Token {
                kind: Kind::Sign(found),
                range,
            }) if found == sign => Ok(range),
            Some(token) => {
                if let Some(error) = self.word_error(&token) {
                    return Err(error);
                }
                let written = self.slice(&token.range).to_owned();
                fail(
                    token.range,
                    format!("`{sign}` is needed before `{written}`"),
                    None,
                )
            }
            None => fail(
                opened.clone(),
                format!("this has no `{sign}` to end it"),
                None,
            ),
        }
    }

    fn slice(&self, range: &Range<usize>) -> &str {
        self.text.get(range.clone()).unwrap_or_default()
    }

    /// One level deeper, for what can nest.
    fn deeper<T>(&mut self, read: impl FnOnce(&mut Self) -> Parsed<T>) -> Parsed<T> {
        if self.depth >= DEEPEST {
            let range = self.peek().map_or(self.end(), |token| token.range.clone());
            return fail(
                range,
                format!("this nests more than {DEEPEST} levels deep"),
                None,
            );
        }
        self.depth += 1;
        let result = read(self);
        self.depth -= 1;
        result
    }

    fn or(&mut self) -> Parsed<Node> {
        self.chain("or", Self::and, TestKind::Or)
    }

    fn and(&mut self) -> Parsed<Node> {
        self.chain("and", Self::not, TestKind::And)
    }

    fn chain(
        &mut self,
        word: &str,
        part: fn(&mut Self) -> Parsed<Node>,
        make: fn(Vec<Test>) -> TestKind,
    ) -> Parsed<Node> {
        let first = part(self)?;
        if !self.is_word(word) {
            return Ok(first);
        }
        let mut parts = vec![as_test(first)?];
        while self.take_word(word) {
            parts.push(as_test(part(self)?)?);
        }
        let range = span(
            parts.first().map(|t| &t.range),
            parts.last().map(|t| &t.range),
        );
        Ok(Node::Test(Test {
            range,
            kind: make(parts),
        }))
    }

    fn not(&mut self) -> Parsed<Node> {
        let start = self.peek().map(|token| token.range.clone());
        if !self.take_word("not") {
            return self.comparison();
        }
        let inner = as_test(self.deeper(Self::not)?)?;
        Ok(Node::Test(Test {
            range: span(start.as_ref(), Some(&inner.range)),
            kind: TestKind::Not(Box::new(inner)),
        }))
    }

    fn compare_sign(&self) -> Option<Compare> {
        let Some(Token {
            kind: Kind::Sign(sign),
            ..
        }) = self.peek()
        else {
            return None;
        };
        Some(match *sign {
            "=" => Compare::Equal,
            "!=" => Compare::Unequal,
            "<" => Compare::Less,
            "<=" => Compare::AtMost,
            ">" => Compare::More,
            ">=" => Compare::AtLeast,
            _ => return None,
        })
    }

    fn comparison(&mut self) -> Parsed<Node> {
        let left = self.sum()?;
        let test = if let Some(sign) = self.compare_sign() {
            let left = as_number(left)?;
            self.at += 1;
            // `==`, `<>`, `=>` and the like.
            if self.compare_sign().is_some() {
                let range = self.peek().map_or(self.end(), |token| token.range.clone());
                let help = "a comparison is one of `=`, `!=`, `<`, `<=`, `>` and `>=`";
                return fail(range, "a number is needed here", Some(help.to_owned()));
            }
            let right = as_number(self.sum()?)?;
            Test {
                range: left.range.start..right.range.end,
                kind: TestKind::Compare(left, sign, right),
            }
        } else if self.is_word("in") {
            let left = as_number(left)?;
            self.at += 1;
            self.set(left)?
        } else {
            return Ok(left);
        };
        if self.compare_sign().is_some() || self.is_word("in") {
            let range = self.peek().map_or(self.end(), |token| token.range.clone());
            let help = "write two: `2 < for and for < 5`";
            return fail(range, "a comparison has two sides", Some(help.to_owned()));
        }
        Ok(Node::Test(test))
    }

    fn set(&mut self, left: Number) -> Parsed<Test> {
        let Some(open) = self.next() else {
            let help = "write `score in {0, 2, 3}`".to_owned();
            return fail(self.end(), "a set of numbers is missing", Some(help));
        };
        if open.kind != Kind::Sign("{") {
            let help = "write `score in {0, 2, 3}`".to_owned();
            return fail(open.range, "a set stands in curly brackets", Some(help));
        }
        let mut set = vec![as_number(self.sum()?)?];
        while self.take_sign(",") {
            set.push(as_number(self.sum()?)?);
        }
        let close = self.expect("}", &open.range)?;
        Ok(Test {
            range: left.range.start..close.end,
            kind: TestKind::In(left, set),
        })
    }
}

fn span(first: Option<&Range<usize>>, last: Option<&Range<usize>>) -> Range<usize> {
    first.map_or(0, |range| range.start)..last.map_or(0, |range| range.end)
}

fn as_test(node: Node) -> Parsed<Test> {
    match node {
        Node::Test(test) => Ok(test),
        Node::Number(number) => Err(not_a_test(&number)),
    }
}

fn as_number(node: Node) -> Parsed<Number> {
    match node {
        Node::Number(number) => Ok(number),
        Node::Test(_) => Err(not_a_number(node.range())),
    }
}
