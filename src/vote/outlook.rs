//! Whether those who are still silent can change who wins a count of several
//! options.
//!
//! Two things are looked for. First an example: ballots of the silent electors
//! with which somebody else wins, or a seat is tied. Then a bound that no
//! ballots of theirs can break: for totals, that the strongest push for each
//! option was tried already; for pairs, a winner ahead of every other by more
//! than all silent votes; for transfers of one seat, more first preferences
//! than half of all that could be cast. Where neither is found, that is said:
//! to go through all rankings would not end.

use std::collections::{BTreeMap, BTreeSet};

use num_traits::{Signed, Zero};

use super::Vote;
use super::count::{Count, TieBreak};
use super::elect::{Beside, Candidacy, ElectError, InUnits, Weighed, count_votes, voted};
use super::poll::Poll;
use super::standing::CountedBallot;
use crate::base::{Exact, OptionId, PersonId, exact};
use crate::rule::condition::Quantity;
use crate::rule::{self, BallotKind, CountSpec, Method, Quantities};

/// Whether silent electors can change who wins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outlook {
    /// Nobody who is silent can, whatever they cast; or nobody is silent.
    Settled,
    /// They can: there are ballots of theirs with which others win, or with
    /// which a seat is tied that is not tied now.
    Open,
    /// It was not worked out.
    NotWorkedOut,
}

/// The most ballots that are counted in search of an example.
const MOST: usize = 200_000;

/// Whether silent electors can change who wins a poll with several options,
/// ballots already cast taken as final. `quantities` are those of the ballots
/// cast. A tie that a lot would decide is a tie here: the lot is drawn from the
/// ballots, so it cannot be known before.
///
/// # Errors
///
/// Where the ballots cannot be counted as the rule declares.
pub fn outlook(
    poll: &Poll,
    spec: &CountSpec,
    ballots: &BTreeMap<PersonId, CountedBallot>,
    silent: &BTreeSet<PersonId>,
    quantities: &Quantities,
    candidacy: &Candidacy,
) -> Result<Outlook, ElectError> {
    let known = spec.tie_break.iter();
    let known = known.filter(|step| **step != rule::TieBreak::Lot);
    let chain: Vec<TieBreak> = known
        .map(|step| super::elect::tie_break(step, poll, ballots, candidacy))
        .collect();
    let weights = poll.electorate.iter();
    let weights = weights.filter(|elector| silent.contains(&elector.person));
    let weights: Vec<&Exact> = weights.map(|elector| &*elector.weight).collect();
    let ground = Ground {
        poll,
        spec,
        voted: voted(poll, ballots),
        silent: weights,
        quantities,
        candidacy,
        chain,
    };
    ground.outlook()
}

/// What the question is asked of.
struct Ground<'a> {
    poll: &'a Poll,
    spec: &'a CountSpec,
    voted: Vec<Weighed<'a>>,
    silent: Vec<&'a Exact>,
    quantities: &'a Quantities,
    candidacy: &'a Candidacy,
    chain: Vec<TieBreak>,
}

