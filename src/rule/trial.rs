//! A stage tried with sums that somebody states: `for 41, against 9`. No roll,
//! no ballots and no repository are needed, so that a rule can be asked what it
//! would make of a vote before anybody holds one.

use std::collections::{BTreeMap, BTreeSet};

use num_traits::{Signed, ToPrimitive, Zero};

use super::analysis::{Cast, Prospects, prospects};
use super::condition::Explained;
use super::condition::{Mention, Quantities, Quantity};
use super::decide::{DecideError, Moment, StageDecision, decide};
use super::model::{BallotKind, PollPeriod, Recusal, Stage, StageOutcome};
use crate::base::{EventKind, Exact, SpanUnit, StageId, TeamId, exact, parse_exact, show_exact};
use crate::finding::nearest;

/// What stands around a vote that is tried.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Around {
    /// Those who may vote, by weight, recused ones among them; those who voted
    /// where it is not said.
    pub electors: Option<Exact>,
    /// Seats of the one team that votes.
    pub seats: Option<u64>,
    /// Its members; the electors where it is not said.
    pub serving: Option<u64>,
    /// Seats of other teams.
    pub seats_of: BTreeMap<TeamId, u64>,
    /// Members of other teams.
    pub serving_of: BTreeMap<TeamId, u64>,
    /// Those who sponsor, by weight.
    pub sponsors: Exact,
    /// Whole days since the opening; the period where it is not said.
    pub days: Option<u64>,
    /// What officials have attested.
    pub attested: BTreeSet<EventKind>,
    /// How earlier stages ended.
    pub outcomes: BTreeMap<StageId, StageOutcome>,
    /// How often the stage was extended already.
    pub extensions: u32,
}

/// Why sums cannot be tried.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TrialError {
    /// A part of the text that is no vote and its number.
    #[error("`{0}` is no vote and its number, such as `for 41`")]
    Part(String),
    /// A vote that this kind of ballot does not have.
    #[error("`{word}` is no vote of this stage; it takes {takes}")]
    Vote {
        /// The word.
        word: String,
        /// What it takes.
        takes: String,
        /// The word that was most likely meant.
        near: Option<&'static str>,
    },
    /// A vote named twice.
    #[error("`{0}` is named twice")]
    Twice(String),
    /// More votes than electors.
    #[error("{cast} voted or are recused, and there are {electors} electors")]
    TooMany {
        /// Ballots and recusals.
        cast: String,
        /// Electors.
        electors: String,
    },
    /// The silent were stated, and the electors are others.
    #[error("{cast} voted and {silent} are silent: that is not {electors} electors")]
    Silent {
        /// Ballots and recusals.
        cast: String,
        /// Those who are silent.
        silent: String,
        /// Electors.
        electors: String,
    },
    /// Several options are counted from ballots.
    #[error("stage `{0}` chooses among options, so sums say too little")]
    Options(StageId),
    /// The rule asks for something that has no answer.
    #[error(transparent)]
    Decide(#[from] DecideError),
}

/// How many voted what.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Sums {
    cast: BTreeMap<Cast, Exact>,
}

/// The words of a vote, as people type them.
fn word(of: &BallotKind, typed: &str) -> Option<Cast> {
    let general = match typed {
        "silent" => Some(Cast::Silent),
        "recused" => Some(Cast::Recuse),
        _ => None,
    };
    let own = match of {
        BallotKind::ForAgainst => match typed {
            "for" | "yes" => Some(Cast::For),
            "against" | "no" => Some(Cast::Against),
            "abstain" => Some(Cast::Abstain),
            _ => None,
        },
        BallotKind::PlusMinus { veto } => match typed {
            "+1" | "for" => Some(Cast::For),
            "0" | "abstain" => Some(Cast::Abstain),
            "-1" | "against" => Some(Cast::Against),
            "veto" | "vetoes" if *veto => Some(Cast::Veto),
            _ => None,
        },
        BallotKind::Consent => match typed {
            "consent" | "consents" => Some(Cast::Consent),
            "stand-aside" => Some(Cast::StandAside),
            "object" | "objections" => Some(Cast::Object),
            _ => None,
        },
        _ => None,
    };
    general.or(own)
}

