//! Filling a vacancy from the ballots that elected whoever left.
//!
//! Where votes are transferred (`stv-*`, `irv`) the same ballots are counted
//! again for the same number of seats, as had those who left never stood: the
//! votes that held the seat pass on to whom these voters wanted next. This is
//! the countback by recount; those who sit keep their seats whatever it says.
//! For every other method the finished order stands, and the next in it moves
//! up. In both, whoever sits already, does not stand any more or would be over
//! the cap is passed over, and nobody below the default option moves up.

use std::collections::BTreeSet;

use super::seats::Seating;
use super::tie::{Broken, Tie, TieBreak};
use super::{Cap, Count, CountError, Method, Spec, Tally};
use crate::base::OptionId;

/// A vacancy.
#[derive(Debug, Clone, Default)]
pub struct Vacancy {
    /// Who leaves the seat.
    pub left: OptionIds,
    /// Those who sit, whoever leaves apart.
    pub sitting: OptionIds,
    /// Those who do not stand any more: they withdrew, or sat and left before.
    pub gone: OptionIds,
}

/// A set of options.
pub type OptionIds = BTreeSet<OptionId>;

/// Who fills a vacancy.
#[derive(Debug, Clone)]
pub struct Countback {
    /// The count that it rests on: a recount where votes are transferred, else
    /// the election's own.
    pub count: Count,
    /// Whether that is a recount.
    pub recounted: bool,
    /// Those who could move up, best first, equals together.
    pub next: Vec<Vec<OptionId>>,
    /// Who fills the seat; nobody where nobody is left, or a tie is open.
    pub fills: Option<OptionId>,
    /// Those who are passed over under the cap.
    pub over_cap: Vec<OptionId>,
    /// Ties that the declared chain broke.
    pub broken: Vec<Broken>,
    /// A tie for the seat that nothing declared breaks.
    pub tie: Option<Tie>,
}

impl Tally {
    /// Fills a vacancy from the ballots of its election. The cap of the spec
    /// must count those who sit as staying.
    ///
    /// # Errors
    ///
    /// Where the ballots cannot be counted as declared.
    pub fn countback(
        &self,
        spec: &Spec<'_>,
        chain: &[TieBreak],
        vacancy: &Vacancy,
    ) -> Result<Countback, CountError> {
        let recounted = transfers(spec.method);
        let mut counting = spec.clone();
        if recounted {
            let out = vacancy.left.iter().chain(&vacancy.gone);
            counting.without.extend(out.cloned());
        }
        // With a cap every place of the order is found, also by methods that
        // otherwise stop once the seats are filled. The order itself does not
        // depend on it.
        let free = Cap {
            at_most: usize::MAX,
            ..Cap::default()
        };
        counting.cap = Some(free);
        let count = self.count(&counting, chain)?;
        let out = |id: &OptionId| {
            vacancy.left.contains(id) || vacancy.gone.contains(id) || vacancy.sitting.contains(id)
        };
        let able = |group: &Vec<OptionId>| -> Vec<OptionId> {
            group.iter().filter(|id| !out(id)).cloned().collect()
        };
        let order = count.order.iter().map(able);
        let order: Vec<Vec<OptionId>> = order.filter(|group| !group.is_empty()).collect();
        let options = self.options();
        let seating = Seating {
            options,
            seats: 1,
            default: spec.default.as_ref().and_then(|id| options.place(id)),
            cap: spec.cap.as_ref(),
            chain,
        };
        let mut log = BTreeSet::new();
        let places: Vec<Vec<usize>> = order
            .iter()
            .map(|group| group.iter().filter_map(|id| options.place(id)).collect())
            .collect();
        let seated = seating.seat(&places, &mut log);
        let fills = options.name(&seated.elected).into_iter().next();
        let named = |broken: &Broken<usize>| Broken {
            among: options.name(&broken.among),
            into: broken.into.iter().map(|g| options.name(g)).collect(),
            by: broken.by.clone(),
        };
        Ok(Countback {
            count,
            recounted,
            fills: fills.filter(|id| Some(id) != spec.default.as_ref()),
            next: order,
            over_cap: options.name(&seated.over_cap),
            broken: log.iter().map(named).collect(),
            tie: seated.tie.map(|tie| Tie {
                seats: tie.seats,
                among: options.name(&tie.among),
            }),
        })
    }
}

/// Whether a method passes votes on from one option to another.
fn transfers(method: Method) -> bool {
    matches!(method, Method::Irv | Method::StvScottish | Method::StvMeek)
}

