//! The single transferable vote of Scottish local government: the weighted
//! inclusive Gregory method.
//!
//! Source: The Scottish Local Government Elections Order 2007, schedule 1, part
//! III, rules 45 to 52. All papers of an elected candidate pass on, at a value
//! cut to five decimal places; the largest surplus goes first; a tie for a
//! surplus or an exclusion is decided by the latest earlier stage at which the
//! tied differ, then by the declared chain (the Order draws a lot).
//! Definitions where tools differ: the quota is the whole Droop quota, or the
//! exact one where declared; the Order knows no equal ranks, so here a paper
//! that ranks several equally is shared among those of them that can take it,
//! cut to five places. Candidates without any vote are excluded together.

use std::cmp::Reverse;

use super::Quota;
use super::branches::{Breaker, Open};
use super::order::by_key;
use super::pile::{Pile, Ranking};
use super::rounds::{Event, Round, Staged};
use crate::base::{Exact, exact};

/// Five decimal places.
const ONE: u64 = 100_000;

/// Some equal papers lying with a candidate.
#[derive(Clone, Copy)]
struct Parcel<'a> {
    ranking: Ranking<'a>,
    papers: u64,
    value: u64,
}

struct Stv<'a> {
    seats: usize,
    kind: Quota,
    // The quota as a fraction, in units of 1/ONE.
    quota: (u128, u128),
    total: u128,
    hopeful: Vec<usize>,
    elected: Vec<usize>,
    order: Vec<Vec<usize>>,
    excluded: Vec<Vec<usize>>,
    surpluses: Vec<usize>,
    held: Vec<Vec<Parcel<'a>>>,
    votes: Vec<u128>,
    history: Vec<Vec<u128>>,
    rounds: Vec<Round<usize>>,
}

/// The order of election, then of exclusion, the last first.
pub(super) fn count(
    pile: &Pile,
    seats: usize,
    quota: Quota,
    breaker: &mut Breaker<'_>,
) -> Result<Staged, Open> {
    let mut stv = Stv::new(pile, seats, quota);
    while !stv.stage(breaker)? {}
    let mut order = stv.order;
    let votes = stv.votes;
    order.extend(by_key(&stv.hopeful, |option| votes[option]));
    order.extend(stv.excluded.into_iter().rev());
    let rounds = stv.rounds;
    Ok(Staged { order, rounds })
}

impl<'a> Stv<'a> {
    fn new(pile: &'a Pile, seats: usize, quota: Quota) -> Self {
        let places = u128::try_from(seats).unwrap_or(u128::MAX).saturating_add(1);
        let total = u128::from(pile.total());
        let mut stv = Self {
            seats,
            kind: quota,
            quota: match quota {
                Quota::Droop => ((total / places + 1) * u128::from(ONE), 1),
                Quota::Exact => (total * u128::from(ONE), places),
            },
            total: total * u128::from(ONE),
            hopeful: (0..pile.options()).collect(),
            elected: Vec::new(),
            order: Vec::new(),
            excluded: Vec::new(),
            surpluses: Vec::new(),
            held: vec![Vec::new(); pile.options()],
            votes: vec![0; pile.options()],
            history: Vec::new(),
            rounds: Vec::new(),
        };
        for (ranking, papers) in pile.iter() {
            stv.deal(Parcel {
                ranking,
                papers,
                value: ONE,
            });
        }
        stv
    }

    /// Gives papers to their best candidates who can take them.
    fn deal(&mut self, parcel: Parcel<'a>) {
        let hopeful = &self.hopeful;
        let can_take = |option: usize| hopeful.binary_search(&option).is_ok();
        let Some((best, ranking)) = parcel.ranking.best(can_take) else {
            return;
        };
        let value = parcel.value / best.len() as u64;
        if value == 0 {
            return;
        }
        for option in best {
            self.votes[option] += u128::from(value) * u128::from(parcel.papers);
            self.held[option].push(Parcel {
                ranking,
                value,
                ..parcel
            });
        }
    }

    /// One stage; true when the count is over.
    fn stage(&mut self, breaker: &mut Breaker<'_>) -> Result<bool, Open> {
        let mut round = self.show();
        self.history.push(self.votes.clone());
        self.elect(&mut round);
        let open = self.seats - self.elected.len();
        let rest_elected = open > 0 && self.hopeful.len() <= open;
        if rest_elected && !self.hopeful.is_empty() {
            let rest = std::mem::take(&mut self.hopeful);
            round.events.push(Event::Elected(rest.clone()));
            self.order
                .extend(by_key(&rest, |option| self.votes[option]));
            self.elected.extend(rest);
        }
        let over = open == 0 || rest_elected;
        if !over {
            if self.surpluses.is_empty() {
                self.exclude(&mut round, breaker)?;
            } else {
                self.pass_on(&mut round, breaker)?;
            }
        }
        self.rounds.push(round);
        Ok(over)
    }

