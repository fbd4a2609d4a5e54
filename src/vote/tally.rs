//! From the ballots that count to the sums that a rule asks about.

use std::collections::{BTreeMap, BTreeSet};

use num_traits::{One, Signed, Zero};

use super::poll::{Bodies, Poll};
use super::standing::CountedBallot;
use super::{Vote, show_vote};
use crate::base::{EventKind, Exact, PersonId, StageId, exact};
use crate::rule::{BallotKind, Quantities, StageOutcome, VacantSeats};

/// What a rule asks about that is not on any ballot.
#[derive(Debug, Clone, Default)]
pub struct Circumstances {
    /// The sizes of bodies when the poll opened.
    pub bodies: Bodies,
    /// Those who support the proposal, by weight.
    pub sponsors: Exact,
    /// Whole days since the opening.
    pub days: u64,
    /// What officials have attested.
    pub attested: BTreeSet<EventKind>,
    /// How the earlier stages ended.
    pub outcomes: BTreeMap<StageId, StageOutcome>,
}

/// A count.
#[derive(Debug, Clone, PartialEq)]
pub struct Tally {
    /// The sums.
    pub quantities: Quantities,
    /// Weight by vote, as voters type it; recusals too.
    pub votes: BTreeMap<String, Exact>,
    /// Electors without a ballot, recusals not among them.
    pub silent: BTreeSet<PersonId>,
    /// Electors who are out of the count.
    pub recused: BTreeSet<PersonId>,
}

impl Tally {
    /// Counts the ballots of a poll.
    ///
    /// Recusing takes an elector out of the electorate and of every sum. A
    /// vacant seat that counts adds to `for`, `against` or `abstain`, never to
    /// `ballots`.
    pub fn count(
        poll: &Poll,
        ballots: &BTreeMap<PersonId, CountedBallot>,
        circumstances: &Circumstances,
    ) -> Self {
        let mut tally = Self::begin(poll, circumstances);
        for elector in poll.electorate.iter() {
            let Some(ballot) = ballots.get(&elector.person) else {
                tally.quantities.electorate += &*elector.weight;
                tally.quantities.silent += &*elector.weight;
                tally.silent.insert(elector.person.clone());
                continue;
            };
            let ballot = ballot.verified().ballot();
            *tally
                .votes
                .entry(show_vote(&ballot.vote))
                .or_insert_with(Exact::zero) += &*elector.weight;
            if ballot.vote == Vote::Recused {
                tally.quantities.recused += &*elector.weight;
                tally.recused.insert(elector.person.clone());
                continue;
            }
            tally.quantities.electorate += &*elector.weight;
            tally.quantities.ballots += &*elector.weight;
            let reasoned = ballot.reason.is_some();
            add(
                &mut tally.quantities,
                poll,
                &ballot.vote,
                reasoned,
                &elector.weight,
            );
        }
        tally
    }

    /// The tally before any ballot.
    pub(super) fn begin(poll: &Poll, circumstances: &Circumstances) -> Self {
        Self {
            quantities: begin(poll, circumstances),
            votes: BTreeMap::new(),
            silent: BTreeSet::new(),
            recused: BTreeSet::new(),
        }
    }

    /// Adds a vote of a weight to the sums alone.
    pub(super) fn add(&mut self, poll: &Poll, vote: &Vote, reasoned: bool, weight: &Exact) {
        add(&mut self.quantities, poll, vote, reasoned, weight);
    }
}

/// The sums before any ballot: sizes, and vacant seats where they count.
fn begin(poll: &Poll, circumstances: &Circumstances) -> Quantities {
    let size = |pick: fn(&super::BodySize) -> Option<u64>| {
        let known = circumstances.bodies.iter();
        known
            .filter_map(|(team, size)| Some((team.clone(), pick(size)?)))
            .collect::<BTreeMap<_, _>>()
    };
    let one = poll.stage.electorate.single_team();
    let body = one.and_then(|team| circumstances.bodies.get(team));
    let mut quantities = Quantities {
        seats: body.and_then(|body| body.seats),
        serving: body.and_then(|body| body.serving),
        seats_of: size(|body| body.seats),
        serving_of: size(|body| body.serving),
        days: circumstances.days,
        sponsors: circumstances.sponsors.clone(),
        attested: circumstances.attested.clone(),
        outcomes: circumstances.outcomes.clone(),
        ..Quantities::default()
    };
    let vacant = match (quantities.seats, quantities.serving) {
        (Some(seats), Some(serving)) => exact(seats.saturating_sub(serving)),
        _ => Exact::zero(),
    };
    match poll.stage.vacant_seats {
        VacantSeats::Ignored => {}
        VacantSeats::For => quantities.in_favour += vacant,
        VacantSeats::Against => quantities.against += vacant,
        VacantSeats::Abstain => quantities.abstain += vacant,
    }
    quantities
}

/// Adds one vote of a weight. A vote among several options adds to `ballots`
/// alone; its count has a method of its own.
fn add(sums: &mut Quantities, poll: &Poll, vote: &Vote, reasoned: bool, weight: &Exact) {
    match vote {
        Vote::For => sums.in_favour += weight,
        Vote::Against => sums.against += weight,
        Vote::Abstain => sums.abstain += weight,
        Vote::Score(score) => {
            // A fraction is so much for or against, and the rest abstains.
            let part = score.abs() * weight;
            if score.is_positive() {
                sums.in_favour += &part;
            } else {
                sums.against += &part;
            }
            sums.abstain += weight - part;
            let veto = poll.stage.ballot == BallotKind::PlusMinus { veto: true };
            if veto && reasoned && **score == -Exact::one() {
                sums.vetoes += weight;
            }
        }
        Vote::Consent => sums.consents += weight,
        Vote::Object => sums.objections += weight,
        Vote::StandAside => sums.abstain += weight,
        Vote::Recused | Vote::Choose(_) | Vote::Approve(_) | Vote::Rate(_) | Vote::Rank(_) => {}
    }
}
