//! Terms begun, ended and changed, and who comes and goes with another office.

use std::collections::BTreeMap;

use crate::base::{PersonId, TeamId, Until};
use crate::org::{Holder, Membership, RollOn, Standing};

use super::field::{Change, TermField};

/// What happened to the members of one team.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct TeamTerms {
    /// Its terms and standing lines, in the order of their holders.
    pub terms: Vec<TermChange>,
    /// Whether its roll was known and is; none where that did not change.
    pub roll_known: Option<Change<bool>>,
    /// Those who come by another office, each with the way: derived, not said
    /// in any line about the person.
    pub come: BTreeMap<PersonId, Vec<TeamId>>,
    /// Those who go with another office, each with the way it was.
    pub go: BTreeMap<PersonId, Vec<TeamId>>,
}

/// What happened to one term or standing line.
#[derive(Debug, Clone, PartialEq)]
pub enum TermChange {
    /// It holds after and did not before.
    Begun(Membership),
    /// It held before and does not after; with its end, where that was written.
    Ended(Membership),
    /// The same holder serves before and after, in other words.
    Changed {
        /// The term before.
        before: Membership,
        /// The term after.
        after: Membership,
        /// The fields that differ.
        fields: Vec<TermField>,
    },
    /// It holds on neither day, but began and ended between them.
    Passed(Membership),
    /// The record of a term that holds on neither day is new.
    Recorded(Membership),
    /// The record of a term that holds on neither day is gone.
    Erased(Membership),
    /// The record of a term that holds on neither day was mended.
    Mended {
        /// As it was recorded.
        before: Membership,
        /// As it is recorded.
        after: Membership,
        /// The fields that differ.
        fields: Vec<TermField>,
    },
}

impl TeamTerms {
    /// Compares the members of one team, which may exist on one side alone.
    pub(super) fn between(before: &Standing<'_>, after: &Standing<'_>, team: &TeamId) -> Self {
        let (old, new) = (before.organisation(), after.organisation());
        let unchanged = before.day() == after.day()
            && before.same_roll(after, team)
            && old.teams.get(team) == new.teams.get(team);
        if unchanged {
            return Self::default();
        }
        let mut found = Self {
            terms: compare(before, after, team),
            ..Self::default()
        };
        let (was, is) = (before.roll(team), after.roll(team));
        let known = |roll: &RollOn| *roll != RollOn::Unknown;
        if known(&was) != known(&is) {
            found.roll_known = Some(Change::new(known(&was), known(&is)));
        }
        if let (RollOn::Known(was), RollOn::Known(is)) = (was, is) {
            let missing = |from: &BTreeMap<PersonId, Vec<TeamId>>, there: &BTreeMap<_, Vec<_>>| {
                from.iter()
                    .filter(|(person, way)| !way.is_empty() && !there.contains_key(*person))
                    .map(|(person, way)| (person.clone(), way.clone()))
                    .collect()
            };
            found.come = missing(&is, &was);
            found.go = missing(&was, &is);
        }
        found
    }

    /// Whether nothing happened.
    pub fn is_empty(&self) -> bool {
        let Self {
            terms,
            roll_known,
            come,
            go,
        } = self;
        terms.is_empty() && roll_known.is_none() && come.is_empty() && go.is_empty()
    }
}

/// Terms are the same where their holder is: one person does not hold two
/// terms in one team at once, and lines about one office are one.
fn key(term: &Membership) -> (bool, &str) {
    match &term.holder {
        Holder::Person(person) => (true, person.as_str()),
        Holder::EveryoneIn { team, except: _ } => (false, team.as_str()),
    }
}

/// Whether two records speak of one term: its holder and its start agree.
fn same_term(one: &Membership, other: &Membership) -> bool {
    key(one) == key(other) && one.period.from() == other.period.from()
}

/// Takes the first that fits out of a list.
fn take(from: &mut Vec<Membership>, fits: impl Fn(&Membership) -> bool) -> Option<Membership> {
    let at = from.iter().position(fits)?;
    Some(from.remove(at))
}

/// What each list has that the other lacks, in order, as often as it does.
fn apart(
    mut before: Vec<Membership>,
    mut after: Vec<Membership>,
) -> (Vec<Membership>, Vec<Membership>) {
    before.sort();
    after.sort();
    let (mut gone, mut new) = (Vec::new(), Vec::new());
    let mut after = after.into_iter().peekable();
    for was in before {
        while let Some(is) = after.next_if(|is| *is < was) {
            new.push(is);
        }
        if after.next_if(|is| *is == was).is_none() {
            gone.push(was);
        }
    }
    new.extend(after);
    (gone, new)
}

fn compare(before: &Standing<'_>, after: &Standing<'_>, team: &TeamId) -> Vec<TermChange> {
    let record = |standing: &Standing<'_>| -> Vec<Membership> {
        let team = standing.organisation().teams.get(team);
        team.map(|team| team.memberships().to_vec())
            .unwrap_or_default()
    };
    // What only one record says, and who serves on one day in those words.
    let (mut only_before, mut only_after) = apart(record(before), record(after));
    let serving = |standing: &Standing<'_>| standing.memberships(team).cloned().collect();
    let (gone, mut now) = apart(serving(before), serving(after));
    let mut changes = Vec::new();
    for was in gone {
        take(&mut only_before, |term| *term == was);
        let same = take(&mut now, |term| key(term) == key(&was));
        match same {
            Some(is) => {
                take(&mut only_after, |term| *term == is);
                let fields = TermField::between(&was, &is);
                if !fields.is_empty() {
                    changes.push(TermChange::Changed {
                        before: was,
                        after: is,
                        fields,
                    });
                }
            }
            None => {
                let closed = take(&mut only_after, |term| same_term(term, &was));
                changes.push(TermChange::Ended(closed.unwrap_or(was)));
            }
        }
    }
    for is in now {
        take(&mut only_after, |term| *term == is);
        take(&mut only_before, |term| same_term(term, &is));
        changes.push(TermChange::Begun(is));
    }
    for was in only_before {
        changes.push(match take(&mut only_after, |term| same_term(term, &was)) {
            Some(after) => TermChange::Mended {
                fields: TermField::between(&was, &after),
                before: was,
                after,
            },
            None => TermChange::Erased(was),
        });
    }
    changes.extend(only_after.into_iter().map(TermChange::Recorded));
    changes.extend(passed(before, after, &record(after)));
    changes
}

/// The terms that lie wholly between the two days.
fn passed(before: &Standing<'_>, after: &Standing<'_>, record: &[Membership]) -> Vec<TermChange> {
    let within = |term: &&Membership| {
        let begun = term.period.from();
        let begun = begun.is_some_and(|from| from.first_day() > before.day());
        let over = match term.period.until() {
            Until::At(end) => end.last_day() < after.day(),
            Until::Open | Until::Unknown => false,
        };
        begun && over
    };
    let terms = record.iter().filter(within);
    terms.cloned().map(TermChange::Passed).collect()
}
