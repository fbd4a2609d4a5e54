//! Whether what a change would do is so already, and in which words that is
//! said. Asked only of a change that cannot be made.

use std::collections::BTreeSet;

use crate::base::{Date, Power};
use crate::org::{Organisation, Person};
use crate::proposal::change::{Amend, Appoint, Appointee, Change, Destination, EndTerm, Leaver};
use crate::proposal::{effect, lookup};

/// Why nothing is left of a change, and the ids whose history tells how that
/// came; none where it is not done.
pub(super) fn done(org: &Organisation, change: &Change, on: Date) -> Option<Done> {
    match change {
        Change::Transfer(it) => {
            let holds = org
                .teams
                .get(&it.to)?
                .may_on(&it.area, &Power::control(), on);
            let (to, area) = (org.team_name(&it.to), org.area_name(&it.area));
            holds.then(|| Done::of(format!("{to} controls {area} already"), [&it.area]))
        }
        Change::Appoint(it) => appointed(org, it, on),
        Change::EndTerm(it) => ended(org, it, on),
        Change::Dissolve(it) => {
            let gone = org.teams.get(&it.team)?.dissolved?;
            let mut said = format!("{} is dissolved since {gone}", org.team_name(&it.team));
            // What the draft had other plans for is for a person to see.
            for (area, to) in &it.transfer {
                let holders = effect::controllers(org, area, on);
                let (Destination::Team(to), [holder]) = (to, holders.as_slice()) else {
                    continue;
                };
                if *holder != to {
                    said += &format!(
                        "; {} is with {}, and the draft gave it to {}: for that, add \
                         `transfer: {{area: {area}, to: {to}}}`",
                        org.area_name(area),
                        org.team_name(holder),
                        org.team_name(to)
                    );
                }
            }
            (gone.first_day() <= on).then(|| Done::of(said, [&it.team]))
        }
        Change::Rename(it) if it.team == it.to => {
            let team = org.teams.get(&it.to)?;
            let same = it.name.as_ref().is_none_or(|name| *name == team.name);
            same.then(|| {
                Done::of(
                    format!("{} is called `{}` already", team.name, it.to),
                    [&it.to],
                )
            })
        }
        Change::CloseArea(it) => {
            let gone = org.areas.get(&it.area)?.closed?;
            let said = format!("{} is closed since {gone}", org.area_name(&it.area));
            (gone.first_day() <= on).then(|| Done::of(said, [&it.area]))
        }
        Change::OpenArea(it) => {
            let area = org.areas.get(&it.area)?;
            let alike = area.name == it.fields.name && area.alive_on(on);
            let control = it.controller.as_ref().is_none_or(|team| {
                let team = org.teams.get(team);
                team.is_some_and(|team| team.may_on(&it.area, &Power::control(), on))
            });
            let said = format!("{} is open already", area.name);
            (alike && control).then(|| Done::of(said, [&it.area]))
        }
        Change::Register(it) => {
            let known = org.people.get(&it.person)?;
            let said = format!("{} is registered already", known.name);
            covers(known, &it.fields).then(|| Done::of(said, [&it.person]))
        }
        Change::RepealRule(it) => {
            let gone = org.rules.get(&it.rule)?.repealed?;
            let said = format!("the rule `{}` is repealed since {gone}", it.rule);
            (gone.first_day() <= on).then(|| Done::of(said, [&it.rule]))
        }
        Change::RepealConstraint(it) => {
            let gone = org.constraints.get(&it.constraint)?.repealed?;
            let said = format!(
                "the constraint `{}` is repealed since {gone}",
                it.constraint
            );
            (gone.first_day() <= on).then(|| Done::of(said, [&it.constraint]))
        }
        Change::AdoptRule(it) => {
            let same = org.rules.get(&it.rule)? == it.content.as_ref();
            same.then(|| {
                Done::of(
                    format!("the rule `{}` is in force already", it.rule),
                    [&it.rule],
                )
            })
        }
        Change::AdoptConstraint(it) => {
            let same = org.constraints.get(&it.constraint)? == it.content.as_ref();
            let said = format!("the constraint `{}` is in force already", it.constraint);
            same.then(|| Done::of(said, [&it.constraint]))
        }
        _ => None,
    }
}

/// What is done, in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Done {
    /// In the organisation's words.
    pub said: String,
    /// The ids whose history tells how it came.
    pub ids: BTreeSet<String>,
}

impl Done {
    pub(super) fn of<'i, I: ToString + 'i>(
        said: String,
        ids: impl IntoIterator<Item = &'i I>,
    ) -> Self {
        let ids = ids.into_iter().map(ToString::to_string).collect();
        Self { said, ids }
    }
}

