//! From verified ballots among several options to a count.

use std::collections::{BTreeMap, BTreeSet};

use num_traits::ToPrimitive;

use super::count::{
    Cap, Count, CountError, Countback, Method, Options, OptionsError, Spec, Strength,
    Tally as Pile, TieBreak, Unranked, Vacancy, Vote as PileVote, VoteError, WeightError, lot_seed,
    whole_weights,
};
use super::poll::Poll;
use super::standing::CountedBallot;
use super::{Vote, show_vote};
use crate::base::{Exact, OptionId, PersonId, TeamId, exact};
use crate::rule::{self, BallotKind, Class, CountSpec, EvalError, Quantities};

/// What a count asks about that is not on any ballot.
#[derive(Debug, Clone, Default)]
pub struct Candidacy {
    /// The class of an option, where the rule distinguishes.
    pub classes: BTreeMap<OptionId, Class>,
    /// Candidates by when they joined, the earliest first, equal within.
    pub joined: Vec<Vec<OptionId>>,
    /// The choice of a team's casting vote, where one was made.
    pub casting: BTreeMap<TeamId, Vec<OptionId>>,
    /// The affiliations of candidates.
    pub affiliations: BTreeMap<OptionId, BTreeSet<String>>,
    /// How many of each affiliation sit already and stay.
    pub staying: BTreeMap<String, usize>,
}

