//! From tokens to a tree, by descent. One set of functions reads numbers and
//! tests alike, because only what stands in a bracket shows which it is.

use std::ops::Range;

use super::ast::{Compare, Number, NumberKind, Quantity, Test, TestKind};
use super::lexer::{Kind, Token, tokens};
use super::unclear::{synonym, unclear};
use super::{ConditionError, DEEPEST, LONGEST};
use crate::finding::nearest;

/// The most square roots in one text: the comparison of sums of roots needs
/// digits that grow with their number.
const ROOTS: usize = 8;

const WORDS: [&str; 11] = [
    "and", "or", "not", "of", "in", "sqrt", "min", "max", "floor", "ceil", "attested",
];

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

    fn sum(&mut self) -> Parsed<Node> {
        self.signs("+", "-", Self::product, NumberKind::Sum)
    }

    fn product(&mut self) -> Parsed<Node> {
        let node = self.signs("*", "/", Self::of, NumberKind::Product)?;
        if let Node::Number(number) = &node
            && let NumberKind::Product(factors) = &number.kind
        {
            check_roots(factors.iter().map(|(divides, part)| (*divides, part)))?;
        }
        Ok(node)
    }

    fn signs(
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
    fn check_division(&self) -> Parsed<()> {
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

    fn of(&mut self) -> Parsed<Node> {
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

    fn signed(&mut self) -> Parsed<Node> {
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

    fn atom(&mut self) -> Parsed<Node> {
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

    fn word(&mut self, word: &str, token: &Token) -> Parsed<Node> {
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

    fn function(&mut self, word: &str, token: &Token) -> Parsed<Node> {
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

    fn root(&mut self, inner: Box<Number>, range: &Range<usize>) -> Parsed<NumberKind> {
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

    fn stage_outcome(&mut self, word: &str, token: &Token) -> Parsed<Node> {
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
    fn named<T: std::str::FromStr>(
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

    /// What is wrong with a word that stands where it has no meaning.
    fn word_error(&self, token: &Token) -> Option<ConditionError> {
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

    fn unexpected<T>(&self, token: &Token) -> Parsed<T> {
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
