//! The clock before an opening: notice, the time to mend, blackouts.

use super::signed::signed;
use super::{Hindrance, Wanted};
use crate::base::{Instant, PersonId};
use crate::org::Organisation;
use crate::rule::{Stage, after_blackout};
use crate::vote::StatementKind;
use crate::workspace::WorkspaceError;
use crate::workspace::call::may_open;
use crate::workspace::roll::RollsOf;

/// Whether a stage was announced as long before as its rule says.
///
/// The first stage is announced by a signed notice about this very text, given
/// by one who may open the vote; so an amendment needs a notice of its own. A
/// later stage is announced by the result of the one before it.
pub(super) fn noticed(
    wanted: &Wanted,
    rolls: &RollsOf,
) -> Result<Option<Hindrance>, WorkspaceError> {
    let Some(notice) = wanted.stage.notice else {
        return Ok(None);
    };
    let Some(given) = announced(wanted, rolls)? else {
        return Ok(Some(Hindrance::new(format!(
            "stage `{}` must be announced {notice} before it opens, and no notice of this text \
             was given; `polity announce {}`",
            wanted.stage.id,
            wanted.folder.name.number()
        ))));
    };
    let (from, by) = given;
    let how = match by {
        Some(by) => format!("was announced by {by} at {from}"),
        None => format!("was announced by the result of {from}"),
    };
    let stage = &wanted.stage.id;
    Ok(match from.plus(notice) {
        Some(end) if end <= wanted.at => None,
        Some(end) => Some(Hindrance::until(
            format!("stage `{stage}` {how}, and opens {notice} after: not before {end}"),
            end,
        )),
        None => Some(Hindrance::new(format!(
            "stage `{stage}` would open after the end of the calendar"
        ))),
    })
}

/// When a stage was announced, and by whom where it was by a notice.
fn announced(
    wanted: &Wanted,
    rolls: &RollsOf,
) -> Result<Option<(Instant, Option<PersonId>)>, WorkspaceError> {
    if let Some(closed) = wanted.closed.filter(|_| !wanted.first) {
        return Ok(Some((closed, None)));
    }
    let folder = wanted.folder;
    let notices = signed(
        &folder.statements,
        StatementKind::Notice,
        folder.content,
        wanted.at,
        (wanted.org, wanted.founding),
    )?;
    let mut first: Option<(Instant, Option<PersonId>)> = None;
    for notice in notices {
        // What was returned to draft since is announced again.
        let stale = wanted.closed.is_some_and(|closed| notice.at < closed);
        let earlier = first.as_ref().is_none_or(|(at, _)| notice.at < *at);
        if stale || !earlier || may_open(wanted.rule, wanted.stage, &notice.by, rolls).is_err() {
            continue;
        }
        first = Some((notice.at, Some(notice.by.clone())));
    }
    Ok(first)
}

/// Whether the time to mend after the stage before is over.
pub(super) fn delayed(wanted: &Wanted) -> Option<Hindrance> {
    let (delay, closed) = (wanted.stage.delay?, wanted.closed?);
    let end = closed.plus(delay)?;
    (wanted.at < end).then(|| {
        let why = format!(
            "stage `{}` opens {delay} after the stage before was closed: not before {end}",
            wanted.stage.id
        );
        Hindrance::until(why, end)
    })
}

/// Whether it would open on a day on which nothing opens.
pub(super) fn blacked_out(wanted: &Wanted) -> Option<Hindrance> {
    let stage = wanted.stage;
    let zone = wanted.org.about.time_zone.zone();
    let day = wanted.at.day(&zone);
    let range = stage.blackout.iter().find(|it| it.contains(day))?;
    let why = format!("stage `{}` neither opens nor closes from {range}", stage.id);
    Some(match after_blackout(wanted.at, &stage.blackout, &zone) {
        Some(end) => Hindrance::until(format!("{why}; it may open from {end}"), end),
        None => Hindrance::new(why),
    })
}

/// The end of a period, moved to after the blackout in which it would fall.
/// None where no day of the calendar is left.
pub(in crate::workspace) fn not_blacked_out(
    closes: Instant,
    stage: &Stage,
    org: &Organisation,
) -> Option<Instant> {
    after_blackout(closes, &stage.blackout, &org.about.time_zone.zone())
}