impl Ground<'_> {
    fn outlook(&self) -> Result<Outlook, ElectError> {
        if self.silent.is_empty() {
            return Ok(Outlook::Settled);
        }
        let now = self.with(None)?;
        let pushes = self.pushes(&now.count);
        let work = pushes.len().saturating_mul(self.voted.len() + 1);
        let tried = work <= MOST;
        for push in pushes.iter().filter(|_| tried) {
            if differs(&now.count, &self.with(Some(push))?.count) {
                return Ok(Outlook::Open);
            }
        }
        Ok(if self.is_bound(&now, tried) {
            Outlook::Settled
        } else {
            Outlook::NotWorkedOut
        })
    }

    /// The count, with every silent elector casting a vote.
    fn with(&self, push: Option<&Vote>) -> Result<InUnits, ElectError> {
        let mut voted = self.voted.clone();
        let mut quantities = self.quantities.clone();
        if let Some(vote) = push {
            voted.extend(self.silent.iter().map(|weight| (vote, *weight)));
            quantities.ballots += &self.quantities.silent;
            quantities.silent = Exact::zero();
        }
        let beside = Beside {
            quantities: &quantities,
            candidacy: self.candidacy,
            chain: &self.chain,
        };
        count_votes(self.poll, self.spec, &voted, &beside)
    }

    /// The votes that do most for one option against the others.
    fn pushes(&self, now: &Count) -> Vec<Vote> {
        let options = &self.poll.options;
        let mut pushes = Vec::new();
        for option in options {
            match &self.poll.stage.ballot {
                BallotKind::Plurality => pushes.push(Vote::Choose(option.clone())),
                BallotKind::Approval { .. } => {
                    pushes.push(Vote::Approve(BTreeSet::from([option.clone()])));
                }
                BallotKind::Rate { from, to } => {
                    let mut grades: BTreeMap<OptionId, Exact> = BTreeMap::new();
                    // What is not graded counts as 0.
                    let least = options.iter().filter(|_| from.is_negative());
                    grades.extend(least.map(|it| (it.clone(), from.clone())));
                    grades.remove(option);
                    if to.is_positive() {
                        grades.insert(option.clone(), to.clone());
                    }
                    pushes.push(Vote::Rate(grades));
                }
                BallotKind::Rank { .. } => {
                    let order: Vec<&OptionId> = now.order.iter().flatten().collect();
                    let dropped = options.iter().filter(|it| !order.contains(it));
                    let order: Vec<&OptionId> = order.iter().copied().chain(dropped).collect();
                    let rest = || order.iter().filter(|it| **it != option).copied();
                    let rank = |it: &OptionId| BTreeSet::from([it.clone()]);
                    let first = || std::iter::once(rank(option));
                    pushes.push(Vote::Rank(first().chain(rest().map(rank)).collect()));
                    pushes.push(Vote::Rank(first().chain(rest().rev().map(rank)).collect()));
                }
                _ => {}
            }
        }
        pushes
    }

    /// Whether no votes of the silent can change who wins.
    fn is_bound(&self, now: &InUnits, tried: bool) -> bool {
        let one = match now.count.elected.as_slice() {
            [one] if now.count.is_decided() && self.spec.seats() == 1 => Some(one),
            _ => None,
        };
        let silent: Exact = self.silent.iter().copied().sum::<Exact>() * &now.unit;
        match self.spec.method {
            // More votes for an option never lower it, so whoever can pass
            // another passes them by the strongest push. Under a cap others
            // move up, which is another question.
            Method::Plurality | Method::Approval | Method::Rating => {
                tried && self.spec.cap.is_none()
            }
            Method::Copeland | Method::Schulze | Method::RankedPairs | Method::Minimax => {
                one.is_some_and(|one| beats_all(&now.count, one, &silent))
            }
            Method::Debian => one.is_some_and(|one| {
                beats_all(&now.count, one, &silent) && self.stays_in(now, one, &silent)
            }),
            Method::Irv | Method::StvScottish | Method::StvMeek => one.is_some_and(|one| {
                let first = now.count.rounds.first();
                let mut tallies = first.into_iter().flat_map(|round| &round.tallies);
                let half = (exact(now.count.ballots) + &silent) / exact(2);
                tallies.any(|(option, votes)| option == one && *votes > half)
            }),
            Method::Star | Method::BlocStar => false,
        }
    }

    /// Whether an option cannot be dropped for want of support or of its
    /// majority over the default, which the silent may all prefer.
    fn stays_in(&self, now: &InUnits, option: &OptionId, silent: &Exact) -> bool {
        let Some(default) = self.spec.default.as_ref().filter(|it| *it != option) else {
            return true;
        };
        let asks_turnout = self.spec.min_support.as_ref().is_some_and(|formula| {
            let fixed = [Quantity::Electorate, Quantity::Seats, Quantity::Serving];
            formula.mentions().iter().any(|(mention, _)| match mention {
                rule::condition::Mention::Quantity(it) => !fixed.contains(it),
                _ => false,
            })
        });
        let class = self.candidacy.classes.get(option);
        let ratio = class.and_then(|class| self.spec.ratios.get(class));
        let ratio = ratio.cloned().unwrap_or_else(|| exact(1));
        let pair = |a: &OptionId, b: &OptionId| support(&now.count, a, b).map(exact);
        let (Some(over), Some(under)) = (pair(option, default), pair(default, option)) else {
            return false;
        };
        !asks_turnout && over >= ratio * (under + silent)
    }
}

/// Whether others are elected, or others tied.
fn differs(now: &Count, then: &Count) -> bool {
    let set = |ids: &[OptionId]| ids.iter().cloned().collect::<BTreeSet<_>>();
    let ties = |count: &Count| {
        let ties = count.ties.iter();
        ties.map(|tie| (tie.seats, set(&tie.among)))
            .collect::<Vec<_>>()
    };
    set(&now.elected) != set(&then.elected) || ties(now) != ties(then)
}

fn support(count: &Count, over: &OptionId, under: &OptionId) -> Option<u64> {
    let matrix = count.matrix.as_ref()?;
    let at = |id: &OptionId| matrix.options.iter().position(|it| it == id);
    matrix.support.get(at(over)?)?.get(at(under)?).copied()
}

/// Whether an option is ahead of every other by more than a weight.
fn beats_all(count: &Count, option: &OptionId, weight: &Exact) -> bool {
    let Some(matrix) = &count.matrix else {
        return false;
    };
    let mut others = matrix.options.iter().filter(|it| *it != option);
    others.all(|other| {
        let pair = (support(count, option, other), support(count, other, option));
        match pair {
            (Some(over), Some(under)) => exact(over) - exact(under) > *weight,
            _ => false,
        }
    })
}

#[cfg(test)]
mod tests;
