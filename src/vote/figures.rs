//! The figures of a vote that was held elsewhere: what can be checked of them
//! without a ballot, and the sums that a rule asks about.

use std::collections::{BTreeMap, BTreeSet};

use num_traits::{Signed, Zero};

use super::poll::Poll;
use super::record::CountRecord;
use super::tally::{Circumstances, Tally};
use super::{Vote, parse_choice, show_vote};
use crate::base::{Exact, OptionId, show_exact};
use crate::rule::{BallotKind, CountSpec, Method, Recusal};

/// The word for vetoes beside the votes themselves: a `-1` with a reason.
const VETOES: &str = "vetoes";
const RECUSED: &str = "recused";

/// The figures of a vote held elsewhere, as those who held it state them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Figures {
    /// The weight by vote, as voters would type it; where several options were
    /// counted, the total of each, as far as its method has totals.
    pub tally: BTreeMap<String, Exact>,
    /// The weight of all valid ballots, abstentions included.
    pub turnout: Exact,
    /// Those elected, or the option chosen; empty for a single question.
    pub elected: Vec<OptionId>,
    /// How and where the vote was held and counted.
    pub method: String,
}

/// Why figures cannot be those of a poll.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FiguresError {
    /// A sum below nothing.
    #[error("`{0}` is less than 0")]
    Negative(String),
    /// A fraction where every elector weighs a whole number.
    #[error("`{0}` is no whole number, and every elector weighs one")]
    NotWhole(String),
    /// More ballots than electors.
    #[error("the turnout is {turnout}, and the electors weigh {electorate}{}", if *.recused { " without those recused" } else { "" })]
    Turnout {
        /// The turnout.
        turnout: String,
        /// What it cannot pass.
        electorate: String,
        /// Whether some are recused.
        recused: bool,
    },
    /// A vote that the poll does not take.
    #[error("`{vote}` is no vote of this poll; it takes {takes}")]
    Vote {
        /// What was stated.
        vote: String,
        /// What the poll takes.
        takes: String,
    },
    /// The votes are not the ballots.
    #[error("the votes add up to {sum}, and the turnout is {turnout}")]
    Sum {
        /// What they add up to.
        sum: String,
        /// The turnout.
        turnout: String,
    },
    /// More than the ballots can give.
    #[error("`{what}` is {stated}, and cannot be more than {most}")]
    TooMuch {
        /// What.
        what: String,
        /// As stated.
        stated: String,
        /// What it cannot pass.
        most: String,
    },
    /// Those elected cannot be.
    #[error("{0}")]
    Elected(String),
    /// Nobody could say how the figures came about.
    #[error("`method` must say how the vote was held and counted")]
    NoMethod,
}

impl Figures {
    /// Whether the figures can be those of a poll: votes that it takes, sums
    /// that add up to the turnout, no more ballots than electors, no more
    /// elected than seats.
    ///
    /// # Errors
    ///
    /// The first thing that cannot be.
    pub fn check(&self, poll: &Poll) -> Result<(), FiguresError> {
        if self.method.trim().is_empty() {
            return Err(FiguresError::NoMethod);
        }
        let whole = poll.electorate.iter().all(|it| it.weight.is_integer());
        let stated = self.tally.iter().map(|(word, sum)| (word.as_str(), sum));
        let grades = matches!(poll.stage.ballot, BallotKind::Rate { .. });
        for (word, sum) in stated.chain([("turnout", &self.turnout)]) {
            // Grades may be below nothing, and so may their totals.
            if sum.is_negative() && !(grades && word != "turnout") {
                return Err(FiguresError::Negative(word.to_owned()));
            }
            let counts_people = word == "turnout" || poll.stage.count.is_none();
            if whole && counts_people && !sum.is_integer() {
                return Err(FiguresError::NotWhole(word.to_owned()));
            }
        }
        let recused = self.recused();
        if poll.stage.recusal == Recusal::Forbidden && self.tally.contains_key(RECUSED) {
            return Err(self.no_vote(poll, RECUSED));
        }
        let electorate = poll.weight() - &recused;
        if electorate < self.turnout {
            return Err(FiguresError::Turnout {
                turnout: show_exact(&self.turnout),
                electorate: show_exact(&electorate),
                recused: !recused.is_zero(),
            });
        }
        match &poll.stage.count {
            Some(spec) if !poll.stage.ballot.is_single_question() => self.check_options(poll, spec),
            _ => self.check_votes(poll),
        }
    }

    /// The votes on a single question.
    fn check_votes(&self, poll: &Poll) -> Result<(), FiguresError> {
        if !self.elected.is_empty() {
            let why = "`elected` is for a vote among several options";
            return Err(FiguresError::Elected(why.to_owned()));
        }
        let mut sum = Exact::zero();
        for (word, weight) in &self.tally {
            if word == VETOES {
                self.check_vetoes(poll, weight)?;
                continue;
            }
            let vote = parse_choice(word, &poll.stage, &poll.options);
            match vote {
                // One way to write each, or two officers would seem to differ.
                Ok(vote) if show_vote(&vote) == *word => {
                    if vote != Vote::Recused {
                        sum += weight;
                    }
                }
                _ => return Err(self.no_vote(poll, word)),
            }
        }
        if sum != self.turnout {
            return Err(FiguresError::Sum {
                sum: show_exact(&sum),
                turnout: show_exact(&self.turnout),
            });
        }
        Ok(())
    }

    /// A veto is a -1 with a reason.
    fn check_vetoes(&self, poll: &Poll, vetoes: &Exact) -> Result<(), FiguresError> {
        if poll.stage.ballot != (BallotKind::PlusMinus { veto: true }) {
            return Err(self.no_vote(poll, VETOES));
        }
        let most = self.tally.get("-1").cloned().unwrap_or_else(Exact::zero);
        if most < *vetoes {
            return Err(too_much(VETOES, vetoes, &most));
        }
        Ok(())
    }

