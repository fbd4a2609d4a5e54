//! From ballots taken in to a result: the method's order, then the seats.

use std::collections::{BTreeMap, BTreeSet};

use super::branches::{Breaker, Open, every_way};
use super::debian::{self, DropReason, Hurdle};
use super::rounds::{Round, Staged};
use super::seats::{Seated, Seating};
use super::tally::Seen;
use super::tie::{Broken, Tie, TieBreak};
use super::{Count, CountError, Matrix, Method, Options, Pairwise, Spec, Tally};
use super::{approval, copeland, irv, minimax, notes, plurality, ranked_pairs, rating, schulze};
use super::{star, stv_meek, stv_scottish};
use crate::base::OptionId;

impl Tally {
    /// Counts the ballots. The chain breaks ties, step after step; what it does
    /// not break is reported as a tie.
    pub fn count(&self, spec: &Spec<'_>, chain: &[TieBreak]) -> Result<Count, CountError> {
        spec.check(&self.options)?;
        if self.kind() != spec.method.kind() {
            return Err(CountError::OtherBallots(spec.method));
        }
        if spec.without.is_empty() {
            return Ok(self.counted(spec, chain));
        }
        let all = self.options.ids().iter().enumerate();
        let keep: Vec<usize> = all
            .filter(|(_, id)| !spec.without.contains(id))
            .map(|(place, _)| place)
            .collect();
        let less = self.restrict(&keep).ok_or(CountError::NoOptions)?;
        Ok(less.counted(spec, chain))
    }

    fn counted(&self, spec: &Spec<'_>, chain: &[TieBreak]) -> Count {
        let options = &self.options;
        let id = |place: &usize| options.ids()[*place].clone();
        let hurdle = self.hurdle(spec);
        let matrix = match &self.seen {
            Seen::Scores { matrix, .. } | Seen::Pairwise(matrix) => Some(matrix),
            _ => None,
        };
        let dropped = match (&hurdle, matrix) {
            (Some(hurdle), Some(matrix)) => debian::dropped(matrix, hurdle),
            _ => BTreeMap::new(),
        };
        let seating = Seating {
            options,
            seats: spec.seats,
            default: spec.default.as_ref().and_then(|id| options.place(id)),
            cap: spec.cap.as_ref(),
            chain,
        };
        let ways = every_way(chain, options, |breaker| {
            self.staged(spec, &dropped, breaker)
        });
        let ended = ways.map_or_else(
            || Ended::undecided(options.len(), spec.seats),
            |ways| {
                let ways = ways.into_iter().map(|way| (way.result, way.log));
                Ended::of(ways.collect(), &seating)
            },
        );
        let shown = matrix.filter(|_| spec.method != Method::Rating);
        Count {
            method: spec.method,
            notes: notes::of(spec, self),
            seats: spec.seats,
            ballots: self.weight(),
            invalid: self.invalid(),
            totals: self.totals(spec.method),
            matrix: shown.map(|matrix| Matrix {
                options: options.ids().to_vec(),
                support: matrix.rows(),
            }),
            rounds: ended.rounds.iter().map(|r| r.name(&id)).collect(),
            dropped: dropped.iter().map(|(o, why)| (id(o), *why)).collect(),
            order: ended.order.iter().map(|g| options.name(g)).collect(),
            elected: options.name(&ended.elected),
            over_cap: options.name(&ended.over_cap),
            broken: ended.log.iter().map(|b| named(b, options)).collect(),
            ties: ended
                .tie
                .iter()
                .map(|tie| Tie {
                    seats: tie.seats,
                    among: options.name(&tie.among),
                })
                .collect(),
        }
    }

