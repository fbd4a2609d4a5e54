//! Bounds in place of counting: each quantity between the least and the most
//! that the silent electors can make of it, and conditions that then surely
//! hold, surely fail, or may do either.

use std::cmp::Ordering;

use num_traits::{One, Zero};

use super::cast::Cast;
use super::{Prospects, ends};
use crate::base::{Exact, exact};
use crate::rule::condition::{
    Compare, Number, NumberKind, Quantities, Quantity, Real, Test, TestKind,
};
use crate::rule::model::{Stage, StageOutcome};

/// Finds every outcome that may be possible. Those that one choice made by
/// all brings about are surely so; if there are no others, the answer is exact.
pub(super) fn prospects(
    stage: &Stage,
    current: &Quantities,
    silent: &[Exact],
    found: &mut Prospects,
) {
    let weight: Exact = silent.iter().sum();
    let world = World {
        stage,
        current,
        weight: &weight,
    };
    let mut sure = std::collections::BTreeSet::new();
    for choice in Cast::of(stage) {
        let mut quantities = current.clone();
        choice.add(&weight, &mut quantities);
        sure.extend(ends(stage, &quantities));
    }
    world.outcomes(found);
    found.possible.extend(sure.iter().cloned());
    found.exact = found.possible == sure && !found.undecided;
}

struct World<'a> {
    stage: &'a Stage,
    current: &'a Quantities,
    weight: &'a Exact,
}

/// Whether something holds: surely (`Some`), or one cannot tell.
type Maybe = Option<bool>;