    /// The totals of options, and those elected.
    fn check_options(&self, poll: &Poll, spec: &CountSpec) -> Result<(), FiguresError> {
        let refuse = |why: String| Err(FiguresError::Elected(why));
        let mut sum = Exact::zero();
        let choose = spec.method == Method::Plurality;
        let one_each = choose || spec.method == Method::Approval;
        for (word, total) in &self.tally {
            if word == RECUSED {
                continue;
            }
            if !poll.options.iter().any(|option| option.as_str() == word) {
                return Err(self.no_vote(poll, word));
            }
            if one_each && self.turnout < *total {
                return Err(too_much(word, total, &self.turnout));
            }
            sum += total;
        }
        if choose && self.turnout < sum {
            return Err(FiguresError::Sum {
                sum: show_exact(&sum),
                turnout: show_exact(&self.turnout),
            });
        }
        let once: BTreeSet<&OptionId> = self.elected.iter().collect();
        if once.len() < self.elected.len() {
            return refuse("somebody is elected twice".to_owned());
        }
        if let Some(strange) = self.elected.iter().find(|it| !poll.options.contains(it)) {
            return refuse(format!("`{strange}` is elected, and was no option"));
        }
        if self.elected.len() > spec.seats() as usize {
            return refuse(format!(
                "{} are elected, and there are {} seats",
                self.elected.len(),
                spec.seats()
            ));
        }
        if self.turnout.is_zero() && !self.elected.is_empty() {
            return refuse("somebody is elected, and nobody voted".to_owned());
        }
        // A cap passes over those who would be too many of one affiliation.
        if one_each && spec.cap.is_none() {
            self.check_order(spec)?;
        }
        Ok(())
    }

    /// Nobody is elected before one who has more.
    fn check_order(&self, spec: &CountSpec) -> Result<(), FiguresError> {
        let least = self
            .elected
            .iter()
            .filter_map(|it| Some((self.tally.get(it.as_str())?, it)))
            .min();
        let Some((least, last)) = least else {
            return Ok(());
        };
        let is_default = |word: &str| spec.default.as_ref().is_some_and(|it| it.as_str() == word);
        for (word, total) in &self.tally {
            let elected = self.elected.iter().any(|it| it.as_str() == word);
            if word != RECUSED && !elected && !is_default(word) && least < total {
                return Err(FiguresError::Elected(format!(
                    "`{last}` is elected with {}, and `{word}` with {} is not",
                    show_exact(least),
                    show_exact(total)
                )));
            }
        }
        Ok(())
    }

    fn no_vote(&self, poll: &Poll, word: &str) -> FiguresError {
        let takes: Vec<String> = if poll.stage.ballot.is_single_question() {
            let choices = poll.stage.ballot.choices().iter();
            choices.map(ToString::to_string).collect()
        } else {
            poll.options.iter().map(ToString::to_string).collect()
        };
        FiguresError::Vote {
            vote: word.to_owned(),
            takes: takes.join(", "),
        }
    }

    fn recused(&self) -> Exact {
        let recused = self.tally.get(RECUSED);
        recused.cloned().unwrap_or_else(Exact::zero)
    }

    /// The sums that a rule asks about, as exactly as if the ballots were
    /// here. Who voted is not known, so nobody is named as silent.
    pub fn tally(&self, poll: &Poll, circumstances: &Circumstances) -> Tally {
        let mut tally = Tally::begin(poll, circumstances);
        let recused = self.recused();
        let sums = &mut tally.quantities;
        sums.electorate = poll.weight() - &recused;
        sums.recused = recused;
        sums.ballots = self.turnout.clone();
        sums.silent = &sums.electorate - &self.turnout;
        if !poll.stage.ballot.is_single_question() {
            if let Some(recused) = self.tally.get(RECUSED) {
                tally.votes.insert(RECUSED.to_owned(), recused.clone());
            }
            return tally;
        }
        for (word, weight) in &self.tally {
            if word == VETOES {
                tally.quantities.vetoes = weight.clone();
            } else if let Ok(vote) = parse_choice(word, &poll.stage, &poll.options) {
                tally.add(poll, &vote, false, weight);
            }
            tally.votes.insert(word.clone(), weight.clone());
        }
        tally
    }

    /// The record of a count among several options that was made elsewhere.
    pub fn count_record(&self) -> CountRecord {
        let total = |(word, total): (&String, &Exact)| format!("{word}: {}", show_exact(total));
        let options = self.tally.iter().filter(|(word, _)| *word != RECUSED);
        CountRecord {
            method: vec![self.method.clone()],
            order: self.elected.iter().map(|it| vec![it.clone()]).collect(),
            elected: self.elected.clone(),
            lines: options.map(total).collect(),
        }
    }

    /// The figures in a line, for people.
    pub fn words(&self) -> String {
        let mut words: Vec<String> = Vec::new();
        if !self.elected.is_empty() {
            let names: Vec<&str> = self.elected.iter().map(OptionId::as_str).collect();
            words.push(format!("elected {}", names.join(", ")));
        }
        let sums = self.tally.iter();
        words.extend(sums.map(|(word, sum)| format!("{word} {}", show_exact(sum))));
        words.push(format!("turnout {}", show_exact(&self.turnout)));
        words.join(", ")
    }
}

fn too_much(what: &str, stated: &Exact, most: &Exact) -> FiguresError {
    FiguresError::TooMuch {
        what: what.to_owned(),
        stated: show_exact(stated),
        most: show_exact(most),
    }
}