    fn hurdle<'a>(&self, spec: &Spec<'a>) -> Option<Hurdle<'a>> {
        let default = spec
            .default
            .as_ref()
            .filter(|_| spec.method == Method::Debian)?;
        let ratios = spec.ratios.iter();
        let ratios = ratios.filter_map(|(id, n)| Some((self.options.place(id)?, n.clone())));
        Some(Hurdle {
            default: self.options.place(default)?,
            min_support: spec.min_support,
            ratios: ratios.collect(),
        })
    }

    /// The method's order, and its rounds where it has them.
    fn staged(
        &self,
        spec: &Spec<'_>,
        dropped: &BTreeMap<usize, DropReason>,
        breaker: &mut Breaker<'_>,
    ) -> Result<Staged, Open> {
        let order = match &self.seen {
            Seen::Totals { totals, .. } if spec.method == Method::Approval => {
                approval::order(totals)
            }
            Seen::Totals { totals, .. } => plurality::order(totals),
            Seen::Scores { totals, .. } if spec.method == Method::Rating => rating::order(totals),
            Seen::Scores { totals, matrix } => {
                // Under a cap, any of the others may have to move up.
                let rounds = if spec.cap.is_some() || spec.default.is_some() {
                    totals.len()
                } else {
                    spec.seats
                };
                return star::count(totals, matrix, rounds, breaker);
            }
            Seen::Pairwise(matrix) => self.condorcet(spec, matrix, dropped),
            Seen::Transfers(pile) => {
                return match spec.method {
                    Method::Irv => irv::count(pile, breaker),
                    Method::StvMeek => stv_meek::count(pile, spec.seats, breaker),
                    _ => stv_scottish::count(pile, spec.seats, spec.quota, breaker),
                };
            }
        };
        let rounds = Vec::new();
        Ok(Staged { order, rounds })
    }

    fn condorcet(
        &self,
        spec: &Spec<'_>,
        matrix: &Pairwise,
        dropped: &BTreeMap<usize, DropReason>,
    ) -> Vec<Vec<usize>> {
        match (spec.method, spec.strength()) {
            (Method::Debian, _) => debian::order(matrix, dropped),
            (Method::RankedPairs, Some(strength)) => ranked_pairs::order(matrix, strength),
            (Method::Minimax, Some(strength)) => minimax::order(matrix, strength),
            (_, Some(strength)) => schulze::order(matrix, strength),
            (_, None) => copeland::order(matrix),
        }
    }

    fn totals(&self, method: Method) -> Vec<(OptionId, i128)> {
        let totals: Vec<i128> = match &self.seen {
            Seen::Totals { totals, .. } | Seen::Scores { totals, .. } => totals.clone(),
            Seen::Pairwise(matrix) if method == Method::Copeland => {
                let points = copeland::points(matrix).into_iter();
                points.map(i128::from).collect()
            }
            _ => Vec::new(),
        };
        self.options.ids().iter().cloned().zip(totals).collect()
    }
}

fn named(broken: &Broken<usize>, options: &Options) -> Broken {
    Broken {
        among: options.name(&broken.among),
        into: broken.into.iter().map(|g| options.name(g)).collect(),
        by: broken.by.clone(),
    }
}

/// What all the ways together come to.
struct Ended {
    order: Vec<Vec<usize>>,
    rounds: Vec<Round<usize>>,
    elected: Vec<usize>,
    over_cap: Vec<usize>,
    tie: Option<Tie<usize>>,
    log: BTreeSet<Broken<usize>>,
}

impl Ended {
    /// Nothing can be said: too many ties to follow.
    fn undecided(options: usize, seats: usize) -> Self {
        let all: Vec<usize> = (0..options).collect();
        Self {
            order: vec![all.clone()],
            rounds: Vec::new(),
            elected: Vec::new(),
            over_cap: Vec::new(),
            tie: Some(Tie { seats, among: all }),
            log: BTreeSet::new(),
        }
    }

    /// What every way agrees on is decided; the rest is a tie.
    fn of(ways: Vec<(Staged, BTreeSet<Broken<usize>>)>, seating: &Seating<'_>) -> Self {
        let mut log = BTreeSet::new();
        let mut seated: Vec<Seated> = Vec::new();
        for (staged, way_log) in &ways {
            log.extend(way_log.iter().cloned());
            seated.push(seating.seat(&staged.order, &mut log));
        }
        let everywhere = |option: &usize| seated.iter().all(|s| s.elected.contains(option));
        let first = seated.first().map(|s| s.elected.clone());
        let elected: Vec<usize> = first
            .unwrap_or_default()
            .into_iter()
            .filter(everywhere)
            .collect();
        let among: BTreeSet<usize> = seated
            .iter()
            .flat_map(|s| s.elected.iter().chain(s.tie.iter().flat_map(|t| &t.among)))
            .copied()
            .filter(|option| !elected.contains(option))
            .collect();
        let filled = |s: &Seated| s.elected.len() + s.tie.as_ref().map_or(0, |t| t.seats);
        let most = seated.iter().map(filled).max().unwrap_or(0);
        let over = |option: &usize| seated.iter().all(|s| s.over_cap.contains(option));
        let over_cap = seated.first().map(|s| s.over_cap.clone());
        Self {
            order: merged(&ways),
            over_cap: over_cap
                .unwrap_or_default()
                .into_iter()
                .filter(over)
                .collect(),
            tie: (!among.is_empty()).then(|| Tie {
                seats: most.saturating_sub(elected.len()),
                among: among.into_iter().collect(),
            }),
            elected,
            log,
            rounds: ways.into_iter().next().map_or(Vec::new(), |w| w.0.rounds),
        }
    }
}

/// One order of several: by the sum of the places, so that no way is favoured.
fn merged(ways: &[(Staged, BTreeSet<Broken<usize>>)]) -> Vec<Vec<usize>> {
    if let [(only, _)] = ways {
        return only.order.clone();
    }
    let mut places: BTreeMap<usize, usize> = BTreeMap::new();
    for (staged, _) in ways {
        let mut above = 0;
        for group in &staged.order {
            for option in group {
                *places.entry(*option).or_default() += above;
            }
            above += group.len();
        }
    }
    let all: Vec<usize> = places.keys().copied().collect();
    super::order::by_key(&all, |option| std::cmp::Reverse(places.get(&option)))
}
