//! Who votes: an electorate on a day, with each elector's weight and keys.

use std::collections::{BTreeMap, BTreeSet};

use num_traits::One;
use rayon::prelude::*;

use super::WorkspaceError;
use super::session::key_print;
use crate::base::{Date, EventKind, Exact, Instant, PersonId, Span, SpanUnit, TeamId};
use crate::org::{Organisation, Person, PersonKey, RollOn, Standing};
use crate::proposal::Proposal;
use crate::rule::{Electorate, Rolls, Stage, UnknownRoll, Who};
use crate::sign::Key;
use crate::vote::{Bodies, BodySize, Elector, KeyPrint};

/// The rolls of an organisation on a day, for one proposal.
pub(super) struct RollsOf<'a> {
    standing: &'a Standing<'a>,
    subject: BTreeSet<PersonId>,
    authors: BTreeSet<PersonId>,
}

impl<'a> RollsOf<'a> {
    pub(super) fn new(standing: &'a Standing<'a>, proposal: &Proposal) -> Self {
        Self {
            standing,
            subject: proposal.subject(standing.organisation(), standing.day()),
            authors: proposal.authors.iter().cloned().collect(),
        }
    }
}

impl Rolls for RollsOf<'_> {
    fn roll(&self, team: &TeamId) -> Option<BTreeSet<PersonId>> {
        // A team that is not there has no known roll: nobody may slip in, and
        // nobody be left out, by a name that means nothing.
        self.standing.organisation().teams.get(team)?;
        match self.standing.roll(team) {
            RollOn::Known(people) => Some(people.into_keys().collect()),
            RollOn::Unknown => None,
        }
    }

    fn subject(&self) -> BTreeSet<PersonId> {
        self.subject.clone()
    }

    fn authors(&self) -> BTreeSet<PersonId> {
        self.authors.clone()
    }

    fn attested(&self, kind: &EventKind) -> Option<BTreeSet<PersonId>> {
        let org = self.standing.organisation();
        org.attested_people(kind, self.standing.day())
    }
}

/// The members of an electorate.
pub(super) fn members(
    electorate: &Electorate,
    rolls: &RollsOf,
) -> Result<BTreeSet<PersonId>, WorkspaceError> {
    let members = electorate.members(rolls);
    members.map_err(WorkspaceError::UnknownRoll)
}

/// Whether somebody is among those who may do something.
pub(super) fn may(who: &Who, person: &PersonId, rolls: &RollsOf) -> Result<bool, WorkspaceError> {
    match who {
        Who::Anyone => Ok(true),
        Who::Of(electorate) => Ok(members(electorate, rolls)?.contains(person)),
    }
}

/// Since when keys are recorded, by person: every key that the shared line
/// ever had since its founding, with what its first commit tells.
pub(super) type FoundingKeys = BTreeMap<PersonId, BTreeMap<String, KeyRecorded>>;

/// Since when a key is recorded. What its file says in `from` is not believed:
/// whoever slips a key in can write any day there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum KeyRecorded {
    /// It came with the founding.
    Founding,
    /// It came later: the latest date of the commits up to the one that
    /// brought it, in seconds since 1970. One commit can be dated back; those
    /// before it on the line then still say how late it was.
    Later(i64),
}

/// The electors of a stage, in the order of ids.
pub(super) fn electors(
    stage: &Stage,
    rolls: &RollsOf,
    founding: &FoundingKeys,
) -> Result<Vec<Elector>, WorkspaceError> {
    let people = members(&stage.electorate, rolls)?;
    let own_keys = |person: &PersonId| keys_of(person, rolls, founding);
    let weights: Vec<(BTreeSet<PersonId>, &Exact)> = stage
        .weights
        .iter()
        .map(|(team, weight)| match rolls.roll(team) {
            Some(roll) => Ok((roll, weight)),
            None => Err(WorkspaceError::UnknownRoll(UnknownRoll::Team(team.clone()))),
        })
        .collect::<Result<_, _>>()?;
    let elector = |person: PersonId| {
        let own = weights.iter().filter(|(roll, _)| roll.contains(&person));
        // Of two weights the higher; without one, 1.
        let weight = own.map(|(_, weight)| (*weight).clone()).max();
        Elector {
            keys: own_keys(&person),
            person,
            weight: weight.unwrap_or_else(Exact::one).into(),
        }
    };
    // Whether a key is sound takes arithmetic, and an electorate may be large.
    Ok(people.into_par_iter().map(elector).collect())
}

