//! One stage of a decision: who votes, on what ballot, for how long, and what
//! the outcome is.

use std::collections::BTreeMap;

use super::{
    BallotKind, Blackout, Change, CountSpec, Extend, PollPeriod, ReasonRule, RestartOn, Route,
    Secrecy, StageOutcome, words,
};
use crate::base::{Exact, OutcomeName, Span, StageId, TeamId};
use crate::rule::{Condition, Electorate};

words! {
    /// Whether an elector may be taken out of the count by a signed `recused`.
    Recusal, "recusal" {
        /// Any elector may.
        Allowed "allowed",
        /// Any elector may, and those whom the proposal concerns must.
        RequiredForSubject "required for subject",
        /// Nobody may.
        Forbidden "forbidden",
    }
}

words! {
    /// What a seat without a holder counts as.
    VacantSeats, "meaning of a vacant seat" {
        /// Nothing.
        Ignored "ignored",
        /// A vote for.
        For "for",
        /// A vote against.
        Against "against",
        /// An abstention.
        Abstain "abstain",
    }
}

/// How many must take part.
#[derive(Debug, Clone, PartialEq)]
pub struct Quorum {
    /// What must hold.
    pub need: Condition,
    /// The team whose seats and members the bare words `seats` and `serving`
    /// in `need` mean; that of the electorate where it is not said.
    pub of: Option<TeamId>,
    /// What follows where it does not hold.
    pub otherwise: QuorumOtherwise,
}

/// What follows when there is no quorum.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum QuorumOtherwise {
    /// The stage ends as `no-quorum`, and is rejected unless `then` says else.
    Fail,
    /// The stage goes on, by `extend`; it fails when no extension is left.
    Extend,
    /// Another stage, or a new round of the same.
    Stage(StageId),
}

/// An outcome and the condition under which it wins; without one it is the
/// `otherwise`.
pub type Outcome = (OutcomeName, Option<Condition>);

/// One stage of a decision.
#[derive(Debug, Clone, PartialEq)]
pub struct Stage {
    /// Its id, unique in the rule.
    pub id: StageId,
    /// Whether it takes place, asked when the stage before has ended.
    pub when: Option<Condition>,
    /// Who votes, read at its opening and frozen in the poll.
    pub electorate: Electorate,
    /// The weight of a team's members; 1 where it is not said, of two the
    /// higher.
    pub weights: BTreeMap<TeamId, Exact>,
    /// Whether electors may recuse themselves.
    pub recusal: Recusal,
    /// What vacant seats count as.
    pub vacant_seats: VacantSeats,
    /// What is cast.
    pub ballot: BallotKind,
    /// Whether a ballot says why.
    pub reason: ReasonRule,
    /// Whether a voter may cast again.
    pub change: Change,
    /// Who sees the ballots.
    pub secrecy: Secrecy,
    /// The smallest part of a vote, where votes may be fractional.
    pub step: Option<Exact>,
    /// How long before the opening the stage must be announced.
    pub notice: Option<Span>,
    /// The time to mend between the stage before and this one.
    pub delay: Option<Span>,
    /// How long it is open.
    pub period: Option<PollPeriod>,
    /// Whether it goes on past its period.
    pub extend: Option<Extend>,
    /// When it may be closed before its time.
    pub close_early: Option<Condition>,
    /// When it closes, whatever the time.
    pub close_when: Option<Condition>,
    /// How long the accepting condition must have held unbroken.
    pub held_for: Option<Span>,
    /// How long after the close ballots on their way are waited for.
    pub grace: Option<Span>,
    /// What starts the clock again.
    pub restart_on: Option<RestartOn>,
    /// When it may neither open nor close.
    pub blackout: Vec<Blackout>,
    /// Whether silence may accept: the conditions are asked though nobody
    /// voted.
    pub lazy: bool,
    /// How many must take part.
    pub quorum: Option<Quorum>,
    /// How several options are counted.
    pub count: Option<CountSpec>,
    /// The outcomes in order: the first whose condition holds wins.
    pub outcomes: Vec<Outcome>,
    /// Where each outcome leads.
    pub then: BTreeMap<OutcomeName, Route>,
    /// Who signs the figures of a vote that was held elsewhere.
    pub returns: Option<Electorate>,
}

