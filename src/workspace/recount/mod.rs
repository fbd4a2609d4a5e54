//! A file of ballots counted by a rule's stage, without a poll: anybody's
//! election, counted again by anybody.

mod asked;
mod taken;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::io::BufRead;

use self::asked::{Support, chain, method, ratios, sums};
use self::taken::take;
use crate::base::{OptionId, exact};
use crate::format::ballots::{BadLines, BallotFormat, ReadError};
use crate::rule::decide::{DecideError, Moment, StageDecision, decide_counted};
use crate::rule::trial::Around;
use crate::rule::{Class, Stage};
use crate::vote::count::{
    Cap, Count, CountError, Countback, NameError, OptionsError, Quota, Spec, Strength, Tally,
    TieBreak, Vacancy,
};

/// What is said of a count beside its rule and its ballots.
#[derive(Debug, Clone, Default)]
pub struct Beside {
    /// Seats, in place of those of the rule and of the file.
    pub seats: Option<usize>,
    /// What conditions ask for.
    pub around: Around,
    /// The classes of options, for ratios.
    pub classes: BTreeMap<OptionId, Class>,
    /// The affiliations of candidates, for a cap.
    pub affiliations: BTreeMap<OptionId, BTreeSet<String>>,
    /// Options passed over as had they never stood.
    pub without: BTreeSet<OptionId>,
    /// What whoever has the casting vote chose, best first.
    pub casting_vote: Option<Vec<OptionId>>,
    /// Who joined earlier, the first first.
    pub joined: Option<Vec<OptionId>>,
    /// What the lot is drawn from, such as a poll's nonce.
    pub lot: Option<String>,
    /// The quota of `stv-scottish`.
    pub quota: Quota,
    /// Leave malformed ballots out, where they otherwise end the count.
    pub leave_out: bool,
    /// Whose seat is to be filled by the same ballots.
    pub vacancy: Option<OptionId>,
}

/// A file of ballots, counted.
#[derive(Debug, Clone)]
pub struct Recount {
    /// The options with their names as the file has them.
    pub options: Vec<(OptionId, String)>,
    /// The election's title, where the file has one.
    pub title: Option<String>,
    /// How many ballots were counted, by weight.
    pub ballots: u64,
    /// Ballots that choose nothing, among those counted.
    pub blank: u64,
    /// The lines left out.
    pub left_out: BadLines,
    /// The ballots left out because the method cannot take them.
    pub refused: Refused,
    /// The count.
    pub count: Count,
    /// Steps of the rule's tie-break chain that nothing was said for.
    pub open_steps: Vec<String>,
    /// Who fills the vacancy, where one was named.
    pub countback: Option<Countback>,
    /// What the stage makes of it.
    pub decision: Result<StageDecision, DecideError>,
}

/// Ballots that a method cannot take, by their number in the file, from 1; the
/// first hundred are kept.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Refused {
    /// The first of them, each with what is wrong.
    pub ballots: Vec<(u64, String)>,
    /// How many more there are.
    pub more: u64,
}

/// The most refused ballots that are kept.
const MOST_REFUSED: usize = 100;

impl Refused {
    fn push(&mut self, nth: u64, why: String) {
        if self.ballots.len() < MOST_REFUSED {
            self.ballots.push((nth, why));
        } else {
            self.more += 1;
        }
    }
}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, (nth, why)) in self.ballots.iter().enumerate() {
            let gap = if at == 0 { "" } else { "\n" };
            write!(f, "{gap}ballot {nth}: {why}")?;
        }
        match self.more {
            0 => Ok(()),
            more => write!(f, "\nand {more} more"),
        }
    }
}

