//! Exact numbers that may hold square roots: a rational number plus rational
//! multiples of roots of whole numbers.
//!
//! Roots whose product is a perfect square are multiples of one another and
//! are joined; what remains is linearly independent over the rationals
//! (A. S. Besicovitch, "On the linear independence of fractional powers of
//! integers", 1940), so a number is zero exactly if all its parts are. The
//! sign of a number that is not zero then comes from bounds that are tightened
//! until zero lies outside. Nothing is ever rounded.

use std::cmp::Ordering;

use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{One, Signed, Zero};

use crate::base::{Exact, show_exact};

/// A rational number plus rational multiples of square roots.
#[derive(Debug, Clone)]
pub struct Real {
    rational: Exact,
    /// Factor and radicand: no factor is zero, no radicand a square, no two
    /// have a product that is a square.
    roots: Vec<(Exact, BigInt)>,
}

impl From<Exact> for Real {
    fn from(rational: Exact) -> Self {
        Self {
            rational,
            roots: Vec::new(),
        }
    }
}

/// The whole root of a square.
fn square_root(number: &BigInt) -> Option<BigInt> {
    let root = number.sqrt();
    (&root * &root == *number).then_some(root)
}

impl Real {
    /// The square root of a rational number; `None` below zero.
    pub fn root_of(number: &Exact) -> Option<Self> {
        if number.is_negative() {
            return None;
        }
        // The root of p/q is the root of pq, divided by q.
        let radicand = number.numer() * number.denom();
        let mut root = Self::from(Exact::zero());
        root.add_root(
            BigRational::new(BigInt::one(), number.denom().clone()),
            radicand,
        );
        Some(root)
    }

    /// The rational number that it is, where it is one.
    pub fn rational(&self) -> Option<&Exact> {
        self.roots.is_empty().then_some(&self.rational)
    }

    fn add_root(&mut self, factor: Exact, radicand: BigInt) {
        if factor.is_zero() || radicand.is_zero() {
            return;
        }
        if let Some(whole) = square_root(&radicand) {
            self.rational += factor * BigRational::from_integer(whole);
            return;
        }
        for at in 0..self.roots.len() {
            let Some((known, other)) = self.roots.get_mut(at) else {
                continue;
            };
            // The root of `radicand` is that of the product over `other`,
            // times the root of `other`.
            if let Some(joint) = square_root(&(&*other * &radicand)) {
                *known += factor * BigRational::new(joint, other.clone());
                if known.is_zero() {
                    self.roots.remove(at);
                }
                return;
            }
        }
        self.roots.push((factor, radicand));
    }

    /// The sum.
    #[must_use]
    pub fn plus(&self, other: &Self) -> Self {
        let mut sum = self.clone();
        sum.rational += &other.rational;
        for (factor, radicand) in &other.roots {
            sum.add_root(factor.clone(), radicand.clone());
        }
        sum
    }

    /// The difference.
    #[must_use]
    pub fn minus(&self, other: &Self) -> Self {
        self.plus(&other.times(&-Exact::one()))
    }

    /// The product with a rational number.
    #[must_use]
    pub fn times(&self, factor: &Exact) -> Self {
        if factor.is_zero() {
            return Self::from(Exact::zero());
        }
        let roots = self.roots.iter();
        Self {
            rational: &self.rational * factor,
            roots: roots.map(|(by, of)| (by * factor, of.clone())).collect(),
        }
    }

    /// Bounds that close in on it as `bits` grows.
    fn bounds(&self, bits: u64) -> (Exact, Exact) {
        let (mut low, mut high) = (self.rational.clone(), self.rational.clone());
        let scale = BigInt::one() << bits;
        for (factor, radicand) in &self.roots {
            let below = (radicand << (2 * bits)).sqrt();
            let above = BigRational::new(&below + 1, scale.clone());
            let below = BigRational::new(below, scale.clone());
            let (least, most) = if factor.is_negative() {
                (above, below)
            } else {
                (below, above)
            };
            low += factor * least;
            high += factor * most;
        }
        (low, high)
    }