impl Stage {
    /// A stage with everything else as where a file says nothing.
    pub fn new(id: StageId, electorate: Electorate, ballot: BallotKind) -> Self {
        Self {
            id,
            when: None,
            electorate,
            weights: BTreeMap::new(),
            recusal: Recusal::Allowed,
            vacant_seats: VacantSeats::Ignored,
            ballot,
            reason: ReasonRule::Optional,
            change: Change::UntilClose,
            secrecy: Secrecy::Public,
            step: None,
            notice: None,
            delay: None,
            period: None,
            extend: None,
            close_early: None,
            close_when: None,
            held_for: None,
            grace: None,
            restart_on: None,
            blackout: Vec::new(),
            lazy: false,
            quorum: None,
            count: None,
            outcomes: Vec::new(),
            then: BTreeMap::new(),
            returns: None,
        }
    }

    /// Whether its vote is held elsewhere, and its result attested by those
    /// whom `returns` names: ballots in git are public for ever, so a secret
    /// or sealed vote cannot truly be held there.
    pub fn is_held_elsewhere(&self) -> bool {
        self.secrecy != Secrecy::Public || self.returns.is_some()
    }

    /// Where an outcome leads where `then` does not say: `accept` continues;
    /// `reject`, `no-ballots` and `no-quorum` reject; nothing is assumed of
    /// any other name.
    pub fn default_then(outcome: &StageOutcome) -> Option<Route> {
        match outcome.as_str() {
            "accept" => Some(Route::Continue),
            "reject" | "no-ballots" | "no-quorum" => Some(Route::REJECT),
            _ => None,
        }
    }

    /// Where an outcome leads: as `then` says; for a missing quorum else as
    /// the quorum says; else by [`Stage::default_then`].
    pub fn route(&self, outcome: &StageOutcome) -> Option<Route> {
        let said = self.then.iter();
        said.into_iter()
            .find(|(name, _)| name.as_str() == outcome.as_str())
            .map(|(_, route)| route.clone())
            .or_else(|| self.without_quorum(outcome))
            .or_else(|| Self::default_then(outcome))
    }

    /// The stage that the quorum sends to, where it is missing and sends.
    fn without_quorum(&self, outcome: &StageOutcome) -> Option<Route> {
        let quorum = self.quorum.as_ref()?;
        match (outcome, &quorum.otherwise) {
            (StageOutcome::NoQuorum, QuorumOtherwise::Stage(id)) => Some(Route::Stage(id.clone())),
            _ => None,
        }
    }

    /// The names of the outcomes that the stage itself can have, in order. A
    /// count without `outcomes` accepts a winner that is not the status quo
    /// (or the default option), and rejects else.
    pub fn outcome_names(&self) -> Vec<&str> {
        if self.outcomes.is_empty() && self.count.is_some() {
            return vec!["accept", "reject"];
        }
        self.outcomes
            .iter()
            .map(|(name, _)| name.as_str())
            .collect()
    }

    /// Every condition of the stage, each with the keys that lead to it.
    pub fn conditions(&self) -> Vec<(Vec<&str>, &Condition)> {
        let mut found: Vec<(Vec<&str>, &Condition)> = Vec::new();
        found.extend(self.when.as_ref().map(|c| (vec!["when"], c)));
        found.extend(
            self.extend
                .as_ref()
                .map(|e| (vec!["extend", "when"], &e.when)),
        );
        found.extend(self.close_early.as_ref().map(|c| (vec!["close_early"], c)));
        found.extend(self.close_when.as_ref().map(|c| (vec!["close_when"], c)));
        found.extend(
            self.quorum
                .as_ref()
                .map(|q| (vec!["quorum", "need"], &q.need)),
        );
        for (name, condition) in &self.outcomes {
            found.extend(
                condition
                    .as_ref()
                    .map(|c| (vec!["outcomes", name.as_str()], c)),
            );
        }
        found
    }
}
