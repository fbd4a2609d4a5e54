//! From ballots to a decision.

use std::collections::BTreeMap;

use super::attested;
use crate::base::{Digest, Exact, Hasher, Instant, PersonId, StageId};
use crate::org::Organisation;
use crate::rule::StageOutcome;
use crate::rule::analysis::{Prospects, prospects};
use crate::rule::decide::{
    CloseCheck, Held, Moment, StageDecision, Verdict, decide, decide_counted,
};
use crate::vote::{
    Attested, Candidacy, Circumstances, CommitHex, CountRecord, CountedBallot, ExtensionRecord,
    MOST_LISTED, Poll, Rejection, StageResult, Tally, VerifiedBallot, conditions, count_record,
    counted, elect, listed, sums,
};
use crate::workspace::WorkspaceError;
use crate::workspace::roll::bodies;

/// A count with what follows from it.
#[derive(Debug, Clone)]
pub struct Computed {
    /// The ballots that count.
    pub counted: BTreeMap<PersonId, CountedBallot>,
    /// The ballots that a rule without changes of vote leaves out.
    pub left_out: Vec<Rejection>,
    /// The sums.
    pub tally: Tally,
    /// What silent electors can still bring about.
    pub prospects: Option<Prospects>,
}

/// What a rule asks about that is on no ballot, at an instant.
pub(super) fn circumstances(
    poll: &Poll,
    org: &Organisation,
    outcomes: &BTreeMap<StageId, StageOutcome>,
    sponsors: Exact,
    at: Instant,
) -> Circumstances {
    let day = poll.opened.day(&org.about.time_zone.zone());
    let days = u64::try_from((at.unix() - poll.opened.unix()) / 86_400).unwrap_or(0);
    Circumstances {
        bodies: bodies(&org.on(day)),
        sponsors,
        days,
        attested: attested(org),
        outcomes: outcomes.clone(),
    }
}

/// Counts valid ballots at an instant.
pub(crate) fn count_now(
    poll: &Poll,
    org: &Organisation,
    outcomes: &BTreeMap<StageId, StageOutcome>,
    sponsors: Exact,
    valid: Vec<VerifiedBallot>,
    at: Instant,
) -> Computed {
    let circumstances = circumstances(poll, org, outcomes, sponsors, at);
    let (counted, left_out) = counted(valid, poll.stage.change);
    let mut tally = Tally::count(poll, &counted, &circumstances);
    let silent: Vec<Exact> = poll
        .electorate
        .iter()
        .filter(|elector| tally.silent.contains(&elector.person))
        .map(|elector| Exact::clone(&elector.weight))
        .collect();
    let prospects = prospects(&poll.stage, &tally.quantities, &silent);
    tally.quantities.pivotal = prospects.as_ref().and_then(Prospects::pivotal);
    Computed {
        counted,
        left_out,
        tally,
        prospects,
    }
}

/// A decision with its records.
pub(crate) struct Decided {
    pub decision: StageDecision,
    pub(super) computed: Computed,
    pub(super) rejected: Vec<Rejection>,
    pub(super) count: Option<CountRecord>,
    pub(super) attested: Option<Attested>,
    /// When what closes the poll had held for long enough, where it had.
    pub ended: Option<Instant>,
    /// How what closes it has held, where the rule asks for that.
    pub held: Option<Held>,
    /// Whether it may be closed then.
    pub check: Option<CloseCheck>,
}

/// Decides a poll by the ballots found up to a commit.
///
/// # Errors
///
/// Where the rule cannot be worked out, or leaves a tie for seats.
pub(crate) fn compute(
    poll: &Poll,
    computed: Computed,
    rejected: Vec<Rejection>,
    moment: Moment,
    candidacy: &Candidacy,
    status_quo: &str,
) -> Result<Decided, WorkspaceError> {
    let quantities = &computed.tally.quantities;
    let Some(spec) = &poll.stage.count else {
        let decision = decide(&poll.stage, quantities, moment)?;
        return Ok(Decided {
            decision,
            computed,
            rejected,
            count: None,
            attested: None,
            ended: None,
            held: None,
            check: None,
        });
    };
    let count = elect(poll, spec, &computed.counted, quantities, candidacy)
        .map_err(|error| WorkspaceError::Unsound(format!("it cannot be counted: {error}")))?;
    let is_choice = |option: &&crate::base::OptionId| {
        option.as_str() != status_quo && Some(*option) != spec.default.as_ref()
    };
    let winner = count.elected.iter().any(|option| is_choice(&option));
    let decision = decide_counted(&poll.stage, quantities, moment, winner)?;
    let over = matches!(decision.verdict, Verdict::Decided { .. });
    if over && !quantities.nobody_voted() && !count.is_decided() {
        let ties = count.ties.iter().map(|tie| {
            let among: Vec<&str> = tie.among.iter().map(|it| it.as_str()).collect();
            format!("{} tie for {} of the seats", among.join(", "), tie.seats)
        });
        let ties: Vec<String> = ties.collect();
        return Err(WorkspaceError::Tie(ties.join("; ")));
    }
    Ok(Decided {
        decision,
        computed,
        rejected,
        count: Some(count_record(&count)),
        attested: None,
        ended: None,
        held: None,
        check: None,
    })
}

impl Decided {
    /// The record of a result, where the stage is over.
    pub(crate) fn result(
        &self,
        poll: Digest,
        counted_at: CommitHex,
        closed_at: Instant,
    ) -> Option<StageResult> {
        let outcome = self.decision.outcome()?.clone();
        let mut rejected = self.rejected.clone();
        rejected.extend(self.computed.left_out.iter().cloned());
        rejected.sort();
        rejected.dedup();
        let mut hasher = Hasher::new();
        for rejection in &rejected {
            hasher.part(rejection.ballot.as_bytes());
        }
        let in_all = rejected.len() as u64;
        rejected.truncate(MOST_LISTED);
        Some(StageResult {
            poll,
            counted_at,
            closed_at,
            counted: listed(&self.computed.counted),
            rejected,
            rejected_in_all: in_all,
            rejected_digest: hasher.finish(),
            sums: sums(&self.computed.tally),
            conditions: conditions(&self.decision),
            count: self.count.clone(),
            outcome,
            attested: self.attested.clone(),
        })
    }

    /// The record of an extension, where the stage goes on.
    pub(crate) fn extension(
        &self,
        poll: Digest,
        counted_at: CommitHex,
        decided_at: Instant,
    ) -> Option<ExtensionRecord> {
        let Verdict::Extended(extension) = &self.decision.verdict else {
            return None;
        };
        Some(ExtensionRecord {
            poll,
            number: extension.number,
            counted_at,
            decided_at,
            counted: listed(&self.computed.counted),
            sums: sums(&self.computed.tally),
            conditions: conditions(&self.decision),
            closes: extension.closes?,
        })
    }

    /// Whether the poll may be closed at the instant that it was decided for.
    pub(crate) fn may_close(&self) -> bool {
        self.check.as_ref().is_some_and(|check| check.allowed)
    }

    /// The count.
    pub(crate) fn computed(&self) -> &Computed {
        &self.computed
    }
}