#[cfg(test)]
mod tests {
    use super::super::{Options, Unranked, Vote};
    use super::*;

    fn id(word: &str) -> OptionId {
        word.parse().unwrap()
    }

    fn ids(words: &[&str]) -> OptionIds {
        words.iter().map(|word| id(word)).collect()
    }

    fn pile(method: Method, ballots: &[(u64, &[u16])]) -> Tally {
        let options = ["a", "b", "c", "d"].map(id).to_vec();
        let options = Options::new(options).unwrap();
        let mut pile = Tally::new(options, method.kind(), Unranked::Last);
        for (weight, ranking) in ballots {
            let ranks: Vec<Vec<u16>> = ranking.iter().map(|one| vec![*one]).collect();
            pile.add(Vote::Ranking(&ranks), *weight).unwrap();
        }
        pile
    }

    /// Two seats: a and c win. b is third in the finished order, but a's
    /// voters want d next, and so d fills a's seat.
    const FACTIONS: &[(u64, &[u16])] = &[(8, &[0, 3]), (5, &[1]), (9, &[2, 1])];

    #[test]
    fn transferred_votes_pass_to_whom_the_voters_wanted_next() {
        for method in [Method::StvScottish, Method::StvMeek] {
            let pile = pile(method, FACTIONS);
            let spec = Spec::new(method, 2);
            let count = pile.count(&spec, &[]).unwrap();
            assert_eq!(ids(&["a", "c"]), count.elected.iter().cloned().collect());
            let vacancy = Vacancy {
                left: ids(&["a"]),
                sitting: ids(&["c"]),
                gone: ids(&[]),
            };
            let back = pile.countback(&spec, &[], &vacancy).unwrap();
            assert!(back.recounted);
            assert_eq!(back.fills, Some(id("d")), "{method}");
            // Where d does not stand any more, b follows.
            let gone = ids(&["d"]);
            let back = pile
                .countback(&spec, &[], &Vacancy { gone, ..vacancy })
                .unwrap();
            assert_eq!(back.fills, Some(id("b")), "{method}");
        }
    }

    #[test]
    fn elsewhere_the_next_in_the_finished_order_moves_up_within_the_cap() {
        let ballots: &[(u64, &[u16])] = &[(3, &[0, 1, 2, 3]), (1, &[3, 2, 1, 0])];
        let pile = pile(Method::Schulze, ballots);
        let mut spec = Spec::new(Method::Schulze, 2);
        let vacancy = Vacancy {
            left: ids(&["a"]),
            sitting: ids(&["b"]),
            gone: ids(&[]),
        };
        let back = pile.countback(&spec, &[], &vacancy).unwrap();
        assert!(!back.recounted);
        assert_eq!(back.fills, Some(id("c")));
        assert_eq!(back.next, [[id("c")], [id("d")]]);
        let of = [("b", "x"), ("c", "x")].map(|(who, one)| (id(who), [one.to_owned()].into()));
        spec.cap = Some(Cap {
            at_most: 1,
            of: of.into(),
            staying: [("x".to_owned(), 1)].into(),
        });
        let back = pile.countback(&spec, &[], &vacancy).unwrap();
        assert_eq!(back.fills, Some(id("d")));
        assert_eq!(back.over_cap, [id("c")]);
    }

    #[test]
    fn nobody_below_the_default_moves_up_and_ties_go_to_the_chain() {
        let ballots: &[(u64, &[u16])] = &[(1, &[0, 1, 2, 3]), (1, &[0, 2, 1, 3])];
        let pile = pile(Method::Schulze, ballots);
        let mut spec = Spec::new(Method::Schulze, 1);
        let vacancy = Vacancy {
            left: ids(&["a"]),
            ..Vacancy::default()
        };
        let back = pile.countback(&spec, &[], &vacancy).unwrap();
        assert_eq!(back.fills, None);
        assert_eq!(back.tie.map(|tie| tie.among), Some(vec![id("b"), id("c")]));
        let chain = [TieBreak::CastingVote {
            of: "board".to_owned(),
            choice: Some(vec![id("c")]),
        }];
        let back = pile.countback(&spec, &chain, &vacancy).unwrap();
        assert_eq!(back.fills, Some(id("c")));
        assert_eq!(back.broken.len(), 1);
        spec.default = Some(id("b"));
        let ballots: &[(u64, &[u16])] = &[(2, &[0, 1, 2, 3])];
        let pile = super::tests::pile(Method::Schulze, ballots);
        assert_eq!(pile.countback(&spec, &[], &vacancy).unwrap().fills, None);
    }
}
