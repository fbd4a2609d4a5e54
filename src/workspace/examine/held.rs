//! How long what closes a poll has held, from the history of its ballots: the
//! final comment period.
//!
//! What a ballot says counts from its `cast_at` on, so anybody who has the
//! ballots computes the same clock, whenever they arrived.

use super::Outcomes;
use super::compute::count_now;
use crate::base::{Exact, Instant, Span};
use crate::org::Organisation;
use crate::rule::Stage;
use crate::rule::condition::Quantity;
use crate::rule::decide::{Held, Moment, decide, held_unbroken};
use crate::vote::{Poll, VerifiedBallot};

/// How long what closes a poll has held at an instant; nothing where its stage
/// asks for no such thing. With `held_for` the accepting outcome must have
/// been the one that wins for so long, with `close_when` that condition must
/// hold; with both, both must, for so long. Time after the period is not
/// counted.
pub(in crate::workspace) fn held(
    poll: &Poll,
    org: &Organisation,
    outcomes: &Outcomes,
    sponsors: &Exact,
    valid: &[VerifiedBallot],
    (closes, at): (Instant, Instant),
) -> Option<Held> {
    let stage = &poll.stage;
    if stage.held_for.is_none() && stage.close_when.is_none() {
        return None;
    }
    let need = stage.held_for.unwrap_or(Span::days(0));
    let until = at.min(closes);
    let timeline: Vec<(Instant, bool)> = moments(poll, valid, until)
        .into_iter()
        .map(|at| {
            let cast = valid.iter().filter(|it| it.ballot().cast_at <= at);
            let sponsors = sponsors.clone();
            let computed = count_now(poll, org, outcomes, sponsors, cast.cloned().collect(), at);
            (at, holds(stage, &computed.tally.quantities))
        })
        .collect();
    Some(held_unbroken(&timeline, need, until))
}

/// When something changed: the opening, each ballot, and each day where a
/// condition asks for days.
fn moments(poll: &Poll, valid: &[VerifiedBallot], until: Instant) -> Vec<Instant> {
    let mut moments = vec![poll.opened];
    moments.extend(valid.iter().map(|it| it.ballot().cast_at));
    let conditions = poll.stage.conditions();
    let mut asked = conditions.iter();
    if asked.any(|(_, it)| it.asks_for(Quantity::Days)) {
        let days = (1..).map_while(|day| poll.opened.plus(Span::days(day)));
        moments.extend(days.take_while(|at| *at <= until));
    }
    moments.retain(|at| *at <= until);
    moments.sort_unstable();
    moments.dedup();
    moments
}

/// Whether the poll could be closed for good with these sums.
fn holds(stage: &Stage, quantities: &crate::rule::Quantities) -> bool {
    let when = stage.close_when.as_ref();
    if !when.is_none_or(|it| it.holds(quantities) == Ok(true)) {
        return false;
    }
    if stage.held_for.is_none() {
        return true;
    }
    let moment = Moment {
        // What the ballots mean, not whether more are waited for.
        extensions: u32::MAX,
        ..Moment::default()
    };
    let decided = decide(stage, quantities, moment);
    decided.is_ok_and(|it| it.route().is_some_and(crate::rule::Route::passes))
}
