//! A count of several options as answers carry it: that of a file of ballots,
//! and that of a poll as it stands.

use std::collections::BTreeMap;

use crate::base::{OptionId, exact, show_exact};
use crate::render::json::{BrokenJson, CountJson, RoundJson, TieJson, TotalJson};
use crate::vote::count::{Count, DropReason, Event};

/// Ids as text.
fn words(ids: &[OptionId]) -> Vec<String> {
    ids.iter().map(ToString::to_string).collect()
}

fn groups(all: &[Vec<OptionId>]) -> Vec<Vec<String>> {
    all.iter().map(|group| words(group)).collect()
}

/// The answer of a count; `names` are those that the sentences of its rounds
/// say for the options.
pub(super) fn count_answer(count: &Count, names: &[(OptionId, String)]) -> CountJson {
    let names: BTreeMap<&OptionId, &String> = names.iter().map(|(id, name)| (id, name)).collect();
    let name = |id: &OptionId| {
        names
            .get(id)
            .map_or_else(|| id.to_string(), |name| (*name).clone())
    };
    let named = |ids: &[OptionId]| crate::rule::sentence::list(ids.iter().map(name), "and");
    let event = |event: &Event| match event {
        Event::Elected(ids) => format!("elected: {}", named(ids)),
        Event::Excluded(ids) => format!("excluded: {}", named(ids)),
        Event::Surplus(id) => format!("the surplus of {} is passed on", name(id)),
        Event::RunOff(won, lost) => format!("run-off: {} before {}", name(won), name(lost)),
    };
    let total = |id: &OptionId, total: String| TotalJson {
        option: id.to_string(),
        total,
    };
    let rounds = count.rounds.iter().map(|round| RoundJson {
        tallies: round
            .tallies
            .iter()
            .map(|(id, votes)| total(id, show_exact(votes)))
            .collect(),
        quota: round.quota.as_ref().map(show_exact),
        not_transferable: show_exact(&round.not_transferable),
        events: round.events.iter().map(event).collect(),
    });
    let dropped = count.dropped.iter().map(|(id, why)| {
        let why = match why {
            DropReason::Quorum { support } => {
                format!("{support} prefer it to the default, which is too few")
            }
            DropReason::Majority { support, against } => {
                format!("{support} prefer it to the default and {against} the default to it")
            }
        };
        (id.to_string(), why)
    });
    CountJson {
        method: count.method.to_string(),
        notes: count.notes.clone(),
        seats: count.seats,
        invalid: count.invalid,
        totals: count
            .totals
            .iter()
            .map(|(id, number)| total(id, show_exact(&exact(*number))))
            .collect(),
        matrix: count
            .matrix
            .as_ref()
            .map_or_else(Vec::new, |it| it.support.clone()),
        matrix_options: count
            .matrix
            .as_ref()
            .map_or_else(Vec::new, |it| words(&it.options)),
        rounds: rounds.collect(),
        dropped: dropped.collect(),
        order: groups(&count.order),
        elected: words(&count.elected),
        over_cap: words(&count.over_cap),
        broken: count
            .broken
            .iter()
            .map(|broken| BrokenJson {
                among: words(&broken.among),
                into: groups(&broken.into),
                by: broken.by.clone(),
            })
            .collect(),
        ties: count
            .ties
            .iter()
            .map(|tie| TieJson {
                seats: tie.seats,
                among: words(&tie.among),
            })
            .collect(),
        open_steps: Vec::new(),
    }
}
