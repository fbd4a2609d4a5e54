//! Instants: RFC 3339 with an offset. A bare local time means nothing that two
//! readers agree on, so it is refused.

use std::fmt;
use std::str::FromStr;

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::{Date, Span, SpanUnit};

/// A point in time, to the second.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Instant(Timestamp);

/// A text that is no instant.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no instant; write it with its offset, such as 2020-02-08T00:00:00Z")]
pub struct InstantError(pub String);

impl Instant {
    /// From seconds since 1970-01-01T00:00:00Z.
    pub fn from_unix(seconds: i64) -> Option<Self> {
        Timestamp::from_second(seconds).ok().map(Self)
    }

    /// Seconds since 1970-01-01T00:00:00Z.
    pub fn unix(self) -> i64 {
        self.0.as_second()
    }

    /// Midnight at the start of a day, in a time zone.
    pub fn start_of(day: Date, zone: &TimeZone) -> Option<Self> {
        let zoned = day.to_zoned(zone.clone()).ok()?;
        Self::from_unix(zoned.timestamp().as_second())
    }

    /// The day on which it falls in a time zone.
    pub fn day(self, zone: &TimeZone) -> Date {
        self.0.to_zoned(zone.clone()).date()
    }

    /// The instant as a wall clock shows it in a time zone, such as
    /// `2020-02-08 00:00 UTC`.
    pub fn show(self, zone: &TimeZone) -> String {
        self.0
            .to_zoned(zone.clone())
            .strftime("%Y-%m-%d %H:%M %Z")
            .to_string()
    }

    /// The instant a span later. Days and weeks are of 24 hours and 7 days,
    /// and months are those of the calendar in UTC, so that every reader
    /// computes the same deadline whatever the zone's clock changes.
    /// `None` past the end of the calendar.
    pub fn plus(self, span: Span) -> Option<Self> {
        let amount = i64::from(span.amount());
        let seconds = match span.unit() {
            SpanUnit::Hours => amount * 3_600,
            SpanUnit::Days => amount * 86_400,
            SpanUnit::Weeks => amount * 7 * 86_400,
            SpanUnit::Months => {
                let months = jiff::Span::new().try_months(amount).ok()?;
                let later = self.0.to_zoned(TimeZone::UTC).checked_add(months).ok()?;
                return Self::from_unix(later.timestamp().as_second());
            }
        };
        Self::from_unix(self.unix().checked_add(seconds)?)
    }
}

impl FromStr for Instant {
    type Err = InstantError;

    fn from_str(text: &str) -> Result<Self, InstantError> {
        let refuse = || InstantError(text.chars().take(40).collect());
        // The calendar library reads more than RFC 3339 (such as a bare hour,
        // or a zone in brackets); the form is narrowed here.
        let narrow = text.len() >= 20
            && text.as_bytes()[10] == b'T'
            && text
                .bytes()
                .all(|b| b.is_ascii_digit() || b"-:.+TZ".contains(&b));
        if !narrow {
            return Err(refuse());
        }
        let stamp: Timestamp = text.parse().map_err(|_| refuse())?;
        Self::from_unix(stamp.as_second()).ok_or_else(refuse)
    }
}

impl fmt::Display for Instant {
    /// Always in UTC with `Z` and whole seconds: the form that is signed.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0.strftime("%Y-%m-%dT%H:%M:%SZ").to_string())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_an_offset_and_writes_utc() {
        let instant: Instant = "2020-02-08T01:00:00+01:00".parse().unwrap();
        assert_eq!(instant.to_string(), "2020-02-08T00:00:00Z");
        for bad in [
            "2020-02-08",
            "2020-02-08T01:00:00",
            "now",
            "2020-02-08 01:00:00Z",
            "2020-02-08T01:00:00[UTC]",
        ] {
            assert!(bad.parse::<Instant>().is_err(), "{bad}");
        }
    }

    #[test]
    fn spans_are_added_in_utc() {
        let instant: Instant = "2020-01-31T12:00:00Z".parse().unwrap();
        let plus = |span: &str| instant.plus(span.parse().unwrap()).unwrap().to_string();
        assert_eq!(plus("7 days"), "2020-02-07T12:00:00Z");
        assert_eq!(plus("1 month"), "2020-02-29T12:00:00Z");
        assert_eq!(plus("72 hours"), "2020-02-03T12:00:00Z");
    }
}
