//! Whether a condition holds, exactly.

use std::cmp::Ordering;
use std::ops::Range;

use num_traits::{One, Zero};

use super::ast::{Number, NumberKind, Quantity, Test, TestKind};
use super::{Quantities, Real};
use crate::base::{Exact, TeamId, exact};

/// What kept a number from being worked out.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EvalProblem {
    /// A division by zero.
    #[error("division by zero")]
    DivisionByZero,
    /// A root of a number below zero.
    #[error("the square root of a number below zero")]
    NegativeRoot,
    /// `seats`, where the electorate is not one team with a fixed number.
    #[error("the electorate is not one team with a fixed number of seats")]
    NoSeats,
    /// `serving`, where the electorate is not one team with a known roll.
    #[error("the electorate is not one team whose roll is known")]
    NoServing,
    /// `seats(TEAM)`, where it has no fixed number.
    #[error("`{0}` has no fixed number of seats")]
    NoSeatsOf(TeamId),
    /// `serving(TEAM)`, where its roll is not known.
    #[error("the roll of `{0}` is not known")]
    NoServingOf(TeamId),
    /// `pivotal`, where it was not worked out.
    #[error("whether silent electors can change the outcome was not worked out")]
    NoPivotal,
}

/// A condition that neither holds nor fails, and the part that is to blame.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{problem}")]
pub struct EvalError {
    /// The bytes of the condition's text.
    pub range: Range<usize>,
    /// What is wrong.
    pub problem: EvalProblem,
}

pub(super) fn test(test: &Test, q: &Quantities) -> Result<bool, EvalError> {
    match &test.kind {
        TestKind::And(parts) => settle(parts.iter().map(|part| self::test(part, q)), false),
        TestKind::Or(parts) => settle(parts.iter().map(|part| self::test(part, q)), true),
        TestKind::Not(inner) => self::test(inner, q).map(|holds| !holds),
        TestKind::Compare(left, sign, right) => {
            let difference = number(left, q)?.minus(&number(right, q)?);
            Ok(sign.holds(difference.sign()))
        }
        TestKind::In(left, set) => {
            let left = number(left, q)?;
            for item in set {
                if number(item, q)? == left {
                    return Ok(true);
                }
            }
            Ok(false)
        }
        TestKind::Attested(name) => Ok(q.attested.contains(name)),
        TestKind::Is(stage, outcome) => Ok(q
            .outcomes
            .get(stage)
            .is_some_and(|found| found.as_str() == outcome.as_str())),
        TestKind::Pivotal => q.pivotal.ok_or_else(|| EvalError {
            range: test.range.clone(),
            problem: EvalProblem::NoPivotal,
        }),
    }
}

/// Parts in order, until one settles the whole: `false` an `and`, `true` an
/// `or`. So `ballots > 0 and for / ballots > 1/2` never divides by zero.
fn settle(
    parts: impl Iterator<Item = Result<bool, EvalError>>,
    settling: bool,
) -> Result<bool, EvalError> {
    for part in parts {
        if part? == settling {
            return Ok(settling);
        }
    }
    Ok(!settling)
}

pub(super) fn number(number: &Number, q: &Quantities) -> Result<Real, EvalError> {
    let wrong = |problem| EvalError {
        range: number.range.clone(),
        problem,
    };
    let value = |inner: &Number| self::number(inner, q);
    Ok(match &number.kind {
        NumberKind::Literal(value) => value.clone().into(),
        NumberKind::Quantity(quantity) => {
            let problem = match quantity {
                Quantity::Serving => EvalProblem::NoServing,
                _ => EvalProblem::NoSeats,
            };
            q.get(*quantity).ok_or_else(|| wrong(problem))?.into()
        }
        NumberKind::Seats(team) => {
            let seats = q.seats_of.get(team);
            let seats = seats.ok_or_else(|| wrong(EvalProblem::NoSeatsOf(team.clone())))?;
            exact(*seats).into()
        }
        NumberKind::Serving(team) => {
            let serving = q.serving_of.get(team);
            let serving = serving.ok_or_else(|| wrong(EvalProblem::NoServingOf(team.clone())))?;
            exact(*serving).into()
        }
        NumberKind::Negative(inner) => value(inner)?.times(&-Exact::one()),
        NumberKind::Of(parts) => product(parts.iter().map(|part| (false, part)), q)?,
        NumberKind::Product(parts) => product(parts.iter().map(|(by, part)| (*by, part)), q)?,
        NumberKind::Sum(parts) => {
            let mut sum = Real::from(Exact::zero());
            for (taken, part) in parts {
                let part = value(part)?;
                sum = if *taken {
                    sum.minus(&part)
                } else {
                    sum.plus(&part)
                };
            }
            sum
        }
        NumberKind::Root(inner) => {
            let inner = value(inner)?;
            let rational = inner
                .rational()
                .ok_or_else(|| wrong(EvalProblem::NegativeRoot))?;
            Real::root_of(rational).ok_or_else(|| wrong(EvalProblem::NegativeRoot))?
        }
        NumberKind::Floor(inner) => value(inner)?.floor().into(),
        NumberKind::Ceil(inner) => value(inner)?.ceil().into(),
        NumberKind::Min(parts) => extreme(parts, q, Ordering::Less)?,
        NumberKind::Max(parts) => extreme(parts, q, Ordering::Greater)?,
    })
}

/// The product; the parser has seen to it that at most one factor holds a
/// root and that no divisor does.
fn product<'a>(
    factors: impl Iterator<Item = (bool, &'a Number)>,
    q: &Quantities,
) -> Result<Real, EvalError> {
    let mut rational = Exact::one();
    let mut root: Option<Real> = None;
    for (divides, factor) in factors {
        let value = number(factor, q)?;
        match (value.rational(), divides) {
            (Some(by), true) if by.is_zero() => {
                return Err(EvalError {
                    range: factor.range.clone(),
                    problem: EvalProblem::DivisionByZero,
                });
            }
            (Some(by), true) => rational /= by,
            (Some(by), false) => rational *= by,
            (None, _) => root = Some(value),
        }
    }
    Ok(match root {
        Some(root) => root.times(&rational),
        None => rational.into(),
    })
}

fn extreme(parts: &[Number], q: &Quantities, wanted: Ordering) -> Result<Real, EvalError> {
    let mut best: Option<Real> = None;
    for part in parts {
        let value = number(part, q)?;
        let better = match &best {
            Some(best) => value.partial_cmp(best) == Some(wanted),
            None => true,
        };
        if better {
            best = Some(value);
        }
    }
    // The parser gives at least two parts.
    Ok(best.unwrap_or_else(|| Exact::zero().into()))
}
