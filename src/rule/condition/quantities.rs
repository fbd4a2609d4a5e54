//! What a condition is evaluated against.

use std::collections::{BTreeMap, BTreeSet};

use num_traits::Zero;

use super::Quantity;
use crate::base::{EventKind, Exact, StageId, TeamId, exact};
use crate::rule::model::{StageOutcome, VacantSeats};

/// The sums of a stage at one moment. Votes are sums of weights; an elector
/// who is recused is in none of them but `recused`.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Quantities {
    /// Votes in favour, with the vacant seats that count so.
    pub in_favour: Exact,
    /// Votes against, with the vacant seats that count so.
    pub against: Exact,
    /// Abstentions, with the vacant seats that count so.
    pub abstain: Exact,
    /// Electors who recused themselves.
    pub recused: Exact,
    /// Consents.
    pub consents: Exact,
    /// Objections that stand.
    pub objections: Exact,
    /// Vetoes.
    pub vetoes: Exact,
    /// Valid ballots, abstentions included, recusals and vacant seats not.
    pub ballots: Exact,
    /// Electors, without those who are recused.
    pub electorate: Exact,
    /// Electors without a ballot.
    pub silent: Exact,
    /// Sponsors.
    pub sponsors: Exact,
    /// Seats of the one team that votes, where that is so and it has a fixed
    /// number.
    pub seats: Option<u64>,
    /// Members of the one team that votes, where that is so.
    pub serving: Option<u64>,
    /// Seats of every team that has a fixed number.
    pub seats_of: BTreeMap<TeamId, u64>,
    /// Members of every team whose roll is known.
    pub serving_of: BTreeMap<TeamId, u64>,
    /// Whole days since the opening.
    pub days: u64,
    /// Whether silent electors could still change the outcome, where that was
    /// worked out.
    pub pivotal: Option<bool>,
    /// What officials have attested.
    pub attested: BTreeSet<EventKind>,
    /// How the earlier stages ended; a stage that did not take place is not in
    /// it.
    pub outcomes: BTreeMap<StageId, StageOutcome>,
}

impl Quantities {
    /// `for - against`.
    pub fn score(&self) -> Exact {
        &self.in_favour - &self.against
    }

    /// The value of a quantity; `None` for seats or members that are not
    /// known or not of one team.
    pub fn get(&self, quantity: Quantity) -> Option<Exact> {
        Some(match quantity {
            Quantity::For => self.in_favour.clone(),
            Quantity::Against => self.against.clone(),
            Quantity::Abstain => self.abstain.clone(),
            Quantity::Recused => self.recused.clone(),
            Quantity::Consents => self.consents.clone(),
            Quantity::Objections => self.objections.clone(),
            Quantity::Vetoes => self.vetoes.clone(),
            Quantity::Score => self.score(),
            Quantity::Ballots => self.ballots.clone(),
            Quantity::Electorate => self.electorate.clone(),
            Quantity::Silent => self.silent.clone(),
            Quantity::Sponsors => self.sponsors.clone(),
            Quantity::Seats => exact(self.seats?),
            Quantity::Serving => exact(self.serving?),
            Quantity::Days => exact(self.days),
        })
    }

    /// Whether no valid ballot was cast.
    pub fn nobody_voted(&self) -> bool {
        self.ballots.is_zero()
    }

    /// Adds vacant seats as the stage counts them: to `for`, `against` or
    /// `abstain`, never to `ballots` or `electorate`.
    pub fn count_vacant(&mut self, how: VacantSeats, vacant: u64) {
        let sum = match how {
            VacantSeats::Ignored => return,
            VacantSeats::For => &mut self.in_favour,
            VacantSeats::Against => &mut self.against,
            VacantSeats::Abstain => &mut self.abstain,
        };
        *sum += exact(vacant);
    }

    /// The same, with the bare words `seats` and `serving` meaning a team's.
    #[must_use]
    pub fn of_team(mut self, team: &TeamId) -> Self {
        self.seats = self.seats_of.get(team).copied();
        self.serving = self.serving_of.get(team).copied();
        self
    }
}
