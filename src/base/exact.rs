//! Exact numbers: fractions of whole numbers of any size, never rounded.

use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{One, Signed, Zero};

/// An exact number.
pub type Exact = BigRational;

/// The most digits that a number written in a file may have.
const LONGEST: usize = 40;

/// A text that is no exact number.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "`{0}` is no number; write a whole number, a fraction such as 4/5 or a percentage such as 60%"
)]
pub struct ExactError(pub String);

/// A whole number as an exact one.
pub fn exact(number: impl Into<BigInt>) -> Exact {
    BigRational::from_integer(number.into())
}

/// Reads `3`, `-1`, `4/5`, `1.5` or `60%`.
pub fn parse_exact(text: &str) -> Result<Exact, ExactError> {
    let refuse = || ExactError(text.chars().take(LONGEST).collect());
    if text.len() > 2 * LONGEST {
        return Err(refuse());
    }
    let (body, percent) = match text.strip_suffix('%') {
        Some(body) => (body.trim_end(), true),
        None => (text, false),
    };
    let number = match body.split_once('/') {
        Some((over, under)) => {
            let under = decimal(under).ok_or_else(refuse)?;
            if under.is_zero() {
                return Err(refuse());
            }
            decimal(over).ok_or_else(refuse)? / under
        }
        None => decimal(body).ok_or_else(refuse)?,
    };
    Ok(if percent { number / exact(100) } else { number })
}

/// A whole number or a decimal fraction, exactly.
fn decimal(text: &str) -> Option<Exact> {
    let (sign, digits) = match text.strip_prefix('-') {
        Some(rest) => (-1, rest),
        None => (1, text.strip_prefix('+').unwrap_or(text)),
    };
    let (whole, part) = digits.split_once('.').unwrap_or((digits, ""));
    let plain = |s: &str| s.bytes().all(|b| b.is_ascii_digit());
    if whole.is_empty()
        || !plain(whole)
        || !plain(part)
        || (digits.contains('.') && part.is_empty())
    {
        return None;
    }
    let over: BigInt = format!("{whole}{part}").parse().ok()?;
    let under = BigInt::from(10).pow(part.len() as u32);
    Some(BigRational::new(over * sign, under))
}

/// Shows a number for people: whole numbers plainly, a fraction as a decimal
/// where at most four places say it exactly, else as a fraction.
pub fn show_exact(number: &Exact) -> String {
    if number.is_integer() {
        return number.to_integer().to_string();
    }
    let mut shift = BigInt::one();
    for places in 1..=4 {
        shift *= 10;
        let scaled = number * BigRational::from_integer(shift.clone());
        if scaled.is_integer() {
            let digits = format!("{:0>width$}", scaled.to_integer().abs(), width = places + 1);
            let (whole, part) = digits.split_at(digits.len() - places);
            let sign = if number.is_negative() { "-" } else { "" };
            return format!("{sign}{whole}.{part}");
        }
    }
    format!("{}/{}", number.numer(), number.denom())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_and_shows_without_rounding() {
        for (text, shown) in [
            ("3", "3"),
            ("-1", "-1"),
            ("4/5", "0.8"),
            ("2/3", "2/3"),
            ("66%", "0.66"),
            ("1.50", "1.5"),
            ("-1/8", "-0.125"),
            ("144/5", "28.8"),
        ] {
            assert_eq!(show_exact(&parse_exact(text).unwrap()), shown, "{text}");
        }
    }

    #[test]
    fn what_is_no_number_is_refused() {
        for bad in [
            "", "a", "1/0", "1.", ".5", "1e9", "--1", "1/2/3", "%", "0x10", "1 000",
        ] {
            assert!(parse_exact(bad).is_err(), "{bad}");
        }
        assert!(parse_exact(&"9".repeat(100)).is_err());
    }
}
