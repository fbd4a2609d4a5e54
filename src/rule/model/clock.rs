//! A stage's clock: how long it is open, how it is extended, and the days on
//! which nothing may begin or end.

use std::fmt;
use std::str::FromStr;

use jiff::tz::TimeZone;

use super::words;
use crate::base::{Date, Instant, OutcomeName, Span};
use crate::rule::Condition;

/// How long a stage is open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PollPeriod {
    /// This long.
    Fixed(Span),
    /// The opener chooses within bounds, and the poll records the choice.
    Between {
        /// The shortest choice.
        at_least: Span,
        /// The longest choice.
        at_most: Span,
    },
}

/// How often a stage is extended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Repeat {
    /// As long as the condition asks for it, up to `at_most`.
    UntilComplete,
    /// At most so many times.
    Times(u32),
}

/// A text that says no number of repeats.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no number of extensions; it takes `until-complete` or a whole number")]
pub struct RepeatError(pub String);

impl FromStr for Repeat {
    type Err = RepeatError;

    fn from_str(text: &str) -> Result<Self, RepeatError> {
        if text == "until-complete" {
            return Ok(Self::UntilComplete);
        }
        let refuse = || RepeatError(text.chars().take(40).collect());
        if text.is_empty() || !text.bytes().all(|b| b.is_ascii_digit()) {
            return Err(refuse());
        }
        text.parse().map(Self::Times).map_err(|_| refuse())
    }
}

impl fmt::Display for Repeat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::UntilComplete => f.pad("until-complete"),
            Self::Times(times) => f.pad(&times.to_string()),
        }
    }
}

/// When and by how much a stage goes on past its period.
#[derive(Debug, Clone, PartialEq)]
pub struct Extend {
    /// What the organisation calls a vote that must go on, such as
    /// `incomplete`.
    pub name: Option<OutcomeName>,
    /// Asked when the period has run out.
    pub when: Condition,
    /// How much longer.
    pub by: Span,
    /// How often; once where it is not said.
    pub repeat: Repeat,
    /// The most extensions there can be.
    pub at_most: Option<u32>,
}

impl Extend {
    /// The most extensions there can be: the number of repeats and `at_most`,
    /// whichever is fewer. `until-complete` without a bound is a problem of
    /// the rule, and then means one.
    pub fn limit(&self) -> u32 {
        match (self.repeat, self.at_most) {
            (Repeat::Times(times), Some(most)) => times.min(most),
            (Repeat::Times(times), None) => times,
            (Repeat::UntilComplete, most) => most.unwrap_or(1),
        }
    }
}

words! {
    /// What starts a stage's clock again.
    RestartOn, "reason to restart" {
        /// The proposal was amended.
        Amendment "amendment",
    }
}

/// A day of any year.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MonthDay {
    month: i8,
    day: i8,
}

impl MonthDay {
    /// The month, from 1.
    pub fn month(self) -> i8 {
        self.month
    }

    /// The day of the month, from 1.
    pub fn day(self) -> i8 {
        self.day
    }
}

/// A range of days, every year, both ends inclusive; it may run over the new
/// year (`12-17 to 01-10`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Blackout {
    /// Its first day.
    pub from: MonthDay,
    /// Its last day.
    pub to: MonthDay,
}

/// A text that is no range of days.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no range of days; write it as month and day, such as 12-17 to 01-10")]
pub struct BlackoutError(pub String);

impl Blackout {
    /// Whether a day lies in it.
    pub fn contains(self, day: Date) -> bool {
        let day = MonthDay {
            month: day.month(),
            day: day.day(),
        };
        if self.from <= self.to {
            self.from <= day && day <= self.to
        } else {
            self.from <= day || day <= self.to
        }
    }
}

/// An instant, moved to the start of the first day after the blackouts in which
/// it falls; the same where it falls in none. None where no day is left.
pub fn after_blackout(at: Instant, ranges: &[Blackout], zone: &TimeZone) -> Option<Instant> {
    let dark = |day: Date| ranges.iter().any(|range| range.contains(day));
    let mut day = at.day(zone);
    if !dark(day) {
        return Some(at);
    }
    // Within a leap year and a day every day of any year comes.
    for _ in 0..=366 {
        day = day.tomorrow().ok()?;
        if !dark(day) {
            return Instant::start_of(day, zone);
        }
    }
    None
}

impl Blackout {
    /// `17 December to 10 January`.
    pub fn in_words(&self) -> String {
        format!("{} to {}", self.from.in_words(), self.to.in_words())
    }
}

impl MonthDay {
    fn in_words(self) -> String {
        const MONTHS: [&str; 12] = [
            "January",
            "February",
            "March",
            "April",
            "May",
            "June",
            "July",
            "August",
            "September",
            "October",
            "November",
            "December",
        ];
        let month = usize::try_from(self.month - 1).ok();
        let month = month.and_then(|month| MONTHS.get(month));
        format!("{} {}", self.day, month.copied().unwrap_or("?"))
    }
}

impl FromStr for Blackout {
    type Err = BlackoutError;

    fn from_str(text: &str) -> Result<Self, BlackoutError> {
        let refuse = || BlackoutError(text.chars().take(40).collect());
        let (from, to) = text.split_once(" to ").ok_or_else(refuse)?;
        let day = |text: &str| {
            let (month, day) = text.trim().split_once('-')?;
            let digits = |s: &str| s.len() == 2 && s.bytes().all(|b| b.is_ascii_digit());
            if !digits(month) || !digits(day) {
                return None;
            }
            let (month, day) = (month.parse().ok()?, day.parse().ok()?);
            // A leap year, so that 29 February can be named.
            Date::new(2024, month, day).ok()?;
            Some(MonthDay { month, day })
        };
        let from = day(from).ok_or_else(refuse)?;
        let to = day(to).ok_or_else(refuse)?;
        Ok(Self { from, to })
    }
}

impl fmt::Display for MonthDay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&format!("{:02}-{:02}", self.month, self.day))
    }
}

impl fmt::Display for Blackout {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&format!("{} to {}", self.from, self.to))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_would_end_in_a_blackout_ends_after_it() {
        let year: Blackout = "12-17 to 01-10".parse().unwrap();
        let rest: Blackout = "01-11 to 01-12".parse().unwrap();
        let moved = |at: &str, ranges: &[Blackout]| {
            let at = at.parse().unwrap();
            after_blackout(at, ranges, &TimeZone::UTC).map(|it| it.to_string())
        };
        let at = |text: &str| Some(text.to_owned());
        assert_eq!(
            moved("2020-12-16T23:59:59Z", &[year]),
            at("2020-12-16T23:59:59Z")
        );
        assert_eq!(
            moved("2020-12-17T00:00:00Z", &[year]),
            at("2021-01-11T00:00:00Z")
        );
        assert_eq!(
            moved("2021-01-10T20:00:00Z", &[year]),
            at("2021-01-11T00:00:00Z")
        );
        // Two that follow one another are one.
        assert_eq!(
            moved("2020-12-24T12:00:00Z", &[year, rest]),
            at("2021-01-13T00:00:00Z")
        );
        let always: Blackout = "01-01 to 12-31".parse().unwrap();
        assert_eq!(moved("2020-12-24T12:00:00Z", &[always]), None);
    }
}
