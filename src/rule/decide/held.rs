//! How long a condition has held without a break: the final comment period.

use crate::base::{Instant, Span};

/// How long a condition has held.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Held {
    /// Since when it has held unbroken, where it holds now.
    pub since: Option<Instant>,
    /// When it will have held, or did hold, long enough.
    pub complete_at: Option<Instant>,
    /// Whether it had held long enough at `now`, without a later break
    /// mattering: the decision was made at `complete_at`.
    pub complete: bool,
}

/// Follows a condition through time. `timeline` says, in the order of time,
/// when it was looked at and whether it held from then on; what comes after
/// `now` is left out. A break starts the clock again; once it has held for
/// `need`, it is complete.
pub fn held_unbroken(timeline: &[(Instant, bool)], need: Span, now: Instant) -> Held {
    let mut since: Option<Instant> = None;
    let done = |since: Option<Instant>| since.and_then(|since| since.plus(need));
    for (at, holds) in timeline.iter().copied().filter(|(at, _)| *at <= now) {
        if done(since).is_some_and(|done| done <= at) {
            break;
        }
        since = match (holds, since) {
            (true, None) => Some(at),
            (true, running) => running,
            (false, _) => None,
        };
    }
    let complete_at = done(since);
    Held {
        since,
        complete_at,
        complete: complete_at.is_some_and(|at| at <= now),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(day: u32) -> Instant {
        format!("2020-02-{day:02}T00:00:00Z").parse().unwrap()
    }

    #[test]
    fn a_break_starts_the_clock_again() {
        let need = Span::days(10);
        let steady = [(day(1), true), (day(4), true)];
        assert!(!held_unbroken(&steady, need, day(10)).complete);
        assert!(held_unbroken(&steady, need, day(11)).complete);
        let broken = [(day(1), true), (day(5), false), (day(6), true)];
        assert_eq!(held_unbroken(&broken, need, day(12)).since, Some(day(6)));
        assert!(!held_unbroken(&broken, need, day(15)).complete);
        assert!(held_unbroken(&broken, need, day(16)).complete);
        let never = held_unbroken(&[(day(1), false)], need, day(20));
        assert_eq!(never.complete_at, None);
        assert!(!never.complete);
    }

    #[test]
    fn a_break_after_the_end_is_too_late() {
        let late = [(day(1), true), (day(12), false)];
        assert!(held_unbroken(&late, Span::days(10), day(13)).complete);
    }
}