/// Why a file of ballots cannot be counted.
#[derive(Debug, thiserror::Error)]
pub enum RecountError {
    /// The stage asks one question.
    #[error("stage `{0}` asks one question, so there is nothing to count among options")]
    OneQuestion(String),
    /// Grades come in a table only.
    #[error("ballots that grade options are read from csv, not from {0}")]
    Grades(BallotFormat),
    /// Grades that are no whole numbers.
    #[error("grades from {0} to {1} are no whole numbers, and a file of grades has no others")]
    Fractions(String, String),
    /// More ballots than electors.
    #[error("there are {ballots} ballots, and {electors} electors")]
    TooMany {
        /// Ballots, by weight.
        ballots: u64,
        /// Electors, by weight.
        electors: String,
    },
    /// The file cannot be read as ballots.
    #[error(transparent)]
    Read(#[from] ReadError),
    /// Ballots that the method cannot take; nothing was counted.
    #[error("{0}")]
    Malformed(Refused),
    /// The list of options is none.
    #[error(transparent)]
    Options(#[from] OptionsError),
    /// A word that the counting does not know.
    #[error(transparent)]
    Name(#[from] NameError),
    /// Somebody leaves a seat that they were not elected to.
    #[error("`{0}` is not elected by these ballots, so there is no seat to fill")]
    NotElected(OptionId),
    /// The count cannot be held as declared.
    #[error(transparent)]
    Count(#[from] CountError),
    /// The support that the rule asks for cannot be worked out.
    #[error("`{formula}` cannot be worked out: {why}")]
    Support {
        /// The formula.
        formula: String,
        /// Why not.
        why: String,
    },
}

/// Counts a file of ballots by a stage of several options. It is read once,
/// from its start to its end, and no more of it is kept than the method needs:
/// for methods that compare pairs, one matrix, however many ballots there are.
///
/// # Errors
///
/// Where the stage has no count, the file cannot be read, a ballot is
/// malformed, or the count cannot be held as declared.
pub fn recount(
    stage: &Stage,
    input: impl BufRead,
    format: BallotFormat,
    beside: &Beside,
) -> Result<Recount, RecountError> {
    let Some(declared) = &stage.count else {
        return Err(RecountError::OneQuestion(stage.id.to_string()));
    };
    let taken = take(stage, declared, input, format, beside.leave_out)?;
    if let Some(electors) = &beside.around.electors
        && *electors < exact(taken.ballots)
    {
        return Err(RecountError::TooMany {
            ballots: taken.ballots,
            electors: crate::base::show_exact(electors),
        });
    }
    let ids = taken.tally.options().ids().to_vec();
    let quantities = sums(stage, &taken, beside);
    let support = Support::of(declared, &quantities)?;
    let enough = |votes: &u64| support.met(*votes);
    let (chain, open_steps) = chain(declared, beside);
    let mut without = beside.without.clone();
    let withdrawn = taken
        .head
        .withdrawn
        .iter()
        .filter_map(|place| ids.get(*place));
    without.extend(withdrawn.cloned());
    let mut spec = Spec {
        strength: match declared.strength {
            Some(strength) => Some(strength.as_str().parse::<Strength>()?),
            None => None,
        },
        default: declared.default.clone(),
        cap: declared.cap.map(|cap| Cap {
            at_most: cap.at_most as usize,
            of: beside.affiliations.clone(),
            staying: BTreeMap::new(),
        }),
        ratios: ratios(declared, &beside.classes),
        without,
        quota: beside.quota,
        ..Spec::new(
            method(declared)?,
            beside
                .seats
                .or(declared.seats.map(|seats| seats as usize))
                .or(taken.head.seats)
                .unwrap_or(1),
        )
    };
    if declared.min_support.is_some() {
        spec.min_support = Some(&enough);
    }
    let count = taken.tally.count(&spec, &chain)?;
    let countback = match &beside.vacancy {
        Some(left) => Some(counted_back(&taken.tally, &spec, &chain, &count, left)?),
        None => None,
    };
    let nothing =
        |id: &OptionId| Some(id) == declared.default.as_ref() || id.as_str() == "status-quo";
    let wins = count.is_decided() && count.elected.iter().any(|id| !nothing(id));
    let moment = Moment {
        closes: None,
        extensions: beside.around.extensions,
        held: None,
    };
    let decision = decide_counted(stage, &quantities, moment, wins);
    let names = taken.head.names.clone();
    let options = ids.into_iter().enumerate().map(|(place, id)| {
        let name = names.get(place).cloned().unwrap_or_else(|| id.to_string());
        (id, name)
    });
    Ok(Recount {
        options: options.collect(),
        title: taken.head.title,
        ballots: taken.ballots,
        blank: taken.blank,
        left_out: taken.left_out,
        refused: taken.refused,
        count,
        open_steps,
        countback,
        decision,
    })
}

/// Who fills the seat of somebody whom a count elected; those who were left out
/// of it do not stand, and all others whom it elected sit.
fn counted_back(
    tally: &Tally,
    spec: &Spec<'_>,
    chain: &[TieBreak],
    count: &Count,
    left: &OptionId,
) -> Result<Countback, RecountError> {
    if !count.elected.contains(left) {
        return Err(RecountError::NotElected(left.clone()));
    }
    let others = count.elected.iter().filter(|id| *id != left);
    let vacancy = Vacancy {
        left: [left.clone()].into(),
        sitting: others.cloned().collect(),
        gone: BTreeSet::new(),
    };
    let mut spec = spec.clone();
    if let Some(cap) = &mut spec.cap {
        let of = vacancy.sitting.iter().filter_map(|id| cap.of.get(id));
        for name in of.flatten() {
            *cap.staying.entry(name.clone()).or_default() += 1;
        }
    }
    Ok(tally.countback(&spec, chain, &vacancy)?)
}
