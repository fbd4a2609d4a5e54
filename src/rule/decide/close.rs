//! Whether a stage may close, or must, at a moment.

use super::{DecideError, Held, explain};
use crate::base::{Instant, Span};
use crate::rule::condition::{Explained, Quantities};
use crate::rule::model::Stage;

/// What a stage's clock and conditions say about closing now.
#[derive(Debug, Clone, PartialEq)]
pub struct CloseCheck {
    /// Whether it may close now.
    pub allowed: bool,
    /// When it may close by the clock alone: the end of the period and its
    /// grace; `None` for a stage without a period.
    pub from: Option<Instant>,
    /// `close_early` with its numbers, where the rule has one.
    pub early: Option<Explained>,
    /// `close_when` with its numbers, where the rule has one.
    pub when: Option<Explained>,
    /// How long what closes it has held, where that was looked at.
    pub held: Option<Held>,
}

/// What is known of time when a stage is to close.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ClosingClock {
    /// When the period ends, with its extensions; `None` without a period.
    pub closes: Option<Instant>,
    /// How long what closes it has held, where that was looked at.
    pub held: Option<Held>,
    /// Whether this is a day on which nothing closes before its time. What is
    /// over may be counted on any day.
    pub dark: bool,
    /// Whether these ballots would keep it open: then it does not close early.
    pub keeps_open: bool,
}

/// Whether a stage may close at `now`: after its period and grace, or before
/// where `close_early` holds, or where `close_when` and what accepts have held
/// for as long as `held_for` says. A stage without a period closes only by its
/// conditions.
pub fn may_close(
    stage: &Stage,
    quantities: &Quantities,
    clock: ClosingClock,
    now: Instant,
) -> Result<CloseCheck, DecideError> {
    let grace = stage.grace.unwrap_or(Span::days(0));
    let from = clock.closes.and_then(|closes| closes.plus(grace));
    let asked = |condition: &Option<_>| match condition {
        Some(condition) => explain(condition, quantities).map(Some),
        None => Ok(None),
    };
    let early = asked(&stage.close_early)?;
    let when = asked(&stage.close_when)?;
    let holds = |it: &Option<Explained>| it.as_ref().is_some_and(|it| it.holds == Ok(true));
    let over = from.is_some_and(|from| from <= now);
    let by_condition = match clock.held {
        Some(held) => held.complete,
        None => holds(&when),
    };
    let before = (holds(&early) || by_condition) && !clock.dark && !clock.keeps_open;
    Ok(CloseCheck {
        allowed: over || before,
        from,
        early,
        when,
        held: clock.held,
    })
}
