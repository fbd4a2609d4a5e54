//! Conditions and electorates in words.

use num_traits::One;

use crate::base::Exact;
use crate::rule::condition::{Compare, Number, NumberKind, Quantity, Test, TestKind};
use crate::rule::{Condition, Electorate, Formula};

/// `a`, `a and b`, `a, b and c`.
pub fn list(items: impl IntoIterator<Item = String>, joint: &str) -> String {
    let mut items: Vec<String> = items.into_iter().collect();
    match items.pop() {
        None => String::new(),
        Some(last) if items.is_empty() => last,
        Some(last) => format!("{} {joint} {last}", items.join(", ")),
    }
}

/// Who somebody must be, as the subject of a sentence.
pub(super) fn people(electorate: &Electorate) -> String {
    if electorate.source().contains("member") {
        electorate.to_string()
    } else {
        format!("a member of {electorate}")
    }
}

/// A condition as a clause: `the votes for are at least 4/5 of the ballots`.
pub fn condition_in_words(condition: &Condition) -> String {
    let words = Words {
        source: condition.source(),
    };
    words.test(condition.test(), false)
}

/// A formula as a number: `3/2 times the square root of the electors`.
pub(super) fn formula_in_words(formula: &Formula) -> String {
    let words = Words {
        source: formula.source(),
    };
    words.number(formula.number())
}

struct Words<'a> {
    source: &'a str,
}

fn quantity_words(quantity: Quantity) -> &'static str {
    match quantity {
        Quantity::For => "votes for",
        Quantity::Against => "votes against",
        Quantity::Abstain => "abstentions",
        Quantity::Recused => "recusals",
        Quantity::Consents => "consents",
        Quantity::Objections => "objections",
        Quantity::Vetoes => "vetoes",
        Quantity::Score => "score",
        Quantity::Ballots => "ballots",
        Quantity::Electorate => "electors",
        Quantity::Silent => "silent electors",
        Quantity::Sponsors => "sponsors",
        Quantity::Seats => "seats",
        Quantity::Serving => "serving members",
        Quantity::Days => "days since the opening",
    }
}

