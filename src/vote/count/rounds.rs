//! The stages of a count, for people to follow.

use crate::base::{Exact, OptionId};

/// What happened at the end of a stage.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event<O = OptionId> {
    /// These reached what they needed, or were the last left.
    Elected(Vec<O>),
    /// These were excluded.
    Excluded(Vec<O>),
    /// What this one has above the quota is passed on.
    Surplus(O),
    /// These two meet in a run-off, the winner first.
    RunOff(O, O),
}

/// One stage: what each option still in it has, and what came of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Round<O = OptionId> {
    /// The options with their votes.
    pub tallies: Vec<(O, Exact)>,
    /// What was needed, where the method has a quota.
    pub quota: Option<Exact>,
    /// The votes that are no longer with any option: exhausted ballots and
    /// what rounding left over.
    pub not_transferable: Exact,
    /// What came of it.
    pub events: Vec<Event<O>>,
}

impl<O> Event<O> {
    pub(super) fn name<P>(&self, name: &impl Fn(&O) -> P) -> Event<P> {
        match self {
            Self::Elected(all) => Event::Elected(all.iter().map(name).collect()),
            Self::Excluded(all) => Event::Excluded(all.iter().map(name).collect()),
            Self::Surplus(one) => Event::Surplus(name(one)),
            Self::RunOff(won, lost) => Event::RunOff(name(won), name(lost)),
        }
    }
}

impl<O> Round<O> {
    pub(super) fn name<P>(&self, name: &impl Fn(&O) -> P) -> Round<P> {
        let tallies = self.tallies.iter();
        Round {
            tallies: tallies.map(|(o, votes)| (name(o), votes.clone())).collect(),
            quota: self.quota.clone(),
            not_transferable: self.not_transferable.clone(),
            events: self.events.iter().map(|event| event.name(name)).collect(),
        }
    }
}

/// What a count in stages comes to: an order, and the way there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Staged {
    pub(super) order: Vec<Vec<usize>>,
    pub(super) rounds: Vec<Round<usize>>,
}