/// Why several options cannot be counted.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum ElectError {
    /// The options are no list that can be counted.
    #[error(transparent)]
    Options(#[from] OptionsError),
    /// A ballot cannot be counted.
    #[error("a ballot cannot be counted: {0}")]
    Vote(#[from] VoteError),
    /// The count cannot be held as declared.
    #[error(transparent)]
    Count(#[from] CountError),
    /// The weights cannot be counted.
    #[error(transparent)]
    Weight(#[from] WeightError),
    /// The support that an option needs cannot be worked out.
    #[error("`min_support` cannot be worked out: {0}")]
    Support(EvalError),
    /// A grade is too fine to be counted exactly.
    #[error("a grade is too fine to be counted")]
    Grade,
}

/// Counts the ballots of a poll with several options.
///
/// # Errors
///
/// Where they cannot be counted as the rule declares.
pub fn elect(
    poll: &Poll,
    spec: &CountSpec,
    ballots: &BTreeMap<PersonId, CountedBallot>,
    quantities: &Quantities,
    candidacy: &Candidacy,
) -> Result<Count, ElectError> {
    let count: Counting<Count> = &|pile, spec, chain| pile.count(spec, chain);
    count_by(poll, spec, ballots, (quantities, candidacy), count)
}

/// Fills a vacancy from the ballots of a poll that elected.
///
/// # Errors
///
/// Where they cannot be counted as the rule declares.
pub fn countback(
    poll: &Poll,
    spec: &CountSpec,
    ballots: &BTreeMap<PersonId, CountedBallot>,
    quantities: &Quantities,
    candidacy: &Candidacy,
    vacancy: &Vacancy,
) -> Result<Countback, ElectError> {
    let count: Counting<Countback> = &|pile, spec, chain| pile.countback(spec, chain, vacancy);
    count_by(poll, spec, ballots, (quantities, candidacy), count)
}

/// What is made of ballots that were taken in.
type Counting<'a, T> = &'a dyn Fn(&Pile, &Spec<'_>, &[TieBreak]) -> Result<T, CountError>;

/// Takes the ballots of a poll in, and has them counted as the rule declares.
fn count_by<T>(
    poll: &Poll,
    spec: &CountSpec,
    ballots: &BTreeMap<PersonId, CountedBallot>,
    (quantities, candidacy): (&Quantities, &Candidacy),
    count: Counting<T>,
) -> Result<T, ElectError> {
    let voted = voted(poll, ballots);
    let chain: Vec<TieBreak> = spec
        .tie_break
        .iter()
        .map(|step| tie_break(step, poll, ballots, candidacy))
        .collect();
    let beside = Beside {
        quantities,
        candidacy,
        chain: &chain,
    };
    Ok(votes_by(poll, spec, &voted, &beside, count)?.count)
}

/// A vote with its weight.
pub(super) type Weighed<'a> = (&'a Vote, &'a Exact);

/// The votes of a poll's electors who did not recuse themselves.
pub(super) fn voted<'a>(
    poll: &'a Poll,
    ballots: &'a BTreeMap<PersonId, CountedBallot>,
) -> Vec<Weighed<'a>> {
    poll.electorate
        .iter()
        .filter_map(|elector| {
            let ballot = ballots.get(&elector.person)?.verified().ballot();
            (ballot.vote != Vote::Recused).then_some((&ballot.vote, &*elector.weight))
        })
        .collect()
}

/// What a count asks besides the votes.
pub(super) struct Beside<'a> {
    pub(super) quantities: &'a Quantities,
    pub(super) candidacy: &'a Candidacy,
    pub(super) chain: &'a [TieBreak],
}

/// A count, and how many of its whole units a vote of weight 1 is.
pub(super) struct InUnits<T = Count> {
    pub(super) count: T,
    pub(super) unit: Exact,
}

/// Counts votes, whoever cast them.
pub(super) fn count_votes(
    poll: &Poll,
    spec: &CountSpec,
    voted: &[Weighed<'_>],
    beside: &Beside<'_>,
) -> Result<InUnits, ElectError> {
    votes_by(poll, spec, voted, beside, &|pile, spec, chain| {
        pile.count(spec, chain)
    })
}

fn votes_by<T>(
    poll: &Poll,
    spec: &CountSpec,
    voted: &[Weighed<'_>],
    beside: &Beside<'_>,
    count: Counting<T>,
) -> Result<InUnits<T>, ElectError> {
    let Beside {
        quantities,
        candidacy,
        chain,
    } = *beside;
    let method = method_of(spec.method);
    let options = Options::new(poll.options.clone())?;
    let place = |option: &OptionId| options.place(option).and_then(|at| u16::try_from(at).ok());
    let unranked = match &poll.stage.ballot {
        BallotKind::Rank { unranked } => unranked_of(*unranked),
        _ => Unranked::Last,
    };
    let weights: Vec<Exact> = voted.iter().map(|(_, weight)| (*weight).clone()).collect();
    let weights = whole_weights(&weights)?;
    let mut pile = Pile::new(options.clone(), method.kind(), unranked);
    let step = poll.stage.step.clone().unwrap_or_else(|| exact(1));
    for ((vote, _), weight) in voted.iter().zip(&weights.weights) {
        match vote {
            Vote::Choose(option) => {
                if let Some(at) = place(option) {
                    pile.add(PileVote::Single(at), *weight)?;
                }
            }
            Vote::Approve(approved) => {
                let approved: Vec<u16> = approved.iter().filter_map(place).collect();
                pile.add(PileVote::Approval(&approved), *weight)?;
            }
            Vote::Rate(grades) => {
                let scores: Vec<(u16, i64)> = grades
                    .iter()
                    .filter_map(|(option, grade)| Some((place(option)?, grade)))
                    .map(|(at, grade)| {
                        let whole = (grade / &step).to_integer().to_i64();
                        whole.map(|whole| (at, whole)).ok_or(ElectError::Grade)
                    })
                    .collect::<Result<_, _>>()?;
                pile.add(PileVote::Scores(&scores), *weight)?;
            }
            Vote::Rank(ranks) => {
                let ranks: Vec<Vec<u16>> = ranks
                    .iter()
                    .map(|rank| rank.iter().filter_map(place).collect())
                    .collect();
                pile.add(PileVote::Ranking(&ranks), *weight)?;
            }
            // No other vote is possible in such a poll.
            _ => {}
        }
    }
    let unit = exact(weights.unit);
    // The quorum of support is asked for each option; a condition that cannot
    // be worked out for one cannot be for any.
    if let Some(formula) = &spec.min_support {
        let zero = formula.met_by(&exact(0), quantities);
        zero.map_err(ElectError::Support)?;
    }
    let enough = |support: &u64| {
        let support = exact(*support) / &unit;
        let formula = spec.min_support.as_ref();
        formula.is_none_or(|it| it.met_by(&support, quantities) == Ok(true))
    };
    let mut wanted = Spec::new(method, spec.seats() as usize);
    wanted.strength = spec.strength.map(strength_of);
    wanted.default = spec.default.clone();
    if spec.min_support.is_some() {
        wanted.min_support = Some(&enough);
    }
    for (option, class) in &candidacy.classes {
        if let Some(ratio) = spec.ratios.get(class) {
            wanted.ratios.insert(option.clone(), ratio.clone());
        }
    }
    wanted.cap = spec.cap.map(|cap| Cap {
        at_most: cap.at_most as usize,
        of: candidacy.affiliations.clone(),
        staying: candidacy.staying.clone(),
    });
    let count = count(&pile, &wanted, chain)?;
    Ok(InUnits { count, unit })
}

/// One step of the rule's chain, with what is known for it.
pub(super) fn tie_break(
    step: &rule::TieBreak,
    poll: &Poll,
    ballots: &BTreeMap<PersonId, CountedBallot>,
    candidacy: &Candidacy,
) -> TieBreak {
    match step {
        rule::TieBreak::EarlierJoiner => TieBreak::Order {
            by: step.to_string(),
            groups: candidacy.joined.clone(),
        },
        rule::TieBreak::CastingVote(team) => TieBreak::CastingVote {
            of: team.to_string(),
            choice: candidacy.casting.get(team).cloned(),
        },
        rule::TieBreak::Lot => {
            let votes: Vec<(String, String)> = ballots
                .iter()
                .map(|(voter, ballot)| {
                    let vote = show_vote(&ballot.verified().ballot().vote);
                    (voter.to_string(), vote)
                })
                .collect();
            let votes = votes
                .iter()
                .map(|(voter, vote)| (voter.as_str(), vote.as_bytes()));
            TieBreak::Lot {
                seed: lot_seed(poll.nonce.as_str().as_bytes(), votes),
            }
        }
    }
}

/// The rule's word and the count's: two lists that a test holds together.
fn method_of(method: rule::Method) -> Method {
    use rule::Method as R;
    match method {
        R::Plurality => Method::Plurality,
        R::Approval => Method::Approval,
        R::Rating => Method::Rating,
        R::Star => Method::Star,
        R::BlocStar => Method::BlocStar,
        R::Copeland => Method::Copeland,
        R::Schulze => Method::Schulze,
        R::RankedPairs => Method::RankedPairs,
        R::Minimax => Method::Minimax,
        R::Irv => Method::Irv,
        R::StvScottish => Method::StvScottish,
        R::StvMeek => Method::StvMeek,
        R::Debian => Method::Debian,
    }
}

fn strength_of(strength: rule::Strength) -> Strength {
    match strength {
        rule::Strength::WinningVotes => Strength::WinningVotes,
        rule::Strength::Margins => Strength::Margins,
        rule::Strength::Debian => Strength::Debian,
    }
}

fn unranked_of(unranked: rule::Unranked) -> Unranked {
    match unranked {
        rule::Unranked::Last => Unranked::Last,
        rule::Unranked::NotCompared => Unranked::NotCompared,
        rule::Unranked::Invalid => Unranked::Invalid,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_of_rules_and_counts_are_the_same() {
        for method in Method::ALL {
            let word = method.as_str();
            let of_rule: rule::Method = word.parse().unwrap();
            assert_eq!(method_of(of_rule), *method);
        }
        for strength in Strength::ALL {
            let of_rule: rule::Strength = strength.as_str().parse().unwrap();
            assert_eq!(strength_of(of_rule), *strength);
        }
        for unranked in Unranked::ALL {
            let of_rule: rule::Unranked = unranked.as_str().parse().unwrap();
            assert_eq!(unranked_of(of_rule), *unranked);
        }
    }
}