/// The words that a stage takes, for messages.
pub fn takes(stage: &Stage) -> Vec<&'static str> {
    let mut words = match stage.ballot {
        BallotKind::ForAgainst => vec!["for", "against", "abstain"],
        BallotKind::PlusMinus { veto: false } => vec!["+1", "0", "-1"],
        BallotKind::PlusMinus { veto: true } => vec!["+1", "0", "-1", "veto"],
        BallotKind::Consent => vec!["consent", "stand-aside", "object"],
        _ => return Vec::new(),
    };
    if stage.recusal != Recusal::Forbidden {
        words.push("recused");
    }
    words.push("silent");
    words
}

impl Sums {
    /// Reads `for 41, against 9, abstain 1`, or `+1 4, -1 1`: each vote with
    /// the weight of those who cast it, in any order. `veto 1` is a -1 with a
    /// reason. Nothing at all is a vote that nobody took part in.
    ///
    /// # Errors
    ///
    /// Where a part is no vote of the stage and a number.
    pub fn parse(text: &str, stage: &Stage) -> Result<Self, TrialError> {
        if !stage.ballot.is_single_question() {
            return Err(TrialError::Options(stage.id.clone()));
        }
        let mut sums = Self::default();
        for part in text.split([',', ';']).map(str::trim) {
            if part.is_empty() {
                continue;
            }
            let bad = || TrialError::Part(part.chars().take(60).collect());
            let words: Vec<&str> = part
                .split([' ', '=', ':'])
                .filter(|w| !w.is_empty())
                .collect();
            let [first, second] = words.as_slice() else {
                return Err(bad());
            };
            // `41 for` says the same; of two numbers the first is the vote.
            let (name, number) = match (word(&stage.ballot, first), parse_exact(first)) {
                (None, Ok(_)) => (second, first),
                _ => (first, second),
            };
            let Some(cast) = word(&stage.ballot, name)
                .filter(|cast| *cast != Cast::Recuse || stage.recusal != Recusal::Forbidden)
            else {
                let takes = takes(stage);
                return Err(TrialError::Vote {
                    word: name.chars().take(40).collect(),
                    near: nearest(name, takes.iter().copied()),
                    takes: takes.join(", "),
                });
            };
            let number = parse_exact(number).ok().filter(|it| !it.is_negative());
            let number = number.ok_or_else(bad)?;
            if sums.cast.insert(cast, number).is_some() {
                return Err(TrialError::Twice((*name).to_owned()));
            }
        }
        Ok(sums)
    }

    /// How many voted what, by the word that is typed; those who did not vote
    /// are not in it.
    pub fn votes(&self, stage: &Stage) -> Vec<(&'static str, Exact)> {
        let words = takes(stage).into_iter().filter(|it| *it != "silent");
        words
            .filter_map(|name| {
                let cast = word(&stage.ballot, name)?;
                let sum = self.cast.get(&cast).cloned();
                let optional = matches!(cast, Cast::Recuse | Cast::Veto);
                (sum.is_some() || !optional).then(|| (name, sum.unwrap_or_else(Exact::zero)))
            })
            .collect()
    }

    /// What the conditions of a stage are asked with.
    ///
    /// # Errors
    ///
    /// Where more voted than there are electors.
    pub fn quantities(&self, stage: &Stage, around: &Around) -> Result<Quantities, TrialError> {
        let mut q = Quantities::default();
        let sum = |cast: Cast| self.cast.get(&cast).cloned().unwrap_or_else(Exact::zero);
        let cast: Exact = self
            .cast
            .iter()
            .filter(|(cast, _)| **cast != Cast::Silent)
            .map(|(_, sum)| sum)
            .sum();
        let stated = self.cast.get(&Cast::Silent);
        let electors = match (&around.electors, stated) {
            (Some(electors), Some(silent)) if *electors != &cast + silent => {
                return Err(TrialError::Silent {
                    cast: show_exact(&cast),
                    silent: show_exact(silent),
                    electors: show_exact(electors),
                });
            }
            (Some(electors), _) => electors.clone(),
            (None, silent) => &cast + silent.cloned().unwrap_or_else(Exact::zero),
        };
        if electors < cast {
            return Err(TrialError::TooMany {
                cast: show_exact(&cast),
                electors: show_exact(&electors),
            });
        }
        q.in_favour = sum(Cast::For);
        q.vetoes = sum(Cast::Veto);
        q.against = sum(Cast::Against) + &q.vetoes;
        q.abstain = sum(Cast::Abstain) + sum(Cast::StandAside);
        q.consents = sum(Cast::Consent);
        q.objections = sum(Cast::Object);
        q.recused = sum(Cast::Recuse);
        q.ballots = &cast - &q.recused;
        q.silent = &electors - &cast;
        q.electorate = &electors - &q.recused;
        around.fill(stage, &electors, &mut q);
        if asks_pivotal(stage) {
            q.pivotal = self.prospects(stage, &q).and_then(|it| it.pivotal());
        }
        Ok(q)
    }

