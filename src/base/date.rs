//! Dates as people know them: a year, a month or a day; and the periods between.
//!
//! A shorter date covers its whole span: `2014` as a start is 1 January, as an
//! end 31 December. Both ends of a period are inclusive.

use std::fmt;
use std::str::FromStr;

/// A calendar day.
pub use jiff::civil::Date;

/// A date that may leave out the day, or the month and the day.
///
/// Ordered by first day, a longer (more exact) date after a shorter one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PartialDate {
    first: Date,
    exactness: Exactness,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Exactness {
    Year,
    Month,
    Day,
}

/// Why a text is no date.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no date; write a year, a month or a day: 2014, 2014-10 or 2014-10-03")]
pub struct DateError(pub String);

impl PartialDate {
    /// The first day that it covers.
    pub fn first_day(self) -> Date {
        self.first
    }

    /// The last day that it covers.
    pub fn last_day(self) -> Date {
        match self.exactness {
            Exactness::Year => self.first.last_of_year(),
            Exactness::Month => self.first.last_of_month(),
            Exactness::Day => self.first,
        }
    }

    /// Whether it names one day.
    pub fn is_day(self) -> bool {
        self.exactness == Exactness::Day
    }
}

impl From<Date> for PartialDate {
    fn from(first: Date) -> Self {
        Self {
            first,
            exactness: Exactness::Day,
        }
    }
}

impl FromStr for PartialDate {
    type Err = DateError;

    fn from_str(text: &str) -> Result<Self, DateError> {
        let refuse = || DateError(text.chars().take(40).collect());
        let exactness = match text.len() {
            4 => Exactness::Year,
            7 => Exactness::Month,
            10 => Exactness::Day,
            _ => return Err(refuse()),
        };
        let has_form = text.bytes().enumerate().all(|(at, byte)| match at {
            4 | 7 => byte == b'-',
            _ => byte.is_ascii_digit(),
        });
        if !has_form {
            return Err(refuse());
        }
        let mut parts = text.split('-').map(|part| part.parse::<i16>().ok());
        let mut next = || parts.next().flatten();
        let year = next().ok_or_else(refuse)?;
        let month = next().unwrap_or(1);
        let day = next().unwrap_or(1);
        // The width was checked: both fit an i8.
        let first = Date::new(year, month as i8, day as i8).map_err(|_| refuse())?;
        Ok(Self { first, exactness })
    }
}

impl fmt::Display for PartialDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (y, m, d) = (self.first.year(), self.first.month(), self.first.day());
        match self.exactness {
            Exactness::Year => f.pad(&format!("{y:04}")),
            Exactness::Month => f.pad(&format!("{y:04}-{m:02}")),
            Exactness::Day => f.pad(&format!("{y:04}-{m:02}-{d:02}")),
        }
    }
}

/// When a period ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Until {
    /// It still holds.
    #[default]
    Open,
    /// It is over, and nobody knows since when.
    Unknown,
    /// Its last day, inclusive.
    At(PartialDate),
}

/// From when until when something held; both ends inclusive.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Period {
    from: Option<PartialDate>,
    until: Until,
}

/// A period that ends before it begins.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("it ends ({until}) before it begins ({from})")]
pub struct PeriodError {
    /// The start given.
    pub from: PartialDate,
    /// The end given.
    pub until: PartialDate,
}

/// What is known of whether a period holds on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Bounds {
    /// It holds for all that is recorded.
    Holds,
    /// It may hold: no start is recorded, and the day lies in the past of the
    /// record, or the end is unknown.
    Unknown,
    /// It does not hold.
    Not,
}

impl Period {
    /// A period; an end before the start is refused.
    pub fn new(from: Option<PartialDate>, until: Until) -> Result<Self, PeriodError> {
        if let (Some(from), Until::At(until)) = (from, until)
            && until.last_day() < from.first_day()
        {
            return Err(PeriodError { from, until });
        }
        Ok(Self { from, until })
    }

    /// From a day on, without end.
    pub fn since(day: Date) -> Self {
        Self {
            from: Some(day.into()),
            until: Until::Open,
        }
    }

    /// Its start, where known.
    pub fn from(self) -> Option<PartialDate> {
        self.from
    }

    /// Its end.
    pub fn until(self) -> Until {
        self.until
    }

    /// Whether no end is set.
    pub fn is_open(self) -> bool {
        self.until == Until::Open
    }

    /// Whether it is taken to hold on a day: a missing start counts as always,
    /// an unknown end as over.
    pub fn holds_on(self, day: Date) -> bool {
        let begun = self.from.is_none_or(|from| from.first_day() <= day);
        let lasting = match self.until {
            Until::Open => true,
            Until::Unknown => false,
            Until::At(until) => day <= until.last_day(),
        };
        begun && lasting
    }

    /// What is known of a day that lies before `today`, the day of the record:
    /// a missing start or an unknown end leave it open.
    pub fn known_on(self, day: Date, today: Date) -> Bounds {
        let before = self.from.is_some_and(|from| day < from.first_day());
        let after = matches!(self.until, Until::At(until) if until.last_day() < day);
        if before || after || (self.until == Until::Unknown && day >= today) {
            Bounds::Not
        } else if self.until == Until::Unknown || (self.from.is_none() && day < today) {
            Bounds::Unknown
        } else {
            Bounds::Holds
        }
    }