impl World<'_> {
    fn outcomes(&self, found: &mut Prospects) {
        let stage = self.stage;
        if self.current.nobody_voted() && !stage.lazy {
            found.possible.insert(StageOutcome::NoBallots);
            if self.weight.is_zero() {
                return;
            }
        }
        if let Some(quorum) = &stage.quorum {
            let team = quorum.of.as_ref();
            let current = match team {
                Some(team) => self.current.clone().of_team(team),
                None => self.current.clone(),
            };
            let met = World {
                current: &current,
                ..*self
            }
            .test(quorum.need.test());
            if met != Some(true) {
                found.possible.insert(StageOutcome::NoQuorum);
            }
            if met == Some(false) {
                return;
            }
        }
        for (name, condition) in &stage.outcomes {
            let holds = match condition {
                Some(condition) => self.test(condition.test()),
                None => Some(true),
            };
            if holds != Some(false) {
                found.possible.insert(name.clone().into());
            }
            if holds == Some(true) {
                return;
            }
        }
        found.undecided = true;
    }

    fn test(&self, test: &Test) -> Maybe {
        let settle = |parts: &[Test], settling: bool| {
            let mut open = false;
            for part in parts {
                match self.test(part) {
                    Some(holds) if holds == settling => return Some(settling),
                    Some(_) => {}
                    None => open = true,
                }
            }
            (!open).then_some(!settling)
        };
        match &test.kind {
            TestKind::And(parts) => settle(parts, false),
            TestKind::Or(parts) => settle(parts, true),
            TestKind::Not(inner) => self.test(inner).map(|holds| !holds),
            TestKind::Compare(left, sign, right) => {
                let (left, right) = (self.number(left)?, self.number(right)?);
                compare(&left, *sign, &right)
            }
            TestKind::In(left, set) => {
                let left = self.number(left)?;
                let mut open = false;
                for item in set {
                    match compare(&left, Compare::Equal, &self.number(item)?) {
                        Some(true) => return Some(true),
                        Some(false) => {}
                        None => open = true,
                    }
                }
                (!open).then_some(false)
            }
            TestKind::Attested(name) => Some(self.current.attested.contains(name)),
            TestKind::Is(stage, outcome) => {
                let found = self.current.outcomes.get(stage);
                Some(found.is_some_and(|found| found.as_str() == outcome.as_str()))
            }
            TestKind::Pivotal => self.current.pivotal,
        }
    }

    fn quantity(&self, quantity: Quantity) -> Option<(Real, Real)> {
        let now = self.current.get(quantity)?;
        let effects = Cast::of(self.stage)
            .into_iter()
            .map(|it| it.effect(quantity));
        let (mut least, mut most) = (0, 0);
        for effect in effects {
            least = effect.min(least);
            most = effect.max(most);
        }
        let end = |effect: i8| Real::from(&now + self.weight * exact(effect));
        Some((end(least), end(most)))
    }

    fn number(&self, number: &Number) -> Option<(Real, Real)> {
        let sure = |value: Exact| Some((Real::from(value.clone()), Real::from(value)));
        match &number.kind {
            NumberKind::Literal(value) => sure(value.clone()),
            NumberKind::Quantity(quantity) => self.quantity(*quantity),
            NumberKind::Seats(team) => sure(exact(*self.current.seats_of.get(team)?)),
            NumberKind::Serving(team) => sure(exact(*self.current.serving_of.get(team)?)),
            NumberKind::Negative(inner) => {
                let (low, high) = self.number(inner)?;
                let minus = -Exact::one();
                Some((high.times(&minus), low.times(&minus)))
            }
            NumberKind::Sum(parts) => {
                let zero = Real::from(Exact::zero());
                let mut sum = (zero.clone(), zero);
                for (taken, part) in parts {
                    let (low, high) = self.number(part)?;
                    sum = if *taken {
                        (sum.0.minus(&high), sum.1.minus(&low))
                    } else {
                        (sum.0.plus(&low), sum.1.plus(&high))
                    };
                }
                Some(sum)
            }
            NumberKind::Of(parts) => self.product(parts.iter().map(|part| (false, part))),
            NumberKind::Product(parts) => self.product(parts.iter().map(|(by, part)| (*by, part))),
            NumberKind::Root(inner) => {
                let (low, high) = self.number(inner)?;
                Some((
                    Real::root_of(low.rational()?)?,
                    Real::root_of(high.rational()?)?,
                ))
            }
            NumberKind::Floor(inner) => {
                let (low, high) = self.number(inner)?;
                Some((low.floor().into(), high.floor().into()))
            }
            NumberKind::Ceil(inner) => {
                let (low, high) = self.number(inner)?;
                Some((low.ceil().into(), high.ceil().into()))
            }
            NumberKind::Min(parts) => self.extreme(parts, Ordering::Less),
            NumberKind::Max(parts) => self.extreme(parts, Ordering::Greater),
        }
    }

    fn extreme(&self, parts: &[Number], wanted: Ordering) -> Option<(Real, Real)> {
        let mut best: Option<(Real, Real)> = None;
        for part in parts {
            let (low, high) = self.number(part)?;
            best = Some(match best {
                None => (low, high),
                Some(known) => (pick(known.0, low, wanted), pick(known.1, high, wanted)),
            });
        }
        best
    }

    /// Products are bounded where all factors but one are fixed, which is what
    /// rules say; anything else may hold or not.
    fn product<'a>(&self, parts: impl Iterator<Item = (bool, &'a Number)>) -> Option<(Real, Real)> {
        let mut fixed = Exact::one();
        let mut open: Option<(Real, Real)> = None;
        for (divides, part) in parts {
            let (low, high) = self.number(part)?;
            match (low.rational(), low == high, divides) {
                (Some(by), true, true) if by.is_zero() => return None,
                (Some(by), true, true) => fixed /= by,
                (Some(by), true, false) => fixed *= by,
                (_, _, false) if open.is_none() => open = Some((low, high)),
                _ => return None,
            }
        }
        let Some((low, high)) = open else {
            return Some((fixed.clone().into(), fixed.into()));
        };
        let (one, other) = (low.times(&fixed), high.times(&fixed));
        Some(if fixed < Exact::zero() {
            (other, one)
        } else {
            (one, other)
        })
    }
}

fn pick(one: Real, other: Real, wanted: Ordering) -> Real {
    if other.partial_cmp(&one) == Some(wanted) {
        other
    } else {
        one
    }
}

/// Whether a comparison surely holds or fails for all numbers within bounds.
fn compare(left: &(Real, Real), sign: Compare, right: &(Real, Real)) -> Maybe {
    let least = left.0.minus(&right.1).sign();
    let most = left.1.minus(&right.0).sign();
    let mut signs = (least..=most).map(|it| sign.holds(it));
    let first = signs.next()?;
    signs.all(|it| it == first).then_some(first)
}
