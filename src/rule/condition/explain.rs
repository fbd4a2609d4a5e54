//! A condition with its numbers: `for 41 >= 4/5 of ballots 50 = 40: holds`.

use super::ast::{Mention, Number, NumberKind, Test, TestKind};
use super::eval::{EvalError, number, test};
use super::{Quantities, Real};

/// A condition or a part of one, with how it was decided.
#[derive(Debug, Clone, PartialEq)]
pub struct Explained {
    /// Its text, as the rule says it.
    pub text: String,
    /// Whether it holds; an error where it could not be worked out, which is
    /// possible only for a part on which the whole does not depend.
    pub holds: Result<bool, EvalError>,
    /// What it is made of.
    pub parts: Parts,
}

/// What an explained condition is made of.
#[derive(Debug, Clone, PartialEq)]
pub enum Parts {
    /// All of these.
    All(Vec<Explained>),
    /// One of these at least.
    Any(Vec<Explained>),
    /// Not this.
    Not(Box<Explained>),
    /// Numbers compared.
    Comparison(Comparison),
    /// Something that is so or not, without numbers.
    Fact,
}

/// Numbers compared.
#[derive(Debug, Clone, PartialEq)]
pub struct Comparison {
    /// The left side.
    pub left: Side,
    /// The sign as it is written, or `in`.
    pub sign: &'static str,
    /// The right side; of a set, every member.
    pub right: Vec<Side>,
}

/// One side of a comparison.
#[derive(Debug, Clone, PartialEq)]
pub struct Side {
    /// Its text, as the rule says it.
    pub text: String,
    /// Its text with the number after every quantity, and the value at the
    /// end where the text is more than one number.
    pub shown: String,
    /// Its value, where it could be worked out.
    pub value: Option<Real>,
}

impl Side {
    /// The value for a table, or `?` where there is none.
    pub fn value_text(&self) -> String {
        self.value
            .as_ref()
            .map_or_else(|| "?".to_owned(), Real::show)
    }
}

impl Comparison {
    /// The right side for a table: `28.8`, or `{0, 2, 3}`.
    pub fn right_value_text(&self) -> String {
        self.list(Side::value_text)
    }

    /// The right side as it is shown in a sentence.
    pub fn right_shown(&self) -> String {
        self.list(|side| side.shown.clone())
    }

    fn list(&self, of: impl Fn(&Side) -> String) -> String {
        let sides: Vec<String> = self.right.iter().map(of).collect();
        if self.sign == "in" {
            format!("{{{}}}", sides.join(", "))
        } else {
            sides.concat()
        }
    }
}

impl Explained {
    /// The comparisons and facts that it is made of, in the order of the text.
    pub fn leaves(&self) -> Vec<&Explained> {
        match &self.parts {
            Parts::All(parts) | Parts::Any(parts) => parts.iter().flat_map(Self::leaves).collect(),
            Parts::Not(inner) => inner.leaves(),
            Parts::Comparison(_) | Parts::Fact => vec![self],
        }
    }

    /// One line for each comparison or fact.
    pub fn lines(&self) -> Vec<String> {
        self.leaves().into_iter().map(Self::line).collect()
    }

    /// This comparison or fact in one line; a compound by its text.
    pub fn line(&self) -> String {
        let what = match &self.parts {
            Parts::Comparison(it) => {
                format!("{} {} {}", it.left.shown, it.sign, it.right_shown())
            }
            _ => self.text.clone(),
        };
        format!("{what}: {}", self.verdict())
    }

    /// `holds`, `does not hold`, or why neither.
    pub fn verdict(&self) -> String {
        match &self.holds {
            Ok(true) => "holds".to_owned(),
            Ok(false) => "does not hold".to_owned(),
            Err(error) => format!("cannot be worked out ({error})"),
        }
    }
}

/// Explains a test; an error where its outcome depends on a part that cannot
/// be worked out.
pub(super) fn explain(source: &str, it: &Test, q: &Quantities) -> Result<Explained, EvalError> {
    test(it, q)?;
    Ok(part(source, it, q))
}

fn part(source: &str, it: &Test, q: &Quantities) -> Explained {
    let all = |parts: &[Test]| parts.iter().map(|inner| part(source, inner, q)).collect();
    let parts = match &it.kind {
        TestKind::And(parts) => Parts::All(all(parts)),
        TestKind::Or(parts) => Parts::Any(all(parts)),
        TestKind::Not(inner) => Parts::Not(Box::new(part(source, inner, q))),
        TestKind::Compare(left, sign, right) => Parts::Comparison(Comparison {
            left: side(source, left, q),
            sign: sign.as_str(),
            right: vec![side(source, right, q)],
        }),
        TestKind::In(left, set) => Parts::Comparison(Comparison {
            left: side(source, left, q),
            sign: "in",
            right: set.iter().map(|item| side(source, item, q)).collect(),
        }),
        TestKind::Attested(_) | TestKind::Is(..) | TestKind::Pivotal => Parts::Fact,
    };
    Explained {
        text: words(source.get(it.range.clone()).unwrap_or_default()),
        holds: test(it, q),
        parts,
    }
}

fn side(source: &str, it: &Number, q: &Quantities) -> Side {
    let text = source.get(it.range.clone()).unwrap_or_default();
    let mut mentions: Vec<(Mention, std::ops::Range<usize>)> = Vec::new();
    it.mentions(&mut mentions);
    let mut shown = String::new();
    let mut done = it.range.start;
    for (mention, range) in &mentions {
        let value = match mention {
            Mention::Quantity(quantity) => q.get(*quantity),
            Mention::Seats(team) => q.seats_of.get(team).map(|n| crate::base::exact(*n)),
            Mention::Serving(team) => q.serving_of.get(team).map(|n| crate::base::exact(*n)),
            Mention::Attested(_) | Mention::Stage(..) | Mention::Pivotal => None,
        };
        shown.push_str(source.get(done..range.end).unwrap_or_default());
        let value = value.map_or_else(|| "?".to_owned(), |value| Real::from(value).show());
        shown.push(' ');
        shown.push_str(&value);
        done = range.end;
    }
    shown.push_str(source.get(done..it.range.end).unwrap_or_default());
    let value = number(it, q).ok();
    let plain = match &it.kind {
        NumberKind::Literal(_)
        | NumberKind::Quantity(_)
        | NumberKind::Seats(_)
        | NumberKind::Serving(_) => true,
        NumberKind::Negative(inner) => matches!(inner.kind, NumberKind::Literal(_)),
        _ => false,
    };
    if let (false, Some(value)) = (plain, &value) {
        shown.push_str(" = ");
        shown.push_str(&value.show());
    }
    Side {
        text: words(text),
        shown: words(&shown),
        value,
    }
}

/// The text in one line.
fn words(text: &str) -> String {
    text.split_ascii_whitespace().collect::<Vec<_>>().join(" ")
}