impl Words<'_> {
    /// A test as a clause. `inner`: it stands inside another, so that an `or`
    /// says where it begins.
    fn test(&self, test: &Test, inner: bool) -> String {
        match &test.kind {
            TestKind::And(parts) => {
                let parts = parts.iter().map(|part| self.test(part, true));
                let all = parts.collect::<Vec<_>>();
                if inner {
                    format!("both {}", all.join(" and "))
                } else {
                    all.join(", and ")
                }
            }
            TestKind::Or(parts) => {
                let parts = parts.iter().map(|part| self.test(part, true));
                let all = parts.collect::<Vec<_>>();
                if inner {
                    format!("either {}", all.join(" or "))
                } else {
                    all.join(", or ")
                }
            }
            TestKind::Not(inside) => {
                format!("it is not so that {}", self.test(inside, true))
            }
            TestKind::Compare(left, sign, right) => self.comparison(left, *sign, right),
            TestKind::In(left, set) => {
                let set = set.iter().map(|item| self.number(item));
                let verb = if singular(left) { "is" } else { "are" };
                format!("{} {verb} one of {}", self.number(left), list(set, "and"))
            }
            TestKind::Attested(name) => format!("\"{name}\" is attested"),
            TestKind::Is(stage, outcome) => format!("stage {stage} ended as \"{outcome}\""),
            TestKind::Pivotal => "the silent electors can still change the outcome".to_owned(),
        }
    }

    fn comparison(&self, left: &Number, sign: Compare, right: &Number) -> String {
        if matches!(left.kind, NumberKind::Quantity(Quantity::Days)) {
            let number = self.number(right);
            return match sign {
                Compare::AtLeast => format!("at least {number} days have passed since the opening"),
                Compare::More => format!("more than {number} days have passed since the opening"),
                Compare::Less => format!("fewer than {number} days have passed since the opening"),
                Compare::AtMost => format!("at most {number} days have passed since the opening"),
                Compare::Equal => format!("exactly {number} days have passed since the opening"),
                Compare::Unequal => format!("not {number} days have passed since the opening"),
            };
        }
        if let (NumberKind::Quantity(quantity), NumberKind::Literal(value)) =
            (&left.kind, &right.kind)
            && !singular(left)
        {
            let words = quantity_words(*quantity);
            let zero = *value == Exact::default();
            match sign {
                Compare::Equal | Compare::AtMost if zero => return format!("there are no {words}"),
                Compare::More | Compare::Unequal if zero => return format!("there are {words}"),
                // "there is 1 objection": too few cases to decline words for.
                _ if value.is_one() => {}
                _ => {
                    let number = self.number(right);
                    return match sign {
                        Compare::AtLeast => format!("there are at least {number} {words}"),
                        Compare::AtMost => format!("there are at most {number} {words}"),
                        Compare::More => format!("there are more than {number} {words}"),
                        Compare::Less => format!("there are fewer than {number} {words}"),
                        Compare::Equal => format!("there are {number} {words}"),
                        Compare::Unequal => format!("there are not {number} {words}"),
                    };
                }
            }
        }
        let one = singular(left);
        let verb = if one { "is" } else { "are" };
        let how = match sign {
            Compare::Equal => "equal to",
            Compare::Unequal => "not equal to",
            Compare::Less if one => "less than",
            Compare::Less => "fewer than",
            Compare::AtMost => "at most",
            Compare::More => "more than",
            Compare::AtLeast => "at least",
        };
        format!("{} {verb} {how} {}", self.number(left), self.number(right))
    }

    fn number(&self, number: &Number) -> String {
        let part = |inner: &Number| {
            let words = self.number(inner);
            match inner.kind {
                NumberKind::Sum(_) => format!("({words})"),
                _ => words,
            }
        };
        match &number.kind {
            NumberKind::Literal(_) => {
                let text = self.source.get(number.range.clone()).unwrap_or_default();
                text.trim_matches(['(', ')']).to_owned()
            }
            NumberKind::Quantity(quantity) => format!("the {}", quantity_words(*quantity)),
            NumberKind::Seats(team) => format!("the seats of {team}"),
            NumberKind::Serving(team) => format!("the serving members of {team}"),
            NumberKind::Negative(inner) => format!("-{}", part(inner)),
            NumberKind::Of(parts) => parts.iter().map(part).collect::<Vec<_>>().join(" of "),
            NumberKind::Product(parts) => chain(parts, " times ", " divided by ", part),
            NumberKind::Sum(parts) => chain(parts, " plus ", " minus ", |inner| self.number(inner)),
            NumberKind::Root(inner) => format!("the square root of {}", part(inner)),
            NumberKind::Floor(inner) => format!("{}, rounded down,", part(inner)),
            NumberKind::Ceil(inner) => format!("{}, rounded up,", part(inner)),
            NumberKind::Min(parts) => {
                let least = if parts.len() == 2 { "smaller" } else { "least" };
                format!("the {least} of {}", list(parts.iter().map(part), "and"))
            }
            NumberKind::Max(parts) => {
                let most = if parts.len() == 2 {
                    "greater"
                } else {
                    "greatest"
                };
                format!("the {most} of {}", list(parts.iter().map(part), "and"))
            }
        }
    }
}

fn chain(
    parts: &[(bool, Number)],
    plain: &str,
    inverse: &str,
    say: impl Fn(&Number) -> String,
) -> String {
    let mut text = String::new();
    for (inverts, part) in parts {
        if !text.is_empty() {
            text.push_str(if *inverts { inverse } else { plain });
        }
        text.push_str(&say(part));
    }
    text
}

/// Whether a number takes "is".
fn singular(number: &Number) -> bool {
    !matches!(
        &number.kind,
        NumberKind::Quantity(quantity) if *quantity != Quantity::Score
    ) && !matches!(number.kind, NumberKind::Seats(_) | NumberKind::Serving(_))
}
