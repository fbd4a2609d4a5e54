//! Meek's single transferable vote, in which the surplus of an elected
//! candidate also passes to candidates who are elected already.
//!
//! Source: B. L. Meek, 1969; I. D. Hill, B. A. Wichmann and D. R. Woodall,
//! "Algorithm 123: Single Transferable Vote by Meek's Method", 1987; the
//! arithmetic and the stopping rules are those of the Proportional
//! Representation Foundation's Reference Meek Rule. Numbers have nine decimal
//! places: each keep times weight, and both steps of a new keep factor, are
//! rounded up; the quota is votes / (seats + 1), cut, plus 0.000000001; a round
//! ends when the surpluses sum to less than 0.000001 or no longer fall.
//! Candidates within the remaining surplus of the lowest are tied for
//! exclusion, which the declared chain breaks. Definitions where tools differ:
//! the rule knows no equal ranks, so here candidates of one level who are not
//! excluded share a ballot's weight equally (cut), and what they do not keep
//! passes to the next level; candidates without any vote are excluded together.

use super::branches::{Breaker, Open};
use super::order::by_key;
use super::pile::{Level, Pile};
use super::rounds::{Event, Round, Staged};
use crate::base::exact;

/// Nine decimal places.
const ONE: u64 = 1_000_000_000;
/// A millionth.
const OMEGA: u128 = 1_000;

/// Equal beginnings of ballots are one node, so that each is weighed once:
/// what reaches a node depends on the levels before it alone.
struct Node<'a> {
    level: Level<'a>,
    // The weight of the ballots through it.
    ballots: u64,
    depth: usize,
    // The next node that does not lie under this one.
    after: usize,
}

fn tree(pile: &Pile) -> Vec<Node<'_>> {
    let mut nodes: Vec<Node<'_>> = Vec::new();
    // The nodes of the ballot before; the pile keeps equal beginnings together.
    let mut path: Vec<usize> = Vec::new();
    for (ranking, weight) in pile.iter() {
        let mut shared = true;
        for (depth, level) in ranking.levels().enumerate() {
            shared = shared
                && path
                    .get(depth)
                    .is_some_and(|node| nodes[*node].level == level);
            if !shared {
                path.truncate(depth);
                path.push(nodes.len());
                nodes.push(Node {
                    level,
                    ballots: 0,
                    depth,
                    after: 0,
                });
            }
            nodes[path[depth]].ballots += weight;
        }
    }
    // A node ends where the next one of its depth or above begins.
    let mut begins: Vec<usize> = Vec::new();
    for place in (0..nodes.len()).rev() {
        let depth = nodes[place].depth;
        begins.resize(begins.len().max(depth + 1), nodes.len());
        let nearest = begins[..=depth].iter().min().copied();
        nodes[place].after = nearest.unwrap_or(nodes.len());
        begins[depth] = place;
    }
    nodes
}

struct Meek<'a> {
    seats: usize,
    total: u128,
    nodes: Vec<Node<'a>>,
    keep: Vec<u64>,
    votes: Vec<u128>,
    quota: u128,
    surplus: u128,
    hopeful: Vec<usize>,
    elected: Vec<usize>,
    order: Vec<Vec<usize>>,
    excluded: Vec<Vec<usize>>,
    rounds: Vec<Round<usize>>,
    weights: Vec<u64>,
}

/// The order of election, then of exclusion, the last first.
pub(super) fn count(pile: &Pile, seats: usize, breaker: &mut Breaker<'_>) -> Result<Staged, Open> {
    let options = pile.options();
    let nodes = tree(pile);
    let deepest = nodes.iter().map(|node| node.depth).max().unwrap_or(0);
    let mut meek = Meek {
        seats,
        total: u128::from(pile.total()) * u128::from(ONE),
        nodes,
        keep: vec![ONE; options],
        votes: vec![0; options],
        quota: 0,
        surplus: 0,
        hopeful: (0..options).collect(),
        elected: Vec::new(),
        order: Vec::new(),
        excluded: Vec::new(),
        rounds: Vec::new(),
        weights: vec![ONE; deepest + 2],
    };
    while !meek.complete() {
        meek.round(breaker)?;
    }
    meek.finish();
    let mut order = meek.order;
    order.extend(by_key(&meek.hopeful, |option| meek.votes[option]));
    order.extend(meek.excluded.into_iter().rev());
    Ok(Staged {
        order,
        rounds: meek.rounds,
    })
}

