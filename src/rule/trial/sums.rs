//! Sums that somebody states, read as people type them.

use std::collections::BTreeMap;

use num_traits::{Signed, ToPrimitive, Zero};

use super::{Around, TrialError, asks_pivotal};
use crate::base::{Exact, exact, parse_exact, show_exact};
use crate::finding::nearest;
use crate::rule::analysis::{Cast, Prospects, prospects};
use crate::rule::condition::Quantities;
use crate::rule::model::{BallotKind, Recusal, Stage};

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