/// Those who attest the result of a stage whose vote is held elsewhere, with
/// the keys that sign for them, in the order of ids.
pub(super) fn officers(
    stage: &Stage,
    rolls: &RollsOf,
    founding: &FoundingKeys,
) -> Result<Vec<Elector>, WorkspaceError> {
    let Some(returns) = &stage.returns else {
        return Ok(Vec::new());
    };
    let officer = |person: PersonId| Elector {
        keys: keys_of(&person, rolls, founding),
        person,
        weight: Exact::one().into(),
    };
    Ok(members(returns, rolls)?.into_iter().map(officer).collect())
}

/// The keys that may sign for a person on the day of some rolls.
fn keys_of(person: &PersonId, rolls: &RollsOf, founding: &FoundingKeys) -> Vec<KeyPrint> {
    let org = rolls.standing.organisation();
    let known = founding.get(person);
    let person = org.people.get(person);
    person.map_or_else(Vec::new, |it| {
        usable_keys(it, known, rolls.standing.day(), org)
    })
}

/// The keys that may sign for a person at an instant in what decides
/// something: those that would be on a roll of that day.
pub(super) fn keys_at(
    org: &Organisation,
    person: &PersonId,
    at: Instant,
    founding: &FoundingKeys,
) -> Vec<KeyPrint> {
    let day = at.day(&org.about.time_zone.zone());
    let known = founding.get(person);
    let person = org.people.get(person);
    person.map_or_else(Vec::new, |it| usable_keys(it, known, day, org))
}

/// The keys of a person that may sign on a day: those that hold then, and came
/// with the founding or have been recorded for longer than the organisation's
/// delay, so that a key slipped in shortly before a poll opens is noticed
/// before it votes.
fn usable_keys(
    person: &Person,
    known: Option<&BTreeMap<String, KeyRecorded>>,
    day: Date,
    org: &Organisation,
) -> Vec<KeyPrint> {
    let prints: BTreeSet<KeyPrint> = person
        .keys_on(day)
        .filter(|key| ripe(key, known, org).is_some_and(|ready| ready <= day))
        .filter_map(|key| key.key.parse::<Key>().ok())
        .filter_map(|key| key_print(&key))
        .collect();
    prints.into_iter().collect()
}

/// The first day on which a key may be on a roll: its own first day where it
/// came with the founding, else when it was recorded for as long as the
/// organisation's delay. None where nobody knows since when it is recorded.
pub(super) fn ripe(
    key: &PersonKey,
    known: Option<&BTreeMap<String, KeyRecorded>>,
    org: &Organisation,
) -> Option<Date> {
    let from = key.period.from();
    match known?.get(&key.key)? {
        KeyRecorded::Founding => Some(from.map_or(Date::MIN, |from| from.first_day())),
        KeyRecorded::Later(unix) => {
            let day = Instant::from_unix(*unix)?.day(&org.about.time_zone.zone());
            let day = from.map_or(day, |from| from.last_day().max(day));
            after(day, org.about.key_delay)
        }
    }
}

/// The rolls of teams alone, for what is not about a proposal.
pub(super) struct TeamsOn<'a>(pub &'a Standing<'a>);

impl Rolls for TeamsOn<'_> {
    fn roll(&self, team: &TeamId) -> Option<BTreeSet<PersonId>> {
        self.0.organisation().teams.get(team)?;
        match self.0.roll(team) {
            RollOn::Known(people) => Some(people.into_keys().collect()),
            RollOn::Unknown => None,
        }
    }

    fn subject(&self) -> BTreeSet<PersonId> {
        BTreeSet::new()
    }

    fn authors(&self) -> BTreeSet<PersonId> {
        BTreeSet::new()
    }
}

/// The day a span after another.
fn after(day: Date, span: Span) -> Option<Date> {
    let amount = i64::from(span.amount());
    let span = match span.unit() {
        // A part of a day keeps a key off for the whole of it.
        SpanUnit::Hours => jiff::Span::new().try_days((amount + 23) / 24),
        SpanUnit::Days => jiff::Span::new().try_days(amount),
        SpanUnit::Weeks => jiff::Span::new().try_weeks(amount),
        SpanUnit::Months => jiff::Span::new().try_months(amount),
    };
    day.checked_add(span.ok()?).ok()
}

/// The sizes of all bodies.
pub(super) fn bodies(standing: &Standing) -> Bodies {
    let size = |(id, team): (&TeamId, &crate::org::Team)| {
        let serving = standing.serving(id).map(|serving| serving as u64);
        let seats = team.seats.map(u64::from);
        (id.clone(), BodySize { seats, serving })
    };
    standing.teams().map(size).collect()
}