    /// -1, 0 or 1: whether it is below, at or above zero.
    pub fn sign(&self) -> i8 {
        if self.roots.is_empty() {
            return sign(&self.rational);
        }
        if let [(factor, radicand)] = self.roots.as_slice() {
            // One root: compare the squares of the two parts.
            let (a, b) = (sign(&self.rational), sign(factor));
            if a == b || a == 0 {
                return b;
            }
            let root = factor * factor * BigRational::from_integer(radicand.clone());
            return match (&self.rational * &self.rational).cmp(&root) {
                Ordering::Greater => a,
                // They cannot be equal: the radicand is no square.
                _ => b,
            };
        }
        let mut bits = 64;
        loop {
            let (low, high) = self.bounds(bits);
            if low.is_positive() {
                return 1;
            }
            if high.is_negative() {
                return -1;
            }
            bits *= 2;
        }
    }

    /// The whole number at or below it.
    pub fn floor(&self) -> Exact {
        if self.roots.is_empty() {
            return self.rational.floor();
        }
        // It is irrational, so some bounds lie between the same two whole
        // numbers.
        let mut bits = 16;
        loop {
            let (low, high) = self.bounds(bits);
            if low.floor() == high.floor() {
                return low.floor();
            }
            bits *= 2;
        }
    }

    /// The whole number at or above it.
    pub fn ceil(&self) -> Exact {
        -self.times(&-Exact::one()).floor()
    }

    /// It, for people: exactly where it is rational, else to three places and
    /// said to be so. Nothing is decided by this text.
    pub fn show(&self) -> String {
        if self.roots.is_empty() {
            return show_exact(&self.rational);
        }
        let thousand = BigRational::from_integer(1000.into());
        let places = self.times(&thousand).floor() / thousand;
        format!("about {}", show_exact(&places))
    }
}

impl PartialEq for Real {
    fn eq(&self, other: &Self) -> bool {
        self.minus(other).sign() == 0
    }
}

impl PartialOrd for Real {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.minus(other).sign().cmp(&0))
    }
}

fn sign(number: &Exact) -> i8 {
    if number.is_zero() {
        0
    } else if number.is_negative() {
        -1
    } else {
        1
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::exact;

    fn root(number: u32) -> Real {
        Real::root_of(&exact(number)).unwrap()
    }

    #[test]
    fn roots_of_squares_are_rational() {
        assert_eq!(root(49).rational(), Some(&exact(7)));
        let quarter = Real::root_of(&BigRational::new(1.into(), 4.into())).unwrap();
        assert_eq!(show_exact(quarter.rational().unwrap()), "0.5");
        assert!(Real::root_of(&exact(-1)).is_none());
    }

    #[test]
    fn like_roots_are_joined() {
        // 2 sqrt 2 is sqrt 8, and sqrt 18 is sqrt 2 + sqrt 8.
        assert!(root(2).times(&exact(2)) == root(8));
        assert!(root(2).plus(&root(8)) == root(18));
        assert_eq!(
            root(2).plus(&root(8)).minus(&root(18)).rational(),
            Some(&exact(0))
        );
    }

    #[test]
    fn sums_of_roots_that_nearly_meet_are_told_apart() {
        // sqrt 2 + sqrt 3 = 3.146264…; its square is 5 + sqrt 24.
        let sum = root(2).plus(&root(3));
        let near = Real::from(crate::base::parse_exact("3.14626436994197234232").unwrap());
        assert!(sum > near);
        let over = Real::from(crate::base::parse_exact("3.14626436994197234233").unwrap());
        assert!(sum < over);
        assert_eq!(sum.floor(), exact(3));
        assert_eq!(sum.ceil(), exact(4));
    }

    #[test]
    fn huge_numbers_are_not_rounded() {
        let big = exact(10_u128.pow(36) + 1);
        let near = Real::from(exact(10_u64.pow(18)));
        assert!(Real::root_of(&big).unwrap() > near);
        assert_eq!(Real::root_of(&big).unwrap().floor(), exact(10_u64.pow(18)));
    }
}