impl Meek<'_> {
    fn complete(&self) -> bool {
        let open = self.seats - self.elected.len();
        open == 0 || self.hopeful.len() <= open
    }

    /// Iterates until somebody is elected or excluded.
    fn round(&mut self, breaker: &mut Breaker<'_>) -> Result<(), Open> {
        let mut before = None;
        loop {
            self.distribute();
            let quota = self.quota;
            let there = self.hopeful.iter().copied();
            let there: Vec<usize> = there.filter(|o| self.votes[*o] >= quota).collect();
            let open = self.seats - self.elected.len();
            if !there.is_empty() && there.len() <= open {
                self.elect(there);
                return Ok(());
            }
            let over = |option: &usize| self.votes[*option].saturating_sub(quota);
            self.surplus = self.elected.iter().map(over).sum();
            if self.surplus < OMEGA || before.is_some_and(|before| self.surplus >= before) {
                if there.is_empty() {
                    return self.exclude(breaker);
                }
                let first = self.first_of(there, open, breaker)?;
                self.elect(first);
                return Ok(());
            }
            before = Some(self.surplus);
            for option in &self.elected {
                let keep = u128::from(self.keep[*option]);
                let part = (keep * quota).div_ceil(u128::from(ONE));
                let keep = (part * u128::from(ONE)).div_ceil(self.votes[*option].max(1));
                self.keep[*option] = u64::try_from(keep).unwrap_or(ONE).min(ONE);
            }
        }
    }

    fn elect(&mut self, there: Vec<usize>) {
        self.hopeful.retain(|option| !there.contains(option));
        self.order
            .extend(by_key(&there, |option| self.votes[option]));
        self.elected.extend(&there);
        self.show(Event::Elected(there));
    }

    /// Of those who have the quota as many as there are seats, by their votes.
    ///
    /// Among strict ballots there are never more. Where candidates share a
    /// level, an exclusion lets those beside keep more of it, so the quota
    /// rises, and one who was elected may stand below it until the keep factors
    /// have followed.
    fn first_of(
        &self,
        mut there: Vec<usize>,
        open: usize,
        breaker: &mut Breaker<'_>,
    ) -> Result<Vec<usize>, Open> {
        while there.len() > open {
            let lowest = there.iter().map(|o| self.votes[*o]).min();
            let low = there.iter().copied();
            let low: Vec<usize> = low.filter(|o| Some(self.votes[*o]) == lowest).collect();
            let out = breaker.last(&low)?;
            there.retain(|option| *option != out);
        }
        Ok(there)
    }

    /// Gives every ballot's weight to its candidates by their keep factors, and
    /// sets the quota by what they got.
    fn distribute(&mut self) {
        self.votes.fill(0);
        let mut place = 0;
        while let Some(node) = self.nodes.get(place) {
            let weight = self.weights[node.depth];
            let mut rest = weight;
            if let Some(only) = node.level.only() {
                let kept = portion(weight, self.keep[only]);
                self.votes[only] += u128::from(kept) * u128::from(node.ballots);
                rest -= kept;
            } else {
                let standing = node.level.options().filter(|o| self.keep[*o] > 0);
                let share = weight / (standing.count() as u64).max(1);
                for option in node.level.options() {
                    let kept = portion(share, self.keep[option]);
                    self.votes[option] += u128::from(kept) * u128::from(node.ballots);
                    rest -= kept;
                }
            }
            self.weights[node.depth + 1] = rest;
            place = if rest == 0 { node.after } else { place + 1 };
        }
        let sum: u128 = self.votes.iter().sum();
        let places = u128::try_from(self.seats)
            .unwrap_or(u128::MAX)
            .saturating_add(1);
        self.quota = sum / places + 1;
    }

    fn exclude(&mut self, breaker: &mut Breaker<'_>) -> Result<(), Open> {
        let lowest = self.hopeful.iter().map(|o| self.votes[*o]).min();
        let lowest = lowest.unwrap_or(0);
        let near = |most: u128| -> Vec<usize> {
            let hopeful = self.hopeful.iter().copied();
            hopeful.filter(|o| self.votes[*o] <= most).collect()
        };
        let empty = near(0);
        let open = self.seats - self.elected.len();
        let out = if !empty.is_empty() && self.hopeful.len() - empty.len() >= open {
            empty
        } else {
            vec![breaker.last(&near(lowest + self.surplus))?]
        };
        self.hopeful.retain(|option| !out.contains(option));
        for option in &out {
            self.keep[*option] = 0;
        }
        self.show(Event::Excluded(out.clone()));
        for option in &out {
            self.votes[*option] = 0;
        }
        self.excluded.push(out);
        Ok(())
    }

    /// Elects whoever is left where there are seats for all.
    fn finish(&mut self) {
        let open = self.seats - self.elected.len();
        if open == 0 || self.hopeful.is_empty() {
            return;
        }
        self.distribute();
        let rest = std::mem::take(&mut self.hopeful);
        self.order
            .extend(by_key(&rest, |option| self.votes[option]));
        self.elected.extend(&rest);
        self.show(Event::Elected(rest));
    }

    fn show(&mut self, event: Event<usize>) {
        let number = |votes: u128| exact(votes) / exact(ONE);
        let sum: u128 = self.votes.iter().sum();
        let standing = |option: &usize| !self.excluded.iter().flatten().any(|o| o == option);
        let tallies = (0..self.votes.len()).filter(standing);
        self.rounds.push(Round {
            tallies: tallies
                .map(|option| (option, number(self.votes[option])))
                .collect(),
            quota: Some(number(self.quota)),
            not_transferable: number(self.total.saturating_sub(sum)),
            events: vec![event],
        });
    }
}

/// Weight times keep factor, rounded up; both are at most one.
fn portion(weight: u64, keep: u64) -> u64 {
    match keep {
        0 => 0,
        ONE => weight,
        _ => (weight * keep).div_ceil(ONE),
    }
}
