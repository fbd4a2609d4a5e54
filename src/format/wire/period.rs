//! `from` and `until`, as every dated line has them.

use crate::base::{PartialDate, Period, Until};
use crate::format::scalar::Text;

/// `until`: a date, or the word `unknown`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct UntilWord(Until);

impl std::str::FromStr for UntilWord {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text {
            "unknown" => Ok(Self(Until::Unknown)),
            date => match date.parse() {
                Ok(date) => Ok(Self(Until::At(date))),
                Err(error) => Err(format!("{error}; or `unknown` for what is over")),
            },
        }
    }
}

impl std::fmt::Display for UntilWord {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.0 {
            Until::Open => Ok(()),
            Until::Unknown => f.write_str("unknown"),
            Until::At(date) => date.fmt(f),
        }
    }
}

/// The start of a period as it is written.
pub(super) type From_ = Option<Text<PartialDate>>;

/// The end of a period as it is written.
pub(super) type Until_ = Option<Text<UntilWord>>;

/// The period of a start and an end.
pub(super) fn period(from: From_, until: Until_) -> Result<Period, String> {
    let until = until.map_or(Until::Open, |word| word.0.0);
    Period::new(from.map(|date| date.0), until).map_err(|error| error.to_string())
}

/// The start as it is written.
pub(super) fn from_of(period: Period) -> From_ {
    period.from().map(Text)
}

/// The end as it is written.
pub(super) fn until_of(period: Period) -> Until_ {
    match period.until() {
        Until::Open => None,
        until => Some(Text(UntilWord(until))),
    }
}