    /// Whether it has what elects: the whole quota is to be reached, the exact
    /// one to be exceeded. So never more are elected than there are seats.
    fn is_elected(&self, option: usize) -> bool {
        let (quota, under) = self.quota;
        let votes = self.votes[option] * under;
        match self.kind {
            Quota::Droop => votes >= quota,
            Quota::Exact => votes > quota,
        }
    }

    /// Elects those with the quota, the most votes first.
    fn elect(&mut self, round: &mut Round<usize>) {
        let there = self.hopeful.iter().copied();
        let there: Vec<usize> = there.filter(|option| self.is_elected(*option)).collect();
        if there.is_empty() {
            return;
        }
        self.hopeful.retain(|option| !there.contains(option));
        self.order
            .extend(by_key(&there, |option| self.votes[option]));
        let over = |option: &usize| self.votes[*option] * self.quota.1 > self.quota.0;
        let surpluses: Vec<usize> = there.iter().copied().filter(over).collect();
        self.surpluses.extend(surpluses);
        self.elected.extend(&there);
        round.events.push(Event::Elected(there));
    }

    /// Passes on the largest surplus.
    fn pass_on(&mut self, round: &mut Round<usize>, breaker: &mut Breaker<'_>) -> Result<(), Open> {
        let groups = by_key(&self.surpluses, |option| self.votes[option]);
        let tied = self.look_back(groups.into_iter().next().unwrap_or_default(), |v| v);
        let giver = breaker.first(&tied)?;
        self.surpluses.retain(|option| *option != giver);
        round.events.push(Event::Surplus(giver));
        let (over, under) = self.quota;
        let votes = self.votes[giver];
        let surplus = votes * under - over;
        for parcel in std::mem::take(&mut self.held[giver]) {
            let value = mul_div(surplus, parcel.value, votes * under);
            self.deal(Parcel { value, ..parcel });
        }
        // Shown as the quota, cut to five places where it is a fraction.
        self.votes[giver] = over / under;
        Ok(())
    }

    /// Excludes the lowest.
    fn exclude(&mut self, round: &mut Round<usize>, breaker: &mut Breaker<'_>) -> Result<(), Open> {
        let groups = by_key(&self.hopeful, |option| Reverse(self.votes[option]));
        let tied = groups.into_iter().next().unwrap_or_default();
        let empty = tied.iter().all(|option| self.votes[*option] == 0);
        let enough = self.hopeful.len() - tied.len() >= self.seats - self.elected.len();
        let out = if empty && enough {
            tied
        } else {
            vec![breaker.last(&self.look_back(tied, Reverse))?]
        };
        self.hopeful.retain(|option| !out.contains(option));
        for option in &out {
            self.votes[*option] = 0;
            for parcel in std::mem::take(&mut self.held[*option]) {
                self.deal(parcel);
            }
        }
        round.events.push(Event::Excluded(out.clone()));
        self.excluded.push(out);
        Ok(())
    }

    /// Narrows a tie by earlier stages, the latest first, to those whom `key`
    /// puts first.
    fn look_back<K: Ord>(&self, mut tied: Vec<usize>, key: impl Fn(u128) -> K) -> Vec<usize> {
        for votes in self.history.iter().rev() {
            let groups = by_key(&tied, |option| key(votes[option]));
            tied = groups.into_iter().next().unwrap_or(tied);
        }
        tied
    }

    fn show(&self) -> Round<usize> {
        let part = |votes: u128| exact(votes) / exact(ONE);
        let shown = |option: usize| {
            let here = self.hopeful.contains(&option) || self.elected.contains(&option);
            here.then(|| (option, part(self.votes[option])))
        };
        let sum: u128 = self.votes.iter().sum();
        Round {
            tallies: (0..self.votes.len()).filter_map(shown).collect(),
            quota: Some(Exact::new(self.quota.0.into(), self.quota.1.into()) / exact(ONE)),
            not_transferable: part(self.total.saturating_sub(sum)),
            events: Vec::new(),
        }
    }
}

/// `a * b / c`, cut; the result is at most `b`, since `a` is at most `c`.
fn mul_div(a: u128, b: u64, c: u128) -> u64 {
    let cut = match a.checked_mul(u128::from(b)) {
        Some(product) => product
            .checked_div(c)
            .and_then(|cut| u64::try_from(cut).ok()),
        None => (num_bigint::BigUint::from(a) * b / c).try_into().ok(),
    };
    cut.unwrap_or(0)
}