    /// What those who are silent can still bring about, each of them taken to
    /// weigh one; none where their number is no whole one or beyond 100,000.
    pub fn prospects(&self, stage: &Stage, q: &Quantities) -> Option<Prospects> {
        let silent = q
            .silent
            .is_integer()
            .then(|| q.silent.to_integer().to_usize());
        let silent = silent.flatten().filter(|silent| *silent <= 100_000)?;
        prospects(stage, q, &vec![exact(1); silent])
    }
}

impl Around {
    /// Adds to the sums what does not come from ballots.
    pub fn fill(&self, stage: &Stage, electors: &Exact, q: &mut Quantities) {
        q.sponsors = self.sponsors.clone();
        q.days = self.days.unwrap_or_else(|| period_days(stage));
        q.attested = self.attested.clone();
        q.outcomes = self.outcomes.clone();
        q.seats_of = self.seats_of.clone();
        q.serving_of = self.serving_of.clone();
        let Some(team) = stage.electorate.single_team() else {
            return;
        };
        let named = |of: &BTreeMap<TeamId, u64>| of.get(team).copied();
        let whole = || {
            electors
                .is_integer()
                .then(|| electors.to_integer().to_u64())
        };
        let serving = self.serving.or_else(|| named(&q.serving_of));
        let serving = serving.or_else(|| whole().flatten());
        let seats = self.seats.or_else(|| named(&q.seats_of)).or(serving);
        q.serving = serving;
        q.seats = seats;
        q.serving_of.extend(serving.map(|n| (team.clone(), n)));
        q.seats_of.extend(seats.map(|n| (team.clone(), n)));
        if let (Some(seats), Some(serving)) = (seats, serving) {
            q.count_vacant(stage.vacant_seats, seats.saturating_sub(serving));
        }
    }
}

/// Whole days of the stage's period, the longest where the opener chooses.
fn period_days(stage: &Stage) -> u64 {
    let span = match stage.period {
        Some(PollPeriod::Fixed(span)) => span,
        Some(PollPeriod::Between { at_most, .. }) => at_most,
        None => return 0,
    };
    let amount = u64::from(span.amount());
    match span.unit() {
        SpanUnit::Hours => amount / 24,
        SpanUnit::Days => amount,
        SpanUnit::Weeks => amount * 7,
        SpanUnit::Months => amount * 30,
    }
}

fn asks_pivotal(stage: &Stage) -> bool {
    let mut conditions = stage.conditions().into_iter();
    conditions.any(|(_, it)| {
        it.mentions()
            .iter()
            .any(|(found, _)| *found == Mention::Pivotal)
    })
}

/// Whether the conditions of a stage depend on the number of electors, so that
/// leaving it out would answer another question.
pub fn asks_electors(stage: &Stage) -> bool {
    let asks = |mention: &Mention| {
        matches!(
            mention,
            Mention::Quantity(
                Quantity::Electorate | Quantity::Silent | Quantity::Serving | Quantity::Seats
            ) | Mention::Pivotal
        )
    };
    let conditions = stage.conditions().into_iter();
    let asked = conditions
        .flat_map(|(_, it)| it.mentions())
        .any(|(mention, _)| asks(&mention));
    let support = stage
        .count
        .as_ref()
        .and_then(|count| count.min_support.as_ref());
    asked || support.is_some_and(|it| it.mentions().iter().any(|(mention, _)| asks(mention)))
}

