//! Lengths of time as rules state them: `72 hours`, `7 days`, `6 months`.

use std::fmt;
use std::str::FromStr;

/// A length of time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    unit: SpanUnit,
    amount: u32,
}

/// The unit of a [`Span`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SpanUnit {
    /// 3,600 seconds.
    Hours,
    /// 24 hours.
    Days,
    /// 7 days.
    Weeks,
    /// Months of the calendar.
    Months,
}

/// A text that is no span.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no length of time; write it as 72 hours, 7 days, 2 weeks or 6 months")]
pub struct SpanError(pub String);

impl Span {
    /// A number of units; at most 100,000 of them.
    pub fn new(amount: u32, unit: SpanUnit) -> Option<Self> {
        (amount <= 100_000).then_some(Self { unit, amount })
    }

    /// A number of days.
    pub const fn days(amount: u16) -> Self {
        Self {
            unit: SpanUnit::Days,
            amount: amount as u32,
        }
    }

    /// How many units.
    pub fn amount(self) -> u32 {
        self.amount
    }

    /// The unit.
    pub fn unit(self) -> SpanUnit {
        self.unit
    }
}

impl FromStr for Span {
    type Err = SpanError;

    fn from_str(text: &str) -> Result<Self, SpanError> {
        let refuse = || SpanError(text.chars().take(40).collect());
        let (amount, unit) = text.split_once(' ').ok_or_else(refuse)?;
        let unit = match unit {
            "hour" | "hours" => SpanUnit::Hours,
            "day" | "days" => SpanUnit::Days,
            "week" | "weeks" => SpanUnit::Weeks,
            "month" | "months" => SpanUnit::Months,
            _ => return Err(refuse()),
        };
        if !amount.bytes().all(|b| b.is_ascii_digit()) {
            return Err(refuse());
        }
        let amount = amount.parse().map_err(|_| refuse())?;
        Self::new(amount, unit).ok_or_else(refuse)
    }
}

impl fmt::Display for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let unit = match self.unit {
            SpanUnit::Hours => "hour",
            SpanUnit::Days => "day",
            SpanUnit::Weeks => "week",
            SpanUnit::Months => "month",
        };
        let plural = if self.amount == 1 { "" } else { "s" };
        f.pad(&format!("{} {unit}{plural}", self.amount))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_it_writes() {
        for text in ["1 day", "7 days", "72 hours", "2 weeks", "6 months"] {
            assert_eq!(text.parse::<Span>().unwrap().to_string(), text);
        }
        for bad in [
            "7",
            "days",
            "7 years",
            "-1 days",
            "7  days",
            "100001 days",
            "+7 days",
        ] {
            assert!(bad.parse::<Span>().is_err(), "{bad}");
        }
    }
}
