//! Waiting periods: how long what was rejected may not come back.

use super::others::Rejected;
use super::signed::signed;
use super::{Hindrance, Others, Recorded, Wanted};
use crate::base::{EventKind, Instant, ProposalName};
use crate::org::Organisation;
use crate::proposal::{Body, Proposal, apply_all};
use crate::rule::{Unless, WaitExpr};
use crate::vote::StatementKind;
use crate::workspace::WorkspaceError;
use crate::workspace::roll::{RollsOf, members};

/// How a proposal brings an earlier one back.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Back {
    /// It says `resubmits`.
    Said,
    /// It says nothing, and does the same.
    Same,
}

/// The waiting periods that are not over.
pub(super) fn waits(
    wanted: &Wanted,
    rolls: &RollsOf,
    others: &dyn Others,
) -> Result<Vec<Hindrance>, WorkspaceError> {
    let mut found = Vec::new();
    let proposal = wanted.proposal;
    if let Some(number) = proposal.resubmits
        && wanted.workspace.proposals.numbered(number).next().is_none()
    {
        found.push(Hindrance::new(format!(
            "it brings back proposal {number}, which is not there"
        )));
    }
    for (rejected, back) in brought_back(wanted, &wanted.folder.name, proposal, others)? {
        // A second rejection is one of what had come back already.
        let before = brought_back(wanted, &rejected.name, &rejected.proposal, others)?;
        let again = before.iter().any(|(it, _)| it.closed < rejected.closed);
        let waiting = &rejected.waiting;
        let until = match &waiting.again {
            Some(longer) if again => longer,
            _ => &waiting.until,
        };
        let end = until.ends(rejected.closed, &|kind| {
            next(wanted.org, kind, rejected.closed)
        });
        if end.is_some_and(|end| end <= wanted.at) || requested(wanted, &rejected, rolls)? {
            continue;
        }
        found.push(hindrance(wanted, &rejected, back, until, end));
    }
    Ok(found)
}

/// What would lift the waiting periods of the proposals that one brings back.
pub(in crate::workspace) fn lifted_by(
    wanted: &Wanted,
    others: &dyn Others,
) -> Result<Vec<Unless>, WorkspaceError> {
    let back = brought_back(wanted, &wanted.folder.name, wanted.proposal, others)?;
    let unless = back.into_iter().filter_map(|(it, _)| it.waiting.unless);
    Ok(unless.collect())
}

/// The rejected proposals that one brings back, those that it names and those
/// whose changes it repeats.
fn brought_back(
    wanted: &Wanted,
    name: &ProposalName,
    proposal: &Proposal,
    others: &dyn Others,
) -> Result<Vec<(Rejected, Back)>, WorkspaceError> {
    let records = Recorded(wanted.workspace);
    let mut found = Vec::new();
    for (other, folder) in &wanted.workspace.proposals.proposals {
        if other == name || folder.polls.is_empty() {
            continue;
        }
        let said = proposal.resubmits == Some(other.number());
        // Only what its files call rejected is computed again, so that a vote
        // does not read the history of all others; what is named always is.
        if !said && records.stood(other)?.rejected.is_none() {
            continue;
        }
        let Some(rejected) = others.stood(other)?.rejected.clone() else {
            continue;
        };
        if said {
            found.push((rejected, Back::Said));
        } else if does_the_same(&rejected.proposal, proposal, wanted) {
            found.push((rejected, Back::Same));
        }
    }
    Ok(found)
}

/// Whether a proposal does what an earlier one would have done: by the same
/// changes, or by others that come to the same. A question does nothing, and
/// comes back only where it says so.
fn does_the_same(earlier: &Proposal, later: &Proposal, wanted: &Wanted) -> bool {
    if matches!(later.body, Body::Question) {
        return false;
    }
    if earlier.body == later.body {
        return true;
    }
    let org = wanted.org;
    let day = wanted.at.day(&org.about.time_zone.zone());
    let after = |proposal: &Proposal| -> Vec<Option<Organisation>> {
        let ways = proposal.alternatives().into_iter();
        ways.map(|changes| apply_all(org, changes, day).ok())
            .collect()
    };
    let (earlier, later) = (after(earlier), after(later));
    !later.is_empty() && later.iter().all(|it| it.is_some() && earlier.contains(it))
}

/// When the next event of a kind was: the first whose days all lie after the
/// day of a decision. One on that very day came with it, and not after it.
fn next(org: &Organisation, kind: &EventKind, after: Instant) -> Option<Instant> {
    let zone = org.about.time_zone.zone();
    let decided = after.day(&zone);
    let events = org.events.values().filter(|event| event.kind == *kind);
    let days = events.filter(|event| decided < event.on.first_day());
    let first = days.map(|event| event.on.last_day()).min()?;
    Instant::start_of(first, &zone)
}

/// Whether one who may lift the wait asked for this very text.
fn requested(
    wanted: &Wanted,
    rejected: &Rejected,
    rolls: &RollsOf,
) -> Result<bool, WorkspaceError> {
    let Some(unless) = &rejected.waiting.unless else {
        return Ok(false);
    };
    let folder = wanted.folder;
    let kind = StatementKind::Request;
    let made = signed(
        &folder.statements,
        kind,
        folder.content,
        wanted.at,
        (wanted.org, wanted.founding),
    )?;
    if made.is_empty() {
        return Ok(false);
    }
    let who = members(&unless.requested_by, rolls)?;
    let mut made = made.iter().filter(|it| rejected.closed <= it.at);
    Ok(made.any(|it| who.contains(&it.by)))
}

fn hindrance(
    wanted: &Wanted,
    rejected: &Rejected,
    back: Back,
    until: &WaitExpr,
    end: Option<Instant>,
) -> Hindrance {
    let number = rejected.name.number();
    let how = match back {
        Back::Said => format!("it brings back proposal {number}"),
        Back::Same => format!("it makes the same changes as proposal {number}"),
    };
    let closed = rejected.closed.day(&wanted.org.about.time_zone.zone());
    let outcome = &rejected.outcome;
    let mut why = format!(
        "{how}, which was rejected (`{outcome}`) on {closed} and may not come back before this: \
         {until}"
    );
    match end {
        Some(end) => why.push_str(&format!(" (not before {end})")),
        None => {
            let missing: Vec<String> = until
                .events()
                .into_iter()
                .filter(|kind| next(wanted.org, kind, rejected.closed).is_none())
                .map(ToString::to_string)
                .collect();
            why.push_str(&format!(" (no {} is recorded since)", missing.join(", ")));
        }
    }
    if let Some(unless) = &rejected.waiting.unless {
        why.push_str(&format!(
            ", unless {unless} (`polity request {}`)",
            wanted.folder.name.number()
        ));
    }
    let until = end;
    Hindrance { why, until }
}