/// A stage of one question, tried.
#[derive(Debug, Clone, PartialEq)]
pub struct Tried {
    /// What the conditions were asked with.
    pub quantities: Quantities,
    /// What became of it.
    pub decision: StageDecision,
    /// What closes it before its time, `close_early` or `close_when`, with the
    /// numbers, where the rule has it.
    pub closing: Vec<(&'static str, Explained)>,
    /// What those who are silent could still bring about.
    pub prospects: Option<Prospects>,
}

/// Decides a stage by sums.
///
/// # Errors
///
/// Where the sums cannot be, or the rule asks for something without an answer.
pub fn try_sums(stage: &Stage, sums: &Sums, around: &Around) -> Result<Tried, TrialError> {
    let quantities = sums.quantities(stage, around)?;
    let moment = Moment {
        closes: None,
        extensions: around.extensions,
        held: None,
    };
    let decision = decide(stage, &quantities, moment)?;
    let conditions = [
        ("close_early", &stage.close_early),
        ("close_when", &stage.close_when),
    ];
    let mut closing = Vec::new();
    for (name, condition) in conditions {
        let Some(condition) = condition else { continue };
        let explained = condition.explain(&quantities);
        let explained = explained.map_err(|error| DecideError::Condition {
            condition: condition.to_string(),
            error,
        })?;
        closing.push((name, explained));
    }
    let prospects = sums.prospects(stage, &quantities);
    Ok(Tried {
        quantities,
        decision,
        closing,
        prospects,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rule::{Condition, Electorate};

    fn stage(ballot: BallotKind, accept: &str) -> Stage {
        let electorate = Electorate::parse("board").unwrap();
        let mut stage = Stage::new("vote".parse().unwrap(), electorate, ballot);
        let accept = Condition::parse(accept).unwrap();
        stage.outcomes = vec![
            ("accept".parse().unwrap(), Some(accept)),
            ("reject".parse().unwrap(), None),
        ];
        stage
    }

    fn ends(stage: &Stage, text: &str, around: &Around) -> String {
        let sums = Sums::parse(text, stage).unwrap();
        let tried = try_sums(stage, &sums, around).unwrap();
        tried.decision.outcome().unwrap().to_string()
    }

    fn electors(number: u32) -> Around {
        Around {
            electors: Some(exact(number)),
            ..Around::default()
        }
    }

    #[test]
    fn votes_are_typed_in_any_order() {
        let stage = stage(BallotKind::ForAgainst, "for >= 4/5 of ballots");
        for text in [
            "for 40, against 10",
            "10 against; 40 for",
            "against=10, for: 40",
        ] {
            assert_eq!(ends(&stage, text, &Around::default()), "accept", "{text}");
        }
        let one_more = "for 40, against 10, abstain 1";
        assert_eq!(ends(&stage, one_more, &Around::default()), "reject");
        assert_eq!(ends(&stage, "", &electors(5)), "no-ballots");
    }

    #[test]
    fn numbers_that_are_votes_are_read_as_votes() {
        let stage = stage(
            BallotKind::PlusMinus { veto: true },
            "score >= 3 and vetoes = 0",
        );
        assert_eq!(ends(&stage, "+1 4, -1 1, 0 2", &electors(9)), "accept");
        assert_eq!(ends(&stage, "+1 10, veto 1", &electors(11)), "reject");
        let sums = Sums::parse("+1 4, veto 1", &stage).unwrap();
        let q = sums.quantities(&stage, &electors(7)).unwrap();
        assert_eq!((q.against, q.silent), (exact(1), exact(2)));
    }

    #[test]
    fn a_vacant_seat_counts_as_the_rule_says() {
        let mut stage = stage(BallotKind::ForAgainst, "for > 1/2 of seats");
        stage.vacant_seats = crate::rule::VacantSeats::For;
        let around = Around {
            seats: Some(7),
            ..electors(6)
        };
        assert_eq!(ends(&stage, "for 3, against 3", &around), "accept");
        stage.vacant_seats = crate::rule::VacantSeats::Ignored;
        assert_eq!(ends(&stage, "for 3, against 3", &around), "reject");
    }

    #[test]
    fn sums_that_cannot_be_are_refused() {
        let stage = stage(BallotKind::ForAgainst, "for > against");
        for bad in [
            "for",
            "for x",
            "for -1",
            "for 1 2",
            "four 4",
            "for 1, for 2",
            "consent 3",
        ] {
            assert!(Sums::parse(bad, &stage).is_err(), "{bad}");
        }
        let refused = |text: &str, around: &Around| {
            let sums = Sums::parse(text, &stage).unwrap();
            sums.quantities(&stage, around).unwrap_err().to_string()
        };
        assert!(refused("for 9, against 2", &electors(10)).contains("10 electors"));
        assert!(refused("for 9, silent 2", &electors(10)).contains("silent"));
    }
}
