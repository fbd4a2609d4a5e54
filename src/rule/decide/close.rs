//! Whether a stage may close, or must, at a moment.

use super::{DecideError, explain};
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
}

/// Whether a stage may close at `now`: after its period and grace, or where
/// `close_early` or `close_when` holds. A stage without a period closes only
/// by its conditions. Time that `held_for` asks for is looked at by
/// [`super::held_unbroken`].
pub fn may_close(
    stage: &Stage,
    quantities: &Quantities,
    closes: Option<Instant>,
    now: Instant,
) -> Result<CloseCheck, DecideError> {
    let grace = stage.grace.unwrap_or(Span::days(0));
    let from = closes.and_then(|closes| closes.plus(grace));
    let asked = |condition: &Option<_>| match condition {
        Some(condition) => explain(condition, quantities).map(Some),
        None => Ok(None),
    };
    let early = asked(&stage.close_early)?;
    let when = asked(&stage.close_when)?;
    let holds = |it: &Option<Explained>| it.as_ref().is_some_and(|it| it.holds == Ok(true));
    let over = from.is_some_and(|from| from <= now);
    Ok(CloseCheck {
        allowed: over || holds(&early) || holds(&when),
        from,
        early,
        when,
    })
}