    /// Whether two periods share a day, a missing or unknown end taken as far
    /// as it can reach; `2018` and `2018` touch only where a day is sure, so
    /// two that merely may share a partly known month or year do not overlap.
    pub fn overlaps(self, other: Self) -> bool {
        match (self.sure(), other.sure()) {
            (Some(one), Some(two)) => one.0.max(two.0) <= one.1.min(two.1),
            _ => false,
        }
    }

    /// The first and last day on which it surely holds, a missing start taken
    /// as far back as it can reach; none where no day is sure, or where the
    /// end is unknown.
    pub fn sure(self) -> Option<(Date, Date)> {
        // A partial start is sure only from its last day, a partial end only
        // until its first.
        let start = self.from.map_or(Date::MIN, PartialDate::last_day);
        let end = match self.until {
            Until::Open => Date::MAX,
            Until::Unknown => return None,
            Until::At(until) => until.first_day(),
        };
        (start <= end).then_some((start, end))
    }

    /// What becomes of it when it ends on `day`: its last day is the day
    /// before; `None` where it began on that day or later, so that nothing of
    /// it remains. A period that is over already stays as it is.
    pub fn ended_on(self, day: Date) -> Option<Self> {
        if !self.is_open() && !self.holds_on(day) {
            return Some(self);
        }
        if self.from.is_some_and(|from| from.first_day() >= day) {
            return None;
        }
        let last = day.yesterday().unwrap_or(Date::MIN);
        Some(Self {
            from: self.from,
            until: Until::At(last.into()),
        })
    }
}

impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = match (self.from, self.until) {
            (None, Until::Open) => "start not known".to_owned(),
            (None, Until::Unknown) => "dates not known".to_owned(),
            (None, Until::At(until)) => format!("until {until}"),
            (Some(from), Until::Open) => format!("since {from}"),
            (Some(from), Until::Unknown) => format!("{from} to an unknown day"),
            (Some(from), Until::At(until)) if from == until => from.to_string(),
            (Some(from), Until::At(until)) => format!("{from} to {until}"),
        };
        f.pad(&text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn at(text: &str) -> PartialDate {
        text.parse().unwrap()
    }

    fn period(from: &str, until: &str) -> Period {
        let from = (!from.is_empty()).then(|| at(from));
        let until = match until {
            "" => Until::Open,
            "unknown" => Until::Unknown,
            day => Until::At(at(day)),
        };
        Period::new(from, until).unwrap()
    }

    #[test]
    fn a_shorter_date_covers_its_whole_span() {
        assert_eq!(at("2016-02").last_day(), date(2016, 2, 29));
        assert_eq!(at("2014").first_day(), date(2014, 1, 1));
        assert_eq!(at("2014").last_day(), date(2014, 12, 31));
        assert!(period("2014", "2014").holds_on(date(2014, 12, 31)));
    }

    #[test]
    fn what_is_no_date_is_refused() {
        for bad in [
            "",
            "14",
            "2014-1",
            "2014-13",
            "2014-02-30",
            "2014-10-03T00:00:00",
            "+014",
            "10000",
        ] {
            assert!(bad.parse::<PartialDate>().is_err(), "{bad}");
        }
        for good in ["2014", "2014-10", "2014-10-03"] {
            assert_eq!(at(good).to_string(), good);
        }
    }

    #[test]
    fn both_ends_are_inclusive() {
        let term = period("2014-10", "2019-03-31");
        assert!(!term.holds_on(date(2014, 9, 30)));
        assert!(term.holds_on(date(2014, 10, 1)));
        assert!(term.holds_on(date(2019, 3, 31)));
        assert!(!term.holds_on(date(2019, 4, 1)));
        assert!(Period::new(Some(at("2019")), Until::At(at("2018"))).is_err());
    }

    #[test]
    fn what_is_not_recorded_stays_unknown() {
        let today = date(2020, 3, 11);
        assert_eq!(period("", "").known_on(today, today), Bounds::Holds);
        assert_eq!(
            period("", "").known_on(date(2010, 1, 1), today),
            Bounds::Unknown
        );
        assert_eq!(
            period("2005", "unknown").known_on(date(2010, 1, 1), today),
            Bounds::Unknown
        );
        assert_eq!(
            period("2005", "unknown").known_on(today, today),
            Bounds::Not
        );
    }

    #[test]
    fn what_ends_on_a_day_lasted_until_the_day_before() {
        let day = date(2020, 3, 12);
        assert_eq!(
            period("2014", "").ended_on(day),
            Some(period("2014", "2020-03-11"))
        );
        assert_eq!(period("2020-03-12", "").ended_on(day), None);
        assert_eq!(
            period("2014", "2015").ended_on(day),
            Some(period("2014", "2015"))
        );
    }

    #[test]
    fn overlap_needs_a_day_that_is_sure() {
        assert!(period("2014", "").overlaps(period("2018-01", "2019")));
        assert!(!period("2014-10", "2014").overlaps(period("2015", "2017")));
        assert!(!period("2015", "2018").overlaps(period("2018", "2019-03-31")));
        assert!(period("", "").overlaps(period("2018", "")));
    }
}