/// Whether everybody serves already, in the way that the draft says.
fn appointed(org: &Organisation, it: &Appoint, on: Date) -> Option<Done> {
    let team = org.teams.get(&it.team)?;
    let name = org.team_name(&it.team);
    let as_wanted = |term: &&crate::org::Membership| {
        term.period.holds_on(on)
            && (it.role.is_none() || term.role == it.role)
            && (it.time.is_none() || term.time == it.time)
            && (it.funded_by.is_none() || term.funded_by == it.funded_by)
            && it
                .until
                .is_none_or(|until| term.period.until() == crate::base::Until::At(until))
    };
    match &it.who {
        Appointee::Person(person) => {
            let mut terms = team.memberships().iter().filter(as_wanted);
            let serves = terms.any(|term| term.holder.person() == Some(person));
            let said = format!("{} serves in {name} already", org.person_name(person));
            serves.then(|| Done::of(said, [person.as_str(), it.team.as_str()].iter()))
        }
        Appointee::EveryoneIn {
            team: office,
            except,
        } => {
            let office_name = &org.teams.get(office)?.name;
            let crate::org::RollOn::Known(roll) = org.on(on).roll(office) else {
                return None;
            };
            let mut people = roll.into_keys().filter(|person| !except.contains(person));
            let all = people.all(|person| {
                let mut terms = team.memberships().iter().filter(as_wanted);
                terms.any(|term| term.holder.person() == Some(&person))
            });
            let said = format!("everyone in {office_name} serves in {name} already");
            all.then(|| Done::of(said, [office, &it.team]))
        }
        // Who ever served is more than who serves: that is not looked through.
        Appointee::EverIn { .. } => None,
    }
}

/// Whether the term was there and is over.
fn ended(org: &Organisation, it: &EndTerm, on: Date) -> Option<Done> {
    let team = org.teams.get(&it.team)?;
    let is = |holder: &crate::org::Holder| match (&it.who, holder) {
        (Leaver::Person(leaver), crate::org::Holder::Person(person)) => leaver == person,
        (Leaver::EveryoneIn(office), crate::org::Holder::EveryoneIn { team, .. }) => office == team,
        _ => false,
    };
    let mut own = team.memberships().iter().filter(|term| is(&term.holder));
    let past = own.clone().next().is_some();
    let open = own.any(|term| effect::lasts_past(term.period, on));
    // Who is there by another office still serves.
    let still = match &it.who {
        Leaver::Person(person) => {
            let standing = org.on(on);
            standing
                .members(&it.team)
                .is_some_and(|roll| roll.contains(person))
        }
        Leaver::EveryoneIn(_) => false,
    };
    let (who, id) = match &it.who {
        Leaver::Person(person) => (org.person_name(person).to_owned(), person.to_string()),
        Leaver::EveryoneIn(office) => (
            format!("everyone in {}", org.team_name(office)),
            office.to_string(),
        ),
    };
    let said = format!("{who} left {} already", org.team_name(&it.team));
    (past && !open && !still).then(|| Done::of(said, [id, it.team.to_string()].iter()))
}

/// Whether a recorded person is the one that a draft registers: the same name,
/// and nothing stated that is not recorded.
fn covers(known: &Person, wanted: &Person) -> bool {
    let accounts = wanted.accounts.iter().all(|(service, account)| {
        known
            .accounts
            .get(service)
            .is_some_and(|it| it.eq_ignore_ascii_case(account))
    });
    known.name == wanted.name
        && accounts
        && wanted.emails.iter().all(|it| known.emails.contains(it))
        && wanted
            .keys
            .iter()
            .all(|key| known.keys.iter().any(|it| it.key == key.key))
}

/// The fields of an amendment that say what is so already are left out; none
/// where there is no such field. The change that remains may be empty.
pub(super) fn amended(
    org: &Organisation,
    amend: &Amend,
    on: Date,
) -> Option<(Option<Amend>, Done)> {
    macro_rules! split {
        ($make:expr, $fields:expr) => {{
            let (same, other): (Vec<_>, Vec<_>) = $fields.iter().cloned().partition(|field| {
                let alone = Change::Amend($make(vec![field.clone()]));
                let mut after = org.clone();
                alone.apply(&mut after, on).is_ok() && after == *org
            });
            let keys: Vec<&str> = same.iter().map(|field| field.key()).collect();
            let rest = (!other.is_empty()).then(|| $make(other));
            (keys, rest)
        }};
    }
    let (keys, rest) = match amend {
        Amend::Organisation(fields) => split!(Amend::Organisation, fields),
        Amend::Team(id, fields) => split!(|it| Amend::Team(id.clone(), it), fields),
        Amend::Area(id, fields) => split!(|it| Amend::Area(id.clone(), it), fields),
        Amend::Person(id, fields) => split!(|it| Amend::Person(id.clone(), it), fields),
        Amend::Rule(id, fields) => split!(|it| Amend::Rule(id.clone(), it), fields),
        Amend::Constraint(id, fields) => split!(|it| Amend::Constraint(id.clone(), it), fields),
    };
    if keys.is_empty() {
        return None;
    }
    let what = match amend.entity() {
        Some(entity) => org.label(&entity),
        None => "the organisation".to_owned(),
    };
    let words = keys.iter().map(|key| key.replace('_', " "));
    let said = format!("{what} has this {} already", lookup::listed(words));
    let id = amend
        .entity()
        .map_or_else(|| Amend::ORGANISATION.to_owned(), |it| it.to_string());
    Some((rest, Done::of(said, [id].iter())))
}
