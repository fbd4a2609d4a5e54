//! The time, taken from outside in one place, so that tests and demonstrations
//! can set it.

use std::sync::Mutex;

use crate::base::Instant;

/// Tells the time.
pub trait Clock {
    /// The present instant.
    fn now(&self) -> Instant;

    /// How many minutes east of UTC the local clock is at an instant; commits
    /// record it.
    fn offset(&self, at: Instant) -> i32;
}

/// The machine's clock and time zone.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> Instant {
        Instant::from_unix(jiff::Timestamp::now().as_second()).unwrap_or_else(epoch)
    }

    fn offset(&self, at: Instant) -> i32 {
        let zone = jiff::tz::TimeZone::system();
        jiff::Timestamp::from_second(at.unix())
            .map_or(0, |stamp| zone.to_offset(stamp).seconds() / 60)
    }
}

/// A clock that stands still until it is moved, in UTC.
#[derive(Debug)]
pub struct FixedClock(Mutex<Instant>);

impl FixedClock {
    /// A clock that shows this instant.
    pub fn at(instant: Instant) -> Self {
        Self(Mutex::new(instant))
    }

    /// Moves it.
    pub fn set(&self, instant: Instant) {
        *self.held() = instant;
    }

    /// Moves it on by some seconds; past the end of the calendar it stays.
    pub fn advance(&self, seconds: i64) {
        let mut held = self.held();
        let later = held.unix().checked_add(seconds);
        if let Some(later) = later.and_then(Instant::from_unix) {
            *held = later;
        }
    }

    fn held(&self) -> std::sync::MutexGuard<'_, Instant> {
        // A panic elsewhere cannot leave an instant half written.
        self.0.lock().unwrap_or_else(|held| held.into_inner())
    }
}

impl Clock for FixedClock {
    fn now(&self) -> Instant {
        *self.held()
    }

    fn offset(&self, _: Instant) -> i32 {
        0
    }
}

/// 1970-01-01T00:00:00Z, which is always in the calendar.
fn epoch() -> Instant {
    let day = jiff::civil::date(1970, 1, 1);
    Instant::start_of(day, &jiff::tz::TimeZone::UTC)
        .unwrap_or_else(|| unreachable!("the calendar has 1970"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fixed_clock_moves_only_when_told() {
        let clock = FixedClock::at("2020-02-01T00:00:00Z".parse().unwrap());
        assert_eq!(clock.now(), clock.now());
        clock.advance(86_400);
        assert_eq!(clock.now().to_string(), "2020-02-02T00:00:00Z");
        assert_eq!(clock.offset(clock.now()), 0);
    }
}
