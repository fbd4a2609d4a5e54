//! A file of ballots taken into a tally.

use std::io::BufRead;

use num_traits::ToPrimitive;

use super::asked::method;
use super::{RecountError, Refused};
use crate::base::{Exact, OptionId};
use crate::format::ballots::{BadLines, BallotFormat, Head, Reading, each_grades, option_ids};
use crate::rule::{BallotKind, CountSpec, Stage};
use crate::vote::count::{Kind, Options, Tally, Unranked, Vote, VoteError};

/// Ballots taken in.
pub(super) struct Taken {
    pub(super) tally: Tally,
    pub(super) head: Head,
    pub(super) ballots: u64,
    pub(super) blank: u64,
    pub(super) left_out: BadLines,
    pub(super) refused: Refused,
}

/// Takes the ballots of a file in, as the stage's kind of ballot has them.
pub(super) fn take(
    stage: &Stage,
    declared: &CountSpec,
    input: impl BufRead,
    format: BallotFormat,
    leave_out: bool,
) -> Result<Taken, RecountError> {
    let kind = method(declared)?.kind();
    if kind == Kind::Scores {
        return graded(stage, input, format, leave_out);
    }
    let unranked = match &stage.ballot {
        BallotKind::Rank { unranked } => unranked.as_str().parse::<Unranked>()?,
        _ => Unranked::Last,
    };
    let reading = Reading { leave_out };
    let file = reading.open(input, format)?;
    // Where the names stand at the end, the options have numbers until then.
    let options = Options::new(ids(file.head()))?;
    let mut tally = Tally::new(options, kind, unranked);
    let at_most = match &stage.ballot {
        BallotKind::Approval { at_most } => at_most.map(|most| most as usize),
        _ => None,
    };
    let (mut blank, mut nth) = (0, 0_u64);
    let mut refused = Refused::default();
    let mut chosen: Vec<u16> = Vec::new();
    let report = file.each(|ranks, weight| {
        nth += 1;
        if ranks.iter().all(|rank| *rank == 0) {
            blank += weight;
        }
        match kind {
            Kind::Single => {
                let best = ranks.iter().copied().filter(|rank| *rank > 0).min();
                chosen.clear();
                chosen.extend(places(ranks, |rank| Some(rank) == best));
                match chosen.as_slice() {
                    [] => Ok(()),
                    [one] => tally.add(Vote::Single(*one), weight),
                    _ => {
                        refused.push(nth, "several options stand first, and one is chosen".into());
                        Ok(())
                    }
                }
            }
            Kind::Approvals => {
                chosen.clear();
                chosen.extend(places(ranks, |rank| rank > 0));
                match at_most {
                    Some(most) if chosen.len() > most => {
                        refused.push(nth, format!("it approves of more than {most}"));
                        Ok(())
                    }
                    _ => tally.add(Vote::Approval(&chosen), weight),
                }
            }
            _ => tally.add(Vote::Ranks(ranks), weight),
        }
    })?;
    if !refused.ballots.is_empty() && !leave_out {
        return Err(RecountError::Malformed(refused));
    }
    // Blank ballots of a plurality are in no total, and were cast all the same.
    let ballots = match kind {
        Kind::Single => tally.weight() + blank,
        _ => tally.weight(),
    };
    tally.name(Options::new(ids(&report.head))?);
    Ok(Taken {
        tally,
        head: Head {
            names: named(&report.head),
            ..report.head
        },
        ballots,
        blank,
        left_out: report.left_out,
        refused,
    })
}

/// The places of the options whose rank is as asked for.
fn places(ranks: &[u32], wanted: impl Fn(u32) -> bool) -> impl Iterator<Item = u16> {
    let all = (0_u16..).zip(ranks);
    all.filter(move |(_, rank)| wanted(**rank))
        .map(|(place, _)| place)
}

/// The names of the options, or their numbers where the file has none.
fn named(head: &Head) -> Vec<String> {
    if head.names.is_empty() {
        return (1..=head.options).map(|n| format!("option {n}")).collect();
    }
    head.names.clone()
}

fn ids(head: &Head) -> Vec<OptionId> {
    option_ids(&named(head))
}

fn graded(
    stage: &Stage,
    input: impl BufRead,
    format: BallotFormat,
    leave_out: bool,
) -> Result<Taken, RecountError> {
    if format != BallotFormat::Csv {
        return Err(RecountError::Grades(format));
    }
    let range = match &stage.ballot {
        BallotKind::Rate { from, to } => whole(from).zip(whole(to)).ok_or_else(|| {
            let shown = crate::base::show_exact;
            RecountError::Fractions(shown(from), shown(to))
        })?,
        _ => (0, 5),
    };
    let mut blank = 0;
    let begin = |head: &Head| {
        let options = Options::new(ids(head)).map_err(|error| error.to_string())?;
        Ok(Tally::new(options, Kind::Scores, Unranked::Last))
    };
    let add = |tally: &mut Tally, given: &[(u16, i64)]| -> Result<(), VoteError> {
        blank += u64::from(given.is_empty());
        tally.add(Vote::Scores(given), 1)
    };
    let reading = Reading { leave_out };
    let (tally, report) = each_grades(reading, input, range.0..=range.1, begin, add)?;
    Ok(Taken {
        tally,
        head: report.head,
        ballots: report.ballots,
        blank,
        left_out: report.left_out,
        refused: Refused::default(),
    })
}

fn whole(number: &Exact) -> Option<i64> {
    number.is_integer().then(|| number.to_integer().to_i64())?
}
