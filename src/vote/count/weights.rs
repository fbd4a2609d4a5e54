//! Weights as whole numbers, so that sums stay exact and fast.

use num_integer::Integer;
use num_traits::{One, Signed};

use crate::base::Exact;

/// Weights brought to a common denominator.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WholeWeights {
    /// The weights, in the order given, each times `unit`.
    pub weights: Vec<u64>,
    /// What a weight of 1 became. Sums of a count are divided by it to be
    /// shown; a quota of `stv-scottish` is a whole number of `1/unit`.
    pub unit: u64,
}

/// Weights that cannot be counted.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum WeightError {
    /// One below zero.
    #[error("the weight {0} is below zero")]
    Negative(Exact),
    /// They have no common denominator of a size that can be counted.
    #[error("these weights have no common denominator that can be counted exactly")]
    TooFine,
}

/// Brings weights to the smallest common denominator.
pub fn whole_weights(weights: &[Exact]) -> Result<WholeWeights, WeightError> {
    let mut unit = num_bigint::BigInt::one();
    for weight in weights {
        if weight.is_negative() {
            return Err(WeightError::Negative(weight.clone()));
        }
        unit = unit.lcm(weight.denom());
        // A denominator out of reach would only grow.
        if unit.bits() > 64 {
            return Err(WeightError::TooFine);
        }
    }
    let whole = |weight: &Exact| {
        let scaled = weight * Exact::from_integer(unit.clone());
        u64::try_from(scaled.to_integer()).map_err(|_| WeightError::TooFine)
    };
    Ok(WholeWeights {
        weights: weights.iter().map(whole).collect::<Result<_, _>>()?,
        unit: u64::try_from(unit.clone()).map_err(|_| WeightError::TooFine)?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::parse_exact;

    #[test]
    fn halves_and_thirds_become_sixths() {
        let weights = ["1/2", "1/3", "2"].map(|text| parse_exact(text).unwrap());
        let whole = whole_weights(&weights).unwrap();
        assert_eq!((whole.weights, whole.unit), (vec![3, 2, 12], 6));
        let below = [parse_exact("-1").unwrap()];
        assert!(whole_weights(&below).is_err());
    }
}
