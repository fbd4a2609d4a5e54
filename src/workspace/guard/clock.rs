//! The server's clock: what a push says of its time, held against it.

use crate::base::{Instant, Span};
use crate::rule::Stage;

/// How far clocks may differ, in seconds.
const SLACK: i64 = 300;

/// Whether an instant lies too far in the future.
pub(super) fn is_to_come(at: Instant, now: Instant) -> bool {
    at.unix() > now.unix().saturating_add(SLACK)
}

/// Whether an instant is not now, as far as clocks agree.
pub(super) fn is_not_now(at: Instant, now: Instant) -> bool {
    at.unix().abs_diff(now.unix()) > SLACK.unsigned_abs()
}

/// Until when ballots are taken that were on their way: the close and the
/// stage's grace. Nothing where that is beyond what a calendar holds.
pub(super) fn takes_until(closes: Instant, stage: &Stage) -> Option<Instant> {
    closes.plus(stage.grace.unwrap_or(Span::days(0)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn five_minutes_are_allowed_either_way() {
        let at = |text: &str| text.parse::<Instant>().unwrap();
        let now = at("2020-02-01T12:00:00Z");
        for (text, to_come, not_now) in [
            ("2020-02-01T12:05:00Z", false, false),
            ("2020-02-01T12:05:01Z", true, true),
            ("2020-02-01T11:55:00Z", false, false),
            ("2020-02-01T11:54:59Z", false, true),
        ] {
            assert_eq!(is_to_come(at(text), now), to_come, "{text}");
            assert_eq!(is_not_now(at(text), now), not_now, "{text}");
        }
    }
}
